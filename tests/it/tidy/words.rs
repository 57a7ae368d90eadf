//! Words that one place uses and another must have: texts of the program, commands in the README.

use std::ffi::OsString;
use std::io::{Cursor, Write};
use std::sync::{Arc, Mutex};

use obmen::cli::{Env, Exit, Streams, run};
use obmen::diag::{Language, Texts};

use super::Text;
use super::code::{Without, bare, is_test};

/// Messages that the program says by a name which has no words.
pub(super) fn unsaid(files: &[Text]) -> Vec<String> {
    let texts = Texts::new(Language::Russian);
    let mut found = Vec::new();
    for file in files.iter().filter(|file| !is_test(&file.path)) {
        let code = bare(&file.text, Without::Comments);
        for (at, _) in code.match_indices("say(") {
            let rest = code[at + "say(".len()..].trim_start();
            let Some(id) = rest.strip_prefix('"').and_then(|rest| rest.split('"').next()) else {
                continue;
            };
            if !texts.has(id) {
                let line = code[..at].matches('\n').count() + 1;
                found.push(format!("{}:{line}: {id}", file.path));
            }
        }
    }
    found
}

/// Commands and options in code spans and blocks that the program does not have.
pub(super) fn unknown_commands(files: &[Text]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        let mut in_block = false;
        for (line, text) in file.text.lines().enumerate() {
            if text.trim_start().starts_with("```") {
                in_block = !in_block;
                continue;
            }
            for command in commands(text, in_block) {
                if let Some(wrong) = unknown(&command) {
                    found.push(format!("{}:{}: {wrong} in `{command}`", file.path, line + 1));
                }
            }
        }
    }
    found
}

/// Commands of the program that a README does not mention.
pub(super) fn untold_commands(readme: &Text) -> Vec<String> {
    let page = help(&[]).expect("the program has help");
    let names = page.lines().filter_map(|line| line.strip_prefix("  "));
    let names = names.filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
    names
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| !readme.text.contains(&format!("`obmen {name}")))
        .map(|name| format!("{}: {name}", readme.path))
        .collect()
}

/// The commands of a line: in a block each `obmen` that starts a word, else those that start a code
/// span; up to the end of the span, a comment, a pipe, or the line.
fn commands(line: &str, in_block: bool) -> Vec<String> {
    let is_start = |at: usize| match line[..at].chars().next_back() {
        None | Some(' ' | '/') => in_block,
        Some(before) => before == '`',
    };
    line.match_indices("obmen ")
        .filter(|(at, _)| is_start(*at))
        .filter_map(|(at, _)| line[at..].split(['`', '#', '|', '&', '>']).next())
        .map(|command| command.trim().to_owned())
        .collect()
}

/// The first word of a command line that the program does not know.
fn unknown(command: &str) -> Option<String> {
    let words: Vec<&str> = command.split_whitespace().skip(1).collect();
    let name = words.first().filter(|word| word.bytes().all(|b| b.is_ascii_lowercase()))?;
    let mut path = vec![*name];
    if let Some(inner) = words.get(1).filter(|_| ["tables", "schema", "sandbox"].contains(name)) {
        path.extend(["pull", "play"].contains(inner).then_some(*inner));
    }
    let Some(help) = help(&path) else { return Some(path.join(" ")) };
    let options = words.iter().filter(|word| word.starts_with("--"));
    let mut names = options.filter_map(|word| word.split(['=', ',', '[', ']']).next());
    names.find(|name| !help.contains(*name)).map(str::to_owned)
}

/// The help of a command, if there is such a command.
fn help(path: &[&str]) -> Option<String> {
    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);
    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().expect("nothing panics while writing").write(bytes)
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let words = ["obmen"].iter().chain(path).chain(&["--help"]);
    let args: Vec<OsString> = words.map(OsString::from).collect();
    let out = Kept::default();
    let streams = Streams {
        out: Box::new(out.clone()),
        err: Box::new(Kept::default()),
        input: Box::new(Cursor::new("")),
    };
    let exit = run(args, &Env::default(), streams);
    let text = out.0.lock().expect("nothing panics while writing").clone();
    (exit == Exit::Done).then(|| String::from_utf8_lossy(&text).into_owned())
}

#[cfg(test)]
mod tests {
    use super::{Text, unknown_commands, unsaid, untold_commands};

    #[test]
    fn a_message_without_words_is_named() {
        let files =
            [Text::new("src/x.rs", "\ntexts.say(\n  \"no-such-text\", &[]);say(\"diag-error\")")];
        assert_eq!(unsaid(&files), ["src/x.rs:2: no-such-text"]);
    }

    #[test]
    fn a_command_that_is_gone_is_named() {
        let check = |text: &str| unknown_commands(&[Text::new("README.md", text)]).join("; ");
        assert_eq!(check("`obmen swap x`"), "README.md:1: swap in `obmen swap x`");
        assert_eq!(
            check("`obmen run --swiftly`"),
            "README.md:1: --swiftly in `obmen run --swiftly`"
        );
        assert_eq!(check("```\n$ obmen swap   # no\n```"), "README.md:2: swap in `obmen swap`");
        assert_eq!(check("`obmen check --live`, then obmen is fine"), "");
        assert_eq!(check("```\n./target/debug/obmen tables pull T   # fills\n```"), "");
        assert_eq!(check("`obmen explain T204` `obmen CODE`"), "");
    }

    #[test]
    fn a_command_that_is_not_told_of_is_named() {
        let untold = untold_commands(&Text::new("README.md", "`obmen check` and `obmen plan`"));
        assert!(untold.contains(&"README.md: run".to_owned()), "{untold:?}");
        assert!(!untold.contains(&"README.md: check".to_owned()), "{untold:?}");
    }
}
