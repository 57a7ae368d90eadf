//! Feeds of changes: read page by page, each stored with its cursor before the next is asked for.
//!
//! A change says that something happened, never what is so now; it makes a lane dirty and nothing
//! more. A dry run reads the same pages and keeps them in memory.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use crate::endpoint::{Change, Cursor, EndpointError, Gone, Source};
use crate::journal::{
    self, Capture, CursorKind, End, Event, Journal, JournalError, JournalReader, Lane, LaneKey,
    Stamp, Tombstone,
};
use crate::sync::clock::Clock;
use crate::sync::lane_plan::Unplanned;
use crate::sync::mutant::{Rule, breaks};
use crate::sync::options::Options;

/// What is younger than this is read again: a system may number its changes before it shows them.
const OVERLAP: i64 = 120_000;

/// A feed, as a flow reads it.
#[derive(Clone, Copy)]
pub struct Feed<'a> {
    /// The flow, which has a cursor of its own.
    pub flow: &'a str,
    /// The system.
    pub source: &'a dyn Source,
    /// The entity as the system names it.
    pub entity: &'a str,
    /// The entity as lanes name it: `crm.order`.
    pub name: &'a str,
    /// Where the feed begins when it was never read.
    pub start: &'a Cursor,
    /// Whether it is read from there whatever the journal says, and what is known counts as new.
    pub anew: bool,
    /// The match, and the end of it, in which only linked records concern the flow. Of the others
    /// nothing is kept: one that is linked later is news then.
    pub linked: Option<(&'a str, End)>,
}

/// What reading a feed brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Captured {
    /// How far it had been read before.
    pub reached: Cursor,
    /// From where it was read: some way before that.
    pub from: Cursor,
    /// Where it goes on.
    pub to: Cursor,
    /// The lanes that it made dirty; known changes are left out.
    pub lanes: BTreeMap<LaneKey, Lane>,
    /// How many records a feed that shows all of them had shown before.
    pub known: usize,
    /// Those of them that it does not show any more.
    pub gone: Vec<Box<str>>,
}

/// So few records may go by hand; a source that lost them is not taken for broken.
const HANDFUL: usize = 5;

impl Feed<'_> {
    /// T1, page by page, until there is no more.
    pub async fn capture(
        &self,
        journal: &Journal,
        clock: &dyn Clock,
        options: &Options,
    ) -> Result<Captured, Unplanned> {
        let mut kept = self.kept(journal.reader())?;
        let mut captured = self.nothing(kept.as_ref());
        let mut shown = HashSet::new();
        loop {
            let page = self.page(&captured.to, clock, options).await?;
            let stored = advance(self.flow, &captured, kept.as_ref(), &page.next, clock.now());
            kept = Some(stored.clone());
            let changes = with_heirs(page.changes);
            let news = self.news(journal.reader(), &changes)?;
            captured.add(self.lanes(journal.reader(), &news)?);
            captured.to = page.next;
            shown.extend(changes.iter().map(|change| Box::from(&*change.key)));
            let events = news.into_iter().map(|change| self.event(change)).collect();
            if breaks(Rule::EventsWithCursor) {
                // Reading some way back would mend it.
                let overlap_from = Some(stored.position.clone());
                let cursor = journal::Cursor { overlap_from, mark: None, ..stored.clone() };
                journal.capture(Capture { events: Vec::new(), cursor, anew: false }).await?;
                clock.sleep(Duration::ZERO).await;
            }
            journal.capture(Capture { events, cursor: stored, anew: self.anew }).await?;
            if !page.more {
                return self.counted(journal.reader(), captured, &shown);
            }
        }
    }

    /// Forgets the records that are gone: they may come back.
    pub async fn forget(&self, journal: &Journal, captured: &Captured) -> Result<(), JournalError> {
        match captured.gone.as_slice() {
            [] => Ok(()),
            gone => {
                let lanes = gone.iter().map(|key| self.lane(key)).collect();
                journal.forget(self.flow, lanes).await
            }
        }
    }

    /// Reads the same and stores nothing.
    pub async fn preview(
        &self,
        reader: &JournalReader,
        clock: &dyn Clock,
        options: &Options,
    ) -> Result<Captured, Unplanned> {
        let mut captured = self.nothing(self.kept(reader)?.as_ref());
        let mut shown = HashSet::new();
        loop {
            let page = self.page(&captured.to, clock, options).await?;
            let changes = with_heirs(page.changes);
            captured.add(self.lanes(reader, &self.news(reader, &changes)?)?);
            captured.to = page.next;
            shown.extend(changes.iter().map(|change| Box::from(&*change.key)));
            if !page.more {
                return self.counted(reader, captured, &shown);
            }
        }
    }

    /// Whether the number that the feed is to be read after, or a later one, is that of a change: a
    /// feed read from beyond its end would pass over what is numbered next.
    pub async fn reaches_start(
        &self,
        clock: &dyn Clock,
        options: &Options,
    ) -> Result<bool, Unplanned> {
        let Cursor::After(number) = self.start else { return Ok(true) };
        let before = number.parse::<u64>().ok().and_then(|number| number.checked_sub(1));
        let Some(before) = before else { return Ok(true) };
        let page = self.page(&Cursor::After(before.to_string()), clock, options).await?;
        Ok(!page.changes.is_empty())
    }

    /// Notes which of the records that were shown before are not shown now, where all are shown each
    /// time.
    fn counted(
        &self,
        reader: &JournalReader,
        captured: Captured,
        shown: &HashSet<Box<str>>,
    ) -> Result<Captured, Unplanned> {
        if self.anew || !self.source.capability().compares {
            return Ok(captured);
        }
        let known = reader.told_of(self.flow)?;
        let gone: Vec<Box<str>> =
            known.iter().filter(|key| !shown.contains(*key)).cloned().collect();
        Ok(Captured { known: known.len(), gone, ..captured })
    }

    /// The lane of one record: marking it is all that a button or `--order` does. No cursor moves.
    pub fn lane(&self, key: &str) -> LaneKey {
        LaneKey { flow: self.flow.into(), entity: self.name.into(), key: key.into() }
    }

    /// Where the feed came to, unless that is not asked for.
    fn kept(&self, reader: &JournalReader) -> Result<Option<journal::Cursor>, JournalError> {
        if self.anew { Ok(None) } else { reader.cursor(self.flow) }
    }

    fn nothing(&self, kept: Option<&journal::Cursor>) -> Captured {
        // Until something is old enough to begin after, the feed is read from its start.
        let from = kept.and_then(resume_at).unwrap_or_else(|| self.start.clone());
        let reached =
            kept.map_or_else(|| self.start.clone(), |kept| place(kept.kind, &kept.position));
        Captured {
            reached,
            to: from.clone(),
            from,
            lanes: BTreeMap::new(),
            known: 0,
            gone: Vec::new(),
        }
    }

    async fn page(
        &self,
        cursor: &Cursor,
        clock: &dyn Clock,
        options: &Options,
    ) -> Result<crate::endpoint::Changes, EndpointError> {
        let mut tries = 0;
        loop {
            match self.source.changes(self.entity, cursor).await {
                Err(error) if error.is_temporary() && tries < options.tries => {
                    tries += 1;
                    let pause = options.pause(tries, clock.chance());
                    clock.sleep(error.retry_after.unwrap_or(pause).min(options.pause_most)).await;
                }
                // A page that gives back the place it was read from would be read for ever.
                Ok(page) if page.more && page.next == *cursor => {
                    let text = "the feed says that there is more and does not go on";
                    let kind = crate::endpoint::ErrorKind::BadData;
                    return Err(EndpointError::new(kind, self.entity, text));
                }
                answer => return answer,
            }
        }
    }

    /// The changes that concern the flow and are not stored yet, or count as new.
    fn news<'c>(
        &self,
        reader: &JournalReader,
        changes: &'c [Change],
    ) -> Result<Vec<&'c Change>, JournalError> {
        let mut news = Vec::new();
        for change in changes {
            let concerns = match self.linked {
                Some((role, end)) => reader.link(role, end, &change.key)?.is_some(),
                None => true,
            };
            if concerns && (self.anew || reader.event(self.flow, &change.id)?.is_none()) {
                news.push(change);
            }
        }
        Ok(news)
    }

    /// The lanes that changes make dirty.
    fn lanes(
        &self,
        reader: &JournalReader,
        news: &[&Change],
    ) -> Result<BTreeMap<LaneKey, Lane>, JournalError> {
        let mut lanes = BTreeMap::new();
        for change in news {
            let key = self.lane(&change.key);
            if !lanes.contains_key(&key) {
                let lane = reader.lane(&key)?.unwrap_or_else(|| Lane::new(&key));
                lanes.insert(key.clone(), lane);
            }
            if let (Some(lane), Some(gone)) = (lanes.get_mut(&key), tombstone(change)) {
                lane.gone = Some(gone);
            }
        }
        Ok(lanes)
    }

    fn event(&self, change: &Change) -> (Event, LaneKey) {
        let event = Event {
            ext_id: change.id.as_str().into(),
            entity: self.name.into(),
            key: change.key.as_str().into(),
            field: change.field.as_deref().map(Into::into),
            source: change.source.as_str().into(),
            own: change.own,
            gone: tombstone(change),
            payload: change.payload.clone(),
        };
        (event, self.lane(&change.key))
    }
}

impl Captured {
    /// Whether the source lost more of its records than so many percent.
    pub fn shrank(&self, percent: usize) -> bool {
        self.gone.len() >= HANDFUL && self.gone.len() * 100 > self.known * percent
    }

    fn add(&mut self, lanes: BTreeMap<LaneKey, Lane>) {
        for (key, lane) in lanes {
            match self.lanes.entry(key) {
                Entry::Vacant(entry) => drop(entry.insert(lane)),
                Entry::Occupied(mut known) => {
                    let known = known.get_mut();
                    known.gone = lane.gone.or(known.gone.take());
                }
            }
        }
    }
}

/// A merge is news of both records: the one that stays may take over what the other was linked to.
fn with_heirs(changes: Vec<Change>) -> Vec<Change> {
    let heir = |change: &Change| match &change.gone {
        Some(Gone::Merged(into)) => Some(Change {
            id: format!("{} {into}", change.id),
            key: into.clone(),
            gone: None,
            ..change.clone()
        }),
        Some(Gone::Deleted) | None => None,
    };
    changes.into_iter().flat_map(|change| heir(&change).into_iter().chain([change])).collect()
}

fn tombstone(change: &Change) -> Option<Tombstone> {
    change.gone.as_ref().map(|gone| match gone {
        Gone::Deleted => Tombstone::Deleted,
        Gone::Merged(key) => Tombstone::Merged(key.as_str().into()),
    })
}

/// Where a feed is read from: some way before where it was read up to. None while nothing of it is
/// old enough: a moment gave way to a position, and no position is known to stand before what may
/// still come late.
fn resume_at(kept: &journal::Cursor) -> Option<Cursor> {
    kept.overlap_from.as_ref().map(|from| place(kept.kind, from))
}

fn place(kind: CursorKind, position: &str) -> Cursor {
    match kind {
        CursorKind::Since => Cursor::Since(position.to_owned()),
        CursorKind::After => Cursor::After(position.to_owned()),
    }
}

/// The cursor after a page. `overlap_from` follows in two leaps: a place is kept as `mark` until it
/// is old enough, and only then is nothing before it read any more.
fn advance(
    flow: &str,
    captured: &Captured,
    kept: Option<&journal::Cursor>,
    next: &Cursor,
    now: Stamp,
) -> journal::Cursor {
    let place = |cursor: &Cursor| match cursor {
        Cursor::Since(text) => (CursorKind::Since, Box::from(text.as_str())),
        Cursor::After(text) => (CursorKind::After, Box::from(text.as_str())),
    };
    let (kind, position) = place(next);
    // A place of another kind means nothing to the feed any more.
    let kept = kept.filter(|kept| kept.kind == kind);
    let (first, from) = place(&captured.from);
    let old = kept.and_then(|kept| kept.overlap_from.clone());
    let old = old.or((first == kind).then_some(from));
    let mark = kept.and_then(|kept| kept.mark.clone());
    let (overlap_from, mark) = match mark {
        Some((place, since)) if now >= since.plus(OVERLAP) => {
            (Some(place), (position.clone(), now))
        }
        Some(mark) => (old, mark),
        None => (old, (position.clone(), now)),
    };
    let stream = flow.into();
    journal::Cursor { stream, kind, position, overlap_from, mark: Some(mark), updated: now }
}

#[cfg(test)]
mod tests;
