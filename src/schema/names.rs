//! Saved names of a side's small catalogues, by which mappings and tables mean their records.
//!
//! ```yaml
//! date: "2026-03-01 12:00"
//! hash: 5f3a...
//! names:
//!   Catalog_Currencies:
//!     - {key: 83950001-5c1e-11f0-8b1e-00155d0a1b01, name: RUB, code: "643"}
//! ```

use std::collections::BTreeMap;
use std::fmt::Write;

use indexmap::IndexMap;
use serde::Deserialize;

use crate::schema::overlay::YamlError;
use crate::schema::pairs::{Pair, Pairs};
use crate::schema::saved::{self, SavedProblem, scalar};
use crate::schema::{Catalog, SavedName, SideId};

/// What was saved of a side's names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// When it was fetched.
    pub date: String,
    /// The names of each entity.
    pub names: IndexMap<String, Vec<SavedName>>,
}

/// Reads a saved file.
pub fn read(text: &str) -> Result<Names, YamlError> {
    let file: FileNote = serde_yaml::from_str(text)?;
    let name = |note: NameNote| SavedName {
        key: note.key.into(),
        name: note.name.into(),
        code: note.code.map(Into::into),
        predefined: note.predefined.map(Into::into),
        fields: note.fields.into_iter().map(|(k, v)| (k.into(), v.into())).collect(),
    };
    let names = file
        .names
        .0
        .into_iter()
        .map(|Pair { key, value, .. }| (key, value.into_iter().map(name).collect()));
    Ok(Names { date: file.date, names: names.collect() })
}

/// Writes a file that reads back as the same.
pub fn write(saved: &Names) -> String {
    let about = "Saved by `obmen schema pull`; not edited by hand.";
    saved::file(about, &saved.date, &body(saved))
}

/// The hash of what is saved, whenever it was fetched.
pub fn hash(saved: &Names) -> String {
    saved::hash(&body(saved))
}

/// Gives the entities their saved names, and tells the entities that the side does not have.
pub fn apply(catalog: &mut Catalog, side: SideId, saved: &Names) -> Vec<SavedProblem> {
    let mut problems = Vec::new();
    for (name, names) in &saved.names {
        if let Some(entity) = catalog.entity(side, name) {
            catalog[entity].names.clone_from(names);
        } else {
            let members = catalog[side].members.keys().map(|name| &**name);
            problems.push(SavedProblem::unknown(name, members));
        }
    }
    problems
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileNote {
    date: String,
    /// For those who compare files; what is read is what counts.
    #[serde(rename = "hash")]
    _hash: String,
    #[serde(default)]
    names: Pairs<Vec<NameNote>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NameNote {
    key: String,
    name: String,
    code: Option<String>,
    predefined: Option<String>,
    #[serde(default)]
    fields: BTreeMap<String, String>,
}

fn body(saved: &Names) -> String {
    // A text takes all that is written to it, so no write fails.
    let mut body = String::from("names:\n");
    for (entity, names) in &saved.names {
        let _ =
            writeln!(body, "  {}:{}", scalar(entity), if names.is_empty() { " []" } else { "" });
        for SavedName { key, name, code, predefined, fields } in names {
            let _ = write!(body, "    - {{key: {}, name: {}", scalar(key), scalar(name));
            for (member, value) in [("code", code), ("predefined", predefined)] {
                if let Some(value) = value {
                    let _ = write!(body, ", {member}: {}", scalar(value));
                }
            }
            if !fields.is_empty() {
                let fields = fields.iter().map(|(f, v)| format!("{}: {}", scalar(f), scalar(v)));
                let _ = write!(body, ", fields: {{{}}}", fields.collect::<Vec<_>>().join(", "));
            }
            body.push_str("}\n");
        }
    }
    body
}

#[cfg(test)]
mod tests;
