//! The tree as indented lines, without places: for people who look at it, and for comparing two.

mod expr;
mod items;
mod rules;

use super::ast::{Arrow, File, Name};

/// The whole tree.
pub fn dump(file: &File) -> String {
    let mut lines = Lines::default();
    if let Some(lang) = &file.lang {
        lines.line(format!("lang {}", lang.node));
    }
    for item in &file.items {
        lines.item(item);
    }
    lines.text
}

/// What is written so far, and how deep we are.
#[derive(Default)]
struct Lines {
    text: String,
    depth: usize,
}

impl Lines {
    fn line(&mut self, line: impl AsRef<str>) {
        self.text.push_str(&"  ".repeat(self.depth));
        self.text.push_str(line.as_ref());
        self.text.push('\n');
    }

    /// The parts of what was just written.
    fn inner<T>(&mut self, parts: &[T], each: impl Fn(&mut Lines, &T)) {
        self.depth += 1;
        for part in parts {
            each(self, part);
        }
        self.depth -= 1;
    }
}

fn arrow(arrow: Arrow) -> &'static str {
    match arrow {
        Arrow::Both => "<->",
        Arrow::Right => "->",
        Arrow::Left => "<-",
    }
}

/// A name, in backticks where it was quoted.
fn name(name: &Name) -> String {
    if name.quoted { format!("`{}`", name.text) } else { name.text.to_string() }
}

fn path(names: &[Name]) -> String {
    names.iter().map(name).collect::<Vec<_>>().join(".")
}

/// ` word TEXT` if there is something to say.
fn clause(word: &str, said: Option<String>) -> String {
    said.map_or_else(String::new, |said| format!(" {word} {said}"))
}
