//! Accepted results of tests, one file each in insta's format; refused ones stand beside as
//! `.snap.new`.

use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

use crate::check::Test;
use crate::project::Project;

/// The folder of a project that holds them.
const FOLDER: &str = "snapshots";

/// What stands around the head of a file.
const RULE: &str = "---";

/// A snapshot that waits for a yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The name of the file without its end.
    pub name: String,
    /// What was accepted; none where nothing was yet.
    pub old: Option<String>,
    /// What came out.
    pub new: String,
    folder: PathBuf,
    head: String,
}

impl Snapshot {
    /// Compares what came out with what was accepted; what differs is written beside.
    pub(super) fn compare(
        project: &Project,
        test: &Test,
        new: String,
    ) -> Result<Option<Snapshot>, Error> {
        let folder = project.dir.join(FOLDER);
        let name = own_name(&project.checked.tests, test);
        let old = accepted(&folder.join(format!("{name}.snap")))?;
        let refused = folder.join(format!("{name}.snap.new"));
        if old.as_deref().is_some_and(|old| old.trim_end() == new.trim_end()) {
            return gone(&refused).map(|()| None);
        }
        let source = &project.sources.file(test.span.file).name;
        let label = test.label.as_deref().unwrap_or_default();
        let expression = format!("{} {label}", test.name);
        let head = format!(
            "{RULE}\nsource: {source}\nexpression: {}\n{RULE}\n",
            serde_json::Value::from(expression.trim())
        );
        let snapshot = Snapshot { name, old, new, folder, head };
        std::fs::create_dir_all(&snapshot.folder)?;
        std::fs::write(refused, snapshot.text())?;
        Ok(Some(snapshot))
    }

    /// Makes what came out the accepted one.
    pub fn accept(&self) -> Result<(), Error> {
        std::fs::create_dir_all(&self.folder)?;
        std::fs::write(self.folder.join(format!("{}.snap", self.name)), self.text())?;
        gone(&self.folder.join(format!("{}.snap.new", self.name)))
    }

    fn text(&self) -> String {
        format!("{}{}\n", self.head, self.new.trim_end())
    }
}

/// The content of a file, without its head; none where there is no file.
fn accepted(path: &Path) -> Result<Option<String>, Error> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text.replace("\r\n", "\n"),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let body = text.strip_prefix(RULE).and_then(|rest| rest.split_once("\n---\n"));
    Ok(Some(body.map_or_else(|| text.clone(), |(_, body)| body.to_owned())))
}

fn gone(path: &Path) -> Result<(), Error> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The name of a test's file; of tests whose titles come to one name the later ones are numbered.
fn own_name(tests: &[Test], test: &Test) -> String {
    let of = |test: &Test| name(&test.name, test.label.as_deref());
    let own = of(test);
    let before = tests.iter().take_while(|other| other.span != test.span);
    match before.filter(|other| other.snapshot.is_some() && of(other) == own).count() {
        0 => own,
        earlier => format!("{own}_{}", earlier + 1),
    }
}

/// A name that every system takes for a file.
fn name(test: &str, label: Option<&str>) -> String {
    let whole = label.map_or_else(|| test.to_owned(), |label| format!("{test} {label}"));
    let plain = |c: char| if c.is_alphanumeric() || c == '-' { c } else { '_' };
    let name: String = whole.chars().map(plain).collect();
    let mut words: Vec<&str> = name.split('_').filter(|word| !word.is_empty()).collect();
    // Names are cut where systems cut them: at 255 bytes, the ends of the files included.
    while words.len() > 1 && words.iter().map(|word| word.len() + 1).sum::<usize>() > 200 {
        words.pop();
    }
    words.join("_")
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn names_are_those_of_files() {
        assert_eq!(name("Order", Some("whole: \"a/b\", 5%")), "Order_whole_a_b_5");
        assert_eq!(name("Карта", None), "Карта");
        assert!(name("Карта", Some(&"слово ".repeat(100))).len() <= 200);
    }
}
