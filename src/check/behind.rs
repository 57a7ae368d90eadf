//! A path through a reference: `Контрагент.Description`, a field of the record that is referred to. It is
//! read beside the record that refers to it, those of a batch together.

use crate::check::path::{Node, RecordNode};
use crate::check::rows::RowsNode;
use crate::check::scope::Walk;
use crate::check::tree::{Access, Expr, ExprKind};
use crate::check::uses::Unit;
use crate::diag::{Diagnostic, codes};
use crate::schema::{EntityId, Field, Form, RecordId, Type};
use crate::source::Span;
use crate::syntax::ast::Name;

/// The record behind a reference, or one inside of it.
#[derive(Clone, Debug)]
pub(super) struct BehindNode {
    reference: Expr,
    entity: EntityId,
    record: RecordId,
    /// Members from the record to this one.
    wire: Vec<Box<str>>,
    /// The whole path, with a point after it.
    path: String,
}

impl Walk<'_, '_> {
    /// The record that a value of the source refers to.
    pub(super) fn behind(&self, reference: &Expr) -> Option<BehindNode> {
        let Type::Ref(entity) = *reference.ty() else { return None };
        let source = self.source.first()?.entity?;
        if self.ctx.catalog[entity].side != self.ctx.catalog[source].side {
            return None;
        }
        let record = self.ctx.catalog[entity].record;
        let path = format!("{}.", self.ctx.written(reference.span));
        Some(BehindNode { reference: reference.clone(), entity, record, wire: Vec::new(), path })
    }

    /// The record behind a record of the payload that is one in short: `customer` has its id and no name.
    pub(super) fn behind_record(&mut self, node: &RecordNode, name: &Name) -> Option<BehindNode> {
        let (access, maybe) = node.reference.clone()?;
        let Type::Ref(entity) = access.ty else { return None };
        let catalog = self.ctx.catalog;
        let is_short = catalog.field(node.scope.record, &name.text).is_none()
            && catalog.field(catalog[entity].record, &name.text).is_some();
        let span = Span { end: name.span.start.saturating_sub(1), ..name.span };
        let path = access.path.clone();
        let reference = Expr::new(ExprKind::Field(access), Type::Ref(entity), maybe, span);
        let found = self.behind(&reference).filter(|_| is_short)?;
        Some(BehindNode { path: format!("{path}."), ..found })
    }

    /// A field of a record in each of some rows: of what the row holds of it, or of the record itself.
    pub(super) fn inner(
        &mut self,
        rows: RowsNode,
        node: RecordNode,
        name: &Name,
        span: Span,
    ) -> Node {
        match self.behind_record(&node, name) {
            Some(behind) => self.column_behind(rows, &behind, name, span),
            None => self.column(rows, Some(node.scope), name, span),
        }
    }

    /// A field of what each of some rows refers to.
    pub(super) fn column_behind(
        &mut self,
        rows: RowsNode,
        behind: &BehindNode,
        name: &Name,
        span: Span,
    ) -> Node {
        match self.field_behind(behind, name) {
            Node::Value(value) if !value.is_broken() => {
                Node::Column(rows, Box::new(Expr { span, ..value }))
            }
            Node::Behind(_) => {
                self.ctx.later(span, "path");
                Node::Broken
            }
            _ => Node::Broken,
        }
    }

    /// A field of the record behind a reference.
    pub(super) fn field_behind(&mut self, behind: &BehindNode, name: &Name) -> Node {
        let asked = behind.path.trim_end_matches('.');
        let refused = |reason| {
            let wrong = Diagnostic::new(&codes::T238, name.span).arg("field", asked);
            wrong.at(reason)
        };
        match &self.ctx.unit {
            Some(Unit::Map(..)) => {}
            Some(Unit::Match(_)) => {
                self.ctx.report(refused("match").hint("compare"));
                return Node::Broken;
            }
            Some(Unit::Flow(_)) => {
                let wrong = self.ctx.worded(refused("flow"), &["check", "else", "skip"]);
                self.ctx.report(wrong.arg("name", &*name.text).hint("check"));
                return Node::Broken;
            }
            _ => {
                self.ctx.report(refused("other").hint("result"));
                return Node::Broken;
            }
        }
        let Some(field) = self.ctx.catalog.field(behind.record, &name.text).cloned() else {
            self.ctx.unknown_field(behind.record, name);
            return Node::Broken;
        };
        let mut wire = behind.wire.clone();
        wire.push(field.wire.name.clone());
        let path = format!("{}{}", behind.path, name.text);
        match field.ty {
            Type::Rows(_) => {
                self.ctx.report(refused("rows").hint("own"));
                Node::Broken
            }
            Type::Record(record) => Node::Behind(BehindNode {
                record,
                wire,
                path: format!("{path}."),
                ..behind.clone()
            }),
            _ => Node::Value(value_behind(behind, &field, wire, path, name.span)),
        }
    }
}

fn value_behind(
    behind: &BehindNode,
    field: &Field,
    mut wire: Vec<Box<str>>,
    path: String,
    span: Span,
) -> Expr {
    if let Form::Keyed(key) = &field.wire.form {
        wire.push(key.clone());
    }
    let access = Access {
        frame: 0,
        wire,
        tag: field.wire.tag.clone(),
        path: path.into(),
        ty: field.ty.clone(),
        sensitivity: field.sensitivity,
    };
    let (reference, entity) = (Box::new(behind.reference.clone()), behind.entity);
    let kind = ExprKind::Behind { reference, entity, access: Box::new(access) };
    // The record may be gone.
    Expr::new(kind, field.ty.clone(), true, behind.reference.span.to(span))
}
