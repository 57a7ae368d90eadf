//! The overlay: facts of a base that its metadata does not tell, in YAML.
//!
//! ```yaml
//! names:     { Catalog_Rates: Description }               # the field that names a record
//! rows:                                                   # records that point at a record, as its rows
//!   "*":            { Extras: { of: InformationRegister_Extras, by: Owner, key: Property } }
//!   Catalog_Goods:  { Sizes: { of: Catalog_Sizes, by: Owner } }
//! unions:    { Payment: [Document_Cash, Document_Card] }
//! enums:     { Sex: [Male, Female] }                      # closed sets that the metadata lacks
//! types:                                                  # in the words of the language; a list is a union
//!   Document_Order:
//!     Lines.Price: money
//!     Lines.Goods: [Catalog_Goods, text(150)]
//! required:  { Document_Order: [Buyer, Lines.Price] }     # no record is created without it
//! always:    { Catalog_Goods: [Code] }                    # filled in every record
//! blank:     { Catalog_Goods: [Weight] }                  # zero means that nobody filled it
//! read:      { Document_Order: [Changed] }                # the base fills it, nobody writes it
//! labels:    { Catalog_Goods: { Weight: gross weight } }  # what people call it
//! sensitive: { personal: { Catalog_Buyers: [Phone] }, secret: {} }
//! derives:   { Document_Order: { Lines: [Sum] } }         # what the base computes from it
//! ```
//!
//! Paths go through rows by points. What is said of a register holds for its virtual tables too.

mod apply;
mod related;
#[cfg(test)]
mod tests;

use std::fmt;

use serde::Deserialize;

pub use self::apply::{Problem, Trouble, apply};
use crate::schema::At;
use crate::schema::pairs::Pairs;

/// A read overlay, not yet compared with any catalog.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Overlay {
    names: Pairs<String>,
    rows: Pairs<Pairs<RelatedNote>>,
    unions: Pairs<Vec<String>>,
    enums: Pairs<Vec<String>>,
    types: Pairs<Pairs<TypeNote>>,
    required: Pairs<Vec<String>>,
    always: Pairs<Vec<String>>,
    blank: Pairs<Vec<String>>,
    read: Pairs<Vec<String>>,
    labels: Pairs<Pairs<String>>,
    sensitive: SensitiveNote,
    derives: Pairs<Pairs<Vec<String>>>,
}

/// `{ of: InformationRegister_Extras, by: Owner, key: Property }`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RelatedNote {
    of: String,
    by: String,
    #[serde(default)]
    key: Option<Names>,
}

/// `Property` or `[Kind, Size]`
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Names {
    One(String),
    Many(Vec<String>),
}

/// `text(50)` or `[Catalog_Goods, text(150)]`
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum TypeNote {
    One(String),
    Union(Vec<String>),
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct SensitiveNote {
    personal: Pairs<Vec<String>>,
    secret: Pairs<Vec<String>>,
}

/// Why a schema file in YAML cannot be read, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlError {
    /// The place, where it is known.
    pub at: Option<At>,
    /// What the reader said.
    pub message: String,
    /// What that means, where it is more than broken YAML.
    pub fault: YamlFault,
}

/// What is wrong with the keys and values of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum YamlFault {
    /// A key that has no place there, and those that have.
    UnknownKey(String, Vec<&'static str>),
    /// A key that is not there.
    Missing(String),
    /// A key that is there twice.
    Twice(String),
    /// Anything else: the text is no YAML, or a value is of another kind.
    Other,
}

impl From<serde_yaml::Error> for YamlError {
    fn from(error: serde_yaml::Error) -> YamlError {
        let at = error.location().map(At::from);
        let error = error.without_snippet();
        let fault = match error {
            serde_yaml::Error::SerdeUnknownField { field, expected, .. } => {
                YamlFault::UnknownKey(field.clone(), expected.clone())
            }
            serde_yaml::Error::SerdeMissingField { field, .. } => {
                YamlFault::Missing((*field).to_owned())
            }
            serde_yaml::Error::DuplicateMappingKey { key, .. } => {
                YamlFault::Twice(key.clone().unwrap_or_default())
            }
            _ => YamlFault::Other,
        };
        YamlError { at, message: error.to_string(), fault }
    }
}

impl fmt::Display for YamlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for YamlError {}

/// Reads an overlay.
pub fn read(text: &str) -> Result<Overlay, YamlError> {
    Ok(serde_yaml::from_str(text)?)
}
