//! What a plan is made of and for: a compiled mapping, two systems to read, what the journal
//! remembers, and the keys of new records.

use std::fmt;

use crate::endpoint::{EndpointError, Payload, Source};
use crate::program::{FlowPlan, FlowStep, Mapping, Toward};
use crate::schema::{Catalog, EntityId, SideId, Tags};
use crate::sync::dialect::Dialect;
use crate::sync::raw::Opened;

/// One system, to be read.
#[derive(Clone, Copy)]
pub struct Access<'a> {
    /// The side.
    pub side: SideId,
    /// The system. A plan has no way to write.
    pub source: &'a dyn Source,
    /// How it names the types of composite values.
    pub tags: Option<&'a Tags>,
    /// The member that says whether a document is posted, where the system posts.
    pub posted: Option<&'a str>,
    /// The member that says whether a record is marked for deletion, where the system marks them.
    pub marked: Option<&'a str>,
}

/// Everything a planner looks at.
#[derive(Clone, Copy)]
pub struct World<'a> {
    /// The compiled mapping.
    pub mapping: &'a Mapping,
    /// The schemas.
    pub catalog: &'a Catalog,
    /// The side left of the arrows.
    pub left: Access<'a>,
    /// The side right of them.
    pub right: Access<'a>,
    /// What is remembered.
    pub memory: &'a dyn Memory,
    /// Keys for new records.
    pub keys: &'a dyn Keys,
    /// Whether referenced records are read for their names, for people to see.
    pub names: bool,
}

/// What the journal remembers of pairs of records. The words of its errors reach the user.
pub trait Memory {
    /// The key of the counterpart on the side `toward`, if the two are linked in that role.
    fn counterpart(&self, role: &str, toward: Toward, key: &str) -> Result<Option<String>, String>;

    /// What was last agreed on for a linked pair.
    fn base(&self, role: &str, left: &str, right: &str) -> Result<Option<String>, String>;

    /// Whether a post of the record is due that an earlier run could not make. `entity` and `key` are
    /// those of the source record that the flow took it from.
    fn owes_post(&self, flow: &str, entity: &str, key: &str, target: &str) -> Result<bool, String> {
        let _ = (flow, entity, key, target);
        Ok(false)
    }

    /// Whether a record is linked to one that is gone.
    fn is_buried(&self, role: &str, toward: Toward, key: &str) -> Result<bool, String> {
        let _ = (role, toward, key);
        Ok(false)
    }

    /// Whether the record on the side `toward` of a linked pair was created by this program.
    fn created(&self, role: &str, left: &str, toward: Toward) -> Result<bool, String> {
        let _ = (role, left, toward);
        Ok(false)
    }
}

/// The key of a record that is to be created.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewKey {
    /// The key it will have, where the caller may choose it.
    pub key: Option<Box<str>>,
    /// The member of the body that makes a second create find the first: the key itself, or a key of
    /// another system's.
    pub member: Option<(Box<str>, Box<str>)>,
}

/// Gives keys to new records: always the same for the same source record.
pub trait Keys {
    /// The key for the counterpart of a record in a role.
    fn new_key(&self, role: &str, target: EntityId, source: EntityId, source_key: &str) -> NewKey;

    /// The key of the record that this one was born from, where it says so itself.
    fn origin(&self, entity: EntityId, record: &Payload) -> Option<Box<str>> {
        let _ = (entity, record);
        None
    }
}

/// Why nothing can be planned.
#[derive(Clone, Debug)]
pub enum PlanError {
    /// A system could not be read.
    Endpoint(EndpointError),
    /// The journal could not be read.
    Journal(String),
}

impl<'a> World<'a> {
    /// The system on that side of the arrows.
    pub fn access(&self, toward: Toward) -> Access<'a> {
        match toward {
            Toward::Left => self.left,
            Toward::Right => self.right,
        }
    }

    /// Whether a record of that side is marked for deletion.
    pub fn is_marked(&self, toward: Toward, payload: &Payload) -> bool {
        let Some(member) = self.access(toward).marked else { return false };
        let text = String::from_utf8_lossy(&payload.bytes);
        Opened::new(&text).at(&[member.into()]).is_some_and(|raw| raw == "true")
    }

    /// The flows that carry back what that map brings `toward` a side.
    pub fn ways_back(&self, map: &str, toward: Toward) -> impl Iterator<Item = &'a FlowPlan> {
        let brings =
            move |step: &FlowStep| matches!(step, FlowStep::Upsert { map: it } if **it == *map);
        self.mapping.flows.iter().filter(move |flow| {
            flow.enabled && flow.toward != toward && flow.steps.iter().any(brings)
        })
    }

    /// How that side writes values.
    pub fn dialect(&self, toward: Toward) -> Dialect<'a> {
        let access = self.access(toward);
        Dialect { catalog: self.catalog, side: access.side, tags: access.tags }
    }

    /// The name of the side that data going `toward` comes from.
    pub fn source_name(&self, toward: Toward) -> &'a str {
        &self.catalog[self.access(toward.opposite()).side].name
    }

    /// The match of that name with its number, which is a role's.
    pub fn role(&self, name: &str) -> Option<u16> {
        let position = self.mapping.matches.iter().position(|plan| &*plan.name == name)?;
        u16::try_from(position).ok()
    }
}

impl From<EndpointError> for PlanError {
    fn from(error: EndpointError) -> PlanError {
        PlanError::Endpoint(error)
    }
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PlanError::Endpoint(error) => error.fmt(f),
            PlanError::Journal(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for PlanError {}
