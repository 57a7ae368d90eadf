//! The keys that new records get, as their system allows: a key of ours, or one of the other system in a
//! field that is made for it.

use uuid::Uuid;

use crate::endpoint::Payload;
use crate::schema::{Catalog, EntityId, SideId};
use crate::sync::key::{EXTERNAL, derived, external, of_external};
use crate::sync::raw::Opened;
use crate::sync::world::{Keys, NewKey};

/// Keys derived from the keys of the records that new ones are born from.
pub struct DerivedKeys<'a> {
    /// The schemas.
    pub catalog: &'a Catalog,
    /// The namespace of this pair of systems.
    pub namespace: Uuid,
    /// The entities whose system lets the caller choose keys, by side: left, right.
    pub own_keys: [bool; 2],
    /// The left side; all others are right.
    pub left: SideId,
}

impl Keys for DerivedKeys<'_> {
    fn new_key(&self, role: &str, target: EntityId, source: EntityId, source_key: &str) -> NewKey {
        let kind = &self.catalog[source].name;
        let entity = &self.catalog[target];
        let own = self.own_keys[usize::from(entity.side != self.left)];
        if own {
            let key: Box<str> = derived(self.namespace, kind, role, source_key).to_string().into();
            let name = entity.key.first();
            let field = name.and_then(|name| self.catalog.field(entity.record, name));
            let member = field.map(|field| (field.wire.name.clone(), key.clone()));
            return NewKey { key: Some(key), member };
        }
        // A record without such a field is found again by nothing.
        let field = self.catalog.field(entity.record, EXTERNAL);
        let external = external(source_key).into();
        NewKey { key: None, member: field.map(|field| (field.wire.name.clone(), external)) }
    }

    fn origin(&self, entity: EntityId, record: &Payload) -> Option<Box<str>> {
        let field = self.catalog.field(self.catalog[entity].record, EXTERNAL)?;
        let text = std::str::from_utf8(&record.bytes).ok()?;
        let held = Opened::new(text).at(std::slice::from_ref(&field.wire.name))?;
        let held: String = serde_json::from_str(held).ok()?;
        of_external(&held).map(Into::into)
    }
}
