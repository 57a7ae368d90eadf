//! JSON payloads to slots and back.
//!
//! No tree is built: the reader walks a [`Shape`], skips what nobody wants without building it, and
//! notes where the wanted scalars lie. A slot is a pair of offsets, so buffers outlive the payloads,
//! and the byte of a bad value is at hand.

mod members;
mod read;
mod scan;
mod shape;
mod text;
mod write;

pub use read::{JsonError, JsonErrorKind, read};
pub use shape::{Limits, Node, Raw, RawKind, Shape, Slots, Stray, TableId};
pub use text::{unescape, unescape_in};
pub use write::{write_digits, write_number, write_text};

#[cfg(test)]
mod tests;
