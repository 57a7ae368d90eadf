//! Expressions, types and outcomes on one line each, operators before their operands.

use super::{clause, name, path};
use crate::syntax::ast::{
    Binary, Choose, Expr, ExprKind, Outcome, OutcomeKind, Text, TextPart, TypeArg, TypeExpr,
    TypeKind, Unary, Via,
};

pub(super) fn expr(of: &Expr) -> String {
    match &of.kind {
        ExprKind::Name(it) => name(it),
        ExprKind::Dot => ".".to_owned(),
        ExprKind::Field(inner, field) => format!("(field {} {})", expr(inner), name(field)),
        ExprKind::Select(rows, filter) => format!("(select {} {})", expr(rows), expr(filter)),
        ExprKind::Index(rows, index) => format!("(index {} {})", expr(rows), index.node),
        ExprKind::Maybe(inner) => format!("(maybe {})", expr(inner)),
        ExprKind::Call(function, args) => format!("(call {}{})", name(function), exprs(args)),
        ExprKind::Text(it) => text(it),
        ExprKind::Number(it) | ExprKind::Duration(it) => it.to_string(),
        ExprKind::Bool(it) => it.to_string(),
        ExprKind::Empty => "empty".to_owned(),
        ExprKind::Tuple(parts) => format!("(tuple{})", exprs(parts)),
        ExprKind::List(parts) => format!("(list{})", exprs(parts)),
        ExprKind::Choose(it) => choose(it),
        ExprKind::Unary(operator, inner) => {
            let word = if operator.node == Unary::Not { "not" } else { "-" };
            format!("({word} {})", expr(inner))
        }
        ExprKind::Binary(operator, left, right) => {
            format!("({} {} {})", binary(operator.node), expr(left), expr(right))
        }
        ExprKind::Via(inner, through) => format!("(via {} {})", expr(inner), via(through)),
        ExprKind::As(inner, to) => format!("(as {} {})", expr(inner), ty(to)),
        ExprKind::Outcome(it) => outcome(it),
        ExprKind::Broken => "(broken)".to_owned(),
    }
}

fn exprs(of: &[Expr]) -> String {
    of.iter().fold(String::new(), |said, one| said + " " + &expr(one))
}

pub(super) fn via(through: &Via) -> String {
    match &through.args {
        Some(args) => format!("(call {}{})", path(&through.path), exprs(args)),
        None => path(&through.path),
    }
}

fn choose(of: &Choose) -> String {
    let arms = of.arms.iter().fold(String::new(), |said, arm| {
        format!("{said} [{} {}]", expr(&arm.label), expr(&arm.value))
    });
    let otherwise = of.otherwise.as_ref().map(|value| format!(" [else {}]", expr(value)));
    format!("(choose {}{arms}{})", expr(&of.subject), otherwise.unwrap_or_default())
}

fn binary(operator: Binary) -> &'static str {
    match operator {
        Binary::Or => "or",
        Binary::And => "and",
        Binary::Equal => "==",
        Binary::NotEqual => "!=",
        Binary::Less => "<",
        Binary::LessEqual => "<=",
        Binary::Greater => ">",
        Binary::GreaterEqual => ">=",
        Binary::In => "in",
        Binary::Under => "under",
        Binary::Add => "+",
        Binary::Subtract => "-",
        Binary::Multiply => "*",
        Binary::Divide => "/",
    }
}

/// A plain text as a literal, a template part by part.
pub(super) fn text(of: &Text) -> String {
    match &of.parts[..] {
        [] => "\"\"".to_owned(),
        [TextPart::Plain(said)] => format!("{said:?}"),
        parts => format!("(text{})", text_parts(parts)),
    }
}

fn text_parts(parts: &[TextPart]) -> String {
    parts.iter().fold(String::new(), |before, part| {
        let part = match part {
            TextPart::Plain(said) => format!("{said:?}"),
            TextPart::Hole(inner) => format!("{{{}}}", expr(inner)),
            TextPart::Optional(inner) => format!("[{}]", text_parts(inner).trim_start()),
        };
        before + " " + &part
    })
}

pub(super) fn outcome(of: &Outcome) -> String {
    let (word, details) = match &of.kind {
        OutcomeKind::Skip => ("skip", String::new()),
        OutcomeKind::Hold { retry } => {
            ("hold", clause("retry", retry.as_ref().map(|after| after.node.to_string())))
        }
        OutcomeKind::Stop => ("stop", String::new()),
        OutcomeKind::Keep => ("keep", String::new()),
        OutcomeKind::Warn => ("warn", String::new()),
        OutcomeKind::Create { via } => ("create", clause("via", via.as_ref().map(name))),
        OutcomeKind::Retry { attempts, backoff } => {
            let attempts = clause("attempts", attempts.as_ref().map(|it| it.node.to_string()));
            let backoff = clause("backoff", backoff.as_ref().map(|it| it.node.to_string()));
            ("retry", attempts + &backoff)
        }
    };
    let message = of.message.as_ref().map(|message| format!(" {}", text(message)));
    format!("({word}{details}{})", message.unwrap_or_default())
}

pub(super) fn ty(of: &TypeExpr) -> String {
    let said = match &of.kind {
        TypeKind::Path(names) => path(names),
        TypeKind::Apply(to, args) => {
            let args: Vec<_> = args.iter().map(type_arg).collect();
            format!("{}({})", name(to), args.join(", "))
        }
        TypeKind::Union(members) => {
            let members: Vec<_> = members.iter().map(ty).collect();
            format!("({})", members.join(" | "))
        }
        TypeKind::Literal(said) => format!("{said:?}"),
        TypeKind::Columns(columns) => {
            let columns: Vec<_> = columns
                .iter()
                .map(|column| format!("{}: {}", name(&column.name), ty(&column.ty)))
                .collect();
            format!("(columns {})", columns.join(", "))
        }
        TypeKind::Grouped(inner, keys) => format!("(group {} by{})", ty(inner), exprs(keys)),
        TypeKind::Broken => "(broken)".to_owned(),
    };
    if of.optional { said + "?" } else { said }
}

fn type_arg(of: &TypeArg) -> String {
    match of {
        TypeArg::Number(digits) => digits.node.to_string(),
        TypeArg::Type(inner) => ty(inner),
    }
}
