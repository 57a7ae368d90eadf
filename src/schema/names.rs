//! Saved names of a side's small catalogues, by which mappings and tables mean their records.
//!
//! ```yaml
//! date: "2026-03-01 12:00"
//! hash: 5f3a...
//! names:
//!   Catalog_Валюты:
//!     - {key: 83950001-5c1e-11f0-8b1e-00155d0a1b01, name: RUB, code: "643"}
//! ```

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
}

fn body(saved: &Names) -> String {
    // A text takes all that is written to it, so no write fails.
    let mut body = String::from("names:\n");
    for (entity, names) in &saved.names {
        let _ =
            writeln!(body, "  {}:{}", scalar(entity), if names.is_empty() { " []" } else { "" });
        for SavedName { key, name, code, predefined } in names {
            let _ = write!(body, "    - {{key: {}, name: {}", scalar(key), scalar(name));
            for (member, value) in [("code", code), ("predefined", predefined)] {
                if let Some(value) = value {
                    let _ = write!(body, ", {member}: {}", scalar(value));
                }
            }
            body.push_str("}\n");
        }
    }
    body
}

#[cfg(test)]
mod tests {
    use indexmap::IndexMap;

    use super::{Names, apply, hash, read, write};
    use crate::schema::{Catalog, Entity, Member, Record, SavedName, Side};

    fn saved() -> Names {
        let name =
            |key: &str, name: &str, code: Option<&str>, predefined: Option<&str>| SavedName {
                key: key.into(),
                name: name.into(),
                code: code.map(Into::into),
                predefined: predefined.map(Into::into),
            };
        let rates =
            vec![name("94a6", "20%", None, None), name("94a7", "Без НДС", Some("007"), Some("Б"))];
        let names = [("Catalog_СтавкиНДС".to_owned(), rates), ("Catalog_Пусто".to_owned(), vec![])];
        Names { date: "2026-03-01 12:00".into(), names: names.into() }
    }

    #[test]
    fn what_is_written_reads_back() {
        assert_eq!(read(&write(&saved())).expect("our own file"), saved());
        let empty = Names { date: "x".into(), names: IndexMap::new() };
        assert_eq!(read(&write(&empty)).expect("our own file"), empty);
    }

    #[test]
    fn the_hash_is_of_the_names_alone() {
        let later = Names { date: "2027-01-01".into(), ..saved() };
        assert_eq!(hash(&later), hash(&saved()));
        let mut other = saved();
        other.names[0].pop();
        assert_ne!(hash(&other), hash(&saved()));
        assert!(write(&saved()).contains(&hash(&saved())));
    }

    #[test]
    fn entities_get_their_names_and_strangers_are_told() {
        let mut catalog = Catalog::default();
        let side = Side {
            name: "erp".into(),
            system: "odata".into(),
            zone: None,
            members: IndexMap::new(),
        };
        let side = catalog.add_side(side);
        let record = catalog.add_record(Record::default());
        let entity = catalog.add_entity(Entity {
            side,
            name: "Catalog_СтавкиНДС".into(),
            record,
            key: Vec::new(),
            naming: None,
            names: Vec::new(),
            parent: None,
            postable: false,
            changes: false,
            creatable: true,
            editable: true,
        });
        catalog[side].members.insert("Catalog_СтавкиНДС".into(), Member::Entity(entity));
        let problems = apply(&mut catalog, side, &saved());
        assert_eq!(&*catalog[entity].names[1].name, "Без НДС");
        let told: Vec<&str> = problems.iter().map(|problem| &*problem.name).collect();
        assert_eq!(told, ["Catalog_Пусто"]);
    }

    #[test]
    fn a_slip_is_told_with_its_place() {
        let slip = "date: x\nhash: y\nnames:\n  A:\n    - {key: a, nme: b}\n";
        let error = read(slip).expect_err("a member that is none");
        assert_eq!(error.at.map(|at| at.line), Some(5));
    }
}
