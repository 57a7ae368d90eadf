//! 1C:Enterprise through its standard OData interface: the client and a base to try it on.
//!
//! What it can and cannot, with the reasons, stands in `README.md` beside.

mod answer;
mod client;
mod condition;
mod config;
mod endpoint;
mod refused;

pub mod emulator;
pub mod model;
pub mod schema;

pub use config::{BadConfig, Config};
pub use endpoint::OneC;
