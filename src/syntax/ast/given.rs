//! What systems there are, and what the shop fills in.

use crate::source::Spanned;
use crate::syntax::ast::{Expr, Name, TypeExpr};

/// `side NAME = SYSTEM WORDS "file" { option "value"; ... }`
#[derive(Clone, Debug)]
pub struct Side {
    /// The side's name.
    pub name: Name,
    /// `odata`, `retailcrm`, `xml`
    pub system: Name,
    /// Words after the system: `v5`.
    pub words: Vec<Name>,
    /// The schema file.
    pub schema: Option<Spanned<Box<str>>>,
    /// `overlay "schema/unf3.overlay.yaml"`
    pub options: Vec<(Name, Spanned<Box<str>>)>,
}

/// `const NAME: TYPE "label" where CONDITION`
#[derive(Clone, Debug)]
pub struct Const {
    /// The constant's name.
    pub name: Name,
    /// Its type.
    pub ty: TypeExpr,
    /// What people call it.
    pub label: Option<Spanned<Box<str>>>,
    /// Which records it may name.
    pub filter: Option<Expr>,
}

/// `setting NAME: TYPE = DEFAULT "label" when CONDITION`
#[derive(Clone, Debug)]
pub struct Setting {
    /// The setting's name.
    pub name: Name,
    /// Its type.
    pub ty: TypeExpr,
    /// Its value until the shop's owner chooses one.
    pub default: Option<Expr>,
    /// What people call it.
    pub label: Option<Spanned<Box<str>>>,
    /// When it counts; else it has its type's blank value.
    pub when: Option<Expr>,
}
