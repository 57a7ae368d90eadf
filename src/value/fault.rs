//! A failed operation on values, without a place: the evaluator adds it.

use crate::value::json::{JsonError, JsonErrorKind, Limits};

/// What went wrong with values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The kind, which decides the words.
    pub kind: FaultKind,
    /// The offending value as text, or what the words mention.
    pub value: String,
}

/// The kinds of faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// A text is no number.
    NotNumber,
    /// Blanks stand where a number belongs.
    Blank,
    /// A number has digits past what is representable exactly.
    TooPrecise,
    /// A number is too large.
    Overflow,
    /// A division by zero.
    DivisionByZero,
    /// A text is no date or time.
    NotMoment,
    /// A text is no GUID.
    NotGuid,
    /// A text is no phone number.
    NotPhone,
    /// The payload has another kind of value here: an object for a text.
    WrongKind,
    /// The payload has a plain value where an object or a list belongs.
    NotNested,
    /// A text is longer than its place.
    TooLong,
    /// A composite value has a type that is not in the union.
    WrongMember,
    /// A field that must be filled has no value.
    Missing,
    /// A function was given something it cannot work with.
    BadArgument,
    /// The payload is no record: JSON that breaks off or is none. The value is the byte.
    Unreadable,
    /// The payload has none of the members that the value names: nobody could tell it again.
    Keyless,
    /// A plain value or nothing stands where a record belongs.
    NoRecord,
    /// Another payload, which the value names, has the same key.
    Twice,
    /// Objects and lists lie deeper inside one another than the value says.
    TooDeep,
    /// The payload has more rows than the value says.
    TooManyRows,
    /// The payload has more bytes than the value says.
    TooLarge,
    /// A record took more steps than the value says.
    TooManySteps,
}

impl FaultKind {
    /// What its texts and the journal call it.
    pub fn word(self) -> &'static str {
        match self {
            FaultKind::NotNumber => "number",
            FaultKind::Blank => "blank",
            FaultKind::TooPrecise => "precise",
            FaultKind::Overflow => "overflow",
            FaultKind::DivisionByZero => "zero",
            FaultKind::NotMoment => "moment",
            FaultKind::NotGuid => "guid",
            FaultKind::NotPhone => "phone",
            FaultKind::WrongKind => "kind",
            FaultKind::NotNested => "nested",
            FaultKind::TooLong => "long",
            FaultKind::WrongMember => "member",
            FaultKind::Missing => "missing",
            FaultKind::BadArgument => "argument",
            FaultKind::Unreadable => "unreadable",
            FaultKind::Keyless => "keyless",
            FaultKind::NoRecord => "no-record",
            FaultKind::Twice => "twice",
            FaultKind::TooDeep => "deep",
            FaultKind::TooManyRows => "rows",
            FaultKind::TooLarge => "large",
            FaultKind::TooManySteps => "steps",
        }
    }
}

impl From<JsonError> for Fault {
    fn from(error: JsonError) -> Fault {
        let limits = Limits::default();
        let (kind, value) = match error.kind {
            JsonErrorKind::Truncated | JsonErrorKind::Unexpected | JsonErrorKind::NotObject => {
                (FaultKind::Unreadable, error.offset)
            }
            JsonErrorKind::TooDeep => (FaultKind::TooDeep, limits.depth),
            JsonErrorKind::TooManyRows => (FaultKind::TooManyRows, limits.rows),
            JsonErrorKind::TooLong => (FaultKind::TooLarge, limits.bytes),
        };
        Fault::new(kind, value.to_string())
    }
}

impl Fault {
    /// A fault of that kind about `value`.
    pub fn new(kind: FaultKind, value: impl Into<String>) -> Fault {
        Fault { kind, value: value.into() }
    }
}
