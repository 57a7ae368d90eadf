//! The first records of a world: a folder of JSON files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::WorldError;

/// What a folder of seed files holds: each `NAME.json` is the collection `NAME`.
#[derive(Debug, Default)]
pub struct Seed {
    folder: PathBuf,
    files: BTreeMap<String, Value>,
}

impl Seed {
    /// Reads all JSON files of the folder.
    pub fn read(folder: &Path) -> Result<Seed, WorldError> {
        let trouble = |error| WorldError::Folder(folder.to_owned(), error);
        let mut files = BTreeMap::new();
        for entry in std::fs::read_dir(folder).map_err(trouble)? {
            let path = entry.map_err(trouble)?.path();
            let Some(name) = path.file_stem().and_then(|name| name.to_str()) else { continue };
            if path.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            let text = std::fs::read(&path)
                .map_err(|error| WorldError::Seed(path.clone(), error.to_string()))?;
            // Editors on Windows put a mark before the text.
            let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text);
            let value = serde_json::from_slice(text)
                .map_err(|error| WorldError::Seed(path.clone(), no_json(&error)))?;
            files.insert(name.to_owned(), value);
        }
        Ok(Seed { folder: folder.to_owned(), files })
    }

    /// The names of the files, without `.json`, in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The content of a file.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.files.get(name)
    }

    /// The records of a file that holds an array; nothing if there is no such file.
    pub fn records(&self, name: &str) -> Result<&[Value], WorldError> {
        match self.get(name) {
            None => Ok(&[]),
            Some(Value::Array(records)) => Ok(records),
            Some(_) => Err(self.fault(name, "expected an array of records")),
        }
    }

    /// An error about that file.
    pub fn fault(&self, name: &str, text: impl Into<String>) -> WorldError {
        WorldError::Seed(self.folder.join(format!("{name}.json")), text.into())
    }
}

/// Where a file is no JSON.
fn no_json(error: &serde_json::Error) -> String {
    format!("no JSON here at line {} column {}", error.line(), error.column().max(1))
}
