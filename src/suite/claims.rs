//! Whether a condition holds of what came out.

use std::cmp::Ordering;

use crate::check::{Claim, ExprKind, Leaf, Seen as Place, Written};
use crate::eval;
use crate::program::{Constant, Fold, Group, Layout, Local, Term, condition};
use crate::suite::report::Seen;
use crate::suite::shown::shown;
use crate::suite::trial::{Came, Trials};
use crate::sync::{Desired, Opened, Overlay, normal};
use crate::value::Decimal;

/// `Err` with what was seen, where the claim does not hold.
pub(super) fn holds(trials: &Trials<'_>, came: &Came, claim: &Claim) -> Result<(), Seen> {
    let reader = Reader { trials, came, layout: &trials.program().layout };
    let values = reader.values(claim, None);
    // Of a row that is not there every `!=` would hold.
    if let Some(number) = claim.leaves.iter().find_map(|leaf| reader.absent_row(&leaf.seen)) {
        return Err(Seen { no_row: Some(number), ..Seen::default() });
    }
    if reader.truth(claim, &values) {
        return Ok(());
    }
    Err(seen(trials, claim, &values))
}

/// The values that a failed claim read, and what they were compared with.
fn seen(trials: &Trials<'_>, claim: &Claim, values: &[Constant]) -> Seen {
    let sources = &trials.project.sources;
    let found =
        claim.leaves.iter().zip(values).map(|(leaf, value)| {
            (sources.text(leaf.span).to_owned(), shown(trials.catalog(), value))
        });
    let value = |expr: &crate::check::Expr| match &expr.kind {
        ExprKind::Local(number) => values.get(usize::from(*number)).cloned(),
        ExprKind::Constant(value) => Some(value.clone()),
        _ => None,
    };
    let wanted = match &claim.condition.kind {
        ExprKind::Binary(_, _, b, _) => value(b),
        _ => None,
    };
    let wanted = wanted.map(|wanted| shown(trials.catalog(), &wanted));
    Seen { found: found.collect(), wanted, no_row: None }
}

/// A row: the group it is of, and its cells.
type Row<'a> = (&'a Group, &'a [Constant]);

struct Reader<'a> {
    trials: &'a Trials<'a>,
    came: &'a Came,
    layout: &'a Layout,
}

impl<'a> Reader<'a> {
    /// The values of a claim's leaves.
    fn values(&self, claim: &Claim, row: Option<Row<'a>>) -> Vec<Constant> {
        let value = |leaf: &Leaf| normal(&leaf.ty, &self.value(&leaf.seen, row));
        claim.leaves.iter().map(value).collect()
    }

    /// Whether the condition holds with these values for its leaves.
    fn truth(&self, claim: &Claim, values: &[Constant]) -> bool {
        let Some(mut program) = condition(&claim.condition) else { return false };
        for term in &mut program.terms {
            if let Term::Local(Local(number)) = term
                && let Some(value) = values.get(usize::from(*number))
            {
                *term = Term::Constant(value.clone());
            }
        }
        let subjects = &self.trials.world.subjects;
        let subject = subjects.iter().find(|subject| subject.key == self.came.key);
        let text = subject.map(|subject| String::from_utf8_lossy(&subject.bytes));
        let text = text.as_deref().unwrap_or("{}");
        let facts = Overlay::default();
        let held = eval::condition(self.trials.mapping(), &program, text, &facts);
        held.is_ok_and(|(holds, faults)| holds && faults.is_empty())
    }

    fn desired(&self) -> &'a Desired {
        &self.came.trial.desired
    }

    fn value(&self, place: &Place, row: Option<Row<'a>>) -> Constant {
        match place {
            Place::Field(written) => {
                let cells = &self.layout.cells;
                let at = cells.iter().position(|cell| cell.path == written.path);
                let value = at.and_then(|at| self.desired().cells.get(at));
                value.cloned().map_or(Constant::Absent, filled)
            }
            Place::Cell(written, filter, number) => {
                let rows = self.rows(written, filter.as_deref());
                rows.get(*number).map_or(Constant::Absent, |row| cell(*row, written))
            }
            Place::AtHand(written) => row.map_or(Constant::Absent, |row| cell(row, written)),
            Place::Fold(fold, written, filter) => {
                let rows = self.rows(written, filter.as_deref());
                folded(*fold, written, &rows)
            }
            Place::Through(inner, entity, name, field) => match self.value(inner, row) {
                Constant::Reference(known, key) if known == *entity => {
                    let side = self.trials.catalog()[known].side;
                    let record = &self.trials.catalog()[known].name;
                    let Some(text) = self.trials.world.files(side).get(record, &key) else {
                        return Constant::Absent;
                    };
                    let opened = Opened::new(text);
                    let tag = field.wire.tag.as_ref();
                    let tag = tag.and_then(|tag| opened.at(std::slice::from_ref(tag)));
                    let found = opened.at(std::slice::from_ref(&field.wire.name));
                    self.trials.dialect(side).read(&field.ty, &field.wire.form, found, tag)
                }
                Constant::Planned(_, key) => self.planned(&key, name),
                _ => Constant::Absent,
            },
        }
    }

    /// The number of the row that a place names and that did not come out.
    fn absent_row(&self, place: &Place) -> Option<usize> {
        match place {
            Place::Cell(written, filter, number) => {
                (*number >= self.rows(written, filter.as_deref()).len()).then_some(*number)
            }
            Place::Through(inner, ..) => self.absent_row(inner),
            Place::Field(_) | Place::AtHand(_) | Place::Fold(..) => None,
        }
    }

    /// A field of a record that is created before this one.
    fn planned(&self, key: &str, name: &str) -> Constant {
        let plan = self.came.before.iter().find(|plan| plan.target.key.as_deref() == Some(key));
        let field = plan.and_then(|plan| plan.fields.iter().find(|field| &*field.path == name));
        field.map_or(Constant::Absent, |field| field.after.clone())
    }

    /// The rows of a collection, those of all its groups, that fit.
    fn rows(&self, written: &Written, filter: Option<&Claim>) -> Vec<Row<'a>> {
        let groups = self.layout.groups.iter().zip(&self.desired().groups);
        let groups = groups.filter(|(group, _)| Some(&group.path) == written.rows.as_ref());
        let rows = groups.flat_map(|(group, built)| {
            built.rows.iter().map(move |cells| (group, cells.as_slice()))
        });
        let fits = |row: &Row<'a>| {
            filter.is_none_or(|filter| self.truth(filter, &self.values(filter, Some(*row))))
        };
        rows.filter(fits).collect()
    }
}

/// A field of a row: what a rule wrote, or what the pattern fixes.
fn cell((group, cells): Row<'_>, written: &Written) -> Constant {
    let at = group.cells.iter().position(|cell| cell.path == written.path);
    if let Some(value) = at.and_then(|at| cells.get(at)) {
        return filled(value.clone());
    }
    let fixed = group.patterns.iter().find(|pattern| pattern.equal && pattern.wire == written.wire);
    fixed.map_or(Constant::Absent, |pattern| pattern.value.clone())
}

/// What a record holds once `clear` was written.
fn filled(value: Constant) -> Constant {
    if value == Constant::Clear { Constant::Absent } else { value }
}

fn folded(fold: Fold, written: &Written, rows: &[Row<'_>]) -> Constant {
    if fold == Fold::Count && written.path.is_empty() {
        return Constant::Number(counted(rows.len()));
    }
    let values = rows.iter().map(|row| cell(*row, written));
    let mut values = values.filter(|value| !value.is_absent());
    match fold {
        Fold::Count => Constant::Number(counted(values.count())),
        Fold::First => values.next().unwrap_or(Constant::Absent),
        Fold::Min => {
            values.reduce(|a, b| if less(&b, &a) { b } else { a }).unwrap_or(Constant::Absent)
        }
        Fold::Max => {
            values.reduce(|a, b| if less(&a, &b) { b } else { a }).unwrap_or(Constant::Absent)
        }
        Fold::Sum => {
            let mut sum = Decimal::ZERO;
            for value in values {
                let Constant::Number(number) = value else { return Constant::Absent };
                let Ok(more) = sum.plus(number) else { return Constant::Absent };
                sum = more;
            }
            Constant::Number(sum)
        }
    }
}

fn counted(count: usize) -> Decimal {
    Decimal::from(i64::try_from(count).unwrap_or(i64::MAX))
}

fn less(a: &Constant, b: &Constant) -> bool {
    let order = match (a, b) {
        (Constant::Number(a), Constant::Number(b)) => a.cmp(b),
        (Constant::Day(a), Constant::Day(b)) => a.cmp(b),
        (Constant::Moment(a), Constant::Moment(b)) => a.cmp(b),
        (Constant::Text(a), Constant::Text(b)) => a.cmp(b),
        _ => Ordering::Equal,
    };
    order == Ordering::Less
}
