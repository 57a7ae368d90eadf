//! Calls: functions, folds over rows, `linked`, and `as`.

use crate::builtins::{self, Builtin, Kind};
use crate::check::Constant;
use crate::check::context::{Declared, Space};
use crate::check::nearby::{among, suggest};
use crate::check::operator::result_type;
use crate::check::path::{Node, RecordNode};
use crate::check::rows::count;
use crate::check::scope::Walk;
use crate::check::tree::{Expr, ExprKind, Fold, Part};
use crate::diag::{Diagnostic, codes};
use crate::schema::{EntityId, Type};
use crate::source::Span;
use crate::syntax::ast::{self, Binary};
use crate::syntax::habits::function;

impl Walk<'_, '_> {
    pub(super) fn call(&mut self, name: &ast::Name, args: &[ast::Expr], span: Span) -> Expr {
        let fold = match &*name.text {
            "sum" => Some(Fold::Sum),
            "first" => Some(Fold::First),
            "count" => Some(Fold::Count),
            "min" if args.len() == 1 => Some(Fold::Min),
            "max" if args.len() == 1 => Some(Fold::Max),
            _ => None,
        };
        if let (Some(fold), [arg]) = (fold, args) {
            return self.fold(fold, arg, span);
        }
        if &*name.text == "linked" {
            return self.linked(name, args, span);
        }
        if &*name.text == "spread" {
            self.ctx.later(span, "function");
            return Expr::broken(span);
        }
        let Some(builtin) = builtins::find(&name.text) else {
            let known =
                builtins::all().map(|builtin| builtin.name).chain(["sum", "first", "count"]);
            let unknown = Diagnostic::new(&codes::N107, name.span).arg("name", &*name.text);
            let known: Vec<&str> = known.collect();
            let meant = function(&name.text).filter(|meant| known.contains(meant));
            self.ctx.report(match meant {
                Some(meant) => suggest(unknown, name.span, vec![meant]),
                None => among(unknown, name.span, &name.text, &known),
            });
            return Expr::broken(span);
        };
        let rounds = builtin.name == "round";
        self.rounding += u8::from(rounds);
        let values: Vec<Expr> = args.iter().map(|arg| self.expr(arg, None)).collect();
        self.rounding -= u8::from(rounds);
        self.apply(builtin, values, span)
    }

    /// `linked(Match)`, `linked(Match, value)`: whether the journal knows the counterpart of the
    /// record at hand, or of that record.
    fn linked(&mut self, name: &ast::Name, args: &[ast::Expr], span: Span) -> Expr {
        let (role, record) = match args {
            [role] => (role, None),
            [role, record] => (role, Some(record)),
            _ => {
                let wrong = Diagnostic::new(&codes::T206, span)
                    .arg("name", &*name.text)
                    .arg("wanted", 2_usize)
                    .arg("given", args.len());
                self.ctx.report(wrong.hint("linked"));
                return Expr::broken(span);
            }
        };
        let Some(role) = self.role_named(role) else { return Expr::broken(span) };
        let key = match record {
            Some(record) => self.expr(record, None),
            None => self.at_hand(role, span),
        };
        if key.is_broken() {
            return Expr::broken(span);
        }
        let declared = self.ctx.role(role);
        let is = |wanted: EntityId| *key.ty() == Type::Ref(wanted);
        let left = declared.left.iter().any(|part| is(part.entity));
        if !left && !declared.right.iter().any(|entity| is(*entity)) {
            return self.not_linkable(role, &key, span);
        }
        let kind = ExprKind::Linked { role, left, key: Box::new(key) };
        Expr::new(kind, Type::Bool, false, span)
    }

    /// The match that an argument names.
    fn role_named(&mut self, expr: &ast::Expr) -> Option<u16> {
        let ast::ExprKind::Name(name) = &expr.kind else {
            let written = self.ctx.written(expr.span);
            self.ctx.report(Diagnostic::new(&codes::N117, expr.span).arg("name", written));
            return None;
        };
        match self.ctx.find(Space::Match, &name.text) {
            Some(Declared::Match(role)) => return Some(role),
            Some(Declared::Broken) => return None,
            _ => {}
        }
        let unknown = Diagnostic::new(&codes::N117, name.span).arg("name", &*name.text);
        let known = self.ctx.names_of(&[Space::Match]);
        let unknown = among(unknown, name.span, &name.text, &known);
        self.ctx.report(unknown);
        None
    }

    /// The record that a match speaks of: the one at hand, be it a row that is a record of its own.
    fn at_hand(&mut self, role: u16, span: Span) -> Expr {
        let mut scope = self.scope().clone();
        if scope.entity.is_none() {
            let declared = self.ctx.role(role);
            let left = declared.left.iter().map(|part| part.entity);
            let mut known = left.chain(declared.right.iter().copied());
            scope.entity = known.find(|entity| self.ctx.catalog[*entity].record == scope.record);
        }
        self.value_of(Node::Record(RecordNode { scope, reference: None }), span)
    }

    /// A function applied to values.
    pub(super) fn apply(&mut self, builtin: &'static Builtin, args: Vec<Expr>, span: Span) -> Expr {
        self.apply_to(builtin, args, 0, span)
    }

    /// The same, where the first so many arguments stand before the function: `x via text`.
    pub(super) fn apply_to(
        &mut self,
        builtin: &'static Builtin,
        args: Vec<Expr>,
        piped: usize,
        span: Span,
    ) -> Expr {
        let count = builtin.params.len();
        if args.len() > count || args.len() + builtin.optional < count {
            let wrong = Diagnostic::new(&codes::T206, span)
                .arg("name", builtin.name)
                .arg("wanted", count - piped)
                .arg("given", args.len() - piped);
            self.ctx.report(self.as_many(wrong, builtin, &args[piped..], count - piped, span));
            return Expr::broken(span);
        }
        if args.iter().any(Expr::is_broken) {
            return Expr::broken(span);
        }
        let mut fits = true;
        for (arg, (_, kind)) in args.iter().zip(builtin.params) {
            if !fits_kind(arg.ty(), *kind) {
                let wrong = Diagnostic::new(&codes::T218, arg.span)
                    .arg("name", builtin.name)
                    .arg("type", self.ctx.catalog.show(arg.ty()));
                self.unfit(wrong, arg, *kind);
                fits = false;
            }
        }
        if !fits {
            return Expr::broken(span);
        }
        if let ("round", Some(digits)) = (builtin.name, args.get(1)) {
            let known = match &digits.kind {
                ExprKind::Constant(Constant::Number(number)) => number.to_integer(),
                _ => None,
            };
            if !known.is_some_and(|known| (0..=18).contains(&known)) {
                self.ctx.report(Diagnostic::new(&codes::T234, digits.span));
                return Expr::broken(span);
            }
        }
        let maybe = builtin.fallible || args.iter().any(Expr::maybe);
        let ty = returned(builtin, &args);
        Expr::new(ExprKind::Call(builtin, args), ty, maybe, span)
    }

    /// Adds how a function is called, or the call without the arguments that are too many.
    fn as_many(
        &self,
        wrong: Diagnostic,
        builtin: &Builtin,
        given: &[Expr],
        wanted: usize,
        span: Span,
    ) -> Diagnostic {
        let (kept, last) = (wanted.checked_sub(1).and_then(|at| given.get(at)), given.last());
        if let (Some(kept), Some(last)) = (kept.filter(|_| given.len() > wanted), last) {
            let rest = Span { start: kept.span.end, end: last.span.end, ..span };
            return wrong.fix("drop", rest, "");
        }
        let bracket = self.ctx.written(span).rfind('(').filter(|_| wanted == 0);
        if let Some(bracket) = bracket {
            let rest = Span { start: span.start + bracket as u32, ..span };
            return wrong.fix("drop", rest, "");
        }
        let params: Vec<&str> = builtin.params.iter().map(|(name, _)| *name).collect();
        let form = format!("{}({})", builtin.name, params.join(", "));
        wrong.arg("form", form).hint("form")
    }

    fn fold(&mut self, fold: Fold, arg: &ast::Expr, span: Span) -> Expr {
        let node = if is_computed(arg) { self.each_row(arg) } else { self.node(arg) };
        let node = match node {
            // A record in each row counts as its reference.
            Node::Inner(rows, record) => {
                let value = self.in_row(&rows, |walk| walk.record_value(record, arg.span));
                Node::Column(rows, Box::new(value))
            }
            node => node,
        };
        let (rows, value) = match node {
            Node::Column(rows, value) => (rows, *value),
            Node::Rows(rows) if fold == Fold::Count => return count(rows, span),
            Node::Value(Expr { kind: ExprKind::FoldBuilt(_, rows, cell), types, .. }) => {
                let maybe = !matches!(fold, Fold::Sum | Fold::Count);
                let ty = types.first().map_or(Type::Any, |part| part.ty.clone());
                return Expr::new(ExprKind::FoldBuilt(fold, rows, cell), ty, maybe, span);
            }
            Node::Value(Expr { kind: ExprKind::FoldWas(_, rows, cell), .. }) => {
                let maybe = !matches!(fold, Fold::Sum | Fold::Count);
                let ty = cell.ty.clone();
                return Expr::new(ExprKind::FoldWas(fold, rows, cell), ty, maybe, span);
            }
            Node::Broken => return Expr::broken(span),
            _ => {
                self.ctx.report(Diagnostic::new(&codes::T219, arg.span));
                return Expr::broken(span);
            }
        };
        if value.is_broken() {
            return Expr::broken(span);
        }
        if rows.related.is_some() {
            self.ctx.later(span, "related");
            return Expr::broken(span);
        }
        if fold == Fold::Sum && !self.need_number(&value) {
            return Expr::broken(span);
        }
        let ty = if fold == Fold::Count { Type::Int } else { value.ty().clone() };
        let maybe = !matches!(fold, Fold::Sum | Fold::Count);
        Expr::new(ExprKind::Fold(fold, rows.rows, Box::new(value)), ty, maybe, span)
    }

    /// `Значение as text`: the value if it is of that type, else absent.
    pub(super) fn narrow(&mut self, operand: &ast::Expr, ty: &ast::TypeExpr, span: Span) -> Expr {
        let value = self.expr(operand, None);
        let Some((ty, _)) = self.ctx.type_of(ty) else { return Expr::broken(span) };
        if value.is_broken() {
            return value;
        }
        let composite = matches!(value.ty(), Type::Any | Type::Union(_));
        if !composite && !self.ctx.catalog.fits(value.ty(), &ty).is_safe() {
            let wrong = Diagnostic::new(&codes::T201, span)
                .arg("from", self.ctx.catalog.show(value.ty()))
                .arg("to", self.ctx.catalog.show(&ty));
            let number = (value.ty().is_textual() && ty.is_number()).then(|| {
                let via = self.ctx.word("via", span);
                format!("{} {via} number", self.ctx.written(operand.span))
            });
            self.ctx.report(match number {
                Some(number) => wrong.fix("number", span, number),
                None => wrong.hint("other"),
            });
            return Expr::broken(span);
        }
        if !composite {
            let shown = self.ctx.catalog.show(value.ty());
            let rest = Span { start: operand.span.end, ..span };
            let idle = Diagnostic::new(&codes::T220, span).arg("type", shown);
            self.ctx.report(idle.fix("remove", rest, ""));
        }
        Expr { types: vec![Part { ty, maybe: true }], span, ..value }
    }
}

/// Whether an expression makes a value of what its paths lead to.
fn is_computed(expr: &ast::Expr) -> bool {
    matches!(
        expr.kind,
        ast::ExprKind::Binary(..)
            | ast::ExprKind::Unary(..)
            | ast::ExprKind::Call(..)
            | ast::ExprKind::Choose(_)
            | ast::ExprKind::Via(..)
            | ast::ExprKind::As(..)
            | ast::ExprKind::Text(_)
    )
}

fn fits_kind(ty: &Type, kind: Kind) -> bool {
    match kind {
        _ if *ty == Type::Any => true,
        Kind::Any | Kind::Same => true,
        Kind::Number => ty.is_number(),
        Kind::Text | Kind::Phone => ty.is_textual() || *ty == Type::Guid,
        Kind::Shown => !matches!(ty, Type::Record(_) | Type::Rows(_)),
        Kind::Day => *ty == Type::Date,
        Kind::Moment => matches!(ty, Type::Date | Type::DateTime),
        Kind::Span => *ty == Type::Duration,
    }
}

fn returned(builtin: &Builtin, args: &[Expr]) -> Type {
    match (builtin.name, builtin.returns) {
        // The digits of a rounded number are known when they are written out.
        ("round", _) => match args.get(1).map(|arg| &arg.kind) {
            Some(ExprKind::Constant(Constant::Number(digits))) => Type::Decimal {
                precision: None,
                scale: digits.to_integer().and_then(|digits| u8::try_from(digits).ok()),
            },
            _ => Type::NUMBER,
        },
        (_, Kind::Number) => match args {
            [only] if only.ty().is_number() => only.ty().clone(),
            [a, b] if a.ty().is_number() && b.ty().is_number() => {
                result_type(Binary::Add, a.ty(), b.ty())
            }
            _ => Type::NUMBER,
        },
        (_, Kind::Text | Kind::Shown) => Type::TEXT,
        (_, Kind::Phone) => Type::Phone,
        (_, Kind::Day) => Type::Date,
        (_, Kind::Moment) => Type::DateTime,
        (_, Kind::Span) => Type::Duration,
        (_, Kind::Any | Kind::Same) => args.first().map_or(Type::Any, |arg| arg.ty().clone()),
    }
}
