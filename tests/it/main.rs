//! The one integration binary.

mod syntax;
mod tidy;
#[cfg(test)]
mod journal;
