//! The record that a program builds: its cells, and the groups of its rows.

use crate::program::Constant;
use crate::schema::{EntityId, Form, Sensitivity, Type};
use crate::source::Span;

/// A field that rules write.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The path in the words of the mapping: `delivery.cost`.
    pub path: Box<str>,
    /// The members to go through on the wire; the last holds the value.
    pub wire: Vec<Box<str>>,
    /// The member for the type of a composite value.
    pub tag: Option<Box<str>>,
    /// The form of the value on the wire.
    pub form: Form,
    /// Its type.
    pub ty: Type,
    /// The rule that writes it.
    pub rule: Span,
    /// The rules of the way back that carry the same thing.
    pub opposites: Vec<Span>,
    /// Whose edit wins when both sides moved: the name of a side, or `hold`.
    pub owner: Option<Box<str>>,
    /// Whether it is written on create only.
    pub once: bool,
    /// Whether its system creates no record without it.
    pub needed: bool,
    /// Who may see it.
    pub sensitivity: Sensitivity,
}

/// Which rows of a collection a group speaks of.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    /// The field, on the wire.
    pub wire: Box<str>,
    /// Its type.
    pub ty: Type,
    /// The member for the type of a composite value.
    pub tag: Option<Box<str>>,
    /// Its form on the wire.
    pub form: Form,
    /// Whether the field must equal the value, or differ from it.
    pub equal: bool,
    /// The value.
    pub value: Constant,
    /// Whether the system fills the field (the number of a line): compared, never written.
    pub read_only: bool,
}

/// Rows of one collection that one `each` or one selected row writes.
#[derive(Clone, Debug)]
pub struct Group {
    /// The collection, in the words of the mapping.
    pub path: Box<str>,
    /// The collection on the wire.
    pub wire: Vec<Box<str>>,
    /// Which of its rows.
    pub patterns: Vec<Pattern>,
    /// Whether every record has the collection, be it empty: one without it is no whole record.
    pub always: bool,
    /// The cells of a row.
    pub cells: Vec<Cell>,
    /// The cells that tell rows apart; empty where only their order does.
    pub key: Vec<u16>,
    /// Whether there is one row at most.
    pub single: bool,
    /// Pairs of cells: one that has an owner, and a number that is reckoned from what that one is
    /// given.
    pub tied: Vec<(u16, u16)>,
    /// Whose rows win when both sides added or removed some.
    pub owner: Option<Box<str>>,
    /// The statement.
    pub rule: Span,
    /// The records of another entity, where the rows are such.
    pub related: Option<Related>,
    /// How rows go back that came from the system.
    pub back: Back,
}

/// How a row that came from a system goes back to it: without what it fills itself and shows only,
/// which it may refuse.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Back {
    /// Members that are left out.
    pub shown: Vec<Box<str>>,
    /// References that come with more than their key: the member, and the member in it that is the key.
    pub keyed: Vec<(Box<str>, Box<str>)>,
}

/// Rows that are records of another entity.
#[derive(Clone, Debug)]
pub struct Related {
    /// The entity.
    pub entity: EntityId,
    /// Its field that holds the owner, on the wire.
    pub by: Box<str>,
    /// The member for the owner's type, where it may be of several.
    pub tag: Option<Box<str>>,
}

/// Everything a program builds.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// The cells of the record itself.
    pub cells: Vec<Cell>,
    /// The groups of rows.
    pub groups: Vec<Group>,
    /// Fields that checks look at as they stand in the target.
    pub standing: Vec<Standing>,
}

/// A field that no rule has to write and that checks look at.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The group whose rows have it; none where the record has.
    pub group: Option<u16>,
    /// The field.
    pub cell: Cell,
}

impl Layout {
    /// The cells of a group of rows, or of the record itself.
    pub(super) fn cells_of(&self, group: Option<u16>) -> &[Cell] {
        group.map_or(&self.cells, |group| &self.groups[usize::from(group)].cells)
    }
}
