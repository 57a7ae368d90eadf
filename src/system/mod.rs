//! The systems we talk to, one folder each with the same anatomy, and the table of them.

pub mod examine;
pub mod files;
pub mod onec_odata;
pub mod retailcrm;

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::endpoint::emulate::Emulator;
use crate::endpoint::layer::Backoff;
use crate::endpoint::{Endpoint, Secret};
use crate::schema::Tags;
use examine::Examine;

/// What a system is reached with.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Its address.
    pub address: String,
    /// The key of its API, where it has one.
    pub key: Option<Secret>,
    /// The login, where it has one.
    pub user: Option<String>,
    /// The password.
    pub password: Option<Secret>,
    /// The shop, where a key has access to several.
    pub site: Option<String>,
    /// Whether a loopback or private address, or plain http, is meant.
    pub local: bool,
    /// How many requests it is sent in any second, where that is not what it allows.
    pub rate: Option<NonZeroU32>,
    /// A folder that all processes of the project share, where there is one.
    pub shared: Option<PathBuf>,
}

/// An emulator with what is needed to call it.
pub struct Emulated {
    /// The emulator.
    pub emulator: Arc<dyn Emulator>,
    /// The path of the API under the server's address.
    pub path: &'static str,
    /// Its key, where it has one.
    pub key: Option<String>,
    /// Its login and password, where it has them.
    pub login: Option<(String, String)>,
}

/// How often a read of a system is tried: some seconds in all, for a person may be waiting.
const PATIENCE: Backoff =
    Backoff { first: Duration::from_millis(500), longest: Duration::from_secs(10), attempts: 4 };

/// Connects to a system; the error is in words, free of secrets.
type Connect = fn(&Settings) -> Result<Arc<dyn Endpoint>, String>;

/// Why an emulator cannot be opened.
#[derive(Clone, Debug)]
pub struct Unopened {
    /// What is wrong and where, in words.
    pub reason: String,
    /// What helps, by the name of its words.
    pub remedy: &'static str,
}

/// Opens an emulator: the folder of its world, the file that keeps its state.
type Emulate = fn(&Path, &Path) -> Result<Emulated, Unopened>;

/// A kind of system.
#[derive(Debug)]
pub struct System {
    /// As `side` and `obmen.yaml` name it.
    pub name: &'static str,
    /// The version of its API, as `side` names it, where it has such.
    pub version: Option<&'static str>,
    /// The dictionary of its shops, of which `site` in `obmen.yaml` names one, where it has such.
    pub sites: Option<&'static str>,
    /// How it names the types of composite values, where it has such.
    pub tags: Option<&'static Tags>,
    /// The member that says whether a document is posted, where it posts.
    pub posted: Option<&'static str>,
    /// The member that says whether a record is marked for deletion, where records are.
    pub marked: Option<&'static str>,
    /// The remedy where its address or its key does not fit.
    pub remedy: &'static str,
    /// The key of the record whose card has that address, where it has such cards.
    pub card: fn(&str) -> Option<&str>,
    /// Looks at what it tells of itself.
    pub examine: Examine,
    /// Whether an address of it may be used, and as one that `local: true` stands beside; the error
    /// is in words.
    pub address: fn(&str, bool) -> Result<(), String>,
    /// Whether so many requests may be sent in any second, likewise.
    pub rate: fn(NonZeroU32, bool) -> Result<(), String>,
    /// Whether a login can be one.
    pub login: fn(&str) -> Result<(), String>,
    /// Connects to it.
    pub connect: Connect,
    /// Stands in for it.
    pub emulate: Emulate,
}

/// All kinds of systems.
pub static SYSTEMS: &[System] = &[
    System {
        name: "retailcrm",
        version: Some("v5"),
        sites: Some("sites"),
        tags: None,
        posted: None,
        marked: None,
        remedy: "account",
        card: retailcrm::card,
        examine: retailcrm::examine,
        address: retailcrm::address,
        rate: retailcrm::rate,
        login: |_| Ok(()),
        connect: retailcrm::connect,
        emulate: retailcrm::emulate,
    },
    System {
        name: "odata",
        version: None,
        sites: None,
        tags: Some(&Tags::ODATA),
        posted: Some("Posted"),
        marked: Some("DeletionMark"),
        remedy: "credentials",
        card: |_| None,
        examine: onec_odata::examine,
        address: onec_odata::address,
        rate: |_, _| Ok(()),
        login: onec_odata::login,
        connect: onec_odata::connect,
        emulate: onec_odata::emulate,
    },
];

/// The kind of that name.
pub fn find(name: &str) -> Option<&'static System> {
    SYSTEMS.iter().find(|system| system.name == name)
}
