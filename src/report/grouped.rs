//! `--by rule`: the same changes, gathered under the rules that make them, the busiest first.

use std::fmt::Write;

use crate::report::cost::by_rule as counted;
use crate::report::text::{Page, by_rule_id, footer, gone, head, line, named_target, waiting};
use crate::report::words::Words;
use crate::report::{Report, View};
use crate::sync::Action;

/// The report for people who ask what a rule does.
pub fn by_rule(report: &Report, view: View<'_>) -> String {
    let mut out = String::new();
    for flow in &report.flows {
        head(&Words { view, flow }, report.kind, &mut out);
    }
    for (span, count) in counted(report) {
        let mut lines = String::new();
        for flow in &report.flows {
            let words = Words { view, flow };
            let page = Page { words: &words, kind: report.kind };
            for (record, _) in &flow.records {
                let target = named_target(&words, record);
                for field in record.fields.iter().filter(|field| field.rule == span) {
                    let _ = writeln!(lines, "    {target}  {}  {}", field.path, page.change(field));
                }
                for row in &record.rows {
                    let mut row = row.clone();
                    if row.action == Some(Action::Edit) {
                        row.fields.retain(|field| field.rule == span);
                    }
                    if row.action != Some(Action::Edit) && row.rule != span
                        || row.action == Some(Action::Edit) && row.fields.is_empty()
                    {
                        continue;
                    }
                    let mut shown = String::new();
                    page.row(&row, Some(span.file), &mut shown);
                    for shown in shown.lines() {
                        let shown = without_rule(shown);
                        let _ = writeln!(lines, "    {target}  {}", shown.trim());
                    }
                }
            }
        }
        let words = Words { view, flow: &crate::report::FlowReport::default() };
        let rule = words.rule(span, None);
        let args = [("rule", rule), ("count", count.to_string())];
        let _ = writeln!(out, "{}\n{lines}", words.say(by_rule_id(report.kind), &args));
    }
    rest(report, view, &mut out);
    footer(report, view, &mut out);
    out
}

/// Records that wait or are left out: no rule changes them.
fn rest(report: &Report, view: View<'_>, out: &mut String) {
    for flow in &report.flows {
        let words = Words { view, flow };
        let page = Page { words: &words, kind: report.kind };
        for (record, status) in &flow.records {
            if matches!(record.action, Action::Hold | Action::Skip) {
                line(out, &page.headline(record, status), &words.rule(record.rule, None));
            }
        }
        gone(&words, out);
        waiting(&words, out);
    }
}

/// A line without the rule at its right, which stands above the group.
fn without_rule(line: &str) -> &str {
    match line.rsplit_once("  :") {
        Some((shown, rule)) if rule.chars().all(|c| c.is_ascii_digit()) => shown,
        _ => line,
    }
}
