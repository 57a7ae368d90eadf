//! The one integration binary.
#![allow(clippy::unwrap_used, reason = "what fails in a test is told by its place")]
#![allow(clippy::similar_names, clippy::too_many_lines, reason = "tests tell long stories")]

mod altered;
mod bench_equal;
mod check;
mod cli;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod docs;
mod eval;
mod exchange;
mod faults;
#[cfg(test)]
mod journal;
mod onec_odata;
mod project;
#[cfg(test)]
mod pull;
mod report;
mod retailcrm;
#[cfg(test)]
mod sandbox;
#[cfg(test)]
mod suite;
#[cfg(test)]
mod sync;
mod syntax;
mod tidy;
#[cfg(test)]
mod trouble;
mod ui;
#[cfg(test)]
mod zones;
