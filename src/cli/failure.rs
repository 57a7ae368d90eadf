//! What cannot go on for reasons outside: the words for it, and how the program then ends.

use std::future::Future;

use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::diag::{Diagnostic, codes};
use crate::endpoint::{EndpointError, ErrorKind};
use crate::source::Sources;

/// Runs what waits for systems.
pub(super) fn block_on<T>(
    work: impl Future<Output = Result<T, Diagnostic>>,
) -> Result<T, Diagnostic> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime
        .map_err(|error| Diagnostic::placeless(&codes::E103).arg("reason", error.to_string()))?;
    runtime.block_on(work)
}

/// The diagnostic of a failed call, with what to do about it.
pub(super) fn system(error: &EndpointError) -> Diagnostic {
    let diagnostic = Diagnostic::placeless(&codes::E103).arg("reason", error.to_string());
    match error.kind {
        ErrorKind::Credentials => diagnostic.hint("credentials"),
        ErrorKind::BadData => diagnostic.hint("address"),
        ErrorKind::Transient | ErrorKind::Limit => diagnostic.hint("later"),
        ErrorKind::Unsupported | ErrorKind::Missing => diagnostic.hint("pull"),
        ErrorKind::Rejected | ErrorKind::Conflict | ErrorKind::Exists => diagnostic,
    }
}

/// Shows it. A mistake in settings is the user's, everything else is of the world.
pub(super) fn told(diagnostic: Diagnostic, sources: &Sources, console: &mut Console) -> Exit {
    let exit = if diagnostic.code.id.starts_with('P') { Exit::Mistake } else { Exit::Unusable };
    console.diagnostics(&[diagnostic], sources);
    exit
}
