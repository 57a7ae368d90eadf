//! Whether an entry of a dictionary fits the condition of a table's `pull`.
//!
//! The condition asks for members of the entry and for constants and settings; that is all it may.

use crate::check::Values;
use crate::check::values::Scalar;
use crate::schema::{Attribute, DictionaryEntry};
use crate::source::Span;
use crate::syntax::ast::{Binary, Expr, ExprKind, TextPart, Unary};

/// What a part of a condition comes to.
#[derive(Clone, Debug, PartialEq)]
enum Fact {
    Absent,
    Flag(bool),
    Text(String),
    List(Vec<String>),
}

/// Whether the entry fits; `Err` is the place of what such a condition cannot ask.
pub(super) fn fits(
    condition: &Expr,
    entry: &DictionaryEntry,
    values: &Values,
) -> Result<bool, Span> {
    truth(&fact(condition, entry, values)?, condition.span)
}

fn fact(expr: &Expr, entry: &DictionaryEntry, values: &Values) -> Result<Fact, Span> {
    let of = |expr: &Expr| fact(expr, entry, values);
    Ok(match &expr.kind {
        ExprKind::Empty => Fact::Absent,
        ExprKind::Bool(truth) => Fact::Flag(*truth),
        ExprKind::Number(number) => Fact::Text(number.to_string()),
        ExprKind::Text(text) => match &*text.parts {
            [] => Fact::Text(String::new()),
            [TextPart::Plain(text)] => Fact::Text(text.to_string()),
            _ => return Err(expr.span),
        },
        ExprKind::List(members) => Fact::List(
            members
                .iter()
                .map(|member| word(&of(member)?, member.span))
                .collect::<Result<_, _>>()?,
        ),
        ExprKind::Tuple(parts) if parts.len() == 1 => of(&parts[0])?,
        ExprKind::Name(name) => member(entry, &name.text),
        ExprKind::Field(owner, name) => match &owner.kind {
            ExprKind::Name(scope) if &*scope.text == "const" => {
                given(values.constants.get(&*name.text).map(|cell| &cell.scalar))
            }
            ExprKind::Name(scope) if &*scope.text == "setting" => {
                given(values.settings.get(&*name.text).map(|cell| &cell.scalar))
            }
            _ => return Err(expr.span),
        },
        ExprKind::Unary(unary, inner) if unary.node == Unary::Not => {
            Fact::Flag(!truth(&of(inner)?, inner.span)?)
        }
        ExprKind::Binary(binary, left, right) => {
            let (before, after) = (of(left)?, of(right)?);
            Fact::Flag(match binary.node {
                Binary::And => truth(&before, left.span)? && truth(&after, right.span)?,
                Binary::Or => truth(&before, left.span)? || truth(&after, right.span)?,
                Binary::Equal => before == after,
                Binary::NotEqual => before != after,
                Binary::In => match &after {
                    Fact::List(texts) => texts.contains(&word(&before, left.span)?),
                    Fact::Absent => false,
                    Fact::Flag(_) | Fact::Text(_) => return Err(right.span),
                },
                _ => return Err(binary.span),
            })
        }
        _ => return Err(expr.span),
    })
}

fn member(entry: &DictionaryEntry, name: &str) -> Fact {
    match name {
        "code" => Fact::Text(entry.code.to_string()),
        "name" => Fact::Text(entry.name.to_string()),
        "active" => Fact::Flag(entry.active),
        _ => match entry.attributes.get(name) {
            None => Fact::Absent,
            Some(Attribute::Flag(flag)) => Fact::Flag(*flag),
            Some(Attribute::Text(text)) => Fact::Text(text.to_string()),
            Some(Attribute::List(texts)) if texts.is_empty() => Fact::Absent,
            Some(Attribute::List(texts)) => {
                Fact::List(texts.iter().map(ToString::to_string).collect())
            }
        },
    }
}

fn given(scalar: Option<&Scalar>) -> Fact {
    match scalar {
        None | Some(Scalar::Empty) => Fact::Absent,
        Some(Scalar::Bool(flag, _)) => Fact::Flag(*flag),
        Some(Scalar::Number(text) | Scalar::Text(text)) => Fact::Text(text.clone()),
    }
}

/// An absent flag is off.
fn truth(fact: &Fact, span: Span) -> Result<bool, Span> {
    match fact {
        Fact::Flag(flag) => Ok(*flag),
        Fact::Absent => Ok(false),
        Fact::Text(_) | Fact::List(_) => Err(span),
    }
}

fn word(fact: &Fact, span: Span) -> Result<String, Span> {
    match fact {
        Fact::Text(text) => Ok(text.clone()),
        Fact::Absent => Ok(String::new()),
        Fact::Flag(_) | Fact::List(_) => Err(span),
    }
}
