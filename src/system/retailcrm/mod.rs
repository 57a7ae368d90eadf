//! RetailCRM through its API v5.

pub mod schema;
