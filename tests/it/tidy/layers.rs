//! Who may know whom: the order of modules as the docs of `lib.rs` give it.

use super::Text;
use super::code::{Without, bare, is_test};

/// The steps of the order, each with the modules on it.
pub(super) fn order(lib: &str) -> Vec<Vec<String>> {
    let docs: Vec<&str> = lib.lines().filter_map(|line| line.strip_prefix("//!")).collect();
    let docs = docs.join(" ");
    let start = docs.find("only modules to its left:").expect("lib.rs gives the order");
    let sentence = docs[start..].split("`.").next().expect("a split has a first part");
    let steps = sentence.split('`').skip(1).step_by(2);
    steps.map(|step| step.split_whitespace().map(str::to_owned).collect()).collect()
}

/// Every place that names a module which stands not to the left of its own.
pub(super) fn climbs(order: &[Vec<String>], files: &[Text]) -> Vec<String> {
    let rank = |module: &str| order.iter().position(|step| step.iter().any(|m| m == module));
    let mut found = Vec::new();
    for file in files.iter().filter(|file| !is_test(&file.path)) {
        let Some(own) = own_module(&file.path) else { continue };
        let Some(own_rank) = rank(own) else {
            found.push(format!("{}: `{own}` has no place in the order of lib.rs", file.path));
            continue;
        };
        let code = bare(&file.text, Without::CommentsAndTexts);
        for (line, module) in named(&code, depth(&file.path)) {
            if module != own && rank(&module).is_some_and(|rank| rank >= own_rank) {
                found.push(format!("{}:{line}: `{own}` uses `{module}`", file.path));
            }
        }
    }
    found
}

/// The top module of a file; none for the crate's own two.
fn own_module(path: &str) -> Option<&str> {
    let inner = path.strip_prefix("src/")?;
    match inner.split_once('/') {
        Some((module, _)) => Some(module),
        None => inner.strip_suffix(".rs").filter(|stem| !["lib", "main"].contains(stem)),
    }
}

/// How many `super::` lead from a file's module to the crate.
fn depth(path: &str) -> usize {
    let parts = path.split('/').count() - 1;
    if path.ends_with("/mod.rs") { parts - 1 } else { parts }
}

/// The top modules that a text names, with their lines: `crate::x`, `crate::{x, y::z}`, and the
/// same reached by `super::`.
fn named(code: &str, depth: usize) -> Vec<(usize, String)> {
    let climb = "super::".repeat(depth);
    let mut found = Vec::new();
    for start in ["crate::", climb.as_str()] {
        for (at, _) in code.match_indices(start) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':' || c == '$') {
                continue;
            }
            let line = code[..at].matches('\n').count() + 1;
            found.extend(heads(&code[at + start.len()..]).into_iter().map(|head| (line, head)));
        }
    }
    found
}

/// The first names of a path or of each path in braces.
fn heads(rest: &str) -> Vec<String> {
    let word = |text: &str| -> String {
        text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let Some(group) = rest.strip_prefix('{') else { return vec![word(rest)] };
    let (mut level, mut start, mut heads) = (0, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => level += 1,
            '}' if level > 0 => level -= 1,
            ',' | '}' if level == 0 => {
                heads.push(word(&group[start..at]));
                start = at + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    heads
}

#[cfg(test)]
mod tests {
    use super::{Text, climbs, order};

    fn sample() -> Vec<Vec<String>> {
        order("//! may use only modules to its left:\n//! `a b` < `c` <\n//! `d`. Then `e`.\n")
    }

    #[test]
    fn the_order_stands_in_the_docs() {
        assert_eq!(sample(), [vec!["a", "b"], vec!["c"], vec!["d"]]);
    }

    #[test]
    fn a_line_that_climbs_is_named() {
        let check = |path: &str, text: &str| climbs(&sample(), &[Text::new(path, text)]);
        assert_eq!(check("src/c/x.rs", "use crate::a::X;\nuse crate::c::Y;"), [""; 0]);
        assert_eq!(
            check("src/c/x.rs", "\nfn f() { crate::d::g() }"),
            ["src/c/x.rs:2: `c` uses `d`"]
        );
        assert_eq!(check("src/a.rs", "use crate::b::X;"), ["src/a.rs:1: `a` uses `b`"]);
        assert_eq!(
            check("src/c/x.rs", "use crate::{a::{X, d}, d::Y};"),
            ["src/c/x.rs:1: `c` uses `d`"]
        );
        assert_eq!(check("src/c/x.rs", "use super::super::d::Y;"), ["src/c/x.rs:1: `c` uses `d`"]);
        assert_eq!(check("src/c/mod.rs", "use super::d::Y;"), ["src/c/mod.rs:1: `c` uses `d`"]);
        assert_eq!(check("src/c/x.rs", "use super::d::Y;"), [""; 0]);
        assert_eq!(
            check("src/e/x.rs", "")[0],
            "src/e/x.rs: `e` has no place in the order of lib.rs"
        );
    }

    #[test]
    fn comments_and_tests_may_name_anything() {
        let text = "//! crate::d\n#[cfg(test)]\nmod tests {\n use crate::d::X;\n}\n";
        assert_eq!(climbs(&sample(), &[Text::new("src/c/x.rs", text)]), [""; 0]);
        assert_eq!(climbs(&sample(), &[Text::new("src/c/tests.rs", "use crate::d::X;")]), [""; 0]);
    }
}
