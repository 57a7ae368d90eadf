//! `--by rule`: the same changes, gathered under the rules that make them, the busiest first.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::report::text::{
    Page, by_rule_id, closing, gone, head, left_out, line, named_target, sums, waiting,
};
use crate::report::words::Words;
use crate::report::{FlowReport, Kind, Part, Report, Tally, View};
use crate::source::Span;
use crate::sync::{Action, RecordPlan, RowChange};

/// The report for people who ask what a rule does.
pub fn by_rule(report: &Report, view: View<'_>) -> String {
    let mut grouped = Grouped::default();
    report.flows.iter().for_each(|flow| grouped.part(flow, report.kind, Part::WHOLE, view));
    grouped.closed(&report.tally(), report.kind, view)
}

/// The lines of such a report, gathered as records come. The lines alone are kept.
#[derive(Debug, Default)]
pub struct Grouped {
    heads: String,
    lines: BTreeMap<Span, String>,
    rest: String,
}

impl Grouped {
    /// A part of a flow's records.
    pub fn part(&mut self, flow: &FlowReport, kind: Kind, part: Part, view: View<'_>) {
        let words = Words { view, flow };
        let page = Page { words: &words, kind };
        for (record, status) in flow.records.at_hand() {
            self.changes(&page, record);
            // No rule changes a record that waits or is left out.
            if matches!(record.action, Action::Hold | Action::Skip) {
                let rule = words.rule(record.rule, None);
                line(&mut self.rest, &page.headline(record, status), &rule);
            }
        }
        left_out(&words, &mut self.rest);
        if part.last {
            head(&words, kind, &mut self.heads);
            sums(&words, &mut self.heads);
            self.heads.push('\n');
            gone(&words, &mut self.rest);
            waiting(&words, &mut self.rest);
        }
    }

    /// The whole, once all parts are there.
    pub fn closed(mut self, tally: &Tally, kind: Kind, view: View<'_>) -> String {
        let mut out = self.heads;
        let words = Words { view, flow: &FlowReport::default() };
        for (span, count) in tally.by_rule() {
            let args = [("rule", words.rule(span, None)), ("count", count.to_string())];
            let lines = self.lines.remove(&span).unwrap_or_default();
            let _ = writeln!(out, "{}\n{lines}", words.say(by_rule_id(kind), &args));
        }
        out.push_str(&self.rest);
        out.push_str(&closing(tally, kind, view));
        out
    }

    fn changes(&mut self, page: &Page<'_>, record: &RecordPlan) {
        let target = named_target(page.words, record);
        for field in &record.fields {
            let lines = self.lines.entry(field.rule).or_default();
            let _ = writeln!(lines, "    {target}  {}  {}", field.path, page.change(field));
        }
        for row in &record.rows {
            if row.action == Some(Action::Edit) {
                for field in &row.fields {
                    let (path, label) = (row.path.clone(), row.label.clone());
                    let alone = RowChange { path, label, fields: vec![field.clone()], ..*row };
                    self.row(page, &alone, field.rule, &target);
                }
            } else {
                self.row(page, row, row.rule, &target);
            }
        }
    }

    fn row(&mut self, page: &Page<'_>, row: &RowChange, rule: Span, target: &str) {
        let mut shown = String::new();
        page.row(row, Some(rule.file), &mut shown);
        let lines = self.lines.entry(rule).or_default();
        for shown in shown.lines() {
            let _ = writeln!(lines, "    {target}  {}", without_rule(shown).trim());
        }
    }
}

/// A line without the rule at its right, which stands above the group.
fn without_rule(line: &str) -> &str {
    match line.rsplit_once("  :") {
        Some((shown, rule)) if rule.chars().all(|c| c.is_ascii_digit()) => shown,
        _ => line,
    }
}
