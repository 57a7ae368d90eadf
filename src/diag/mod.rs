//! What the author of a mapping is told: diagnostics, their codes, their words and their look.
//!
//! A check names a code and gives the facts, on the spot; the words stand in `locales/*.ftl` under
//! that code, and [`render`] puts both together for a terminal, as JSON or as SARIF.

mod alike;
pub mod codes;
mod cut;
mod diagnostic;
mod fewer;
mod language;
mod machine;
pub mod render;
mod texts;
mod unseen;

pub use alike::told_once;
pub use codes::Code;
pub use diagnostic::{Args, Diagnostic, Fact, Fix, Hint, Label, Severity};
pub use fewer::fewer;
pub use language::Language;
pub use machine::Machine;
pub use texts::Texts;
pub use unseen::harmless;
