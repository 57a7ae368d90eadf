//! The manual of the language: its examples check, its messages are those of the program, and
//! nothing is left out of its lists. Both languages show the same examples.
//!
//! A block of ```` ```obmen ```` stands in `mappings/shop.obmen` of a project of the shipped
//! mappings and has no mistakes. Before one that shows a mistake stands
//! `<!-- check: fails C305 -->`, and what is told stands in the block below it. A block behind
//! `<!-- file: PATH -->` is a file of the project.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use obmen::builtins;
use obmen::syntax::keywords::KEYWORDS;

use super::tidy::root;

/// The manual in its languages.
const MANUALS: [&str; 2] = ["docs/language.ru.md", "docs/language.md"];

/// A block of code.
#[derive(Debug, PartialEq)]
enum Block {
    /// A mapping without mistakes.
    Right(String),
    /// A mapping with one mistake, and its code.
    Wrong(String, String),
    /// A file of the project: its path, its text.
    File(String, String),
}

/// A manual taken apart: the blocks, and what is shown below each wrong one.
#[derive(Default)]
struct Manual {
    blocks: Vec<Block>,
    messages: Vec<String>,
}

fn manual(path: &str) -> Manual {
    taken_apart(&read(path))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn taken_apart(text: &str) -> Manual {
    let mut found = Manual::default();
    let mut comment = "";
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(said) = line.strip_prefix("<!-- ").and_then(|line| line.strip_suffix(" -->")) {
            comment = said;
        } else if let Some(kind) = line.strip_prefix("```") {
            let code = lines.by_ref().take_while(|line| *line != "```");
            let code: String = code.map(|line| format!("{line}\n")).collect();
            if let Some(path) = comment.strip_prefix("file: ") {
                found.blocks.push(Block::File(path.to_owned(), code));
            } else if kind == "text" {
                found.messages.push(code);
            } else {
                assert_eq!(kind, "obmen", "a block of another kind is a file");
                found.blocks.push(match comment.strip_prefix("check: fails ") {
                    Some(id) => Block::Wrong(code, id.to_owned()),
                    None => Block::Right(code),
                });
            }
            comment = "";
        }
    }
    found
}

/// A project of the shipped mappings, filled in as the demo's, with one mapping of its own.
struct Project(tempfile::TempDir);

impl Project {
    fn new() -> Project {
        let project = Project(tempfile::tempdir().unwrap());
        project.obmen("ru", &["init", ".", "--config", "unf3"]);
        for (from, to) in [
            ("mappings/demo/settings.yaml", "settings.yaml"),
            ("mappings/demo/tables", "tables"),
            ("mappings/unf3/schema", "schema"),
            ("mappings/unf3/samples", "samples"),
        ] {
            copy(&root().join(from), &project.0.path().join(to));
        }
        project
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.0.path().join(path), text).unwrap();
    }

    /// Puts an example into its place. One that begins a file is the whole of the mappings.
    fn show(&self, example: &str) {
        let is_whole = example.starts_with("lang 1");
        let path = self.0.path().join("obmen.yaml");
        let config = fs::read_to_string(&path).unwrap();
        let (head, _) = config.split_once("mappings: ").expect("the mappings are named last");
        let named = if is_whole { "" } else { "mappings/common.obmen, " };
        fs::write(&path, format!("{head}mappings: [{named}mappings/shop.obmen]\n")).unwrap();
        if is_whole {
            self.write("settings.yaml", "");
        } else {
            copy(&root().join("mappings/demo/settings.yaml"), &self.0.path().join("settings.yaml"));
        }
        self.write("mappings/shop.obmen", example);
    }

    fn obmen(&self, language: &str, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_obmen"));
        command.current_dir(self.0.path()).args(args).env("OBMEN_LANG", language);
        command.env_remove("RUST_BACKTRACE").output().expect("the program can be started")
    }

    /// What a command says, and the number it ends with.
    fn told(&self, language: &str, args: &[&str]) -> (String, Option<i32>) {
        let Output { status, stdout, stderr } = self.obmen(language, args);
        let said = [stderr, stdout].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
        (said, status.code())
    }
}

fn copy(from: &Path, to: &Path) {
    if from.is_file() {
        fs::copy(from, to).unwrap();
        return;
    }
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        copy(&entry.path(), &to.join(entry.file_name()));
    }
}

/// The codes that a check tells, each once for its message.
fn codes(told: &str) -> Vec<&str> {
    let code = |line: &'_ str| -> Option<(usize, usize)> {
        let (weight, rest) = line.split_once('[')?;
        let (code, _) = rest.split_once(']')?;
        let is_message = weight.chars().all(char::is_alphabetic) && code.len() == 4;
        (!weight.is_empty() && is_message).then(|| (weight.len() + 1, weight.len() + 5))
    };
    told.lines().filter_map(|line| code(line).map(|(from, to)| &line[from..to])).collect()
}

/// Runs through a manual: writes its files, hands over each example, and each mistake with what the
/// manual says is told.
fn each(path: &str, project: &Project, mut tried: impl FnMut(&Block, &str)) {
    let Manual { blocks, messages } = manual(path);
    let mut messages = messages.iter();
    for block in &blocks {
        match block {
            Block::File(path, text) => project.write(path, text),
            Block::Right(text) => {
                project.show(text);
                tried(block, "");
            }
            Block::Wrong(text, _) => {
                project.show(text);
                tried(block, messages.next().expect("a mistake has its message below"));
            }
        }
    }
    assert_eq!(messages.next(), None, "a message stands below its mistake");
}

#[test]
fn every_example_of_the_manual_checks_and_stands_in_canonical_layout() {
    let project = Project::new();
    let mut count = 0;
    each(MANUALS[0], &project, |block, _| {
        let Block::Right(text) = block else { return };
        count += 1;
        let (told, code) = project.told("en", &["check"]);
        assert!(code == Some(0) && codes(&told).is_empty(), "{text}\n{told}");
        let (told, code) = project.told("en", &["fmt", "--check", "mappings/shop.obmen"]);
        assert_eq!(code, Some(0), "{text}\n{told}");
        if text.contains("\ntest ") {
            let (told, code) = project.told("en", &["test", "--accept"]);
            assert_eq!(code, Some(0), "{text}\n{told}");
        }
    });
    assert!(count > 25, "{count}");
}

fn tells_as_shown(language: &str, path: &str) {
    let project = Project::new();
    let mut count = 0;
    each(path, &project, |block, shown| {
        let Block::Wrong(text, id) = block else { return };
        count += 1;
        let (told, _) = project.told(language, &["check"]);
        assert_eq!(codes(&told), [id], "{path}:\n{text}\n{told}");
        let told: String = told.lines().map(|line| format!("{}\n", line.trim_end())).collect();
        assert!(told.contains(shown), "{path}:\n{text}\nshown:\n{shown}\ntold:\n{told}");
    });
    assert!(count > 25, "{count}");
}

#[test]
fn the_mistakes_of_the_russian_manual_are_told_as_it_shows() {
    tells_as_shown("ru", "docs/language.ru.md");
}

#[test]
fn the_mistakes_of_the_english_manual_are_told_as_it_shows() {
    tells_as_shown("en", "docs/language.md");
}

#[test]
fn the_manual_shows_the_same_examples_in_each_language() {
    let first = manual(MANUALS[0]);
    for path in MANUALS {
        let other = manual(path);
        assert_eq!(other.blocks.len(), first.blocks.len(), "{path}");
        for (one, other) in first.blocks.iter().zip(&other.blocks) {
            assert_eq!(one, other, "{path}");
        }
    }
}

#[test]
fn the_manual_lists_every_keyword_and_function() {
    for path in MANUALS {
        let text = read(path);
        for (english, russian) in KEYWORDS {
            let row = format!("\n| `{english}` | `{russian}` | ");
            assert!(text.contains(&row), "{path}:{row}");
        }
        for builtin in builtins::all() {
            assert!(text.contains(&format!("`{}(", builtin.name)), "{path}: {}", builtin.name);
            for (call, gives) in builtin.examples {
                let example = format!("`{call}` → `{gives}`");
                assert!(text.contains(&example), "{path}: {example}");
            }
        }
    }
}

/// The name by which a link finds a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

#[test]
fn the_contents_of_the_manual_name_all_its_chapters() {
    for path in MANUALS {
        let text = read(path);
        let chapters: Vec<String> =
            text.lines().filter_map(|line| line.strip_prefix("## ")).map(anchor).collect();
        let links = text.split("](#").skip(1);
        let links: Vec<&str> = links.filter_map(|link| Some(link.split_once(')')?.0)).collect();
        assert_eq!(links, chapters, "{path}");
    }
}

#[test]
fn a_manual_is_taken_apart() {
    let text = "a\n<!-- file: x.yaml -->\n```yaml\n- 1\n```\n```obmen\nlang 1\n```\n<!-- check: fails C305 -->\n```obmen\nmap\n```\n\n```text\nerror[C305] no\n```\n";
    let Manual { blocks, messages } = taken_apart(text);
    let wanted = [
        Block::File("x.yaml".to_owned(), "- 1\n".to_owned()),
        Block::Right("lang 1\n".to_owned()),
        Block::Wrong("map\n".to_owned(), "C305".to_owned()),
    ];
    assert_eq!(blocks, wanted);
    assert_eq!(messages, ["error[C305] no\n"]);
    assert_eq!(codes("error[C305] no\n  [C1]\nпредупреждение[T201] да\n"), ["C305", "T201"]);
}
