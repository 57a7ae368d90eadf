//! RetailCRM through its API v5.
//! RetailCRM by its API v5.
//!
//! `config` checks settings, `client` is the wire, `answer` turns answers into members or errors,
//! `endpoint` is the contract on top with `entities`, `feed`, `find` and `describe`; `emulator` is a
//! server of the same API for trying and testing. What it can and cannot: `README.md`.

mod answer;
mod client;
mod config;
mod describe;
pub mod emulator;
mod endpoint;
mod entities;
mod feed;
mod find;
pub mod schema;

pub use config::{Config, ConfigError};
pub use emulator::RetailCrmEmulator;
pub use endpoint::RetailCrm;
