//! Checked tree to program: names become slots, conversions become function pointers.
//!
//! A map becomes one [`Program`] a direction. Names are gone: a field of the source is a slot of a
//! frame, a field of the target is a cell, a `let` is a local. Expressions are [`Term`]s of an arena,
//! each with the place it was written at, so a fault can point into the mapping.

mod brought;
mod layout;
mod lower;
mod lower_terms;

mod match_plan;
mod output;
mod personal;
mod reads;
mod sensitivity;
mod table;
mod term;
mod tied;
mod written;
mod zones;

pub use layout::{Back, Cell, Group, Layout, Pattern, Related, Standing};

pub use lower::{condition, lower};
pub use match_plan::{
    Composition, GuardTest, GuardValue, KeyPlan, MatchPlan, Part, Piece, Probe, ProbeKey, Search,
    StepPlan,
};
pub use output::{Member, OutputRows, tag_of};
pub use personal::lower_marked;
pub use reads::{Read, Reads};
pub use table::{Column, Table, TableRow};
pub use term::{
    Absent, Asked, Behind, Comparison, Condition, Conversion, Each, FlowPlan, FlowRows, FlowStep,
    Frame, Local, Op, Outcome, Row, RowsTerm, SayPart, Set, SetCell, TemplatePart, Term, TermId,
};
pub use written::{NAMED, Written};
pub use zones::Zones;

pub use crate::check::{Constant, Fold, OutcomeKind, Toward};

use crate::schema::EntityId;
use crate::value::json::Shape;

/// One map in one direction.
#[derive(Debug)]
pub struct Program {
    /// The map's name, for messages and reports.
    pub map: Box<str>,
    /// Where the map is declared.
    pub span: crate::source::Span,
    /// The direction.
    pub toward: Toward,
    /// What it reads.
    pub source: EntityId,
    /// What it writes.
    pub target: EntityId,
    /// Which members of the source payload it wants.
    pub shape: Shape,
    /// All expressions.
    pub terms: Vec<Term>,
    /// Where each of them was written, parallel to `terms`.
    pub spans: Vec<crate::source::Span>,
    /// Who may see what each of them comes to, parallel to `terms`; what is not in it is open.
    pub seen: Vec<crate::schema::Sensitivity>,
    /// What payload members are called in messages, by frame and slot.
    pub names: Vec<(Option<crate::value::json::TableId>, u16, Box<str>)>,
    /// The statements in the order in which they can run.
    pub ops: Vec<Op>,
    /// The record that is built.
    pub layout: Layout,
    /// The same as the members of a new record's body.
    pub output: Vec<Member>,
    /// How many locals there are.
    pub locals: u16,
    /// How many frames lie inside one another at most.
    pub depth: u8,
    /// The source's own key, for links and messages.
    pub key: TermId,
    /// What messages call the source record (`number`), if the schema appoints a field.
    pub label: Option<TermId>,
}

impl Program {
    /// What messages call the place that a [`Term::Load`] or a [`Term::Behind`] reads.
    pub fn name_of(&self, load: TermId) -> Option<&Box<str>> {
        let (frame, slot) = match self.terms.get(load.0 as usize)? {
            Term::Load { frame, slot, .. } => (frame, slot),
            Term::Behind(behind) => return Some(&behind.path),
            _ => return None,
        };
        let table = match frame {
            Frame::Head => None,
            Frame::Row { table, .. } => Some(*table),
        };
        let named = self.names.iter().find(|name| name.0 == table && name.1 == *slot);
        named.map(|(_, _, name)| name)
    }
}

/// A whole compiled mapping.
#[derive(Debug, Default)]
pub struct Mapping {
    /// The programs of all maps.
    pub programs: Vec<Program>,
    /// The tables, with their rows.
    pub tables: Vec<Table>,
    /// The matches.
    pub matches: Vec<MatchPlan>,
    /// The flows in the order of the files.
    pub flows: Vec<FlowPlan>,
    /// What the type of a composite value is called on the wire, by entity.
    pub tags: Vec<(Box<str>, EntityId)>,
    /// The zones between which programs carry moments.
    pub zones: Vec<Zones>,
}

impl Mapping {
    /// The program of that map in that direction.
    pub fn program(&self, map: &str, toward: Toward) -> Option<&Program> {
        self.programs.iter().find(|program| &*program.map == map && program.toward == toward)
    }

    /// The match of that name.
    pub fn match_named(&self, name: &str) -> Option<&MatchPlan> {
        self.matches.iter().find(|plan| &*plan.name == name)
    }
}
