//! Texts and places in them: the table of loaded files, byte spans, lines and columns.
//!
//! Everything above speaks in [`Span`]s; only the terminal and the editors want lines.

mod alike;
mod file;
mod lines;
pub(crate) mod shipped;
mod span;

pub use alike::{ALIKE, look_alike};
pub use file::{SourceFile, Sources};
pub use lines::{LineIndex, Place};
pub use span::{FileId, Span, Spanned};
