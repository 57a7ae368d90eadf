//! One record's plan: the comparison with its target, and the steps that follow from it.

use std::sync::Arc;

use crate::endpoint::{Write, WriteKind};
use crate::eval::Said;
use crate::program::{NAMED, OutcomeKind, Program, Toward};
use crate::schema::Catalog;
use crate::source::Span;
use crate::sync::base::Bases;
use crate::sync::changes;
use crate::sync::dialect::{Dialect, text};
use crate::sync::diff::{Difference, Way, diff};
use crate::sync::draft::Draft;
use crate::sync::encode::{create_body, edit_body};
use crate::sync::held::recheck_held;
use crate::sync::merge::{Disagreement, Winner};
use crate::sync::names::{name_of, naming_wire};
use crate::sync::overlay::{Overlay, Question};
use crate::sync::overruled::deciding;
use crate::sync::plan::{Action, Class, Place, PlannedLink, PlannedStep, RecordPlan};
use crate::sync::raw::Opened;
use crate::sync::related::related_writes;
use crate::sync::same::same;
use crate::sync::sources::sources;
use crate::sync::target::{self, NotRecord, Present, present};
use crate::sync::world::{PlanError, World};

/// Where a record goes.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// Its key; none where only its system can give one.
    pub(crate) key: Option<Box<str>>,
    /// The member of a new record's body that makes a second create find the first.
    pub(crate) member: Option<(Box<str>, Box<str>)>,
    /// Whether it is created.
    pub(crate) new: bool,
    /// Whether the journal had the link.
    pub(crate) linked: bool,
    /// The question whose answer it is.
    pub(crate) question: Option<Question>,
}

/// Whether a document is posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Posting {
    /// The flow does not post.
    Never,
    /// When it was written, or is not posted.
    Written,
    /// In any case: an earlier run wrote it and could not post it.
    Owed,
}

impl Target {
    /// What other new records refer to it by: its key, or the member that its system finds it by.
    pub(crate) fn reference(&self) -> Option<Box<str>> {
        let named = |(member, value): &(Box<str>, Box<str>)| named(member, value);
        self.key.clone().or_else(|| self.member.as_ref().map(named))
    }
}

/// A planned key that stands for a key that is not known yet.
pub(crate) fn named(member: &str, value: &str) -> Box<str> {
    format!("{member}{NAMED}{value}").into()
}

/// What other records of the plan refer to a record by, one that is created: its key, or the member
/// that its system will find it by.
pub(crate) fn reference(record: &RecordPlan) -> Option<Box<str>> {
    let probe = || record.steps.iter().find_map(|step| step.probe.as_ref());
    record.target.key.clone().or_else(|| probe().map(|(member, value)| named(member, value)))
}

/// A plan, and what has still to be put into words when names are known.
pub(crate) struct Drawn {
    pub(crate) record: RecordPlan,
    pub(crate) work: Option<Work>,
}

/// What a plan was made from.
pub(crate) struct Work {
    pub(crate) difference: Difference,
    pub(crate) present: Option<Present>,
}

impl Work {
    /// Whether there is anything in it that people are told.
    pub(crate) fn is_told(&self) -> bool {
        !self.difference.is_empty() || !self.difference.conflicts.is_empty()
    }
}

impl Drawn {
    /// Fills in what people see of the changes.
    pub(crate) fn show(
        &mut self,
        catalog: &Catalog,
        overlay: &Overlay,
        program: &Program,
        work: &Work,
    ) {
        let (layout, sources) = (&program.layout, sources(program));
        let difference = &work.difference;
        self.record.fields = changes::fields(&layout.cells, &sources.cells, &difference.cells);
        let present = work.present.as_ref();
        self.record.rows = changes::rows(catalog, overlay, layout, &sources, difference, present);
    }
}

/// A record that waits, for a reason that no mapping speaks of.
pub(crate) fn waiting(reason: &'static str, program: &Program) -> Said {
    let span = program.span;
    Said { kind: OutcomeKind::Hold(None), text: "".into(), reason, bare: None, fault: None, span }
}

/// Compares a record with its target and says what is to be done. `after` are writes that belong to
/// it beside its own: marks.
pub(crate) fn plan_record(
    world: &World<'_>,
    overlay: &Overlay,
    draft: &Draft<'_>,
    target: Result<Target, Said>,
    bases: Option<&str>,
    after: Vec<(Class, Write)>,
    posting: Posting,
) -> Result<Drawn, PlanError> {
    let mut record = blank(world, draft);
    let verdict = draft.verdict.clone();
    let target = match (verdict, target) {
        (Some(said), _) | (None, Err(said)) if draft.faults.is_empty() => {
            wait(&mut record, said);
            return Ok(Drawn { record, work: None });
        }
        (_, Ok(target)) if draft.faults.is_empty() => target,
        (_, _) => {
            record.action = Action::Hold;
            record.said.splice(0..0, draft.verdict.clone());
            return Ok(Drawn { record, work: None });
        }
    };
    let scene =
        Scene { world, overlay, draft, target, dialect: world.dialect(draft.program.toward) };
    scene.draw(record, bases, after, posting)
}

/// Leaves a record out, or lets it wait, with what is said of it.
fn wait(record: &mut RecordPlan, said: Said) {
    record.action = match said.kind {
        OutcomeKind::Skip => Action::Skip,
        _ => Action::Hold,
    };
    record.rule = said.span;
    record.said.insert(0, said);
}

fn blank(world: &World<'_>, draft: &Draft<'_>) -> RecordPlan {
    let program = draft.program;
    let toward = program.toward.opposite();
    let shown = String::from_utf8_lossy(&draft.payload.bytes);
    let span = program.span;
    let source = Place {
        entity: program.source,
        key: Some(draft.payload.key.as_str().into()),
        label: name_of(world, toward, program.source, &shown),
        version: draft.payload.version.as_deref().map(Into::into),
    };
    let target = Place { entity: program.target, key: None, label: None, version: None };
    RecordPlan {
        within: draft.within.clone(),
        said: draft.warnings.clone(),
        faults: draft.faults.clone(),
        ..RecordPlan::new(&program.map, Action::Same, source, target, span)
    }
}

struct Scene<'a, 'b> {
    world: &'a World<'b>,
    overlay: &'a Overlay,
    draft: &'a Draft<'b>,
    target: Target,
    dialect: Dialect<'b>,
}

impl Scene<'_, '_> {
    fn draw(
        &self,
        mut record: RecordPlan,
        bases: Option<&str>,
        after: Vec<(Class, Write)>,
        posting: Posting,
    ) -> Result<Drawn, PlanError> {
        let program = self.draft.program;
        record.target.key.clone_from(&self.target.key);
        let present = match self.present() {
            Ok(present) => present.filter(|_| !self.target.new),
            Err(NotRecord) if self.target.new => None,
            Err(NotRecord) => {
                record.action = Action::Hold;
                record.said.insert(0, waiting("bad-data", program));
                return Ok(Drawn { record, work: None });
            }
        };
        if !self.target.new && present.is_none() && self.is_buried()? {
            // It was told when it went; there is nothing to write to.
            let said = Said { kind: OutcomeKind::Skip, ..self.about_target("gone") };
            wait(&mut record, said);
            return Ok(Drawn { record, work: None });
        }
        if !self.target.new && present.is_none() {
            // The link is there, the record is gone: nobody but people knows what that means.
            record.action = Action::Hold;
            record.said.insert(0, self.about_target("lost"));
            return Ok(Drawn { record, work: None });
        }
        let known = bases.map(|text| Bases::read(self.world.catalog, text)).unwrap_or_default();
        let source = self.world.source_name(program.toward);
        let base = known.toward(program.toward);
        let back = self.world.ways_back(&program.map, program.toward).next().is_some();
        let way = Way { source, back };
        let mut difference =
            diff(&program.layout, way, &self.draft.desired, present.as_ref(), base);
        self.describe(&mut record);
        record.conflicts = std::mem::take(&mut difference.conflicts);
        let open = record.conflicts.iter().any(|conflict| conflict.winner == Winner::Nobody);
        if let Some(present) = present.as_ref().filter(|_| !open && !difference.is_empty()) {
            let told = recheck_held(self.world, self.overlay, self.draft, present, &difference);
            record.said.extend(told.warnings);
            if let Some(said) = told.verdict {
                wait(&mut record, said);
                return Ok(Drawn { record, work: None });
            }
        }
        let marked = self.is_marked();
        if marked && !difference.is_empty() {
            // Its system would not post it, and whoever marked it wants it out of the way.
            self.describe(&mut record);
            wait(&mut record, self.about_target("marked"));
            return Ok(Drawn { record, work: None });
        }
        let posting = if marked { Posting::Never } else { posting };
        self.steps(&mut record, &difference, present.as_ref(), after);
        let written = !record.steps.is_empty();
        match posting {
            Posting::Never => {}
            Posting::Written => record.steps.extend(self.post(present.as_ref(), written)),
            Posting::Owed => record.steps.extend(self.post(present.as_ref(), true)),
        }
        record.action = match () {
            () if open => Action::Conflict,
            () if self.target.new => Action::Create,
            () if !record.steps.is_empty() => Action::Edit,
            () => Action::Same,
        };
        if !self.target.linked && !self.target.new {
            record.links.push(self.link());
        }
        // What is disputed keeps its old agreement; all else is agreed on.
        let mut agreed = known;
        agreed.set(program.toward, std::mem::take(&mut difference.base));
        self.follow(present.as_ref(), &mut agreed);
        self.claim(&record.conflicts, &mut agreed);
        let text = agreed.write(self.world.catalog);
        record.base = Some(text).filter(|text| bases != Some(text)).map(Into::into);
        difference.conflicts.clone_from(&record.conflicts);
        Ok(Drawn { record, work: Some(Work { difference, present }) })
    }

    /// A source that moved in a way that means the same to the target (two codes of one table cell) has
    /// nothing to bring over, and is not to be taken for an edit by the way back either.
    fn follow(&self, present: Option<&Present>, agreed: &mut Bases) {
        let program = self.draft.program;
        let back = program.toward.opposite();
        let (Some(present), Some(other)) =
            (present, self.world.mapping.program(&program.map, back))
        else {
            return;
        };
        let (Some(here), Some(there)) = (agreed.toward(program.toward), agreed.toward(back)) else {
            return;
        };
        let at_rest = program.layout.cells.iter().enumerate().filter(|(number, cell)| {
            let given = self.draft.desired.cells.get(*number);
            let (base, holds) = (here.cells.get(&cell.path), present.cells.get(*number));
            !cell.opposites.is_empty()
                && matches!((base, given, holds), (Some(base), Some(given), Some(holds))
                    if same(&cell.ty, given, &base.gave) && same(&cell.ty, holds, &base.holds))
        });
        let rules: Vec<Span> =
            at_rest.flat_map(|(_, cell)| cell.opposites.iter().copied()).collect();
        if rules.is_empty() {
            return;
        }
        let mut there = there.clone();
        let nothing = |_: usize| Vec::new();
        let source = &self.draft.payload.bytes;
        let Ok(now) = target::present(&self.world.dialect(back), &other.layout, source, &nothing)
        else {
            return;
        };
        for (number, cell) in other.layout.cells.iter().enumerate() {
            if cell.owner.is_some()
                && rules.contains(&cell.rule)
                && let (Some(base), Some(holds)) =
                    (there.cells.get_mut(&cell.path), now.cells.get(number))
            {
                base.holds.clone_from(holds);
            }
        }
        agreed.set(back, there);
    }

    /// A field that keeps what its owner gave it, although the rule gives something else, is the owner's
    /// to carry over: also where the owner's value is by now what was agreed on before, so that nothing
    /// there seems to have moved.
    fn claim(&self, conflicts: &[Disagreement], agreed: &mut Bases) {
        let program = self.draft.program;
        let back = program.toward.opposite();
        let mine = deciding(&program.layout, conflicts);
        let Some(other) = self.world.mapping.program(&program.map, back) else { return };
        let Some(mut base) = agreed.toward(back).cloned() else { return };
        for cell in other.layout.cells.iter().filter(|cell| mine.contains(&cell.rule)) {
            base.cells.remove(&cell.path);
        }
        agreed.set(back, base);
    }

    /// A reason that names the record that is linked or found.
    fn about_target(&self, reason: &'static str) -> Said {
        let program = self.draft.program;
        let entity = self.world.catalog.entity_name(program.target);
        let about = format!("{entity} {}", self.target.key.as_deref().unwrap_or_default());
        Said { text: about.into(), ..waiting(reason, program) }
    }

    /// Whether the journal knows that the other record of the link is gone.
    fn is_buried(&self) -> Result<bool, PlanError> {
        let (program, key) = (self.draft.program, &self.draft.payload.key);
        let buried = self.world.memory.is_buried(&program.map, program.toward, key);
        buried.map_err(PlanError::Journal)
    }

    fn is_marked(&self) -> bool {
        let program = self.draft.program;
        let payload = self.target.key.as_ref();
        let payload = payload.and_then(|key| self.overlay.payload(program.target, key));
        payload.is_some_and(|payload| self.world.is_marked(program.toward, payload))
    }

    fn present(&self) -> Result<Option<Present>, NotRecord> {
        let program = self.draft.program;
        let Some(key) = &self.target.key else { return Ok(None) };
        let Some(payload) = self.overlay.payload(program.target, key) else { return Ok(None) };
        let related = |group: usize| match &program.layout.groups[group].related {
            Some(related) => self.overlay.related(related.entity, key),
            None => Vec::new(),
        };
        present(&self.dialect, &program.layout, &payload.bytes, &related).map(Some)
    }

    /// What is known of the target as people know it.
    fn describe(&self, record: &mut RecordPlan) {
        let program = self.draft.program;
        if self.target.new {
            record.target.label = self.future_name();
            return;
        }
        let payload = self.target.key.as_ref();
        let payload = payload.and_then(|key| self.overlay.payload(program.target, key));
        if let Some(payload) = payload {
            let shown = String::from_utf8_lossy(&payload.bytes);
            record.target.label = name_of(self.world, program.toward, program.target, &shown);
            record.target.version = payload.version.as_deref().map(Into::into);
        }
    }

    /// What a new record will be called.
    fn future_name(&self) -> Option<Box<str>> {
        let program = self.draft.program;
        let naming = naming_wire(self.world.catalog, program.target)?;
        let cells = &program.layout.cells;
        let cell = cells.iter().position(|cell| cell.wire.last() == Some(&naming))?;
        let name = text(self.draft.desired.cells.get(cell)?);
        if name.is_empty() { None } else { Some(name.into()) }
    }

    /// The record itself, then the records beside it.
    fn steps(
        &self,
        record: &mut RecordPlan,
        difference: &Difference,
        present: Option<&Present>,
        after: Vec<(Class, Write)>,
    ) {
        let program = self.draft.program;
        let layout = &program.layout;
        if let Some(present) = present {
            let body = edit_body(&self.dialect, layout, difference, present);
            if !body.is_empty() {
                let write = self.write(record, WriteKind::Edit, &body.to_text());
                record.steps.push(self.step(Class::Absolute, write));
            }
        } else {
            let member = self.target.member.as_ref().map(|(name, key)| (&**name, &**key));
            let body = create_body(&self.dialect, layout, difference, member);
            let class = if member.is_some() { Class::Keyed } else { Class::Once };
            let write = self.write(record, WriteKind::Create, &body.to_text());
            let probe = self.target.member.clone().filter(|_| self.target.key.is_none());
            let link = Some(self.link());
            record.steps.push(PlannedStep { link, probe, ..self.step(class, write) });
        }
        let Some(key) = &self.target.key else { return };
        let owner = (program.target, &**key);
        let beside = related_writes(&self.dialect, layout, difference, present, owner);
        // A mark may stand where the layout has a row of its own: that one write is enough.
        let known: Vec<(String, Option<String>)> =
            beside.iter().map(|(_, write)| (write.entity.clone(), write.key.clone())).collect();
        let is_new = |(_, write): &(Class, Write)| {
            write.key.is_none() || !known.contains(&(write.entity.clone(), write.key.clone()))
        };
        let after = after.into_iter().filter(is_new);
        // Marks of a record that is linked are planned by nobody.
        let owed_to = self.target.new.then(|| key.clone());
        let mark =
            |(class, write)| PlannedStep { owed_to: owed_to.clone(), ..self.step(class, write) };
        record.steps.extend(beside.into_iter().map(|(class, write)| self.step(class, write)));
        record.steps.extend(after.map(mark));
    }

    /// Posts what was written, and what is not posted yet.
    fn post(&self, present: Option<&Present>, written: bool) -> Option<PlannedStep> {
        let program = self.draft.program;
        let key = self.target.key.as_deref()?;
        if !self.world.catalog[program.target].postable {
            return None;
        }
        let flag = self.world.access(program.toward).posted;
        let is_posted = present.zip(flag).is_some_and(|(present, flag)| {
            Opened::new(&present.text).at(&[flag.into()]) == Some("true")
        });
        if is_posted && !written {
            return None;
        }
        let write = Write {
            kind: WriteKind::Post,
            entity: self.world.catalog[program.target].name.to_string(),
            key: Some(key.to_owned()),
            body: Arc::from([]),
            version: None,
            scope: None,
        };
        Some(self.step(Class::Absolute, write))
    }

    fn step(&self, class: Class, write: Write) -> PlannedStep {
        PlannedStep {
            side: self.dialect.side,
            class,
            write,
            link: None,
            probe: None,
            owed_to: None,
        }
    }

    fn write(&self, record: &RecordPlan, kind: WriteKind, body: &str) -> Write {
        Write {
            kind,
            entity: self.world.catalog[self.draft.program.target].name.to_string(),
            key: self.target.key.as_deref().map(Into::into),
            body: body.as_bytes().into(),
            version: record.target.version.as_deref().map(Into::into),
            scope: None,
        }
    }

    /// The link between the two. The key of a record that only its system can number is empty until
    /// the system has answered.
    fn link(&self) -> PlannedLink {
        let program = self.draft.program;
        let target = self.target.key.clone().unwrap_or_default();
        let source: Box<str> = self.draft.payload.key.as_str().into();
        let (left, right) = match program.toward {
            Toward::Left => (target, source),
            Toward::Right => (source, target),
        };
        PlannedLink { role: program.map.clone(), left, right }
    }
}
