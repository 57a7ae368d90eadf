//! The folder of a world: what a base is, how it behaves and its first records.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_yaml::Error;

use crate::endpoint::Secret;
use crate::endpoint::emulate::WorldError;
use crate::source::shipped;
use crate::system::onec_odata::model::Model;

use super::filter::{self, Expr};
use super::rules::{Rules, RulesFile};

/// What a path begins with that names a file of the program's own mappings.
const STD: &str = "std:";

/// Why a world cannot be used.
#[derive(Debug)]
pub enum BadWorld {
    /// A file of its folder: what is wrong with it.
    File(PathBuf, String),
    /// A file that is not there, or the rights to it are not.
    Unread(PathBuf, std::io::Error),
    /// Its records.
    Records(WorldError),
}

impl BadWorld {
    fn new(file: &Path, text: impl fmt::Display) -> BadWorld {
        BadWorld::File(file.to_owned(), text.to_string())
    }

    /// What helps, by the name of its words.
    pub fn remedy(&self) -> &'static str {
        match self {
            BadWorld::File(..) => "file",
            BadWorld::Unread(..) => "folder",
            BadWorld::Records(error) => error.remedy(),
        }
    }
}

impl fmt::Display for BadWorld {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BadWorld::File(file, text) => write!(f, "`{}`: {text}", file.display()),
            BadWorld::Unread(file, error) => write!(f, "`{}`: {error}", file.display()),
            BadWorld::Records(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for BadWorld {}

/// `base.yaml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BaseFile {
    user: String,
    password: String,
    #[serde(default = "default_metadata")]
    metadata: String,
    #[serde(default = "default_zone")]
    zone: String,
    clock: Option<String>,
    #[serde(default)]
    prefix: String,
    #[serde(default = "yes")]
    if_match: bool,
    #[serde(default = "yes")]
    own_keys: bool,
    #[serde(default)]
    exchange: Named<Vec<String>>,
    sessions: Option<usize>,
    #[serde(default)]
    iis: bool,
    #[serde(default)]
    hidden: Named<String>,
}

fn default_metadata() -> String {
    "metadata.edmx".to_owned()
}

fn default_zone() -> String {
    "Europe/Moscow".to_owned()
}

fn yes() -> bool {
    true
}

/// What a folder says of its base, apart from the records.
pub(super) struct Settings {
    /// The login.
    pub(super) user: String,
    /// Its password.
    pub(super) password: Secret,
    /// The text of `$metadata`.
    pub(super) edmx: Vec<u8>,
    /// What it declares.
    pub(super) model: Model,
    /// The zone of the server's clock.
    pub(super) zone: jiff::tz::TimeZone,
    /// Where a clock of the world's own starts.
    pub(super) clock: Option<jiff::civil::DateTime>,
    /// The prefix of numbers in sets without an example.
    pub(super) prefix: String,
    /// Whether a stale `If-Match` is refused.
    pub(super) if_match: bool,
    /// Whether the client may choose `Ref_Key`.
    pub(super) own_keys: bool,
    /// The sets whose changes an exchange plan registers.
    pub(super) exchange: Named<Vec<String>>,
    /// How many requests are answered at once; none for any number.
    pub(super) sessions: Option<usize>,
    /// Whether the web server before it has the limits of IIS.
    pub(super) iis: bool,
    /// Records that the login may not see.
    pub(super) hidden: Named<Expr>,
    /// What writing and posting do.
    pub(super) rules: Rules,
}

impl Settings {
    /// Reads `base.yaml`, `posting.yaml` and the EDMX text.
    pub(super) fn read(folder: &Path) -> Result<Settings, BadWorld> {
        let file = folder.join("base.yaml");
        let base: BaseFile = yaml(&file, &text(&file)?)?;
        let zone =
            jiff::tz::TimeZone::get(&base.zone).map_err(|error| BadWorld::new(&file, error))?;
        let clock = base.clock.map(|text| text.parse::<jiff::civil::DateTime>()).transpose();
        let clock = clock.map_err(|error| BadWorld::new(&file, format!("clock: {error}")))?;
        let metadata = folder.join(&base.metadata);
        let edmx = match base.metadata.strip_prefix(STD) {
            Some(shipped) => shipped::file(shipped)
                .ok_or_else(|| BadWorld::new(&metadata, "no such file ships with the program"))?
                .to_owned(),
            None => text(&metadata)?,
        };
        let model = Model::read(&edmx).map_err(|error| BadWorld::new(&metadata, error))?;
        let rules = rules(&folder.join("posting.yaml"), &model)?;
        for set in base.exchange.iter().flat_map(|(plan, sets)| sets.iter().chain([plan])) {
            let text = || format!("exchange: no set `{set}` in the metadata");
            model.shape_of(set).ok_or_else(|| BadWorld::new(&file, text()))?;
        }
        let mut hidden = Named::new();
        for (set, condition) in base.hidden {
            let text = || format!("hidden: `{condition}` is no condition on `{set}`");
            let expr = model.shape_of(&set).and_then(|_| filter::parse(&condition));
            let expr = expr.ok_or_else(|| BadWorld::new(&file, text()))?;
            hidden.insert(set, expr);
        }
        Ok(Settings {
            user: base.user,
            password: Secret::new(base.password),
            edmx: edmx.into_bytes(),
            model,
            zone,
            clock,
            prefix: base.prefix,
            if_match: base.if_match,
            own_keys: base.own_keys,
            exchange: base.exchange,
            sessions: base.sessions,
            iis: base.iis,
            hidden,
            rules,
        })
    }
}

fn rules(file: &Path, model: &Model) -> Result<Rules, BadWorld> {
    if !file.exists() {
        return Ok(Rules::default());
    }
    let parsed: RulesFile = yaml(file, &text(file)?)?;
    Rules::new(parsed, model).map_err(|error| BadWorld::new(file, error))
}

fn text(file: &Path) -> Result<String, BadWorld> {
    let text =
        std::fs::read_to_string(file).map_err(|error| BadWorld::Unread(file.to_owned(), error))?;
    // Editors on Windows put a mark before the text.
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

fn yaml<T: DeserializeOwned>(file: &Path, text: &str) -> Result<T, BadWorld> {
    // An excerpt would show the password that stands in the file.
    serde_yaml::from_str(text).map_err(|error: serde_yaml::Error| {
        let at =
            error.location().map(|at| format!(" at line {} column {}", at.line(), at.column()));
        let what = match error.without_snippet() {
            Error::SerdeUnknownField { field, .. } => format!("no such key: `{field}`"),
            Error::SerdeMissingField { field, .. } => format!("lacks the key: `{field}`"),
            Error::DuplicateMappingKey { key, .. } => {
                format!("has a key twice: `{}`", key.as_deref().unwrap_or_default())
            }
            Error::SerdeInvalidType { .. } | Error::Unexpected { .. } => {
                "a value of another kind".to_owned()
            }
            _ => "no YAML here".to_owned(),
        };
        BadWorld::new(file, what + &at.unwrap_or_default())
    })
}

/// Names that YAML maps hold, in the order of their letters.
pub(super) type Named<T> = BTreeMap<String, T>;
