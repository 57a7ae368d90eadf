//! Operators: types of operands and results.

use crate::check::Constant;
use crate::check::expr::constant;
use crate::check::path::Node;
use crate::check::rows::{RowsNode, count};
use crate::check::scope::Walk;
use crate::check::tree::{Access, Expr, ExprKind};
use crate::diag::{Diagnostic, codes};
use crate::schema::{DictionaryId, Fit, Sensitivity, Type};
use crate::source::Span;
use crate::syntax::ast::{self, Binary, Unary};
use crate::value::Decimal;

/// Digits that a division keeps inside `round`, which then decides.
const DIVISION_SCALE: u8 = 12;

impl Walk<'_, '_> {
    pub(super) fn unary(&mut self, operator: Unary, operand: &ast::Expr, span: Span) -> Expr {
        let value = match operator {
            Unary::Not => self.condition(operand),
            Unary::Minus => self.expr(operand, None),
        };
        if value.is_broken() {
            return value;
        }
        if let (Unary::Minus, ExprKind::Constant(Constant::Number(number))) =
            (operator, &value.kind)
        {
            return constant(Constant::Number(number.negate()), value.ty().clone(), span);
        }
        let (ty, maybe) = match operator {
            Unary::Not => (Type::Bool, false),
            Unary::Minus => {
                self.need_number(&value);
                (value.ty().clone(), value.maybe())
            }
        };
        Expr::new(ExprKind::Unary(operator, Box::new(value)), ty, maybe, span)
    }

    pub(super) fn binary(
        &mut self,
        operator: Binary,
        a: &ast::Expr,
        b: &ast::Expr,
        span: Span,
    ) -> Expr {
        match operator {
            Binary::Or | Binary::And => {
                let (a, b) = (self.condition(a), self.condition(b));
                if a.is_broken() || b.is_broken() {
                    return Expr::broken(span);
                }
                Expr::new(
                    ExprKind::Binary(operator, Box::new(a), Box::new(b), 0),
                    Type::Bool,
                    false,
                    span,
                )
            }
            Binary::In => self.within(a, b, span),
            Binary::Under => {
                self.ctx.later(span, "under");
                Expr::broken(span)
            }
            Binary::Equal
            | Binary::NotEqual
            | Binary::Less
            | Binary::LessEqual
            | Binary::Greater
            | Binary::GreaterEqual => self.comparison(operator, a, b, span),
            Binary::Add | Binary::Subtract | Binary::Multiply | Binary::Divide => {
                self.arithmetic(operator, a, b, span)
            }
        }
    }

    fn within(&mut self, a: &ast::Expr, b: &ast::Expr, span: Span) -> Expr {
        let a = self.expr(a, None);
        if a.is_broken() {
            return a;
        }
        let set = match &b.kind {
            ast::ExprKind::List(members) => {
                if members.is_empty() {
                    let never = Diagnostic::new(&codes::C328, span).arg("truth", "false");
                    self.ctx.report(never);
                }
                let mut set = Vec::new();
                for member in members {
                    let member = self.expr(member, Some(a.ty()));
                    if !member.is_broken() {
                        self.compared(&a, &member, member.span);
                    }
                    if let ExprKind::Constant(member) = member.kind {
                        set.push(member);
                    }
                }
                set
            }
            _ => match self.node(b) {
                Node::Table(table) => {
                    let declared = self.ctx.table(table);
                    let column = declared.left.first().map(|column| column.ty.clone());
                    let rows = declared.rows.iter();
                    let set = rows.filter_map(|row| row.left.first().cloned()).collect();
                    if let Some(column) = column
                        && !self.occurs(a.ty(), &column)
                    {
                        let wrong = Diagnostic::new(&codes::T202, span)
                            .arg("left", self.ctx.catalog.show(a.ty()))
                            .arg("right", self.ctx.catalog.show(&column));
                        self.ctx.report(wrong);
                        return Expr::broken(span);
                    }
                    set
                }
                Node::Rows(rows) => return among(a, rows, span),
                Node::Broken => return Expr::broken(span),
                _ => {
                    let wrong = Diagnostic::new(&codes::T216, b.span);
                    let written = self.ctx.written(b.span);
                    let inner = written.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
                    self.ctx.report(match (&b.kind, inner) {
                        (ast::ExprKind::Tuple(_), Some(inner)) => {
                            wrong.fix("list", b.span, format!("[{inner}]"))
                        }
                        (ast::ExprKind::Text(_), _) => {
                            wrong.fix("list", b.span, format!("[{written}]"))
                        }
                        _ => wrong,
                    });
                    return Expr::broken(span);
                }
            },
        };
        Expr::new(ExprKind::In(Box::new(a), set), Type::Bool, false, span)
    }

    fn comparison(&mut self, operator: Binary, a: &ast::Expr, b: &ast::Expr, span: Span) -> Expr {
        let (left, right) = if is_literal(a) {
            let right = self.operand(b, None, a);
            let left = self.operand(a, (!right.is_broken()).then(|| right.ty()), b);
            (left, right)
        } else {
            let left = self.operand(a, None, b);
            let right = self.operand(b, (!left.is_broken()).then(|| left.ty()), a);
            (left, right)
        };
        if left.is_broken() || right.is_broken() {
            return Expr::broken(span);
        }
        self.compared(&left, &right, span);
        let kind = ExprKind::Binary(operator, Box::new(left), Box::new(right), 0);
        Expr::new(kind, Type::Bool, false, span)
    }

    /// Reports values of which one is never the other.
    fn compared(&mut self, left: &Expr, right: &Expr, span: Span) {
        if !self.comparable(left.ty(), right.ty()) {
            let wrong = Diagnostic::new(&codes::T202, span)
                .arg("left", self.ctx.catalog.show(left.ty()))
                .arg("right", self.ctx.catalog.show(right.ty()));
            self.ctx.report(wrong);
        } else if let Some((number, dictionary)) = number_for_code(left, right) {
            // Codes may be numbers: one that is known is told from one that is not.
            let written = self.ctx.written(number).to_owned();
            self.ctx.literal(&written, &Type::Code(dictionary), number);
        } else if let Some(number) = number_for_text(left, right) {
            let quoted = format!("\"{}\"", self.ctx.written(number));
            let wrong = Diagnostic::new(&codes::T202, span)
                .arg("left", self.ctx.catalog.show(left.ty()))
                .arg("right", self.ctx.catalog.show(right.ty()));
            self.ctx.report(wrong.fix("quote", number, quoted));
        }
    }

    /// An operand of a comparison: rows count as their number, compared with `empty` and nothing else.
    fn operand(&mut self, expr: &ast::Expr, wanted: Option<&Type>, other: &ast::Expr) -> Expr {
        if is_path(expr) {
            return match self.node(expr) {
                Node::Rows(rows) if !matches!(other.kind, ast::ExprKind::Empty) => {
                    let many = Diagnostic::new(&codes::T212, expr.span);
                    self.ctx.report(many.arg("rows", &*rows.rows.path).hint("compare"));
                    Expr::broken(expr.span)
                }
                Node::Rows(rows) if rows.related.is_none() => {
                    let counted = count(rows, expr.span);
                    // No rows are empty: zero counts as absent here.
                    let kind = ExprKind::Choose {
                        subject: Box::new(counted.clone()),
                        arms: vec![(
                            Constant::Number(Decimal::ZERO),
                            Expr::new(
                                ExprKind::Constant(Constant::Absent),
                                Type::Int,
                                true,
                                expr.span,
                            ),
                        )],
                        otherwise: Some(Box::new(counted)),
                    };
                    Expr::new(kind, Type::Any, true, expr.span)
                }
                node => self.value_of(node, expr.span),
            };
        }
        self.expr(expr, wanted)
    }

    fn comparable(&self, a: &Type, b: &Type) -> bool {
        let numbers = a.is_number() && b.is_number();
        let possible = |fit: Fit| fit.is_possible();
        numbers
            || possible(self.ctx.catalog.fits(a, b))
            || possible(self.ctx.catalog.fits(b, a))
            || (matches!(a, Type::Code(_)) && b.is_number())
            || (matches!(b, Type::Code(_)) && a.is_number())
    }

    /// Whether a value may occur in a column: numbers that are no codes do not occur among codes.
    fn occurs(&self, value: &Type, column: &Type) -> bool {
        let is_amount = matches!((value, column), (Type::Decimal { .. }, Type::Code(_)));
        !is_amount && self.comparable(value, column)
    }

    /// Whether a value is a number; one that is none is reported.
    pub(super) fn need_number(&mut self, value: &Expr) -> bool {
        if value.ty().is_number() || *value.ty() == Type::Any {
            return true;
        }
        let shown = self.ctx.catalog.show(value.ty());
        let wrong = Diagnostic::new(&codes::T221, value.span).arg("type", shown);
        self.no_number(wrong, value);
        false
    }

    /// Says of a sum that its parts do not add up, once; texts are joined, days are added to dates.
    fn is_sum(&mut self, left: &Expr, right: &Expr, operator: Binary, span: Span) -> bool {
        let wrong = |walk: &Self, of: &Expr| {
            let shown = walk.ctx.catalog.show(of.ty());
            Diagnostic::new(&codes::T221, of.span).arg("type", shown)
        };
        let is_time = |expr: &Expr| matches!(expr.ty(), Type::Date | Type::DateTime);
        let written = |walk: &Self, of: &Expr| walk.ctx.written(of.span).to_owned();
        if operator == Binary::Add && left.ty().is_textual() && right.ty().is_textual() {
            let joined = format!("\"{{{}}}{{{}}}\"", written(self, left), written(self, right));
            let wrong = wrong(self, left).fix("join", span, joined);
            self.ctx.report(wrong);
            return false;
        }
        if is_time(left) && right.ty().is_number() {
            let days = format!("days({})", written(self, right));
            let wrong = wrong(self, left).fix("days", right.span, days);
            self.ctx.report(wrong);
            return false;
        }
        if is_time(left) && is_time(right) {
            let wrong = wrong(self, left).hint("compare");
            self.ctx.report(wrong);
            return false;
        }
        self.need_number(left) && self.need_number(right)
    }

    /// Texts put together with `+`: told once for the whole sum.
    fn is_joined(&mut self, a: &ast::Expr, b: &ast::Expr, span: Span) -> bool {
        let mut parts = Vec::new();
        summands(a, &mut parts);
        summands(b, &mut parts);
        let text = |part: &&&ast::Expr| matches!(part.kind, ast::ExprKind::Text(_));
        let Some(first) = parts.iter().find(text) else { return false };
        let joined: String = parts
            .iter()
            .map(|part| {
                let written = self.ctx.written(part.span);
                let plain = written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
                plain.map_or_else(|| format!("{{{written}}}"), str::to_owned)
            })
            .collect();
        // A hole holds no text in quotes.
        let nested = parts.iter().any(|part| {
            !matches!(part.kind, ast::ExprKind::Text(_))
                && self.ctx.written(part.span).contains(['"', '{'])
        });
        let wrong = Diagnostic::new(&codes::T221, first.span).arg("type", "text");
        self.ctx.report(if nested {
            wrong.hint("joined")
        } else {
            wrong.fix("join", span, format!("\"{joined}\""))
        });
        true
    }

    fn arithmetic(&mut self, operator: Binary, a: &ast::Expr, b: &ast::Expr, span: Span) -> Expr {
        if operator == Binary::Add && self.is_joined(a, b, span) {
            return Expr::broken(span);
        }
        if operator == Binary::Subtract && self.ctx.bare_day(span) {
            return Expr::broken(span);
        }
        let (left, right) = (self.expr(a, None), self.expr(b, None));
        if left.is_broken() || right.is_broken() {
            return Expr::broken(span);
        }
        let maybe = left.maybe() || right.maybe();
        let timed = matches!(left.ty(), Type::Date | Type::DateTime | Type::Duration)
            && *right.ty() == Type::Duration
            && matches!(operator, Binary::Add | Binary::Subtract);
        let ty = if timed {
            left.ty().clone()
        } else {
            if !self.is_sum(&left, &right, operator, span) {
                return Expr::broken(span);
            }
            result_type(operator, left.ty(), right.ty())
        };
        let by_zero = matches!(&right.kind,
            ExprKind::Constant(Constant::Number(number)) if number.is_zero());
        if operator == Binary::Divide && by_zero {
            self.ctx.report(Diagnostic::new(&codes::T235, right.span));
        }
        if operator == Binary::Divide && self.rounding == 0 {
            let rounded = format!("round({}, 2)", self.ctx.written(span));
            self.ctx.report(Diagnostic::new(&codes::T217, span).fix("round", span, rounded));
        }
        let maybe = maybe || operator == Binary::Divide;
        let kind = ExprKind::Binary(operator, Box::new(left), Box::new(right), DIVISION_SCALE);
        Expr::new(kind, ty, maybe, span)
    }
}

/// The parts of a sum.
fn summands<'e>(expr: &'e ast::Expr, parts: &mut Vec<&'e ast::Expr>) {
    match &expr.kind {
        ast::ExprKind::Binary(operator, a, b) if operator.node == Binary::Add => {
            summands(a, parts);
            summands(b, parts);
        }
        _ => parts.push(expr),
    }
}

/// Where a number is written that a text is compared with.
fn number_for_text(a: &Expr, b: &Expr) -> Option<Span> {
    let number = |expr: &Expr| matches!(expr.kind, ExprKind::Constant(Constant::Number(_)));
    let text = |expr: &Expr| matches!(expr.ty(), Type::Text { .. });
    match (number(a), number(b)) {
        (false, true) if text(a) => Some(b.span),
        (true, false) if text(b) => Some(a.span),
        _ => None,
    }
}

/// Where a number is written that a code of a dictionary is compared with.
fn number_for_code(a: &Expr, b: &Expr) -> Option<(Span, DictionaryId)> {
    let number = |expr: &Expr| matches!(expr.kind, ExprKind::Constant(Constant::Number(_)));
    match (a.ty(), b.ty()) {
        (Type::Code(dictionary), _) if number(b) => Some((b.span, *dictionary)),
        (_, Type::Code(dictionary)) if number(a) => Some((a.span, *dictionary)),
        _ => None,
    }
}

fn is_literal(expr: &ast::Expr) -> bool {
    matches!(expr.kind, ast::ExprKind::Text(_) | ast::ExprKind::Number(_) | ast::ExprKind::Empty)
}

fn is_path(expr: &ast::Expr) -> bool {
    matches!(
        expr.kind,
        ast::ExprKind::Name(_) | ast::ExprKind::Field(..) | ast::ExprKind::Select(..)
    )
}

/// What arithmetic gives: the scales of a product add up, those of a sum are the larger one.
pub(super) fn result_type(operator: Binary, a: &Type, b: &Type) -> Type {
    let scale = |ty: &Type| match ty {
        Type::Int => Some(0),
        Type::Decimal { scale, .. } => *scale,
        _ => None,
    };
    let scale = match (operator, scale(a), scale(b)) {
        (Binary::Multiply, Some(a), Some(b)) => Some(a.saturating_add(b)),
        (Binary::Add | Binary::Subtract, Some(a), Some(b)) => Some(a.max(b)),
        _ => None,
    };
    match scale {
        Some(0) => Type::Int,
        scale => Type::Decimal { precision: None, scale },
    }
}

/// `x in list`: whether some scalar of a list equals it.
fn among(a: Expr, mut rows: RowsNode, span: Span) -> Expr {
    let wire = Vec::new();
    let access = Access {
        frame: rows.rows.depth,
        wire,
        tag: None,
        path: rows.rows.path.clone(),
        ty: a.ty().clone(),
        sensitivity: Sensitivity::Open,
    };
    let member = Expr::new(ExprKind::Field(access), a.ty().clone(), true, span);
    let kind = ExprKind::Binary(Binary::Equal, Box::new(member), Box::new(a), 0);
    rows.rows.filter = Some(Box::new(Expr::new(kind, Type::Bool, false, span)));
    let zero = constant(Constant::Number(Decimal::ZERO), Type::Int, span);
    let count = count(rows, span);
    let kind = ExprKind::Binary(Binary::Greater, Box::new(count), Box::new(zero), 0);
    Expr::new(kind, Type::Bool, false, span)
}
