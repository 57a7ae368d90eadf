//! One run of one flow: what changed is captured, planned batch by batch, and carried out lane by lane.
//!
//! A batch is planned at once, so that reads are gathered and counterparts found or planned once.
//! Each lane then takes its own part of that plan; a lane that has to be planned anew, because
//! something moved meanwhile, is planned by itself from the present state. Of the batches before
//! nothing is kept but what they create, or have created: a run has no end to its records.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use crate::endpoint::{Payload, Query, Selector, Source, Written};
use crate::eval::Said;
use crate::journal::{Base, Fate, Intent, Lane, LaneKey, Link, LinkDraft, Meant, Tombstone};
use crate::program::{Constant, FlowPlan, FlowStep, SayPart, Toward};
use crate::schema::{EntityId, mask};
use crate::sync::back::{Origin, agree_back, agree_born};
use crate::sync::base::Bases;
use crate::sync::created::as_edited;
use crate::sync::evidence::{Telling, evidence};
use crate::sync::explained::ExplainedRecord;
use crate::sync::landed::landed;
use crate::sync::lane_plan::{LanePlan, LanePlanner, Settled, Unplanned};
use crate::sync::lanes::LaneResult;
use crate::sync::names::name_of;
use crate::sync::overruled::{deciding, overruled};
use crate::sync::plan::{Action, LeftOut, Place, RecordPlan, Seen, Status};
use crate::sync::planner::{Planned, Planner};
use crate::sync::quoted::hushed;
use crate::sync::readback::read_back;
use crate::sync::record::reference;
use crate::sync::remembered::{Agreed, near, source_roles};
use crate::sync::spoken;
use crate::sync::target::present;
use crate::sync::world::{PlanError, World};

/// A flow of a world, ready to plan lanes.
pub struct Session<'a> {
    world: World<'a>,
    flow: &'a FlowPlan,
    telling: Telling<'a>,
    /// Plans batch after batch.
    planner: tokio::sync::Mutex<Planner<'a>>,
    prepared: Mutex<BTreeMap<Box<str>, Ready>>,
    said: Mutex<Vec<Box<str>>>,
}

/// The part of a batch's plan that is about one lane.
#[derive(Debug)]
struct Ready {
    /// How often the lane had been marked when its record was read.
    seen: i64,
    /// Whether the system did not show its record.
    missing: bool,
    records: Vec<RecordPlan>,
}

/// What planning a batch came to, before anything is carried out.
#[derive(Debug, Default)]
pub struct Prepared {
    /// How many records were read.
    pub read: usize,
    /// How many of them the flow does not speak of.
    pub filtered: usize,
    /// How many of them the flow skips.
    pub skipped: usize,
    /// Which records these are, both kinds.
    pub left_out: Vec<LeftOut>,
    /// The records in the order in which they would be written.
    pub records: Vec<RecordPlan>,
    /// Why the flow stops, if it does.
    pub stopped: Option<Said>,
    /// Lanes whose record is gone, with how it went.
    pub gone: Vec<(LaneKey, Tombstone)>,
    /// Lanes whose record the system does not show.
    pub missing: Vec<LaneKey>,
    /// Records that are marked for deletion, where nothing in the mapping follows from it.
    pub marked: Vec<Place>,
    /// What people call the records that are mentioned.
    pub names: HashMap<(EntityId, Box<str>), Box<str>>,
    /// The records that were read, as they came, where that was asked for.
    pub payloads: HashMap<(EntityId, Box<str>), Payload>,
}

/// Where values come from, of the records that were asked for.
#[derive(Debug, Default)]
pub struct Explanation {
    /// How many records were read.
    pub read: usize,
    /// The records with the field that was asked for.
    pub records: Vec<ExplainedRecord>,
    /// What people call the records that are mentioned.
    pub names: HashMap<(EntityId, Box<str>), Box<str>>,
}

impl<'a> Session<'a> {
    /// A session that has planned nothing yet. `telling` is what plans are told with that have to
    /// wait.
    pub fn new(world: World<'a>, flow: &'a FlowPlan, telling: Telling<'a>) -> Session<'a> {
        let planner = tokio::sync::Mutex::new(Planner::new(world));
        Session {
            world,
            flow,
            telling,
            planner,
            prepared: Mutex::default(),
            said: Mutex::default(),
        }
    }

    /// Plans all these lanes at once, after those of the batches before. `explain` says whether the
    /// records are given back too.
    pub async fn prepare(&self, lanes: &[Lane], explain: bool) -> Result<Prepared, PlanError> {
        let mut prepared = Prepared::default();
        // What a feed said is not believed: one that is said to be gone may be there again.
        let payloads = self.read(lanes.iter().map(|lane| &*lane.key.key)).await?;
        let shown: HashSet<&str> = payloads.iter().map(|payload| &*payload.key).collect();
        for lane in lanes.iter().filter(|lane| !shown.contains(&*lane.key.key)) {
            match &lane.gone {
                Some(tombstone) => prepared.gone.push((lane.key.clone(), tombstone.clone())),
                None => prepared.missing.push(lane.key.clone()),
            }
        }
        let mut planner = self.planner.lock().await;
        planner.forget();
        let batch = planner.plan(self.flow, &payloads).await?;
        self.distribute(lanes, &shown, &batch);
        prepared.marked = self.marked(&payloads, &batch);
        for record in batch.records.iter().filter(|_| explain) {
            let Some(key) = &record.source.key else { continue };
            if let Some(payload) = planner.payload(record.source.entity, key) {
                prepared.payloads.insert((record.source.entity, key.clone()), payload.clone());
            }
        }
        prepared.read = batch.read;
        prepared.filtered = batch.filtered;
        prepared.skipped = batch.skipped;
        prepared.left_out = batch.left_out;
        prepared.stopped = batch.stopped;
        prepared.names = planner.names(&batch.records);
        prepared.records = batch.records;
        Ok(prepared)
    }

    /// The records that are marked for deletion and that the flow passes over.
    fn marked(&self, payloads: &[Payload], planned: &Planned) -> Vec<Place> {
        let (from, entity) = (self.flow.toward.opposite(), self.flow.source);
        let records = planned.records.iter().filter(|record| self.is_own(record));
        let told: HashSet<&str> = records.filter_map(|it| it.source.key.as_deref()).collect();
        let passed = payloads.iter().filter(|payload| !told.contains(&*payload.key));
        let place = |payload: &Payload| {
            let label =
                name_of(&self.world, from, entity, &String::from_utf8_lossy(&payload.bytes));
            let (key, version) = (Some(payload.key.as_str().into()), None);
            self.world.is_marked(from, payload).then_some(Place { entity, key, label, version })
        };
        passed.filter_map(place).collect()
    }

    /// Plans these lanes and tells where the values of a field come from.
    pub async fn explain(&self, lanes: &[Lane], field: &str) -> Result<Explanation, PlanError> {
        let payloads = self.read(lanes.iter().map(|lane| &*lane.key.key)).await?;
        let mut planner = Planner::new(self.world).explaining(field);
        planner.plan(self.flow, &payloads).await?;
        let names = planner.known_names().clone();
        Ok(Explanation { read: payloads.len(), records: planner.into_explained(), names })
    }

    /// Tells what became of a batch that was carried out, before the next one is planned.
    pub async fn carried_out(&self, results: &[LaneResult]) {
        let records = results.iter().flat_map(|result| &result.records);
        let done = records.filter(|(_, status)| *status == Status::Done);
        self.planner.lock().await.settle(done.map(|(record, _)| record));
    }

    /// The source records of those keys, in the order of the keys.
    async fn read<'k>(
        &self,
        keys: impl Iterator<Item = &'k str>,
    ) -> Result<Vec<Payload>, PlanError> {
        let keys: Vec<String> = keys.map(str::to_owned).collect();
        let access = self.world.access(self.flow.toward.opposite());
        let source: &dyn Source = access.source;
        let entity = self.world.catalog[self.flow.source].name.to_string();
        let batch = source.capability().batch.max(1);
        let mut payloads = Vec::new();
        for chunk in keys.chunks(batch) {
            let selector = Selector::Keys(chunk.to_vec());
            let query = Query { entity: entity.clone(), selector, fields: Vec::new() };
            payloads.extend(source.read(&query).await?);
        }
        let places: HashMap<&str, usize> = keys.iter().map(String::as_str).zip(0..).collect();
        payloads.sort_by_key(|payload| places.get(&*payload.key).copied());
        Ok(payloads)
    }

    /// Gives each lane its records, and with them the records that they refer to and that this plan
    /// creates. Several lanes may have the same one: its key makes the second create find the first.
    fn distribute(&self, lanes: &[Lane], shown: &HashSet<&str>, planned: &Planned) {
        let created: BTreeMap<(EntityId, Box<str>), &RecordPlan> = planned
            .records
            .iter()
            .filter(|record| record.action == Action::Create)
            .filter_map(|record| Some(((record.target.entity, reference(record)?), record)))
            .collect();
        let mut prepared = BTreeMap::new();
        let marked: HashMap<&str, i64> =
            lanes.iter().map(|lane| (&*lane.key.key, lane.dirty_seq)).collect();
        // A lane without records is done; where the flow stops, it was not looked at.
        if planned.stopped.is_none() {
            for lane in lanes {
                let missing = !shown.contains(&*lane.key.key);
                let ready = Ready { seen: lane.dirty_seq, missing, records: Vec::new() };
                prepared.insert(lane.key.key.clone(), ready);
            }
        }
        let mut held: Vec<&RecordPlan> = Vec::new();
        for record in &planned.records {
            if !self.is_own(record) && record.within.is_none() {
                // Nobody can refer to what is not created; it stands before the one that waits for it.
                held.extend((record.action == Action::Hold).then_some(record));
                continue;
            }
            let mut records: Vec<RecordPlan> = Vec::new();
            if record.action == Action::Hold {
                records.extend(held.drain(..).cloned());
            }
            let mut seen = BTreeSet::new();
            needed(record, &created, &mut seen, &mut records);
            records.push(record.clone());
            let Some(key) = record.within.as_ref().or(record.source.key.as_ref()) else { continue };
            let Some(seen) = marked.get(&**key).copied() else { continue };
            let ready = prepared.entry(key.clone());
            let ready =
                ready.or_insert_with(|| Ready { seen, missing: false, records: Vec::new() });
            // A row is written after the record it is a row of, which stands there already.
            let known = |record: &RecordPlan| {
                let same = |other: &RecordPlan| {
                    other.target.entity == record.target.entity
                        && reference(other) == reference(record)
                };
                record.action == Action::Create && ready.records.iter().any(same)
            };
            records.retain(|record| !known(record));
            ready.records.extend(records);
        }
        *self.prepared.lock().unwrap_or_else(PoisonError::into_inner) = prepared;
    }

    /// Whether the batch's plan speaks of a lane.
    pub fn has(&self, lane: &LaneKey) -> bool {
        self.prepared.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&lane.key)
    }

    /// Whether a record of the plan is what a lane is about, and not something it needs.
    fn is_own(&self, record: &RecordPlan) -> bool {
        record.source.entity == self.flow.source && record.flow == self.flow.name
    }

    /// What the flow said of the records that were written since this was last asked.
    pub fn said(&self) -> Vec<Box<str>> {
        std::mem::take(&mut *self.said.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Says what the flow says of a written record.
    fn say(&self, record: &serde_json::Map<String, serde_json::Value>) {
        for step in &self.flow.steps {
            let FlowStep::Say(parts) = step else { continue };
            let mut text = String::new();
            for part in parts {
                match part {
                    SayPart::Plain(plain) => text.push_str(plain),
                    SayPart::Result(member, ty, sensitivity) => {
                        let value = spoken::value(record.get(&**member), ty);
                        text.push_str(&mask(*sensitivity, &value));
                    }
                }
            }
            self.said.lock().unwrap_or_else(PoisonError::into_inner).push(text.into());
        }
    }

    /// What was agreed on, with what the systems made of it, and what that is on the way back; none
    /// where it is not known how the record stands now.
    async fn held(
        &self,
        record: &RecordPlan,
        written: &[Option<Written>],
        base: &str,
    ) -> Result<Option<String>, Unplanned> {
        let (mapping, catalog) = (self.world.mapping, self.world.catalog);
        let Some(program) = mapping.program(&record.map, self.flow.toward) else { return Ok(None) };
        let entity = &*catalog[program.target].name;
        let of = |wanted: &str| {
            let steps = record.steps.iter().zip(written);
            let records = steps.filter(|(step, _)| step.write.entity == wanted);
            let found = records.filter_map(|(_, written)| written.as_ref()?.record.clone());
            found.collect::<Vec<Payload>>()
        };
        let stood = || record.seen.as_ref().and_then(|seen| seen.now.clone());
        // The answer to the write itself: what a post shows later somebody may have edited by then.
        let Some(payload) = of(entity).into_iter().next().or_else(stood) else { return Ok(None) };
        let related = |group: usize| {
            let related = program.layout.groups[group].related.as_ref();
            let entity = related.map(|related| &*catalog[related.entity].name);
            let rows = entity.map(of).unwrap_or_default();
            rows.iter().map(|row| String::from_utf8_lossy(&row.bytes).into()).collect()
        };
        let mut bases = Bases::read(catalog, base);
        let dialect = self.world.dialect(self.flow.toward);
        let wrote = record.seen.as_ref().and_then(|seen| seen.wrote.as_ref());
        let ours = wrote.map(|(_, wrote)| wrote);
        if read_back(&dialect, program, &mut bases, &payload.bytes, &related, ours).is_err() {
            return Ok(None);
        }
        let (world, toward) = (self.world, self.flow.toward);
        let now = present(&dialect, &program.layout, &payload.bytes, &related).ok();
        let alone = wrote
            .zip(now)
            .is_none_or(|((before, wrote), now)| wrote.is_all(&program.layout, before, &now));
        let Some(seen) = &record.seen else { return Ok(Some(bases.write(catalog))) };
        // What somebody else wrote in the same moment is left to the way back.
        let left_by_us = if alone { Some(payload) } else { as_planned(record, seen) };
        if let Some(written) = left_by_us {
            let rules = ours.map(|wrote| wrote.opposites(&program.layout)).unwrap_or_default();
            let (source, before) = (&seen.source.bytes, seen.before.as_ref());
            let decided = deciding(&program.layout, &record.conflicts);
            let origin = Origin { source, before, written: &rules, decided: &decided };
            let agreed = agree_back(world, &record.map, toward, origin, &written, &mut bases);
            agreed.await.map_err(unplanned)?;
        }
        Ok(Some(bases.write(catalog)))
    }

    /// What is agreed on of a record once its own write is done.
    async fn agreed(
        &self,
        record: &RecordPlan,
        written: &[Option<Written>],
    ) -> Result<Option<Base>, Unplanned> {
        let Some(mut base) = self.planned_base(record) else { return Ok(None) };
        if let Some(document) = self.held(record, written, &base.document).await? {
            base.hash = crate::journal::Hash::of(document.as_bytes()).0;
            base.document = document.into();
        }
        Ok(Some(base))
    }

    /// What carrying out a plan agrees on without a write, of records that stand as they are wanted.
    pub async fn standing(&self, records: &[RecordPlan]) -> Result<Agreed, Unplanned> {
        let mut standing = Agreed::new();
        for record in records.iter().filter(|record| record.action == Action::Same) {
            let agreed = self.agreed(record, &[]).await?;
            standing.extend(agreed.map(|base| ((base.role, base.key), base.document)));
        }
        Ok(standing)
    }

    fn planned_base(&self, record: &RecordPlan) -> Option<Base> {
        let (document, left) = (record.base.as_ref()?, self.left(record)?);
        Some(base(&record.map, left, document))
    }

    /// The key of a record's left half, by which agreements are kept.
    fn left<'r>(&self, record: &'r RecordPlan) -> Option<&'r str> {
        match self.flow.toward {
            Toward::Left => record.target.key.as_deref(),
            Toward::Right => record.source.key.as_deref(),
        }
    }

    fn settled(&self, records: &[RecordPlan]) -> Settled {
        let mut settled = Settled::default();
        for record in records {
            settled.bases.extend(self.planned_base(record));
            settled.links.extend(record.links.iter().map(|link| LinkDraft {
                role: link.role.clone(),
                left: Some(link.left.clone()),
                right: Some(link.right.clone()),
                born: None,
            }));
        }
        settled
    }

    /// What happened to the record of a lane, for each match it may be linked by.
    fn fates(&self, lane: &LaneKey, gone: Option<&Tombstone>) -> Vec<Fate> {
        let end = near(self.flow.toward);
        let fate = |role| Fate { role, end, key: lane.key.clone(), gone: gone.cloned() };
        source_roles(self.world.mapping, self.flow).into_iter().map(fate).collect()
    }

    async fn alone(&self, lane: &Lane) -> Result<Planned, Unplanned> {
        let payloads = self.read([&*lane.key.key].into_iter()).await.map_err(unplanned)?;
        let mut planner = Planner::new(self.world);
        planner.plan(self.flow, &payloads).await.map_err(unplanned)
    }
}

impl LanePlanner for Session<'_> {
    async fn plan(&self, lane: &Lane) -> Result<LanePlan, Unplanned> {
        let prepared = {
            let mut prepared = self.prepared.lock().unwrap_or_else(PoisonError::into_inner);
            prepared.remove(&lane.key.key)
        };
        // What was marked since was read too early.
        let prepared = prepared.filter(|ready| ready.seen == lane.dirty_seq);
        // What was planned together creates nothing twice; what is planned alone might.
        let (records, stopped, together, missing) = match prepared {
            Some(ready) => (ready.records, None, true, ready.missing),
            None => {
                let planned = self.alone(lane).await?;
                (planned.records, planned.stopped, false, planned.read == 0)
            }
        };
        let creates = records.iter().any(|record| record.action == Action::Create);
        let mut settled = self.settled(&records);
        if let Some(gone) = &lane.gone {
            let gone = Some(gone.clone()).filter(|_| missing);
            settled.fates = self.fates(&lane.key, gone.as_ref());
        }
        let missing = missing && lane.gone.is_none();
        let exclusive = creates && !together;
        let marks = overruled(self.world, self.flow, &records);
        Ok(LanePlan { records, settled, marks, exclusive, missing, moved: false, stopped })
    }

    fn forget(&self, lane: &LaneKey) {
        self.prepared.lock().unwrap_or_else(PoisonError::into_inner).remove(&lane.key);
    }

    async fn agree(
        &self,
        record: &RecordPlan,
        written: &[Option<Written>],
    ) -> Result<Option<Base>, Unplanned> {
        self.agreed(record, written).await
    }

    fn meant(&self, record: &RecordPlan) -> Option<Meant> {
        let base = self.planned_base(record)?;
        let seen = record.seen.as_ref()?;
        let source = seen.source.bytes.clone();
        let before = seen.before.as_ref().map(|before| before.bytes.clone());
        Some(Meant { base, source, before })
    }

    async fn landed(
        &self,
        meant: &Meant,
        sent: &[u8],
        found: &Payload,
    ) -> Result<Option<Base>, Unplanned> {
        let landed = landed(self.world, self.flow.toward, meant, sent, found).await;
        let landed = landed.map_err(unplanned)?;
        let Base { role, key, .. } = &meant.base;
        Ok(landed.map(|bases| base(role, key, &bases.write(self.world.catalog))))
    }

    async fn born(
        &self,
        link: &Link,
        sent: &[u8],
        stood: &Payload,
    ) -> Result<Option<Base>, Unplanned> {
        let toward = self.flow.toward;
        let left = match toward {
            Toward::Left => Some(&*stood.key),
            Toward::Right => link.left.as_deref(),
        };
        let Some(left) = left else { return Ok(None) };
        let bases = agree_born(self.world, &link.role, toward, sent, stood).await;
        let bases = bases.map_err(unplanned)?;
        Ok(bases.map(|bases| base(&link.role, left, &bases.write(self.world.catalog))))
    }

    async fn settle(
        &self,
        _lane: &Lane,
        planned: &LanePlan,
        written: &[Option<Written>],
        agreed: &[Base],
    ) -> Result<Settled, Unplanned> {
        let mut settled = planned.settled.clone();
        let mut first = 0;
        for record in &planned.records {
            let last = first + record.steps.len();
            let own = &written[first.min(written.len())..last.min(written.len())];
            first = last;
            let left = self.left(record);
            let of_record = |base: &Base| base.role == record.map && Some(&*base.key) == left;
            let known = agreed.iter().find(|base| of_record(base)).cloned();
            if let Some(base) = settled.bases.iter_mut().find(|base| of_record(base)) {
                let now = match known {
                    Some(known) => Some(known),
                    None => self.agreed(record, own).await?,
                };
                base.clone_from(&now.unwrap_or_else(|| base.clone()));
            }
            let answered = own.iter().flatten().filter_map(|written| written.record.as_ref());
            let document =
                answered.filter_map(|payload| serde_json::from_slice(&payload.bytes).ok());
            if self.is_own(record)
                && let Some(document) = document.into_iter().next()
            {
                self.say(&document);
            }
        }
        Ok(settled)
    }

    fn evidence(&self, lane: &Lane, planned: Option<&LanePlan>, intents: &[Intent]) -> Box<str> {
        evidence(Some(self.telling), lane, planned, intents)
    }

    fn hushed(&self, planned: Option<&LanePlan>, intents: &[Intent], said: String) -> String {
        hushed(self.world.catalog, planned, intents, said)
    }

    fn is_posted(&self, side: &str, _entity: &str, payload: &Payload) -> Option<bool> {
        let side = self.world.catalog.side(side)?;
        let access = [self.world.left, self.world.right].into_iter().find(|a| a.side == side)?;
        let member = access.posted?;
        let record: serde_json::Map<String, serde_json::Value> =
            serde_json::from_slice(&payload.bytes).ok()?;
        record.get(member)?.as_bool()
    }
}

/// The record as its edit leaves it where nobody else does anything; none of another write.
fn as_planned(record: &RecordPlan, seen: &Seen) -> Option<Payload> {
    let before = seen.before.as_ref()?;
    let write = record.own_edit()?;
    Some(Payload { bytes: as_edited(&before.bytes, &write.body).into(), ..before.clone() })
}

/// What is agreed on of a record, as the journal keeps it.
fn base(role: &str, left: &str, document: &str) -> Base {
    Base {
        role: role.into(),
        key: left.into(),
        document: document.into(),
        hash: crate::journal::Hash::of(document.as_bytes()).0,
        left_version: None,
        right_version: None,
    }
}

/// The records that a record refers to and that the plan creates, those first that others need.
fn needed(
    record: &RecordPlan,
    created: &BTreeMap<(EntityId, Box<str>), &RecordPlan>,
    seen: &mut BTreeSet<(EntityId, Box<str>)>,
    records: &mut Vec<RecordPlan>,
) {
    let rows = record.rows.iter().flat_map(|row| &row.fields);
    for change in record.fields.iter().chain(rows) {
        let Constant::Planned(entity, key) = &change.after else { continue };
        if !seen.insert((*entity, key.clone())) {
            continue;
        }
        if let Some(plan) = created.get(&(*entity, key.clone())) {
            needed(plan, created, seen, records);
            records.push((*plan).clone());
        }
    }
}

fn unplanned(error: PlanError) -> Unplanned {
    match error {
        PlanError::Endpoint(error) => Unplanned::Endpoint(error),
        PlanError::Journal(text) => Unplanned::Broken(text.into()),
    }
}
