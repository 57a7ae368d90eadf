//! A run that is held to a plan which people have seen: what it writes is what that plan said, or
//! nothing.
//!
//! A saved plan holds no bodies, for they hold what is personal or secret. It holds a hash of each
//! write; both sides are read and planned again, and a lane whose writes are others now is left as it
//! is.

use indexmap::IndexSet;

use crate::endpoint::{Payload, WriteKind, Written};
use crate::journal::{Base, Hash, Intent, Lane, LaneKey, Link, Meant};
use crate::sync::lane_plan::{LanePlan, LanePlanner, Settled, Unplanned};
use crate::sync::plan::{FieldChange, PlannedStep, RecordPlan};

/// Digits of a hash: no two writes ever share so many.
const DIGITS: usize = 32;

/// The hashes of a record's writes: the same for the same record, body and, of an edit, the same
/// values that it replaces. A version is no part of them; what moved and comes out the same is the
/// same.
pub fn writes(record: &RecordPlan) -> Vec<Box<str>> {
    record.steps.iter().map(|step| hash(record, step)).collect()
}

fn hash(record: &RecordPlan, step: &PlannedStep) -> Box<str> {
    let write = &step.write;
    let mut text = format!("{}\0{:?}\0", record.map, record.source.key);
    text.push_str(&format!("{:?}\0{}\0{:?}\0", write.kind, write.entity, write.key));
    if write.kind == WriteKind::Edit {
        let own = record.fields.iter().map(|field| ("", field));
        let rows = record.rows.iter().flat_map(|row| {
            let label = &*row.label;
            row.fields.iter().map(move |field| (label, field))
        });
        own.chain(rows).for_each(|(row, field)| text.push_str(&replaced(row, field)));
    }
    let mut bytes = text.into_bytes();
    bytes.extend_from_slice(&write.body);
    Hash::of(&bytes).0.chars().take(DIGITS).collect::<String>().into()
}

/// A value that an edit replaces.
fn replaced(row: &str, field: &FieldChange) -> String {
    format!("{row}\0{}\0{:?}\0", field.path, field.before)
}

/// A planner whose plans are held to a saved one, where there is one.
pub struct Bound<'a, P> {
    /// Who plans.
    pub planner: &'a P,
    /// The hashes of the writes that were agreed to; none where everything is.
    pub agreed: Option<&'a IndexSet<Box<str>>>,
}

impl<P: LanePlanner> LanePlanner for Bound<'_, P> {
    async fn plan(&self, lane: &Lane) -> Result<LanePlan, Unplanned> {
        let planned = self.planner.plan(lane).await?;
        let Some(agreed) = self.agreed else { return Ok(planned) };
        let mut all = planned.records.iter().flat_map(writes);
        let moved = planned.missing || all.any(|write| !agreed.contains(&write));
        Ok(LanePlan { moved, ..planned })
    }

    fn forget(&self, lane: &LaneKey) {
        self.planner.forget(lane);
    }

    async fn agree(
        &self,
        record: &RecordPlan,
        written: &[Option<Written>],
    ) -> Result<Option<Base>, Unplanned> {
        self.planner.agree(record, written).await
    }

    fn meant(&self, record: &RecordPlan) -> Option<Meant> {
        self.planner.meant(record)
    }

    async fn landed(
        &self,
        meant: &Meant,
        sent: &[u8],
        found: &Payload,
    ) -> Result<Option<Base>, Unplanned> {
        self.planner.landed(meant, sent, found).await
    }

    async fn born(
        &self,
        link: &Link,
        sent: &[u8],
        stood: &Payload,
    ) -> Result<Option<Base>, Unplanned> {
        self.planner.born(link, sent, stood).await
    }

    async fn settle(
        &self,
        lane: &Lane,
        planned: &LanePlan,
        written: &[Option<Written>],
        agreed: &[Base],
    ) -> Result<Settled, Unplanned> {
        self.planner.settle(lane, planned, written, agreed).await
    }

    fn evidence(&self, lane: &Lane, planned: Option<&LanePlan>, intents: &[Intent]) -> Box<str> {
        self.planner.evidence(lane, planned, intents)
    }

    fn hushed(&self, planned: Option<&LanePlan>, intents: &[Intent], said: String) -> String {
        self.planner.hushed(planned, intents, said)
    }

    fn is_posted(&self, side: &str, entity: &str, payload: &Payload) -> Option<bool> {
        self.planner.is_posted(side, entity, payload)
    }
}
