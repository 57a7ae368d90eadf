//! What makes a value of one type one of another, as corrected code; where nothing does, what to do.

use crate::builtins::Kind;
use crate::check::scope::Walk;
use crate::check::tree::Expr;
use crate::diag::{Diagnostic, Hint};
use crate::schema::Type;
use crate::source::Span;

/// The most fields that a remedy names.
const SHOWN: usize = 8;

impl Walk<'_, '_> {
    /// Adds the remedy for a value of one type at a place of another; `span` is the value's.
    pub(super) fn remedy(
        &self,
        wrong: Diagnostic,
        from: &Type,
        to: &Type,
        span: Span,
    ) -> Diagnostic {
        if is_choice(from) && is_choice(to) {
            return wrong.hint("table");
        }
        if self.two_way.is_some() {
            let is_split = is_choice(to) || self.code(from, to, span).is_some();
            return wrong.hint(if is_split { "split" } else { "other" });
        }
        if let Some((text, code)) = self.code(from, to, span) {
            return wrong.fix(text, span, code);
        }
        let written = self.ctx.written(span);
        match to {
            Type::Date | Type::DateTime if from.is_number() || *from == Type::Duration => {
                let fields = self.moments();
                let Some(field) = fields.first() else { return wrong.hint("date") };
                let later =
                    if from.is_number() { format!("days({written})") } else { written.into() };
                with_code(wrong, "later", format!("{field} + {later}"))
            }
            Type::Date | Type::DateTime => match self.moments() {
                fields if fields.is_empty() => wrong.hint("date"),
                fields => with_code(wrong, "dates", fields.join(", ")),
            },
            Type::Ref(_) if matches!(from, Type::Code(_)) => wrong.hint("table"),
            Type::Ref(_) if matches!(from, Type::Ref(_)) => wrong.hint("other"),
            Type::Ref(_) => {
                with_code(wrong, "find", format!("{written} {} ...", self.word("via", span)))
            }
            Type::Enum(_) | Type::Literals(_) | Type::Code(_) => {
                with_code(wrong, "each", self.choice(written, span, "\"...\"", "\"...\"", true))
            }
            Type::Int | Type::Decimal { .. } if is_choice(from) => {
                with_code(wrong, "each", self.choice(written, span, "1", "0", true))
            }
            _ if matches!(from, Type::Ref(_)) => wrong.hint("part"),
            _ => wrong.hint("other"),
        }
    }

    /// The corrected code of a value, and the name of what is said of it; none that cannot stand
    /// where the value does.
    fn code(&self, from: &Type, to: &Type, span: Span) -> Option<(&'static str, String)> {
        if self.in_hole && from.is_textual() && to.is_number() && !is_choice(from) {
            return Some(("number", format!("number({})", self.ctx.written(span))));
        }
        let code = self.code_outside(from, to, span);
        code.filter(|(_, code)| !self.in_hole || !code.contains(['"', '{']))
    }

    /// The same outside of texts.
    fn code_outside(&self, from: &Type, to: &Type, span: Span) -> Option<(&'static str, String)> {
        let written = self.ctx.written(span);
        let (yes, no) = if self.ctx.is_russian(span) {
            ("\"да\"", "\"нет\"")
        } else {
            ("\"yes\"", "\"no\"")
        };
        let is_time = matches!(from, Type::Date | Type::DateTime | Type::Duration);
        Some(match (from, to) {
            (Type::Bool, Type::Text { .. }) => {
                ("spell", self.choice(written, span, yes, no, false))
            }
            (from, Type::Text { .. } | Type::Phone | Type::Email)
                if from.is_number() || is_time =>
            {
                ("text", format!("text({written})"))
            }
            (Type::Bool, to) if to.is_number() => {
                ("count", self.choice(written, span, "1", "0", false))
            }
            (Type::Bool, Type::Enum(_) | Type::Literals(_)) => {
                let members = match to {
                    Type::Enum(id) => &self.ctx.catalog[*id].members,
                    Type::Literals(members) => members,
                    _ => return None,
                };
                let [first, second, ..] = &members[..] else { return None };
                let (first, second) = (format!("\"{first}\""), format!("\"{second}\""));
                ("spell", self.choice(written, span, &first, &second, false))
            }
            (from, to) if from.is_textual() && to.is_number() && !is_choice(from) => {
                ("number", format!("number({written}, \"ru\")"))
            }
            (from, Type::Bool) if from.is_number() => ("condition", format!("{written} != 0")),
            (from, Type::Bool) if from.is_textual() && !is_choice(from) => {
                ("condition", format!("{written} == {yes}"))
            }
            (from, Type::Bool) if is_time || matches!(from, Type::Ref(_)) => {
                ("condition", format!("{written} != {}", self.word("empty", span)))
            }
            _ => return None,
        })
    }

    /// `choose x { true: a; false: b }`, or the beginning of one that names each value.
    fn choice(&self, written: &str, span: Span, yes: &str, no: &str, each: bool) -> String {
        let (first, last) = if each {
            ("\"...\"", self.word("else", span))
        } else {
            (self.word("true", span), self.word("false", span))
        };
        format!("{} {written} {{ {first}: {yes}; {last}: {no} }}", self.word("choose", span))
    }

    /// The fields of the record at hand that hold days and moments.
    fn moments(&self) -> Vec<&str> {
        let fields = &self.ctx.catalog[self.scope().record].fields;
        let times =
            fields.iter().filter(|(_, field)| matches!(field.ty, Type::Date | Type::DateTime));
        times.map(|(name, _)| &**name).take(SHOWN).collect()
    }

    /// Says that arithmetic has no number there.
    pub(super) fn no_number(&mut self, wrong: Diagnostic, value: &Expr) {
        let wrong = match self.code(value.ty(), &Type::NUMBER, value.span) {
            Some((text, code)) => wrong.fix(text, value.span, code),
            None => wrong.hint("other"),
        };
        self.ctx.report(wrong);
    }

    /// Says that a function takes no such value.
    pub(super) fn unfit(&mut self, wrong: Diagnostic, arg: &Expr, kind: Kind) {
        let wanted = match kind {
            Kind::Number => Type::NUMBER,
            Kind::Text | Kind::Phone => Type::TEXT,
            Kind::Day => Type::Date,
            Kind::Moment => Type::DateTime,
            Kind::Span => Type::Duration,
            Kind::Any | Kind::Same | Kind::Shown => Type::Any,
        };
        let wrong = match self.code(arg.ty(), &wanted, arg.span) {
            Some((_, code)) => wrong.fix("convert", arg.span, code),
            None => wrong.hint("other"),
        };
        self.ctx.report(wrong);
    }

    fn word(&self, english: &'static str, at: Span) -> &'static str {
        self.ctx.word(english, at)
    }
}

/// Whether a type has a few known values, which `choose` can name.
fn is_choice(ty: &Type) -> bool {
    matches!(ty, Type::Enum(_) | Type::Literals(_) | Type::Code(_))
}

fn with_code(mut wrong: Diagnostic, text: &'static str, code: String) -> Diagnostic {
    wrong.hints.push(Hint { text, args: vec![("code", code.into())], fix: None });
    wrong
}
