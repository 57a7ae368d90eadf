//! The layer that `$metadata` gives: EDMX as 1C writes it, read into the catalog.
//!
//! `model` keeps the document's own words, `parse` fills it from XML, `build` and `fields` turn it
//! into entities. The document is read whole before the catalog is touched, so a bad one changes
//! nothing.

mod build;
mod fields;
mod model;
mod parse;
#[cfg(test)]
mod tests;

use std::fmt;

use crate::schema::{Catalog, SideId};
use crate::source::{LineIndex, Place};

/// Reads a `$metadata` document and makes each of its entity sets a member of the side.
pub fn read(catalog: &mut Catalog, side: SideId, xml: &str) -> Result<(), EdmxError> {
    let placed = |fault: Fault| EdmxError::new(xml, fault);
    let model = parse::parse(xml).map_err(placed)?;
    build::build(catalog, side, &model).map_err(placed)
}

/// Why a document is not usable, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EdmxError {
    /// What is wrong.
    pub trouble: Trouble,
    /// The byte at which it is.
    pub byte: usize,
    /// The same place in lines and columns.
    pub place: Place,
}

/// What can be wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It has a document type; those can name files and grow without bound.
    Doctype,
    /// Its elements are nested deeper than any `$metadata` is.
    TooDeep,
    /// It is longer than any `$metadata` is.
    TooLong,
    /// It ends before its root does.
    Cut,
    /// It is not XML.
    Xml(String),
    /// Its root is this element: a page of an error, a login form.
    Root(String),
    /// An element lacks an attribute.
    Attribute {
        /// The element.
        element: &'static str,
        /// The attribute.
        name: &'static str,
    },
    /// A type is used and not declared.
    Type(String),
    /// A name is declared twice.
    Twice(String),
    /// It declares no entity set: nothing is published.
    Empty,
}

impl Trouble {
    /// The name under which texts tell it.
    pub fn kind(&self) -> &'static str {
        match self {
            Trouble::Doctype => "doctype",
            Trouble::TooDeep => "deep",
            Trouble::TooLong => "long",
            Trouble::Cut => "cut",
            Trouble::Xml(_) => "xml",
            Trouble::Root(_) => "root",
            Trouble::Attribute { .. } => "attribute",
            Trouble::Type(_) => "type",
            Trouble::Twice(_) => "twice",
            Trouble::Empty => "empty",
        }
    }

    /// What of the document it is about; of no XML what the parser says.
    pub fn what(&self) -> String {
        match self {
            Trouble::Xml(what)
            | Trouble::Root(what)
            | Trouble::Type(what)
            | Trouble::Twice(what) => what.clone(),
            Trouble::Attribute { element, name } => format!("{element}/@{name}"),
            Trouble::Doctype
            | Trouble::TooDeep
            | Trouble::TooLong
            | Trouble::Cut
            | Trouble::Empty => String::new(),
        }
    }
}

impl EdmxError {
    fn new(xml: &str, fault: Fault) -> EdmxError {
        let byte = fault.at.min(xml.len());
        EdmxError { trouble: fault.trouble, byte, place: LineIndex::new(xml).place(xml, byte) }
    }
}

impl fmt::Display for EdmxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place { line, column } = self.place;
        write!(f, "line {line}, column {column}: {}", self.trouble)
    }
}

impl std::error::Error for EdmxError {}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::Doctype => f.write_str("a document type is not allowed"),
            Trouble::TooDeep => f.write_str("elements are nested too deep"),
            Trouble::TooLong => f.write_str("the document is too long"),
            Trouble::Cut => f.write_str("the document ends before its root does"),
            Trouble::Xml(message) => f.write_str(message),
            Trouble::Root(name) => write!(f, "the root is <{name}>, not <Edmx>"),
            Trouble::Attribute { element, name } => write!(f, "<{element}> has no {name}"),
            Trouble::Type(name) => write!(f, "type {name} is not declared"),
            Trouble::Twice(name) => write!(f, "{name} is declared twice"),
            Trouble::Empty => f.write_str("no entity set is published"),
        }
    }
}

/// A trouble and the byte it is at, before lines are counted.
#[derive(Debug)]
struct Fault {
    trouble: Trouble,
    at: usize,
}

impl Fault {
    fn new(trouble: Trouble, at: usize) -> Fault {
        Fault { trouble, at }
    }
}
