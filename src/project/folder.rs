//! `files: FOLDER`: records from files in the place of a system. `order/*.json` holds orders, each
//! file a record, a list of them, or a whole answer of the system; what records carry inside is there
//! as well. Files are read when the exchange begins and never written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::diag::{Diagnostic, codes};
use crate::project::files::inside as within;
use crate::project::payloads::{NoJson, inside, key, key_members, unwrapped};
use crate::project::{Project, unreadable};
use crate::schema::{Catalog, EntityId, SideId, hash, nearest};
use crate::sync::Opened;
use crate::system::files::Files;
use crate::value::{Fault, FaultKind};

/// A folder of payloads that cannot be used.
fn unusable(name: &str, kind: &'static str, file: &Path) -> Diagnostic {
    let file = file.display().to_string().replace('\\', "/");
    Diagnostic::placeless(&codes::P127).arg("name", name).arg("kind", kind).arg("file", file)
}

/// Reads the records of a side from a folder of the project.
///
/// # Errors
/// `P1..`: the folder or a file cannot be read, or the schema names no record so.
pub(super) fn open(project: &Project, name: &str, folder: &str) -> Result<Files, Diagnostic> {
    let mut files = Files::default();
    let Some(side) = project.catalog.side(name) else { return Ok(files) };
    let Some(place) = within(Path::new(folder)) else {
        return Err(Diagnostic::placeless(&codes::P104).arg("file", folder).hint("inside"));
    };
    let mut taken = Taken { catalog: &project.catalog, files: &mut files, own: BTreeMap::new() };
    let top = project.dir.join(&place);
    for entry in entries(name, &top, &place)?.into_iter().filter(|entry| entry.is_dir()) {
        let entity = entity(project, side, name, &entry)?;
        let folder = place.join(entry.file_name().unwrap_or_default());
        for file in entries(name, &entry, &folder)? {
            let is_json = file.extension().is_some_and(|end| end.eq_ignore_ascii_case("json"));
            if is_json {
                let shown = folder.join(file.file_name().unwrap_or_default());
                taken.take(entity, &file, &shown)?;
            }
        }
    }
    Ok(files)
}

/// What a folder holds, by name.
fn entries(name: &str, folder: &Path, shown: &Path) -> Result<Vec<PathBuf>, Diagnostic> {
    let found = std::fs::read_dir(folder).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => unusable(name, "missing", shown).hint("make"),
        _ => unreadable(shown, &error),
    })?;
    let mut paths: Vec<PathBuf> = found.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths)
}

/// The entity that a folder is named by.
fn entity(
    project: &Project,
    side: SideId,
    name: &str,
    folder: &Path,
) -> Result<EntityId, Diagnostic> {
    let entity = folder.file_name().unwrap_or_default().to_string_lossy();
    project.catalog.entity(side, &entity).ok_or_else(|| {
        let of_side = project.catalog.entities.iter().filter(|known| known.side == side);
        let near = nearest(&entity, of_side.map(|known| &*known.name));
        let unknown = unusable(name, "entity", Path::new(&*entity));
        match near.first() {
            Some(near) => unknown.arg("near", *near).hint("near"),
            None => unknown.hint("entity"),
        }
    })
}

/// The records of the files so far.
struct Taken<'a> {
    catalog: &'a Catalog,
    files: &'a mut Files,
    /// The place of each record that a file says of itself, with the hash of its text; keys in lower
    /// case.
    own: BTreeMap<(EntityId, String), (String, String)>,
}

impl Taken<'_> {
    /// Puts the records of a file there. What is none waits by itself: the file that is no JSON, the
    /// record without a key, one that another file has otherwise.
    fn take(&mut self, entity: EntityId, file: &Path, shown: &Path) -> Result<(), Diagnostic> {
        let catalog = self.catalog;
        let bytes = std::fs::read(file).map_err(|error| unreadable(shown, &error))?;
        let shown = shown.display().to_string().replace('\\', "/");
        let of = &*catalog[entity].name;
        let mut waits = |name: &str, bytes: &[u8], kind, value: String| {
            self.files.put_faulty(of, name, bytes, Fault::new(kind, value));
        };
        let text = match std::str::from_utf8(&bytes) {
            Ok(text) => text,
            Err(broken) => {
                let byte = broken.valid_up_to().to_string();
                waits(&shown, &bytes, FaultKind::Unreadable, byte);
                return Ok(());
            }
        };
        let plain = text.trim_start_matches('\u{feff}');
        let records = match unwrapped(catalog, entity, plain) {
            Ok(records) => records,
            Err(NoJson { byte, .. }) => {
                let byte = (text.len() - plain.len() + byte).to_string();
                waits(&shown, &bytes, FaultKind::Unreadable, byte);
                return Ok(());
            }
        };
        if !plain.trim_start().starts_with(['{', '[']) {
            waits(&shown, &bytes, FaultKind::NoRecord, String::new());
        }
        for (at, record) in records.iter().enumerate() {
            let name =
                if records.len() > 1 { format!("{shown}#{}", at + 1) } else { shown.clone() };
            self.record(entity, record, name);
        }
        Ok(())
    }

    /// Puts a record there, and what it carries of others.
    fn record(&mut self, entity: EntityId, record: &str, name: String) {
        let catalog = self.catalog;
        let of = &*catalog[entity].name;
        let mut waits = |kind, value: String| {
            self.files.put_faulty(of, &name, record.as_bytes(), Fault::new(kind, value));
        };
        if !record.trim_start().starts_with('{') {
            return waits(FaultKind::NoRecord, String::new());
        }
        let Some(key) = key(catalog, entity, record) else {
            return waits(FaultKind::Keyless, key_members(catalog, entity).join(", "));
        };
        let known = (entity, key.to_lowercase());
        if let Some((first, told)) = self.own.get(&known) {
            // The same again is no other.
            if *told != hash(record) {
                waits(FaultKind::Twice, first.clone());
            }
            return;
        }
        self.own.insert(known, (name, hash(record)));
        let files = &mut *self.files;
        files.put(of, &key, record);
        let mut carried = |entity: EntityId, key: &str, text: &str| {
            let known = files.get(&catalog[entity].name, key).map(str::len);
            // What a record carries of another is often less than its own file says.
            if known.is_none_or(|known| known < text.len()) {
                files.put(&catalog[entity].name, key, text);
            }
        };
        inside(catalog, catalog[entity].record, &Opened::new(record), &mut carried);
    }
}
