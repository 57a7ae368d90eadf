//! `obmen.yaml`: the systems, the mappings used, guards and schedules.

use std::path::{Path, PathBuf};
use std::time::Duration;

use indexmap::IndexMap;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_yaml::Spanned;

use crate::diag::{Diagnostic, Fact, codes};
use crate::project::connect::OWN;
use crate::project::{FILE, secrets, unreadable, yaml};
use crate::source::Sources;

/// How long a write may take where nothing is said.
const DEADLINE: Duration = Duration::from_mins(2);

/// The settings of a project.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The zone of moments that have none of their own, an IANA name.
    #[serde(default)]
    pub zone: Option<String>,
    /// The systems, by the names that `side` gives them.
    #[serde(default)]
    pub systems: IndexMap<String, System>,
    /// The mapping files, in the order in which their flows run.
    #[serde(default)]
    pub mappings: Vec<Spanned<String>>,
    /// Where the journal lies, from the project's folder.
    #[serde(default)]
    pub journal: Option<String>,
    /// What makes a run pause and ask.
    #[serde(default)]
    pub guards: Guards,
    /// How often flows run: `30s`, `daily 03:00`.
    #[serde(default)]
    pub schedules: IndexMap<String, String>,
    /// What a call from outside marks.
    #[serde(default)]
    pub webhooks: IndexMap<String, Webhook>,
}

/// A system of a project.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct System {
    /// `retailcrm`, `odata`: a row of the table of systems.
    pub kind: String,
    /// Its address.
    #[serde(default)]
    pub address: Option<String>,
    /// The folder of the emulator's world, which then stands for the system.
    #[serde(default)]
    pub embedded: Option<String>,
    /// The folder whose files stand for the system: they are read, nothing is written.
    #[serde(default)]
    pub files: Option<String>,
    /// The key: `env:NAME`, `file:PATH`.
    #[serde(default)]
    pub key: Option<String>,
    /// The login: `env:NAME`, `file:PATH` or the login itself.
    #[serde(default)]
    pub user: Option<String>,
    /// The password: `env:NAME`, `file:PATH`.
    #[serde(default)]
    pub password: Option<String>,
    /// The shop, where the key has access to several.
    #[serde(default)]
    pub site: Option<String>,
    /// Whether a loopback or private address, or plain http, is meant.
    #[serde(default)]
    pub local: bool,
    /// How many seconds a write may take. One whose answer never came is looked for only when it
    /// cannot land any more.
    #[serde(default)]
    pub timeout: Option<std::num::NonZeroU32>,
    /// How many requests it is sent in any second, where that is fewer than it allows; more only
    /// where it is local.
    #[serde(default)]
    pub rate: Option<std::num::NonZeroU32>,
}

impl System {
    /// How long a write may take.
    pub fn deadline(&self) -> Duration {
        self.timeout.map_or(DEADLINE, |seconds| Duration::from_secs(u64::from(seconds.get())))
    }
}

/// What makes a run pause and ask.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Guards {
    /// The most records a run creates unasked.
    pub creates: usize,
    /// The most records a run edits unasked.
    pub edits: usize,
    /// By how much a source may shrink: `30%`.
    pub shrink: String,
    /// `ask` or `run`: what the first run of a flow does.
    pub first_run: Option<String>,
}

impl Default for Guards {
    fn default() -> Guards {
        Guards { creates: 500, edits: 2000, shrink: "30%".into(), first_run: None }
    }
}

impl Guards {
    /// By how much of itself, in percent, a source may shrink; what does not fit is told by the check.
    pub fn shrink_percent(&self) -> usize {
        let digits = self.shrink.trim_end_matches('%').trim();
        digits.parse().unwrap_or(Guards::SHRINK)
    }

    const SHRINK: usize = 30;
}

/// What a call from outside marks.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Webhook {
    /// The flow.
    pub flow: String,
    /// Where the record's key stands in the call, a JSON path.
    pub id: String,
    /// The secret: `env:NAME`, `file:PATH`.
    pub secret: String,
}

impl Config {
    /// Whether all systems are embedded or files: nothing outside can be harmed.
    pub fn is_embedded(&self) -> bool {
        let is_here = |system: &System| system.embedded.is_some() || system.files.is_some();
        !self.systems.is_empty() && self.systems.values().all(is_here)
    }

    /// Where the journal of the project in that folder lies.
    pub fn journal_path(&self, dir: &Path) -> PathBuf {
        match &self.journal {
            Some(path) => dir.join(path),
            None => dir.join(OWN).join("journal.sqlite"),
        }
    }

    /// The zone of people's clocks; a wrong name is told elsewhere.
    pub fn time_zone(&self) -> TimeZone {
        let zone = self.zone.as_deref().and_then(|zone| TimeZone::get(zone).ok());
        zone.unwrap_or(TimeZone::UTC)
    }
}

/// `obmen.yaml` as it was read.
#[derive(Default)]
pub(super) struct Settings {
    pub(super) config: Config,
    /// Its text as it stands there. What is shown has its secrets covered.
    pub(super) text: String,
}

/// Reads `obmen.yaml`; of a folder without one the diagnostic says so.
pub(super) fn read(
    dir: &Path,
    sources: &mut Sources,
    diagnostics: &mut Vec<Diagnostic>,
) -> Settings {
    let path = dir.join(FILE);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let none = Diagnostic::placeless(&codes::P100).arg("dir", dir.display().to_string());
            diagnostics.push(none.hint("init"));
            return Settings::default();
        }
        Err(error) => {
            diagnostics.push(unreadable(&path, &error));
            return Settings::default();
        }
    };
    let covered = secrets::cover(&text);
    let file = sources.add(FILE, &covered.text);
    let mut found = Vec::new();
    let config = yaml::parse_text(&text, file, sources, &mut found).unwrap_or_default();
    for diagnostic in &mut found {
        // Keys that there are come from the program.
        for (_, fact) in diagnostic.args.iter_mut().filter(|(name, _)| *name != "known") {
            if let Fact::Text(words) = fact {
                *words = covered.scrub(words);
            }
        }
    }
    diagnostics.extend(found);
    Settings { config, text }
}
