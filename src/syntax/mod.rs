//! Text to tree and back.
//!
//! [`parse()`] never fails: it returns a tree, in which broken statements stand as
//! error nodes, and what is wrong with them. [`print()`] writes the tree in canonical layout.

pub mod ast;
mod dump;
pub mod habits;
pub mod keywords;
mod parse;
mod print;

pub use dump::dump;
pub use parse::parse;
pub use print::{operator, print, print_expr, print_head};
