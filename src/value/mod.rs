//! Data at run time: exact decimals, values, and the readers and writers of payloads.
//!
//! Payloads are never built up as trees. A reader walks a [`json::Shape`] and notes where the wanted
//! scalars lie ([`json::Slots`]); a scalar becomes a [`Value`] only when something needs it.

mod fault;
pub mod json;
mod money;
mod scalar;

pub use fault::{Fault, FaultKind};
pub use money::{Decimal, Rounding};
pub use scalar::{Key, Reference, Value, is_guid, is_upper_guid};
