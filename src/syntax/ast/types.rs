//! Types as they are written.

use crate::source::{Span, Spanned};
use crate::syntax::ast::{Expr, Name};

/// A type as written.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeExpr {
    /// What is written.
    pub kind: TypeKind,
    /// `?` after it.
    pub optional: bool,
    /// Where.
    pub span: Span,
}

/// What a type says.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeKind {
    /// `text`, `erp.Catalog_Склады`, `crm.order.payments`
    Path(Vec<Name>),
    /// `ref(erp.Catalog_X)`, `decimal(15,2)`, `code(crm.sites)`, `rows(Кандидаты)`
    Apply(Name, Vec<TypeArg>),
    /// `"GUID" | "код"`, `crm.offer | crm.inventory`
    Union(Vec<TypeExpr>),
    /// `"GUID"`
    Literal(Box<str>),
    /// `(kind: kind(erp.X)?, Терминал: erp.Catalog_X?)`: named columns of a table, parts of a match
    Columns(Vec<Column>),
    /// `erp.ДокументОплаты.РасшифровкаПлатежа group by Заказ`
    Grouped(Box<TypeExpr>, Vec<Expr>),
    /// A type that could not be read; reported.
    Broken,
}

/// An argument of a type.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeArg {
    /// `15`
    Number(Spanned<Box<str>>),
    /// `erp.Catalog_X`
    Type(TypeExpr),
}

/// `Характеристика: erp.Catalog_X?`
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The column's name.
    pub name: Name,
    /// Its type.
    pub ty: TypeExpr,
}
