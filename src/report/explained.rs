//! Where the value of a field came from, as people and programs read it: what the rule gives, what
//! the target holds, what was agreed on, who wins; below it, step by step, how the rule came to it.

use std::fmt::Write;

use serde_json::{Value as Json, json};

use crate::eval::{Did, Step};
use crate::program::{Constant, Mapping, TableRow};
use crate::report::json::{place, value_json};
use crate::report::text::line;
use crate::report::words::{Words, one_line, shortened};
use crate::report::{FlowReport, View};
use crate::schema::{Sensitivity, mask};
use crate::source::Span;
use crate::sync::{Explained, ExplainedRecord};

/// The values of the records that a flow was asked for: their text for people, and a document for
/// programs each.
pub fn explanation(
    view: View<'_>,
    flow: &FlowReport,
    mapping: &Mapping,
    records: &[ExplainedRecord],
) -> (String, Vec<Json>) {
    let page = Page { words: Words { view, flow }, mapping };
    (page.text(records), page.json(records))
}

struct Page<'a> {
    /// The words, with the names of records.
    words: Words<'a>,
    /// The tables and matches that steps speak of.
    mapping: &'a Mapping,
}

/// How wide the names of facts are.
const WIDTH: usize = 13;

/// How wide the text of a step is before its value.
const STEP: usize = 44;

impl Page<'_> {
    /// For people.
    fn text(&self, records: &[ExplainedRecord]) -> String {
        let mut out = String::new();
        for record in records {
            for field in &record.fields {
                if !out.is_empty() {
                    out.push('\n');
                }
                self.field(record, field, &mut out);
            }
        }
        out
    }

    fn field(&self, record: &ExplainedRecord, field: &Explained, out: &mut String) {
        let words = &self.words;
        let both = format!("{}  ⇐  {}", words.place(&record.target), words.place(&record.source));
        let head = format!("{}{}   {both}", field.path, self.row(field));
        line(out, &head, &words.rule(field.rule, None));
        let value = |value: &Constant| words.value(value, field.scale, field.sensitivity);
        let mut facts = vec![("explain-gives", value(&field.gives))];
        facts.push(match &field.holds {
            Some(holds) => ("explain-holds", value(holds)),
            None => ("explain-holds", words.say("explain-new", &[])),
        });
        facts.push(match &field.base {
            Some(base) if base.gave == base.holds => ("explain-base", value(&base.gave)),
            Some(base) => {
                let args = [("gave", value(&base.gave)), ("held", value(&base.holds))];
                ("explain-base", words.say("explain-base-both", &args))
            }
            None => ("explain-base", words.say("explain-no-base", &[])),
        });
        let owner = match field.owner.as_deref() {
            Some("hold") => words.say("explain-owner-hold", &[]),
            Some(owner) => owner.to_owned(),
            None => words.say("explain-owner-rule", &[]),
        };
        facts.push(("explain-owner", owner));
        facts
            .push(("explain-fate", words.say(&format!("explain-fate-{}", field.fate.word()), &[])));
        for (id, fact) in facts {
            let _ = writeln!(out, "    {:WIDTH$}  {fact}", words.say(id, &[]));
        }
        if field.steps.is_empty() {
            let _ = writeln!(out, "    {}", words.say("explain-not-run", &[]));
            return;
        }
        let _ = writeln!(out, "    {}", words.say("explain-steps", &[]));
        for step in &field.steps {
            self.step(step, field, out);
        }
    }

    /// `[Носки]`
    fn row(&self, field: &Explained) -> String {
        let shown = field.row.iter().map(|(value, seen)| self.words.value(value, None, *seen));
        let shown: Vec<String> = shown.collect();
        if shown.is_empty() { String::new() } else { format!("  [{}]", shown.join(", ")) }
    }

    fn step(&self, step: &Step, field: &Explained, out: &mut String) {
        let words = &self.words;
        let indent = " ".repeat(6 + 2 * usize::from(step.depth.min(20)));
        let seen = seen(step, field);
        let value = words.value(&step.value, None, seen);
        let what = match &step.did {
            Did::Read(member, raw) => {
                let raw = match raw {
                    Some(raw) => format!("«{}»", mask(seen, &shortened(raw))),
                    None => words.say("explain-no-member", &[]),
                };
                format!("{member} ⇠ {raw}")
            }
            Did::Default => words.say("explain-default", &[]),
            Did::Row(..) | Did::Match(_) | Did::Fixed | Did::Reckoned => self.written(step.span),
        };
        let room = STEP.saturating_sub(indent.chars().count());
        let shown = format!("{indent}{what:room$}  = {value}");
        line(out, &shown, &words.rule(step.span, Some(field.rule.file)));
        match step.did {
            Did::Row(table, row) => self.found((table, row), seen, &indent, out),
            Did::Match(role) => {
                let name = self.mapping.matches[usize::from(role)].name.to_string();
                let _ =
                    writeln!(out, "{indent}  {}", words.say("explain-match", &[("name", name)]));
            }
            Did::Read(..) | Did::Fixed | Did::Default | Did::Reckoned => {}
        }
    }

    /// The row of a table that was found, with its place.
    fn found(
        &self,
        (table, row): (u16, Option<usize>),
        seen: Sensitivity,
        indent: &str,
        out: &mut String,
    ) {
        let table = &self.mapping.tables[usize::from(table)];
        let name = table.name.to_string();
        match row.map(|row| &table.rows[row]) {
            Some(row) => {
                let args = [("table", name), ("row", self.cells(row, seen))];
                let shown = format!("{indent}  {}", self.words.say("explain-row", &args));
                line(out, &shown, &self.words.rule(row.span, None));
            }
            None => {
                let _ = writeln!(
                    out,
                    "{indent}  {}",
                    self.words.say("explain-no-row", &[("table", name)])
                );
            }
        }
    }

    fn cells(&self, row: &TableRow, seen: Sensitivity) -> String {
        let shown = |cells: &[Constant]| {
            let cells = cells.iter().map(|cell| self.words.value(cell, None, seen));
            cells.collect::<Vec<_>>().join(", ")
        };
        format!("{} ↔ {}", shown(&row.left), shown(&row.right))
    }

    /// What stands in the mapping.
    fn written(&self, span: Span) -> String {
        let sources = self.words.view.sources;
        if sources.files().nth(span.file.0 as usize).is_none() {
            return String::new();
        }
        shortened(&one_line(sources.text(span)))
    }

    /// For programs.
    fn json(&self, records: &[ExplainedRecord]) -> Vec<Json> {
        let fields = records.iter().flat_map(|record| {
            record.fields.iter().map(move |field| self.field_json(record, field))
        });
        fields.collect()
    }

    fn field_json(&self, record: &ExplainedRecord, field: &Explained) -> Json {
        let value = |value: &Constant| value_json(&self.words, value, field.sensitivity);
        let row = field.row.iter().map(|(value, seen)| value_json(&self.words, value, *seen));
        let end = |place: &crate::sync::Place| {
            let entity = self.words.view.catalog.entity_name(place.entity);
            json!({ "entity": entity, "key": place.key, "label": self.words.label(place) })
        };
        let base = field.base.as_ref();
        json!({
            "path": field.path,
            "row": row.collect::<Vec<_>>(),
            "source": end(&record.source),
            "target": end(&record.target),
            "map": record.map,
            "rule": place(self.words.view, field.rule),
            "owner": field.owner,
            "gives": value(&field.gives),
            "holds": field.holds.as_ref().map(value),
            "base": base.map(|base| json!({ "gave": value(&base.gave), "held": value(&base.holds) })),
            "fate": field.fate.word(),
            "steps": field.steps.iter().map(|step| self.step_json(step, field)).collect::<Vec<_>>(),
        })
    }

    fn step_json(&self, step: &Step, field: &Explained) -> Json {
        let words = &self.words;
        let seen = seen(step, field);
        let mut told = json!({
            "depth": step.depth,
            "text": self.written(step.span),
            "place": place(words.view, step.span),
            "value": value_json(words, &step.value, seen),
        });
        match &step.did {
            Did::Read(member, raw) => {
                let raw = raw.as_ref().map(|raw| mask(seen, raw));
                told["member"] = json!({ "path": member, "text": raw });
            }
            Did::Row(table, row) => {
                let table = &self.mapping.tables[usize::from(*table)];
                let row = row.map(|row| &table.rows[row]);
                let cells = row.map(|row| self.cells(row, seen));
                let at = row.map(|row| place(words.view, row.span));
                told["table"] = json!({ "name": table.name, "row": cells, "place": at });
            }
            Did::Match(role) => {
                told["match"] = (&*self.mapping.matches[usize::from(*role)].name).into();
            }
            Did::Fixed | Did::Default | Did::Reckoned => {}
        }
        told
    }
}

/// Who may see a step: what a personal field is made of tells as much as the field. What the mapping
/// fixes everybody can read there.
fn seen(step: &Step, field: &Explained) -> Sensitivity {
    match step.did {
        Did::Fixed => step.sensitivity,
        _ => step.sensitivity.max(field.sensitivity),
    }
}
