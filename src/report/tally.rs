//! What is counted of the records of a flow. A report of many records is told part by part and keeps
//! none of them: this is what is known of all at its end.

use std::collections::{BTreeMap, HashMap};

use crate::endpoint::WriteKind;
use crate::eval::Said;
use crate::program::OutcomeKind;
use crate::report::words::is_long;
use crate::schema::EntityId;
use crate::source::Span;
use crate::sync::{Action, Place, RecordPlan, Status, Winner};

/// Records by what happens to them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    create: usize,
    edit: usize,
    same: usize,
    hold: usize,
    skip: usize,
    conflict: usize,
}

impl Counts {
    /// How many there are of that action.
    pub fn of(&self, action: Action) -> usize {
        let mut counts = *self;
        *counts.at(action)
    }

    fn at(&mut self, action: Action) -> &mut usize {
        match action {
            Action::Create => &mut self.create,
            Action::Edit => &mut self.edit,
            Action::Same => &mut self.same,
            Action::Hold => &mut self.hold,
            Action::Skip => &mut self.skip,
            Action::Conflict => &mut self.conflict,
        }
    }
}

/// What is counted of records.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// By what was planned.
    pub planned: Counts,
    /// By what really happens, for each entity that they come from: what could not be carried out
    /// waits.
    pub(crate) acted: BTreeMap<EntityId, Counts>,
    /// Records that changes are still to be made to.
    pub pending: usize,
    /// Records that the run left waiting.
    pub held: usize,
    /// Records of each entity that wait although a part of them is written: a document that is saved
    /// and not posted.
    pub(crate) partly: BTreeMap<EntityId, usize>,
    /// Records whose system could not be used.
    pub failed: usize,
    /// Records that both sides changed, settled or not.
    pub conflicts: usize,
    /// Those of them that a person has to settle.
    pub unsettled: usize,
    /// Records with a warning.
    pub warned: usize,
    /// Requests that write.
    pub(crate) requests: usize,
    /// Documents that were there before and are posted again.
    pub(crate) reposts: usize,
    /// Fields and rows that each rule changes.
    pub(crate) rules: BTreeMap<Span, usize>,
}

impl Tally {
    /// Counts a record; `before` is what happens to the same source record by another map, which counts
    /// where it is graver. Gives what it counts as now.
    fn count(
        &mut self,
        record: &RecordPlan,
        status: &Status,
        before: Option<Action>,
    ) -> Option<Action> {
        // Of what is planned otherwise by now nothing happens.
        let acted = acted(record, status)?;
        *self.planned.at(record.action) += 1;
        let counts = self.acted.entry(record.source.entity).or_default();
        let counted = before.map_or(acted, |before| graver(before, acted));
        if before != Some(counted) {
            before.iter().for_each(|before| *counts.at(*before) -= 1);
            *counts.at(counted) += 1;
        }
        let warns = |said: &Said| said.kind == OutcomeKind::Warn;
        let open = record.conflicts.iter().any(|conflict| conflict.winner == Winner::Nobody);
        let moved = matches!(record.action, Action::Create | Action::Edit | Action::Conflict);
        self.pending += usize::from(*status == Status::Planned && moved && !open);
        self.held += usize::from(matches!(status, Status::Held(..)));
        self.failed += usize::from(matches!(status, Status::Failed(_)));
        if acted == Action::Hold && record.is_partly_written() {
            *self.partly.entry(record.source.entity).or_default() += 1;
        }
        self.conflicts +=
            usize::from(record.action == Action::Conflict || !record.conflicts.is_empty());
        self.unsettled += usize::from(open);
        self.warned += usize::from(record.said.iter().any(warns));
        if acted != Action::Hold {
            self.requests += record.steps.len();
            self.reposts += usize::from(is_reposted(record));
            self.note_rules(record);
        }
        Some(counted)
    }

    /// How many records that come from the source itself, or beside those, ended so.
    pub(crate) fn ended(&self, source: Option<EntityId>, own: bool, action: Action) -> usize {
        let of = |entity: &EntityId| source.is_none_or(|source| *entity == source);
        let acted = self.acted.iter().filter(|(entity, _)| of(entity) == own);
        acted.map(|(_, counts)| counts.of(action)).sum()
    }

    /// Adds what was counted of others.
    pub fn add(&mut self, other: &Tally) {
        let all = [
            Action::Create,
            Action::Edit,
            Action::Same,
            Action::Hold,
            Action::Skip,
            Action::Conflict,
        ];
        for action in all {
            *self.planned.at(action) += other.planned.of(action);
            for (entity, counts) in &other.acted {
                *self.acted.entry(*entity).or_default().at(action) += counts.of(action);
            }
        }
        for (entity, count) in &other.partly {
            *self.partly.entry(*entity).or_default() += count;
        }
        self.pending += other.pending;
        self.held += other.held;
        self.failed += other.failed;
        self.conflicts += other.conflicts;
        self.unsettled += other.unsettled;
        self.warned += other.warned;
        self.requests += other.requests;
        self.reposts += other.reposts;
        for (rule, count) in &other.rules {
            *self.rules.entry(*rule).or_default() += count;
        }
    }

    /// How many fields and rows each rule changes, the busiest first.
    pub(crate) fn by_rule(&self) -> Vec<(Span, usize)> {
        let mut counts: Vec<_> = self.rules.iter().map(|(span, count)| (*span, *count)).collect();
        counts.sort_by_key(|(span, count)| (std::cmp::Reverse(*count), *span));
        counts
    }

    fn note_rules(&mut self, record: &RecordPlan) {
        let mut note = |rule: Span| *self.rules.entry(rule).or_default() += 1;
        record.fields.iter().for_each(|field| note(field.rule));
        for row in &record.rows {
            if row.action == Some(Action::Edit) {
                row.fields.iter().for_each(|field| note(field.rule));
            } else {
                note(row.rule);
            }
        }
    }
}

/// What a record counts as of which several maps make something.
fn graver(one: Action, other: Action) -> Action {
    let order =
        [Action::Hold, Action::Conflict, Action::Create, Action::Edit, Action::Same, Action::Skip];
    order.into_iter().find(|action| [one, other].contains(action)).unwrap_or(one)
}

/// What really happens to a record: what could not be carried out waits.
fn acted(record: &RecordPlan, status: &Status) -> Option<Action> {
    match status {
        Status::Held(..) | Status::Failed(_) => Some(Action::Hold),
        Status::Planned | Status::Done => Some(record.action),
        Status::Moved => None,
    }
}

/// The words in which a system refused a record, where they are too many to be told of each.
fn refusal(status: &Status) -> Option<&str> {
    match status {
        Status::Held(_, text) | Status::Failed(text) if is_long(text) => Some(text),
        _ => None,
    }
}

fn is_reposted(record: &RecordPlan) -> bool {
    record.action != Action::Create
        && record.steps.len() > 1
        && record.steps.iter().any(|step| step.write.kind == WriteKind::Post)
}

/// Records in the order in which they are written, each with how it ended. Of those that were told
/// already only what is counted is kept.
#[derive(Debug, Default)]
pub struct Records {
    at_hand: Vec<(RecordPlan, Status)>,
    tally: Tally,
    /// What the source records at hand count as, each once.
    counted: HashMap<(EntityId, Box<str>), Action>,
    /// What systems refused, with the first record that they refused in these words.
    refused: HashMap<Box<str>, Place>,
}

/// How many refusals are remembered: what is refused record by record differs in each.
const MOST_REFUSALS: usize = 100;

impl Records {
    /// One more.
    pub fn add(&mut self, record: RecordPlan, status: Status) {
        let source = record.source.key.clone().map(|key| (record.source.entity, key));
        let before = source.as_ref().and_then(|source| self.counted.get(source)).copied();
        let counted = self.tally.count(&record, &status, before);
        self.counted.extend(source.zip(counted));
        if let Some(words) = refusal(&status)
            && self.refused.len() < MOST_REFUSALS
            && !self.refused.contains_key(words)
        {
            self.refused.insert(words.into(), record.source.clone());
        }
        self.at_hand.push((record, status));
    }

    /// The record that was refused in the same words before this one.
    pub fn refused_before(&self, record: &RecordPlan, status: &Status) -> Option<&Place> {
        let first = self.refused.get(refusal(status)?)?;
        (*first != record.source).then_some(first)
    }

    /// Those that are to be told.
    pub fn at_hand(&self) -> &[(RecordPlan, Status)] {
        &self.at_hand
    }

    /// What is counted of all of them.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Lets go of those that were told.
    pub fn let_go(&mut self) {
        self.at_hand.clear();
        self.counted.clear();
    }
}

impl FromIterator<(RecordPlan, Status)> for Records {
    fn from_iter<I: IntoIterator<Item = (RecordPlan, Status)>>(records: I) -> Records {
        let mut all = Records::default();
        records.into_iter().for_each(|(record, status)| all.add(record, status));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::{Records, Status};
    use crate::schema::EntityId;
    use crate::source::{FileId, Span};
    use crate::sync::{Action, Place, RecordPlan};

    fn plan(map: &str, key: &str, action: Action) -> RecordPlan {
        let place =
            || Place { entity: EntityId(1), key: Some(key.into()), label: None, version: None };
        RecordPlan::new(map, action, place(), place(), Span::new(FileId(0), 0, 0))
    }

    /// A flow with several maps makes several plans of one record, which is one all the same.
    #[test]
    fn a_record_counts_once_by_the_gravest_of_its_plans() {
        let mut records = Records::default();
        for (map, key, action) in [
            ("A", "1", Action::Create),
            ("B", "1", Action::Same),
            ("A", "2", Action::Same),
            ("B", "2", Action::Hold),
            ("A", "3", Action::Skip),
            ("B", "3", Action::Skip),
        ] {
            records.add(plan(map, key, action), Status::Planned);
        }
        records.let_go();
        records.add(plan("A", "4", Action::Edit), Status::Planned);
        let acted = records.tally().acted[&EntityId(1)];
        let all = [Action::Create, Action::Edit, Action::Same, Action::Hold, Action::Skip];
        assert_eq!(all.map(|action| acted.of(action)), [1, 1, 0, 1, 1]);
    }
}
