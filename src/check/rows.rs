//! Rows of the source: which of them, one field of them, how many there are.

use crate::check::Constant;
use crate::check::path::Node;
use crate::check::scope::{SourceScope, Walk};
use crate::check::tree::{Expr, ExprKind, Fold, Rows};
use crate::diag::{Diagnostic, codes};
use crate::schema::{EntityId, Field, Origin, RecordId, Type};
use crate::source::Span;
use crate::syntax::ast;
use crate::value::Decimal;

/// Rows inside the payload, or records that point at this one.
#[derive(Clone, Debug)]
pub(super) struct RowsNode {
    pub(super) rows: Rows,
    pub(super) record: RecordId,
    /// The fields that tell rows apart.
    pub(super) key: Vec<Box<str>>,
    /// The entity whose records these are, and its field that holds the owner.
    pub(super) related: Option<(EntityId, Box<str>)>,
    /// The pattern, as far as it compares fields with fixed values.
    pub(super) fixed: Vec<(Box<str>, Constant)>,
}

impl RowsNode {
    /// Whether the pattern leaves one row at most: it fixes all that tells rows apart.
    pub(super) fn is_one(&self) -> bool {
        let is_fixed = |key: &str| self.fixed.iter().any(|(name, _)| **name == *key);
        !self.key.is_empty() && self.key.iter().all(|key| is_fixed(key))
    }
}

/// What is known of a fold over an expression: the rows that it goes over, once one was met.
#[derive(Default)]
pub(super) struct Folding {
    rows: Option<RowsNode>,
}

impl Walk<'_, '_> {
    pub(super) fn rows_field(
        &mut self,
        scope: &SourceScope,
        rows: &crate::schema::Rows,
        wire: Vec<Box<str>>,
        path: String,
        field: &Field,
    ) -> Node {
        let scalars = {
            let record = &self.ctx.catalog[rows.record];
            let only = record.fields.get("value").filter(|_| record.fields.len() == 1);
            only.is_some_and(|value| value.wire.name.is_empty())
        };
        let related = match &field.origin {
            Origin::Own => None,
            Origin::Related { entity, by } => Some((*entity, by.clone())),
        };
        Node::Rows(RowsNode {
            rows: Rows {
                frame: scope.frame,
                wire,
                path: path.into(),
                scalars,
                depth: self.depth + 1,
                filter: None,
            },
            record: rows.record,
            key: rows.key.clone(),
            related,
            fixed: Vec::new(),
        })
    }

    /// `rows[condition]`
    pub(super) fn select(&mut self, base: &ast::Expr, condition: &ast::Expr) -> Node {
        match self.node(base) {
            Node::Rows(mut rows) => {
                let filter = self.in_row(&rows, |walk| walk.deciding(condition));
                rows.fixed.extend(fixed(&filter));
                rows.rows.filter = Some(Box::new(match rows.rows.filter.take() {
                    None => filter,
                    Some(before) => both(*before, filter),
                }));
                Node::Rows(rows)
            }
            Node::Broken => Node::Broken,
            _ => {
                self.ctx.report(Diagnostic::new(&codes::T211, base.span));
                Node::Broken
            }
        }
    }

    /// A field of rows: a value each, whose expression reads the row at hand.
    /// The row's own, or that of a record inside it.
    pub(super) fn column(
        &mut self,
        rows: RowsNode,
        inner: Option<SourceScope>,
        name: &ast::Name,
        span: Span,
    ) -> Node {
        let node = self.in_row(&rows, |walk| {
            let scope = inner.unwrap_or_else(|| walk.scope().clone());
            match walk.field_of(&scope, name) {
                node @ Node::Record(_) => node,
                node => Node::Value(walk.value_of(node, span)),
            }
        });
        match node {
            Node::Record(node) => Node::Inner(rows, node),
            Node::Value(value) => Node::Column(rows, Box::new(value)),
            _ => Node::Broken,
        }
    }

    /// Does something with a row at hand.
    pub(super) fn in_row<T>(&mut self, rows: &RowsNode, inside: impl FnOnce(&mut Self) -> T) -> T {
        let scope = SourceScope { is_outside: true, ..row_scope(rows) };
        self.source.push(scope);
        self.depth += 1;
        let result = inside(self);
        self.depth -= 1;
        self.source.pop();
        result
    }

    /// `sum(prices.price * prices.quantity)`: an expression for each row. All its fields of rows are
    /// of the same ones.
    pub(super) fn each_row(&mut self, arg: &ast::Expr) -> Node {
        let outer = self.folding.replace(Folding::default());
        let value = self.expr(arg, None);
        let rows = std::mem::replace(&mut self.folding, outer).and_then(|folding| folding.rows);
        // A fold inside of one would need a row of its own at the place of the outer one's.
        let mut nested = false;
        value.visit(&mut |part| nested |= matches!(part.kind, ExprKind::Fold(..)));
        match rows {
            _ if value.is_broken() => Node::Broken,
            _ if nested => Node::Value(value),
            Some(rows) => Node::Column(rows, Box::new(value)),
            None => Node::Value(value),
        }
    }

    /// A field of the rows that a fold goes over: that of the row at hand.
    pub(super) fn folded(&mut self, rows: RowsNode, value: Expr, span: Span) -> Expr {
        let folding = self.folding.get_or_insert_default();
        let same = folding.rows.as_ref().is_none_or(|known| {
            let filtered = known.rows.filter.is_some() || rows.rows.filter.is_some();
            known.rows.frame == rows.rows.frame && known.rows.wire == rows.rows.wire && !filtered
        });
        if !same {
            self.ctx.report(Diagnostic::new(&codes::T219, span).hint("same"));
            return Expr::broken(span);
        }
        folding.rows.get_or_insert(rows);
        value
    }

    /// A field of rows as one value: only where the pattern leaves one row at most.
    pub(super) fn only_row(&mut self, rows: RowsNode, value: Expr, span: Span) -> Expr {
        if rows.related.is_some() {
            self.ctx.later(span, "related");
            return Expr::broken(span);
        }
        if !rows.is_one() {
            let many = Diagnostic::new(&codes::T214, span).arg("rows", &*rows.rows.path);
            let first = format!("first({})", self.ctx.written(span));
            self.ctx.report(many.fix("first", span, first));
            return Expr::broken(span);
        }
        let ty = value.ty().clone();
        Expr::new(ExprKind::Fold(Fold::First, rows.rows, Box::new(value)), ty, true, span)
    }
}

/// How many rows there are, for comparing them with `empty`.
pub(super) fn count(rows: RowsNode, span: Span) -> Expr {
    let one = Constant::Number(Decimal::ONE);
    let one = Expr::new(ExprKind::Constant(one), Type::Int, false, span);
    let kind = ExprKind::Fold(Fold::Count, rows.rows, Box::new(one));
    Expr::new(kind, Type::Int, false, span)
}

/// The scope of a row at hand.
pub(super) fn row_scope(rows: &RowsNode) -> SourceScope {
    SourceScope {
        frame: rows.rows.depth,
        wire: Vec::new(),
        path: format!("{}[].", rows.rows.path),
        record: rows.record,
        entity: rows.related.as_ref().map(|(entity, _)| *entity),
        rows: Some(rows.rows.clone()),
        is_root: false,
        is_outside: false,
        lets: std::rc::Rc::default(),
    }
}

/// `a and b`
pub(super) fn both(a: Expr, b: Expr) -> Expr {
    let span = a.span;
    let kind = ExprKind::Binary(ast::Binary::And, Box::new(a), Box::new(b), 0);
    Expr::new(kind, Type::Bool, false, span)
}

/// The paths that are filled where a condition holds: comparisons by size are false for what is
/// absent.
pub(super) fn filled_by(condition: &Expr, filled: &mut Vec<Box<str>>) {
    let ExprKind::Binary(operator, a, b, _) = &condition.kind else { return };
    match operator {
        ast::Binary::And => {
            filled_by(a, filled);
            filled_by(b, filled);
        }
        ast::Binary::Less
        | ast::Binary::LessEqual
        | ast::Binary::Greater
        | ast::Binary::GreaterEqual => {
            for side in [a, b] {
                if let ExprKind::Field(access) = &side.kind {
                    filled.push(access.path.clone());
                }
            }
        }
        ast::Binary::NotEqual => {
            for (side, other) in [(a, b), (b, a)] {
                if let (ExprKind::Field(access), ExprKind::Constant(Constant::Absent)) =
                    (&side.kind, &other.kind)
                {
                    filled.push(access.path.clone());
                }
            }
        }
        _ => {}
    }
}

/// The fields that a condition compares with fixed values: `Тип == "Телефон" and ...`.
fn fixed(condition: &Expr) -> Vec<(Box<str>, Constant)> {
    match &condition.kind {
        ExprKind::Binary(ast::Binary::And, a, b, _) => {
            let mut all = fixed(a);
            all.extend(fixed(b));
            all
        }
        ExprKind::Binary(ast::Binary::Equal, a, b, _) => match (&a.kind, &b.kind) {
            (ExprKind::Field(access), ExprKind::Constant(value)) if access.frame > 0 => {
                let name = access.path.rsplit('.').next().unwrap_or_default();
                vec![(name.into(), value.clone())]
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}
