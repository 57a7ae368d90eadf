//! The contract with the outside: what the exchange asks of a system, whichever it is.
//!
//! Payloads cross this border as bytes in the system's own form; what they mean is the business of
//! the schema and the mapping. Nobody above a system's `client.rs` looks at a status number: an
//! [`EndpointError`] says what kind of trouble it is and whether waiting may help.

mod contract;
mod error;
mod remarks;
mod scrub;
mod secret;

pub mod emulate;
pub mod http;
pub mod layer;

pub use contract::{
    Answer, Capability, Change, Changes, Cursor, Endpoint, Filter, Gone, Operand, Payload, Pending,
    Query, Selector, Source, Write, WriteKind, Written,
};
pub use error::{EndpointError, ErrorKind};
pub use remarks::{Oddity, Remark, Remarks};
pub use secret::{Secret, without_login};
