//! From source records to what has to be done: evaluates, recognises, reads the targets, compares.
//!
//! Only reads. What is missing on the other side is planned as a record of its own, before the first
//! record that uses it.

mod own;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::future::Future;
use std::pin::Pin;

use crate::endpoint::{Payload, WriteKind};
use crate::eval::{Ask, Found, Said};
use crate::program::{
    Condition, Constant, FlowPlan, FlowRows, FlowStep, OutcomeKind, Program, Toward,
};
use crate::schema::EntityId;
use crate::source::Span;
use crate::sync::chosen::{holds, learn_links};
use crate::sync::desired::Desired;
use crate::sync::dialect::text;
use crate::sync::draft::Draft;
use crate::sync::explained::{ExplainedRecord, explained, mentions};
use crate::sync::marks::marks;
use crate::sync::names::{learn, mentioned, name_of, told};
use crate::sync::nested::nested;
use crate::sync::overlay::{Overlay, Question, question};
use crate::sync::owned::learn_owners;
use crate::sync::plan::{Action, LeftOut, Place, RecordPlan};
use crate::sync::planner::own::Own;
use crate::sync::record::{Drawn, Posting, Target, Work, plan_record, reference, waiting};
use crate::sync::related::read_related;
use crate::sync::resolve::{Creation, load, offered, resolve, taken};
use crate::sync::search::key_text;
use crate::sync::seen::seen;
use crate::sync::validity::doubt_links;
use crate::sync::world::{PlanError, World};
use crate::value::json::Slots;

/// Questions may lead to questions; a mapping that needs more rounds asks in a circle.
const ROUNDS: usize = 16;

/// Records that have to be created for records that have to be created.
const DEPTH: usize = 8;

/// What a batch of source records came to.
#[derive(Debug, Default)]
pub struct Planned {
    /// The records in the order in which they are written.
    pub records: Vec<RecordPlan>,
    /// How many records were read.
    pub read: usize,
    /// How many of them the flow does not speak of.
    pub filtered: usize,
    /// How many of them the flow skips.
    pub skipped: usize,
    /// Which records these are, both kinds.
    pub left_out: Vec<LeftOut>,
    /// Whether it creates a record that another lane might find by a search and not by a link.
    pub exclusive: bool,
    /// Why the flow stops here, if it does; records after that one are not planned.
    pub stopped: Option<Said>,
}

/// Plans batch after batch of one run and remembers what it found out.
pub struct Planner<'a> {
    world: World<'a>,
    overlay: Overlay,
    slots: Slots,
    created: HashMap<Question, (RecordPlan, Vec<Question>)>,
    /// The records behind references whose fields the rules looked at.
    referred: BTreeSet<(EntityId, Box<str>)>,
    /// The field whose values are to be explained.
    explaining: Option<Box<str>>,
    explained: Vec<ExplainedRecord>,
}

pub(super) type Later<'b, T> = Pin<Box<dyn Future<Output = Result<T, PlanError>> + 'b>>;

impl<'a> Planner<'a> {
    /// A planner that knows nothing yet.
    pub fn new(world: World<'a>) -> Planner<'a> {
        Planner {
            world,
            overlay: Overlay::default(),
            slots: Slots::default(),
            created: HashMap::new(),
            referred: BTreeSet::new(),
            explaining: None,
            explained: Vec::new(),
        }
    }

    /// One that notes where the values of a field come from.
    pub(super) fn explaining(self, field: &str) -> Planner<'a> {
        Planner { explaining: Some(field.into()), ..self }
    }

    /// What was noted of that.
    pub(super) fn into_explained(self) -> Vec<ExplainedRecord> {
        self.explained
    }

    /// The records behind references whose fields the rules looked at, in this batch or since it ended.
    pub(crate) fn referred(&self) -> &BTreeSet<(EntityId, Box<str>)> {
        &self.referred
    }

    /// What people call the records that the planner came to know.
    pub(super) fn known_names(&self) -> &HashMap<(EntityId, Box<str>), Box<str>> {
        &self.overlay.names
    }

    /// What people call the records that these plans mention, as far as the planner came to know it.
    pub fn names(&self, records: &[RecordPlan]) -> HashMap<(EntityId, Box<str>), Box<str>> {
        told(&self.overlay, records)
    }

    /// A record that the planner has read.
    pub fn payload(&self, entity: EntityId, key: &str) -> Option<&Payload> {
        self.overlay.payload(entity, key)
    }

    /// Tells what became of all that was planned so far, before the next plan is made in the same run:
    /// which records that were to be created are there now.
    pub fn settle<'r>(&mut self, done: impl Iterator<Item = &'r RecordPlan>) {
        let created = done.filter(|record| record.action == Action::Create);
        let place = |record: &RecordPlan| Some((record.target.entity, reference(record)?));
        self.overlay.settle(&created.filter_map(place).collect());
    }

    /// Ends a batch. What was read is read again from now on; what the plan creates is remembered. What
    /// was only thought of, for records that wait, is planned when one needs it that does not.
    pub fn forget(&mut self) {
        self.referred.clear();
        let unused = std::mem::take(&mut self.created).into_values();
        let place =
            |(record, _): (RecordPlan, _)| Some((record.target.entity, reference(&record)?));
        self.overlay.unplan(&unused.filter_map(place).collect());
        let matches = &self.world.mapping.matches;
        let keyed = |role: u16| matches.get(usize::from(role)).is_some_and(|it| it.key.is_some());
        self.overlay.forget_read(keyed);
    }

    /// Plans what the flow does with these records of its source.
    pub async fn plan(
        &mut self,
        flow: &FlowPlan,
        records: &[Payload],
    ) -> Result<Planned, PlanError> {
        let mut planned = Planned { read: records.len(), ..Planned::default() };
        let mut counting = Vec::new();
        for payload in records {
            self.overlay.keep(flow.source, payload);
            let holds = |what, without| {
                holds(&self.world, flow.toward, flow.source, what, payload, without)
            };
            if !holds(flow.filter.as_ref(), true)? {
                planned.filtered += 1;
                let rule = flow.filter.as_ref().map(Condition::span);
                planned.left_out.extend(rule.map(|rule| self.left_out(flow, payload, rule, false)));
                continue;
            }
            let mut skip = None;
            for condition in &flow.skips {
                if skip.is_none() && holds(Some(condition), false)? {
                    skip = Some(condition.span());
                }
            }
            match skip {
                Some(rule) => {
                    planned.skipped += 1;
                    planned.left_out.push(self.left_out(flow, payload, rule, true));
                }
                None => counting.push(payload),
            }
        }
        let posts = flow.steps.iter().any(|step| matches!(step, FlowStep::Post));
        for step in &flow.steps {
            match step {
                FlowStep::Each(rows) if planned.stopped.is_none() => {
                    self.rows(flow, rows, &counting, &mut planned).await?;
                }
                FlowStep::Post | FlowStep::Say(_) | FlowStep::Each(_) => {}
                FlowStep::Upsert { map } => {
                    let program = self.world.mapping.program(map, flow.toward);
                    let Some(program) = program else { continue };
                    let draft = |payload: &&Payload| Draft::new(program, (*payload).clone());
                    let drafts = counting.iter().map(draft).collect();
                    self.upsert(flow, drafts, posts, &mut planned).await?;
                }
            }
        }
        let is_sought = |record: &RecordPlan| {
            let plan = self.world.mapping.match_named(&record.map);
            record.action == Action::Create
                && plan.is_some_and(|plan| plan.steps.iter().any(|step| !step.mark))
        };
        planned.exclusive = planned.records.iter().any(is_sought);
        Ok(planned)
    }

    fn left_out(&self, flow: &FlowPlan, payload: &Payload, rule: Span, skipped: bool) -> LeftOut {
        let (from, entity) = (flow.toward.opposite(), flow.source);
        let label = name_of(&self.world, from, entity, &String::from_utf8_lossy(&payload.bytes));
        let (key, version) = (Some(payload.key.as_str().into()), None);
        LeftOut { source: Place { entity, key, label, version }, rule, skipped }
    }

    /// Rows of the flow's records that are records of their own. Those of a record that waits or is
    /// left out wait or are left out with it.
    async fn rows(
        &mut self,
        flow: &FlowPlan,
        rows: &FlowRows,
        owners: &[&Payload],
        planned: &mut Planned,
    ) -> Result<(), PlanError> {
        let stays = |record: &&RecordPlan| {
            record.source.entity == flow.source
                && matches!(record.action, Action::Hold | Action::Skip)
        };
        let stays = planned.records.iter().filter(stays);
        let stays: BTreeSet<Box<str>> =
            stays.filter_map(|record| record.source.key.clone()).collect();
        let mut counting = Vec::new();
        for owner in owners.iter().filter(|owner| !stays.contains(&*owner.key)) {
            for row in nested(self.world.catalog, rows, owner) {
                let filter = rows.filter.as_ref();
                if holds(&self.world, flow.toward, rows.entity, filter, &row, true)? {
                    self.overlay.keep(rows.entity, &row);
                    counting.push((owner.key.as_str(), row));
                }
            }
        }
        let posts = rows.steps.iter().any(|step| matches!(step, FlowStep::Post));
        for step in &rows.steps {
            let FlowStep::Upsert { map } = step else { continue };
            let Some(program) = self.world.mapping.program(map, flow.toward) else { continue };
            let draft = |(owner, row): &(&str, Payload)| Draft {
                within: Some((*owner).into()),
                ..Draft::new(program, row.clone())
            };
            let drafts = counting.iter().map(draft).collect();
            self.upsert(flow, drafts, posts, planned).await?;
        }
        Ok(())
    }

    async fn upsert(
        &mut self,
        flow: &FlowPlan,
        mut drafts: Vec<Draft<'a>>,
        posts: bool,
        planned: &mut Planned,
    ) -> Result<(), PlanError> {
        self.answer(&mut drafts, 0).await?;
        let owns = self.own(&drafts).await?;
        let mut edits: Vec<Box<str>> = Vec::new();
        for (draft, own) in drafts.iter().zip(&owns) {
            if let Own::Edit(_, key, _) = own
                && draft.is_sound()
            {
                edits.push(key.clone());
            }
        }
        if let Some(draft) = drafts.first() {
            let (target, toward) = (draft.program.target, draft.program.toward);
            self.overlay.forget(target, &edits);
            load(&self.world, &mut self.overlay, toward, target, &edits).await?;
            let layout = &draft.program.layout;
            read_related(&self.world, &mut self.overlay, toward, target, layout, &edits).await?;
        }
        for (mut draft, own) in drafts.into_iter().zip(owns) {
            if matches!(own, Own::Create(_)) {
                draft.lacks();
            }
            if let Some(said) = draft.verdict.as_ref().filter(|said| said.kind == OutcomeKind::Stop)
            {
                planned.stopped = Some(said.clone());
                break;
            }
            // What waits or is left out needs nothing to be created for it; it may wait for a record
            // that cannot be created.
            if draft.is_sound() && !matches!(own, Own::Said(_)) {
                self.before(&flow.name, &draft.needs, &mut planned.records);
            } else {
                self.held(&flow.name, &draft.needs, &mut planned.records);
            }
            let target = match own {
                Own::Planned => continue,
                Own::Said(said) => Err(said),
                Own::Create(question)
                    if let Some(other) = self.twin(question.as_ref(), &draft.payload)? =>
                {
                    Err(taken(&other, &draft.payload.key, draft.program.span))
                }
                Own::Create(question) => {
                    let target = self.new_target(&draft);
                    if draft.is_sound() {
                        self.note_planned(question.as_ref(), &draft, &target)?;
                    }
                    Ok(target)
                }
                Own::Edit(question, key, linked) => {
                    Ok(Target { key: Some(key), member: None, new: false, linked, question })
                }
            };
            let posting = if posts { self.posting(flow, &draft, &target)? } else { Posting::Never };
            let plan = self.finish(&flow.name, draft, target, posting).await?;
            planned.records.push(plan);
        }
        Ok(())
    }

    /// Evaluates until no question is open; counterparts that are missing are planned on the way.
    pub(super) fn answer<'b>(
        &'b mut self,
        drafts: &'b mut [Draft<'a>],
        depth: usize,
    ) -> Later<'b, ()> {
        Box::pin(async move {
            let mut open: Vec<usize> = (0..drafts.len()).collect();
            for Draft { program, payload, .. } in drafts.iter() {
                let (from, source) = (program.toward.opposite(), program.source);
                learn_owners(&self.world, &mut self.overlay, from, source, payload);
                learn_links(&self.world, &mut self.overlay, program, &payload.key)?;
            }
            for _ in 0..ROUNDS {
                let mut asks: Vec<Ask> = Vec::new();
                for number in &open {
                    let draft = &mut drafts[*number];
                    draft.evaluate(self.world.mapping, &self.overlay, &mut self.slots);
                    asks.extend(draft.asks.iter().cloned());
                }
                open.retain(|number| drafts[*number].is_open());
                if open.is_empty() {
                    return Ok(());
                }
                self.behind(open.iter().map(|number| &drafts[*number])).await?;
                let creations = resolve(&self.world, &mut self.overlay, &asks).await?;
                doubt_links(&self.world, &mut self.overlay, &asks).await?;
                self.prefetch(&creations).await?;
                for creation in creations {
                    self.create(creation, depth + 1).await?;
                }
            }
            for number in open {
                let draft = &drafts[number];
                // Where it asks in a circle, what it asked last does not get on either.
                let about = draft.asks.first().map(|ask| self.spoken(ask)).unwrap_or_default();
                let said = Said { text: about, ..waiting("dependency", draft.program) };
                drafts[number].verdict = Some(said);
            }
            Ok(())
        })
    }

    /// Reads the records that these refer to and whose fields their rules look at, all at once.
    async fn behind<'d>(
        &mut self,
        drafts: impl Iterator<Item = &'d Draft<'a>>,
    ) -> Result<(), PlanError>
    where
        'a: 'd,
    {
        let mut wanted: BTreeMap<(Toward, EntityId), Vec<Box<str>>> = BTreeMap::new();
        for draft in drafts {
            let from = draft.program.toward.opposite();
            for (entity, key) in &draft.records {
                wanted.entry((from, *entity)).or_default().push(key.clone());
                self.referred.insert((*entity, key.clone()));
            }
        }
        for ((from, entity), keys) in wanted {
            load(&self.world, &mut self.overlay, from, entity, &keys).await?;
        }
        Ok(())
    }

    /// Reads the records that counterparts are made of, all at once.
    async fn prefetch(&mut self, creations: &[Creation]) -> Result<(), PlanError> {
        let mut wanted: BTreeMap<EntityId, (Toward, Vec<Box<str>>)> = BTreeMap::new();
        for creation in creations {
            let toward = creation.ask.toward;
            let Some(program) = self.world.mapping.program(&creation.map, toward) else { continue };
            let (_, keys) = wanted.entry(program.source).or_insert((toward, Vec::new()));
            keys.push(creation.ask.key.clone());
        }
        for (entity, (toward, keys)) in wanted {
            load(&self.world, &mut self.overlay, toward.opposite(), entity, &keys).await?;
        }
        Ok(())
    }

    /// Plans a counterpart that does not exist, and answers the question with the key it will have.
    async fn create(&mut self, creation: Creation, depth: usize) -> Result<(), PlanError> {
        let question = question(&creation.ask);
        let toward = creation.ask.toward;
        let Some(program) = self.world.mapping.program(&creation.map, toward) else {
            return Ok(());
        };
        // Stands until the record is planned: one that needs itself does not get on.
        let about = self.spoken(&creation.ask);
        let circle = Said { text: about, ..waiting("dependency", program) };
        self.overlay.note(question.clone(), Found::Outcome(circle));
        if depth > DEPTH {
            return Ok(());
        }
        let keys = [creation.ask.key.clone()];
        load(&self.world, &mut self.overlay, toward.opposite(), program.source, &keys).await?;
        let payload = self.overlay.payload(program.source, &creation.ask.key).cloned();
        let twin =
            payload.as_ref().map(|payload| self.twin(Some(&question), payload)).transpose()?;
        if let Some(other) = twin.flatten() {
            let said = taken(&other, &creation.ask.key, program.span);
            self.overlay.note(question, Found::Outcome(said));
            return Ok(());
        }
        let Some(payload) = payload else {
            let entity = self.world.catalog.entity_name(program.source);
            let about = format!("{entity} {}", creation.ask.key).into();
            let said = Said { text: about, ..waiting("absent", program) };
            self.overlay.note(question, Found::Outcome(said));
            return Ok(());
        };
        let mut drafts = [Draft::new(program, payload)];
        self.answer(&mut drafts, depth).await?;
        let [mut draft] = drafts;
        draft.lacks();
        let mut target = self.new_target(&draft);
        target.question = Some(question.clone());
        if draft.is_sound() {
            self.note_planned(Some(&question), &draft, &target)?;
        } else if let Some(said) = &draft.verdict {
            self.overlay.note(question.clone(), Found::Outcome(said.clone()));
        }
        let needs = draft.needs.clone();
        let key = target.reference();
        let mut plan = self.finish("", draft, Ok(target), Posting::Never).await?;
        if let Some(key) = key {
            // Once it is there, what needs it finds it and looks at nothing that belongs to it.
            let beside = plan.steps.iter_mut().filter(|step| {
                let write = &step.write;
                step.link.is_none() && write.kind == WriteKind::Create && write.key.is_some()
            });
            beside.for_each(|step| step.owed_to = Some(key.clone()));
            if let Some(label) = &plan.target.label {
                self.overlay.names.insert((program.target, key), label.clone());
            }
        }
        self.created.insert(question, (plan, needs));
        Ok(())
    }

    /// The record that a question is about, by its kind and key.
    pub(super) fn spoken(&self, ask: &Ask) -> Box<str> {
        let matched = &self.world.mapping.matches[usize::from(ask.role)];
        let own = match ask.toward {
            Toward::Left => matched.right.first().copied(),
            Toward::Right => matched.left.first().map(|part| part.entity),
        };
        let entity = ask.entity.or(own).map(|entity| self.world.catalog.entity_name(entity));
        format!("{} {}", entity.unwrap_or_default(), ask.key).trim_start().into()
    }

    fn posting(
        &self,
        flow: &FlowPlan,
        draft: &Draft<'_>,
        target: &Result<Target, Said>,
    ) -> Result<Posting, PlanError> {
        let Ok(Target { key: Some(target), new: false, .. }) = target else {
            return Ok(Posting::Written);
        };
        let entity = self.world.catalog.entity_name(flow.source);
        let key = draft.within.as_deref().unwrap_or(&draft.payload.key);
        let owed = self.world.memory.owes_post(&flow.name, &entity, key, target);
        let owed = owed.map_err(PlanError::Journal)?;
        Ok(if owed { Posting::Owed } else { Posting::Written })
    }

    fn new_target(&self, draft: &Draft<'_>) -> Target {
        let program = draft.program;
        let (keys, source) = (self.world.keys, program.source);
        let mut new = keys.new_key(&program.map, program.target, source, &draft.payload.key);
        if let (None, Some((member, value))) = (&new.key, &mut new.member)
            && let Some(given) = given(draft, member)
        {
            *value = given;
        }
        Target { key: new.key, member: new.member, new: true, linked: false, question: None }
    }

    /// Lets later records find a record that this plan creates. One whose key only its system can give
    /// is waited for.
    fn note_planned(
        &mut self,
        question: Option<&Question>,
        draft: &Draft<'_>,
        target: &Target,
    ) -> Result<(), PlanError> {
        let Some(question) = question else { return Ok(()) };
        let Some(key) = target.reference() else {
            let entity = self.world.catalog.entity_name(draft.program.source);
            let about = format!("{entity} {}", draft.payload.key).into();
            let said = Said { text: about, ..waiting("dependency", draft.program) };
            self.overlay.note(question.clone(), Found::Outcome(said));
            return Ok(());
        };
        let record = Constant::Planned(draft.program.target, key.clone());
        self.overlay.note(question.clone(), Found::Records(vec![record.clone()]));
        if question.1 == Toward::Left {
            let plan = &self.world.mapping.matches[usize::from(question.0)];
            for (number, step) in plan.steps.iter().enumerate() {
                for key in offered(&self.world, &self.overlay, step, &draft.payload)? {
                    if let Some(text) = key_text(&step.search, &key) {
                        self.overlay.plan(question, number, text, record.clone());
                    }
                }
            }
        }
        Ok(())
    }

    /// Another source record, with a key in common, for which this plan already creates a record.
    fn twin(
        &self,
        question: Option<&Question>,
        payload: &Payload,
    ) -> Result<Option<Box<str>>, PlanError> {
        let Some(question) = question else { return Ok(None) };
        let plan = &self.world.mapping.matches[usize::from(question.0)];
        for (number, step) in plan.steps.iter().enumerate().filter(|_| question.1 == Toward::Left) {
            for key in offered(&self.world, &self.overlay, step, payload)? {
                let text = key_text(&step.search, &key);
                let planned = |text: String| self.overlay.planned(question.0, number, &text);
                if let Some(other) = text.and_then(planned) {
                    return Ok(Some(other.into()));
                }
            }
        }
        Ok(None)
    }

    /// Puts the records that `needs` led to before the record that needs them, each once.
    fn before(&mut self, flow: &str, needs: &[Question], records: &mut Vec<RecordPlan>) {
        for question in needs {
            if let Some((mut plan, inner)) = self.created.remove(question) {
                self.before(flow, &inner, records);
                plan.flow = flow.into();
                records.push(plan);
            }
        }
    }

    /// Puts those of them before it that have to wait themselves, each once.
    fn held(&mut self, flow: &str, needs: &[Question], records: &mut Vec<RecordPlan>) {
        for question in needs {
            let known = self.created.get(question);
            if known.is_some_and(|(plan, _)| plan.action == Action::Hold)
                && let Some((mut plan, inner)) = self.created.remove(question)
            {
                self.held(flow, &inner, records);
                plan.flow = flow.into();
                records.push(plan);
            }
        }
    }

    async fn finish(
        &mut self,
        flow: &str,
        draft: Draft<'_>,
        target: Result<Target, Said>,
        posting: Posting,
    ) -> Result<RecordPlan, PlanError> {
        let world = self.world;
        let bases = match &target {
            Ok(Target { key: Some(key), new: false, .. }) => self.bases(&draft, key)?,
            _ => None,
        };
        let after = match &target {
            Ok(target) if draft.is_sound() => marks(&world, &self.overlay, &draft, target).await?,
            _ => Vec::new(),
        };
        let bases = bases.as_deref();
        let mut plan = plan_record(&world, &self.overlay, &draft, target, bases, after, posting)?;
        let (toward, layout) = (draft.program.toward, &draft.program.layout);
        plan.record.seen = seen(&world, &self.overlay, &draft, &plan, bases)?;
        self.explain(&draft, &plan, bases).await;
        if let Some(work) = plan.work.take().filter(Work::is_told) {
            let records = mentioned(&layout.groups, &work.difference, work.present.as_ref());
            learn(&world, &mut self.overlay, toward, &records).await;
            plan.show(world.catalog, &self.overlay, draft.program, &work);
        }
        for question in &draft.needs {
            plan.record.links.extend(self.overlay.recognised(question).cloned());
        }
        plan.record.flow = flow.into();
        Ok(plan.record)
    }

    /// Notes where the values come from that were asked for.
    async fn explain(&mut self, draft: &Draft<'_>, plan: &Drawn, bases: Option<&str>) {
        let Some(field) = self.explaining.clone() else { return };
        let (world, program) = (self.world, draft.program);
        let fields = explained(&world, &self.overlay, draft, plan, bases, &field);
        if fields.is_empty() {
            return;
        }
        let mentioned = mentions(&world, program, &fields);
        learn(&world, &mut self.overlay, program.toward, &mentioned).await;
        let (source, target) = (plan.record.source.clone(), plan.record.target.clone());
        let (action, map) = (plan.record.action, program.map.clone());
        self.explained.push(ExplainedRecord { source, target, action, map, fields });
    }

    /// What a program gives for records, whatever they are linked with; none where that cannot be
    /// reckoned.
    pub(super) async fn desired(
        &mut self,
        program: &'a Program,
        records: &[Payload],
    ) -> Result<Vec<Option<Desired>>, PlanError> {
        let draft = |payload: &Payload| Draft::new(program, payload.clone());
        let mut drafts: Vec<Draft<'a>> = records.iter().map(draft).collect();
        self.answer(&mut drafts, 0).await?;
        let given = drafts.into_iter().map(|draft| draft.is_reckoned().then_some(draft.desired));
        Ok(given.collect())
    }

    fn bases(&self, draft: &Draft<'_>, target: &str) -> Result<Option<String>, PlanError> {
        let (left, right) = match draft.program.toward {
            Toward::Left => (target, &*draft.payload.key),
            Toward::Right => (&*draft.payload.key, target),
        };
        self.world.memory.base(&draft.program.map, left, right).map_err(PlanError::Journal)
    }
}

/// What the rules give that member of a new record; a record is looked for by what it holds.
fn given(draft: &Draft<'_>, member: &str) -> Option<Box<str>> {
    let mut cells = draft.program.layout.cells.iter();
    let cell =
        cells.position(|cell| matches!(cell.wire.as_slice(), [name] if **name == *member))?;
    let given = text(draft.desired.cells.get(cell)?);
    if given.is_empty() { None } else { Some(given.into()) }
}

#[cfg(test)]
mod tests;
