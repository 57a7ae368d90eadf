//! `where` of a match: which of the records that its key names count.

use crate::endpoint::Payload;
use crate::program::{GuardTest, GuardValue, MatchPlan, Toward};
use crate::sync::dialect::text;
use crate::sync::raw::Opened;
use crate::sync::search::value;
use crate::sync::world::World;

/// Whether the records of the parts that are known count. Of a part that is not there, and of a field
/// without a value, nothing can be said: they stand in nobody's way.
pub(crate) fn stands(world: &World<'_>, plan: &MatchPlan, chosen: &[Option<&Payload>]) -> bool {
    let holds = |test: &GuardTest| {
        let left = held(world, plan, chosen, &test.left)?;
        let right = held(world, plan, chosen, &test.right)?;
        Some(left.eq_ignore_ascii_case(&right) == test.equal)
    };
    plan.guards.iter().all(|any| any.iter().any(|test| holds(test) != Some(false)))
}

/// What a side of a comparison says, as text; keys compare in either case.
fn held(
    world: &World<'_>,
    plan: &MatchPlan,
    chosen: &[Option<&Payload>],
    of: &GuardValue,
) -> Option<String> {
    let record = |part: u16| chosen.get(usize::from(part)).copied().flatten();
    let said = match of {
        GuardValue::Known(known) => return Some(text(known)),
        GuardValue::Key(part) => record(*part)?.key.clone(),
        GuardValue::Field(part, wire) => {
            let shown = String::from_utf8_lossy(&record(*part)?.bytes);
            let entity = plan.left[usize::from(*part)].entity;
            let dialect = world.dialect(Toward::Left);
            text(&value(&dialect, world.catalog[entity].record, &Opened::new(&shown), wire))
        }
    };
    Some(said).filter(|said| !said.is_empty())
}
