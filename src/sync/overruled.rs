//! What the side of a target decides against the rule is carried over by the way back, which nothing
//! else would have looked at.

use crate::journal::LaneKey;
use crate::program::{FlowPlan, Layout};
use crate::source::Span;
use crate::sync::merge::{Disagreement, Winner};
use crate::sync::mutant::{Rule, breaks};
use crate::sync::plan::RecordPlan;
use crate::sync::world::World;

/// The rules of the way back that carry over what the side of a target decided.
pub(crate) fn deciding(layout: &Layout, conflicts: &[Disagreement]) -> Vec<Span> {
    let decided = |rule: Span| {
        conflicts.iter().any(|conflict| {
            conflict.winner == Winner::Target && conflict.row.is_empty() && conflict.rule == rule
        })
    };
    let cells = layout.cells.iter().filter(|cell| decided(cell.rule));
    cells.flat_map(|cell| cell.opposites.iter().copied()).collect()
}

/// The lanes of the way back of records whose side decided against a rule of `flow`.
pub(crate) fn overruled(world: World<'_>, flow: &FlowPlan, records: &[RecordPlan]) -> Vec<LaneKey> {
    let records = if breaks(Rule::Overruled) { &[] } else { records };
    let decides = |conflict: &Disagreement| conflict.winner == Winner::Target;
    let mut lanes = Vec::new();
    for record in records.iter().filter(|record| record.conflicts.iter().any(decides)) {
        let Some(key) = &record.target.key else { continue };
        let back = world.ways_back(&record.map, flow.toward);
        let back = back.filter(|other| other.source == record.target.entity);
        lanes.extend(back.map(|other| LaneKey {
            flow: other.name.clone(),
            entity: world.catalog.entity_name(record.target.entity).into(),
            key: key.clone(),
        }));
    }
    lanes
}
