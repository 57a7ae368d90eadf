//! Transactions about intents: stored and sent (T2), confirmed (T3), refused, given up, recovered.

use std::fmt::Write;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::journal::cell::Word;
use crate::journal::reader::{OF_LANE, OPEN, find_lane, find_link, key_of, open_intents};
use crate::journal::row::{Owed, StoredMeant};
use crate::journal::table::Db;
use crate::journal::{
    Base, Class, Commit, End, Intent, IntentId, IntentState, Journal, JournalError, Lane, LaneKey,
    LaneState, Link, LinkState, Meant, Op, Reply, Stamp,
};

/// A hash as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hash(pub Box<str>);

impl Hash {
    /// The SHA-256 of those bytes.
    pub fn of(bytes: &[u8]) -> Hash {
        let mut hashing = Hashing::default();
        hashing.add(bytes);
        hashing.done()
    }
}

/// A hash of bytes that come one after another.
#[derive(Debug, Default)]
pub struct Hashing(Sha256);

impl Hashing {
    /// Goes on with these.
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash of all of them.
    pub fn done(self) -> Hash {
        let mut text = String::with_capacity(64);
        for byte in self.0.finalize() {
            let _ = write!(text, "{byte:02x}");
        }
        Hash(text.into())
    }
}

/// A link that a plan makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkDraft {
    /// The match.
    pub role: Box<str>,
    /// The left record; none where the system gives the key.
    pub left: Option<Box<str>>,
    /// The right record; likewise.
    pub right: Option<Box<str>>,
    /// The end that the plan creates.
    pub born: Option<End>,
}

/// A write as it is planned.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The side that is written.
    pub side: Box<str>,
    /// What it does.
    pub op: Op,
    /// How it can be repeated.
    pub class: Class,
    /// The entity.
    pub entity: Box<str>,
    /// The record's key; none where the system gives it.
    pub key: Option<Box<str>>,
    /// A field and a value by which a create is found that has no key yet.
    pub probe: Option<(Box<str>, Box<str>)>,
    /// Where in the system it goes.
    pub scope: Option<Box<str>>,
    /// The version the body was computed from.
    pub version: Option<Box<str>>,
    /// Exactly what goes out.
    pub body: Arc<[u8]>,
    /// How long the call may take, in milliseconds.
    pub deadline: i64,
    /// The link that exists once it is confirmed.
    pub link: Option<LinkDraft>,
    /// What it comes from and leads to, of an edit.
    pub meant: Option<Meant>,
    /// The key of a record that this plan creates, of a write that belongs to it and that no later plan
    /// makes: it is owed until it is done.
    pub owed_to: Option<Box<str>>,
}

/// The plan of a lane.
#[derive(Clone, Debug)]
pub struct NewPlan {
    /// The lane.
    pub lane: LaneKey,
    /// The writes, in order.
    pub steps: Vec<Draft>,
    /// When.
    pub at: Stamp,
}

impl Journal {
    /// T2: stores the steps, the first of them sent, and proposes the links. What an older plan of
    /// the lane left open is given up; the lane is at work. Gives the steps as they are stored.
    pub fn plan(&self, plan: NewPlan) -> Commit<Vec<Intent>> {
        self.submit(move |db| {
            give_up(db, &plan.lane)?;
            let lane = find_lane(db, &plan.lane)?.unwrap_or_else(|| Lane::new(&plan.lane));
            db.put(&Lane { state: LaneState::Leased, ..lane })?;
            let number = db.next::<Intent>("plan")?;
            let first = db.next::<Intent>("id")?;
            let mut stored = Vec::with_capacity(plan.steps.len());
            for (step, draft) in (0..).zip(plan.steps) {
                let link = match &draft.link {
                    Some(link) => Some(propose(db, link, LinkState::Proposed, plan.at)?),
                    None => None,
                };
                let id = IntentId(first + step);
                if let Some(meant) = &draft.meant {
                    db.put(&StoredMeant { intent: id, meant: meant.clone() })?;
                }
                if let Some(record) = &draft.owed_to {
                    db.put(&Owed { intent: id, record: record.clone() })?;
                }
                let mut intent = intent(id, &plan.lane, number, step, draft, link);
                if step == 0 {
                    send(&mut intent, plan.at);
                }
                db.put(&intent)?;
                stored.push(intent);
            }
            Ok(stored)
        })
    }

    /// T3: the answer to an intent, its link alive, what both sides agree on by it, and the next step
    /// of the plan sent, if it is to be. Gives that step.
    pub fn confirm(
        &self,
        id: IntentId,
        reply: Reply,
        agreed: Option<Base>,
        send_next: bool,
        at: Stamp,
    ) -> Commit<Option<Intent>> {
        self.submit(move |db| {
            let mut intent = find(db, id)?;
            expect(&intent, &[IntentState::Sent, IntentState::InDoubt])?;
            intent.state = IntentState::Confirmed;
            intent.answer = Some(reply);
            let planned = renamed(&mut intent);
            db.put(&intent)?;
            forget_meant(db, id)?;
            forget_owed(db, &intent)?;
            enliven(db, &intent, planned.as_deref())?;
            agreed.iter().try_for_each(|base| db.put(base))?;
            let open = open_intents(db, &intent.lane)?;
            let mut rest: Vec<Intent> =
                open.into_iter().filter(|other| other.plan == intent.plan).collect();
            name_later(&intent, planned.as_deref(), &mut rest);
            if let Some(planned) = &planned {
                rename_owed(db, &intent, planned, &mut rest)?;
            }
            if let Some(next) = rest.first_mut().filter(|_| send_next) {
                expect(next, &[IntentState::Planned])?;
                send(next, at);
            }
            rest.iter().try_for_each(|other| db.put(other))?;
            Ok(rest.into_iter().next().filter(|_| send_next))
        })
    }

    /// Notes that an intent is about to be sent once more. Its body is what it was.
    pub fn resend(&self, id: IntentId, at: Stamp) -> Commit<Intent> {
        self.submit(move |db| {
            let mut intent = find(db, id)?;
            expect(&intent, &[IntentState::Sent, IntentState::InDoubt])?;
            let same = intent.body.as_deref().is_some_and(|b| Hash::of(b).0 == intent.body_hash);
            if !same {
                let what = format!("`intent` {} does not fit its checksum", id.0);
                return Err(JournalError::Damaged { path: db.path.to_owned(), what });
            }
            send(&mut intent, at);
            db.put(&intent)?;
            Ok(intent)
        })
    }

    /// Notes that it is not known whether a sent intent was done. `reply` is what was said to it; none
    /// where a call of it may still be under way.
    pub fn doubt(&self, id: IntentId, reply: Option<Reply>) -> Commit<()> {
        self.submit(move |db| {
            let mut intent = find(db, id)?;
            expect(&intent, &[IntentState::Sent, IntentState::InDoubt])?;
            intent.state = IntentState::InDoubt;
            intent.answer = reply;
            db.put(&intent)
        })
    }

    /// Stores links that were recognised in both systems, as a rebuild does.
    pub fn adopt(&self, links: Vec<LinkDraft>, at: Stamp) -> Commit<()> {
        self.submit(move |db| {
            links.iter().try_for_each(|link| propose(db, link, LinkState::Live, at).map(|_| ()))
        })
    }

    /// Gives up what is open of a lane's plan; links that were only proposed go with it. `refused`
    /// is the intent that is known not to be done, with what was said.
    pub fn supersede(&self, lane: LaneKey, refused: Option<(IntentId, Reply)>) -> Commit<()> {
        self.submit(move |db| {
            if let Some((id, reply)) = refused {
                settle(db, &lane, id, IntentState::Rejected, reply)?;
            }
            give_up(db, &lane)
        })
    }

    /// Before a run: what was sent is in doubt, and lanes that somebody was at are ready. Gives how
    /// many intents are in doubt now.
    pub fn recover(&self) -> Commit<usize> {
        self.submit(move |db| {
            let lanes: Vec<Lane> = db.rows("WHERE state <> 'idle' AND state = 'leased'", &[])?;
            for mut lane in lanes {
                lane.state = LaneState::Ready;
                db.put(&lane)?;
            }
            let sent = format!("INDEXED BY intent_open WHERE {OPEN} AND state = 'sent'");
            let sent: Vec<Intent> = db.rows(&sent, &[])?;
            for intent in &sent {
                let state = IntentState::InDoubt;
                db.put(&Intent { state, ..intent.clone() })?;
            }
            Ok(sent.len())
        })
    }

    /// Drops events, and bodies of settled intents, from before that moment. Hashes stay, and so
    /// does the last event of a record whose events hold nothing: it says which version was seen.
    pub fn prune(&self, before: Stamp) -> Commit<()> {
        self.submit(move |db| {
            db.execute(
                "DELETE FROM event WHERE at < ? AND (length(payload) > 0 OR EXISTS (
                    SELECT 1 FROM event AS later WHERE later.stream = event.stream
                    AND later.ext_id > event.key || ' ' AND later.ext_id < event.key || '!'
                    AND later.at > event.at
                ))",
                &[&before.0],
            )?;
            let old: Vec<Intent> = db.rows(
                "WHERE body IS NOT NULL AND sent_at < ?
                 AND state IN ('confirmed', 'rejected', 'superseded')
                 AND id NOT IN (SELECT intent FROM owed)",
                &[&before.0],
            )?;
            old.into_iter().try_for_each(|intent| db.put(&Intent { body: None, ..intent }))
        })
    }
}

fn intent(
    id: IntentId,
    lane: &LaneKey,
    plan: i64,
    step: i64,
    draft: Draft,
    link: Option<i64>,
) -> Intent {
    Intent {
        id,
        lane: lane.clone(),
        plan,
        step,
        side: draft.side,
        op: draft.op,
        class: draft.class,
        entity: draft.entity,
        key: draft.key,
        probe: draft.probe,
        scope: draft.scope,
        version: draft.version,
        body_hash: Hash::of(&draft.body).0,
        body: Some(draft.body),
        link,
        state: IntentState::Planned,
        sent_at: None,
        deadline: draft.deadline,
        answer: None,
    }
}

fn send(intent: &mut Intent, at: Stamp) {
    intent.state = IntentState::Sent;
    intent.sent_at = Some(at);
    intent.answer = None;
}

fn find(db: Db<'_>, id: IntentId) -> Result<Intent, JournalError> {
    let intent = db.row("WHERE id = ?", &[&id.0])?;
    intent.ok_or(JournalError::OutOfOrder { intent: id, state: "missing" })
}

fn expect(intent: &Intent, states: &[IntentState]) -> Result<(), JournalError> {
    if states.contains(&intent.state) {
        return Ok(());
    }
    Err(JournalError::OutOfOrder { intent: intent.id, state: intent.state.word() })
}

/// Gives a created record the key under which it really stands: a system may pass over the one that
/// it was sent. Answers the key that was planned, if it was another.
fn renamed(intent: &mut Intent) -> Option<Box<str>> {
    let answered = intent.answer.as_ref().and_then(|answer| answer.key.clone())?;
    let differs = intent.op == Op::Create
        && intent.key.as_ref().is_some_and(|planned| !planned.eq_ignore_ascii_case(&answered));
    if differs { intent.key.replace(answered) } else { None }
}

/// A record that the system named: later steps of the plan that write it get to know its key.
fn name_later(created: &Intent, planned: Option<&str>, rest: &mut [Intent]) {
    let answered = created.answer.as_ref().and_then(|answer| answer.key.as_ref());
    let (Op::Create, Some(key)) = (created.op, answered) else { return };
    if created.key.is_some() && planned.is_none() {
        return;
    }
    for later in rest {
        let same = later.side == created.side && later.entity == created.entity;
        if same && later.op != Op::Create && later.key.as_deref() == planned {
            later.key = Some(key.clone());
        }
    }
}

/// A record that the system named otherwise than it was asked to: what is owed to it speaks of the key
/// that it has. A planned key is one of ours and stands for nothing else.
fn rename_owed(
    db: Db<'_>,
    created: &Intent,
    planned: &str,
    rest: &mut [Intent],
) -> Result<(), JournalError> {
    let Some(key) = &created.key else { return Ok(()) };
    for later in rest {
        let Some(owed) = db.row::<Owed>("WHERE intent = ?", &[&later.id.0])? else { continue };
        if &*owed.record != planned {
            continue;
        }
        let body = later.body.as_deref().unwrap_or_default();
        let body = String::from_utf8_lossy(body).replace(planned, key);
        later.body_hash = Hash::of(body.as_bytes()).0;
        later.body = Some(body.into_bytes().into());
        later.key = later.key.as_ref().map(|own| own.replace(planned, key).into());
        db.put(&Owed { record: key.clone(), ..owed })?;
    }
    Ok(())
}

/// Drops what was owed and is done now, by whichever plan of the lane.
fn forget_owed(db: Db<'_>, done: &Intent) -> Result<(), JournalError> {
    if db.execute("DELETE FROM owed WHERE intent = ?", &[&done.id.0])? == 0 {
        return Ok(());
    }
    let before = format!(
        "DELETE FROM owed WHERE intent IN (
            SELECT id FROM intent WHERE {OF_LANE} AND side = ?4 AND target = ?5 AND op = ?6
            AND (body_hash = ?7 OR op = 'create' AND target_key = ?8))"
    );
    let [flow, entity, key] = key_of(&done.lane);
    let Intent { side, entity: record, op, body_hash, key: target, .. } = done;
    let write = [flow, entity, key, side, record, &op.word(), body_hash, target];
    db.execute(&before, &write).map(|_| ())
}

/// Ends an open intent with what was said.
pub(super) fn settle(
    db: Db<'_>,
    lane: &LaneKey,
    id: IntentId,
    state: IntentState,
    reply: Reply,
) -> Result<(), JournalError> {
    let open = open_intents(db, lane)?.into_iter().find(|intent| intent.id == id);
    let Some(mut intent) = open else { return Ok(()) };
    intent.state = state;
    intent.answer = Some(reply);
    db.put(&intent)?;
    forget_meant(db, id)?;
    if state == IntentState::Rejected { drop_proposed(db, &intent) } else { Ok(()) }
}

/// Gives up what is open of a lane's plans.
pub(super) fn give_up(db: Db<'_>, lane: &LaneKey) -> Result<(), JournalError> {
    for mut intent in open_intents(db, lane)? {
        if intent.state != IntentState::Parked {
            intent.state = IntentState::Superseded;
            db.put(&intent)?;
            forget_meant(db, intent.id)?;
            drop_proposed(db, &intent)?;
        }
    }
    Ok(())
}

/// Drops what an intent leads to: its answer is known, or nobody waits for it any more.
fn forget_meant(db: Db<'_>, id: IntentId) -> Result<(), JournalError> {
    db.execute("DELETE FROM meant WHERE intent = ?", &[&id.0]).map(|_| ())
}

/// Removes the link of an intent that was never done.
pub(super) fn drop_proposed(db: Db<'_>, intent: &Intent) -> Result<(), JournalError> {
    let Some(id) = intent.link else { return Ok(()) };
    db.execute("DELETE FROM link WHERE id = ? AND state = 'proposed'", &[&id]).map(|_| ())
}

/// Stores a link unless it is there; gives its number. A key that is linked to another record is
/// an error: one record has one counterpart in a role.
pub(super) fn propose(
    db: Db<'_>,
    draft: &LinkDraft,
    state: LinkState,
    at: Stamp,
) -> Result<i64, JournalError> {
    let mut link = Link {
        id: 0,
        role: draft.role.clone(),
        left: draft.left.clone(),
        right: draft.right.clone(),
        state,
        born: draft.born,
        since: at,
    };
    match holder(db, &link)? {
        Some(found) if found.state == LinkState::Proposed && state == LinkState::Live => {
            link.id = found.id;
            link.born = found.born.or(link.born);
        }
        Some(found) => return Ok(found.id),
        None => link.id = db.next::<Link>("id")?,
    }
    db.put(&link)?;
    Ok(link.id)
}

/// The stored link that holds a key of this one, if it agrees with it.
fn holder(db: Db<'_>, link: &Link) -> Result<Option<Link>, JournalError> {
    let mut found: Option<Link> = None;
    let ends = [(End::Left, &link.left, &link.right), (End::Right, &link.right, &link.left)];
    for (end, here, there) in ends {
        let Some(key) = here else { continue };
        let Some(held) = find_link(db, &link.role, end, key)? else { continue };
        let other = match end {
            End::Left => &held.right,
            End::Right => &held.left,
        };
        let agrees = held.id == link.id || other.is_none() || there.is_none() || other == there;
        let same = found.as_ref().is_none_or(|found| found.id == held.id);
        if !(agrees && same) {
            let other = other.clone().unwrap_or_default();
            return Err(JournalError::LinkTaken {
                role: link.role.clone(),
                end,
                key: key.clone(),
                other,
            });
        }
        found = Some(held);
    }
    Ok(found)
}

/// The link of a confirmed intent lives. An end that had no key yet gets the one that the system
/// gave, and so does one that was `planned` and is no record's.
fn enliven(db: Db<'_>, intent: &Intent, planned: Option<&str>) -> Result<(), JournalError> {
    let Some(id) = intent.link else { return Ok(()) };
    let Some(mut link) = db.row::<Link>("WHERE id = ?", &[&id])? else { return Ok(()) };
    let answered = intent.answer.as_ref().and_then(|answer| answer.key.clone());
    let waits =
        |end: &Option<Box<str>>| end.is_none() || planned.is_some() && end.as_deref() == planned;
    if waits(&link.left) {
        link.left = answered;
    } else if waits(&link.right) {
        link.right = answered;
    }
    holder(db, &link)?;
    link.state = LinkState::Live;
    db.put(&link)
}
