//! The log of runs, as people and programs read it.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::journal::Run;
use crate::report::held::Desk;
use crate::report::when::{machine_time, span};

/// How a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// All was done.
    Done,
    /// All was done, and records wait.
    Held,
    /// The mapping stopped it.
    Stopped,
    /// A system, the journal or a guard ended it.
    Failed,
    /// It is under way.
    Running,
    /// It was cut off: killed, or the machine went down.
    Cut,
}

/// The counts of a run, in the order in which they are told.
const COUNTS: [&str; 9] =
    ["read", "create", "beside", "edit", "same", "skip", "conflict", "held", "gone"];

/// Between columns.
const GAP: &str = "   ";

/// How a run stands. `at_work` says whether some process is at work with the journal, `last` whether
/// no run began after this one.
pub fn state(run: &Run, last: bool, at_work: bool) -> State {
    match (run.finished, run.outcome.as_deref()) {
        (Some(_), Some("done")) => State::Done,
        (Some(_), Some("held")) => State::Held,
        (Some(_), Some("stopped")) => State::Stopped,
        (Some(_), _) => State::Failed,
        (None, _) if last && at_work => State::Running,
        (None, _) => State::Cut,
    }
}

impl State {
    /// What programs call it.
    pub fn word(self) -> &'static str {
        match self {
            State::Done => "done",
            State::Held => "held",
            State::Stopped => "stopped",
            State::Failed => "failed",
            State::Running => "running",
            State::Cut => "cut",
        }
    }
}

/// Runs with how they stand, newest first; `all` is how many there are of that kind.
pub fn text(runs: &[(Run, State)], all: usize, desk: Desk<'_>) -> String {
    let say = |id: &str| desk.texts.say(id, &[]);
    if runs.is_empty() {
        return say("jobs-none") + "\n";
    }
    let heads = ["number", "state", "flow", "started", "finished", "took", "result"];
    let heads = heads.map(|head| say(&format!("jobs-head-{head}")));
    let rows = runs.iter().map(|(run, state)| {
        let took = match (run.finished, state) {
            (Some(end), _) => span(desk.texts, end.0.saturating_sub(run.started.0)),
            (None, State::Running) => span(desk.texts, desk.now.0.saturating_sub(run.started.0)),
            (None, _) => "—".to_owned(),
        };
        [
            run.id.to_string(),
            say(&format!("jobs-state-{}", state.word())),
            run.flow.to_string(),
            desk.moment(run.started),
            run.finished.map_or_else(|| "—".to_owned(), |end| desk.moment(end)),
            took,
            counts(run, desk),
        ]
    });
    let rows: Vec<[String; 7]> = std::iter::once(heads).chain(rows).collect();
    let mut out = String::new();
    for row in &rows {
        let mut shown = String::new();
        for (column, cell) in row.iter().enumerate() {
            let width = rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
            let _ = write!(shown, "{cell:width$}{GAP}");
        }
        let _ = writeln!(out, "{}", shown.trim_end());
    }
    if runs.len() < all {
        let args = [("shown", runs.len().into()), ("all", all.into())];
        let _ = writeln!(out, "\n{}", desk.texts.say("jobs-more", &args));
    }
    out
}

/// The same for programs.
pub fn json(runs: &[(Run, State)], all: usize) -> Value {
    let runs = runs.iter().map(|(run, state)| {
        let took = run.finished.map(|end| end.0.saturating_sub(run.started.0));
        json!({
            "id": run.id,
            "kind": run.kind,
            "flow": run.flow,
            "state": state.word(),
            "started": machine_time(run.started),
            "finished": run.finished.map(machine_time),
            "milliseconds": took,
            "counts": counted(run),
        })
    });
    json!({ "format_version": 1, "runs": runs.collect::<Vec<_>>(), "all": all })
}

/// The counts that a run left.
fn counted(run: &Run) -> serde_json::Map<String, Value> {
    let all: Value = serde_json::from_str(&run.counters).unwrap_or_default();
    let of = |name: &&str| Some(((*name).to_owned(), all.get(*name)?.clone()));
    COUNTS.iter().filter_map(of).collect()
}

/// `read 38, created 1, edited 2`
fn counts(run: &Run, desk: Desk<'_>) -> String {
    let counts = counted(run);
    let told = COUNTS.iter().filter_map(|name| {
        let count = counts.get(*name)?.as_u64()?;
        let shown = count > 0 || *name == "read";
        let id = format!("jobs-count-{name}");
        shown.then(|| desk.texts.say(&id, &[("count", count.to_string().into())]))
    });
    told.collect::<Vec<_>>().join(", ")
}

/// Runs that stand so, of those that are given newest first.
pub fn standing(runs: Vec<Run>, newest: Option<i64>, at_work: bool) -> Vec<(Run, State)> {
    let judged = runs.into_iter().map(|run| {
        let state = state(&run, Some(run.id) == newest, at_work);
        (run, state)
    });
    judged.collect()
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::{State, json, standing, text};
    use crate::diag::{Language, Texts};
    use crate::journal::{Run, Stamp};
    use crate::report::held::Desk;

    fn run(id: i64, finished: Option<i64>, outcome: Option<&str>, counters: &str) -> Run {
        Run {
            id,
            kind: "run".into(),
            flow: "F".into(),
            started: Stamp(1_534_156_393_000),
            finished: finished.map(|took| Stamp(1_534_156_393_000 + took)),
            counters: counters.into(),
            outcome: outcome.map(Into::into),
        }
    }

    /// JOB-36, MSG-16: state, name, start, end of each run, newest first.
    #[test]
    fn runs_are_told_with_how_they_stand() {
        let counts = r#"{"read":3,"create":1,"beside":2,"edit":0,"held":1,"rules":"ab"}"#;
        let runs = vec![
            run(4, None, None, "{}"),
            run(3, None, None, "{}"),
            run(2, Some(1000), Some("held"), counts),
            run(1, Some(0), Some("done"), r#"{"read":0}"#),
        ];
        let judged = standing(runs, Some(4), true);
        let states: Vec<State> = judged.iter().map(|(_, state)| *state).collect();
        assert_eq!(states, [State::Running, State::Cut, State::Held, State::Done]);
        let zone = TimeZone::get("Europe/Moscow").unwrap();
        let now = Stamp(1_534_156_398_000);
        for (language, shown) in [
            (
                Language::Russian,
                "№   состояние         обмен   начало                окончание             длилось   итог\n\
                 4   выполняется       F       13.08.2018 13:33:13   —                     5,0 с\n\
                 3   прервано          F       13.08.2018 13:33:13   —                     —\n\
                 2   выполнено, ждут   F       13.08.2018 13:33:13   13.08.2018 13:33:14   1,0 с     прочитано 3, создано 1, вместе с ними создано 2, отложено 1\n\
                 1   выполнено         F       13.08.2018 13:33:13   13.08.2018 13:33:13   0,0 с     прочитано 0\n\
                 \nпоказаны 4 из 9: `--limit` покажет больше\n",
            ),
            (
                Language::English,
                "no.   state             flow   started               finished              took    result\n\
                 4     running           F      2018-08-13 13:33:13   —                     5.0 s\n\
                 3     cut off           F      2018-08-13 13:33:13   —                     —\n\
                 2     done, some wait   F      2018-08-13 13:33:13   2018-08-13 13:33:14   1.0 s   3 read, 1 created, 2 created along with them, 1 held\n\
                 1     done              F      2018-08-13 13:33:13   2018-08-13 13:33:13   0.0 s   0 read\n\
                 \n4 of 9 are shown: `--limit` shows more\n",
            ),
        ] {
            let texts = Texts::new(language);
            let desk = Desk { texts: &texts, zone: &zone, now };
            assert_eq!(text(&judged, 9, desk), shown);
        }
        let told = json(&judged, 9);
        assert_eq!(told["runs"][2]["state"], "held");
        assert_eq!(told["runs"][2]["milliseconds"], 1000);
        assert_eq!(
            told["runs"][2]["counts"],
            serde_json::json!({"read":3,"create":1,"beside":2,"edit":0,"held":1})
        );
        assert_eq!(told["runs"][0]["finished"], serde_json::Value::Null);
    }
}
