//! What rules write, under names that are equal for one field, however a map is laid out.

use crate::syntax::ast::{Arrow, Expr, ExprKind, FieldRule, Keywords, Unary};
use crate::syntax::operator as operator_sign;

/// A field of a record: whether it is on the left, and its path from there.
pub(super) type Field = (bool, String);

/// Where the rules of a block stand: the paths from the record that its map or `each` is about.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    left: String,
    right: String,
}

impl Place {
    /// The place of what stands in a block.
    pub(super) fn inside(&self, head: &FieldRule) -> Place {
        let path = |before: &str, end: &Expr| match &end.kind {
            ExprKind::Dot => before.to_owned(),
            _ => format!("{before}{}.", shown(whole(end))),
        };
        Place { left: path(&self.left, &head.left), right: path(&self.right, &head.right) }
    }

    /// The fields that a rule writes there.
    pub(super) fn written(&self, rule: &FieldRule) -> Vec<Field> {
        let mut fields = Vec::new();
        if matches!(rule.arrow.node, Arrow::Left | Arrow::Both) {
            fields.extend(self.on(true, &rule.left));
        }
        if matches!(rule.arrow.node, Arrow::Right | Arrow::Both) {
            fields.extend(self.on(false, &rule.right));
        }
        fields
    }

    /// The fields that a path may mean there, on either side.
    pub(super) fn either(&self, path: &Expr) -> Vec<Field> {
        self.on(true, path).chain(self.on(false, path)).collect()
    }

    fn on(&self, left: bool, path: &Expr) -> impl Iterator<Item = Field> {
        let before = if left { &self.left } else { &self.right };
        paths(path).into_iter().map(move |path| (left, format!("{before}{path}")))
    }
}

/// The paths of a receiving side: one, or those of a tuple.
pub(super) fn paths(expr: &Expr) -> Vec<String> {
    match &expr.kind {
        ExprKind::Tuple(parts) => parts.iter().flat_map(paths).collect(),
        ExprKind::Via(inner, _) | ExprKind::Maybe(inner) => paths(inner),
        _ => vec![shown(expr)],
    }
}

fn whole(expr: &Expr) -> &Expr {
    match &expr.kind {
        ExprKind::Maybe(inner) => whole(inner),
        _ => expr,
    }
}

/// An expression in a form that is equal for equal expressions, wherever they stand.
pub(super) fn shown(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Name(name) => name.text.to_string(),
        ExprKind::Dot => ".".into(),
        ExprKind::Field(base, name) => format!("{}.{}", shown(base), name.text),
        ExprKind::Select(base, condition) => format!("{}[{}]", shown(base), shown(condition)),
        ExprKind::Index(base, number) => format!("{}[{}]", shown(base), number.node),
        ExprKind::Call(name, parts) => {
            format!("{}({})", name.text, parts.iter().map(shown).collect::<Vec<_>>().join(", "))
        }
        ExprKind::Maybe(inner) => format!("{}?", shown(inner)),
        ExprKind::Binary(operator, a, b) => {
            let sign = operator_sign(operator.node, Keywords::English);
            format!("{} {sign} {}", shown(a), shown(b))
        }
        ExprKind::Unary(operator, a) => match operator.node {
            Unary::Not => format!("not {}", shown(a)),
            Unary::Minus => format!("-{}", shown(a)),
        },
        ExprKind::Text(text) => super::expr::plain(text)
            .map_or_else(|| format!("template {:?}", text.span), |plain| format!("\"{plain}\"")),
        ExprKind::Number(text) | ExprKind::Duration(text) => text.to_string(),
        ExprKind::Bool(truth) => truth.to_string(),
        ExprKind::Empty => "empty".into(),
        ExprKind::Tuple(parts) => parts.iter().map(shown).collect::<Vec<_>>().join(", "),
        _ => format!("{:?}", expr.span),
    }
}
