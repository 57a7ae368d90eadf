//! The one HTTP server, for all emulators, and the worlds they keep.
//!
//! An [`Emulator`] answers plain [`Request`]s, one function without I/O of its own. [`serve`] puts
//! it on a port and makes it misbehave by [`Faults`]; [`World`] is the file in which it keeps its
//! records and the ledger of what it accepted, written before an answer goes out.

mod fault;
mod line;
mod request;
mod server;
mod world;

pub use fault::{BadFault, Fault, FaultKind, Faults, kinds};
pub use request::{Request, Response, form_pairs, percent_decode};
pub use server::{Emulator, Serving, serve};
pub use world::{LedgerEntry, Row, Seed, Tx, World, WorldError, read_ledger};
