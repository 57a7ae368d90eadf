//! 1C:Enterprise through its OData interface.

pub mod emulator;
pub mod model;
pub mod schema;
