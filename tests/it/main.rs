//! The one integration binary.

mod cli;
mod syntax;
mod tidy;
#[cfg(test)]
mod journal;
mod syntax;
mod tidy;
mod retailcrm;
mod onec_odata;
