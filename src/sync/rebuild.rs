//! Links found again where the journal that kept them is lost: by the keys that new records got, by
//! the keys they keep of the other system, and by marks. Only reads.
//!
//! What a match would recognise by other values (a phone, a name) is left to the next run, which
//! looks for it anyway; here stands only what this program wrote itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::endpoint::{ErrorKind, Payload, Query, Selector};
use crate::journal::{End, LinkDraft};
use crate::program::{Mapping, Toward};
use crate::schema::EntityId;
use crate::sync::dialect::text;
use crate::sync::key::{EXTERNAL, of_external};
use crate::sync::overlay::Overlay;
use crate::sync::raw::Opened;
use crate::sync::resolve::offered;
use crate::sync::search::{key_text, search, value, wire_of};
use crate::sync::world::{PlanError, World};

/// Records of two entities that may be linked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// The match or the map.
    pub name: Box<str>,
    /// The left entity.
    pub left: EntityId,
    /// The right entity.
    pub right: EntityId,
}

/// What tells that two records belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// The left record has the key that this program derives from the right one's.
    Derived,
    /// The right record keeps the left one's key.
    External,
    /// A mark at the left record.
    Mark,
}

/// Two records found to belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The left key.
    pub left: Box<str>,
    /// The right key.
    pub right: Box<str>,
    /// By what.
    pub by: BTreeSet<By>,
}

/// What was found of a role.
#[derive(Clone, Debug)]
pub struct Recovered {
    /// The role.
    pub role: Role,
    /// How many right records there are.
    pub read: usize,
    /// The links.
    pub pairs: Vec<Pair>,
    /// Records that several claim: left and right keys. None of them is linked.
    pub unclear: Vec<Pair>,
    /// Why the right records cannot be listed, where that is so.
    pub unread: Option<String>,
}

/// The roles of a mapping whose links the journal keeps.
pub fn roles(mapping: &Mapping) -> Vec<Role> {
    let mut roles: Vec<Role> = Vec::new();
    let mut add = |name: &str, left, right| {
        let is_keyed = mapping.match_named(name).is_some_and(|plan| plan.key.is_some());
        let role = Role { name: name.into(), left, right };
        if !is_keyed && !roles.contains(&role) {
            roles.push(role);
        }
    };
    for plan in &mapping.matches {
        for (left, right) in plan.left.first().iter().flat_map(|left| {
            let rights = plan.right.iter();
            rights.map(|right| (left.entity, *right))
        }) {
            add(&plan.name, left, right);
        }
    }
    for program in &mapping.programs {
        match program.toward {
            Toward::Left => add(&program.map, program.target, program.source),
            Toward::Right => add(&program.map, program.source, program.target),
        }
    }
    roles
}

/// The links of a role, as both systems show them.
pub async fn recover(world: World<'_>, role: Role) -> Result<Recovered, PlanError> {
    let mut recovered =
        Recovered { role, read: 0, pairs: Vec::new(), unclear: Vec::new(), unread: None };
    let entity = world.catalog[recovered.role.right].name.to_string();
    let query = Query { entity, selector: Selector::All, fields: Vec::new() };
    let records = match world.right.source.read(&query).await {
        Ok(records) => records,
        // Rows of records are no records that could be listed.
        Err(error) if matches!(error.kind, ErrorKind::Unsupported | ErrorKind::Missing) => {
            recovered.unread = Some(error.to_string());
            return Ok(recovered);
        }
        Err(error) => return Err(error.into()),
    };
    recovered.read = records.len();
    let search = Search { world, role: &recovered.role, records: &records };
    let mut claims = search.kept();
    search.retain_existing(&mut claims).await?;
    search.marked(&mut claims).await?;
    (recovered.pairs, recovered.unclear) = settled(claims);
    Ok(recovered)
}

/// What each pair of keys, right and left, is claimed by.
type Claims = BTreeMap<(Box<str>, Box<str>), BTreeSet<By>>;

struct Search<'a> {
    world: World<'a>,
    role: &'a Role,
    records: &'a [Payload],
}

impl Search<'_> {
    /// The keys that records have of each other, whether or not there are such records.
    fn kept(&self) -> Claims {
        let (world, role) = (self.world, self.role);
        let mapping = world.mapping;
        let is_made = |toward: Toward| {
            mapping.program(&role.name, toward).is_some_and(|program| match toward {
                Toward::Left => (program.target, program.source) == (role.left, role.right),
                Toward::Right => (program.source, program.target) == (role.left, role.right),
            })
        };
        let mut claims = Claims::new();
        let mut claim = |right: &str, left: &str, by: By| {
            claims.entry((right.into(), left.into())).or_default().insert(by);
        };
        let record = world.catalog[role.right].record;
        let external = world.catalog.field(record, EXTERNAL).filter(|_| is_made(Toward::Right));
        let dialect = world.dialect(Toward::Right);
        for payload in self.records {
            if is_made(Toward::Left) {
                let new = world.keys.new_key(&role.name, role.left, role.right, &payload.key);
                if let Some(key) = new.key {
                    claim(&payload.key, &key, By::Derived);
                }
            }
            if let Some(field) = external {
                let shown = String::from_utf8_lossy(&payload.bytes);
                let held = value(&dialect, record, &Opened::new(&shown), &field.wire.name);
                if let Some(key) = of_external(&text(&held)) {
                    claim(&payload.key, key, By::External);
                }
            }
        }
        claims
    }

    /// Leaves the claims whose left record is there.
    async fn retain_existing(&self, claims: &mut Claims) -> Result<(), PlanError> {
        let entity = &self.world.catalog[self.role.left];
        let source = self.world.left.source;
        let key = entity.key.iter().map(|name| wire_of(self.world.catalog, entity.record, name));
        let fields: Vec<String> = key.map(Into::into).collect();
        let wanted: BTreeSet<&Box<str>> = claims.keys().map(|(_, left)| left).collect();
        let wanted: Vec<String> = wanted.into_iter().map(ToString::to_string).collect();
        let mut there: BTreeSet<Box<str>> = BTreeSet::new();
        for batch in wanted.chunks(source.capability().batch.max(1)) {
            let (entity, selector) = (entity.name.to_string(), Selector::Keys(batch.to_vec()));
            let query = Query { entity, selector, fields: fields.clone() };
            let found = source.read(&query).await?;
            there.extend(found.into_iter().map(|payload| payload.key.to_lowercase().into()));
        }
        claims.retain(|(_, left), _| there.contains(&*left.to_lowercase()));
        Ok(())
    }

    /// Adds what marks say.
    async fn marked(&self, claims: &mut Claims) -> Result<(), PlanError> {
        let world = self.world;
        let Some(role) = world.role(&self.role.name) else { return Ok(()) };
        let mut overlay = Overlay::default();
        let steps = world.mapping.matches[usize::from(role)].steps.iter().enumerate();
        for (number, step) in steps.filter(|(_, step)| step.mark) {
            let mut keys = Vec::new();
            let mut texts: Vec<(&str, String)> = Vec::new();
            for payload in self.records {
                for key in offered(&world, &overlay, step, payload)? {
                    texts.extend(key_text(&step.search, &key).map(|text| (&*payload.key, text)));
                    keys.push(key);
                }
            }
            if keys.is_empty() {
                continue;
            }
            let place = (role, number);
            let index = search(&world, &mut overlay, place, step, self.role.left, &keys).await?;
            for (right, text) in texts {
                for left in index.get(&text).into_iter().flatten() {
                    let pair = (right.into(), left.as_str().into());
                    claims.entry(pair).or_default().insert(By::Mark);
                }
            }
        }
        Ok(())
    }
}

/// Pairs of which neither record is claimed by another one, and all others.
fn settled(claims: Claims) -> (Vec<Pair>, Vec<Pair>) {
    let mut lefts: BTreeMap<Box<str>, usize> = BTreeMap::new();
    let mut rights: BTreeMap<Box<str>, usize> = BTreeMap::new();
    for (right, left) in claims.keys() {
        *lefts.entry(left.clone()).or_default() += 1;
        *rights.entry(right.clone()).or_default() += 1;
    }
    let pairs = claims.into_iter().map(|((right, left), by)| Pair { left, right, by });
    pairs.partition(|pair| lefts[&pair.left] == 1 && rights[&pair.right] == 1)
}

impl Recovered {
    /// The links for the journal.
    pub fn links(&self) -> impl Iterator<Item = LinkDraft> {
        self.pairs.iter().map(|pair| LinkDraft {
            role: self.role.name.clone(),
            left: Some(pair.left.clone()),
            right: Some(pair.right.clone()),
            born: pair.born(),
        })
    }

    /// How many links each thing tells of.
    pub fn told(&self, by: By) -> usize {
        self.pairs.iter().filter(|pair| pair.by.contains(&by)).count()
    }
}

impl Pair {
    /// The end that this program created, where the keys say so.
    fn born(&self) -> Option<End> {
        if self.by.contains(&By::Derived) {
            return Some(End::Left);
        }
        self.by.contains(&By::External).then_some(End::Right)
    }
}

#[cfg(test)]
mod tests {
    use super::{By, Claims, settled};

    #[test]
    fn what_several_claim_is_linked_to_none() {
        let claim = |right: &str, left: &str, by: By| ((right.into(), left.into()), [by].into());
        let claims: Claims = [
            claim("1", "a", By::Derived),
            claim("2", "b", By::Mark),
            claim("2", "c", By::Derived),
            claim("3", "d", By::Mark),
            claim("4", "d", By::Mark),
        ]
        .into();
        let (pairs, unclear) = settled(claims);
        assert_eq!(pairs.iter().map(|pair| &*pair.right).collect::<Vec<_>>(), ["1"]);
        assert_eq!(unclear.len(), 4);
    }
}
