//! Types and properties of fields as schema files write them, in the words of the language.
//!
//! `code(statuses)`, `text(50) | ref(Catalog_X)`, `rows(order.items by id)`; after the type stand
//! words about the field: `ref(customer) keyed(id) read`. A name that is no word of a type is an
//! entity: `Catalog_X` is `ref(Catalog_X)`.

use std::fmt;

use crate::schema::{
    Catalog, DictionaryId, EntityId, EnumId, Member, RecordId, Rows, SideId, Type, UnionId,
};

/// A type with the names as they were written.
#[derive(Clone, Debug, PartialEq)]
pub enum Notation {
    /// A type that names nothing: `text(50)`.
    Plain(Type),
    /// `code(statuses)`
    Code(String),
    /// `ref(Catalog_X)` or `Catalog_X`
    Ref(String),
    /// `kind(Payment)`
    Kind(String),
    /// `enum(Enum_X)`
    Enum(String),
    /// `record(address)`
    Record(String),
    /// `rows(order.items by id)`
    Rows(String, Vec<String>),
    /// `list(text)`: scalars, each a row with the one field `value`.
    List(Box<Notation>),
    /// `"a" | "b"`
    Literals(Vec<String>),
    /// `Catalog_X | text(150)`
    Union(Vec<Notation>),
}

/// A word after the type, with what stands in its brackets: `derives(summ totalSumm)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// The word.
    pub word: String,
    /// What it is told.
    pub args: Vec<String>,
}

/// Why a notation cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotationError {
    /// It ends too early or goes on after its end; what was expected.
    Expected(&'static str, String),
    /// A number is too large or a scale exceeds its precision.
    Size(String),
    /// A name of this kind is not known.
    Unknown(&'static str, String),
    /// A union of unions, a list of rows, or the like.
    Nested(String),
}

impl fmt::Display for NotationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotationError::Expected(what, found) => write!(f, "expected {what}, found `{found}`"),
            NotationError::Size(text) => write!(f, "`{text}` is not a size"),
            NotationError::Unknown(kind, name) => write!(f, "no {kind} `{name}`"),
            NotationError::Nested(text) => write!(f, "{text} cannot stand here"),
        }
    }
}

impl std::error::Error for NotationError {}

/// Reads a type.
pub fn parse(text: &str) -> Result<Notation, NotationError> {
    let (notation, words) = parse_field(text)?;
    match words.into_iter().next() {
        Some(word) => Err(NotationError::Expected("the end", word.word)),
        None => Ok(notation),
    }
}

/// Reads a type and the words after it.
pub fn parse_field(text: &str) -> Result<(Notation, Vec<Word>), NotationError> {
    let mut tokens = Tokens { rest: text };
    let notation = alternatives(&mut tokens)?;
    let mut words = Vec::new();
    while let Some(word) = tokens.name() {
        let args = if tokens.eat('(') { tokens.names_until(')')? } else { Vec::new() };
        words.push(Word { word: word.to_owned(), args });
    }
    match tokens.peek() {
        None => Ok((notation, words)),
        Some(_) => Err(tokens.expected("a word")),
    }
}

fn alternatives(tokens: &mut Tokens<'_>) -> Result<Notation, NotationError> {
    let mut members = vec![single(tokens)?];
    while tokens.eat('|') {
        members.push(single(tokens)?);
    }
    if members.len() == 1 {
        return Ok(members.remove(0));
    }
    Ok(union(members))
}

/// One type of several; literals become one set.
pub fn union(members: Vec<Notation>) -> Notation {
    let mut literals = Vec::new();
    let mut others = Vec::new();
    for member in members {
        match member {
            Notation::Literals(texts) => literals.extend(texts),
            other => others.push(other),
        }
    }
    if others.is_empty() {
        return Notation::Literals(literals);
    }
    if !literals.is_empty() {
        others.push(Notation::Literals(literals));
    }
    Notation::Union(others)
}

fn single(tokens: &mut Tokens<'_>) -> Result<Notation, NotationError> {
    if let Some(literal) = tokens.literal()? {
        return Ok(Notation::Literals(vec![literal]));
    }
    let name = tokens.name().ok_or_else(|| tokens.expected("a type"))?;
    let plain = match name {
        "bool" => Type::Bool,
        "int" => Type::Int,
        "money" => Type::MONEY,
        "date" => Type::Date,
        "datetime" => Type::DateTime,
        "duration" => Type::Duration,
        "guid" => Type::Guid,
        "phone" => Type::Phone,
        "email" => Type::Email,
        "any" => Type::Any,
        "text" => Type::Text { max: tokens.size()? },
        "decimal" => decimal(tokens)?,
        _ => return named(tokens, name),
    };
    Ok(Notation::Plain(plain))
}

/// `decimal` or `decimal(15,2)`, after its name.
fn decimal(tokens: &mut Tokens<'_>) -> Result<Type, NotationError> {
    if !tokens.eat('(') {
        return Ok(Type::NUMBER);
    }
    let precision: u8 = tokens.number()?;
    tokens.need(',', "`,`")?;
    let scale: u8 = tokens.number()?;
    tokens.need(')', "`)`")?;
    if scale > precision {
        return Err(NotationError::Size(format!("{precision},{scale}")));
    }
    Ok(Type::Decimal { precision: Some(precision), scale: Some(scale) })
}

/// A type that names something, after its first word.
fn named(tokens: &mut Tokens<'_>, word: &str) -> Result<Notation, NotationError> {
    let takes_name = matches!(word, "code" | "ref" | "kind" | "enum" | "record" | "rows" | "list");
    if !takes_name {
        return Ok(Notation::Ref(word.to_owned()));
    }
    tokens.need('(', "`(`")?;
    if word == "list" {
        let element = alternatives(tokens)?;
        tokens.need(')', "`)`")?;
        return Ok(Notation::List(Box::new(element)));
    }
    let name = tokens.name().ok_or_else(|| tokens.expected("a name"))?.to_owned();
    if word == "rows" {
        return Ok(Notation::Rows(name, key(tokens)?));
    }
    tokens.need(')', "`)`")?;
    Ok(match word {
        "code" => Notation::Code(name),
        "ref" => Notation::Ref(name),
        "kind" => Notation::Kind(name),
        "enum" => Notation::Enum(name),
        _ => Notation::Record(name),
    })
}

/// `by id, code)`, after the name of the rows.
fn key(tokens: &mut Tokens<'_>) -> Result<Vec<String>, NotationError> {
    match tokens.name() {
        None => tokens.need(')', "`)` or `by`").map(|()| Vec::new()),
        Some("by") => tokens.names_until(')'),
        Some(other) => Err(NotationError::Expected("`by`", other.to_owned())),
    }
}

/// The text still to be read.
struct Tokens<'a> {
    rest: &'a str,
}

impl<'a> Tokens<'a> {
    fn peek(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start();
        self.rest.chars().next()
    }

    fn eat(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.rest = &self.rest[wanted.len_utf8()..];
        }
        found
    }

    fn need(&mut self, wanted: char, shown: &'static str) -> Result<(), NotationError> {
        if self.eat(wanted) { Ok(()) } else { Err(self.expected(shown)) }
    }

    fn expected(&mut self, what: &'static str) -> NotationError {
        self.rest = self.rest.trim_start();
        NotationError::Expected(what, self.rest.to_owned())
    }

    /// A name: letters, digits, `_`, and points inside it.
    fn name(&mut self) -> Option<&'a str> {
        self.peek().filter(|first| first.is_alphabetic() || *first == '_')?;
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '.' || c == '-';
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(name)
    }

    fn names_until(&mut self, end: char) -> Result<Vec<String>, NotationError> {
        let mut names = Vec::new();
        while let Some(name) = self.name() {
            names.push(name.to_owned());
            self.eat(',');
        }
        if names.is_empty() || !self.eat(end) {
            return Err(self.expected("names and `)`"));
        }
        Ok(names)
    }

    fn number<N: std::str::FromStr>(&mut self) -> Result<N, NotationError> {
        self.peek();
        let end = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest;
        digits.parse().map_err(|_| NotationError::Size(digits.to_owned()))
    }

    /// `(50)` or nothing.
    fn size(&mut self) -> Result<Option<u32>, NotationError> {
        if !self.eat('(') {
            return Ok(None);
        }
        let size = self.number()?;
        self.need(')', "`)`")?;
        Ok(Some(size))
    }

    fn literal(&mut self) -> Result<Option<String>, NotationError> {
        if !self.eat('"') {
            return Ok(None);
        }
        let Some((text, rest)) = self.rest.split_once('"') else {
            return Err(self.expected("a closing quote"));
        };
        self.rest = rest;
        Ok(Some(text.to_owned()))
    }
}

/// Looks names up in the side that a notation belongs to.
pub struct Lookup<'a> {
    /// The side.
    pub side: SideId,
    /// The records that the file itself declares.
    pub record: &'a dyn Fn(&str) -> Option<RecordId>,
}

impl Lookup<'_> {
    /// The type that a notation means. A list adds a record for its rows to the catalog.
    pub fn resolve(
        &self,
        catalog: &mut Catalog,
        notation: &Notation,
    ) -> Result<Type, NotationError> {
        let unknown = |kind, name: &str| NotationError::Unknown(kind, name.to_owned());
        let named = |name: &str| (self.record)(name).ok_or_else(|| unknown("record", name));
        Ok(match notation {
            Notation::Plain(ty) => ty.clone(),
            Notation::Code(name) => Type::Code(self.dictionary(catalog, name)?),
            Notation::Ref(name) => Type::Ref(self.entity(catalog, name)?),
            Notation::Kind(name) => Type::Kind(self.union(catalog, name)?),
            Notation::Enum(name) => Type::Enum(self.enumeration(catalog, name)?),
            Notation::Record(name) => Type::Record(named(name)?),
            Notation::Rows(name, key) => {
                let key = key.iter().map(|part| part.as_str().into()).collect();
                Type::Rows(Rows { record: named(name)?, key })
            }
            Notation::List(element) => {
                let element = self.resolve(catalog, element)?;
                Type::Rows(catalog.list_of(element))
            }
            Notation::Literals(texts) => {
                Type::Literals(texts.iter().map(|text| text.as_str().into()).collect())
            }
            Notation::Union(members) => {
                let mut types = Vec::new();
                for member in members {
                    match self.resolve(catalog, member)? {
                        Type::Rows(_) | Type::Record(_) | Type::Any | Type::Union(_) => {
                            return Err(NotationError::Nested("a record, rows or `any`".into()));
                        }
                        ty => types.push(ty),
                    }
                }
                Type::Union(types)
            }
        })
    }

    /// The entity of that name.
    pub fn entity(&self, catalog: &Catalog, name: &str) -> Result<EntityId, NotationError> {
        let unknown = || NotationError::Unknown("entity", name.to_owned());
        catalog.entity(self.side, name).ok_or_else(unknown)
    }

    fn dictionary(&self, catalog: &Catalog, name: &str) -> Result<DictionaryId, NotationError> {
        match catalog.member(self.side, name) {
            Some(Member::Dictionary(id)) => Ok(*id),
            _ => Err(NotationError::Unknown("dictionary", name.to_owned())),
        }
    }

    fn union(&self, catalog: &Catalog, name: &str) -> Result<UnionId, NotationError> {
        match catalog.member(self.side, name) {
            Some(Member::Union(id)) => Ok(*id),
            _ => Err(NotationError::Unknown("union", name.to_owned())),
        }
    }

    fn enumeration(&self, catalog: &Catalog, name: &str) -> Result<EnumId, NotationError> {
        match catalog.member(self.side, name) {
            Some(Member::Type(Type::Enum(id))) => Ok(*id),
            _ => Err(NotationError::Unknown("enumeration", name.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests;
