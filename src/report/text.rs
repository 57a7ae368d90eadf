//! A report as text: a line per record, below it a line per change, the rule at the right.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::endpoint::WriteKind;
use crate::eval::Said;
use crate::journal::Tombstone;
use crate::program::{Constant, OutcomeKind};
use crate::report::cost::Cost;
use crate::report::explain::origins;
use crate::report::foreign::explained;
use crate::report::words::{Words, one_line, shortened};
use crate::report::{FlowReport, Kind, Part, Report, Tally, View};
use crate::schema::{EntityId, mask};
use crate::source::FileId;
use crate::sync::{
    Action, DISPUTED, Disagreement, FieldChange, LeftOut, RecordPlan, RowChange, Status, Winner,
};

/// Where the rule of a line stands, in characters from the left.
const RULE_COLUMN: usize = 96;

/// How many rules the footer names.
const RULES: usize = 8;

/// The report for people.
pub fn text(report: &Report, view: View<'_>) -> String {
    let flows = report.flows.iter();
    let mut out: String = flows.map(|flow| part(flow, report.kind, Part::WHOLE, view)).collect();
    out.push_str(&closing(&report.tally(), report.kind, view));
    out
}

/// A part of a flow's report. The sums of all stand above the records where these come at once, and
/// below them where they come in parts; who uses a new record is told of the same part.
pub fn part(flow: &FlowReport, kind: Kind, part: Part, view: View<'_>) -> String {
    let mut out = String::new();
    let words = Words { view, flow };
    if part.first {
        head(&words, kind, &mut out);
        if part.last {
            sums(&words, &mut out);
        }
        out.push('\n');
    }
    let users = users(&words);
    for (record, status) in flow.records.at_hand() {
        Page { words: &words, kind }.record(record, status, &users, &mut out);
    }
    left_out(&words, &mut out);
    if !part.last {
        return out;
    }
    gone(&words, &mut out);
    waiting(&words, &mut out);
    if !flow.said.is_empty() {
        let _ = writeln!(out, "\n{}", words.say("plan-messages", &[]));
    }
    for said in &flow.said {
        let _ = writeln!(out, "» {}", one_line(said));
    }
    if let Some(said) = &flow.stopped {
        let stopped = words.say("plan-stopped", &[("words", words.said(said))]);
        line(&mut out, &stopped, &words.rule(said.span, None));
    }
    if !part.first {
        out.push('\n');
        sums(&words, &mut out);
    }
    out
}

/// `plan ЗаказыВ1С   курсор 184201 → 184265 ...`
pub(super) fn head(words: &Words<'_>, kind: Kind, out: &mut String) {
    let flow = words.flow;
    let mut parts = vec![match kind {
        Kind::Plan => format!("plan {}", flow.flow),
        Kind::Run => format!("run {}", flow.flow),
        Kind::Apply => format!("apply {}", flow.flow),
    }];
    if let Some((from, to)) = &flow.cursor {
        let args = [("from", from.to_string()), ("to", to.to_string())];
        parts.push(words.say("plan-cursor", &args));
    }
    if let Some(rules) = &flow.rules {
        parts.push(words.say("plan-rules", &[("hash", rules.to_string())]));
    }
    if let Some(date) = &flow.dictionaries {
        parts.push(words.say("plan-dictionaries", &[("date", date.to_string())]));
    }
    let _ = writeln!(out, "{}", parts.join("   "));
}

/// What became of the records.
pub(super) fn sums(words: &Words<'_>, out: &mut String) {
    let flow = words.flow;
    let counts = counts(words);
    let counts: Vec<String> = counts.into_iter().filter(|count| !count.is_empty()).collect();
    let read = words.say("plan-read", &[("count", flow.read.to_string())]);
    let all = if counts.is_empty() { words.say("plan-nothing", &[]) } else { counts.join(", ") };
    let _ = writeln!(out, "  {read}: {all}");
}

fn counts(words: &Words<'_>) -> Vec<String> {
    let flow = words.flow;
    let count = |action, own| flow.records.tally().ended(flow.source, own, action);
    let told = |id: &str, count: usize| match count {
        0 => String::new(),
        count => words.say(id, &[("count", count.to_string())]),
    };
    let waiting = flow.waiting.iter().filter(|(_, how)| *how != Status::Moved).count();
    // Records that others need stand beside those that were read.
    let both = |id: &str, own: usize, beside: usize| match beside {
        0 => told(id, own),
        beside => format!("{} (+{beside})", words.say(id, &[("count", own.to_string())])),
    };
    let creates = both("plan-creates", count(Action::Create, true), count(Action::Create, false));
    let own_held = count(Action::Hold, true) + waiting;
    let held = both("plan-holds", own_held, count(Action::Hold, false));
    let partly = flow.records.tally().partly.iter();
    let partly = partly.filter(|(entity, _)| flow.source.is_none_or(|source| **entity == source));
    let held = match partly.map(|(_, count)| count).sum() {
        0 => held,
        count => format!("{held} {}", told("plan-partly", count)),
    };
    vec![
        told("plan-gone", flow.gone.len() + flow.missing.len()),
        told("plan-same", count(Action::Same, true)),
        told("plan-edits", count(Action::Edit, true)),
        creates,
        held,
        told("plan-moved", flow.moved),
        told("plan-conflicts", count(Action::Conflict, true)),
        told("plan-skips", count(Action::Skip, true) + flow.skipped),
        told("plan-filtered", flow.filtered),
    ]
}

/// Who uses the records that this plan creates.
type Users = BTreeMap<(EntityId, Box<str>), Vec<String>>;

fn users(words: &Words<'_>) -> Users {
    let mut users = Users::new();
    for (record, _) in words.flow.records.at_hand() {
        let rows = record.rows.iter().flat_map(|row| &row.fields);
        for field in record.fields.iter().chain(rows) {
            if let Constant::Planned(entity, key) = &field.after {
                let named = named_target(words, record);
                let list = users.entry((*entity, key.clone())).or_default();
                if !list.contains(&named) {
                    list.push(named);
                }
            }
        }
    }
    users
}

/// The target by its number; a new one by the record it is made for.
pub(super) fn named_target(words: &Words<'_>, record: &RecordPlan) -> String {
    if record.action == Action::Create && record.target.label.is_none() {
        let bare = crate::sync::Place { key: None, ..record.target.clone() };
        let (target, source) = (words.place(&bare), words.place(&record.source));
        return format!("{target} ⇐ {source}");
    }
    words.place(&record.target)
}

/// One flow's records.
pub(super) struct Page<'a> {
    pub(super) words: &'a Words<'a>,
    pub(super) kind: Kind,
}

impl Page<'_> {
    fn record(&self, record: &RecordPlan, status: &Status, users: &Users, out: &mut String) {
        let words = self.words;
        if record.action == Action::Same && record.conflicts.is_empty() && record.said.is_empty() {
            return;
        }
        line(out, &self.headline(record, status), &words.rule(record.rule, None));
        let file = Some(record.rule.file);
        let width = record.fields.iter().map(|field| field.path.chars().count()).max();
        let width = width.unwrap_or(0).min(28);
        for field in &record.fields {
            let shown = format!("    {:width$}  {}", field.path, self.change(field));
            line(out, &shown, &words.rule(field.rule, file));
            self.origins(record, field, out);
        }
        for row in &record.rows {
            self.row(row, file, out);
            for field in &row.fields {
                self.origins(record, field, out);
            }
        }
        if is_posted_only(record) {
            let _ = writeln!(out, "    {}", words.say("plan-post-only", &[]));
        }
        for conflict in &record.conflicts {
            line(out, &self.conflict(conflict), &words.rule(conflict.rule, file));
        }
        for fault in &record.faults {
            line(out, &format!("    ✗ {}", words.fault(fault)), &words.rule(fault.span, file));
        }
        let told = match record.action {
            Action::Hold | Action::Skip => 1,
            Action::Create | Action::Edit | Action::Same | Action::Conflict => 0,
        };
        for said in record.said.iter().skip(told) {
            line(out, &format!("    ⚠ {}", words.said(said)), &words.rule(said.span, file));
        }
        let key = record.target.key.clone().map(|key| (record.target.entity, key));
        if let Some(list) = key.and_then(|key| users.get(&key)) {
            let used = words.say("plan-used", &[("records", list.join(", "))]);
            let _ = writeln!(out, "    {used}");
        }
    }

    /// What the rule of a field read, where that is asked for.
    fn origins(&self, record: &RecordPlan, field: &FieldChange, out: &mut String) {
        for origin in origins(self.words, record, field) {
            let raw = origin.raw.map(|raw| format!(" = {raw}")).unwrap_or_default();
            let _ = writeln!(out, "        {} ⇠ {}{raw}", field.path, origin.path);
        }
    }

    pub(super) fn headline(&self, record: &RecordPlan, status: &Status) -> String {
        let words = self.words;
        let source = words.place(&record.source);
        let both = |sign: &str| format!("{sign} {}  ⇐  {source}", self.target(record));
        let shown = match record.action {
            Action::Create => both("+"),
            Action::Edit => both("~"),
            Action::Same => both("="),
            Action::Conflict => both("!"),
            Action::Hold => {
                let why = self.why(record, "plan-reason-validation");
                format!("‖ {}", words.say("plan-held", &[("record", source), ("words", why)]))
            }
            Action::Skip => {
                let why = self.why(record, "plan-reason-skip");
                format!("· {}", words.say("plan-skipped", &[("record", source), ("words", why)]))
            }
        };
        match (self.kind, self.ended(record, status)) {
            (Kind::Run | Kind::Apply, Some(ended)) => format!("{shown}   {ended}"),
            _ => shown,
        }
    }

    fn target(&self, record: &RecordPlan) -> String {
        if record.action != Action::Create || record.target.label.is_some() {
            return self.words.place(&record.target);
        }
        let bare = crate::sync::Place { key: None, ..record.target.clone() };
        let name = self.words.place(&bare);
        self.words.say("plan-planned", &[("name", name)])
    }

    fn why(&self, record: &RecordPlan, otherwise: &str) -> String {
        let grave = |said: &&Said| said.kind != OutcomeKind::Warn;
        match record.said.iter().find(grave) {
            Some(said) => self.words.said(said),
            None => self.words.say(otherwise, &[]),
        }
    }

    /// How the record ended, where that is not said yet: of one that is left out or has to wait
    /// nothing was written.
    fn ended(&self, record: &RecordPlan, status: &Status) -> Option<String> {
        let words = self.words;
        match status {
            Status::Planned => None,
            Status::Done | Status::Held(..) if record.action == Action::Hold => None,
            Status::Moved => (!record.steps.is_empty()).then(|| words.say("plan-overtaken", &[])),
            Status::Done => {
                let writes = matches!(record.action, Action::Create | Action::Edit)
                    || !record.steps.is_empty();
                writes.then(|| words.say("plan-done", &[]))
            }
            Status::Held(reason, text) => {
                let why = match words.flow.records.refused_before(record, status) {
                    Some(first) => words.say("plan-alike", &[("record", words.place(first))]),
                    None => explained(words.view.texts, None, &words.reason(reason, text)),
                };
                let parked = words.say("plan-parked", &[("words", why)]);
                let disputed = **reason == *DISPUTED && !record.steps.is_empty();
                let partly = disputed || record.is_partly_written();
                let done = partly.then(|| format!("{}, ", words.say("plan-done", &[])));
                Some(done.unwrap_or_default() + &parked)
            }
            Status::Failed(text) => {
                let text = match words.flow.records.refused_before(record, status) {
                    Some(first) => words.say("plan-alike", &[("record", words.place(first))]),
                    None => explained(words.view.texts, None, &one_line(text)),
                };
                Some(words.say("plan-failed", &[("words", text)]))
            }
        }
    }

    pub(super) fn change(&self, field: &FieldChange) -> String {
        let value = |value| self.words.value(value, field.scale, field.sensitivity);
        if field.before == Constant::Absent {
            return value(&field.after);
        }
        format!("{} → {}", value(&field.before), value(&field.after))
    }

    pub(super) fn row(&self, row: &RowChange, file: Option<FileId>, out: &mut String) {
        let words = self.words;
        let label = mask(row.sensitivity, &shortened(&row.label));
        let head = match &*label {
            "" => format!("    {}", row.path),
            label => format!("    {}  [{label}]", row.path),
        };
        let id = match row.action {
            Some(Action::Edit) => {
                for field in &row.fields {
                    let shown = format!("{head}  {}  {}", field.path, self.change(field));
                    line(out, &shown, &words.rule(field.rule, file));
                }
                return;
            }
            Some(_) => "plan-row-added",
            None => "plan-row-removed",
        };
        let fields = row.fields.iter().map(|field| {
            let value = if row.action.is_none() { &field.before } else { &field.after };
            let value = words.value(value, field.scale, field.sensitivity);
            format!("{} {value}", field.path)
        });
        let fields: Vec<String> = fields.collect();
        let colon = if fields.is_empty() { "" } else { ": " };
        let what = words.say(id, &[]);
        let shown = format!("{head}  {what}{colon}{}", fields.join(", "));
        line(out, &shown, &words.rule(row.rule, file));
    }

    fn conflict(&self, conflict: &Disagreement) -> String {
        let words = self.words;
        let value = |value| words.value(value, None, conflict.sensitivity);
        let key: Vec<String> = conflict
            .row
            .iter()
            .filter(|(value, _)| *value != Constant::Absent)
            .map(|(value, sensitivity)| words.value(value, None, *sensitivity))
            .collect();
        let field = if key.is_empty() {
            conflict.path.to_string()
        } else {
            format!("{}  [{}]", conflict.path, key.join(", "))
        };
        let id = match (conflict.whole_row, conflict.winner) {
            (false, Winner::Source) => "plan-conflict-source",
            (false, Winner::Target) => "plan-conflict-target",
            (false, Winner::Nobody) => "plan-conflict-nobody",
            (true, Winner::Source) => "plan-conflict-row-source",
            (true, Winner::Target) => "plan-conflict-row-target",
            (true, Winner::Nobody) => "plan-conflict-row-nobody",
        };
        let mut args = vec![("field", field)];
        if !conflict.whole_row {
            args.push(("source", value(&conflict.rule_gives)));
            args.push(("target", value(&conflict.target_holds)));
        }
        format!("    ! {}", words.say(id, &args))
    }
}

/// Records that the flow does not take, with the condition that says so.
pub(super) fn left_out(words: &Words<'_>, out: &mut String) {
    for LeftOut { source, rule, skipped } in &words.flow.left_out {
        let condition = words.quoted(*rule);
        let args = [("record", words.place(source)), ("condition", condition)];
        let id = if *skipped { "plan-left-skip" } else { "plan-left-where" };
        line(out, &format!("· {}", words.say(id, &args)), &words.rule(*rule, None));
    }
}

/// Records of the source that are not there any more. Nothing is deleted for that.
pub(super) fn gone(words: &Words<'_>, out: &mut String) {
    let Some(entity) = words.flow.source else { return };
    let named = |key: &str| {
        let key = Some(key.into());
        words.place(&crate::sync::Place { entity, key, label: None, version: None })
    };
    for (key, how) in &words.flow.gone {
        let told = match how {
            Tombstone::Deleted => words.say("plan-deleted", &[("record", named(key))]),
            Tombstone::Merged(into) => {
                words.say("plan-merged", &[("record", named(key)), ("into", named(into))])
            }
        };
        let _ = writeln!(out, "− {told}");
    }
    for place in &words.flow.marked {
        let _ = writeln!(out, "− {}", words.say("plan-marked", &[("record", words.place(place))]));
    }
    for key in &words.flow.missing {
        let _ = writeln!(out, "− {}", words.say("plan-missing", &[("record", named(key))]));
    }
}

/// Records of which nothing is known but that they wait, and why.
pub(super) fn waiting(words: &Words<'_>, out: &mut String) {
    for (place, status) in &words.flow.waiting {
        let why = match status {
            Status::Planned | Status::Done => continue,
            Status::Held(reason, text) => words.reason(reason, text),
            Status::Failed(text) => one_line(text),
            Status::Moved => words.say("plan-vanished", &[]),
        };
        let why = explained(words.view.texts, None, &why);
        let args = [("record", words.place(place)), ("words", why)];
        let _ = writeln!(out, "‖ {}", words.say("plan-held", &args));
    }
}

/// Rules with their counts, and what carrying all of it out costs.
pub fn closing(tally: &Tally, kind: Kind, view: View<'_>) -> String {
    let nothing = FlowReport::default();
    let words = Words { view, flow: &nothing };
    let cost = Cost::of(tally);
    let counts = tally.by_rule();
    if counts.is_empty() && cost.requests == 0 {
        return String::new();
    }
    let mut file = None;
    let mut rules = Vec::new();
    for (span, count) in counts.iter().take(RULES) {
        let rule = words.rule(*span, file);
        if rule.is_empty() {
            continue;
        }
        file = Some(span.file);
        let args = [("rule", rule), ("count", count.to_string())];
        rules.push(words.say(by_rule_id(kind), &args));
    }
    if counts.len() > RULES {
        rules.push("…".into());
    }
    let mut parts = Vec::new();
    if !rules.is_empty() {
        parts.push(words.say("plan-rules-total", &[("rules", rules.join(", "))]));
    }
    let counted = |count: usize| count.into();
    let args = [("count", counted(cost.requests)), ("seconds", counted(cost.seconds))];
    parts.push(view.texts.say("plan-cost", &args));
    if cost.reposts > 0 {
        parts.push(words.say("plan-reposts", &[("count", cost.reposts.to_string())]));
    }
    format!("\n{}\n", parts.join("     "))
}

/// The text for what a rule changes, or changed.
pub(super) fn by_rule_id(kind: Kind) -> &'static str {
    match kind {
        Kind::Plan => "plan-by-rule",
        Kind::Run | Kind::Apply => "run-by-rule",
    }
}

/// A line with its rule at the right.
pub(super) fn line(out: &mut String, shown: &str, rule: &str) {
    let room = RULE_COLUMN.saturating_sub(shown.chars().count()).max(2);
    let gap = if rule.is_empty() { 0 } else { room };
    let _ = writeln!(out, "{shown}{}{rule}", " ".repeat(gap));
}

/// Whether nothing is done to a record but that it is posted.
fn is_posted_only(record: &RecordPlan) -> bool {
    !record.steps.is_empty() && record.steps.iter().all(|step| step.write.kind == WriteKind::Post)
}
