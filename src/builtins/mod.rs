//! The functions of the language, one file per topic, all in one table.
//!
//! A function is a plain Rust function over values; it knows no places and no payloads. The manual
//! page, the editor's help and the tests are printed from the table.

mod moment;
mod money;
mod text;

pub use moment::later;
pub use text::show;

use bumpalo::Bump;

use crate::value::{Fault, Value};

/// What a parameter takes and a function gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any value.
    Any,
    /// A number.
    Number,
    /// A text.
    Text,
    /// A text, a number, a day, a moment or a reference, written as text.
    Shown,
    /// A phone number.
    Phone,
    /// A day.
    Day,
    /// A day or a moment.
    Moment,
    /// A length of time.
    Span,
    /// The type of the first argument.
    Same,
}

/// A function of the language.
#[derive(Debug)]
pub struct Builtin {
    /// Its name.
    pub name: &'static str,
    /// What it gives, in one line.
    pub about: &'static str,
    /// The parameters, by name and kind; the last may be left out if `optional` says so.
    pub params: &'static [(&'static str, Kind)],
    /// How many of the last parameters may be left out.
    pub optional: usize,
    /// What it gives.
    pub returns: Kind,
    /// Whether it can fail or give nothing for some value of a parameter's type.
    pub fallible: bool,
    /// Whether it may stand after `via`: it takes the value first and makes equal things equal.
    pub conversion: bool,
    /// Calls and what they give, as texts of the language.
    pub examples: &'static [(&'static str, &'static str)],
    /// The function. Absent arguments never reach it: the call is then absent.
    pub run: for<'a> fn(&[Value<'a>], &'a Bump) -> Result<Value<'a>, Fault>,
}

impl PartialEq for Builtin {
    fn eq(&self, other: &Builtin) -> bool {
        self.name == other.name
    }
}

/// All functions, by topic.
pub fn all() -> impl Iterator<Item = &'static Builtin> {
    money::BUILTINS.iter().chain(text::BUILTINS).chain(moment::BUILTINS)
}

/// The function of that name.
pub fn find(name: &str) -> Option<&'static Builtin> {
    all().find(|builtin| builtin.name == name)
}
