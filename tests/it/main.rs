//! The one integration binary.

mod cli;
#[cfg(test)]
mod journal;
mod onec_odata;
mod report;
mod retailcrm;
mod syntax;
mod tidy;
mod ui;
