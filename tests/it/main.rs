//! The one integration binary.

mod bench_equal;
mod check;
mod cli;
mod eval;
#[cfg(test)]
mod crash;
mod exchange;
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
