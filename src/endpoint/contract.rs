//! The traits of a system and what goes through them.
//!
//! [`Source`] reads, [`Endpoint`] writes besides. A dry run is handed a [`Source`] only, so it has
//! no method to write with.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::endpoint::{EndpointError, Remark};
use crate::value::Fault;

/// What an operation answers.
pub type Answer<T> = Result<T, EndpointError>;

/// An operation under way.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = Answer<T>> + Send + 'a>>;

/// What a system can do beyond reading by key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Capability {
    /// It tells what changed since a cursor.
    pub changes: bool,
    /// It tells by showing the version of every record each time: its feed has no place to go on from.
    pub compares: bool,
    /// It finds records by the values of fields.
    pub filter: bool,
    /// Records can be created under a key that the caller chooses.
    pub own_keys: bool,
    /// Records can be created and edited.
    pub write: bool,
    /// It has the action `post`.
    pub post: bool,
    /// It finds records that live in another one by their owner, and by their keys only with trouble.
    pub by_owner: bool,
    /// The most keys or filter values one read should name.
    pub batch: usize,
}

/// Where a feed of changes goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cursor {
    /// From a moment, `YYYY-MM-DD HH:MM:SS` by the system's clocks.
    Since(String),
    /// After this position, which only the system understands.
    After(String),
}

/// One change that a feed reports. It says that something changed, never what it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The change's own id in the feed; the same id twice is the same change. A feed that compares
    /// gives the key, a blank and the version.
    pub id: String,
    /// The key of the changed record.
    pub key: String,
    /// The field, where the feed says so.
    pub field: Option<String>,
    /// Who did it, in the system's words.
    pub source: String,
    /// Whether it was done with the key the caller uses.
    pub own: bool,
    /// Whether the record is gone: deleted, or merged into the record of the given key.
    pub gone: Option<Gone>,
    /// The record of the feed as it came.
    pub payload: Arc<[u8]>,
}

/// How a record went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gone {
    /// Deleted.
    Deleted,
    /// Merged into another record.
    Merged(String),
}

/// A page of a feed.
#[derive(Clone, Debug)]
pub struct Changes {
    /// The changes in the order of their ids.
    pub changes: Vec<Change>,
    /// Where the next page begins.
    pub next: Cursor,
    /// Whether there is more now.
    pub more: bool,
}

/// A value that a filter compares with.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// A text, an enum member, a date as text in the system's own form.
    Text(String),
    /// A number as text.
    Number(String),
    /// A boolean.
    Bool(bool),
    /// A reference: its key, and for composite fields its entity.
    Key {
        /// The key.
        key: String,
        /// The entity, where the field may refer to several.
        entity: Option<String>,
    },
    /// A moment, `YYYY-MM-DDTHH:MM:SS`.
    DateTime(String),
}

/// Which records. Field paths use `/` between the wire names: `КонтактнаяИнформация/Тип`.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// The field equals the operand.
    Equal(String, Operand),
    /// The field differs from the operand.
    Differs(String, Operand),
    /// The field is at least the operand.
    AtLeast(String, Operand),
    /// All of them.
    All(Vec<Filter>),
    /// Any of them.
    Any(Vec<Filter>),
    /// Some row of the collection fits; paths inside are relative to the row.
    Row(String, Box<Filter>),
}

/// How records are chosen.
#[derive(Clone, Debug, PartialEq)]
pub enum Selector {
    /// By their keys.
    Keys(Vec<String>),
    /// By another unique field: its name and the values.
    Alternate(String, Vec<String>),
    /// By the values of fields.
    Filter(Filter),
    /// All of them.
    All,
    /// One or a few, whichever they are: to see whether they can be read at all.
    Few,
}

/// A read.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// The entity as the schema names it.
    pub entity: String,
    /// Which records.
    pub selector: Selector,
    /// The wire names of the members wanted; empty for all. A system may give more.
    pub fields: Vec<String>,
}

/// A record as the system gave it.
#[derive(Clone, Debug)]
pub struct Payload {
    /// Its key; of a composite key the parts, `/` between them.
    pub key: String,
    /// Its version, for comparing only.
    pub version: Option<String>,
    /// The record alone, without the envelope of the answer.
    pub bytes: Arc<[u8]>,
    /// Why it is no record of its system, where it is none: it then waits.
    pub fault: Option<Fault>,
}

/// What a write does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteKind {
    /// A new record under a key that the caller chose (1C) or with an external key in the body.
    Create,
    /// Fields of an existing record.
    Edit,
    /// The document's movements.
    Post,
    /// The end of the document's movements.
    Unpost,
}

/// A write.
#[derive(Clone, Debug, PartialEq)]
pub struct Write {
    /// What it does.
    pub kind: WriteKind,
    /// The entity as the schema names it.
    pub entity: String,
    /// The record's key; none for a create whose key the system gives.
    pub key: Option<String>,
    /// The body in the system's form: exactly these bytes go out.
    pub body: Arc<[u8]>,
    /// The version the body was computed from.
    pub version: Option<String>,
    /// Where in the system it goes, when its key has access to several (`site`).
    pub scope: Option<String>,
}

/// What a write came to.
#[derive(Clone, Debug)]
pub struct Written {
    /// The record's key.
    pub key: String,
    /// Its new version.
    pub version: Option<String>,
    /// The record as it stands now, where the system tells.
    pub record: Option<Payload>,
}

/// A system that can be read.
pub trait Source: Send + Sync {
    /// What it can do.
    fn capability(&self) -> Capability;

    /// A page of what changed in an entity since the cursor.
    fn changes<'a>(&'a self, entity: &'a str, cursor: &'a Cursor) -> Pending<'a, Changes>;

    /// Records. Those that do not exist are left out; the order is not that of the keys.
    fn read<'a>(&'a self, query: &'a Query) -> Pending<'a, Vec<Payload>>;

    /// A description to be saved: `schema` (its whole text), or a dictionary by its name.
    fn describe<'a>(&'a self, what: &'a str) -> Pending<'a, Vec<u8>>;

    /// What of its answers was passed over since this was last asked.
    fn remarks(&self) -> Vec<Remark> {
        Vec::new()
    }
}

/// A system that can be read and written.
pub trait Endpoint: Source {
    /// Writes.
    fn write<'a>(&'a self, write: &'a Write) -> Pending<'a, Written>;
}
