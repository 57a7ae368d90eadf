//! A report as JSON.
//!
//! Names of members and codes are never translated. A value is a text, a boolean, null where there is
//! none, or an object for a record; numbers are texts, so that no reader rounds them. The format's
//! version changes when a member changes its meaning or goes.

use std::fmt::Write;

use serde_json::{Map, Value as Json, json};

use crate::endpoint::WriteKind;
use crate::eval::{Located, Said};
use crate::journal::Tombstone;
use crate::program::{Constant, OutcomeKind};
use crate::report::cost::Cost;
use crate::report::explain::origins;
use crate::report::words::{Words, plain};
use crate::report::{FlowReport, Kind, Part, Report, Tally, View};
use crate::schema::{Sensitivity, mask};
use crate::source::Span;
use crate::sync::{
    Action, Class, Disagreement, FieldChange, LeftOut, Place, RecordPlan, RowChange, Status, Winner,
};

/// The version of the format of reports and of saved plans.
pub const FORMAT_VERSION: u32 = 1;

/// The report for programs.
pub fn json(report: &Report, view: View<'_>) -> Json {
    let flow = |flow: &FlowReport| {
        let words = Words { view, flow };
        let mut members = flow_head(flow);
        let records: Vec<Json> = Page { words: &words }.records().collect();
        members.insert("records".into(), records.into());
        members.extend(flow_end(&words));
        Json::Object(members)
    };
    let flows: Vec<Json> = report.flows.iter().map(flow).collect();
    let mut members = report_head(report.kind);
    members.insert("flows".into(), flows.into());
    members.extend(report_end(&report.tally(), view));
    members.insert("diagnostics".into(), Json::Array(Vec::new()));
    Json::Object(members)
}

/// The same document, written part by part: the texts, one after another, are it.
#[derive(Debug)]
pub struct Pages {
    kind: Kind,
    begun: bool,
    /// Whether a flow, and a record of the flow at hand, stands there already.
    flows: bool,
    records: bool,
}

impl Pages {
    /// A document that holds nothing yet.
    pub fn new(kind: Kind) -> Pages {
        Pages { kind, begun: false, flows: false, records: false }
    }

    /// A part of a flow's records.
    pub fn part(&mut self, flow: &FlowReport, part: Part, view: View<'_>) -> String {
        let mut out = String::new();
        self.begin(&mut out);
        let words = Words { view, flow };
        if part.first {
            out.push_str(if self.flows { ",\n    {" } else { "\n    {" });
            (self.flows, self.records) = (true, false);
            for member in flow_head(flow) {
                put(&member, 6, &mut out);
                out.push(',');
            }
            out.push_str("\n      \"records\": [");
        }
        for record in (Page { words: &words }).records() {
            out.push_str(if self.records { ",\n        " } else { "\n        " });
            self.records = true;
            out.push_str(&indented(&record, 8));
        }
        if part.last {
            out.push_str(if self.records { "\n      ]" } else { "]" });
            for member in flow_end(&words) {
                out.push(',');
                put(&member, 6, &mut out);
            }
            out.push_str("\n    }");
        }
        out
    }

    /// The end of the document. `told` is what was told beside it.
    pub fn end(&mut self, tally: &Tally, told: Vec<Json>, view: View<'_>) -> String {
        let mut out = self.open_end(tally, told, view);
        out.push_str("\n}\n");
        out
    }

    /// The same before its last brace, where another member can still follow.
    pub fn open_end(&mut self, tally: &Tally, told: Vec<Json>, view: View<'_>) -> String {
        let mut out = String::new();
        self.begin(&mut out);
        out.push_str(if self.flows { "\n  ]" } else { "]" });
        let told = [("diagnostics".to_owned(), Json::Array(told))];
        for member in report_end(tally, view).into_iter().chain(told) {
            out.push(',');
            put(&member, 2, &mut out);
        }
        out
    }

    fn begin(&mut self, out: &mut String) {
        if std::mem::replace(&mut self.begun, true) {
            return;
        }
        out.push('{');
        for member in report_head(self.kind) {
            put(&member, 2, out);
            out.push(',');
        }
        out.push_str("\n  \"flows\": [");
    }
}

/// A member on a line of its own.
fn put((name, value): &(String, Json), depth: usize, out: &mut String) {
    let name = Json::from(name.as_str());
    let _ = write!(out, "\n{:depth$}{name}: {}", "", indented(value, depth));
}

/// A value as it stands so deep in a document. Its texts hold no line breaks: those are escaped.
fn indented(value: &Json, depth: usize) -> String {
    format!("{value:#}").replace('\n', &format!("\n{:depth$}", ""))
}

fn report_head(kind: Kind) -> Map<String, Json> {
    members(json!({
        "format_version": FORMAT_VERSION,
        "kind": match kind { Kind::Plan => "plan", Kind::Run => "run", Kind::Apply => "apply" },
    }))
}

fn report_end(tally: &Tally, view: View<'_>) -> Map<String, Json> {
    let cost = Cost::of(tally);
    let rules = tally.by_rule().into_iter();
    let rules = rules.map(|(span, count)| json!({ "rule": place(view, span), "count": count }));
    let rules: Vec<Json> = rules.collect();
    members(json!({
        "cost": { "requests": cost.requests, "seconds": cost.seconds, "reposts": cost.reposts },
        "rules": rules,
    }))
}

fn flow_head(flow: &FlowReport) -> Map<String, Json> {
    let cursor = flow.cursor.as_ref().map(|(from, to)| json!({ "from": from, "to": to }));
    members(json!({
        "flow": flow.flow,
        "cursor": cursor,
        "rules": flow.rules,
        "dictionaries": flow.dictionaries,
    }))
}

fn flow_end(words: &Words<'_>) -> Map<String, Json> {
    let flow: &FlowReport = words.flow;
    let page = Page { words };
    let waiting = flow
        .waiting
        .iter()
        .map(|(place, status)| json!({ "source": page.end(place), "status": status_json(status) }));
    let waiting: Vec<Json> = waiting.collect();
    members(json!({
        "read": flow.read,
        "filtered": flow.filtered,
        "skipped": flow.skipped,
        "waiting": waiting,
        "stopped": flow.stopped.as_ref().map(|said| page.message(said)),
        "said": flow.said,
        "gone": gone(flow),
    }))
}

fn members(object: Json) -> Map<String, Json> {
    match object {
        Json::Object(members) => members,
        _ => unreachable!("an object was written"),
    }
}

/// Records of the source that are not there any more, by key.
fn gone(flow: &FlowReport) -> Vec<Json> {
    let gone = flow.gone.iter().map(|(key, how)| match how {
        Tombstone::Deleted => json!({ "key": key, "how": "deleted" }),
        Tombstone::Merged(into) => json!({ "key": key, "how": "merged", "into": into }),
    });
    let missing = flow.missing.iter().map(|key| json!({ "key": key, "how": "missing" }));
    let marked = flow.marked.iter().map(|it| json!({ "key": it.key, "how": "marked" }));
    gone.chain(marked).chain(missing).collect()
}

struct Page<'a> {
    words: &'a Words<'a>,
}

impl Page<'_> {
    fn records(&self) -> impl Iterator<Item = Json> {
        let records = self.words.flow.records.at_hand().iter();
        let left_out = self.words.flow.left_out.iter();
        let records = records.map(|(record, status)| self.record(record, status));
        records.chain(left_out.map(|one| self.left_out(one)))
    }

    /// A record that the flow does not take: what is known of it beside the condition is its source.
    fn left_out(&self, one: &LeftOut) -> Json {
        let flow = &self.words.flow.flow;
        let key = one.source.key.as_deref().unwrap_or("");
        json!({
            "id": format!("{flow}//{key}"),
            "action": if one.skipped { "skip" } else { "filter" },
            "flow": flow,
            "map": null,
            "rule": self.place(one.rule),
            "condition": self.words.quoted(one.rule),
            "source": self.end(&one.source),
            "target": null,
            "fields": [],
            "rows": [],
            "conflicts": [],
            "messages": [],
            "steps": [],
            "status": status_json(&Status::Done),
        })
    }

    fn record(&self, record: &RecordPlan, status: &Status) -> Json {
        let source = record.source.key.as_deref().unwrap_or("");
        let said = record.said.iter().map(|said| self.message(said));
        let faults = record.faults.iter().map(|fault| self.fault(fault));
        let messages: Vec<Json> = said.chain(faults).collect();
        let fields = record.fields.iter().map(|field| self.field(record, field));
        let fields: Vec<Json> = fields.collect();
        let rows: Vec<Json> = record.rows.iter().map(|row| self.row(record, row)).collect();
        let conflicts: Vec<Json> = record.conflicts.iter().map(|one| self.conflict(one)).collect();
        let steps = record.steps.iter().map(|step| {
            json!({
                "kind": write_kind(step.write.kind),
                "class": class(step.class),
                "entity": step.write.entity,
                "key": step.write.key,
            })
        });
        let steps: Vec<Json> = steps.collect();
        json!({
            "id": format!("{}/{}/{source}", record.flow, record.map),
            "action": action(Some(record.action)),
            "flow": record.flow,
            "map": record.map,
            "rule": self.place(record.rule),
            "source": self.end(&record.source),
            "target": self.end(&record.target),
            "fields": fields,
            "rows": rows,
            "conflicts": conflicts,
            "messages": messages,
            "steps": steps,
            "status": status_json(status),
        })
    }

    fn end(&self, place: &Place) -> Json {
        let entity = self.words.view.catalog.entity_name(place.entity);
        let label = self.words.label(place);
        json!({ "entity": entity, "key": place.key, "version": place.version, "label": label })
    }

    fn field(&self, record: &RecordPlan, field: &FieldChange) -> Json {
        let sensitive = match field.sensitivity {
            Sensitivity::Open => Json::Null,
            Sensitivity::Personal => "personal".into(),
            Sensitivity::Secret => "secret".into(),
        };
        let mut shown = json!({
            "path": field.path,
            "before": self.value(&field.before, field.sensitivity),
            "after": self.value(&field.after, field.sensitivity),
            "rule": self.place(field.rule),
            "sources": field.sources,
            "owner": field.owner,
            "sensitive": sensitive,
            "unknown": matches!(&field.after, Constant::Planned(_, key) if key.is_empty()),
        });
        let origins = origins(self.words, record, field);
        if !origins.is_empty() {
            let raw = origins.into_iter();
            let raw = raw.map(|origin| json!({ "path": origin.path, "text": origin.raw }));
            shown["raw"] = raw.collect();
        }
        shown
    }

    fn row(&self, record: &RecordPlan, row: &RowChange) -> Json {
        let fields = row.fields.iter().map(|field| self.field(record, field));
        let fields: Vec<Json> = fields.collect();
        json!({
            "path": row.path,
            "row": mask(row.sensitivity, &row.label),
            "action": action(row.action),
            "fields": fields,
            "rule": self.place(row.rule),
        })
    }

    fn conflict(&self, conflict: &Disagreement) -> Json {
        let winner = match conflict.winner {
            Winner::Source => "source",
            Winner::Target => "target",
            Winner::Nobody => "nobody",
        };
        let key = conflict.row.iter().map(|(value, seen)| self.value(value, *seen));
        let key: Vec<Json> = key.collect();
        json!({
            "path": conflict.path,
            "whole_row": conflict.whole_row,
            "row": key,
            "source": self.value(&conflict.rule_gives, conflict.sensitivity),
            "target": self.value(&conflict.target_holds, conflict.sensitivity),
            "winner": winner,
            "rule": self.place(conflict.rule),
        })
    }

    fn value(&self, value: &Constant, sensitivity: Sensitivity) -> Json {
        value_json(self.words, value, sensitivity)
    }

    fn message(&self, said: &Said) -> Json {
        let severity = match said.kind {
            OutcomeKind::Stop => "error",
            OutcomeKind::Hold(_)
            | OutcomeKind::Warn
            | OutcomeKind::Create(_)
            | OutcomeKind::Retry { .. } => "warning",
            OutcomeKind::Skip | OutcomeKind::Keep => "note",
        };
        let text = self.words.said(said);
        json!({
            "code": said.reason,
            "severity": severity,
            "text": text,
            "place": self.place(said.span),
        })
    }

    fn fault(&self, located: &Located) -> Json {
        let member = located.member.as_ref();
        json!({
            "code": "validation",
            "severity": "error",
            "text": self.words.fault(located),
            "place": self.place(located.span),
            "member": member.map(|(name, byte)| json!({ "path": name, "byte": byte })),
        })
    }

    fn place(&self, span: Span) -> Json {
        place(self.words.view, span)
    }
}

/// A value as programs read it.
pub(super) fn value_json(words: &Words<'_>, value: &Constant, sensitivity: Sensitivity) -> Json {
    match value {
        Constant::Absent | Constant::Clear => Json::Null,
        Constant::Bool(truth) if sensitivity == Sensitivity::Open => Json::Bool(*truth),
        Constant::Reference(entity, key) | Constant::Planned(entity, key) => {
            let mut record = Map::new();
            let entity = words.view.catalog.entity_name(*entity);
            record.insert("entity".into(), entity.into());
            record.insert("key".into(), key.to_string().into());
            if let Some(name) = words.named(value, sensitivity) {
                record.insert("name".into(), name.into());
            }
            if matches!(value, Constant::Planned(..)) {
                record.insert("planned".into(), true.into());
            }
            Json::Object(record)
        }
        value => plain(value, sensitivity).into(),
    }
}

pub(super) fn place(view: View<'_>, span: Span) -> Json {
    if view.sources.files().nth(span.file.0 as usize).is_none() {
        return Json::Null;
    }
    let place = view.sources.place(span);
    json!({ "file": view.sources.file(span.file).name, "line": place.line, "column": place.column })
}

fn action(action: Option<Action>) -> &'static str {
    action.map_or("remove", Action::word)
}

fn write_kind(kind: WriteKind) -> &'static str {
    match kind {
        WriteKind::Create => "create",
        WriteKind::Edit => "edit",
        WriteKind::Post => "post",
        WriteKind::Unpost => "unpost",
    }
}

fn class(class: Class) -> &'static str {
    match class {
        Class::Keyed => "K",
        Class::Absolute => "A",
        Class::Once => "N",
    }
}

fn status_json(status: &Status) -> Json {
    match status {
        Status::Planned => json!({ "state": "planned" }),
        Status::Done => json!({ "state": "done" }),
        Status::Held(reason, text) => json!({ "state": "held", "reason": reason, "text": text }),
        Status::Failed(text) => json!({ "state": "failed", "text": text }),
        Status::Moved => json!({ "state": "moved" }),
    }
}
