//! Statements: rules fill cells, rows are gone through, checks are made.

use crate::eval::fit::fit;
use crate::eval::machine::{Kept, Machine, Stop, Stopped};
use crate::eval::{Broken, Said, TOTALS};
use crate::program::{Absent, Each, Layout, Op, Outcome, OutcomeKind, Row, Set, SetCell, TermId};
use crate::schema::Sensitivity;
use crate::value::Value;

/// The outcomes of a record: the gravest decides, warnings are kept.
#[derive(Default)]
pub(super) struct Outcomes {
    pub(super) verdict: Option<Said>,
    pub(super) warnings: Vec<Said>,
}

impl Outcomes {
    fn take(&mut self, said: Said) {
        match said.kind {
            // The target field stays; that is all.
            OutcomeKind::Keep => return,
            OutcomeKind::Warn => {
                let same = |other: &Said| {
                    other.bare() == said.bare()
                        && other.reason == said.reason
                        && other.fault == said.fault
                };
                // The rows of a record, or two columns of a table row, often say the same.
                if !self.warnings.iter().any(same) {
                    self.warnings.push(said);
                }
                return;
            }
            _ => {}
        }
        let graver = |old: &Said| gravity(&said.kind) > gravity(&old.kind);
        if self.verdict.as_ref().is_none_or(graver) {
            self.verdict = Some(said);
        }
    }
}

fn gravity(kind: &OutcomeKind) -> u8 {
    match kind {
        OutcomeKind::Stop => 3,
        OutcomeKind::Skip => 2,
        OutcomeKind::Hold(_) | OutcomeKind::Retry { .. } => 1,
        OutcomeKind::Keep | OutcomeKind::Warn | OutcomeKind::Create(_) => 0,
    }
}

impl<'a> Machine<'a> {
    /// Runs a statement.
    pub(super) fn op(&mut self, layout: &'a Layout, op: &'a Op, said: &mut Outcomes) {
        let done = match op {
            Op::Set(set) => self.set(layout, set),
            Op::Let { local, value, late } => {
                self.locals[usize::from(local.0)] = Kept::Due(*value);
                if *late { Ok(()) } else { self.local(*local).map(drop) }
            }
            Op::Each(each) => self.each(layout, each, said),
            Op::Row(row) => self.row(layout, row, said),
            // What stands in the target nobody knows yet.
            Op::Check { standing: true, .. } if self.standing.is_none() => Ok(()),
            Op::Check { condition, otherwise, .. } => self.check(*condition, otherwise),
        };
        match done {
            Ok(()) => {}
            Err(Stopped) => self.stopped(layout, op, said),
        }
        if !self.told.is_empty() {
            std::mem::take(&mut self.told).into_iter().for_each(|told| said.take(told));
        }
    }

    /// Runs a statement on what the target will hold. Warnings were given when the rules ran, all but
    /// those of checks that had to wait.
    #[cold]
    pub(super) fn op_again(&mut self, layout: &'a Layout, op: &'a Op, said: &mut Outcomes) {
        match op {
            Op::Set(_) => {}
            Op::Each(_) | Op::Row(_) | Op::Check { standing: true, .. } => {
                self.op(layout, op, said);
            }
            Op::Let { .. } | Op::Check { .. } => {
                let mut again = Outcomes::default();
                self.op(layout, op, &mut again);
                again.verdict.into_iter().for_each(|told| said.take(told));
            }
        }
    }

    /// A statement that came to nothing: an outcome is kept, faults and questions were noted.
    fn stopped(&mut self, layout: &Layout, op: &Op, said: &mut Outcomes) {
        match self.why {
            Stop::Fault | Stop::Ask => {}
            Stop::Outcome => self.said.take().into_iter().for_each(|told| said.take(told)),
            Stop::Lapse => self.lapsed(layout, op, said),
        }
    }

    /// A rule whose value could not be converted: a target that may stay empty is left alone, with
    /// a warning, and a row without its key is left out.
    #[cold]
    fn lapsed(&mut self, layout: &Layout, op: &Op, said: &mut Outcomes) {
        let Op::Set(Set { absent: Absent::Leave, cells, .. }) = op else {
            self.grave();
            return;
        };
        let seen = self.seen_in(layout, cells);
        let key = self.group.map(|group| &layout.groups[group].key);
        self.keyless |= key.is_some_and(|key| cells.iter().any(|cell| key.contains(&cell.cell)));
        let Some(lapse) = self.lapse.take() else { return };
        let broken = Broken { fault: lapse.fault, seen: lapse.seen.max(seen) };
        said.take(Said {
            kind: OutcomeKind::Warn,
            text: "".into(),
            bare: None,
            reason: "validation",
            fault: Some(Box::new(broken)),
            span: lapse.span,
        });
    }

    /// Fills the cells of a rule. What is broken on the way is as personal as they are.
    fn set(&mut self, layout: &'a Layout, set: &'a Set) -> Result<(), Stopped> {
        let known = self.faults.len();
        let done = self.filled(layout, set);
        if self.faults.len() > known {
            self.hide(layout, set, known);
        }
        done
    }

    #[cold]
    fn hide(&mut self, layout: &Layout, set: &Set, known: usize) {
        let seen = self.seen_in(layout, &set.cells);
        for fault in &mut self.faults[known..] {
            fault.seen = fault.seen.max(seen);
        }
    }

    /// Who may see what stands in these cells.
    fn seen_in(&self, layout: &Layout, cells: &[SetCell]) -> Sensitivity {
        let known = self.group.map_or(&layout.cells, |group| &layout.groups[group].cells);
        let seen = cells.iter().map(|cell| known[usize::from(cell.cell)].sensitivity);
        seen.max().unwrap_or(Sensitivity::Open)
    }

    fn filled(&mut self, layout: &'a Layout, set: &'a Set) -> Result<(), Stopped> {
        if self.watch.is_some() {
            self.watched(set);
        }
        if let Some(when) = set.when
            && !self.truth(when)?
        {
            return Ok(());
        }
        if let [cell] = &set.cells[..] {
            let value = self.value(set.value)?;
            return self.put(layout, set, *cell, value);
        }
        let values = self.values(set.value)?;
        for (index, cell) in set.cells.iter().enumerate() {
            let value = values.get(index).copied().unwrap_or(&Value::Absent);
            self.put(layout, set, *cell, value)?;
        }
        Ok(())
    }

    fn put(
        &mut self,
        layout: &'a Layout,
        set: &Set,
        target: SetCell,
        value: &'a Value<'a>,
    ) -> Result<(), Stopped> {
        if value.is_absent() && set.absent == Absent::Required && !target.optional {
            return self.lacks(layout, set, target.cell);
        }
        let number = usize::from(target.cell);
        let (cells, values) = match self.group {
            None => (&layout.cells, &mut self.cells),
            Some(group) => (&layout.groups[group].cells, &mut self.row_cells),
        };
        match fit(&cells[number].ty, value, self.arena) {
            Ok(fitted) => {
                values[number] = fitted;
                Ok(())
            }
            Err(fault) => self.misfits(layout, set, target.cell, fault),
        }
    }

    /// What people call a cell of the record or the row being built.
    #[cold]
    pub(super) fn path(&self, layout: &Layout, cell: u16) -> String {
        match self.group.map(|group| &layout.groups[group]) {
            None => layout.cells[usize::from(cell)].path.to_string(),
            Some(group) => format!("{}.{}", group.path, group.cells[usize::from(cell)].path),
        }
    }

    fn each(
        &mut self,
        layout: &'a Layout,
        each: &'a Each,
        said: &mut Outcomes,
    ) -> Result<(), Stopped> {
        if let Some(when) = each.when
            && !self.truth(when)?
        {
            return Ok(());
        }
        let depth = usize::from(each.rows.depth);
        let kept = self.rows[depth];
        let outer = self.each.replace(each);
        let gone = self.go_through(layout, each, said);
        self.each = outer;
        self.rows[depth] = kept;
        gone?;
        self.groups[usize::from(each.group)].ran = true;
        Ok(())
    }

    fn go_through(
        &mut self,
        layout: &'a Layout,
        each: &'a Each,
        said: &mut Outcomes,
    ) -> Result<(), Stopped> {
        let range = self.range(&each.rows);
        self.groups[usize::from(each.group)].rows.reserve(range.len());
        for row in range {
            self.rows[usize::from(each.rows.depth)] = row;
            if let Some(filter) = each.rows.filter
                && !self.truth(filter)?
            {
                continue;
            }
            self.build(layout, usize::from(each.group), &each.body, said);
        }
        Ok(())
    }

    fn row(
        &mut self,
        layout: &'a Layout,
        row: &'a Row,
        said: &mut Outcomes,
    ) -> Result<(), Stopped> {
        let applies = match row.when {
            Some(when) => self.truth(when)?,
            None => true,
        };
        if applies {
            self.build(layout, usize::from(row.group), &row.body, said);
        }
        self.groups[usize::from(row.group)].ran = true;
        Ok(())
    }

    fn build(&mut self, layout: &'a Layout, group: usize, body: &'a [Op], said: &mut Outcomes) {
        let width = layout.groups[group].cells.len();
        let blank = self.arena.alloc_slice_fill_copy(width, &Value::Absent);
        let outer = std::mem::replace(&mut self.row_cells, blank);
        let outer_group = self.group.replace(group);
        let outer_keyless = std::mem::replace(&mut self.keyless, false);
        let again = self.groups[group].held.is_some();
        let mut aside = Outcomes::default();
        for op in body {
            self.op(layout, op, if again { &mut aside } else { said });
        }
        // A row without any part of its key is nobody's: it could not be found again.
        let key = &layout.groups[group].key;
        let blank = |cell: &u16| self.row_cells[usize::from(*cell)].is_absent();
        let counts = !self.keyless && (key.is_empty() || !key.iter().all(blank));
        if counts && again {
            self.recheck_row(layout, group, body, said);
        }
        let cells = std::mem::replace(&mut self.row_cells, outer);
        self.group = outer_group;
        self.keyless = outer_keyless;
        if counts && !again {
            self.groups[group].rows.push(cells);
        }
    }

    /// Checks the row that was built for what the target will hold in its place.
    #[cold]
    fn recheck_row(
        &mut self,
        layout: &'a Layout,
        group: usize,
        body: &'a [Op],
        said: &mut Outcomes,
    ) {
        let rows = &mut self.groups[group];
        let held = rows.held.as_mut().and_then(|held| held.next().copied().flatten());
        let Some((row, cells)) = held.and_then(|row| Some((row, rows.rows.get(row)?))) else {
            return;
        };
        self.row_cells = self.arena.alloc_slice_copy(cells);
        let standing = rows.standing.get(row).copied().unwrap_or_default();
        let outer = self.standing.map(|[record, _]| [record, standing]);
        let outer = std::mem::replace(&mut self.standing, outer);
        for op in body.iter().filter(|op| matches!(op, Op::Let { .. } | Op::Check { .. })) {
            self.op_again(layout, op, said);
        }
        self.standing = outer;
    }

    fn check(&mut self, condition: TermId, otherwise: &'a Outcome) -> Result<(), Stopped> {
        // What a check compares is not there yet when a field is broken or a question is open.
        if self.truth(condition)? || !self.faults.is_empty() || self.is_open() {
            return Ok(());
        }
        Err(self.say(otherwise, &[], Sensitivity::Open, TOTALS))
    }
}
