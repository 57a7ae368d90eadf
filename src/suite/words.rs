//! Results in words.

use crate::diag::{Fact, Texts};
use crate::eval::Located;
use crate::project::Project;
use crate::source::Span;
use crate::suite::difference::{Line, lines};
use crate::suite::report::{Failure, FailureKind, Result, Seen, Unfit};
use crate::suite::text::outcome;
use crate::suite::trial::End;
use crate::sync::spoken;
use crate::value::FaultKind;

/// Equal lines that are shown around different ones.
const AROUND: usize = 1;

/// What a test is called: `Order "the whole of it"`.
pub fn label(result: &Result) -> String {
    match &result.label {
        None => result.name.to_string(),
        Some(label) => format!("{} \"{label}\"", result.name),
    }
}

/// Where a failed line stands: file and line.
fn place(project: &Project, span: Span) -> String {
    let file = &project.sources.file(span.file).name;
    format!("{file}:{}", project.sources.place(span).line)
}

/// A failure line by line: the place and what is wrong first, then what shows it.
pub fn words(project: &Project, failure: &Failure, texts: &Texts) -> Vec<String> {
    let (message, details) = Teller { project, texts, span: failure.span }.told(&failure.kind);
    let record = failure.record.as_ref().map(|key| {
        let record = texts.say("suite-record", &[("key", (&**key).into())]);
        format!("{record}: ")
    });
    let at = place(project, failure.span);
    let first = format!("{at}  {}{message}", record.unwrap_or_default());
    std::iter::once(first).chain(details.into_iter().map(|line| format!("  {line}"))).collect()
}

struct Teller<'a> {
    project: &'a Project,
    texts: &'a Texts,
    span: Span,
}

impl Teller<'_> {
    fn say(&self, id: &str, args: &[(&'static str, Fact)]) -> String {
        self.texts.say(id, args)
    }

    /// The line of the test.
    fn line(&self) -> Fact {
        one_line(self.project.sources.text(self.span)).into()
    }

    /// Why a sample cannot be used.
    fn unfit(&self, unfit: &Unfit) -> String {
        let nothing = String::new();
        let unread = match unfit {
            Unfit::Unread(machine) => machine.words(self.texts),
            _ => String::new(),
        };
        let (kind, line, column, reason) = match unfit {
            Unfit::Unread(_) => ("unread", 0, 0, &unread),
            Unfit::Encoding => ("encoding", 0, 0, &nothing),
            Unfit::Json(line, column) => ("json", *line, *column, &nothing),
            Unfit::Short(line, column) => ("short", *line, *column, &nothing),
            Unfit::Path(column) => ("path", 0, *column, &nothing),
            Unfit::Empty => ("empty", 0, 0, &nothing),
            Unfit::Other(reason) => ("other", 0, 0, reason),
        };
        let args = [
            ("kind", kind.into()),
            ("line", line.into()),
            ("column", column.into()),
            ("reason", reason.into()),
        ];
        self.say("suite-sample", &args)
    }

    /// What is wrong, and what shows it.
    fn told(&self, kind: &FailureKind) -> (String, Vec<String>) {
        match kind {
            FailureKind::Sample(reason) => (self.unfit(reason), Vec::new()),
            FailureKind::Unwritten(machine) => {
                (self.say("suite-unwritten", &machine.facts()), Vec::new())
            }
            FailureKind::Mistakes(mistakes) => {
                let mistakes = mistakes.iter().map(|mistake| {
                    let at = mistake.span.map(|span| format!("{}  ", place(self.project, span)));
                    format!("{}{}", at.unwrap_or_default(), self.texts.message(mistake))
                });
                (self.say("suite-mistakes", &[]), mistakes.collect())
            }
            FailureKind::Claim(seen) => {
                (self.say("suite-claim", &[("claim", self.line())]), self.seen(seen))
            }
            FailureKind::Ended(end, faults) => {
                let how = ended(end, self.texts).into();
                let faults =
                    faults.iter().map(|fault| self::fault(self.project, fault, self.texts));
                (self.say("suite-ended", &[("how", how)]), faults.collect())
            }
            FailureKind::Outcome(end, warnings) => {
                let warnings = warnings.iter().map(|said| quoted(outcome(&said.kind), said.bare()));
                let args = [("wanted", self.line()), ("how", ended(end, self.texts).into())];
                (self.say("suite-outcome", &args), warnings.collect())
            }
            FailureKind::NotGiven(records) => {
                let given = records.iter().map(|(entity, key)| {
                    let args = [("entity", Fact::from(entity)), ("key", (&**key).into())];
                    self.say("suite-give", &args)
                });
                (self.say("suite-not-given", &[]), given.collect())
            }
            FailureKind::Law(law, broken) => {
                let broken = broken.iter().map(|(field, wanted, found)| {
                    let (wanted, found): (Fact, Fact) = (wanted.into(), found.into());
                    let args = [("field", field.into()), ("wanted", wanted), ("found", found)];
                    self.say("suite-field", &args)
                });
                (self.say("suite-law", &[("law", law.name().into())]), broken.collect())
            }
            FailureKind::Snapshot(snapshot) => {
                let args = [("name", Fact::from(&snapshot.name))];
                match &snapshot.old {
                    None => {
                        let new = snapshot.new.lines().map(|line| format!("+ {line}"));
                        (self.say("suite-no-snapshot", &args), new.collect())
                    }
                    Some(old) => (self.say("suite-differs", &args), difference(old, &snapshot.new)),
                }
            }
        }
    }

    /// What a condition saw.
    fn seen(&self, seen: &Seen) -> Vec<String> {
        let found = seen.found.iter().map(|(what, found)| {
            self.say("suite-found", &[("what", one_line(what).into()), ("found", found.into())])
        });
        let wanted = seen.wanted.iter();
        let wanted = wanted.map(|wanted| self.say("suite-wanted", &[("wanted", wanted.into())]));
        let none = seen.no_row.iter();
        let none = none.map(|number| self.say("suite-no-row", &[("number", (*number).into())]));
        found.chain(wanted).chain(none).collect()
    }
}

/// How a record ended, in words.
fn ended(end: &End, texts: &Texts) -> String {
    match end {
        End::Written => texts.say("suite-end-written", &[]),
        End::Said(said) => {
            let text = if said.text.is_empty() { said.reason } else { said.bare() };
            quoted(outcome(&said.kind), text)
        }
        End::Faults => texts.say("suite-end-faults", &[]),
        End::Filtered => texts.say("suite-end-filtered", &[]),
        End::Skipped => texts.say("suite-end-skipped", &[]),
        End::Off => texts.say("suite-end-off", &[]),
    }
}

fn quoted(outcome: &str, text: &str) -> String {
    format!("{outcome} \"{}\"", text.replace('"', "\"\""))
}

/// A fault with both of its places.
fn fault(project: &Project, located: &Located, texts: &Texts) -> String {
    let kind = match located.fault.kind {
        FaultKind::NotNumber => "suite-fault-number",
        FaultKind::Blank => "suite-fault-blank",
        FaultKind::TooPrecise => "suite-fault-precise",
        FaultKind::Overflow => "suite-fault-overflow",
        FaultKind::DivisionByZero => "suite-fault-zero",
        FaultKind::NotMoment => "suite-fault-moment",
        FaultKind::NotGuid => "suite-fault-guid",
        FaultKind::NotPhone => "suite-fault-phone",
        FaultKind::WrongKind => "suite-fault-kind",
        FaultKind::NotNested => "suite-fault-nested",
        FaultKind::TooLong => "suite-fault-long",
        FaultKind::WrongMember => "suite-fault-member",
        FaultKind::Missing => "suite-fault-missing",
        FaultKind::BadArgument => "suite-fault-argument",
        FaultKind::Unreadable => "suite-fault-unreadable",
        FaultKind::Keyless => "suite-fault-keyless",
        FaultKind::NoRecord => "suite-fault-no-record",
        FaultKind::Twice => "suite-fault-twice",
        FaultKind::TooDeep => "suite-fault-deep",
        FaultKind::TooManyRows => "suite-fault-rows",
        FaultKind::TooLarge => "suite-fault-large",
        FaultKind::TooManySteps => "suite-fault-steps",
    };
    let value = &spoken::blamed(located.fault.kind, &located.fault.value, located.seen);
    let what = match (&located.lack, &located.misfit) {
        (Some(lack), _) => spoken::lack(texts, value, lack),
        (None, Some(misfit)) => spoken::misfit(texts, located.fault.kind, value, misfit),
        (None, None) => texts.say(kind, &[("value", value.into())]),
    };
    let member = located.member.as_ref().map(|(member, _)| format!(" ({member})"));
    let rule = one_line(project.sources.text(located.span));
    let at = place(project, located.span);
    format!("{at}  {rule}: {what}{}", member.unwrap_or_default())
}

/// A text that was written on several lines.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The lines that differ, with what stands around them.
fn difference(old: &str, new: &str) -> Vec<String> {
    let all = lines(old, new);
    let differs = |at: usize| !matches!(all[at], Line::Same(_));
    let mut shown = Vec::new();
    let mut last = None;
    for (at, line) in all.iter().enumerate() {
        let near = at.saturating_sub(AROUND)..=(at + AROUND).min(all.len() - 1);
        if !near.into_iter().any(differs) {
            continue;
        }
        if last.is_some_and(|last| last + 1 < at) {
            shown.push("…".to_owned());
        }
        last = Some(at);
        shown.push(match line {
            Line::Same(line) => format!("  {line}"),
            Line::Gone(line) => format!("- {line}"),
            Line::New(line) => format!("+ {line}"),
        });
    }
    shown
}
