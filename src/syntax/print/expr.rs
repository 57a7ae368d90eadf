//! Expressions and outcomes.

use super::body::{Entry, Layout, Mark};
use super::{At, Printer, name, path, quoted};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{
    Binary, Choose, Expr, ExprKind, Keywords, Name, Outcome, OutcomeKind, Text, TextPart, Unary,
    Via,
};
use crate::syntax::keywords::{SCOPES, duration, word};

/// Lays out what can be rendered anywhere.
type Lay<'a> = &'a dyn Fn(&dyn Fn(At) -> Layout) -> Layout;

impl Printer<'_> {
    pub(super) fn expr(&self, of: &Expr, at: At) -> String {
        match &of.kind {
            ExprKind::Name(it) => self.scoped(it),
            ExprKind::Dot => ".".to_owned(),
            ExprKind::Field(inner, field) => format!("{}.{}", self.expr(inner, at), name(field)),
            ExprKind::Select(rows, filter) => self.select(of, rows, filter, at),
            ExprKind::Index(rows, index) => format!("{}[{}]", self.expr(rows, at), index.node),
            ExprKind::Maybe(inner) => self.expr(inner, at) + "?",
            ExprKind::Call(function, args) => {
                let span = (function.span.end, of.span.end);
                name(function) + &self.exprs(["(", ")"], span, args, at)
            }
            ExprKind::Text(it) => self.template(it, at),
            ExprKind::Number(it) => it.to_string(),
            ExprKind::Duration(it) => duration(it, self.keywords),
            ExprKind::Bool(true) => self.word("true").to_owned(),
            ExprKind::Bool(false) => self.word("false").to_owned(),
            ExprKind::Empty => self.word("empty").to_owned(),
            ExprKind::Tuple(parts) => self.exprs(["(", ")"], ends(of.span), parts, at),
            ExprKind::List(parts) => self.exprs(["[", "]"], ends(of.span), parts, at),
            ExprKind::Choose(it) => self.choose(it, of.span, at),
            ExprKind::Unary(operator, inner) => match operator.node {
                Unary::Not => format!("{} {}", self.word("not"), self.expr(inner, at)),
                Unary::Minus => format!("-{}", self.expr(inner, at)),
            },
            ExprKind::Binary(operator, left, right) => {
                let gap = self.gap(operator.span.end, right.span.start, at.continued());
                let gap = gap.unwrap_or_else(|| " ".to_owned());
                let left = self.expr(left, at);
                format!(
                    "{left} {}{gap}{}",
                    self::operator(operator.node, self.keywords),
                    self.expr(right, at)
                )
            }
            ExprKind::Via(inner, via) => {
                let inner = self.expr(inner, at);
                format!("{inner} {} {}", self.word("via"), self.via(via, at))
            }
            ExprKind::As(inner, ty) => {
                format!("{} {} {}", self.expr(inner, at), self.word("as"), self.ty(ty, at))
            }
            ExprKind::Outcome(it) => self.outcome(it, at),
            ExprKind::Broken => self.verbatim(of.span),
        }
    }

    /// A name where the scopes have twins.
    pub(super) fn scoped(&self, of: &Name) -> String {
        match SCOPES.iter().find(|(scope, _)| !of.quoted && *scope == &*of.text) {
            Some((scope, _)) => self.word(scope).to_owned(),
            None => name(of),
        }
    }

    fn select(&self, of: &Expr, rows: &Expr, filter: &Expr, at: At) -> String {
        let place = [ends(filter.span)];
        let filter = |_: usize, at: At| self.expr(filter, at);
        let brackets = (rows.span.end, of.span.end);
        self.expr(rows, at) + &self.bracketed(["[", "]"], brackets, &place, at, &filter)
    }

    fn exprs(&self, brackets: [&str; 2], span: (u32, u32), parts: &[Expr], at: At) -> String {
        let places: Vec<_> = parts.iter().map(|part| ends(part.span)).collect();
        self.bracketed(brackets, span, &places, at, &|index, at| self.expr(&parts[index], at))
    }

    pub(super) fn via(&self, of: &Via, at: At) -> String {
        let Some(args) = &of.args else { return path(&of.path) };
        let open = of.path.last().map_or(of.span.start, |name| name.span.end);
        path(&of.path) + &self.exprs(["(", ")"], (open, of.span.end), args, at)
    }

    fn choose(&self, of: &Choose, span: Span, at: At) -> String {
        let head = format!("{} {}", self.word("choose"), self.expr(&of.subject, at));
        if of.one_line && !at.explode {
            let arms = self.arms(of, &|render| render(at));
            let arms: Vec<_> = arms.iter().map(|arm| arm.layout.alone(" ")).collect();
            return format!("{head} {{ {} }}", arms.join("; "));
        }
        let open = self.brace(of.subject.span.end).map_or(of.subject.span.end, |open| open + 1);
        let arms = self.arms(of, &|render| self.fitted(at.deeper(), render));
        let body = self.body(open, span.end.saturating_sub(1), at.deeper(), &arms);
        format!("{head} {{{body}{}}}", at.newline())
    }

    /// The branches in the order of the text.
    fn arms(&self, of: &Choose, lay: Lay<'_>) -> Vec<Entry> {
        let row = |left: String, span: Span, value: &Expr| {
            let layout = lay(&|at| Layout::Row {
                left: left.clone(),
                mark: Mark::Colon,
                right: self.expr(value, at),
                modifiers: Vec::new(),
            });
            Entry { span, layout }
        };
        let mut arms = Vec::new();
        for arm in &of.arms {
            let span = arm.label.span.to(arm.value.span);
            arms.push(row(self.literal(&arm.label), span, &arm.value));
        }
        if let Some(value) = &of.otherwise {
            arms.push(row(self.word("else").to_owned(), value.span, value));
        }
        arms.sort_by_key(|arm| arm.span.start);
        arms
    }

    /// A literal: its texts are no templates.
    pub(super) fn literal(&self, of: &Expr) -> String {
        match &of.kind {
            ExprKind::Text(text) => plain(text),
            ExprKind::Tuple(parts) => {
                let places: Vec<_> = parts.iter().map(|part| ends(part.span)).collect();
                let part = |index: usize, _: At| self.literal(&parts[index]);
                self.bracketed(["(", ")"], ends(of.span), &places, At::indent(0), &part)
            }
            _ => self.expr(of, At::indent(0)),
        }
    }

    pub(super) fn outcome(&self, of: &Outcome, at: At) -> String {
        let mut said = Vec::new();
        let mut after = None;
        match &of.kind {
            OutcomeKind::Skip => said.push(self.word("skip").to_owned()),
            OutcomeKind::Hold { retry } => {
                said.push(self.word("hold").to_owned());
                after = retry.as_ref();
            }
            OutcomeKind::Stop => said.push(self.word("stop").to_owned()),
            OutcomeKind::Keep => said.push(self.word("keep").to_owned()),
            OutcomeKind::Warn => said.push(self.word("warn").to_owned()),
            OutcomeKind::Create { via } => {
                said.push(self.word("create").to_owned());
                said.extend(via.iter().map(|map| format!("{} {}", self.word("via"), name(map))));
            }
            OutcomeKind::Retry { attempts, backoff } => {
                said.push(self.word("retry").to_owned());
                let times =
                    |it: &Spanned<Box<str>>| format!("{} {}", self.word("attempts"), it.node);
                said.extend(attempts.iter().map(times));
                let pause = |it: &Spanned<Box<str>>| {
                    format!("{} {}", self.word("backoff"), duration(&it.node, self.keywords))
                };
                said.extend(backoff.iter().map(pause));
            }
        }
        said.extend(of.message.iter().map(|message| self.template(message, at)));
        let retry = |it: &Spanned<Box<str>>| {
            format!("{} {}", self.word("retry"), duration(&it.node, self.keywords))
        };
        said.extend(after.map(retry));
        said.join(" ")
    }

    /// A text with holes.
    pub(super) fn template(&self, of: &Text, at: At) -> String {
        format!("\"{}\"", self.text_parts(&of.parts, at))
    }

    fn text_parts(&self, parts: &[TextPart], at: At) -> String {
        let part = |part: &TextPart| match part {
            TextPart::Plain(said) => doubled(said),
            TextPart::Hole(inner) => format!("{{{}}}", self.expr(inner, at)),
            TextPart::Optional(inner) => format!("[{}]", self.text_parts(inner, at)),
        };
        parts.iter().map(part).collect()
    }
}

/// An operator in that language.
pub fn operator(operator: Binary, keywords: Keywords) -> &'static str {
    match operator {
        Binary::Or => word("or", keywords),
        Binary::And => word("and", keywords),
        Binary::In => word("in", keywords),
        Binary::Under => word("under", keywords),
        Binary::Equal => "==",
        Binary::NotEqual => "!=",
        Binary::Less => "<",
        Binary::LessEqual => "<=",
        Binary::Greater => ">",
        Binary::GreaterEqual => ">=",
        Binary::Add => "+",
        Binary::Subtract => "-",
        Binary::Multiply => "*",
        Binary::Divide => "/",
    }
}

/// A text without holes, as a literal.
fn plain(of: &Text) -> String {
    match &of.parts[..] {
        [TextPart::Plain(said)] => quoted(said),
        _ => quoted(""),
    }
}

/// Characters that mean something in a template, doubled.
fn doubled(said: &str) -> String {
    let mut text = String::with_capacity(said.len());
    for character in said.chars() {
        text.push(character);
        if matches!(character, '{' | '}' | '[' | ']' | '"') {
            text.push(character);
        }
    }
    text
}

fn ends(span: Span) -> (u32, u32) {
    (span.start, span.end)
}
