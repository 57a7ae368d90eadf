//! Types as they are written to types of the schema.

use crate::check::context::{Context, joined};
use crate::check::nearby::suggest;
use crate::diag::{Diagnostic, codes};
use crate::schema::{Member, Type, nearest};
use crate::source::Span;
use crate::syntax::ast::{Name, TypeArg, TypeExpr, TypeKind};

/// The types that have no argument, by their names.
const PLAIN: &[(&str, Type)] = &[
    ("text", Type::TEXT),
    ("bool", Type::Bool),
    ("int", Type::Int),
    ("decimal", Type::NUMBER),
    ("money", Type::MONEY),
    ("date", Type::Date),
    ("datetime", Type::DateTime),
    ("duration", Type::Duration),
    ("guid", Type::Guid),
    ("phone", Type::Phone),
    ("email", Type::Email),
];

impl Context<'_> {
    /// The type, and whether it is marked optional.
    pub(super) fn type_of(&mut self, ty: &TypeExpr) -> Option<(Type, bool)> {
        let found = match &ty.kind {
            TypeKind::Path(path) => self.named_type(path, ty.span),
            TypeKind::Apply(name, args) => self.applied_type(name, args, ty.span),
            TypeKind::Literal(text) => Some(Type::Literals(vec![text.clone()])),
            TypeKind::Union(members) => self.union_type(members),
            TypeKind::Columns(_) | TypeKind::Grouped(..) => {
                self.later(ty.span, "type");
                None
            }
            TypeKind::Broken => None,
        };
        found.map(|found| (found, ty.optional))
    }

    fn named_type(&mut self, path: &[Name], span: Span) -> Option<Type> {
        if let [name] = path {
            if let Some((_, ty)) = PLAIN.iter().find(|(plain, _)| *plain == &*name.text) {
                return Some(ty.clone());
            }
            let unknown = Diagnostic::new(&codes::N108, span).arg("name", &*name.text);
            let plain = PLAIN.iter().map(|(name, _)| *name);
            let near = nearest(&name.text, plain.clone());
            self.report(if near.is_empty() {
                let known: Vec<&str> = plain.collect();
                unknown.arg("known", known.join(", ")).hint("known")
            } else {
                suggest(unknown, span, near)
            });
            return None;
        }
        let (_, member, taken) = self.member(path)?;
        match member {
            Member::Entity(entity) | Member::Collection(entity) if taken == path.len() => {
                Some(Type::Ref(entity))
            }
            Member::Dictionary(dictionary) if taken == path.len() => Some(Type::Code(dictionary)),
            Member::Type(ty) if taken == path.len() => Some(ty),
            Member::Union(union) if taken == path.len() => {
                let members = self.catalog[union].entities.iter().map(|id| Type::Ref(*id));
                Some(Type::Union(members.collect()))
            }
            Member::Entity(entity) | Member::Collection(entity) => {
                self.field_type(self.catalog[entity].record, &path[taken..])
            }
            Member::Dictionary(_) | Member::Type(_) | Member::Union(_) => {
                self.report(Diagnostic::new(&codes::N108, span).arg("name", joined(path)));
                None
            }
        }
    }

    /// `crm.customer.sex`: the type of that field.
    fn field_type(&mut self, record: crate::schema::RecordId, path: &[Name]) -> Option<Type> {
        let (name, rest) = path.split_first()?;
        let Some(field) = self.catalog.field(record, &name.text) else {
            self.unknown_field(record, name);
            return None;
        };
        match (&field.ty, rest) {
            (ty, []) => Some(ty.clone()),
            (Type::Record(inner), rest) => self.field_type(*inner, rest),
            _ => {
                self.report(Diagnostic::new(&codes::N108, name.span).arg("name", joined(path)));
                None
            }
        }
    }

    fn applied_type(&mut self, name: &Name, args: &[TypeArg], span: Span) -> Option<Type> {
        match (&*name.text, args) {
            ("ref", [TypeArg::Type(entity)]) => self.entity(entity).map(Type::Ref),
            ("code", [TypeArg::Type(path)]) => match self.type_of(path)? {
                (code @ Type::Code(_), _) => Some(code),
                _ => self.bad_type(name, span),
            },
            ("kind", [TypeArg::Type(_)]) => {
                self.later(span, "kind");
                None
            }
            ("enum", [TypeArg::Type(path)]) => self.enum_of(path, span),
            ("text", [TypeArg::Number(max)]) => match max.node.parse() {
                Ok(max @ 1..) => Some(Type::Text { max: Some(max) }),
                _ => self.bad_type(name, span),
            },
            ("decimal", [TypeArg::Number(precision), TypeArg::Number(scale)]) => {
                match (precision.node.parse::<u8>(), scale.node.parse::<u8>()) {
                    (Ok(precision), Ok(scale))
                        if scale <= precision && (1..=38).contains(&precision) =>
                    {
                        Some(Type::Decimal { precision: Some(precision), scale: Some(scale) })
                    }
                    _ => self.bad_type(name, span),
                }
            }
            ("rows", _) => {
                self.later(span, "type");
                None
            }
            _ => self.bad_type(name, span),
        }
    }

    /// A type that does not exist, or one whose brackets say something else than it takes.
    fn bad_type(&mut self, name: &Name, span: Span) -> Option<Type> {
        let known =
            ["text", "decimal", "ref", "code", "enum", "kind", "rows"].contains(&&*name.text);
        let code = if known { &codes::N118 } else { &codes::N108 };
        self.report(Diagnostic::new(code, span).arg("name", &*name.text));
        None
    }

    /// `enum(erp.Document_X.Поле)`: the type of that field.
    fn enum_of(&mut self, path: &TypeExpr, span: Span) -> Option<Type> {
        let TypeKind::Path(names) = &path.kind else { return None };
        let (_, member, taken) = self.member(names)?;
        let (Member::Entity(entity) | Member::Collection(entity)) = member else {
            self.report(Diagnostic::new(&codes::N108, span).arg("name", joined(names)));
            return None;
        };
        let [field] = &names[taken..] else {
            self.report(Diagnostic::new(&codes::N108, span).arg("name", joined(names)));
            return None;
        };
        let record = self.catalog[entity].record;
        match self.catalog.field(record, &field.text).map(|field| field.ty.clone()) {
            Some(ty @ (Type::Enum(_) | Type::Literals(_))) => Some(ty),
            Some(_) => {
                self.report(Diagnostic::new(&codes::N108, span).arg("name", joined(names)));
                None
            }
            None => {
                self.unknown_field(record, field);
                None
            }
        }
    }

    fn union_type(&mut self, members: &[TypeExpr]) -> Option<Type> {
        let mut types: Vec<Type> = Vec::new();
        for member in members {
            let (ty, _) = self.type_of(member)?;
            if let Some(first) = types.iter().position(|known| *known == ty) {
                let name = match &member.kind {
                    TypeKind::Literal(text) => text.to_string(),
                    _ => self.catalog.show(&ty),
                };
                let twice = Diagnostic::new(&codes::N106, member.span).arg("name", name);
                self.report(twice.label(members[first].span, "first"));
            }
            types.push(ty);
        }
        let texts: Vec<Box<str>> = types
            .iter()
            .filter_map(|ty| match ty {
                Type::Literals(texts) => Some(texts.clone()),
                _ => None,
            })
            .flatten()
            .collect();
        if texts.len() == types.len() {
            Some(Type::Literals(texts))
        } else {
            Some(Type::Union(types))
        }
    }
}
