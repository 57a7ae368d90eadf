//! Texts on the disk: read whole, replaced whole or not at all.

use std::fs::{self, File};
use std::io::{BufWriter, Error, ErrorKind, IntoInnerError, Result, Write};
use std::path::{Path, PathBuf};

/// A text, refused where it is not UTF-8.
pub(crate) fn read(path: &Path) -> Result<String> {
    let bytes = fs::read(path)?;
    String::from_utf8(bytes).map_err(|error| Error::new(ErrorKind::InvalidData, error.utf8_error()))
}

/// Writes a text so that a crash leaves the old one or the new one, never a part; keeps the rights
/// of a file that was there.
pub(crate) fn replace(path: &Path, text: &str) -> Result<()> {
    let mut replacement = Replacement::begin(path)?;
    replacement.write(text)?;
    replacement.finish()
}

/// A text that takes the place of a file once it is whole. One that is never finished leaves the file
/// as it was, and nothing beside it.
pub(crate) struct Replacement {
    path: PathBuf,
    beside: PathBuf,
    file: Option<BufWriter<File>>,
}

impl Replacement {
    /// Begins beside the file.
    pub(crate) fn begin(path: &Path) -> Result<Replacement> {
        let name = path.file_name().ok_or_else(|| Error::from(ErrorKind::InvalidInput))?;
        let mut beside = name.to_owned();
        beside.push(".new");
        let beside = path.with_file_name(beside);
        let file = Some(BufWriter::new(File::create(&beside)?));
        Ok(Replacement { path: path.to_owned(), beside, file })
    }

    /// Adds to the text.
    pub(crate) fn write(&mut self, text: &str) -> Result<()> {
        self.file.as_mut().map_or(Ok(()), |file| file.write_all(text.as_bytes()))
    }

    /// Puts it in the place of the file.
    pub(crate) fn finish(mut self) -> Result<()> {
        let Some(file) = self.file.take() else { return Ok(()) };
        let done = file.into_inner().map_err(IntoInnerError::into_error).and_then(|file| {
            if let Ok(old) = fs::metadata(&self.path) {
                file.set_permissions(old.permissions())?;
            }
            file.sync_all()?;
            drop(file);
            fs::rename(&self.beside, &self.path)
        });
        if done.is_err() {
            fs::remove_file(&self.beside).ok();
        }
        done
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            fs::remove_file(&self.beside).ok();
        }
    }
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

/// A path as it can be pasted into a command line.
pub(crate) fn quoted(path: &Path) -> String {
    let shown = path.display().to_string();
    let is_plain = |c: char| c.is_alphanumeric() || "/\\.-_:+=,@~".contains(c);
    if !shown.is_empty() && shown.chars().all(is_plain) && !shown.starts_with('~') {
        return shown;
    }
    // No shell reads anything into single quotes; those of Windows know only the others.
    if cfg!(windows) {
        format!("\"{shown}\"")
    } else {
        format!("'{}'", shown.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests;
