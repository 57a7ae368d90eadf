//! What the journal remembers of pairs of records, for planners: links, agreements, posts that are due.

use std::collections::HashMap;

use crate::journal::{End, JournalReader, Lane, LaneKey, Link, LinkState, Tombstone};
use crate::program::{FlowPlan, Mapping, MatchPlan, Toward};
use crate::sync::world::Memory;

/// What flows that are only planned would agree on, by the match and the key of the left record.
pub type Agreed = HashMap<(Box<str>, Box<str>), Box<str>>;

/// What the journal remembers, for planners.
pub struct Remembered<'a> {
    reader: &'a JournalReader,
    /// The matches of the records that are planned.
    roles: Vec<Box<str>>,
    /// The records that others were merged into, with those that went.
    heirs: HashMap<Box<str>, Box<str>>,
    /// What is agreed on beyond it.
    agreed: Option<&'a Agreed>,
}

impl<'a> Remembered<'a> {
    /// What is remembered for a flow, the matches of its source given, and these lanes of it.
    pub fn new(reader: &'a JournalReader, roles: Vec<Box<str>>, lanes: &[Lane]) -> Remembered<'a> {
        let heir = |lane: &Lane| match &lane.gone {
            Some(Tombstone::Merged(into)) => Some((into.clone(), lane.key.key.clone())),
            Some(Tombstone::Deleted) | None => None,
        };
        let heirs = lanes.iter().filter_map(heir).collect();
        Remembered { reader, roles, heirs, agreed: None }
    }

    /// The same, once the flows before have been carried out that were planned.
    pub fn after(self, agreed: &'a Agreed) -> Remembered<'a> {
        Remembered { agreed: Some(agreed), ..self }
    }

    fn link(&self, role: &str, end: End, key: &str) -> Result<Option<Link>, String> {
        let link = self.reader.link(role, end, key).map_err(|error| error.to_string())?;
        // Who sees a newborn record before its creation was confirmed sees whose it is all the same.
        Ok(link.filter(|it| it.state != LinkState::Proposed || it.born == Some(end)))
    }

    /// The link that a record takes over from one that was merged into it: it moves when that one's
    /// lane is closed.
    fn inherited(&self, role: &str, end: End, key: &str) -> Result<Option<Link>, String> {
        let heir = self.heirs.get(key).filter(|_| self.roles.iter().any(|known| **known == *role));
        let Some(gone) = heir else { return Ok(None) };
        Ok(self.link(role, end, gone)?.filter(|link| link.state == LinkState::Live))
    }
}

impl Memory for Remembered<'_> {
    fn counterpart(&self, role: &str, toward: Toward, key: &str) -> Result<Option<String>, String> {
        let end = near(toward);
        let link = match self.link(role, end, key)? {
            Some(link) => Some(link),
            None => self.inherited(role, end, key)?,
        };
        let other = link.and_then(|link| match toward {
            Toward::Left => link.left,
            Toward::Right => link.right,
        });
        Ok(other.map(String::from))
    }

    fn is_buried(&self, role: &str, toward: Toward, key: &str) -> Result<bool, String> {
        let link = self.link(role, near(toward), key)?;
        Ok(link.is_some_and(|link| link.state == LinkState::Tombstone))
    }

    fn base(&self, role: &str, left: &str, _right: &str) -> Result<Option<String>, String> {
        let known = self.agreed.and_then(|agreed| agreed.get(&(role.into(), left.into())));
        if let Some(document) = known {
            return Ok(Some(document.to_string()));
        }
        let base = self.reader.base(role, left).map_err(|error| error.to_string())?;
        Ok(base.map(|base| base.document.into()))
    }

    fn owes_post(&self, flow: &str, entity: &str, key: &str, target: &str) -> Result<bool, String> {
        let lane = LaneKey { flow: flow.into(), entity: entity.into(), key: key.into() };
        let owed = self.reader.owed_posts(&lane).map_err(|error| error.to_string())?;
        Ok(owed.iter().any(|post| post.key.as_deref() == Some(target)))
    }

    fn created(&self, role: &str, left: &str, toward: Toward) -> Result<bool, String> {
        let link = self.reader.link(role, End::Left, left).map_err(|error| error.to_string())?;
        let end = match toward {
            Toward::Left => End::Left,
            Toward::Right => End::Right,
        };
        Ok(link.is_some_and(|link| link.born == Some(end)))
    }
}

/// The end of a link at which a record is whose counterpart is on that side.
pub(super) fn near(toward: Toward) -> End {
    match toward {
        Toward::Left => End::Right,
        Toward::Right => End::Left,
    }
}

/// The matches that the records of a flow may be linked by. A key is no link.
pub fn source_roles(mapping: &Mapping, flow: &FlowPlan) -> Vec<Box<str>> {
    let is_of = |plan: &&MatchPlan| match flow.toward {
        Toward::Left => plan.right.contains(&flow.source),
        Toward::Right => plan.left.iter().any(|part| part.entity == flow.source),
    };
    let plans = mapping.matches.iter().filter(|plan| plan.key.is_none());
    plans.filter(is_of).map(|plan| plan.name.clone()).collect()
}
