//! The checked tree: names are found, types are known, each map stands there once a direction.

mod flow;
mod given;
mod map;
mod matching;
mod named;
mod used;
mod value;

use std::collections::{BTreeMap, BTreeSet};

use crate::schema::{DictionaryId, EntityId};
use crate::source::Span;

pub(in crate::check) use flow::FlowRows;
pub use flow::{Flow, FlowStep, SayPart};
pub use given::{Column, Given, Table, TableRow};
pub use map::{Body, Cell, Group, Map, Pattern, Set, Stmt};
pub use matching::{
    Composition, GuardTest, GuardValue, Key, Match, MatchPart, MatchStep, Offer, Piece, Search,
};
pub use named::Named;
pub use used::Used;
pub use value::{Access, Expr, ExprKind, Fold, Outcome, OutcomeKind, Part, Rows, TextPart};

/// Which way data goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Toward {
    /// Into the left record: `<-`.
    Left,
    /// Into the right record: `->`.
    Right,
}

impl Toward {
    /// The other way.
    pub fn opposite(self) -> Toward {
        match self {
            Toward::Left => Toward::Right,
            Toward::Right => Toward::Left,
        }
    }
}

/// A whole checked mapping.
#[derive(Debug, Default)]
pub struct Checked {
    /// The constants and settings.
    pub givens: Vec<Given>,
    /// The tables.
    pub tables: Vec<Table>,
    /// The matches.
    pub matches: Vec<Match>,
    /// The maps.
    pub maps: Vec<Map>,
    /// The flows.
    pub flows: Vec<Flow>,
    /// The tests.
    pub tests: Vec<crate::check::Test>,
    /// Whose records the mapping and what its owner filled in, or has to, mean by name.
    pub named: BTreeMap<EntityId, Named>,
    /// The fields of such records that conditions of constants ask for.
    pub asked: BTreeMap<EntityId, BTreeSet<Box<str>>>,
    /// The codes that the mapping and what its owner filled in mean, and where each first stands.
    pub codes: BTreeMap<(DictionaryId, Box<str>), Span>,
    /// What the flows that are switched on come to.
    pub used: Used,
}
