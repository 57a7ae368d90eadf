//! Expressions and statements of a program.

use crate::check::{Constant, Fold, OutcomeKind, Toward};
use crate::schema::{EntityId, Sensitivity, Type};
use crate::source::Span;
use crate::value::json::TableId;
use jiff::civil::DateTime;

/// An expression, by its number in the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TermId(pub u32);

/// A `let`, by its number in the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Local(pub u16);

/// Whose slots are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame {
    /// The record itself.
    Head,
    /// The row at hand at this depth, of that list.
    Row {
        /// The list of rows.
        table: TableId,
        /// Which of the rows at hand: 0 is the outermost `each`.
        depth: u8,
    },
}

/// How a scalar of a payload becomes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conversion {
    /// A text; the empty text is absent.
    Text,
    /// `true`, `false`
    Bool,
    /// A number, or a number in quotes.
    Number,
    /// A day; of a moment its day. Years below 2 are absent.
    Day,
    /// A moment. Years below 2 are absent.
    Moment,
    /// A moment as the clocks of the other side show it.
    Shifted {
        /// The zones, by their number in the mapping.
        zones: u16,
    },
    /// A GUID; the nil GUID is absent.
    Guid,
    /// A record's key: a text or a number.
    Reference(EntityId),
    /// A composite value: its type stands in the slot after this one, which must be of the same frame.
    Tagged {
        /// The slot of the type's name.
        tag: u16,
    },
    /// Whether the member is there and not null.
    Present,
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `==`; absent equals absent.
    Equal,
    /// `!=`
    NotEqual,
    /// `<`; false when either is absent, as the three below.
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
}

/// A part of a template.
#[derive(Clone, Debug, PartialEq)]
pub enum TemplatePart {
    /// Characters.
    Plain(Box<str>),
    /// A value as text.
    Hole(TermId),
    /// What an outcome is about: the value that found nothing, the keys that found many.
    Value,
    /// A field of the record that a match was asked for.
    Member(Box<Asked>),
    /// A part that falls away when a hole in it is absent.
    Optional(Vec<TemplatePart>),
}

/// A field of the record that a match was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The members to go through; the last holds the value.
    pub wire: Vec<Box<str>>,
    /// Its type.
    pub ty: Type,
    /// Who may see it.
    pub sensitivity: Sensitivity,
}

/// Rows of the source: which list, where their range stands, which of them.
#[derive(Clone, Debug, PartialEq)]
pub struct RowsTerm {
    /// The list.
    pub table: TableId,
    /// The frame that has the range.
    pub frame: Frame,
    /// The slot of the range.
    pub slot: u16,
    /// The depth at which these rows are at hand while they are gone through.
    pub depth: u8,
    /// Which of them; all where there is none.
    pub filter: Option<TermId>,
}

/// An expression. Absent operands make arithmetic absent and order comparisons false.
#[derive(Clone, Debug, PartialEq)]
pub enum Term {
    /// A value the program holds.
    Constant(Constant),
    /// A scalar of the payload.
    Load {
        /// Whose.
        frame: Frame,
        /// Which.
        slot: u16,
        /// What it becomes.
        conversion: Conversion,
    },
    /// A field of a record that the payload refers to.
    Behind(Box<Behind>),
    /// The number of the row at hand among its list's, from one.
    Position {
        /// Which of the rows at hand.
        depth: u8,
        /// Its rows.
        rows: Box<RowsTerm>,
    },
    /// A `let`.
    Local(Local),
    /// A cell of the record being built.
    Cell(u16),
    /// A cell of the row being built.
    RowCell(u16),
    /// A field as it stands in the target, by its number among the layout's.
    Standing(u16),
    /// A fold over rows as they stand in the target: their groups, and the field's numbers among the
    /// layout's.
    FoldStanding(Fold, Vec<(u16, u16)>),
    /// A fold over rows that were built: for each group the cell to take, where it has one.
    FoldBuilt(Fold, Vec<(u16, u16)>),
    /// A fold over rows of the source.
    Fold(Fold, RowsTerm, TermId),
    /// Several values side by side.
    Tuple(Vec<TermId>),
    /// One of several values side by side.
    Part(TermId, u16),
    /// `a + b`; also a moment and a length of time.
    Add(TermId, TermId),
    /// `a - b`
    Subtract(TermId, TermId),
    /// `a * b`
    Multiply(TermId, TermId),
    /// `a / b`, rounded half away from zero to so many digits.
    Divide(TermId, TermId, u8),
    /// `round(a, 2)`, with digits that are known.
    Round(TermId, u8),
    /// `-a`
    Negate(TermId),
    /// `not a`
    Not(TermId),
    /// `a and b`
    And(TermId, TermId),
    /// `a or b`
    Or(TermId, TermId),
    /// `a == b`
    Compare(Comparison, TermId, TermId),
    /// `a in table.X`, `a in ["x", "y"]`
    In(TermId, Vec<Constant>),
    /// `choose`: the branch of the first label that equals the subject.
    Choose {
        /// What decides.
        subject: TermId,
        /// The branches.
        arms: Vec<(Constant, TermId)>,
        /// What is taken when no label fits.
        otherwise: Option<TermId>,
    },
    /// A text with holes.
    Template(Vec<TemplatePart>),
    /// A function.
    Call(&'static crate::builtins::Builtin, Vec<TermId>),
    /// A table: the row of these values in its key columns, then these of its other columns.
    Lookup {
        /// The table, by its number in the mapping.
        table: u16,
        /// Which of its columns are the key's.
        toward: Toward,
        /// The key's values.
        key: Vec<TermId>,
        /// The columns wanted, by their numbers on the other side.
        columns: Vec<u16>,
    },
    /// A match: the counterpart of a record.
    Link {
        /// The match, by its number in the mapping.
        role: u16,
        /// The side on which the counterpart is.
        toward: Toward,
        /// The record's key, or the parts of the match's `key`.
        key: Vec<TermId>,
        /// The entity of the record; none where the key is a text of the match's `key`.
        entity: Option<EntityId>,
    },
    /// `linked(Match)`: whether the journal knows the counterpart of a record.
    Linked {
        /// The match, by its number in the mapping.
        role: u16,
        /// Whether the record is on the left side.
        left: bool,
        /// The record's key.
        key: TermId,
    },
    /// The first of two that is not absent; the second may be an outcome.
    Default(TermId, TermId),
    /// An outcome in the place of a value.
    Outcome(Box<Outcome>),
}

/// A field of a record that the payload refers to.
#[derive(Clone, Debug, PartialEq)]
pub struct Behind {
    /// The reference.
    pub reference: TermId,
    /// What it refers to.
    pub entity: EntityId,
    /// The members to go through in that record; the last holds the value.
    pub wire: Vec<Box<str>>,
    /// The member that holds the type of a composite value, beside the last.
    pub tag: Option<Box<str>>,
    /// What the value becomes.
    pub conversion: Conversion,
    /// What messages call it: `Контрагент.Description`.
    pub path: Box<str>,
}

/// What is done with a record that cannot simply go on.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// What.
    pub kind: OutcomeKind,
    /// The words; may mention `{value}`, which the context gives.
    pub message: Option<Vec<TemplatePart>>,
    /// Where it stands.
    pub span: Span,
}

/// What happens when a rule's value is absent.
#[derive(Clone, Debug, PartialEq)]
pub enum Absent {
    /// The target is left alone.
    Leave,
    /// The record is held: the target must be filled.
    Required,
}

/// `cells <- value`
#[derive(Clone, Debug, PartialEq)]
pub struct Set {
    /// The cells: one, or those of a tuple, where a cell may stay absent.
    pub cells: Vec<SetCell>,
    /// The value; of several cells a tuple.
    pub value: TermId,
    /// What happens when it is absent.
    pub absent: Absent,
    /// Only when this holds.
    pub when: Option<TermId>,
    /// The rule.
    pub span: Span,
}

/// A cell that a rule fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SetCell {
    /// The cell, by its number in its frame of the layout.
    pub cell: u16,
    /// Whether it may stay absent when others of the tuple are filled.
    pub optional: bool,
}

/// `each group <- rows { ... }`
#[derive(Clone, Debug, PartialEq)]
pub struct Each {
    /// The group of target rows.
    pub group: u16,
    /// The source rows.
    pub rows: RowsTerm,
    /// What messages call the list: `items`.
    pub path: Box<str>,
    /// What messages call a row at hand, if the schema appoints a field.
    pub label: Option<TermId>,
    /// Only when this holds.
    pub when: Option<TermId>,
    /// The statements for a row.
    pub body: Vec<Op>,
}

/// `group[pattern] <- record when ... { ... }`
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The group, which has one row at most.
    pub group: u16,
    /// When it fails the row is removed.
    pub when: Option<TermId>,
    /// The statements.
    pub body: Vec<Op>,
}

/// A statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Op {
    /// A rule.
    Set(Set),
    /// A `let`.
    Let {
        /// Its number.
        local: Local,
        /// The value.
        value: TermId,
        /// Whether it is reckoned when it is first asked for, if ever: it looks at nothing that is
        /// being built.
        late: bool,
    },
    /// Rows.
    Each(Each),
    /// A single row.
    Row(Row),
    /// A `check`.
    Check {
        /// What must hold.
        condition: TermId,
        /// What happens when it does not.
        otherwise: Outcome,
        /// Whether it looks at what stands in the target: it is asked once that was read.
        standing: bool,
    },
}

/// A flow, ready to run.
#[derive(Debug)]
pub struct FlowPlan {
    /// Its name.
    pub name: Box<str>,
    /// What people call it.
    pub label: Option<Box<str>>,
    /// Whether the settings switch it on.
    pub enabled: bool,
    /// Which side it may write.
    pub toward: Toward,
    /// The entity it takes records of.
    pub source: EntityId,
    /// Whether it takes what changed, rather than everything.
    pub changed: bool,
    /// The day or moment of the first start.
    pub since: Option<DateTime>,
    /// Whether `since` names a constant that nobody filled in.
    pub since_is_open: bool,
    /// Which records count, as a program of its own: terms `filter` and `skips` of it.
    pub filter: Option<Condition>,
    /// The match in which only linked records can count, by its number in the mapping, and whether
    /// they are its left end.
    pub linked: Option<(u16, bool)>,
    /// Which records are left out and counted: those of which any of these holds.
    pub skips: Vec<Condition>,
    /// The steps.
    pub steps: Vec<FlowStep>,
    /// What is done with errors, by class.
    pub errors: Vec<(Box<str>, Outcome)>,
    /// Where it was written.
    pub span: Span,
}

/// A condition on a record, with the members it reads.
#[derive(Debug)]
pub struct Condition {
    /// The wanted members.
    pub shape: crate::value::json::Shape,
    /// The expressions.
    pub terms: Vec<Term>,
    /// Their places.
    pub spans: Vec<Span>,
    /// Who may see what each of them comes to, parallel to `terms`; what is not in it is open.
    pub seen: Vec<Sensitivity>,
    /// The condition.
    pub root: TermId,
}

impl Condition {
    /// Where it is written.
    pub fn span(&self) -> Span {
        self.spans[self.root.0 as usize]
    }
}

/// A step of a flow.
#[derive(Debug)]
pub enum FlowStep {
    /// Brings a record to the other side, by the program of that number.
    Upsert {
        /// The map.
        map: Box<str>,
    },
    /// Posts the document written last.
    Post,
    /// Says something about the document written last: holes name its fields.
    Say(Vec<SayPart>),
    /// Brings rows of a record to the other side, each as a record of its own.
    Each(FlowRows),
}

/// Rows that are records of their own.
#[derive(Debug)]
pub struct FlowRows {
    /// The entity that lives in the rows.
    pub entity: EntityId,
    /// Where they stand in the record.
    pub wire: Vec<Box<str>>,
    /// Which of them count.
    pub filter: Option<Condition>,
    /// What is done with each.
    pub steps: Vec<FlowStep>,
}

/// A part of what a flow says.
#[derive(Clone, Debug, PartialEq)]
pub enum SayPart {
    /// Characters.
    Plain(Box<str>),
    /// A field of the written record, by its wire name, with its type and who may see it.
    Result(Box<str>, Type, Sensitivity),
}
