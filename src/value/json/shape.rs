//! What of a payload is wanted, and where it goes.

use super::members::Members;

/// A list of rows, by its number in the shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TableId(pub u16);

/// What a member of an object is to the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Node {
    /// A scalar into a slot of the frame.
    Scalar(u16),
    /// An object whose members go into the same frame; its presence into a slot if one is given.
    Object(u16, Option<u16>),
    /// Objects of an array, or of an object whose member names mean nothing: a frame each.
    Rows(TableId, u16),
    /// Scalars of an array: frames of one slot.
    List(TableId, u16),
}

/// The wanted part of a payload, compiled from the paths that a program reads.
///
/// Frame and objects number 0 are those of the record itself; each list of rows has a frame of its own.
#[derive(Clone, Debug)]
pub struct Shape {
    pub(super) objects: Vec<Members>,
    /// Where each object lies: the object around it, its name there, whether it is a row.
    parents: Vec<(u16, Box<str>, bool)>,
    pub(super) width: u16,
    pub(super) tables: Vec<TableShape>,
}

#[derive(Clone, Debug)]
pub(super) struct TableShape {
    /// The object that a row is.
    pub(super) object: u16,
    /// Slots of a row.
    pub(super) width: u16,
}

impl Default for Shape {
    fn default() -> Shape {
        let (objects, parents) = (vec![Members::default()], vec![(0, "".into(), false)]);
        Shape { objects, parents, width: 0, tables: Vec::new() }
    }
}

impl Shape {
    /// The record's own object.
    pub const ROOT: u16 = 0;

    /// The slot of a scalar member, made if it is new. `table` names the frame.
    pub fn scalar(&mut self, table: Option<TableId>, object: u16, name: &str) -> u16 {
        match self.node(object, name) {
            Some(
                Node::Scalar(slot)
                | Node::Rows(_, slot)
                | Node::List(_, slot)
                | Node::Object(_, Some(slot)),
            ) => slot,
            Some(Node::Object(inner, None)) => {
                let slot = self.slot(table);
                self.set(object, name, Node::Object(inner, Some(slot)));
                slot
            }
            None => {
                let slot = self.slot(table);
                self.set(object, name, Node::Scalar(slot));
                slot
            }
        }
    }

    /// The object in a member, made if it is new.
    pub fn object(&mut self, object: u16, name: &str) -> u16 {
        match self.node(object, name) {
            Some(Node::Object(inner, _)) => inner,
            Some(Node::Scalar(slot)) => {
                let inner = self.add_object(object, name, false);
                self.set(object, name, Node::Object(inner, Some(slot)));
                inner
            }
            Some(Node::Rows(..) | Node::List(..)) | None => {
                let inner = self.add_object(object, name, false);
                self.set(object, name, Node::Object(inner, None));
                inner
            }
        }
    }

    /// The rows in a member, made if they are new: their list, their object, the slot of their range.
    pub fn rows(&mut self, table: Option<TableId>, object: u16, name: &str) -> (TableId, u16, u16) {
        if let Some(Node::Rows(rows, slot)) = self.node(object, name) {
            return (rows, self.tables[usize::from(rows.0)].object, slot);
        }
        let slot = self.slot(table);
        let inner = self.add_object(object, name, true);
        let rows = self.add_table(inner, 0);
        self.set(object, name, Node::Rows(rows, slot));
        (rows, inner, slot)
    }

    /// The list of scalars in a member: its rows have one slot, number 0.
    pub fn list(&mut self, table: Option<TableId>, object: u16, name: &str) -> (TableId, u16) {
        if let Some(Node::List(rows, slot)) = self.node(object, name) {
            return (rows, slot);
        }
        let slot = self.slot(table);
        let inner = self.add_object(object, name, true);
        let rows = self.add_table(inner, 1);
        self.set(object, name, Node::List(rows, slot));
        (rows, slot)
    }

    /// How many lists of rows there are.
    pub fn tables(&self) -> usize {
        self.tables.len()
    }

    fn node(&self, object: u16, name: &str) -> Option<Node> {
        self.objects[usize::from(object)].get(name.as_bytes())
    }

    fn set(&mut self, object: u16, name: &str, node: Node) {
        self.objects[usize::from(object)].set(name, node);
    }

    /// The path of a member, `items[].offer`.
    pub(super) fn path(&self, mut object: u16, name: &str) -> String {
        let mut path = name.to_owned();
        while object != Shape::ROOT {
            let (around, own, row) = &self.parents[usize::from(object)];
            let mark = if *row { "[]" } else { "" };
            let dot = if path.is_empty() { "" } else { "." };
            path = format!("{own}{mark}{dot}{path}");
            object = *around;
        }
        path
    }

    fn add_object(&mut self, around: u16, name: &str, row: bool) -> u16 {
        self.objects.push(Members::default());
        self.parents.push((around, name.into(), row));
        self.objects.len() as u16 - 1
    }

    fn add_table(&mut self, object: u16, width: u16) -> TableId {
        self.tables.push(TableShape { object, width });
        TableId(self.tables.len() as u16 - 1)
    }

    fn slot(&mut self, table: Option<TableId>) -> u16 {
        let width = match table {
            Some(table) => &mut self.tables[usize::from(table.0)].width,
            None => &mut self.width,
        };
        *width += 1;
        *width - 1
    }
}

/// What stands in a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RawKind {
    /// The member is missing.
    Absent,
    /// `null`
    Null,
    /// A text without escapes; the range is what stands between the quotes.
    Text,
    /// A text with escapes.
    Escaped,
    /// A number.
    Number,
    /// `true`
    True,
    /// `false`
    False,
    /// Rows: the range counts rows of the list, not bytes.
    Rows,
    /// An object where none is expected, or whose presence was asked for.
    Object,
    /// An array where none is expected.
    Array,
}

/// A scalar of the payload, by where it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Raw {
    /// The first byte (of rows: the first row).
    pub start: u32,
    /// How many bytes (of rows: how many rows).
    pub len: u32,
    /// What it is.
    pub kind: RawKind,
}

impl Raw {
    /// A slot that nothing was read into.
    pub const ABSENT: Raw = Raw { start: 0, len: 0, kind: RawKind::Absent };

    /// The bytes, or the rows.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.start as usize + self.len as usize
    }
}

/// What was read: the record's frame, and the frames of each list of rows one after another.
///
/// Made once and used for record after record: reading clears it and keeps its memory.
#[derive(Clone, Debug, Default)]
pub struct Slots {
    pub(super) strays: Vec<Stray>,
    pub(super) head: Vec<Raw>,
    pub(super) tables: Vec<(usize, Vec<Raw>)>,
}

/// Something else where an object or rows are expected. Null is nothing, and so is an empty array,
/// by which PHP writes an empty object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stray {
    /// The member, `items[2].offer`.
    pub path: Box<str>,
    /// What stands there.
    pub raw: Raw,
}

impl Slots {
    /// What was found where an object or rows are expected.
    pub fn strays(&self) -> &[Stray] {
        &self.strays
    }

    /// The record's slot.
    pub fn head(&self, slot: u16) -> Raw {
        self.head[usize::from(slot)]
    }

    /// A slot of a row.
    pub fn row(&self, table: TableId, row: usize, slot: u16) -> Raw {
        let (width, frames) = &self.tables[usize::from(table.0)];
        frames[row * width + usize::from(slot)]
    }

    pub(super) fn clear(&mut self, shape: &Shape) {
        self.strays.clear();
        self.head.clear();
        self.head.resize(usize::from(shape.width), Raw::ABSENT);
        self.tables.resize_with(shape.tables.len(), Default::default);
        for ((width, frames), table) in self.tables.iter_mut().zip(&shape.tables) {
            *width = usize::from(table.width);
            frames.clear();
        }
    }
}

/// How much a payload may hold.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes.
    pub bytes: usize,
    /// Objects and arrays inside one another.
    pub depth: usize,
    /// Rows of all lists together.
    pub rows: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { bytes: 32 << 20, depth: 128, rows: 1_000_000 }
    }
}
