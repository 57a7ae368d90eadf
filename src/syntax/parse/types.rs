//! Types as written.

use crate::syntax::ast::{Column, TypeArg, TypeExpr, TypeKind};
use crate::syntax::parse::grammar::{Node, Parts, Rule, unexpected};
use crate::syntax::parse::reader::{Reader, unquoted};

impl<'i> Reader<'i> {
    /// A type, with its `?` and its `group by`.
    pub(super) fn type_expr(&mut self, node: Node<'i>) -> TypeExpr {
        let span = self.at(&node);
        let mut members = Vec::new();
        let mut optional = None;
        let mut grouping = None;
        let mut columns = None;
        for part in Parts::of(node) {
            match part.as_rule() {
                Rule::columns => columns = Some(self.columns(part)),
                Rule::maybe => optional = Some(self.at(&part)),
                Rule::grouping => grouping = Some(part),
                _ => members.push(self.type_member(part)),
            }
        }
        let end = members.last().map_or(span.start, |member| member.span.end);
        let kind = match columns {
            Some(columns) => TypeKind::Columns(columns),
            None if members.len() == 1 => members.remove(0).kind,
            None => TypeKind::Union(members),
        };
        let Some(grouping) = grouping else {
            return TypeExpr { kind, optional: optional.is_some(), span };
        };
        let end = optional.map_or(end, |mark| mark.end);
        let inner = TypeExpr {
            kind,
            optional: optional.is_some(),
            span: crate::source::Span { end, ..span },
        };
        let keys = Parts::of(grouping).map(|key| self.expr(key)).collect();
        TypeExpr { kind: TypeKind::Grouped(Box::new(inner), keys), optional: false, span }
    }

    /// The type after `as`.
    pub(super) fn simple_type(&mut self, node: Node<'i>) -> TypeExpr {
        let span = self.at(&node);
        let mut parts = Parts::of(node);
        let member = self.type_member(parts.need());
        TypeExpr { kind: member.kind, optional: parts.optional(Rule::maybe).is_some(), span }
    }

    fn type_member(&mut self, node: Node<'i>) -> TypeExpr {
        let span = self.at(&node);
        let kind = match node.as_rule() {
            Rule::plain => TypeKind::Literal(unquoted(node.as_str())),
            Rule::path => TypeKind::Path(self.path(node)),
            Rule::type_apply => {
                let mut parts = Parts::of(node);
                let name = self.name(&parts.need());
                TypeKind::Apply(name, parts.map(|part| self.type_arg(part)).collect())
            }
            _ => unexpected(&node),
        };
        TypeExpr { kind, optional: false, span }
    }

    fn type_arg(&mut self, node: Node<'i>) -> TypeArg {
        match node.as_rule() {
            Rule::number => TypeArg::Number(self.verbatim(&node)),
            _ => TypeArg::Type(self.type_expr(node)),
        }
    }

    fn columns(&mut self, node: Node<'i>) -> Vec<Column> {
        let column = |part: Node<'i>| {
            let mut parts = Parts::of(part);
            let name = self.one_of(&parts.need(), &[("kind", "вид")]);
            Column { name, ty: self.type_expr(parts.need()) }
        };
        Parts::of(node).map(column).collect()
    }
}
