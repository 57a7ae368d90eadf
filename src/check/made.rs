//! What a match creates, the map of its name or the one that it names writes: both are over one pair of
//! records, else the link would hold the key of another record.

use crate::check::context::Context;
use crate::check::tree::{Map, Match};
use crate::check::uses::creator;
use crate::diag::{Diagnostic, codes};
use crate::schema::EntityId;

/// Looks at each match and the maps that write what it finds or creates.
pub(super) fn made(ctx: &mut Context<'_>) {
    let mut found = Vec::new();
    for role in &ctx.checked.matches {
        for map in &ctx.checked.maps {
            let writes = map.name == role.name || creator(role) == Some(&*map.name);
            if writes && !is_pair(role, map) {
                let shown =
                    |ids: [EntityId; 2]| ids.map(|id| ctx.catalog.entity_name(id)).join(", ");
                let left = role.left.first().map(|part| part.entity);
                let matched = left.zip(role.right.first().copied()).map(|(a, b)| shown([a, b]));
                let other = Diagnostic::new(&codes::C364, map.span)
                    .arg("map", &*map.name)
                    .arg("match", &*role.name)
                    .arg("written", shown([map.left, map.right]))
                    .arg("matched", matched.unwrap_or_default());
                found.push(other.label(role.span, "match").hint("same"));
            }
        }
    }
    ctx.diagnostics.append(&mut found);
}

fn is_pair(role: &Match, map: &Map) -> bool {
    role.left.iter().any(|part| part.entity == map.left) && role.right.contains(&map.right)
}
