//! Planned steps as the journal stores them, and stored intents as writes.

use crate::endpoint::{self, Query, Selector, Write, WriteKind};
use crate::journal::{Class, Draft, End, Intent, IntentState, LinkDraft, Op};
use crate::sync::machine::Step;
use crate::sync::plan::{self, PlannedLink, PlannedStep};

/// A planned step as it is stored. `side` is the name of its side, `deadline` is in milliseconds.
pub(super) fn draft(step: &PlannedStep, side: &str, deadline: i64) -> Draft {
    let write = &step.write;
    Draft {
        side: side.into(),
        op: match write.kind {
            WriteKind::Create => Op::Create,
            WriteKind::Edit => Op::Edit,
            WriteKind::Post => Op::Post,
            WriteKind::Unpost => Op::Unpost,
        },
        class: match step.class {
            plan::Class::Keyed => Class::Keyed,
            plan::Class::Absolute => Class::Absolute,
            plan::Class::Once => Class::Once,
        },
        entity: write.entity.as_str().into(),
        key: write.key.as_deref().map(Into::into),
        probe: step.probe.clone(),
        scope: write.scope.as_deref().map(Into::into),
        version: write.version.as_deref().map(Into::into),
        body: write.body.clone(),
        deadline,
        link: step.link.as_ref().map(|link| link_draft(link, write)),
        meant: None,
        owed_to: step.owed_to.clone(),
    }
}

/// A write that an older plan still owes, to be sent again.
pub(super) fn owed(intent: &Intent) -> Draft {
    Draft {
        side: intent.side.clone(),
        op: intent.op,
        class: intent.class,
        entity: intent.entity.clone(),
        key: intent.key.clone(),
        probe: None,
        scope: intent.scope.clone(),
        version: None,
        body: intent.body.clone().unwrap_or_else(|| (*b"").into()),
        deadline: intent.deadline,
        link: None,
        meant: None,
        owed_to: None,
    }
}

/// Whether both write the same record in the same way.
pub(super) fn is_same(draft: &Draft, intent: &Intent) -> bool {
    (draft.op, &draft.side, &draft.entity, &draft.key)
        == (intent.op, &intent.side, &intent.entity, &intent.key)
}

fn link_draft(link: &PlannedLink, write: &Write) -> LinkDraft {
    let known = |key: &str| (!key.is_empty()).then(|| key.into());
    let (left, right) = (known(&link.left), known(&link.right));
    let created = write.key.as_deref();
    let born = match (left.as_deref(), right.as_deref()) {
        (None, _) => Some(End::Left),
        (_, None) => Some(End::Right),
        (left, _) if left == created => Some(End::Left),
        (_, right) if right == created => Some(End::Right),
        (Some(_), Some(_)) => None,
    };
    LinkDraft { role: link.role.clone(), left, right, born }
}

/// What decisions need to know of drafts. `before` are the lane's stored intents.
pub(super) fn steps_of_drafts(drafts: &[Draft], before: &[Intent]) -> Vec<Step> {
    let mut created: Vec<Written> = done(before).collect();
    let mut steps = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let record = (&*draft.side, &*draft.entity, draft.key.as_deref());
        let fresh = is_fresh(&created, record);
        let own = draft.op == Op::Create && draft.link.is_some();
        steps.push(Step { op: draft.op, class: draft.class, own, fresh });
        created.push((record, draft.op));
    }
    steps
}

/// What decisions need to know of stored intents. `all` are all of the lane, oldest first.
pub(super) fn steps_of_intents(intents: &[Intent], all: &[Intent]) -> Vec<Step> {
    let step = |intent: &Intent| {
        let earlier = all.iter().take_while(|other| other.id != intent.id);
        let open = |other: &&Intent| intents.iter().any(|step| step.id == other.id);
        let written: Vec<Written> = earlier
            .filter(|other| other.state == IntentState::Confirmed || open(other))
            .map(|other| (record_of(other), other.op))
            .collect();
        let fresh = is_fresh(&written, record_of(intent));
        let own = intent.op == Op::Create && intent.link.is_some();
        Step { op: intent.op, class: intent.class, own, fresh }
    };
    intents.iter().map(step).collect()
}

/// A record by side, entity and key, and what was done to it.
type Written<'a> = ((&'a str, &'a str, Option<&'a str>), Op);

fn done(intents: &[Intent]) -> impl Iterator<Item = Written<'_>> {
    let confirmed = intents.iter().filter(|intent| intent.state == IntentState::Confirmed);
    confirmed.map(|intent| (record_of(intent), intent.op))
}

fn record_of(intent: &Intent) -> (&str, &str, Option<&str>) {
    let answered = intent.answer.as_ref().and_then(|answer| answer.key.as_deref());
    (&intent.side, &intent.entity, intent.key.as_deref().or(answered))
}

/// Whether the last thing done to the record was its creation: it was not posted since.
fn is_fresh(written: &[Written], record: (&str, &str, Option<&str>)) -> bool {
    let last = written.iter().rev().find(|(other, _)| *other == record);
    last.is_some_and(|(_, op)| *op == Op::Create)
}

/// The request of an intent. It comes from nowhere else.
pub(super) fn write(intent: &Intent) -> Write {
    Write {
        kind: kind(intent.op),
        entity: intent.entity.to_string(),
        key: intent.key.as_deref().map(str::to_owned),
        body: intent.body.clone().unwrap_or_else(|| (*b"").into()),
        version: intent.version.as_deref().map(str::to_owned),
        scope: intent.scope.as_deref().map(str::to_owned),
    }
}

/// The same of a step that was not stored.
pub(super) fn unstored(draft: &Draft) -> Write {
    Write {
        kind: kind(draft.op),
        entity: draft.entity.to_string(),
        key: draft.key.as_deref().map(str::to_owned),
        body: draft.body.clone(),
        version: draft.version.as_deref().map(str::to_owned),
        scope: draft.scope.as_deref().map(str::to_owned),
    }
}

fn kind(op: Op) -> WriteKind {
    match op {
        Op::Create => WriteKind::Create,
        Op::Edit => WriteKind::Edit,
        Op::Post => WriteKind::Post,
        Op::Unpost => WriteKind::Unpost,
    }
}

/// How the record of an intent is looked for; none where nothing tells it apart.
pub(super) fn probe(intent: &Intent) -> Option<Query> {
    let selector = match (&intent.key, &intent.probe) {
        (Some(key), _) => Selector::Keys(vec![key.to_string()]),
        (None, Some((field, value))) => {
            Selector::Alternate(field.to_string(), vec![value.to_string()])
        }
        (None, None) => return None,
    };
    Some(Query { entity: intent.entity.to_string(), selector, fields: Vec::new() })
}

/// What was written, as a record that was found tells it.
pub(super) fn written(payload: &endpoint::Payload) -> endpoint::Written {
    endpoint::Written {
        key: payload.key.clone(),
        version: payload.version.clone(),
        record: Some(payload.clone()),
    }
}
