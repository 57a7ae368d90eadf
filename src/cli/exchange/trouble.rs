//! Why an exchange cannot go on, and how that is told.

use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::failure;
use crate::diag::{Diagnostic, codes};
use crate::endpoint::{EndpointError, ErrorKind};
use crate::journal::JournalError;
use crate::project::Project;
use crate::sync::{PlanError, Unplanned};

/// Why an exchange cannot go on.
pub(super) enum Trouble {
    /// Settings, or something on this machine.
    Told(Diagnostic),
    /// A system.
    System(EndpointError),
    /// The journal.
    Journal(JournalError),
    /// A system does not answer any more: its name and its last words.
    Unreachable(Box<str>, Box<str>),
    /// The run would write more than it may unasked.
    Guarded,
    /// The program's own folder or the runtime; words.
    Machine(String),
    /// A record that was named is not there; words.
    Nothing(String),
    /// The saved plan is out of date or was used; words.
    Stale(String),
    /// What waits for a person, or cannot be understood; words.
    Words(String),
    /// What was told already, with how the program ends.
    Silent(Exit),
}

impl Trouble {
    /// Whether it is about one flow: a field, a set or a right that others may not need.
    pub(super) fn is_of_flow(&self) -> bool {
        matches!(self, Trouble::System(error) if error.kind == ErrorKind::Unsupported)
    }
}

/// Tells why nothing more could be done.
pub(super) fn told(trouble: Trouble, project: &Project, console: &mut Console) -> Exit {
    let diagnostic = match trouble {
        Trouble::Told(diagnostic) => diagnostic,
        Trouble::System(error) => failure::system(&error),
        Trouble::Journal(error) => failure::journal(&error, console.texts()),
        Trouble::Unreachable(system, words) => {
            failure::unusable(Some(&system), words).hint("later")
        }
        Trouble::Guarded => {
            let guards = &project.config.guards;
            let args = [("creates", guards.creates.into()), ("edits", guards.edits.into())];
            let text = console.texts().say("run-guarded", &args);
            console.mistake(&text);
            return Exit::Held;
        }
        Trouble::Silent(exit) => return exit,
        Trouble::Machine(text) => Diagnostic::placeless(&codes::E102).arg("reason", text),
        Trouble::Nothing(text) => {
            console.mistake(&text);
            return Exit::Mistake;
        }
        Trouble::Stale(text) => {
            console.mistake(&text);
            return Exit::Stale;
        }
        Trouble::Words(text) => {
            console.mistake(&text);
            return Exit::Held;
        }
    };
    failure::told(diagnostic, &project.sources, console)
}

impl From<JournalError> for Trouble {
    fn from(error: JournalError) -> Trouble {
        Trouble::Journal(error)
    }
}

impl From<Unplanned> for Trouble {
    fn from(unplanned: Unplanned) -> Trouble {
        match unplanned {
            Unplanned::Endpoint(error) => Trouble::System(error),
            Unplanned::Journal(error) => Trouble::Journal(error),
            Unplanned::Broken(text) => Trouble::Words(text.into()),
        }
    }
}

impl From<PlanError> for Trouble {
    fn from(error: PlanError) -> Trouble {
        match error {
            PlanError::Endpoint(error) => Trouble::System(error),
            PlanError::Journal(text) => Trouble::Machine(text),
        }
    }
}
