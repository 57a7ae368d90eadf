//! Rules of the house that a test can hold. Each rule is a function from the sources to what is
//! wrong with them, tried here on small texts that break it.

mod business;
mod code;
mod files;
mod layers;
mod owners;
mod words;

use std::fs;
use std::path::{Path, PathBuf};

/// A file of the repository.
pub(crate) struct Text {
    /// Its path from the root, with `/` between the parts.
    pub(crate) path: String,
    /// What stands in it.
    pub(crate) text: String,
}

impl Text {
    fn new(path: &str, text: &str) -> Text {
        Text { path: path.to_owned(), text: text.to_owned() }
    }

    /// Whether its name ends so.
    fn is(&self, ending: &str) -> bool {
        self.path.ends_with(ending)
    }
}

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All texts under these files and folders whose names end so, in order.
pub(crate) fn texts(places: &[&str], extensions: &[&str]) -> Vec<Text> {
    let mut paths = Vec::new();
    for place in places {
        collect(&root().join(place), &mut paths);
    }
    paths.sort();
    let wanted = |path: &Path| {
        let extension = path.extension().and_then(|extension| extension.to_str());
        extension.is_some_and(|extension| extensions.contains(&extension))
    };
    paths
        .into_iter()
        .filter(|path| wanted(path))
        .map(|path| {
            let parts = path.strip_prefix(root()).expect("it lies under the root").iter();
            let parts: Vec<_> = parts.map(|part| part.to_string_lossy()).collect();
            let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{parts:?}: {e}"));
            Text { path: parts.join("/"), text }
        })
        .collect()
}

fn collect(path: &Path, found: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).expect("a folder can be listed") {
            collect(&entry.expect("an entry can be read").path(), found);
        }
    } else if path.exists() {
        found.push(path.to_owned());
    }
}

/// Fails with everything that was found.
fn hold(rule: &str, found: &[String]) {
    assert!(found.is_empty(), "{rule}:\n  {}", found.join("\n  "));
}

#[test]
fn no_module_uses_one_to_its_right_or_beside_it() {
    let order = layers::order(&fs::read_to_string(root().join("src/lib.rs")).unwrap());
    hold(
        "a module uses only modules to its left",
        &layers::climbs(&order, &texts(&["src"], &["rs"])),
    );
}

#[test]
fn every_dependency_has_one_owner() {
    hold("named outside its owner", &owners::strays(&texts(&["src"], &["rs"])));
}

#[test]
fn the_compiler_has_no_surroundings() {
    hold(
        "the compiler has no I/O, clock, environment, async",
        &owners::impure(&texts(&["src"], &["rs"])),
    );
}

#[test]
fn files_are_clean() {
    let rust = texts(&["src", "tests", "examples", "benches"], &["rs"]);
    hold("every file says what it is for", &files::without_head(&rust));
    let all = [
        "src",
        "tests/it",
        "locales",
        "grammar",
        "docs",
        "README.md",
        "README.ru.md",
        "CHANGELOG.md",
    ];
    let all = texts(&all, &["rs", "ftl", "pest", "md", "yaml"]);
    hold("no blanks at the ends of lines, no notes to oneself", &files::untidy(&all));
}

#[test]
fn nothing_of_a_business_stands_in_src() {
    let names = business::names(&texts(&["mappings"], &["edmx", "obmen", "yaml", "json"]));
    let spared = business::spared(&texts(&["src"], &["yaml", "rs"]));
    assert!(names.len() > 100, "only {} names were found under mappings/", names.len());
    let sources = texts(&["src"], &["rs", "yaml"]);
    hold("names of a shop's business", &business::found(&names, &spared, &sources));
}

#[test]
fn every_message_that_is_said_has_words() {
    hold("no such text", &words::unsaid(&texts(&["src"], &["rs"])));
}

#[test]
fn the_readmes_show_the_commands_that_exist_and_all_of_them() {
    let readmes = texts(&["README.md", "README.ru.md"], &["md"]);
    assert_eq!(readmes.len(), 2);
    hold("no such command or option", &words::unknown_commands(&readmes));
    let untold: Vec<String> = readmes.iter().flat_map(words::untold_commands).collect();
    hold("not mentioned", &untold);
}
