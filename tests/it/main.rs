//! The one integration binary.

mod cli;
#[cfg(test)]
mod journal;
mod syntax;
mod tidy;
mod retailcrm;
mod onec_odata;
mod ui;
