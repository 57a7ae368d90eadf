//! Maps and their rules.

use crate::source::{Span, Spanned};
use crate::syntax::ast::{Arrow, Expr, ExprKind, Name, Text, TypeExpr};

/// `map NAME: LEFT <-> RIGHT { ... }`
#[derive(Clone, Debug)]
pub struct Map {
    /// The map's name; the match of that name finds its records.
    pub name: Name,
    /// The left record.
    pub left: TypeExpr,
    /// Which ways the map can go.
    pub arrow: Spanned<Arrow>,
    /// The right record.
    pub right: TypeExpr,
    /// The rules.
    pub body: Vec<Rule>,
}

/// `override NAME { ... }`
#[derive(Clone, Debug)]
pub struct Override {
    /// The map whose rules are replaced.
    pub name: Name,
    /// The rules that replace, and `drop`s.
    pub body: Vec<Rule>,
}

/// A statement of a map.
#[derive(Clone, Debug)]
pub struct Rule {
    /// What it says.
    pub kind: RuleKind,
    /// Where, from its first token to its last (of a block: to its closing brace).
    pub span: Span,
    /// Its head: the part before `{`; the same as `span` where there is no block.
    pub head: Span,
}

/// What a statement of a map says.
#[derive(Clone, Debug)]
pub enum RuleKind {
    /// `Цена <-> initialPrice owner erp`
    Field(FieldRule),
    /// `. <-> delivery { ... }`, `ПлатежныйКалендарь[LineNumber == 1] <- . when ... { ... }`
    Block(FieldRule, Vec<Rule>),
    /// `each Запасы <-> items by offer then position owner erp { ... }`
    Each(Each),
    /// `let -> без = СуммаСкидки - Бонус default 0`
    Let(Let),
    /// `check abs(x - y) <= 0.01 else: hold "..."`
    Check(Check),
    /// `drop Комментарий` (in an `override`)
    Drop(Expr),
    /// A statement that could not be read; reported. A block it opened is parsed.
    Broken(Vec<Rule>),
}

/// `LEFT ARROW RIGHT MODIFIERS`
#[derive(Clone, Debug)]
pub struct FieldRule {
    /// What stands left of the arrow.
    pub left: Expr,
    /// The arrow.
    pub arrow: Spanned<Arrow>,
    /// What stands right of it.
    pub right: Expr,
    /// The modifiers in their order.
    pub modifiers: Vec<Modifier>,
}

/// What follows a rule's right side.
#[derive(Clone, Debug)]
pub struct Modifier {
    /// What it says.
    pub kind: ModifierKind,
    /// Where.
    pub span: Span,
}

/// What a modifier says.
#[derive(Clone, Debug)]
pub enum ModifierKind {
    /// `default 0`, `default clear`, `default skip "..."`
    Default(Default),
    /// `required`
    Required,
    /// `owner erp`, `owner crm`, `owner hold`
    Owner(Name),
    /// `once`
    Once,
    /// `mark`
    Mark,
    /// `if known`
    IfKnown,
    /// `when setting.X`
    When(Expr),
}

/// What replaces an absent value.
#[derive(Clone, Debug)]
pub enum Default {
    /// `default 0`
    Value(Expr),
    /// `default clear`
    Clear(Span),
    /// `default skip "..."`
    Outcome(Outcome),
}

/// `each LEFT ARROW RIGHT by KEY then KEY MODIFIERS { ... }`
#[derive(Clone, Debug)]
pub struct Each {
    /// The rows of the left side.
    pub left: Expr,
    /// The arrow.
    pub arrow: Spanned<Arrow>,
    /// The rows of the right side.
    pub right: Expr,
    /// `by offer`: what tells rows apart; none where it was left out, which is reported by `check`.
    pub by: Option<Expr>,
    /// `then position`: what tells rows of the same key apart.
    pub then: Option<Expr>,
    /// `owner`, `when`.
    pub modifiers: Vec<Modifier>,
    /// The rules of a row.
    pub body: Vec<Rule>,
}

/// `let -> NAME = EXPR default EXPR`; no arrow in a flow or serve
#[derive(Clone, Debug)]
pub struct Let {
    /// The direction in which it exists.
    pub arrow: Option<Spanned<Arrow>>,
    /// The name.
    pub name: Name,
    /// The value.
    pub value: Expr,
    /// What replaces an absent value.
    pub default: Option<Expr>,
}

/// `check CONDITION else: OUTCOME`
#[derive(Clone, Debug)]
pub struct Check {
    /// What must hold.
    pub condition: Expr,
    /// What happens when it does not.
    pub otherwise: Outcome,
}

/// What is done with a record that cannot simply go on.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// What.
    pub kind: OutcomeKind,
    /// What people are told.
    pub message: Option<Text>,
    /// Where.
    pub span: Span,
}

/// The outcomes.
#[derive(Clone, Debug, PartialEq)]
pub enum OutcomeKind {
    /// `skip "..."`
    Skip,
    /// `hold "..." retry 15m`
    Hold {
        /// After how long it is tried again.
        retry: Option<Spanned<Box<str>>>,
    },
    /// `stop "..."`
    Stop,
    /// `keep`
    Keep,
    /// `warn "..."`
    Warn,
    /// `create "..."`, `create via ДругаяКарта`
    Create {
        /// The map that creates, when not the one of the match's name.
        via: Option<Name>,
    },
    /// `retry attempts 5 backoff 30s "..."`
    Retry {
        /// How often.
        attempts: Option<Spanned<Box<str>>>,
        /// The first pause.
        backoff: Option<Spanned<Box<str>>>,
    },
}

impl FieldRule {
    /// Whether the arrow points at a text, a number or a formula, which cannot take a value.
    pub fn is_into_formula(&self) -> bool {
        match self.arrow.node {
            Arrow::Left => self.left.is_formula(),
            // A column's title stands where a field does.
            Arrow::Right => {
                !matches!(self.right.kind, ExprKind::Text(_)) && self.right.is_formula()
            }
            Arrow::Both => false,
        }
    }
}
