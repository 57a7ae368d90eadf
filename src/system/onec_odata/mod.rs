//! 1C:Enterprise through its OData interface.

pub mod schema;
