//! A report as JSON.
//!
//! Names of members and codes are never translated. A value is a text, a boolean, null where there is
//! none, or an object for a record; numbers are texts, so that no reader rounds them. The format's
//! version changes when a member changes its meaning or goes.

use serde_json::{Map, Value as Json, json};

use crate::endpoint::WriteKind;
use crate::eval::{Located, Said};
use crate::journal::Tombstone;
use crate::program::{Constant, OutcomeKind};
use crate::report::cost::{Cost, by_rule};
use crate::report::explain::origins;
use crate::report::words::{Words, plain};
use crate::report::{FlowReport, Kind, Report, View};
use crate::schema::{Sensitivity, mask};
use crate::source::Span;
use crate::sync::{
    Action, Class, Disagreement, FieldChange, Place, RecordPlan, RowChange, Status, Winner,
};

/// The version of the format of reports and of saved plans.
pub const FORMAT_VERSION: u32 = 1;

/// The report for programs.
pub fn json(report: &Report, view: View<'_>) -> Json {
    let flows = report.flows.iter().map(|flow| flow_json(&Words { view, flow }));
    let flows: Vec<Json> = flows.collect();
    let cost = Cost::of(report);
    let rules = by_rule(report)
        .into_iter()
        .map(|(span, count)| json!({ "rule": place(view, span), "count": count }));
    let rules: Vec<Json> = rules.collect();
    json!({
        "format_version": FORMAT_VERSION,
        "kind": match report.kind { Kind::Plan => "plan", Kind::Run => "run", Kind::Apply => "apply" },
        "flows": flows,
        "cost": { "requests": cost.requests, "seconds": cost.seconds, "reposts": cost.reposts },
        "rules": rules,
    })
}

fn flow_json(words: &Words<'_>) -> Json {
    let flow: &FlowReport = words.flow;
    let page = Page { words };
    let records = flow.records.iter().map(|(record, status)| page.record(record, status));
    let records: Vec<Json> = records.collect();
    let waiting = flow
        .waiting
        .iter()
        .map(|(place, status)| json!({ "source": page.end(place), "status": status_json(status) }));
    let waiting: Vec<Json> = waiting.collect();
    let cursor = flow.cursor.as_ref().map(|(from, to)| json!({ "from": from, "to": to }));
    json!({
        "flow": flow.flow,
        "cursor": cursor,
        "rules": flow.rules,
        "dictionaries": flow.dictionaries,
        "read": flow.read,
        "filtered": flow.filtered,
        "skipped": flow.skipped,
        "records": records,
        "waiting": waiting,
        "stopped": flow.stopped.as_ref().map(|said| page.message(said)),
        "said": flow.said,
        "gone": gone(flow),
    })
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
        match value {
            Constant::Absent | Constant::Clear => Json::Null,
            Constant::Bool(truth) if sensitivity == Sensitivity::Open => Json::Bool(*truth),
            Constant::Reference(entity, key) | Constant::Planned(entity, key) => {
                let mut record = Map::new();
                let entity = self.words.view.catalog.entity_name(*entity);
                record.insert("entity".into(), entity.into());
                record.insert("key".into(), key.to_string().into());
                if let Some(name) = self.words.named(value, sensitivity) {
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

fn place(view: View<'_>, span: Span) -> Json {
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
