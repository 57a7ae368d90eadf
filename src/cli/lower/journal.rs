//! What the arguments of commands mean that look into the journal.

use std::path::PathBuf;

use crate::cli::args;
use crate::cli::held::{Action, Held};
use crate::cli::jobs::Jobs;
use crate::cli::lower::{Command, Misuse, Places};

/// `obmen held`
pub(super) fn held(
    action: Option<args::Held>,
    list: args::HeldList,
    folder: PathBuf,
) -> Result<Held, Misuse> {
    let listed = |list: args::HeldList, action| {
        let (flow, exit_zero, answer) = (list.flow, list.exit_zero, list.report.answer()?);
        Ok((flow, action, exit_zero, answer))
    };
    let (flow, action, exit_zero, answer) = match action {
        None => listed(list, Action::List)?,
        Some(args::Held::List(list)) => listed(list, Action::List)?,
        Some(args::Held::Show { record, list }) => listed(list, Action::Show(record))?,
        Some(args::Held::Retry { records, flow, report }) => {
            (flow, Action::Retry(records), false, report.answer()?)
        }
        Some(args::Held::Skip { records, flow, report }) => {
            (flow, Action::Skip(records), false, report.answer()?)
        }
    };
    Ok(Held { folder, flow, action, exit_zero, answer })
}

/// `obmen journal ...`
pub(super) fn whole(action: args::Journal, folder: PathBuf) -> Result<Command, Misuse> {
    Ok(match action {
        args::Journal::Verify { report } => {
            Command::JournalVerify { folder, answer: report.answer()? }
        }
        args::Journal::Rebuild { yes, report } => {
            Command::JournalRebuild { folder, yes, answer: report.answer()? }
        }
    })
}

/// `obmen jobs`
pub(super) fn jobs(jobs: args::Jobs, places: &Places<'_>) -> Result<Jobs, Misuse> {
    Ok(Jobs {
        folder: places.folder(jobs.folder.as_deref())?,
        flow: jobs.flow,
        states: jobs.state,
        since: jobs.since,
        until: jobs.until,
        limit: jobs.limit,
        answer: jobs.report.answer()?,
    })
}
