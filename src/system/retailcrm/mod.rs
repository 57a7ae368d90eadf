//! RetailCRM by its API v5.
//!
//! `config` checks settings, `client` is the wire, `answer` turns answers into members or errors,
//! `endpoint` is the contract on top with `entities`, `feed`, `find`, `parts` and `describe`; `emulator` is a
//! server of the same API for trying and testing; `schema` is what is known of its data. What it
//! can and cannot: `README.md`.

mod answer;
mod client;
mod config;
mod describe;
pub mod emulator;
mod endpoint;
mod entities;
mod examine;
mod feed;
mod find;
mod parts;
pub mod schema;

pub use config::{Config, ConfigError};
pub use emulator::RetailCrmEmulator;
pub use endpoint::RetailCrm;
pub(crate) use examine::examine;

use std::num::NonZeroU32;
use std::path::Path;
use std::sync::Arc;

use crate::endpoint::layer::{Guarded, Retry};
use crate::endpoint::{Endpoint, Secret};
use crate::system::{Emulated, PATIENCE, Settings, Unopened};

/// Whether an address may be used, before anything connects.
pub(crate) fn address(text: &str, local: bool) -> Result<(), String> {
    Config::address(text, local).map(drop).map_err(|error| error.to_string())
}

/// Whether so many requests may be sent in any second.
pub(crate) fn rate(rate: NonZeroU32, local: bool) -> Result<(), String> {
    Config::allowed(rate, local).map(drop).map_err(|error| error.to_string())
}

/// The account behind these settings.
pub(crate) fn connect(settings: &Settings) -> Result<Arc<dyn Endpoint>, String> {
    let config = Config {
        address: settings.address.clone(),
        key: settings.key.clone().unwrap_or_else(|| Secret::new("")),
        site: settings.site.clone(),
        local: settings.local,
        rate: settings.rate,
        shared: settings.shared.clone(),
    };
    let account = RetailCrm::new(&config).map_err(|error| error.to_string())?;
    Ok(Arc::new(Guarded::new(Retry::new(account, PATIENCE))))
}

/// An account of a world of its own.
pub(crate) fn emulate(world: &Path, state: &Path) -> Result<Emulated, Unopened> {
    let emulator = RetailCrmEmulator::open(state, world)
        .map_err(|error| Unopened { reason: error.to_string(), remedy: error.remedy() })?;
    let key = Some(emulator.key().to_owned());
    Ok(Emulated { emulator: Arc::new(emulator), path: "", key, login: None })
}

/// The number in the address of a card: `https://12345.retailcrm.ru/orders/138/edit`.
pub(crate) fn card(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let (_, path) = rest.split_once('/')?;
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    path.split('/').rfind(is_number)
}
