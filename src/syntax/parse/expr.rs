//! Expressions: operators by their strength, paths, `choose`.

use crate::diag::{Diagnostic, codes};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Arm, Binary, Choose, Expr, ExprKind, Name, Unary, Via};
use crate::syntax::parse::grammar::{Node, Parts, Rule, only, unexpected};
use crate::syntax::parse::limits::MAX_DEPTH;
use crate::syntax::parse::reader::Reader;

impl<'i> Reader<'i> {
    /// An expression, with or without comparisons.
    pub(super) fn expr(&mut self, node: Node<'i>) -> Expr {
        let span = self.at(&node);
        let length = node.clone().into_inner().len();
        if self.depth + length > MAX_DEPTH {
            return self.too_long(span);
        }
        self.depth += length;
        let mut parts = Parts::of(node);
        let expr = self.operators(&mut parts, 0);
        self.depth -= length;
        expr
    }

    fn too_long(&mut self, span: Span) -> Expr {
        self.report(Diagnostic::new(&codes::S004, span));
        Expr { kind: ExprKind::Broken, span }
    }

    /// Operators at least as strong as `floor`: an operand, then pairs of operator and operand.
    fn operators(&mut self, parts: &mut Parts<'i>, floor: u8) -> Expr {
        let mut left = self.prefixed(parts);
        while let Some((operator, strength)) = parts.peek().and_then(binary)
            && strength >= floor
        {
            let operator = Spanned::new(operator, self.at(&parts.need()));
            let right = self.operators(parts, strength + 1);
            let span = left.span.to(right.span);
            let kind = ExprKind::Binary(operator, Box::new(left), Box::new(right));
            left = Expr { kind, span };
        }
        left
    }

    fn prefixed(&mut self, parts: &mut Parts<'i>) -> Expr {
        let Some(prefix) = parts.optional(Rule::prefix) else {
            return self.converted(parts);
        };
        let prefix = only(prefix);
        let span = self.at(&prefix);
        let (operator, floor) = match prefix.as_rule() {
            Rule::not_ => (Unary::Not, NOT),
            _ => (Unary::Minus, MINUS),
        };
        let operand = self.operators(parts, floor);
        let whole = span.to(operand.span);
        let kind = ExprKind::Unary(Spanned::new(operator, span), Box::new(operand));
        Expr { kind, span: whole }
    }

    /// An operand and the conversions after it.
    fn converted(&mut self, parts: &mut Parts<'i>) -> Expr {
        let mut expr = self.chain(parts.need());
        while let Some(Rule::via | Rule::narrow) = parts.peek() {
            let part = parts.need();
            let span = expr.span.to(self.at(&part));
            let inner = Box::new(expr);
            let kind = match part.as_rule() {
                Rule::via => ExprKind::Via(inner, self.via(only(part))),
                _ => ExprKind::As(inner, self.simple_type(only(part))),
            };
            expr = Expr { kind, span };
        }
        expr
    }

    fn via(&mut self, node: Node<'i>) -> Via {
        let span = self.at(&node);
        let mut parts = Parts::of(node);
        let path = self.path(parts.need());
        let args = parts.optional(Rule::args).map(|args| self.exprs(args));
        Via { path, args, span }
    }

    /// A path, or a value with suffixes.
    fn chain(&mut self, node: Node<'i>) -> Expr {
        let whole = self.at(&node);
        let mut parts = Parts::of(node);
        let atom = parts.need();
        let args = parts.optional(Rule::args);
        let mut expr = match args {
            Some(args) => {
                let span = self.at(&atom).to(self.at(&args));
                let kind = ExprKind::Call(self.name(&atom), self.exprs(args));
                Expr { kind, span }
            }
            None => self.atom(atom),
        };
        for (length, part) in parts.enumerate() {
            if self.depth + length > MAX_DEPTH {
                return self.too_long(whole);
            }
            let span = Span { start: expr.span.start, ..self.at(&part) };
            let inner = Box::new(expr);
            let kind = match part.as_rule() {
                Rule::field => ExprKind::Field(inner, self.only_name(part)),
                Rule::maybe => ExprKind::Maybe(inner),
                Rule::select => self.select(inner, part),
                _ => unexpected(&part),
            };
            expr = Expr { kind, span };
        }
        expr
    }

    /// `rows[CONDITION]`, `rows[0]`
    fn select(&mut self, rows: Box<Expr>, node: Node<'i>) -> ExprKind {
        let inner = self.expr(only(node));
        match inner.kind {
            ExprKind::Number(digits) => ExprKind::Index(rows, Spanned::new(digits, inner.span)),
            _ => ExprKind::Select(rows, Box::new(inner)),
        }
    }

    fn atom(&mut self, node: Node<'i>) -> Expr {
        let span = self.at(&node);
        let kind = match node.as_rule() {
            Rule::text => ExprKind::Text(self.template(&node)),
            Rule::plain => ExprKind::Text(self.plain_text(&node)),
            Rule::number => ExprKind::Number(node.as_str().into()),
            Rule::duration => ExprKind::Duration(self.verbatim(&node).node),
            Rule::true_ => ExprKind::Bool(true),
            Rule::false_ => ExprKind::Bool(false),
            Rule::empty_ => ExprKind::Empty,
            Rule::dot => ExprKind::Dot,
            Rule::name => ExprKind::Name(self.scoped_name(&node)),
            Rule::tuple => ExprKind::Tuple(self.exprs(node)),
            Rule::list => ExprKind::List(self.exprs(node)),
            Rule::choose => ExprKind::Choose(Box::new(self.choose(node))),
            Rule::negative => return self.negative(node),
            _ => unexpected(&node),
        };
        Expr { kind, span }
    }

    /// A literal: a cell of a table, a label.
    pub(super) fn literal(&mut self, node: Node<'i>) -> Expr {
        self.atom(node.into_inner().next().expect("a literal has one part"))
    }

    fn negative(&mut self, node: Node<'i>) -> Expr {
        let span = self.at(&node);
        let mut parts = Parts::of(node);
        let sign = Spanned::new(Unary::Minus, self.at(&parts.need()));
        let number = self.atom(parts.need());
        Expr { kind: ExprKind::Unary(sign, Box::new(number)), span }
    }

    pub(super) fn exprs(&mut self, node: Node<'i>) -> Vec<Expr> {
        Parts::of(node).map(|part| self.expr(part)).collect()
    }

    fn choose(&mut self, node: Node<'i>) -> Choose {
        let written = node.as_str();
        let open = self.span(written);
        let mut parts = Parts::of(node);
        let subject = self.expr(parts.need());
        let mut otherwise = None;
        let mut arms = Vec::new();
        for arm in parts {
            let whole = self.at(&arm);
            let mut pair = Parts::of(arm);
            let label = pair.need();
            let value = pair.need();
            let value = self.value(value);
            if label.as_rule() == Rule::otherwise {
                self.second_otherwise(&label, whole, otherwise.is_some());
                otherwise = Some(value);
            } else {
                arms.push(Arm { label: self.literal(label), value });
            }
        }
        Choose { subject, arms, otherwise, one_line: !self.slice(open).contains('\n') }
    }

    fn second_otherwise(&mut self, label: &Node<'i>, whole: Span, there: bool) {
        if there {
            let span = self.at(label);
            let twice = Diagnostic::new(&codes::S107, span).arg("word", self.slice(span));
            self.report(twice.fix("drop", whole, ""));
        }
    }

    /// A value or an outcome in its place.
    pub(super) fn value(&mut self, node: Node<'i>) -> Expr {
        if node.as_rule() != Rule::outcome {
            return self.expr(node);
        }
        let span = self.at(&node);
        Expr { kind: ExprKind::Outcome(Box::new(self.outcome(node))), span }
    }

    /// Fields of the heads of paths: `given setting.X`.
    pub(super) fn scoped_path(&self, node: Node<'i>) -> Vec<Name> {
        let mut parts = node.into_inner();
        let head = parts.next().map(|part| self.scoped_name(&part));
        head.into_iter().chain(parts.map(|part| self.name(&part))).collect()
    }
}

const NOT: u8 = 3;
const MINUS: u8 = 7;

/// An operator and how strongly it binds.
fn binary(rule: Rule) -> Option<(Binary, u8)> {
    Some(match rule {
        Rule::or_ => (Binary::Or, 1),
        Rule::and_ => (Binary::And, 2),
        Rule::equal => (Binary::Equal, 4),
        Rule::not_equal => (Binary::NotEqual, 4),
        Rule::less => (Binary::Less, 4),
        Rule::less_equal => (Binary::LessEqual, 4),
        Rule::greater => (Binary::Greater, 4),
        Rule::greater_equal => (Binary::GreaterEqual, 4),
        Rule::in_ => (Binary::In, 4),
        Rule::under_ => (Binary::Under, 4),
        Rule::add => (Binary::Add, 5),
        Rule::subtract => (Binary::Subtract, 5),
        Rule::multiply => (Binary::Multiply, 6),
        Rule::divide => (Binary::Divide, 6),
        _ => return None,
    })
}
