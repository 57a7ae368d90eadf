//! Whether a value may go where its rule puts it: each branch of a choice on its own.

use std::collections::BTreeMap;

use crate::check::Constant;
use crate::check::context::Context;
use crate::check::scope::Walk;
use crate::check::tree::{Expr, ExprKind, TableRow, Toward};
use crate::diag::{Diagnostic, codes};
use crate::schema::{Fit, Misfit, Type};
use crate::source::Span;
use crate::value::{Decimal, Rounding};

/// The `let`s that were looked at for one place, and whether they go there: one that is named in
/// many branches, by others perhaps, is looked at once.
type Seen = BTreeMap<(u16, Span), bool>;

impl Walk<'_, '_> {
    /// Reports what of a value cannot go to places of these types. A value that is one of several
    /// expressions is looked at by each of them, since any may be the one that counts.
    pub(super) fn goes(&mut self, value: &Expr, wanted: &[&Type]) -> bool {
        self.goes_at(value, wanted, None, &mut Seen::new())
    }

    /// The same, told at a place other than the value's own.
    fn goes_at(
        &mut self,
        value: &Expr,
        wanted: &[&Type],
        at: Option<Span>,
        seen: &mut Seen,
    ) -> bool {
        match &value.kind {
            ExprKind::Outcome(_) | ExprKind::Broken | ExprKind::Constant(Constant::Clear) => true,
            // A constant that nobody filled in yet has a type all the same.
            ExprKind::Constant(Constant::Absent) if !self.is_given(value) => true,
            ExprKind::Choose { arms, otherwise, .. } => {
                let branches = arms.iter().map(|(_, value)| value).chain(otherwise.as_deref());
                // All of them are told at once.
                let misfits =
                    branches.filter(|branch| !self.goes_at(branch, wanted, at, seen)).count();
                misfits == 0
            }
            ExprKind::Default(first, other) => {
                let fits = self.goes_at(first, wanted, at, seen);
                self.goes_at(other, wanted, at, seen) && fits
            }
            ExprKind::Local(local) if self.several.contains_key(local) => {
                let at = at.unwrap_or(value.span);
                if let Some(fits) = seen.get(&(*local, at)) {
                    return *fits;
                }
                let declared = self.several[local].clone();
                let fits = self.goes_at(&declared, wanted, Some(at), seen);
                seen.insert((*local, at), fits);
                fits
            }
            ExprKind::Tuple(parts) if parts.len() == wanted.len() => {
                let parts = parts.iter().zip(wanted);
                let mut fit = true;
                for (part, ty) in parts {
                    fit &= self.goes_at(part, &[*ty], at, &mut Seen::new());
                }
                fit
            }
            _ => self.plainly_goes(value, wanted, at.unwrap_or(value.span)),
        }
    }

    fn plainly_goes(&mut self, value: &Expr, wanted: &[&Type], at: Span) -> bool {
        if value.types.len() != wanted.len() {
            let wrong = Diagnostic::new(&codes::T209, at)
                .arg("left", wanted.len())
                .arg("right", value.types.len());
            self.ctx.report(wrong);
            return false;
        }
        let mut all = true;
        for (part, ty) in value.types.iter().zip(wanted) {
            if self.is_number_literal(value)
                && matches!(ty, Type::Text { .. } | Type::Phone | Type::Email)
            {
                self.unquoted(value, ty, at);
                all = false;
            } else if let Some(known) = self.written_out(value, &part.ty, ty) {
                all &= known;
            } else if self.fits(&part.ty, ty, at) {
                self.digits(value, ty, at);
                self.of_table(value, ty, at);
            } else {
                all = false;
            }
        }
        all
    }

    /// A number written out where a text is wanted.
    fn unquoted(&mut self, value: &Expr, ty: &Type, at: Span) {
        let wrong = Diagnostic::new(&codes::T201, at)
            .arg("from", self.ctx.catalog.show(value.ty()))
            .arg("to", self.ctx.catalog.show(ty));
        let quoted = format!("\"{}\"", self.ctx.written(value.span));
        self.ctx.report(wrong.fix("text", value.span, quoted));
    }

    /// Whether a text that is written out, in a `let` say, is one of those that its place knows; none
    /// where another value or another place is meant.
    fn written_out(&mut self, value: &Expr, from: &Type, to: &Type) -> Option<bool> {
        let ExprKind::Constant(Constant::Text(text)) = &value.kind else { return None };
        let is_written = self.ctx.written(value.span).starts_with('"');
        let is_open = matches!(from, Type::Text { .. }) && is_closed(to);
        (is_written && is_open).then(|| self.ctx.literal(text, to, value.span).is_some())
    }

    /// Whether a value is that of a constant or setting.
    fn is_given(&self, value: &Expr) -> bool {
        let scope = self.ctx.written(value.span).split('.').next().unwrap_or_default();
        ["const", "setting"].map(|word| self.ctx.word(word, value.span)).contains(&scope.trim_end())
    }

    /// Whether a number is written out, not given by a constant or setting.
    fn is_number_literal(&self, value: &Expr) -> bool {
        matches!(value.kind, ExprKind::Constant(Constant::Number(_)))
            && self.ctx.written(value.span).parse::<Decimal>().is_ok()
    }

    /// A number with more digits than its place keeps: one written out, or what an expression always
    /// gives.
    fn digits(&mut self, value: &Expr, ty: &Type, at: Span) {
        if let ExprKind::Constant(Constant::Number(number)) = &value.kind {
            let written = self.is_number_literal(value).then_some(value.span);
            self.ctx.holds(number, ty, at, written);
            return;
        }
        let Some((_, kept)) = room(ty) else { return };
        let computed =
            matches!(value.kind, ExprKind::Call(..) | ExprKind::Binary(..) | ExprKind::Unary(..));
        let given = value.types.first().map(|part| &part.ty);
        if let (true, Some(Type::Decimal { scale: Some(scale), .. })) = (computed, given)
            && *scale > kept
        {
            let long = Diagnostic::new(&codes::T233, at)
                .arg("type", self.ctx.catalog.show(ty))
                .arg("given", usize::from(*scale))
                .arg("digits", usize::from(kept));
            let rounded = match &value.kind {
                ExprKind::Call(builtin, args) if builtin.name == "round" => {
                    let inner = args.first().map(|arg| self.ctx.written(arg.span));
                    inner.unwrap_or_default()
                }
                _ => self.ctx.written(value.span),
            };
            let rounded = format!("round({rounded}, {kept})");
            self.ctx.report(long.fix("round", value.span, rounded));
        }
    }

    /// What the rows of a table have for a place that does not hold it.
    fn of_table(&mut self, value: &Expr, ty: &Type, at: Span) {
        let ExprKind::Lookup { table, toward, columns, .. } = &value.kind else { return };
        let [column] = columns[..] else { return };
        let Some(table) = self.ctx.checked.tables.get(usize::from(*table)) else { return };
        let rows = table.rows.iter().filter(|row| row.toward.is_none_or(|it| it == *toward));
        let cell = |row: &TableRow| {
            let cells = if *toward == Toward::Left { &row.left } else { &row.right };
            cells.get(usize::from(column)).cloned().map(|cell| (row.span, cell))
        };
        let mut found = Vec::new();
        for (span, cell) in rows.filter_map(cell) {
            if let (Constant::Text(text), Type::Text { max: Some(max) }) = (&cell, ty) {
                let length = text.chars().count();
                if length > *max as usize {
                    let long = Diagnostic::new(&codes::T207, span).arg("max", *max as usize);
                    found.push(long.arg("length", length).label(at, "place"));
                }
            }
        }
        found.into_iter().for_each(|wrong| self.ctx.report(wrong));
    }

    /// The match or table that makes one of the other in the direction in which data goes.
    fn translator(&self, from: &Type, to: &Type) -> Option<&str> {
        let checked = &self.ctx.checked;
        let role = checked.matches.iter().find(|role| {
            let left = role.left.iter().map(|part| part.entity).next();
            let (Type::Ref(from), Type::Ref(to)) = (from, to) else { return false };
            match self.toward {
                Toward::Left => left == Some(*to) && role.right.contains(from),
                Toward::Right => left == Some(*from) && role.right.contains(to),
            }
        });
        let table = checked.tables.iter().find(|table| {
            let ([left], [right]) = (&table.left[..], &table.right[..]) else { return false };
            let ends = match self.toward {
                Toward::Left => (&right.ty, &left.ty),
                Toward::Right => (&left.ty, &right.ty),
            };
            table.toward.contains(&self.toward) && ends == (from, to)
        });
        role.map(|role| &*role.name).or(table.map(|table| &*table.name))
    }

    /// Whether a value is turned into the other type when the program runs, its faults told with the
    /// place: a number with too many digits, a long text, a composite value of another member. Whether
    /// a text is a code or a member that the other system knows nobody checks: a table or `choose`
    /// makes one of it.
    fn converts(&self, from: &Type, to: &Type) -> bool {
        let catalog = self.ctx.catalog;
        let goes = |from: &Type, to: &Type| match catalog.fits(from, to) {
            Fit::Exact | Fit::Widening => true,
            Fit::Converts => self.converts(from, to),
            Fit::No(_) => false,
        };
        match (from, to) {
            (Type::Union(members), to) => members.iter().any(|member| goes(member, to)),
            (from, Type::Union(members)) => members.iter().any(|member| goes(from, member)),
            (Type::Literals(words), Type::Code(dictionary)) => {
                let entries = catalog[*dictionary].entries.as_ref();
                let known = |word: &str| {
                    entries.is_none_or(|all| all.iter().any(|entry| &*entry.code == word))
                };
                words.iter().all(|word| known(word))
            }
            (Type::Enum(_) | Type::Literals(_), Type::Enum(_) | Type::Literals(_)) => true,
            (from, to) if is_closed(to) => !from.is_textual(),
            (Type::Text { .. }, to) => {
                !(to.is_number() || matches!(to, Type::Bool | Type::Date | Type::DateTime))
            }
            _ => true,
        }
    }

    /// Reports a value that cannot go where another type is wanted.
    pub(super) fn fits(&mut self, from: &Type, to: &Type, span: Span) -> bool {
        let code = match self.ctx.catalog.fits(from, to) {
            Fit::Exact | Fit::Widening => return true,
            Fit::Converts if self.converts(from, to) => return true,
            Fit::No(Misfit::Side) => &codes::T204,
            _ if matches!((from, to), (Type::Code(_), t) if t.is_number()) => return true,
            Fit::Converts | Fit::No(_) => &codes::T201,
        };
        if let Some(rule) = self.two_way {
            // One remedy serves both directions.
            if self.ctx.misfits.contains(&rule) && self.toward == Toward::Right {
                return false;
            }
            self.ctx.misfits.push(rule);
        }
        let mut wrong = Diagnostic::new(code, span)
            .arg("from", self.ctx.catalog.show(from))
            .arg("to", self.ctx.catalog.show(to));
        if let Some(name) = self.translator(from, to) {
            let end = Span { start: span.end, ..span };
            wrong = wrong.fix("via", end, format!(" {} {name}", self.ctx.word("via", span)));
        } else if code == &codes::T204 {
            wrong = wrong.hint("match");
        } else {
            wrong = self.remedy(wrong, from, to, span);
        }
        self.ctx.report(wrong);
        false
    }
}

impl Context<'_> {
    /// Reports a number with more digits than a type keeps; `written` is where it is written out.
    pub(super) fn holds(&mut self, number: &Decimal, ty: &Type, at: Span, written: Option<Span>) {
        let Some((whole, kept)) = room(ty) else { return };
        if number.significant_scale() > kept {
            let long = Diagnostic::new(&codes::T231, at).arg("type", self.catalog.show(ty));
            let long = long.arg("digits", usize::from(kept));
            let round = number.round(kept, Rounding::HalfAwayFromZero).ok();
            self.report(match (round, written) {
                (Some(round), Some(span)) => long.fix("round", span, round.to_string()),
                _ => long,
            });
        } else if !number.has_whole_digits(whole) {
            let large = Diagnostic::new(&codes::T232, at).arg("type", self.catalog.show(ty));
            self.report(large.arg("digits", usize::from(whole)));
        }
    }
}

/// The digits that a number of a type has before the point and after it.
fn room(ty: &Type) -> Option<(u8, u8)> {
    match ty {
        Type::Int => Some((19, 0)),
        Type::Decimal { scale: Some(scale), precision } => {
            Some((precision.map_or(38, |digits| digits.saturating_sub(*scale)), *scale))
        }
        _ => None,
    }
}

/// Whether only known texts may stand there: members of an enumeration, codes of a dictionary.
fn is_closed(ty: &Type) -> bool {
    matches!(ty, Type::Enum(_) | Type::Literals(_) | Type::Code(_))
}
