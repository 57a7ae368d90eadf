//! The one integration binary.

mod syntax;
