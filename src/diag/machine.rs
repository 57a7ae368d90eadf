//! Why a file cannot be read or written, as this machine says it: a name for the words of the language,
//! since its own words are English, and other ones on another machine.

use std::io::{Error, ErrorKind};

use crate::diag::{Fact, Texts};

/// What the machine says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    kind: &'static str,
    reason: String,
}

impl From<&Error> for Machine {
    fn from(error: &Error) -> Machine {
        let reason = error.to_string();
        let kind = match error.kind() {
            ErrorKind::InvalidData => "encoding",
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "rights",
            ErrorKind::NotFound => "missing",
            ErrorKind::IsADirectory => "folder",
            // A folder that should be made where a file stands, or looked into.
            ErrorKind::NotADirectory | ErrorKind::AlreadyExists => "file",
            ErrorKind::InvalidFilename => "name",
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "full",
            _ if reason.contains("symbolic links") => "loop",
            _ => "other",
        };
        Machine { kind, reason }
    }
}

impl Machine {
    /// The facts by which texts choose their words.
    pub fn facts(&self) -> [(&'static str, Fact); 2] {
        [("kind", self.kind.into()), ("reason", self.reason.as_str().into())]
    }

    /// The words.
    pub fn words(&self, texts: &Texts) -> String {
        texts.say("machine", &self.facts())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::Machine;
    use crate::diag::{Language, Texts};

    #[test]
    fn the_machine_speaks_the_language() {
        let (russian, english) = (Texts::new(Language::Russian), Texts::new(Language::English));
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let long = folder.path().join("x".repeat(300));
        for (error, told, said) in [
            (
                fs::create_dir_all(&file),
                "на месте каталога стоит файл",
                "a file stands where a folder belongs",
            ),
            (
                fs::write(file.join("in"), ""),
                "на месте каталога стоит файл",
                "a file stands where a folder belongs",
            ),
            (fs::write(folder.path(), ""), "это каталог", "it is a folder"),
            (
                fs::write(long, ""),
                "имя слишком длинное или недопустимое",
                "the name is too long or not allowed",
            ),
            (fs::remove_file(folder.path().join("no")), "его нет", "it is not there"),
        ] {
            let machine = Machine::from(&error.unwrap_err());
            assert_eq!((&*machine.words(&russian), &*machine.words(&english)), (told, said));
        }
    }
}
