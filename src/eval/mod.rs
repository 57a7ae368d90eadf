//! Runs a program on a record and adds places to faults.
//!
//! Pure: what is known of the outside comes in through [`Facts`]; what is not known is asked for in
//! [`Evaluated::asks`], and the caller finds it out and runs the program again. All broken fields of
//! a record are reported at once.

mod blame;
mod convert;
mod fit;
mod lacks;
mod machine;
mod misfits;
mod run;
mod statements;
mod trace;
mod write;

pub use run::{condition, probe, recheck, run};
pub use trace::{CellOf, Did, Step, Traced, trace};
pub use write::write;

use crate::program::{Constant, Toward};
use crate::schema::{EntityId, Sensitivity};
use crate::source::Span;
use crate::value::{Fault, Value};

/// What is known of counterparts.
pub trait Facts {
    /// What a match gives for a key; none when nobody asked yet. The parts of a key are joined by
    /// [`KEY_SEPARATOR`].
    fn find(&self, role: u16, toward: Toward, key: &str) -> Option<&Found>;

    /// Whether the journal links a record in that match; `left` says on which side the record is.
    fn linked(&self, role: u16, left: bool, key: &str) -> bool {
        let _ = (role, left, key);
        false
    }

    /// The record that the source refers to, as its system gave it, or that there is none; none of it
    /// when nobody has looked yet.
    fn record(&self, entity: EntityId, key: &str) -> Option<Option<&str>> {
        let _ = (entity, key);
        Some(None)
    }
}

/// Stands between the parts of a key.
pub const KEY_SEPARATOR: char = '\u{1f}';

/// What a match found.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// The counterpart, in the match's parts: references, or absent for a part that is not there.
    /// A record that this plan creates is [`Constant::Planned`].
    Records(Vec<Constant>),
    /// Nothing that could be used; the match's outcome says what happens, with its words filled in.
    Outcome(Said),
}

/// What a target will hold once what was built is merged into it.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// The cells, parallel to the layout's.
    pub cells: Vec<Constant>,
    /// The rows, parallel to the layout's groups.
    pub groups: Vec<HeldRows>,
    /// What stood in the record's fields before, parallel to the layout's standing ones.
    pub standing: Vec<Constant>,
}

/// The rows of a group that a target will hold.
#[derive(Clone, Debug, Default)]
pub struct HeldRows {
    /// All of them, whoever put them there.
    pub rows: Vec<Vec<Constant>>,
    /// What stood in the fields of each before, parallel to the layout's standing ones; empty for a
    /// row that was not there.
    pub standing: Vec<Vec<Constant>>,
    /// For each row that the rules built the number of the row it becomes; none when it is not to be.
    pub built: Vec<Option<usize>>,
}

/// A question to a match that nobody has answered yet.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ask {
    /// The match, by its number in the mapping.
    pub role: u16,
    /// The side on which the counterpart is looked for.
    pub toward: Toward,
    /// The key of the record at hand, or the text of the match's `key`.
    pub key: Box<str>,
    /// The entity of the record at hand; none where the key is a text of the match's `key`.
    pub entity: Option<EntityId>,
}

/// An outcome that was reached, with its words.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// What happens.
    pub kind: crate::program::OutcomeKind,
    /// The words for people, what is personal in them masked; empty where the mapping gives none.
    pub text: Box<str>,
    /// The words as they are, where something in them is masked. Only for who gave the values.
    pub bare: Option<Box<str>>,
    /// A short reason code for the journal: `unmapped`, `missing`, `ambiguous`, `totals`, `validation`.
    pub reason: &'static str,
    /// What could not be converted, where no words of the mapping say it.
    pub fault: Option<Box<Broken>>,
    /// The outcome in the mapping, or the rule whose value could not be converted.
    pub span: Span,
}

/// The reason code of a check that does not hold.
pub(crate) const TOTALS: &str = "totals";

impl Said {
    /// Whether a check says it: every rule had given its value by then.
    pub(crate) fn is_of_check(&self) -> bool {
        self.reason == TOTALS
    }

    /// The words as they are: for tests, whose samples are the tester's own.
    pub fn bare(&self) -> &str {
        self.bare.as_deref().unwrap_or(&self.text)
    }
}

/// A value that could not be converted, and who may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// What went wrong.
    pub fault: Fault,
    /// Who may see the value.
    pub seen: Sensitivity,
}

/// A fault with its places.
#[derive(Clone, Debug, PartialEq)]
pub struct Located {
    /// What went wrong.
    pub fault: Fault,
    /// Who may see the value that is to blame.
    pub seen: Sensitivity,
    /// The expression in the mapping.
    pub span: Span,
    /// The payload's member and its byte, where one is to blame.
    pub member: Option<(Box<str>, usize)>,
    /// What the source lacks, where a field that must be filled has no value.
    pub lack: Option<Box<Lack>>,
    /// What the field holds, where a value is too much for it.
    pub misfit: Option<Box<Misfit>>,
}

impl Located {
    /// A fault of an expression that everybody may see, without more places.
    pub fn new(fault: Fault, span: Span) -> Located {
        let seen = Sensitivity::Open;
        Located { fault, seen, span, member: None, lack: None, misfit: None }
    }
}

/// A field that a value is too much for.
#[derive(Clone, Debug, PartialEq)]
pub struct Misfit {
    /// The field of the target, with the rows it stands in.
    pub field: Box<str>,
    /// How much it holds: characters of a text; of a number digits after the point where it is too
    /// precise, before it where it is too large.
    pub limit: u32,
}

/// Why a field that must be filled has no value.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lack {
    /// The members of the source that hold nothing, of those that the rule reads; all of them where
    /// each holds something.
    pub read: Vec<Box<str>>,
    /// The row at hand: its list, its number among the rows of the list, from one.
    pub row: Option<(Box<str>, usize)>,
    /// What people call that row, masked where it is personal.
    pub label: Option<Box<str>>,
    /// What a `choose` of the rule decides by and its value, where no branch names that.
    pub unnamed: Option<(Box<str>, Box<str>)>,
    /// Whether the rule left the field as it is, in a new record, which has nothing there.
    pub left: bool,
}

/// The rows that a group got.
#[derive(Clone, Copy, Debug, Default)]
pub struct BuiltRows<'a> {
    /// Whether the group's statement ran; rows of a group that did not run are left alone.
    pub ran: bool,
    /// The rows, a value a cell.
    pub rows: &'a [&'a [&'a Value<'a>]],
}

/// What a program built.
#[derive(Clone, Copy, Debug, Default)]
pub struct Built<'a> {
    /// The cells of the record, parallel to the layout's.
    pub cells: &'a [&'a Value<'a>],
    /// The rows, parallel to the layout's groups.
    pub groups: &'a [BuiltRows<'a>],
}

/// What running a program on a record came to.
#[derive(Clone, Debug, Default)]
pub struct Evaluated<'a> {
    /// What was built; of use when there is no verdict, no fault and no ask.
    pub built: Built<'a>,
    /// Why the record cannot go on: the gravest outcome that was reached.
    pub verdict: Option<Said>,
    /// Outcomes that only say something.
    pub warnings: Vec<Said>,
    /// Everything that went wrong.
    pub faults: Vec<Located>,
    /// What has to be found out first.
    pub asks: Vec<Ask>,
    /// The records behind references that have to be read first.
    pub records: Vec<(EntityId, Box<str>)>,
}
