//! The tree of a mapping file. Each variant is documented by the text it stands for.
//!
//! The tree knows no meaning: a name is a name, whichever keyword language the file uses. Spans
//! cover what a node says and end with its last token; comments and blank lines stand beside the
//! tree, by position, for the formatter.

mod expr;
mod file;
mod flow;
mod given;
mod map;
mod matching;
mod table;
mod test;
mod types;

pub use expr::{Arm, Binary, Choose, Expr, ExprKind, Text, TextPart, Unary, Via};
pub use file::{Arrow, BareCondition, Comment, File, Item, ItemKind, Keywords, Name, Use};
pub use flow::{Flow, From, Param, Serve, Step, StepKind};
pub use given::{Const, Setting, Side};
pub use map::{
    Check, Default, Each, FieldRule, Let, Map, Modifier, ModifierKind, Outcome, OutcomeKind,
    Override, Rule, RuleKind,
};
pub use matching::{Match, MatchItem, MatchItemKind};
pub use table::{Table, TableItem, TableItemKind};
pub use test::{Test, TestItem, TestItemKind};
pub use types::{Column, TypeArg, TypeExpr, TypeKind};
