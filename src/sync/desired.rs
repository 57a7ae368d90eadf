//! What a program built, kept beyond the record's arena.

use crate::eval::Built;
use crate::program::Constant;
use crate::value::Value;

/// The record that the rules want.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Desired {
    /// The cells, parallel to the layout's.
    pub cells: Vec<Constant>,
    /// The rows, parallel to the layout's groups.
    pub groups: Vec<DesiredRows>,
}

/// The rows that a group got.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DesiredRows {
    /// Whether the group's statement ran; rows of a group that did not run are left alone.
    pub ran: bool,
    /// The rows, a value a cell.
    pub rows: Vec<Vec<Constant>>,
}

impl Desired {
    /// A copy of what was built.
    pub fn of(built: &Built<'_>) -> Desired {
        let own =
            |values: &[&Value<'_>]| values.iter().map(|value| Constant::of(**value)).collect();
        let groups = built.groups.iter().map(|group| DesiredRows {
            ran: group.ran,
            rows: group.rows.iter().map(|row| own(row)).collect(),
        });
        Desired { cells: own(built.cells), groups: groups.collect() }
    }
}
