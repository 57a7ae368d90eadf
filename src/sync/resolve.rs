//! Answers what programs ask of matches, for all records of a batch at once: the journal's link
//! first, then the match's own key, then its steps in their order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::endpoint::{Payload, Query, Selector};
use crate::eval::{Ask, Found, KEY_SEPARATOR, Said, probe};
use crate::program::{
    Asked, Composition, Constant, KeyPlan, MatchPlan, Outcome, OutcomeKind, Search, StepPlan,
    TemplatePart, Toward,
};
use crate::schema::{EntityId, Sensitivity, Type, mask};
use crate::source::Span;
use crate::sync::composition::{compose, split};
use crate::sync::dialect::text;
use crate::sync::guard;
use crate::sync::names::learn;
use crate::sync::overlay::{Overlay, question};
use crate::sync::owned::load_owned;
use crate::sync::plan::PlannedLink;
use crate::sync::raw::Opened;
use crate::sync::search::{key_text, search, value, wire_of};
use crate::sync::spoken;
use crate::sync::validity::{Validity, learn_validity, unfit};
use crate::sync::world::{PlanError, World};

/// A counterpart that has to be created before the question can be answered.
#[derive(Clone, Debug)]
pub(crate) struct Creation {
    /// The question.
    pub(crate) ask: Ask,
    /// The map that makes the counterpart.
    pub(crate) map: Box<str>,
}

/// Answers the questions; those whose answer is a record that does not exist yet come back.
pub(crate) async fn resolve(
    world: &World<'_>,
    overlay: &mut Overlay,
    asks: &[Ask],
) -> Result<Vec<Creation>, PlanError> {
    let mut groups: BTreeMap<(u16, Toward), BTreeSet<Ask>> = BTreeMap::new();
    for ask in asks.iter().filter(|ask| overlay.answer(&question(ask)).is_none()) {
        groups.entry((ask.role, ask.toward)).or_default().insert(ask.clone());
    }
    let mut creations = Vec::new();
    for ((role, toward), asks) in groups {
        let plan = &world.mapping.matches[usize::from(role)];
        let mut group = Group { world, overlay, plan, role, toward, open: Vec::new() };
        for ask in asks {
            if !group.linked(&ask)? {
                group.open.push(ask);
            }
        }
        let missing = match (&plan.key, toward) {
            _ if group.open.is_empty() => continue,
            (Some(key), Toward::Left) => group.by_text(key).await?,
            (Some(key), Toward::Right) => group.by_parts(key).await?,
            (None, Toward::Left) => group.by_steps().await?,
            (None, Toward::Right) => std::mem::take(&mut group.open),
        };
        for ask in missing {
            creations.extend(group.none(ask));
        }
    }
    Ok(creations)
}

/// Loads payloads that are not at hand yet, as many in one read as the system likes. What was not
/// there is not asked for again.
pub(crate) async fn load(
    world: &World<'_>,
    overlay: &mut Overlay,
    toward: Toward,
    entity: EntityId,
    keys: &[Box<str>],
) -> Result<(), PlanError> {
    let wanted: BTreeSet<&Box<str>> =
        keys.iter().filter(|key| !overlay.is_known(entity, key)).collect();
    let wanted: Vec<String> = wanted.into_iter().map(ToString::to_string).collect();
    let bare = load_owned(world, overlay, toward, entity, wanted.clone()).await?;
    for payload in read(world, toward, entity, &bare, &|keys| Selector::Keys(keys)).await? {
        overlay.keep(entity, &payload);
    }
    overlay.note_absent(entity, &wanted);
    Ok(())
}

/// Reads records by keys of some kind, as many in one read as the system likes.
pub(crate) async fn read(
    world: &World<'_>,
    toward: Toward,
    entity: EntityId,
    keys: &[String],
    selector: &dyn Fn(Vec<String>) -> Selector,
) -> Result<Vec<Payload>, PlanError> {
    let source = world.access(toward).source;
    let mut payloads = Vec::new();
    for batch in keys.chunks(source.capability().batch.max(1)) {
        let entity = world.catalog[entity].name.to_string();
        let query = Query { entity, selector: selector(batch.to_vec()), fields: Vec::new() };
        payloads.extend(source.read(&query).await?);
    }
    Ok(payloads)
}

/// Questions to one match about one side.
struct Group<'a, 'w> {
    world: &'a World<'w>,
    overlay: &'a mut Overlay,
    plan: &'a MatchPlan,
    role: u16,
    toward: Toward,
    open: Vec<Ask>,
}

impl Group<'_, '_> {
    /// The entity on the wanted side.
    fn target(&self) -> Option<EntityId> {
        match self.toward {
            Toward::Left => self.plan.left.first().map(|part| part.entity),
            Toward::Right => self.plan.right.first().copied(),
        }
    }

    fn linked(&mut self, ask: &Ask) -> Result<bool, PlanError> {
        if ask.entity.is_none() || self.plan.key.is_some() {
            return Ok(false);
        }
        let memory = self.world.memory;
        let found = memory.counterpart(&self.plan.name, self.toward, &ask.key);
        let Some(key) = found.map_err(PlanError::Journal)? else { return Ok(false) };
        let Some(entity) = self.target() else { return Ok(false) };
        let record = Constant::Reference(entity, key.into());
        self.overlay.note(question(ask), Found::Records(vec![record]));
        Ok(true)
    }

    /// `key`, from the text to the records that it names.
    async fn by_text(&mut self, key: &KeyPlan) -> Result<Vec<Ask>, PlanError> {
        let asks = std::mem::take(&mut self.open);
        let parts = self.plan.left.len();
        let mut wanted: Vec<Option<Vec<Option<Box<str>>>>> = Vec::new();
        for ask in &asks {
            wanted.push(match &key.left {
                Composition::Template(pieces) => split(pieces, &ask.key, parts),
                Composition::Field { part, .. } => {
                    let mut keys = vec![None; parts];
                    keys[usize::from(*part)] = Some(ask.key.clone());
                    Some(keys)
                }
            });
        }
        // What each part's text stands for: the keys of the records that have it.
        let mut found: Vec<BTreeMap<String, BTreeMap<String, Payload>>> = Vec::new();
        for part in 0..parts {
            let texts = wanted.iter().flatten().filter_map(|keys| keys[part].as_deref());
            let texts: BTreeSet<&str> = texts.collect();
            found.push(self.existing(key, part, &texts).await?);
        }
        let mut missing = Vec::new();
        for (ask, keys) in asks.into_iter().zip(wanted) {
            match self.parts(keys, &found) {
                Hits::One(records) => {
                    self.overlay.note(question(&ask), Found::Records(records));
                }
                Hits::Marked(entity, keys) => self.unfit(&ask, entity, &keys),
                Hits::Many(entity, keys) => {
                    let found = [Several { search: None, keys }];
                    self.many(&ask, entity, &found).await;
                }
                Hits::None => missing.push(ask),
            }
        }
        Ok(missing)
    }

    fn parts(
        &self,
        keys: Option<Vec<Option<Box<str>>>>,
        found: &[BTreeMap<String, BTreeMap<String, Payload>>],
    ) -> Hits {
        let Some(keys) = keys else { return Hits::None };
        let mut records = Vec::new();
        let mut chosen: Vec<Option<&Payload>> = vec![None; keys.len()];
        for (at, ((part, key), found)) in self.plan.left.iter().zip(keys).zip(found).enumerate() {
            let Some(key) = key else {
                records.push(Constant::Absent);
                continue;
            };
            let counts = |hit: &&Payload| {
                let mut alone = vec![None; chosen.len()];
                alone[at] = Some(*hit);
                guard::stands(self.world, self.plan, &alone)
            };
            let hits = found.get(&key.to_lowercase()).into_iter().flat_map(BTreeMap::values);
            let hits = hits.filter(counts);
            let (marked, hits): (Vec<&Payload>, Vec<&Payload>) =
                hits.partition(|hit| self.world.is_marked(Toward::Left, hit));
            match hits[..] {
                [] if marked.is_empty() => return Hits::None,
                [] => {
                    let marked = marked.iter().map(|hit| hit.key.clone()).collect();
                    return Hits::Marked(part.entity, marked);
                }
                [hit] => {
                    records.push(Constant::Reference(part.entity, hit.key.as_str().into()));
                    chosen[at] = Some(hit);
                }
                ref hits => {
                    let hits = hits.iter().map(|hit| hit.key.clone()).collect();
                    return Hits::Many(part.entity, hits);
                }
            }
        }
        if guard::stands(self.world, self.plan, &chosen) { Hits::One(records) } else { Hits::None }
    }

    /// Which of these texts stand for records of a part, in one read.
    async fn existing(
        &self,
        key: &KeyPlan,
        part: usize,
        texts: &BTreeSet<&str>,
    ) -> Result<BTreeMap<String, BTreeMap<String, Payload>>, PlanError> {
        let entity = self.plan.left[part].entity;
        let record = self.world.catalog[entity].record;
        let wire = match &key.left {
            Composition::Field { wire, is_key: false, .. } => Some(wire),
            Composition::Field { .. } | Composition::Template(_) => None,
        };
        let guids = self.keys_are_guids(entity);
        let possible =
            |text: &&&str| wire.is_some() || !guids || uuid::Uuid::try_parse(text).is_ok();
        let texts: Vec<String> = texts.iter().filter(possible).map(ToString::to_string).collect();
        let selector = |texts| match wire {
            Some(wire) => Selector::Alternate(wire.to_string(), texts),
            None => Selector::Keys(texts),
        };
        let dialect = self.world.dialect(Toward::Left);
        let mut found: BTreeMap<String, BTreeMap<String, Payload>> = BTreeMap::new();
        for payload in read(self.world, Toward::Left, entity, &texts, &selector).await? {
            let shown = String::from_utf8_lossy(&payload.bytes);
            let held = match wire {
                Some(wire) => text(&value(&dialect, record, &Opened::new(&shown), wire)),
                None => payload.key.clone(),
            };
            let held = held.trim().to_lowercase();
            found.entry(held).or_default().insert(payload.key.clone(), payload);
        }
        Ok(found)
    }

    fn keys_are_guids(&self, entity: EntityId) -> bool {
        let entity = &self.world.catalog[entity];
        let field = entity.key.first();
        let field = field.and_then(|name| self.world.catalog.field(entity.record, name));
        field.is_some_and(|field| field.ty == Type::Guid)
    }

    /// `key`, from records to the record that their text names.
    async fn by_parts(&mut self, key: &KeyPlan) -> Result<Vec<Ask>, PlanError> {
        let asks = std::mem::take(&mut self.open);
        let Some(entity) = self.target() else { return Ok(asks) };
        let mut texts: Vec<Option<String>> = Vec::new();
        for ask in &asks {
            texts.push(self.composed(key, ask).await?);
        }
        let record = self.world.catalog[entity].record;
        let wire = wire_of(self.world.catalog, record, &key.right);
        let wanted: BTreeSet<&String> = texts.iter().flatten().collect();
        let wanted: Vec<String> = wanted.into_iter().cloned().collect();
        let selector = |texts| Selector::Alternate(wire.to_string(), texts);
        let dialect = self.world.dialect(Toward::Right);
        let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for payload in read(self.world, Toward::Right, entity, &wanted, &selector).await? {
            let shown = String::from_utf8_lossy(&payload.bytes);
            let held = text(&value(&dialect, record, &Opened::new(&shown), &wire));
            found.entry(held).or_default().push(payload.key);
        }
        let mut missing = Vec::new();
        for (ask, text) in asks.into_iter().zip(texts) {
            match text.and_then(|text| found.get(&text)).map(Vec::as_slice) {
                Some([key]) => {
                    let record = Constant::Reference(entity, key.as_str().into());
                    self.overlay.note(question(&ask), Found::Records(vec![record]));
                }
                Some([_, _, ..]) => {
                    let keys = found.values().flatten().cloned().collect();
                    let several = [Several { search: None, keys }];
                    self.many(&ask, entity, &several).await;
                }
                Some([]) | None => missing.push(ask),
            }
        }
        Ok(missing)
    }

    /// The text that stands for the parts whose keys the ask has.
    async fn composed(&mut self, key: &KeyPlan, ask: &Ask) -> Result<Option<String>, PlanError> {
        let keys: Vec<&str> = ask.key.split(KEY_SEPARATOR).collect();
        match &key.left {
            Composition::Template(pieces) => Ok(compose(pieces, &keys)),
            Composition::Field { part, wire, is_key } => {
                let Some(key) = keys.get(usize::from(*part)).filter(|key| !key.is_empty()) else {
                    return Ok(None);
                };
                if *is_key {
                    return Ok(Some((*key).to_owned()));
                }
                let entity = self.plan.left[usize::from(*part)].entity;
                load(self.world, self.overlay, Toward::Left, entity, &[(*key).into()]).await?;
                let Some(payload) = self.overlay.payload(entity, key) else { return Ok(None) };
                let shown = String::from_utf8_lossy(&payload.bytes);
                let record = self.world.catalog[entity].record;
                let dialect = self.world.dialect(Toward::Left);
                let held = text(&value(&dialect, record, &Opened::new(&shown), wire));
                Ok(Some(held).filter(|held| !held.is_empty()))
            }
        }
    }

    /// A record that was born from one of the wanted side says so itself, before any link does: a run
    /// that was killed may not have lived to store it.
    async fn adopt(&mut self, asks: Vec<Ask>, entity: EntityId) -> Result<Vec<Ask>, PlanError> {
        let mut still = Vec::new();
        for ask in asks {
            let record = ask.entity.and_then(|source| {
                let record = self.overlay.payload(source, &ask.key)?;
                self.world.keys.origin(source, record)
            });
            if let Some(key) = record {
                let wanted = std::slice::from_ref(&key);
                load(self.world, self.overlay, Toward::Left, entity, wanted).await?;
                if self.overlay.payload(entity, &key).is_some() {
                    self.recognised(&ask, entity, Some(key.into()))?;
                    continue;
                }
            }
            still.push(ask);
        }
        Ok(still)
    }

    /// The steps in order: the first that finds exactly one decides.
    async fn by_steps(&mut self) -> Result<Vec<Ask>, PlanError> {
        let open = std::mem::take(&mut self.open);
        let Some(entity) = self.target() else { return Ok(open) };
        let mut sources: BTreeMap<EntityId, Vec<Box<str>>> = BTreeMap::new();
        for ask in &open {
            if let Some(source) = ask.entity {
                sources.entry(source).or_default().push(ask.key.clone());
            }
        }
        for (source, keys) in sources {
            load(self.world, self.overlay, Toward::Right, source, &keys).await?;
        }
        let mut open = self.adopt(open, entity).await?;
        let mut several: BTreeMap<Ask, Vec<Several>> = BTreeMap::new();
        let mut marked: BTreeMap<Ask, BTreeSet<String>> = BTreeMap::new();
        for (number, step) in self.plan.steps.iter().enumerate() {
            let mut still = Vec::new();
            for Sought { ask, texts, hits, marked: out } in
                self.sought(number, step, open, entity).await?
            {
                if !out.is_empty() {
                    marked.entry(ask.clone()).or_default().extend(out);
                }
                let planned = |text: &String| self.overlay.planned(self.role, number, text);
                let planned = texts.iter().find_map(planned).map(str::to_owned);
                match (hits.len(), planned) {
                    (1, _) => self.recognised(&ask, entity, hits.into_iter().next())?,
                    (0, Some(other)) => self.taken(&ask, &other),
                    (0, None) => still.push(ask),
                    _ => {
                        let search = Some(self.searched(&step.search));
                        let found = Several { search, keys: hits };
                        several.entry(ask.clone()).or_default().push(found);
                        still.push(ask);
                    }
                }
            }
            open = still;
        }
        for (ask, found) in &several {
            if open.contains(ask) {
                self.many(ask, entity, found).await;
            }
        }
        open.retain(|ask| !several.contains_key(ask));
        for (ask, keys) in &marked {
            if open.contains(ask) {
                self.unfit(ask, entity, keys);
            }
        }
        open.retain(|ask| !marked.contains_key(ask));
        Ok(open)
    }

    /// What a step finds for each of the asks, in one search.
    async fn sought(
        &mut self,
        number: usize,
        step: &StepPlan,
        asks: Vec<Ask>,
        entity: EntityId,
    ) -> Result<Vec<Sought>, PlanError> {
        let mut offered = Vec::new();
        for ask in &asks {
            offered.push(self.offered(step, ask)?);
        }
        let keys: Vec<Vec<Constant>> = offered.iter().flatten().cloned().collect();
        let place = (self.role, number);
        let index = if keys.is_empty() {
            Arc::default()
        } else {
            search(self.world, self.overlay, place, step, entity, &keys).await?
        };
        let mut all = Vec::new();
        for (ask, keys) in asks.into_iter().zip(offered) {
            let texts = keys.iter().filter_map(|key| key_text(&step.search, key));
            let texts: Vec<String> = texts.collect();
            let hits = texts.iter().filter_map(|text| index.get(text)).flatten().cloned().collect();
            all.push(Sought { ask, texts, hits, marked: BTreeSet::new() });
        }
        // Our own mark says which record it is, whatever has become of it.
        if step.mark {
            return Ok(all);
        }
        let hits = all.iter().flat_map(|sought| &sought.hits).cloned().collect();
        learn_validity(self.world, self.overlay, self.toward, entity, &hits).await?;
        for sought in &mut all {
            let is_marked =
                |key: &String| self.overlay.validity(entity, key) == Some(Validity::Marked);
            sought.marked = sought.hits.extract_if(.., is_marked).collect();
        }
        Ok(all)
    }

    /// The keys that the record of an ask offers to a step.
    fn offered(&self, step: &StepPlan, ask: &Ask) -> Result<Vec<Vec<Constant>>, PlanError> {
        let payload = ask.entity.and_then(|entity| self.overlay.payload(entity, &ask.key));
        let Some(payload) = payload else { return Ok(Vec::new()) };
        offered(self.world, self.overlay, step, payload)
    }

    /// A record that was found, unless it is the counterpart of another one already.
    fn recognised(
        &mut self,
        ask: &Ask,
        entity: EntityId,
        key: Option<String>,
    ) -> Result<(), PlanError> {
        let key: Box<str> = key.unwrap_or_default().into();
        let role = self.plan.name.clone();
        let linked = self.world.memory.counterpart(&role, Toward::Right, &key);
        if let Some(other) = linked.map_err(PlanError::Journal)?
            && *other != *ask.key
        {
            self.taken(ask, &other);
            return Ok(());
        }
        let claimed = self.overlay.claimed(self.role, &key).filter(|other| **other != *ask.key);
        if let Some(other) = claimed.map(str::to_owned) {
            self.taken(ask, &other);
            return Ok(());
        }
        let link = PlannedLink { role, left: key.clone(), right: ask.key.clone() };
        self.overlay.recognise(question(ask), link);
        self.overlay.note(question(ask), Found::Records(vec![Constant::Reference(entity, key)]));
        Ok(())
    }

    /// Two records never share a counterpart: the second waits until a person says which is right.
    fn taken(&mut self, ask: &Ask, other: &str) {
        let said = taken(other, &ask.key, self.plan.span);
        self.overlay.note(question(ask), Found::Outcome(said));
    }

    /// What is found is marked for deletion: people say what stands for it.
    fn unfit(&mut self, ask: &Ask, entity: EntityId, keys: &BTreeSet<String>) {
        let (marked, span) = (Validity::Marked, self.plan.span);
        let said = unfit(self.world, self.overlay, marked, entity, keys, span);
        if let Some(said) = said {
            self.overlay.note(question(ask), Found::Outcome(said));
        }
    }

    /// Who may see what is looked for: a record's key everybody, a text whoever may see its field.
    fn seen(&self, ask: &Ask) -> Sensitivity {
        let (None, Some(key), Some(right)) = (ask.entity, &self.plan.key, self.plan.right.first())
        else {
            return Sensitivity::Open;
        };
        let field = self.world.catalog.field(self.world.catalog[*right].record, &key.right);
        field.map_or(Sensitivity::Open, |field| field.sensitivity)
    }

    /// Where a search looks: `КонтактнаяИнформация.НомерТелефона`.
    fn searched(&self, search: &Search) -> Box<str> {
        match search {
            Search::Fields(wires) => wires.join(", ").into(),
            Search::Rows { collection, field, .. } => format!("{collection}.{field}").into(),
            Search::Related { entity, field, .. } => {
                format!("{}.{field}", self.world.catalog[*entity].name).into()
            }
        }
    }

    /// The record that the match was asked for, as it came; none where a text was given.
    fn at_hand(&self, ask: &Ask) -> Option<&str> {
        let payload = self.overlay.payload(ask.entity?, &ask.key)?;
        std::str::from_utf8(&payload.bytes).ok()
    }

    /// What the match says when there are several: their names and keys, and what found them.
    async fn many(&mut self, ask: &Ask, entity: EntityId, found: &[Several]) {
        let keys: BTreeSet<&String> = found.iter().flat_map(|found| &found.keys).collect();
        let records = keys.iter().map(|key| (entity, key.as_str().into())).collect();
        learn(self.world, self.overlay, self.toward, &records).await;
        let seen = self.world.catalog.naming(entity);
        let named = |key: &String| match self.overlay.names.get(&(entity, key.as_str().into())) {
            Some(name) => format!("{} ({key})", mask(seen, name)),
            None => key.clone(),
        };
        let told = found.iter().map(|found| {
            let keys: Vec<String> = found.keys.iter().map(named).collect();
            match &found.search {
                Some(search) => format!("{} [{search}]", keys.join(", ")),
                None => keys.join(", "),
            }
        });
        let told: Vec<String> = told.collect();
        let bare: Vec<&str> = keys.iter().map(|key| key.as_str()).collect();
        let (outcome, span) = (self.plan.many.as_ref(), self.plan.span);
        let record = self.at_hand(ask);
        let said =
            |about: &str, open| said(outcome, &Words { about, record, open }, "ambiguous", span);
        let bare = said(&bare.join(", "), true);
        let told = Said { bare: Some(bare.text), ..said(&told.join("; "), false) };
        self.overlay.note(question(ask), Found::Outcome(told));
    }

    /// What the match says when there is none: a record to create, or an answer.
    fn none(&mut self, ask: Ask) -> Option<Creation> {
        let outcome = self.plan.none.as_ref();
        if let Some(OutcomeKind::Create(map)) = outcome.map(|outcome| &outcome.kind) {
            let map = map.clone().unwrap_or_else(|| self.plan.name.clone());
            let program = self.world.mapping.program(&map, self.toward);
            if program.is_some_and(|program| Some(program.source) == ask.entity) {
                return Some(Creation { ask, map });
            }
        }
        let about = ask.key.replace(KEY_SEPARATOR, ", ");
        let (seen, span) = (self.seen(&ask), self.plan.span);
        let record = self.at_hand(&ask);
        let said =
            |about: &str, open| said(outcome, &Words { about, record, open }, "missing", span);
        let bare = said(&about, true);
        let told = said(&mask(seen, &about), false);
        let bare = Some(bare.text).filter(|bare| *bare != told.text);
        let said = Said { bare, ..told };
        self.overlay.note(question(&ask), Found::Outcome(said));
        None
    }
}

/// What a step of a match finds for an ask.
struct Sought {
    ask: Ask,
    /// What the ask's record offered to the step.
    texts: Vec<String>,
    /// The keys of the records that have one of these.
    hits: BTreeSet<String>,
    /// Those that would be hits, were they not marked for deletion.
    marked: BTreeSet<String>,
}

/// What a search found where one record was wanted.
struct Several {
    /// Where it looked.
    search: Option<Box<str>>,
    /// The keys of the records.
    keys: BTreeSet<String>,
}

enum Hits {
    None,
    One(Vec<Constant>),
    Marked(EntityId, BTreeSet<String>),
    Many(EntityId, BTreeSet<String>),
}

/// The keys that a record offers to a step of a match. A record that cannot be read offers none.
pub(crate) fn offered(
    world: &World<'_>,
    overlay: &Overlay,
    step: &StepPlan,
    payload: &Payload,
) -> Result<Vec<Vec<Constant>>, PlanError> {
    let Some(plan) = &step.probe else { return Ok(Vec::new()) };
    let shown = std::str::from_utf8(&payload.bytes).unwrap_or_default();
    let mut keys = probe(world.mapping, plan, shown, overlay).unwrap_or_default();
    keys.retain(|key| key.iter().any(|part| *part != Constant::Absent));
    // A key of a related or nested row has one part; more would be a mistake of the compiler.
    keys.retain(|key| matches!(step.search, Search::Fields(_)) || key.len() == 1);
    Ok(keys)
}

/// What is said of a record whose counterpart is, or will be, that of another one.
pub(crate) fn taken(other: &str, key: &str, span: Span) -> Said {
    let kind = OutcomeKind::Hold(None);
    Said {
        kind,
        text: format!("{other}, {key}").into(),
        reason: "taken",
        bare: None,
        fault: None,
        span,
    }
}

/// An outcome with its words; without one the record is held. A `create` that cannot be done holds too.
fn said(outcome: Option<&Outcome>, words: &Words<'_>, reason: &'static str, span: Span) -> Said {
    let Some(outcome) = outcome else {
        return Said {
            kind: OutcomeKind::Hold(None),
            text: words.about.into(),
            reason,
            bare: None,
            fault: None,
            span,
        };
    };
    let kind = match &outcome.kind {
        OutcomeKind::Create(_) => OutcomeKind::Hold(None),
        kind => kind.clone(),
    };
    let mut text = String::new();
    words.fill(outcome.message.as_deref().unwrap_or_default(), &mut text);
    Said { kind, text: text.into(), reason, bare: None, fault: None, span: outcome.span }
}

/// What the words of a match may speak of.
struct Words<'a> {
    /// What was looked for, or what was found too often.
    about: &'a str,
    /// The record that it was looked for, if it was one.
    record: Option<&'a str>,
    /// Whether what is personal in the record is shown.
    open: bool,
}

impl Words<'_> {
    fn fill(&self, parts: &[TemplatePart], text: &mut String) {
        for part in parts {
            match part {
                TemplatePart::Plain(plain) => text.push_str(plain),
                TemplatePart::Value | TemplatePart::Hole(_) => text.push_str(self.about),
                TemplatePart::Member(asked) => text.push_str(&self.member(asked)),
                TemplatePart::Optional(inner) => self.fill(inner, text),
            }
        }
    }

    fn member(&self, asked: &Asked) -> String {
        let Some(record) = self.record else { return self.about.to_owned() };
        let raw = Opened::new(record).at(&asked.wire).map(serde_json::from_str);
        let shown = spoken::value(raw.and_then(Result::ok).as_ref(), &asked.ty);
        if self.open { shown } else { mask(asked.sensitivity, &shown) }
    }
}
