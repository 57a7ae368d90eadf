//! `files: FOLDER`: records from files in the place of a system. `order/*.json` holds orders, each
//! file a record, a list of them, or a whole answer of the system; what records carry inside is there
//! as well. Files are read when the exchange begins and never written.

use std::path::{Path, PathBuf};

use crate::diag::{Diagnostic, codes};
use crate::project::files::inside as within;
use crate::project::payloads::{NoJson, inside, key, key_members, unwrapped};
use crate::project::{Project, unreadable};
use crate::schema::{EntityId, SideId, nearest};
use crate::sync::Opened;
use crate::system::files::Files;

/// A folder of payloads that cannot be used.
fn unusable(name: &str, kind: &'static str, file: &Path) -> Diagnostic {
    let file = file.display().to_string().replace('\\', "/");
    Diagnostic::placeless(&codes::P127).arg("name", name).arg("kind", kind).arg("file", file)
}

/// Reads the records of a side from a folder of the project.
///
/// # Errors
/// `P1..`: the folder or a file cannot be read, is no JSON, holds a record without a key.
pub(super) fn open(project: &Project, name: &str, folder: &str) -> Result<Files, Diagnostic> {
    let mut files = Files::default();
    let Some(side) = project.catalog.side(name) else { return Ok(files) };
    let Some(place) = within(Path::new(folder)) else {
        return Err(Diagnostic::placeless(&codes::P104).arg("file", folder).hint("inside"));
    };
    let top = project.dir.join(&place);
    for entry in entries(name, &top, &place)?.into_iter().filter(|entry| entry.is_dir()) {
        let entity = entity(project, side, name, &entry)?;
        let folder = place.join(entry.file_name().unwrap_or_default());
        for file in entries(name, &entry, &folder)? {
            let is_json = file.extension().is_some_and(|end| end.eq_ignore_ascii_case("json"));
            if is_json {
                let shown = folder.join(file.file_name().unwrap_or_default());
                take(project, name, entity, &file, &shown, &mut files)?;
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

/// Puts the records of a file there.
fn take(
    project: &Project,
    name: &str,
    entity: EntityId,
    file: &Path,
    shown: &Path,
    files: &mut Files,
) -> Result<(), Diagnostic> {
    let catalog = &project.catalog;
    let text = std::fs::read_to_string(file).map_err(|error| unreadable(shown, &error))?;
    let text = text.trim_start_matches('\u{feff}');
    let no_json = |NoJson { line, column, .. }: NoJson| {
        unusable(name, "json", shown).arg("line", line).arg("column", column)
    };
    for record in unwrapped(catalog, entity, text).map_err(no_json)? {
        let Some(key) = key(catalog, entity, &record) else {
            let wanted = key_members(catalog, entity).join(", ");
            return Err(unusable(name, "key", shown).arg("key", wanted));
        };
        files.put(&catalog[entity].name, &key, &record);
        let mut carried = |entity: EntityId, key: &str, text: &str| {
            let known = files.get(&catalog[entity].name, key).map(str::len);
            // What a record carries of another is often less than its own file says.
            if known.is_none_or(|known| known < text.len()) {
                files.put(&catalog[entity].name, key, text);
            }
        };
        inside(catalog, catalog[entity].record, &Opened::new(&record), &mut carried);
    }
    Ok(())
}
