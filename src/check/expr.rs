//! Expressions: what each kind of them is, texts and templates among them.

use crate::check::Constant;
use crate::check::context::Context;
use crate::check::path::Node;
use crate::check::scope::Walk;
use crate::check::tree::{Expr, ExprKind, Outcome, OutcomeKind, TextPart};
use crate::diag::{Diagnostic, codes};
use crate::schema::{Catalog, RecordId, Type};
use crate::source::Span;
use crate::syntax::ast;
use crate::value::Decimal;

impl Walk<'_, '_> {
    /// An expression; texts take the type `wanted` where one is given.
    pub(super) fn expr(&mut self, expr: &ast::Expr, wanted: Option<&Type>) -> Expr {
        let span = expr.span;
        match &expr.kind {
            ast::ExprKind::Name(_)
            | ast::ExprKind::Dot
            | ast::ExprKind::Field(..)
            | ast::ExprKind::Select(..)
            | ast::ExprKind::Maybe(_) => {
                let node = self.node(expr);
                self.value_of(node, span)
            }
            ast::ExprKind::Index(rows, number) => {
                let record = match self.node(rows) {
                    Node::Rows(rows) => Some(rows.record),
                    _ => None,
                };
                let catalog = self.ctx.catalog;
                let is_one = |path: &str| record.is_some_and(|record| one(catalog, record, path));
                self.ctx.numbered(rows.span, &number.node, span, is_one);
                Expr::broken(span)
            }
            ast::ExprKind::Call(name, args) => self.call(name, args, span),
            ast::ExprKind::Text(text) => self.text(text, wanted),
            ast::ExprKind::Number(text) => match self.ctx.number(text, span) {
                Some(number) => constant(Constant::Number(number), number_type(number), span),
                None => Expr::broken(span),
            },
            ast::ExprKind::Duration(text) => self.duration(text, span),
            ast::ExprKind::Bool(truth) => constant(Constant::Bool(*truth), Type::Bool, span),
            ast::ExprKind::Empty => {
                let ty = wanted.cloned().unwrap_or(Type::Any);
                Expr::new(ExprKind::Constant(Constant::Absent), ty, true, span)
            }
            ast::ExprKind::Tuple(parts) => self.tuple(parts, span),
            ast::ExprKind::List(_) => {
                self.ctx.report(Diagnostic::new(&codes::T215, span));
                Expr::broken(span)
            }
            ast::ExprKind::Choose(choose) => {
                let chosen = self.choose(choose, wanted, span);
                self.idle_else(choose, &chosen);
                chosen
            }
            ast::ExprKind::Unary(operator, operand) => self.unary(operator.node, operand, span),
            ast::ExprKind::Binary(operator, a, b) => self.binary(operator.node, a, b, span),
            ast::ExprKind::Via(operand, via) => self.via(operand, via, span),
            ast::ExprKind::As(operand, ty) => self.narrow(operand, ty, span),
            ast::ExprKind::Outcome(outcome) => Expr {
                kind: ExprKind::Outcome(self.outcome(outcome)),
                types: Context::anything(),
                span,
            },
            ast::ExprKind::Broken => Expr::broken(span),
        }
    }

    /// A condition.
    pub(super) fn condition(&mut self, expr: &ast::Expr) -> Expr {
        let condition = self.expr(expr, Some(&Type::Bool));
        if !condition.is_broken() && *condition.ty() != Type::Bool && *condition.ty() != Type::Any {
            let shown = self.ctx.catalog.show(condition.ty());
            let wrong = Diagnostic::new(&codes::T203, expr.span).arg("type", shown);
            let written = self.ctx.written(expr.span);
            let empty = self.ctx.word("empty", expr.span);
            let compared = match (&expr.kind, condition.ty()) {
                (ast::ExprKind::Binary(..) | ast::ExprKind::Outcome(_), _) => None,
                (_, ty) if ty.is_number() => Some(format!("{written} > 0")),
                _ => Some(format!("{written} != {empty}")),
            };
            self.ctx.report(match compared {
                Some(compared) => wrong.fix("compare", expr.span, compared),
                None => wrong.hint("compare"),
            });
        }
        condition
    }

    fn duration(&mut self, text: &str, span: Span) -> Expr {
        let Some(seconds) = seconds(text) else {
            let wrong = Diagnostic::new(&codes::T208, span).arg("text", text);
            self.ctx.report(wrong.arg("type", "duration"));
            return Expr::broken(span);
        };
        constant(Constant::Span(seconds), Type::Duration, span)
    }

    fn tuple(&mut self, parts: &[ast::Expr], span: Span) -> Expr {
        if let [only] = parts {
            return Expr { span, ..self.expr(only, None) };
        }
        let parts: Vec<Expr> = parts
            .iter()
            .map(|part| {
                let mut value = self.expr(part, None);
                if matches!(part.kind, ast::ExprKind::Maybe(_)) {
                    for part in &mut value.types {
                        part.maybe = true;
                    }
                }
                value
            })
            .collect();
        if parts.iter().any(Expr::is_broken) {
            return Expr::broken(span);
        }
        let types = parts.iter().filter_map(|part| part.types.first().cloned()).collect();
        Expr { kind: ExprKind::Tuple(parts), types, span }
    }

    /// A text: plain, of the wanted type; or a template.
    fn text(&mut self, text: &ast::Text, wanted: Option<&Type>) -> Expr {
        if let Some(plain) = plain(text) {
            let wanted = wanted.cloned().unwrap_or(Type::TEXT);
            return match self.ctx.literal(&plain, &wanted, text.span) {
                Some(Constant::Text(empty)) if empty.is_empty() => {
                    Expr::new(ExprKind::Constant(Constant::Absent), wanted, true, text.span)
                }
                Some(value) => constant(value, wanted, text.span),
                None => Expr::broken(text.span),
            };
        }
        let (parts, maybe) = self.text_parts(&text.parts, &[]);
        // Where every part may fall away nothing may be left.
        let maybe = maybe
            || text.parts.iter().all(|part| match part {
                ast::TextPart::Optional(_) => true,
                ast::TextPart::Plain(plain) => plain.trim().is_empty(),
                ast::TextPart::Hole(_) => false,
            });
        Expr::new(ExprKind::Text(parts), Type::TEXT, maybe, text.span)
    }

    /// The parts of a template, and whether it may be absent. `about` are the names of holes that
    /// stand for what an outcome is about.
    pub(super) fn text_parts(
        &mut self,
        parts: &[ast::TextPart],
        about: &[&str],
    ) -> (Vec<TextPart>, bool) {
        let mut maybe = false;
        let parts = parts.iter().map(|part| match part {
            ast::TextPart::Plain(plain) => TextPart::Plain(plain.clone()),
            ast::TextPart::Hole(hole) => {
                if let ast::ExprKind::Name(name) = &hole.kind
                    && about.contains(&&*name.text)
                {
                    return TextPart::About;
                }
                let outside = std::mem::replace(&mut self.in_hole, true);
                let value = self.expr(hole, None);
                self.in_hole = outside;
                maybe |= value.maybe() || value.is_broken();
                TextPart::Hole(value)
            }
            ast::TextPart::Optional(inner) => TextPart::Optional(self.text_parts(inner, about).0),
        });
        let parts = parts.collect();
        (parts, maybe)
    }

    /// An outcome, whose words may name what it is about.
    pub(super) fn outcome(&mut self, outcome: &ast::Outcome) -> Outcome {
        self.outcome_of(outcome, super::outcome::USUAL)
    }

    /// An outcome of a place that allows certain ones.
    pub(super) fn outcome_of(
        &mut self,
        outcome: &ast::Outcome,
        allowed: &[&'static str],
    ) -> Outcome {
        super::outcome::judged(self.ctx, outcome, allowed);
        let about = ["value", "keys", "message", "path"];
        let message = outcome.message.as_ref().map(|text| self.text_parts(&text.parts, &about).0);
        Outcome { kind: outcome_kind(&outcome.kind), message, span: outcome.span }
    }
}

/// The plain text of a text without holes.
pub(super) fn plain(text: &ast::Text) -> Option<String> {
    let mut plain = String::new();
    for part in &text.parts {
        match part {
            ast::TextPart::Plain(characters) => plain.push_str(characters),
            ast::TextPart::Hole(_) | ast::TextPart::Optional(_) => return None,
        }
    }
    Some(plain)
}

/// `15m`, `30s`, `2h`, `1d`, with Russian units too, in seconds.
pub(super) fn seconds(text: &str) -> Option<i64> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number: i64 = text[..digits].parse().ok()?;
    let unit = match &text[digits..] {
        "s" | "с" => 1,
        "m" | "м" => 60,
        "h" | "ч" => 3_600,
        "d" | "д" => 86_400,
        _ => return None,
    };
    number.checked_mul(unit)
}

pub(super) fn outcome_kind(kind: &ast::OutcomeKind) -> OutcomeKind {
    match kind {
        ast::OutcomeKind::Skip => OutcomeKind::Skip,
        ast::OutcomeKind::Hold { retry } => {
            OutcomeKind::Hold(retry.as_ref().and_then(|retry| seconds(&retry.node)))
        }
        ast::OutcomeKind::Stop => OutcomeKind::Stop,
        ast::OutcomeKind::Keep => OutcomeKind::Keep,
        ast::OutcomeKind::Warn => OutcomeKind::Warn,
        ast::OutcomeKind::Create { via } => {
            OutcomeKind::Create(via.as_ref().map(|name| name.text.clone()))
        }
        ast::OutcomeKind::Retry { attempts, backoff } => OutcomeKind::Retry {
            attempts: attempts.as_ref().and_then(|n| n.node.parse().ok()).unwrap_or(1),
            backoff: backoff.as_ref().and_then(|b| seconds(&b.node)).unwrap_or(0),
        },
    }
}

pub(super) fn constant(value: Constant, ty: Type, span: Span) -> Expr {
    Expr::new(ExprKind::Constant(value), ty, false, span)
}

fn number_type(number: Decimal) -> Type {
    if number.scale() == 0 {
        return Type::Int;
    }
    Type::Decimal { precision: None, scale: Some(number.scale()) }
}

/// Whether a path is one field of a record, and holds one value.
fn one(catalog: &Catalog, record: RecordId, path: &str) -> bool {
    let field = catalog.field(record, path);
    field.is_some_and(|field| !matches!(field.ty, Type::Rows(_) | Type::Record(_) | Type::Ref(_)))
}
