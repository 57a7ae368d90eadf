//! What an exchange touches.

use std::collections::BTreeSet;

use crate::schema::EntityId;

/// The entities that the flows which are switched on come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Used {
    /// Those whose records are read.
    pub read: BTreeSet<EntityId>,
    /// Those whose records are created or edited.
    pub written: BTreeSet<EntityId>,
    /// Those whose changes are followed.
    pub followed: BTreeSet<EntityId>,
}
