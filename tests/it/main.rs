//! The one integration binary.

mod syntax;
mod tidy;
