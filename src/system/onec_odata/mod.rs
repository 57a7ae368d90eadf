//! 1C:Enterprise through its standard OData interface: the client and a base to try it on.
//!
//! What it can and cannot, with the reasons, stands in `README.md` beside.

mod answer;
mod client;
mod condition;
mod config;
mod endpoint;
mod examine;
mod refused;
mod target;

pub mod emulator;
pub mod model;
pub mod schema;

pub use config::{BadConfig, Config};
pub use endpoint::OneC;
pub(crate) use examine::examine;

use std::path::Path;
use std::sync::Arc;

use crate::endpoint::layer::{Guarded, Retry};
use crate::endpoint::{Endpoint, Secret};
use crate::system::{Emulated, PATIENCE, Settings, Unopened};

/// Whether an address may be used, before anything connects.
pub(crate) fn address(text: &str, _local: bool) -> Result<(), String> {
    Config::root_of(text).map(drop).map_err(|error| error.to_string())
}

/// Whether a login can be one.
pub(crate) fn login(user: &str) -> Result<(), String> {
    Config::login(user).map_err(|error| error.to_string())
}

/// The base behind these settings.
pub(crate) fn connect(settings: &Settings) -> Result<Arc<dyn Endpoint>, String> {
    let user = settings.user.as_deref().unwrap_or_default();
    let password = settings.password.clone().unwrap_or_else(|| Secret::new(""));
    let config =
        Config::new(&settings.address, user, password).map_err(|error| error.to_string())?;
    let base = OneC::new(config).map_err(|error| error.to_string())?;
    Ok(Arc::new(Guarded::new(Retry::new(base, PATIENCE))))
}

/// A base of a world of its own.
pub(crate) fn emulate(world: &Path, state: &Path) -> Result<Emulated, Unopened> {
    let emulator = emulator::OneCEmulator::open(world, state)
        .map_err(|error| Unopened { reason: error.to_string(), remedy: error.remedy() })?;
    let (user, password) = emulator.credentials();
    let login = Some((user.to_owned(), password.to_owned()));
    Ok(Emulated { emulator: Arc::new(emulator), path: "", key: None, login })
}
