//! Flows and serves.

use crate::source::{Span, Spanned};
use crate::syntax::ast::{Arrow, Check, Expr, Let, Name, Outcome, Rule, Text, TypeExpr};

/// `flow NAME: erp <- crm "label" { ... }`
#[derive(Clone, Debug)]
pub struct Flow {
    /// The flow's name.
    pub name: Name,
    /// The side on the left.
    pub left: Name,
    /// Which side it may write.
    pub arrow: Spanned<Arrow>,
    /// The side on the right.
    pub right: Name,
    /// What people call it.
    pub label: Option<Spanned<Box<str>>>,
    /// The steps.
    pub steps: Vec<Step>,
}

/// `serve NAME(параметр: тип = 0): erp -> crm "label" { ... }`
#[derive(Clone, Debug)]
pub struct Serve {
    /// The name.
    pub name: Name,
    /// The parameters.
    pub params: Vec<Param>,
    /// The side on the left, or the only one.
    pub left: Name,
    /// Which side it may write, and the side on the right.
    pub right: Option<(Spanned<Arrow>, Name)>,
    /// What people call it.
    pub label: Option<Spanned<Box<str>>>,
    /// The steps.
    pub steps: Vec<Step>,
}

/// `бонусы: money = 0`
#[derive(Clone, Debug)]
pub struct Param {
    /// The parameter's name.
    pub name: Name,
    /// Its type.
    pub ty: TypeExpr,
    /// Its value when the request has none.
    pub default: Option<Expr>,
}

/// A step of a flow or serve.
#[derive(Clone, Debug)]
pub struct Step {
    /// What it does.
    pub kind: StepKind,
    /// Where.
    pub span: Span,
}

/// What a step does.
#[derive(Clone, Debug)]
pub enum StepKind {
    /// `enabled when setting.X`
    Enabled(Expr),
    /// `from crm.orders changed since const.X with Возвраты where ...`
    From(From),
    /// `skip when ...`
    Skip(Expr),
    /// `upsert Заказ from x into setting.Путь`
    Upsert {
        /// The map.
        map: Name,
        /// The record, when not the one at hand.
        from: Option<Expr>,
        /// The file to write.
        into: Option<Expr>,
    },
    /// `post`
    Post,
    /// `each payments[...] when ... { ... }`
    Each {
        /// The rows.
        rows: Expr,
        /// When.
        when: Option<Expr>,
        /// The steps for a row.
        body: Vec<Step>,
    },
    /// `call crm.loyalty.apply as x once KEY when ... { rules }`
    Call {
        /// The action.
        action: Vec<Name>,
        /// The name of its answer.
        name: Option<Name>,
        /// What makes it happen once.
        once: Option<Expr>,
        /// When.
        when: Option<Expr>,
        /// The rules of the request.
        body: Vec<Rule>,
    },
    /// `let x = ...`
    Let(Let),
    /// `check ... else: ...`
    Check(Check),
    /// `say "..."`
    Say(Text),
    /// `show { a -> Название; b -> "Дата рождения" default 0 }`
    Show(Vec<Rule>),
    /// `on error transient: retry attempts 5`
    OnError {
        /// The class of errors.
        class: Name,
        /// What to do.
        outcome: Outcome,
    },
    /// A step that could not be read; reported.
    Broken,
}

/// `from SOURCE changed since X with Y where Z`
#[derive(Clone, Debug)]
pub struct From {
    /// The collection, entity, side or value.
    pub source: Expr,
    /// `changed`
    pub changed: bool,
    /// `since const.ДатаАктуальности`
    pub since: Option<Expr>,
    /// `with Возвраты`: changes of these related rows count too.
    pub with: Vec<Name>,
    /// `where ...`
    pub filter: Option<Expr>,
}
