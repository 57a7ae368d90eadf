//! `obmen jobs`: what was run, when, and what it came to.

use std::path::PathBuf;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

use crate::cli::answer::Answer;
use crate::cli::args::{Format, RunState};
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::failure;
use crate::cli::kept::{Kept, known_flow};
use crate::journal::Stamp;
use crate::report::held::Desk;
use crate::report::jobs::{self, State, standing};

/// Which runs are shown.
#[derive(Debug)]
pub struct Jobs {
    /// The project.
    pub folder: PathBuf,
    /// Those of this flow.
    pub flow: Option<String>,
    /// Those that stand so.
    pub states: Vec<RunState>,
    /// Those that began then or later.
    pub since: Option<String>,
    /// Those that began before; a day is meant whole.
    pub until: Option<String>,
    /// At most so many.
    pub limit: usize,
    /// How the answer is written.
    pub answer: Answer,
}

/// Shows the runs.
pub(crate) fn jobs(command: &Jobs, console: &mut Console) -> Exit {
    let kept = match Kept::open(&command.folder, console) {
        Ok(kept) => kept,
        Err(exit) => return exit,
    };
    let zone = kept.config.time_zone();
    let since = bound(command.since.as_deref(), Time::midnight(), &zone);
    let until = bound(command.until.as_deref(), Time::MAX, &zone);
    let (since, until) = match (since, until) {
        (Ok(since), Ok(until)) => (since, until),
        (Err(text), _) | (_, Err(text)) => {
            let text = console.texts().say("jobs-moment", &[("text", text.into())]);
            console.mistake(&text);
            return Exit::Mistake;
        }
    };
    if let Err(exit) = known_flow(&kept, command.flow.as_deref(), console) {
        return exit;
    }
    let found = kept.reader.runs_between(command.flow.as_deref(), since, until);
    let newest = kept.reader.runs(1).map(|runs| runs.first().map(|run| run.id));
    let (runs, newest) = match found.and_then(|runs| Ok((runs, newest?))) {
        Ok(found) => found,
        Err(error) => return failure::journal_told(&error, &kept.sources, console),
    };
    let mut runs = standing(runs, newest, kept.reader.is_at_work());
    runs.retain(|(_, state)| {
        command.states.is_empty() || command.states.iter().any(|wanted| wanted.is(*state))
    });
    let all = runs.len();
    runs.truncate(command.limit);
    match command.answer.format {
        Format::Text => {
            let desk = Desk { texts: console.texts(), zone: &zone, now: kept.now };
            let text = jobs::text(&runs, all, desk);
            console.answer(&text);
        }
        Format::Json | Format::Sarif => command.answer.write(&jobs::json(&runs, all), console),
    }
    Exit::Done
}

impl RunState {
    /// Whether that is the state of a run.
    fn is(self, state: State) -> bool {
        match self {
            RunState::Done => state == State::Done,
            RunState::Held => state == State::Held,
            RunState::Stopped => state == State::Stopped,
            RunState::Failed => state == State::Failed,
            RunState::Running => state == State::Running,
            RunState::Cut => state == State::Cut,
        }
    }
}

/// The moment that a text means by people's clocks; a day alone is meant at `time`. `Err` gives the
/// text back that is none.
fn bound(text: Option<&str>, time: Time, zone: &TimeZone) -> Result<Option<Stamp>, String> {
    let Some(text) = text else { return Ok(None) };
    let moment = if let Ok(moment) = text.parse::<jiff::Timestamp>() {
        moment
    } else {
        let day = text.parse::<Date>().ok().filter(|_| text.len() <= 10);
        let day = day.or_else(|| Date::strptime("%d.%m.%Y", text).ok());
        let civil = day.map(|day| day.to_datetime(time));
        let civil = civil.or_else(|| text.parse::<DateTime>().ok());
        let forms = ["%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M"];
        let russian = || forms.iter().find_map(|form| DateTime::strptime(form, text).ok());
        let civil = civil.or_else(russian).ok_or_else(|| text.to_owned())?;
        zone.to_timestamp(civil).map_err(|_| text.to_owned())?
    };
    // The last moment of a day belongs to it.
    let rest = i64::from(time == Time::MAX && moment.subsec_millisecond() == 999);
    Ok(Some(Stamp(moment.as_millisecond() + rest)))
}

#[cfg(test)]
mod tests {
    use jiff::civil::Time;
    use jiff::tz::TimeZone;

    use super::bound;
    use crate::journal::Stamp;

    /// JOB-33
    #[test]
    fn a_bound_is_a_day_or_a_moment_as_people_write_them() {
        let zone = TimeZone::get("Europe/Moscow").unwrap();
        let since = |text: &str| bound(Some(text), Time::midnight(), &zone);
        let midday = Ok(Some(Stamp(1_534_150_800_000)));
        for text in [
            "13.08.2018 12:00:00",
            "13.08.2018 12:00",
            "2018-08-13 12:00",
            "2018-08-13T12:00:00",
            "2018-08-13T09:00:00Z",
        ] {
            assert_eq!(since(text), midday, "{text}");
        }
        let midnight = Ok(Some(Stamp(1_534_107_600_000)));
        assert_eq!((since("13.08.2018"), since("2018-08-13")), (midnight.clone(), midnight));
        let until = bound(Some("2018-08-13"), Time::MAX, &zone);
        assert_eq!(until, Ok(Some(Stamp(1_534_194_000_000))), "the whole day");
        assert_eq!(since("позавчера"), Err("позавчера".into()));
        assert_eq!(bound(None, Time::midnight(), &zone), Ok(None));
    }
}
