//! Everything about one record that waits: what was read, what was planned, what was sent, why it
//! stopped, and what to do.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::eval::Lack;
use crate::journal::{Intent, IntentState, Op};
use crate::report::foreign::explained;
use crate::report::held::{Desk, Waiting, told};
use crate::report::text::line;
use crate::report::when::machine_time;
use crate::report::words::{called, one_line, short};
use crate::sync::spoken;

/// How wide the names of facts are.
const WIDTH: usize = 12;

/// Everything about a record, for people.
pub fn whole_text(one: &Waiting, desk: Desk<'_>) -> String {
    let mut out = String::new();
    desk.headline(one, &mut out);
    let row = &one.parked;
    let span = [
        ("since", desk.moment(row.first_seen)),
        ("last", desk.moment(row.last_seen)),
        ("count", row.count.to_string()),
    ];
    let span = span.map(|(name, value)| (name, value.into()));
    let facts = [
        ("held-flow", row.lane.flow.to_string()),
        ("held-record", format!("{} {}", row.lane.entity, row.lane.key)),
        ("held-reason", row.reason.to_string()),
        ("held-waits", desk.texts.say("held-span", &span)),
        ("held-again", desk.again(one)),
        ("held-do", desk.remedy(one)),
    ];
    for (id, value) in facts {
        let _ = writeln!(out, "    {:WIDTH$}  {value}", desk.texts.say(id, &[]));
    }
    let part = |name: &str| one.evidence().get(name).and_then(Value::as_array);
    for fault in part("faults").into_iter().flatten() {
        line(&mut out, &format!("    ✗ {}", broken(fault, desk)), text_of(fault, "place"));
    }
    if let Some(records) = part("records") {
        let _ = writeln!(out, "\n{}", desk.texts.say("held-planned", &[]));
        for record in records {
            line(&mut out, &planned(record, one, desk), text_of(record, "place"));
        }
    }
    if !one.intents.is_empty() {
        let _ = writeln!(out, "\n{}", desk.texts.say("held-sent", &[]));
        for intent in &one.intents {
            let _ = writeln!(out, "{}", sent(intent, desk));
        }
    }
    out
}

/// The same for programs.
pub fn whole_json(one: &Waiting, desk: Desk<'_>) -> Value {
    let mut all = told(one, desk);
    all["format_version"] = 1.into();
    all["evidence"] = one.evidence().clone();
    let intents = one.intents.iter().map(|intent| {
        json!({
            "id": intent.id.0,
            "plan": intent.plan,
            "op": op(intent.op),
            "side": intent.side,
            "entity": intent.entity,
            "key": intent.key,
            "state": state(intent.state),
            "sent_at": intent.sent_at.map(machine_time),
            "answer": intent.answer.as_ref().and_then(|answer| answer.text.as_deref()),
        })
    });
    all["intents"] = intents.collect();
    all
}

fn text_of<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// `create  ЗаказПокупателя  (Заказ): Комментарий, Контрагент; rows 3`
fn planned(record: &Value, one: &Waiting, desk: Desk<'_>) -> String {
    let entity = text_of(record, "entity");
    let entity = entity.split_once('.').map_or(entity, |(_, entity)| entity);
    let label = record.get("label").and_then(Value::as_str);
    let target = called(entity, label, record.get("target").and_then(Value::as_str));
    let source = record.get("source").and_then(Value::as_str);
    let source = match source.filter(|key| *key != &*one.parked.lane.key) {
        Some(key) => key.to_owned(),
        None => one.name(),
    };
    let action = format!("held-action-{}", text_of(record, "action"));
    let action = desk.texts.say(&action, &[]);
    let mut shown = format!("    {action}  {target}  ⇐  {source}  [{}]", text_of(record, "map"));
    let fields = record.get("fields").and_then(Value::as_array).into_iter().flatten();
    let fields: Vec<&str> = fields.filter_map(Value::as_str).collect();
    if !fields.is_empty() {
        let _ = write!(shown, ": {}", fields.join(", "));
    }
    match record.get("rows").and_then(Value::as_u64) {
        Some(rows) if rows > 0 => {
            let rows = desk.texts.say("held-rows", &[("count", rows.to_string().into())]);
            let _ = write!(shown, "; {rows}");
        }
        _ => {}
    }
    shown
}

/// What is wrong with a value.
fn broken(fault: &Value, desk: Desk<'_>) -> String {
    let value = text_of(fault, "value");
    let lack = fault.get("lack").filter(|lack| lack.is_object()).map(lack_of);
    let words = match lack {
        Some(lack) => spoken::lack(desk.texts, value, &lack),
        None => {
            let id = format!("plan-fault-{}", text_of(fault, "fault"));
            desk.texts.say(&id, &[("value", one_line(value).into())])
        }
    };
    let member = text_of(fault, "member");
    if member.is_empty() {
        return words;
    }
    let byte = fault.get("byte").and_then(Value::as_u64).unwrap_or_default();
    let args = [("member", member.into()), ("byte", byte.to_string().into())];
    format!("{words} ({})", desk.texts.say("plan-member", &args))
}

fn lack_of(told: &Value) -> Lack {
    let text = |value: &Value| value.as_str().unwrap_or_default().into();
    let pair = |name: &str| told.get(name).and_then(Value::as_array).filter(|it| it.len() == 2);
    let read = told.get("read").and_then(Value::as_array).into_iter().flatten();
    Lack {
        read: read.map(text).collect(),
        row: pair("row").map(|row| {
            (text(&row[0]), row[1].as_u64().and_then(|at| usize::try_from(at).ok()).unwrap_or(0))
        }),
        label: told.get("label").and_then(Value::as_str).map(Into::into),
        unnamed: pair("unnamed").map(|both| (text(&both[0]), text(&both[1]))),
        left: told.get("left").and_then(Value::as_bool).unwrap_or_default(),
    }
}

/// `30.11.2026 12:14:03  create ЗаказПокупателя 7c1e…: rejected: ...`
fn sent(intent: &Intent, desk: Desk<'_>) -> String {
    let at = intent.sent_at.map_or_else(|| "—".to_owned(), |at| desk.moment(at));
    let key = intent.key.as_deref().unwrap_or("—");
    let word = |id: &str, word: &str| desk.texts.say(&format!("{id}{word}"), &[]);
    let (did, ended) = (
        word("held-op-", op(intent.op)),
        word("held-state-", &state(intent.state).replace('_', "-")),
    );
    let answer = intent.answer.as_ref().and_then(|answer| answer.text.as_deref());
    let answer = answer.filter(|answer| !answer.is_empty());
    let answer =
        answer.map(|answer| format!(": {}", explained(desk.texts, None, &one_line(answer))));
    let (entity, answer) = (short(&intent.entity), answer.unwrap_or_default());
    format!("    {at}  {did} {} {entity} {key}: {ended}{answer}", intent.side)
}

fn op(op: Op) -> &'static str {
    match op {
        Op::Create => "create",
        Op::Edit => "edit",
        Op::Post => "post",
        Op::Unpost => "unpost",
    }
}

fn state(state: IntentState) -> &'static str {
    match state {
        IntentState::Planned => "planned",
        IntentState::Sent => "sent",
        IntentState::InDoubt => "in_doubt",
        IntentState::Confirmed => "confirmed",
        IntentState::Rejected => "rejected",
        IntentState::Parked => "parked",
        IntentState::Superseded => "superseded",
    }
}
