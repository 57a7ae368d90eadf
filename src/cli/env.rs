//! What the program is told by its surroundings: variables, the current folder, terminals.
//!
//! Gathered once in `main`, so that everything below can be run in a test with other surroundings.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::PathBuf;

use crate::diag::Language;

/// The surroundings.
#[derive(Clone, Debug, Default)]
pub struct Env {
    /// The environment variables; those that are no Unicode are left out.
    pub variables: BTreeMap<String, String>,
    /// The current folder.
    pub folder: PathBuf,
    /// Whether a person reads the answer.
    pub stdout_terminal: bool,
    /// Whether a person sees questions and progress.
    pub stderr_terminal: bool,
    /// Whether a person can answer.
    pub stdin_terminal: bool,
}

impl Env {
    /// Those of this process.
    pub fn of_process() -> Env {
        let variables = std::env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        });
        Env {
            variables: variables.collect(),
            folder: std::env::current_dir().unwrap_or_default(),
            stdout_terminal: std::io::stdout().is_terminal(),
            stderr_terminal: std::io::stderr().is_terminal(),
            stdin_terminal: std::io::stdin().is_terminal(),
        }
    }

    /// A variable that is set and not empty.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The language to speak, unless the command line asks for another.
    pub fn language(&self, asked: Option<Language>) -> Language {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| self.variable(name));
        Language::choose(asked, self.variable("OBMEN_LANG"), locale)
    }
}
