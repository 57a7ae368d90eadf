//! What came of records as stable text: fields by their paths, rows by their numbers.

use std::fmt::Write as _;

use crate::eval::{Broken, Located, Said};
use crate::program::{Constant, FlowStep, OutcomeKind, Program, SayPart, Toward};
use crate::schema::{Catalog, EntityId, Type};
use crate::suite::shown::shown;
use crate::suite::trial::{Came, End, Trials};
use crate::suite::words::one_line;
use crate::sync::{Desired, RecordPlan, spoken};

/// The text of all records of a test.
pub(super) fn of_all(trials: &Trials<'_>, all: &[Came]) -> String {
    let texts: Vec<String> = all.iter().map(|came| of(trials, came)).collect();
    texts.join("\n")
}

fn of(trials: &Trials<'_>, came: &Came) -> String {
    let mut out = String::new();
    let program = trials.program();
    // What keeps a record back may be a record that it needs.
    let shows = trials.test.flow.is_some() || !came.end.is_written();
    for plan in came.before.iter().filter(|_| shows) {
        created(trials, plan, &mut out);
    }
    head(trials, program.target, program.source, Some(&came.key), &mut out);
    for warning in came.warnings() {
        said(warning, &mut out);
    }
    match &came.end {
        End::Written => record(trials, program, &came.trial.desired, &mut out),
        End::Said(why) => said(why, &mut out),
        End::Faults => faults(trials, &came.trial.faults, &mut out),
        End::Filtered => out.push_str("not taken by the flow\n"),
        End::Skipped => out.push_str("skipped by the flow\n"),
        End::Off => out.push_str("the flow is switched off\n"),
    }
    if came.end.is_written() {
        steps(trials, came, &mut out);
    }
    out
}

fn faults(trials: &Trials<'_>, faults: &[Located], out: &mut String) {
    for located in faults {
        let member = located.member.as_ref();
        let member = member.map(|(member, _)| format!(" {member}")).unwrap_or_default();
        let rule = one_line(trials.project.sources.text(located.span));
        let (kind, value) = (located.fault.kind, &located.fault.value);
        let _ = writeln!(out, "fault {kind:?} \"{value}\"{member}: {rule}");
    }
}

fn head(
    trials: &Trials<'_>,
    target: EntityId,
    source: EntityId,
    key: Option<&str>,
    out: &mut String,
) {
    let catalog = trials.catalog();
    let (target, source) = (catalog.entity_name(target), catalog.entity_name(source));
    let _ = writeln!(out, "{target} <- {source} {}", key.unwrap_or_default());
}

fn record(trials: &Trials<'_>, program: &Program, desired: &Desired, out: &mut String) {
    let layout = &program.layout;
    let mut line = |path: &str, value: &Constant| {
        if !value.is_absent() {
            let _ = writeln!(out, "{path}: {}", shown(trials.catalog(), value));
        }
    };
    for (cell, value) in layout.cells.iter().zip(&desired.cells) {
        line(&cell.path, value);
    }
    // Groups of one collection are numbered through.
    let mut numbers: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for (group, built) in layout.groups.iter().zip(&desired.groups) {
        for row in &built.rows {
            let number = numbers.entry(&group.path).or_default();
            for pattern in group.patterns.iter().filter(|pattern| pattern.equal) {
                let field = field(trials.catalog(), program.target, &group.path, &pattern.wire);
                line(&format!("{}[{number}].{field}", group.path), &pattern.value);
            }
            for (cell, value) in group.cells.iter().zip(row) {
                line(&format!("{}[{number}].{}", group.path, cell.path), value);
            }
            *number += 1;
        }
    }
}

/// The name of a row's field that is called so on the wire.
fn field<'c>(catalog: &'c Catalog, entity: EntityId, rows: &str, wire: &'c str) -> &'c str {
    let mut record = catalog[entity].record;
    for name in rows.split('.') {
        match catalog.field(record, name).map(|field| &field.ty) {
            Some(Type::Rows(rows)) => record = rows.record,
            Some(Type::Record(inner)) => record = *inner,
            _ => return wire,
        }
    }
    let mut fields = catalog[record].fields.iter();
    fields.find(|(_, field)| &*field.wire.name == wire).map_or(wire, |(name, _)| name)
}

/// A record that is created on the way, as its own map makes it.
fn created(trials: &Trials<'_>, plan: &RecordPlan, out: &mut String) {
    let (entity, key) = (plan.source.entity, plan.source.key.as_deref().unwrap_or_default());
    head(trials, plan.target.entity, entity, Some(key), out);
    plan.said.iter().for_each(|why| said(why, out));
    let source = trials.catalog()[entity].side;
    let payload = trials.world.files(source).get(&trials.catalog()[entity].name, key);
    let toward = if source == trials.world.left.0 { Toward::Right } else { Toward::Left };
    let program = trials.mapping().program(&plan.map, toward);
    if let (Some(payload), Some(program)) = (payload, program)
        && let Ok(trial) = trials.try_out(program, key, payload)
    {
        if trial.faults.is_empty() {
            record(trials, program, &trial.desired, out);
        }
        faults(trials, &trial.faults, out);
    }
    out.push('\n');
}

/// An outcome in the words of the language.
pub(super) fn outcome(kind: &OutcomeKind) -> &'static str {
    match kind {
        OutcomeKind::Skip => "skip",
        OutcomeKind::Hold(_) => "hold",
        OutcomeKind::Stop => "stop",
        OutcomeKind::Keep => "keep",
        OutcomeKind::Warn => "warn",
        OutcomeKind::Create(_) => "create",
        OutcomeKind::Retry { .. } => "retry",
    }
}

fn said(said: &Said, out: &mut String) {
    if let Some(Broken { fault, .. }) = said.fault.as_deref() {
        let _ = writeln!(out, "{} {:?} \"{}\"", outcome(&said.kind), fault.kind, fault.value);
        return;
    }
    let text = if said.text.is_empty() { said.reason } else { said.bare() };
    let _ = writeln!(out, "{} \"{}\"", outcome(&said.kind), text.replace('"', "\"\""));
}

/// What a flow does after the record is written. What only the system knows stands in braces.
fn steps(trials: &Trials<'_>, came: &Came, out: &mut String) {
    let flow = trials.test.flow.as_ref();
    let flow = flow.and_then(|name| trials.mapping().flows.iter().find(|f| f.name == *name));
    for step in flow.into_iter().flat_map(|flow| &flow.steps) {
        match step {
            FlowStep::Upsert { .. } | FlowStep::Each(_) => {}
            FlowStep::Post => out.push_str("post\n"),
            FlowStep::Say(parts) => {
                let words: String = parts.iter().map(|part| part_of(trials, came, part)).collect();
                let _ = writeln!(out, "say \"{}\"", words.replace('"', "\"\""));
            }
        }
    }
}

fn part_of(trials: &Trials<'_>, came: &Came, part: &SayPart) -> String {
    match part {
        SayPart::Plain(plain) => plain.to_string(),
        SayPart::Result(wire, ..) => {
            let cells = &trials.program().layout.cells;
            let at = cells.iter().position(|cell| cell.wire.last() == Some(wire));
            match at.and_then(|at| came.trial.desired.cells.get(at)) {
                None | Some(Constant::Absent) => format!("{{{wire}}}"),
                Some(Constant::Text(text)) => text.to_string(),
                Some(Constant::Moment(moment)) => spoken::moment(*moment),
                Some(Constant::Day(day)) => spoken::day(*day),
                Some(value) => shown(trials.catalog(), value),
            }
        }
    }
}
