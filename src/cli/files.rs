//! Texts on the disk: read whole, replaced whole or not at all.

use std::fs::{self, File};
use std::io::{Error, ErrorKind, Result, Write};
use std::path::{Path, PathBuf};

/// A text, refused where it is not UTF-8.
pub(crate) fn read(path: &Path) -> Result<String> {
    let bytes = fs::read(path)?;
    String::from_utf8(bytes).map_err(|error| Error::new(ErrorKind::InvalidData, error.utf8_error()))
}

/// Writes a text so that a crash leaves the old one or the new one, never a part; keeps the rights
/// of a file that was there.
pub(crate) fn replace(path: &Path, text: &str) -> Result<()> {
    let name = path.file_name().ok_or_else(|| Error::from(ErrorKind::InvalidInput))?;
    let mut beside = name.to_owned();
    beside.push(".new");
    let beside = path.with_file_name(beside);
    let mut file = File::create(&beside)?;
    file.write_all(text.as_bytes())?;
    if let Ok(old) = fs::metadata(path) {
        file.set_permissions(old.permissions())?;
    }
    file.sync_all()?;
    drop(file);
    fs::rename(&beside, path)
}

/// All files under a folder whose name ends with `.extension`, sorted; hidden folders are left out.
pub(crate) fn under(folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let path = entry.path();
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            if entry.file_type()?.is_dir() && !hidden {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// A path as people see it: from the given folder where it lies in it.
pub(crate) fn shown(path: &Path, folder: &Path) -> String {
    path.strip_prefix(folder).unwrap_or(path).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::{read, replace, shown, under};
    use std::fs;
    use std::path::Path;

    #[test]
    fn a_text_is_replaced_whole_and_nothing_stays_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("а.obmen");
        replace(&path, "раз").unwrap();
        replace(&path, "два").unwrap();
        assert_eq!(read(&path).unwrap(), "два");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(replace(&folder.path().join("нет/а"), "").is_err());
    }

    #[test]
    fn what_is_no_utf8_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cp1251.obmen");
        fs::write(&path, [0xCF, 0xF0]).unwrap();
        assert!(read(&path).is_err());
    }

    #[test]
    fn files_are_found_in_order_and_not_in_hidden_folders() {
        let folder = tempfile::tempdir().unwrap();
        for path in ["b.obmen", "a/c.obmen", ".obmen/d.obmen", "e.txt"] {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let found = under(folder.path(), "obmen").unwrap();
        let found: Vec<_> = found.iter().map(|path| shown(path, folder.path())).collect();
        assert_eq!(found, [Path::new("a").join("c.obmen").display().to_string(), "b.obmen".into()]);
    }
}
