//! Sums and the like over rows, of the source and of what is built.

use std::cmp::Ordering;

use crate::eval::machine::compare::order;
use crate::eval::machine::{Eval, Machine, Stop, Stopped};
use crate::program::{Fold, RowsTerm, TermId};
use crate::value::{Decimal, Fault, FaultKind, Value};

impl<'a> Machine<'a> {
    #[inline(never)]
    pub(super) fn fold(
        &mut self,
        id: TermId,
        fold: Fold,
        rows: &RowsTerm,
        value: TermId,
    ) -> Eval<'a> {
        let depth = usize::from(rows.depth);
        let kept = self.rows[depth];
        let folded = self.folded(id, fold, rows, value);
        // Also after a stop: what comes next may stand in the row outside.
        self.rows[depth] = kept;
        folded
    }

    fn folded(&mut self, id: TermId, fold: Fold, rows: &RowsTerm, value: TermId) -> Eval<'a> {
        let mut folding = Folding::new(fold);
        let mut asks = false;
        for row in self.range(rows) {
            self.rows[usize::from(rows.depth)] = row;
            let value = match self.row_value(rows, value) {
                Ok(Some(value)) => value,
                Ok(None) => continue,
                // What the other rows ask for is found out in the same go.
                Err(Stopped) if self.why == Stop::Ask => {
                    asks = true;
                    continue;
                }
                Err(Stopped) => return Err(Stopped),
            };
            match folding.take(value) {
                Ok(true) => break,
                Ok(false) => {}
                Err(fault) => return self.fault(id, fault),
            }
        }
        if asks { Err(self.stop(Stop::Ask)) } else { Ok(self.settled(&folding)) }
    }

    /// The value of the row at hand; none where the filter passes it over.
    #[inline]
    fn row_value(
        &mut self,
        rows: &RowsTerm,
        value: TermId,
    ) -> Result<Option<&'a Value<'a>>, Stopped> {
        if let Some(filter) = rows.filter
            && !self.truth(filter)?
        {
            return Ok(None);
        }
        self.value(value).map(Some)
    }

    #[inline(never)]
    pub(super) fn fold_built(&mut self, id: TermId, fold: Fold, cells: &[(u16, u16)]) -> Eval<'a> {
        let mut folding = Folding::new(fold);
        for (group, cell) in cells {
            for row in &self.groups[usize::from(*group)].rows {
                match folding.take(row[usize::from(*cell)]) {
                    Ok(true) => return Ok(self.settled(&folding)),
                    Ok(false) => {}
                    Err(fault) => return self.fault(id, fault),
                }
            }
        }
        Ok(self.settled(&folding))
    }

    /// Rows that go with what is written are not among them.
    #[cold]
    pub(super) fn fold_standing(
        &mut self,
        id: TermId,
        fold: Fold,
        fields: &[(u16, u16)],
    ) -> Eval<'a> {
        let mut folding = Folding::new(fold);
        for (group, field) in fields {
            for row in self.groups[usize::from(*group)].standing {
                match folding.take(row[usize::from(*field)]) {
                    Ok(true) => return Ok(self.settled(&folding)),
                    Ok(false) => {}
                    Err(fault) => return self.fault(id, fault),
                }
            }
        }
        Ok(self.settled(&folding))
    }

    fn settled(&self, folding: &Folding<'a>) -> &'a Value<'a> {
        match folding.fold {
            Fold::Sum | Fold::Count => self.keep(Value::Number(folding.number)),
            Fold::First | Fold::Min | Fold::Max => folding.found,
        }
    }
}

/// A fold under way.
struct Folding<'a> {
    fold: Fold,
    number: Decimal,
    found: &'a Value<'a>,
}

impl<'a> Folding<'a> {
    fn new(fold: Fold) -> Folding<'a> {
        Folding { fold, number: Decimal::ZERO, found: &Value::Absent }
    }

    /// Takes one value in; true when no further one matters.
    fn take(&mut self, value: &'a Value<'a>) -> Result<bool, Fault> {
        match (self.fold, value) {
            (_, Value::Absent) => {}
            (Fold::Count, _) => self.number = self.number.plus(Decimal::ONE)?,
            (Fold::Sum, Value::Number(number)) => self.number = self.number.plus(*number)?,
            (Fold::Sum, other) => {
                return Err(Fault::new(FaultKind::NotNumber, format!("{other:?}")));
            }
            (Fold::First, value) => {
                self.found = value;
                return Ok(true);
            }
            (Fold::Min, value) if order(value, self.found).is_none_or(Ordering::is_lt) => {
                self.found = value;
            }
            (Fold::Max, value) if order(value, self.found).is_none_or(Ordering::is_gt) => {
                self.found = value;
            }
            (Fold::Min | Fold::Max, _) => {}
        }
        Ok(false)
    }
}
