//! Scopes: which record a bare name belongs to, on the side that is read and on the side that is written.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::check::columns::RowLets;
use crate::check::context::Context;
use crate::check::rows::Folding;
use crate::check::tree::{Expr, Part, Rows, Toward};
use crate::schema::{EntityId, RecordId};
use crate::source::Span;

/// A record of the source that names may belong to.
#[derive(Clone, Debug)]
pub(super) struct SourceScope {
    /// 0: the record itself; else the depth of the rows at hand.
    pub(super) frame: u8,
    /// Members from the frame's object to this record.
    pub(super) wire: Vec<Box<str>>,
    /// The path in the words of the mapping, with a point after it where it is not empty.
    pub(super) path: String,
    /// Its fields.
    pub(super) record: RecordId,
    /// The entity, where the record has a key of its own.
    pub(super) entity: Option<EntityId>,
    /// The rows it is one of.
    pub(super) rows: Option<Rows>,
    /// Whether it is the record that the map is over, or the one that holds it.
    pub(super) is_root: bool,
    /// Whether it is a row that is looked at from outside of its `each`.
    pub(super) is_outside: bool,
    /// The `let`s declared in it.
    pub(super) lets: Rc<BTreeMap<Box<str>, Local>>,
}

/// What is known of a `let`.
#[derive(Clone, Debug)]
pub(super) enum Local {
    /// Its number and what it holds.
    Known(u16, Part),
    /// Its value: it is reckoned anew wherever it is read.
    Inline(Box<Expr>),
    /// Its value was reported: what reads it is not to blame.
    Reported,
    /// It reads a field that is missing, and only what may lack it reads the `let`.
    Lacking(Box<str>),
}

/// A record of the target that fields may belong to.
#[derive(Clone, Debug)]
pub(super) struct TargetScope {
    /// Members from the record (or row) to this one.
    pub(super) wire: Vec<Box<str>>,
    /// The path in the words of the mapping, with a point after it where it is not empty.
    pub(super) path: String,
    /// Its fields.
    pub(super) record: RecordId,
    /// Whether fields are those of a row.
    pub(super) in_row: bool,
}

/// The walk through one direction of a map, or through the conditions of a flow.
pub(super) struct Walk<'c, 'a> {
    pub(super) ctx: &'c mut Context<'a>,
    pub(super) toward: Toward,
    pub(super) source: Vec<SourceScope>,
    pub(super) target: Vec<TargetScope>,
    /// How many `let`s were declared so far.
    pub(super) locals: u16,
    /// Those of them that are one of several expressions.
    pub(super) several: BTreeMap<u16, Expr>,
    /// How many rows are at hand.
    pub(super) depth: u8,
    /// How many `round`s stand around the expression.
    pub(super) rounding: u8,
    /// Whether the expression stands in a text, where nothing can be quoted.
    pub(super) in_hole: bool,
    /// Whether the map goes both ways.
    pub(super) both_ways: bool,
    /// The rule at hand, where it goes both ways.
    pub(super) two_way: Option<Span>,
    /// The `let`s that exist in the other direction only.
    pub(super) elsewhere: Vec<Box<str>>,
    /// The `let`s anywhere in the map that no scope of this direction has.
    pub(super) foreign: BTreeSet<Box<str>>,
    /// The `let`s of rows, which are columns of them outside.
    pub(super) row_lets: Rc<[RowLets]>,
    /// The columns whose values are being looked at.
    pub(super) opening: Vec<Box<str>>,
    /// The rows whose fields stand for those of one row each: inside `sum(prices.price * 2)`.
    pub(super) folding: Option<Folding>,
    /// The fields that rules of the map write, where that is known.
    pub(super) built: Option<BTreeSet<Box<str>>>,
    /// Paths that a condition around the rule says are filled: `when cost > 0`.
    pub(super) filled: Vec<Box<str>>,
}

/// The member under which a row's payload holds the record that it is a row of.
pub const UP: &str = "up";

impl<'c, 'a> Walk<'c, 'a> {
    /// A walk over records of `source` that builds records of `target`.
    pub(super) fn new(
        ctx: &'c mut Context<'a>,
        toward: Toward,
        source: EntityId,
        target: Option<EntityId>,
    ) -> Walk<'c, 'a> {
        let scope = |entity: EntityId, path: &str, wire: Vec<Box<str>>| SourceScope {
            frame: 0,
            wire,
            path: path.to_owned(),
            record: ctx.catalog[entity].record,
            entity: Some(entity),
            rows: None,
            is_root: true,
            is_outside: false,
            lets: Rc::default(),
        };
        // A record that lives in another's rows comes with that one beside its own members.
        let parent = ctx.catalog[source].parent.as_ref().map(|(parent, _)| *parent);
        let outer = parent.map(|parent| scope(parent, "up.", vec![UP.into()]));
        let source = outer.into_iter().chain([scope(source, "", Vec::new())]).collect();
        let target = target.map(|entity| TargetScope {
            wire: Vec::new(),
            path: String::new(),
            record: ctx.catalog[entity].record,
            in_row: false,
        });
        let target = target.into_iter().collect();
        Walk {
            ctx,
            toward,
            source,
            target,
            locals: 0,
            several: BTreeMap::new(),
            depth: 0,
            rounding: 0,
            in_hole: false,
            folding: None,
            filled: Vec::new(),
            both_ways: false,
            two_way: None,
            elsewhere: Vec::new(),
            row_lets: Rc::new([]),
            opening: Vec::new(),
            built: None,
            foreign: BTreeSet::new(),
        }
    }

    pub(super) fn scope(&self) -> &SourceScope {
        self.source.last().expect("a walk begins with the record's own scope")
    }

    /// A `let` by its name, from the innermost scope outward.
    pub(super) fn local(&self, name: &str) -> Option<Local> {
        self.source.iter().rev().find_map(|scope| scope.lets.get(name).cloned())
    }
}
