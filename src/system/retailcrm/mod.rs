//! RetailCRM through its API v5.

pub mod emulator;
pub mod schema;
