//! The types of the language.

use crate::schema::{DictionaryId, EntityId, EnumId, RecordId, UnionId};

/// Rows: a record each, with the fields that tell one row from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    /// What a row is made of.
    pub record: RecordId,
    /// The names of the fields that identify a row; empty where the system gives rows no identity.
    pub key: Vec<Box<str>>,
}

/// What a value is. Whether it may be absent is a fact of its place, not of its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// `text` or `text(50)`, in characters.
    Text {
        /// The longest text that fits.
        max: Option<u32>,
    },
    /// `code(crm.statuses)`: the code of a dictionary's entry.
    Code(DictionaryId),
    /// `bool`
    Bool,
    /// `int`
    Int,
    /// `decimal(15,2)`: exact; `money` is `decimal(15,2)` by another name.
    Decimal {
        /// Digits in all; none where the schema does not say.
        precision: Option<u8>,
        /// Digits after the point; none where the schema does not say.
        scale: Option<u8>,
    },
    /// `date`: a day.
    Date,
    /// `datetime`: a moment as the side's clocks show it; the side knows the zone.
    DateTime,
    /// `duration`: days, hours, minutes, seconds.
    Duration,
    /// `guid`
    Guid,
    /// `phone`: compared by its digits.
    Phone,
    /// `email`: compared without regard to case.
    Email,
    /// `enum(erp.Document_X.Поле)`: a member of a closed set of names.
    Enum(EnumId),
    /// `"GUID" | "код"`: one of these texts.
    Literals(Vec<Box<str>>),
    /// A record inside a record.
    Record(RecordId),
    /// `rows(R, key)`
    Rows(Rows),
    /// `ref(erp.Catalog_X)`: nominal, never exchangeable for another entity's or a text.
    Ref(EntityId),
    /// `kind(erp.U)`: which member of a union.
    Kind(UnionId),
    /// One of several types; the value's own type goes along with it (1C's composite types).
    Union(Vec<Type>),
    /// A composite value whose members the schema does not list: any reference or scalar.
    Any,
}

impl Type {
    /// `text` of any length.
    pub const TEXT: Type = Type::Text { max: None };
    /// `money`
    pub const MONEY: Type = Type::Decimal { precision: Some(15), scale: Some(2) };
    /// A decimal of unknown precision.
    pub const NUMBER: Type = Type::Decimal { precision: None, scale: None };

    /// Whether the value is a number.
    pub fn is_number(&self) -> bool {
        matches!(self, Type::Int | Type::Decimal { .. })
    }

    /// Whether the value is written as a text: texts, codes, enum members, phones, guids.
    pub fn is_textual(&self) -> bool {
        matches!(
            self,
            Type::Text { .. }
                | Type::Code(_)
                | Type::Enum(_)
                | Type::Literals(_)
                | Type::Phone
                | Type::Email
                | Type::Kind(_)
        )
    }
}
