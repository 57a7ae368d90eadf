//! What the journal keeps of a plan that has to wait, for whoever decides about the record: what it
//! is called, what was planned of it, by which rules, and what is wrong. Names and places; values
//! only as far as everybody may see them.

use serde_json::{Map, Value, json};

use crate::eval::Located;
use crate::journal::{Intent, Lane};
use crate::schema::{Catalog, mask};
use crate::source::{Sources, Span};
use crate::sync::lane_plan::LanePlan;
use crate::sync::plan::{Place, RecordPlan};
use crate::sync::preview::hold;
use crate::sync::spoken::{blamed, visible};

/// What a plan is told with.
#[derive(Clone, Copy, Debug)]
pub struct Telling<'a> {
    /// The schemas.
    pub catalog: &'a Catalog,
    /// The files of the mapping, for places.
    pub sources: &'a Sources,
    /// What tells this state of the project from others.
    pub rules: &'a str,
}

/// What is kept of a plan of a lane, as JSON. Without a telling it holds no labels and no places.
pub fn evidence(
    telling: Option<Telling<'_>>,
    lane: &Lane,
    planned: Option<&LanePlan>,
    intents: &[Intent],
) -> Box<str> {
    let mut all = Map::new();
    let records = planned.map_or(&[][..], |planned| &planned.records);
    if let Some(telling) = telling {
        all.insert("rules".into(), telling.rules.into());
        let of_lane = |place: &&Place| place.key.as_deref() == Some(&*lane.key.key);
        let own = records.iter().rev().map(|record| &record.source).find(of_lane);
        if let Some(label) = own.and_then(|place| telling.label(place)) {
            all.insert("label".into(), label.into());
        }
        if let Some(place) = planned.and_then(hold).and_then(|said| telling.place(said.span)) {
            all.insert("place".into(), place.into());
        }
    }
    let parts = [
        ("records", records.iter().map(|one| record(telling, one)).collect::<Vec<_>>()),
        ("faults", faults(telling, records)),
        ("steps", intents.iter().map(step).collect()),
    ];
    for (name, part) in parts.into_iter().filter(|(_, part)| !part.is_empty()) {
        all.insert(name.into(), part.into());
    }
    Value::Object(all).to_string().into()
}

impl Telling<'_> {
    /// The number or name of a record, as it may be shown.
    fn label(&self, place: &Place) -> Option<String> {
        Some(mask(self.catalog.naming(place.entity), place.label.as_ref()?))
    }

    /// `orders.obmen:26`
    fn place(&self, span: Span) -> Option<String> {
        self.sources.files().nth(span.file.0 as usize)?;
        let line = self.sources.place(span).line;
        Some(format!("{}:{line}", self.sources.file(span.file).name))
    }
}

/// A record of the plan: what would become of it and which of its fields.
fn record(telling: Option<Telling<'_>>, record: &RecordPlan) -> Value {
    let fields: Vec<&str> = record.fields.iter().map(|change| &*change.path).collect();
    let mut told = json!({
        "map": record.map,
        "action": record.action.word(),
        "source": record.source.key,
        "target": record.target.key,
        "fields": fields,
        "rows": record.rows.len(),
    });
    if let Some(telling) = telling {
        told["entity"] = telling.catalog.entity_name(record.target.entity).into();
        told["label"] = telling.label(&record.target).into();
        told["place"] = telling.place(record.rule).into();
    }
    told
}

fn faults(telling: Option<Telling<'_>>, records: &[RecordPlan]) -> Vec<Value> {
    let all = records.iter().flat_map(|record| &record.faults);
    all.map(|located| fault(telling, located)).collect()
}

/// What is broken: its kind, its place in the payload and in the mapping.
fn fault(telling: Option<Telling<'_>>, located: &Located) -> Value {
    let kind = located.fault.kind;
    let member = located.member.as_ref();
    let lack = located.lack.as_ref().map(|lack| {
        json!({
            "read": lack.read, "row": lack.row, "label": lack.label, "unnamed": lack.unnamed,
            "left": lack.left,
        })
    });
    json!({
        "fault": kind.word(),
        "value": blamed(kind, &located.fault.value, located.seen.max(visible(kind))),
        "member": member.map(|(member, _)| member),
        "byte": member.map(|(_, byte)| byte),
        "lack": lack,
        "place": telling.and_then(|telling| telling.place(located.span)),
    })
}

/// A write that was stored: what it goes to, and what tells its body from others.
fn step(intent: &Intent) -> Value {
    json!({
        "side": intent.side, "entity": intent.entity, "key": intent.key,
        "sha256": intent.body_hash,
    })
}
