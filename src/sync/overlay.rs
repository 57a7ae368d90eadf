//! What a run has found out so far, and what its plan will have made: later records see both.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::endpoint::Payload;
use crate::eval::{Ask, Facts, Found};
use crate::program::{Constant, Toward};
use crate::schema::EntityId;
use crate::sync::plan::PlannedLink;
use crate::sync::validity::Validity;

/// What identifies a question to a match.
pub(crate) type Question = (u16, Toward, Box<str>);

/// So many answers of a kind are kept from batch to batch at most.
const CACHED: usize = 20_000;

/// The keys of records by a converted value of a row of theirs.
pub(crate) type Index = HashMap<String, BTreeSet<String>>;

/// Answers, payloads at hand, and planned records.
#[derive(Debug, Default)]
pub struct Overlay {
    facts: BTreeMap<(u16, Toward), HashMap<Box<str>, Found>>,
    payloads: HashMap<(EntityId, Box<str>), Payload>,
    links: HashMap<Question, PlannedLink>,
    /// The recognised pairs of a match, from left to right.
    claims: HashMap<(u16, Box<str>), Box<str>>,
    planned: HashMap<(u16, usize, String), (Constant, Box<str>)>,
    related: HashMap<(EntityId, Box<str>), Vec<Box<str>>>,
    /// The questions whose answer the journal has.
    linked: HashSet<Question>,
    /// Records that were asked for and are not there.
    absent: HashSet<(EntityId, Box<str>)>,
    /// The owners of records that are found only by them.
    owners: HashMap<(EntityId, Box<str>), Box<str>>,
    /// The owners that were asked for their records.
    asked: HashSet<(EntityId, Box<str>)>,
    /// Of which records it is known whether they may be referred to.
    validities: HashMap<(EntityId, Box<str>), Validity>,
    pub(crate) indexes: BTreeMap<(u16, usize), Arc<Index>>,
    pub(crate) names: HashMap<(EntityId, Box<str>), Box<str>>,
}

impl Facts for Overlay {
    fn find(&self, role: u16, toward: Toward, key: &str) -> Option<&Found> {
        self.facts.get(&(role, toward))?.get(key)
    }

    fn linked(&self, role: u16, left: bool, key: &str) -> bool {
        let toward = if left { Toward::Right } else { Toward::Left };
        let answer = self.find(role, toward, key);
        matches!(answer, Some(Found::Records(found)) if !found.is_empty())
            || self.linked.contains(&(role, toward, key.into()))
    }

    fn record(&self, entity: EntityId, key: &str) -> Option<Option<&str>> {
        let place = (entity, key.into());
        match self.payloads.get(&place) {
            Some(payload) => Some(std::str::from_utf8(&payload.bytes).ok()),
            None => self.absent.contains(&place).then_some(None),
        }
    }
}

impl Overlay {
    /// The answer to a question.
    pub(crate) fn answer(&self, question: &Question) -> Option<&Found> {
        self.find(question.0, question.1, &question.2)
    }

    /// Notes an answer.
    pub(crate) fn note(&mut self, question: Question, found: Found) {
        let (role, toward, key) = question;
        self.facts.entry((role, toward)).or_default().insert(key, found);
    }

    /// Notes a counterpart that was recognised, so that it is linked.
    pub(crate) fn recognise(&mut self, question: Question, link: PlannedLink) {
        self.claims.insert((question.0, link.left.clone()), link.right.clone());
        self.links.insert(question, link);
    }

    /// Which record on the right side was recognised as the counterpart of this one on the left.
    pub(crate) fn claimed(&self, role: u16, left: &str) -> Option<&str> {
        self.claims.get(&(role, left.into())).map(|right| &**right)
    }

    /// Notes that the journal has the answer to a question.
    pub(crate) fn link(&mut self, question: Question) {
        self.linked.insert(question);
    }

    /// The link that answering the question brought to light.
    pub(crate) fn recognised(&self, question: &Question) -> Option<&PlannedLink> {
        self.links.get(question)
    }

    /// Notes whether a record may be referred to.
    pub(crate) fn note_validity(&mut self, entity: EntityId, key: &str, validity: Validity) {
        self.validities.insert((entity, key.into()), validity);
    }

    /// Whether a record may be referred to, as far as that was looked at.
    pub(crate) fn validity(&self, entity: EntityId, key: &str) -> Option<Validity> {
        self.validities.get(&(entity, key.into())).copied()
    }

    /// Keeps a payload.
    pub(crate) fn keep(&mut self, entity: EntityId, payload: &Payload) {
        let place = (entity, payload.key.as_str().into());
        self.absent.remove(&place);
        self.payloads.insert(place, payload.clone());
    }

    /// Whether a record is at hand, or known not to be there.
    pub(crate) fn is_known(&self, entity: EntityId, key: &str) -> bool {
        let place = (entity, key.into());
        self.payloads.contains_key(&place) || self.absent.contains(&place)
    }

    /// Notes those of these records, all of which were asked for, that did not come.
    pub(crate) fn note_absent(&mut self, entity: EntityId, asked: &[String]) {
        let places = asked.iter().map(|key| (entity, Box::from(key.as_str())));
        let absent = places.filter(|place| !self.payloads.contains_key(place));
        self.absent.extend(absent);
    }

    /// Notes the owner of a record that is found only by it.
    pub(crate) fn own(&mut self, entity: EntityId, key: &str, owner: &str) {
        self.owners.insert((entity, key.into()), owner.into());
    }

    /// The owner of a record that is found only by it.
    pub(crate) fn owner(&self, entity: EntityId, key: &str) -> Option<&str> {
        self.owners.get(&(entity, key.into())).map(|owner| &**owner)
    }

    /// Notes that an owner is asked for its records; whether it was not before.
    pub(crate) fn ask_owner(&mut self, entity: EntityId, owner: &str) -> bool {
        self.asked.insert((entity, owner.into()))
    }

    /// A payload that is at hand.
    pub(crate) fn payload(&self, entity: EntityId, key: &str) -> Option<&Payload> {
        self.payloads.get(&(entity, key.into()))
    }

    /// Forgets what was read of records that are about to be compared: they may have changed since.
    pub(crate) fn forget(&mut self, entity: EntityId, keys: &[Box<str>]) {
        for key in keys {
            let place = (entity, key.clone());
            self.payloads.remove(&place);
            self.absent.remove(&place);
            if let Some(owner) = self.owners.get(&place) {
                self.asked.remove(&(entity, owner.clone()));
            }
        }
        let keys: HashSet<&Box<str>> = keys.iter().collect();
        self.related.retain(|(_, owner), _| !keys.contains(owner));
    }

    /// What became of all records that were planned so far: `there` are those that exist by now, which
    /// whoever asks for them is told by the journal; of the others nobody knows.
    pub(crate) fn settle(&mut self, there: &HashSet<(EntityId, Box<str>)>) {
        for facts in self.facts.values_mut() {
            facts.retain(|_, found| !is_planned(found));
        }
        self.planned.retain(|_, (record, _)| {
            let Constant::Planned(entity, key) = record else { return true };
            let place = (*entity, std::mem::take(key));
            let is_there = there.contains(&place);
            *record = Constant::Reference(place.0, place.1);
            is_there
        });
    }

    /// Forgets records that were planned and are not part of any plan.
    pub(crate) fn unplan(&mut self, unused: &HashSet<(EntityId, Box<str>)>) {
        let is_used = |record: &Constant| match record {
            Constant::Planned(entity, key) => !unused.contains(&(*entity, key.clone())),
            _ => true,
        };
        for facts in self.facts.values_mut() {
            facts.retain(|_, found| match found {
                Found::Records(records) => records.iter().all(is_used),
                Found::Outcome(_) => true,
            });
        }
        self.planned.retain(|_, (record, _)| is_used(record));
    }

    /// Forgets what was read: it may change, and a run has no end to it. What the plan will have made
    /// is remembered, so is who was recognised as whose, and what matches found by their own keys, as
    /// `keyed` says of a role: goods, of which there are few.
    pub(crate) fn forget_read(&mut self, keyed: impl Fn(u16) -> bool) {
        self.payloads.clear();
        self.related.clear();
        self.absent.clear();
        self.owners.clear();
        self.asked.clear();
        self.validities.clear();
        self.links.clear();
        self.linked.clear();
        for ((role, _), facts) in &mut self.facts {
            let stays = keyed(*role) && facts.len() < CACHED;
            let is_found = |found: &Found| matches!(found, Found::Records(it) if !it.is_empty());
            facts.retain(|_, found| is_planned(found) || stays && is_found(found));
        }
        if self.names.len() > CACHED {
            self.names.clear();
        }
    }

    /// Keeps a record that is a row of the record with the key `owner`.
    pub(crate) fn keep_related(&mut self, entity: EntityId, owner: &str, row: &str) {
        let rows = self.related.entry((entity, owner.into())).or_default();
        if !rows.iter().any(|kept| **kept == *row) {
            rows.push(row.into());
        }
    }

    /// The records of an entity that are rows of the record with the key `owner`.
    pub(crate) fn related(&self, entity: EntityId, owner: &str) -> Vec<Box<str>> {
        self.related.get(&(entity, owner.into())).cloned().unwrap_or_default()
    }

    /// Notes by which key of a match's step a planned record would be found that is born from the source
    /// record of a question.
    pub(crate) fn plan(&mut self, born: &Question, step: usize, key: String, record: Constant) {
        self.planned.entry((born.0, step, key)).or_insert_with(|| (record, born.2.clone()));
    }

    /// The key of the source record from which the planned record with that key in that step is born.
    pub(crate) fn planned(&self, role: u16, step: usize, key: &str) -> Option<&str> {
        self.planned.get(&(role, step, key.to_owned())).map(|(_, source)| &**source)
    }
}

/// Whether an answer is a record that the plan creates.
fn is_planned(found: &Found) -> bool {
    match found {
        Found::Records(records) => {
            records.iter().any(|record| matches!(record, Constant::Planned(..)))
        }
        Found::Outcome(_) => false,
    }
}

/// The question of an ask.
pub(crate) fn question(ask: &Ask) -> Question {
    (ask.role, ask.toward, ask.key.clone())
}
