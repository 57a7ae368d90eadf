//! What is known of data before it flows: types, and the catalog of entities with their fields.
//!
//! A catalog is plain data. Systems and files build it in layers (a shipped schema or `$metadata`,
//! then an overlay, then saved dictionaries and names); later layers refine earlier ones, and each
//! field remembers the layer its facts came from.

mod catalog;
pub mod dictionary;
pub mod edmx;
mod fit;
mod mask;
pub mod names;
mod nearest;
pub mod notation;
pub mod overlay;
pub(crate) mod pairs;
mod saved;
mod tags;
mod types;

pub use catalog::{
    Access, Attribute, Catalog, Dictionary, DictionaryEntry, DictionaryId, Entity, EntityId, Enum,
    EnumId, Field, Form, Layer, Member, Origin, Record, RecordId, SavedName, Sensitivity, Side,
    SideId, Union, UnionId, Wire,
};
pub use fit::{Fit, Misfit};
pub use mask::mask;
pub use nearest::{akin, nearest};
pub use pairs::At;
pub use saved::scalar as yaml_scalar;
pub use saved::{SavedProblem, hash};
pub use tags::{TagMeaning, Tags};
pub use types::{Rows, Type};
