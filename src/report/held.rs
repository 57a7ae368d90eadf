//! Records that wait, as people and programs read them: why, since when, when they are tried again,
//! and what to do.

use std::collections::HashMap;
use std::fmt::Write;

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::diag::Texts;
use crate::journal::{Intent, Lane, LaneState, Parked, Stamp, UNTIL_EDITED};
use crate::report::foreign::explained;
use crate::report::text::line;
use crate::report::when::{machine_time, moment};
use crate::report::words::{called, is_long, one_line, reason};

/// A record that waits, that somebody laid aside, or that waited once.
#[derive(Debug)]
pub struct Waiting {
    /// Why and since when.
    pub parked: Parked,
    /// Its lane, as it stands.
    pub lane: Option<Lane>,
    /// What was ever sent of it, oldest first; only where everything is shown.
    pub intents: Vec<Intent>,
    evidence: Value,
}

/// When a record is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// By the next run.
    Now,
    /// By itself, from then on.
    At(Stamp),
    /// By a run that somebody starts, not by itself.
    ByHand,
    /// When somebody says so.
    Person,
    /// When the record or the project is edited.
    Edited,
    /// It does not wait any more.
    Settled,
}

/// What records that wait are shown with.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// The words.
    pub texts: &'a Texts,
    /// The zone of people's clocks.
    pub zone: &'a TimeZone,
    /// What time it is.
    pub now: Stamp,
}

impl Waiting {
    /// A record from its rows of the journal.
    pub fn new(parked: Parked, lane: Option<Lane>, intents: Vec<Intent>) -> Waiting {
        let evidence = serde_json::from_str(&parked.evidence).unwrap_or_default();
        Waiting { parked, lane, intents, evidence }
    }

    /// The number or name that people know it by.
    pub fn label(&self) -> Option<&str> {
        self.evidence.get("label")?.as_str()
    }

    /// `order 138`
    pub fn name(&self) -> String {
        let key = &self.parked.lane;
        let entity = key.entity.split_once('.').map_or(&*key.entity, |(_, entity)| entity);
        called(entity, self.label(), Some(&key.key))
    }

    /// Whether it goes by that name: its key or its number.
    pub fn is_called(&self, name: &str) -> bool {
        *self.parked.lane.key == *name || self.label() == Some(name) || self.name() == name
    }

    /// When it is tried again.
    pub fn again(&self, now: Stamp) -> Again {
        if !self.parked.waits() {
            return if self.parked.aside().is_some() { Again::Edited } else { Again::Settled };
        }
        let Some(lane) = &self.lane else { return Again::Now };
        match (lane.state, lane.not_before) {
            (LaneState::Frozen, _) => Again::Person,
            (_, Some(UNTIL_EDITED)) => Again::Edited,
            (_, Some(at)) if at > now => Again::At(at),
            (_, Some(_)) | (LaneState::Ready | LaneState::Leased, None) => Again::Now,
            (LaneState::Parked | LaneState::Idle, None) => Again::ByHand,
        }
    }

    fn place(&self) -> &str {
        self.evidence.get("place").and_then(Value::as_str).unwrap_or_default()
    }
}

impl Desk<'_> {
    fn say(&self, id: &str, args: &[(&'static str, String)]) -> String {
        let args: Vec<_> =
            args.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
        self.texts.say(id, &args)
    }

    pub(super) fn moment(&self, at: Stamp) -> String {
        moment(self.texts, self.zone, at)
    }

    /// Why it waits.
    pub(super) fn why(&self, one: &Waiting) -> String {
        let words = reason(self.texts, &one.parked.reason, &one.parked.text);
        explained(self.texts, None, &words)
    }

    /// What to do about it.
    pub(super) fn remedy(&self, one: &Waiting) -> String {
        let id = format!("held-do-{}", one.parked.reason.replace('_', "-"));
        let id = if self.texts.has(&id) { id } else { "held-do-other".to_owned() };
        self.say(&id, &[("record", one.parked.lane.key.to_string())])
    }

    pub(super) fn again(&self, one: &Waiting) -> String {
        match one.again(self.now) {
            Again::Now => self.say("held-again-now", &[]),
            Again::At(at) => self.say("held-again-at", &[("time", self.moment(at))]),
            Again::ByHand => self.say("held-again-by-hand", &[]),
            Again::Person => self.say("held-again-person", &[]),
            Again::Edited => self.say("held-again-edited", &[]),
            Again::Settled => self.say("held-again-settled", &[]),
        }
    }

    /// `‖ order 138 held: ...`, the place of what says so at the right.
    pub(super) fn headline(&self, one: &Waiting, out: &mut String) {
        self.headed(one, &self.why(one), out);
    }

    /// The same with words for why.
    fn headed(&self, one: &Waiting, why: &str, out: &mut String) {
        let shown = match one.parked.aside() {
            Some(aside) => {
                let by = aside.by.map(|by| format!(" ({})", one_line(&by))).unwrap_or_default();
                let args = [("record", one.name()), ("time", self.moment(aside.at)), ("by", by)];
                format!("· {}", self.say("held-aside", &args))
            }
            None if one.parked.waits() => {
                let args = [("record", one.name()), ("words", why.to_owned())];
                format!("‖ {}", self.say("plan-held", &args))
            }
            None => {
                let args = [("record", one.name()), ("words", why.to_owned())];
                format!("= {}", self.say("held-settled", &args))
            }
        };
        line(out, &shown, one.place());
    }

    fn brief(&self, one: &Waiting, why: &str, out: &mut String) {
        self.headed(one, why, out);
        let row = &one.parked;
        if row.waits() {
            let args = [
                ("flow", row.lane.flow.to_string()),
                ("reason", row.reason.to_string()),
                ("since", self.moment(row.first_seen)),
                ("count", row.count.to_string()),
                ("again", self.again(one)),
            ];
            let _ = writeln!(out, "    {}", self.say("held-since", &args));
            let _ = writeln!(out, "    → {}", self.remedy(one));
        } else {
            let args = [("flow", row.lane.flow.to_string()), ("again", self.again(one))];
            let _ = writeln!(out, "    {}", self.say("held-asleep", &args));
        }
    }
}

/// The records that wait and those that were laid aside, for people.
pub fn text(all: &[Waiting], desk: Desk<'_>) -> String {
    let waiting = all.iter().filter(|one| one.parked.waits()).count();
    let aside = all.len() - waiting;
    if all.is_empty() {
        return desk.say("held-none", &[]) + "\n";
    }
    let mut counts = vec![desk.say("held-count", &[("count", waiting.to_string())])];
    if aside > 0 {
        counts.push(desk.say("held-count-aside", &[("count", aside.to_string())]));
    }
    let mut out = format!("{}\n\n", counts.join(", "));
    let mut refused: HashMap<&str, String> = HashMap::new();
    for one in all {
        let why = match refused.get(&*one.parked.text) {
            Some(first) => desk.say("plan-alike", &[("record", first.clone())]),
            None => desk.why(one),
        };
        if is_long(&one.parked.text) {
            refused.entry(&one.parked.text).or_insert_with(|| one.name());
        }
        desk.brief(one, &why, &mut out);
    }
    if waiting > 0 {
        let _ = writeln!(out, "\n{}", desk.say("held-more", &[]));
    }
    out
}

/// The same for programs.
pub fn json(all: &[Waiting], desk: Desk<'_>) -> Value {
    let (waiting, aside): (Vec<&Waiting>, Vec<_>) = all.iter().partition(|one| one.parked.waits());
    let told =
        |list: Vec<&Waiting>| list.into_iter().map(|one| told(one, desk)).collect::<Vec<_>>();
    json!({ "format_version": 1, "held": told(waiting), "aside": told(aside) })
}

/// What was decided about records, for programs.
pub fn decided(how: &str, all: &[Waiting]) -> Value {
    let named = all.iter().map(|one| {
        let key = &one.parked.lane;
        json!({ "flow": key.flow, "entity": key.entity, "key": key.key, "label": one.label() })
    });
    json!({ "format_version": 1, how: named.collect::<Vec<_>>() })
}

/// What both lists and whole records tell programs.
pub(super) fn told(one: &Waiting, desk: Desk<'_>) -> Value {
    let row = &one.parked;
    let (again, at) = match one.again(desk.now) {
        Again::Now => ("now", None),
        Again::At(at) => ("at", Some(machine_time(at))),
        Again::ByHand => ("by_hand", None),
        Again::Person => ("person", None),
        Again::Edited => ("edited", None),
        Again::Settled => ("settled", None),
    };
    let aside = row.aside();
    let aside = aside.map(|aside| json!({ "at": machine_time(aside.at), "by": aside.by }));
    json!({
        "flow": row.lane.flow,
        "entity": row.lane.entity,
        "key": row.lane.key,
        "label": one.label(),
        "reason": row.reason,
        "text": desk.why(one),
        "place": one.evidence.get("place"),
        "remedy": desk.remedy(one),
        "first_seen": machine_time(row.first_seen),
        "last_seen": machine_time(row.last_seen),
        "count": row.count,
        "again": { "when": again, "at": at },
        "aside": aside,
    })
}

impl Waiting {
    pub(super) fn evidence(&self) -> &Value {
        &self.evidence
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::{Desk, Waiting, text};
    use crate::diag::{Language, Texts};
    use crate::journal::{LaneKey, Parked, Stamp};

    #[test]
    fn the_same_refusal_is_told_in_full_once() {
        let refused = |key: &str, text: &str| {
            let lane = LaneKey { flow: "F".into(), entity: "crm.order".into(), key: key.into() };
            let parked = Parked {
                lane,
                reason: "rejected".into(),
                text: text.into(),
                evidence: "{}".into(),
                first_seen: Stamp(0),
                last_seen: Stamp(0),
                count: 1,
                resolution: None,
            };
            Waiting::new(parked, None, Vec::new())
        };
        let long = "the period is closed: nothing before December can be posted any more";
        let all =
            [("1", long), ("2", long), ("3", "busy"), ("4", "busy")].map(|(k, t)| refused(k, t));
        let texts = Texts::new(Language::English);
        let desk = Desk { texts: &texts, zone: &TimeZone::UTC, now: Stamp(0) };
        let out = text(&all, desk);
        let told: Vec<&str> = out.lines().filter(|line| line.starts_with('‖')).collect();
        let whole = format!("‖ order 1 held: {long}");
        let told_again =
            ["‖ order 2 held: the same as order 1", "‖ order 3 held: busy", "‖ order 4 held: busy"];
        assert_eq!(told, [&[&*whole], &told_again[..]].concat());
    }
}
