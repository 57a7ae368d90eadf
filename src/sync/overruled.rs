//! What the side of a target decides against the rule is carried over by the way back, which nothing
//! else would have looked at.

use crate::journal::LaneKey;
use crate::program::{FlowPlan, FlowStep};
use crate::sync::merge::{Disagreement, Winner};
use crate::sync::mutant::{Rule, breaks};
use crate::sync::plan::RecordPlan;
use crate::sync::world::World;

/// The lanes of the way back of records whose side decided against a rule of `flow`.
pub(crate) fn overruled(world: World<'_>, flow: &FlowPlan, records: &[RecordPlan]) -> Vec<LaneKey> {
    let records = if breaks(Rule::Overruled) { &[] } else { records };
    let decides = |conflict: &Disagreement| conflict.winner == Winner::Target;
    let mut lanes = Vec::new();
    for record in records.iter().filter(|record| record.conflicts.iter().any(decides)) {
        let Some(key) = &record.target.key else { continue };
        let brings =
            |step: &FlowStep| matches!(step, FlowStep::Upsert { map } if *map == record.map);
        let back = world.mapping.flows.iter().filter(|other| {
            other.enabled
                && other.toward != flow.toward
                && other.source == record.target.entity
                && other.steps.iter().any(brings)
        });
        lanes.extend(back.map(|other| LaneKey {
            flow: other.name.clone(),
            entity: world.catalog.entity_name(record.target.entity).into(),
            key: key.clone(),
        }));
    }
    lanes
}
