//! Rows to types and back, without the database: the order of columns stands here and nowhere else.

use rusqlite::types::Value as Cell;

use crate::journal::cell::{Cells, Word, gone_from, gone_text, lane, maybe, maybe_stamp, text};
use crate::journal::{
    Base, Class, Cursor, CursorKind, End, Event, Intent, IntentId, IntentState, Lane, LaneState,
    Link, LinkState, Meant, Op, Parked, Reply, Run, Stamp,
};

/// A type that is kept as a row.
pub(super) trait Row: Sized {
    /// The table.
    const TABLE: &'static str;
    /// Its columns but the last, which is the checksum.
    const COLUMNS: &'static [&'static str];
    /// How many of them, from the first, tell rows apart.
    const KEY: usize;

    /// The row, a cell a column.
    fn cells(&self) -> Vec<Cell>;

    /// The row's meaning; none when a cell is not of its kind.
    fn from_cells(cells: &mut Cells) -> Option<Self>;
}

/// Each enum's words stand once and serve both ways.
macro_rules! words {
    ($($name:ident { $($variant:ident = $word:literal)* })*) => {$(
        impl Word for $name {
            fn word(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }

            fn from_word(word: &str) -> Option<$name> {
                match word { $($word => Some($name::$variant),)* _ => None }
            }
        }
    )*};
}

words! {
    LaneState { Idle = "idle" Ready = "ready" Leased = "leased" Parked = "parked" Frozen = "frozen" }
    CursorKind { Since = "since" After = "after" }
    End { Left = "left" Right = "right" }
    LinkState { Proposed = "proposed" Live = "live" Tombstone = "tombstone" }
    Op { Create = "create" Edit = "edit" Post = "post" Unpost = "unpost" }
    Class { Keyed = "K" Absolute = "A" Once = "N" }
    IntentState {
        Planned = "planned" Sent = "sent" InDoubt = "in_doubt" Confirmed = "confirmed"
        Rejected = "rejected" Parked = "parked" Superseded = "superseded"
    }
}

impl Row for Cursor {
    const TABLE: &'static str = "cursor";
    const COLUMNS: &'static [&'static str] =
        &["stream", "kind", "position", "overlap_from", "mark", "marked", "updated"];
    const KEY: usize = 1;

    fn cells(&self) -> Vec<Cell> {
        vec![
            text(&self.stream),
            text(self.kind.word()),
            text(&self.position),
            maybe(self.overlap_from.as_deref()),
            maybe(self.mark.as_ref().map(|(position, _)| &**position)),
            maybe_stamp(self.mark.as_ref().map(|(_, at)| *at)),
            Cell::Integer(self.updated.0),
        ]
    }

    fn from_cells(cells: &mut Cells) -> Option<Cursor> {
        Some(Cursor {
            stream: cells.text()?,
            kind: cells.word()?,
            position: cells.text()?,
            overlap_from: cells.maybe()?,
            mark: cells.maybe()?.zip(cells.maybe_number()?.map(Stamp)),
            updated: Stamp(cells.number()?),
        })
    }
}

/// An event with its feed and the time it was stored.
pub(super) struct Stored {
    pub(super) stream: Box<str>,
    pub(super) at: Stamp,
    pub(super) event: Event,
}

impl Row for Stored {
    const TABLE: &'static str = "event";
    const COLUMNS: &'static [&'static str] =
        &["stream", "ext_id", "entity", "key", "field", "source", "own", "gone", "payload", "at"];
    const KEY: usize = 2;

    fn cells(&self) -> Vec<Cell> {
        let event = &self.event;
        vec![
            text(&self.stream),
            text(&event.ext_id),
            text(&event.entity),
            text(&event.key),
            maybe(event.field.as_deref()),
            text(&event.source),
            Cell::Integer(event.own.into()),
            gone_text(event.gone.as_ref()),
            Cell::Blob(event.payload.to_vec()),
            Cell::Integer(self.at.0),
        ]
    }

    fn from_cells(cells: &mut Cells) -> Option<Stored> {
        let stream = cells.text()?;
        let event = Event {
            ext_id: cells.text()?,
            entity: cells.text()?,
            key: cells.text()?,
            field: cells.maybe()?,
            source: cells.text()?,
            own: cells.number()? != 0,
            gone: gone_from(cells.maybe()?.as_deref())?,
            payload: cells.maybe_bytes()??,
        };
        Some(Stored { stream, at: Stamp(cells.number()?), event })
    }
}

impl Row for Lane {
    const TABLE: &'static str = "lane";
    const COLUMNS: &'static [&'static str] =
        &["flow", "entity", "key", "state", "dirty_seq", "gone", "attempts", "not_before", "fence"];
    const KEY: usize = 3;

    fn cells(&self) -> Vec<Cell> {
        let mut cells = lane(&self.key).to_vec();
        cells.extend([
            text(self.state.word()),
            Cell::Integer(self.dirty_seq),
            gone_text(self.gone.as_ref()),
            Cell::Integer(self.attempts),
            maybe_stamp(self.not_before),
            Cell::Integer(self.fence),
        ]);
        cells
    }

    fn from_cells(cells: &mut Cells) -> Option<Lane> {
        Some(Lane {
            key: cells.lane()?,
            state: cells.word()?,
            dirty_seq: cells.number()?,
            gone: gone_from(cells.maybe()?.as_deref())?,
            attempts: cells.number()?,
            not_before: cells.maybe_number()?.map(Stamp),
            fence: cells.number()?,
        })
    }
}

impl Row for Link {
    const TABLE: &'static str = "link";
    const COLUMNS: &'static [&'static str] =
        &["id", "role", "left_key", "right_key", "state", "born", "since"];
    const KEY: usize = 1;

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Integer(self.id),
            text(&self.role),
            maybe(self.left.as_deref()),
            maybe(self.right.as_deref()),
            text(self.state.word()),
            maybe(self.born.map(Word::word)),
            Cell::Integer(self.since.0),
        ]
    }

    fn from_cells(cells: &mut Cells) -> Option<Link> {
        Some(Link {
            id: cells.number()?,
            role: cells.text()?,
            left: cells.maybe()?,
            right: cells.maybe()?,
            state: cells.word()?,
            born: match cells.maybe()? {
                Some(word) => Some(End::from_word(&word)?),
                None => None,
            },
            since: Stamp(cells.number()?),
        })
    }
}

impl Row for Base {
    const TABLE: &'static str = "base";
    const COLUMNS: &'static [&'static str] =
        &["role", "key", "document", "hash", "left_version", "right_version"];
    const KEY: usize = 2;

    fn cells(&self) -> Vec<Cell> {
        vec![
            text(&self.role),
            text(&self.key),
            text(&self.document),
            text(&self.hash),
            maybe(self.left_version.as_deref()),
            maybe(self.right_version.as_deref()),
        ]
    }

    fn from_cells(cells: &mut Cells) -> Option<Base> {
        Some(Base {
            role: cells.text()?,
            key: cells.text()?,
            document: cells.text()?,
            hash: cells.text()?,
            left_version: cells.maybe()?,
            right_version: cells.maybe()?,
        })
    }
}

impl Row for Intent {
    const TABLE: &'static str = "intent";
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "flow",
        "entity",
        "key",
        "plan",
        "step",
        "side",
        "op",
        "class",
        "target",
        "target_key",
        "probe_field",
        "probe_value",
        "scope",
        "version",
        "body",
        "body_hash",
        "link",
        "state",
        "sent_at",
        "deadline",
        "answered",
        "answer_key",
        "answer_version",
        "answer_text",
    ];
    const KEY: usize = 1;

    fn cells(&self) -> Vec<Cell> {
        let mut cells = vec![Cell::Integer(self.id.0)];
        cells.extend(lane(&self.lane));
        let probe = self.probe.as_ref();
        let answer = self.answer.as_ref();
        cells.extend([
            Cell::Integer(self.plan),
            Cell::Integer(self.step),
            text(&self.side),
            text(self.op.word()),
            text(self.class.word()),
            text(&self.entity),
            maybe(self.key.as_deref()),
            maybe(probe.map(|(field, _)| &**field)),
            maybe(probe.map(|(_, value)| &**value)),
            maybe(self.scope.as_deref()),
            maybe(self.version.as_deref()),
            self.body.as_ref().map_or(Cell::Null, |body| Cell::Blob(body.to_vec())),
            text(&self.body_hash),
            self.link.map_or(Cell::Null, Cell::Integer),
            text(self.state.word()),
            maybe_stamp(self.sent_at),
            Cell::Integer(self.deadline),
            Cell::Integer(answer.is_some().into()),
            maybe(answer.and_then(|answer| answer.key.as_deref())),
            maybe(answer.and_then(|answer| answer.version.as_deref())),
            maybe(answer.and_then(|answer| answer.text.as_deref())),
        ]);
        cells
    }

    fn from_cells(cells: &mut Cells) -> Option<Intent> {
        Some(Intent {
            id: IntentId(cells.number()?),
            lane: cells.lane()?,
            plan: cells.number()?,
            step: cells.number()?,
            side: cells.text()?,
            op: cells.word()?,
            class: cells.word()?,
            entity: cells.text()?,
            key: cells.maybe()?,
            probe: cells.maybe()?.zip(cells.maybe()?),
            scope: cells.maybe()?,
            version: cells.maybe()?,
            body: cells.maybe_bytes()?,
            body_hash: cells.text()?,
            link: cells.maybe_number()?,
            state: cells.word()?,
            sent_at: cells.maybe_number()?.map(Stamp),
            deadline: cells.number()?,
            answer: {
                let answered = cells.number()? != 0;
                let reply =
                    Reply { key: cells.maybe()?, version: cells.maybe()?, text: cells.maybe()? };
                answered.then_some(reply)
            },
        })
    }
}

/// What an intent leads to.
pub(super) struct StoredMeant {
    pub(super) intent: IntentId,
    pub(super) meant: Meant,
}

impl Row for StoredMeant {
    const TABLE: &'static str = "meant";
    const COLUMNS: &'static [&'static str] =
        &["intent", "role", "key", "document", "hash", "source", "before"];
    const KEY: usize = 1;

    fn cells(&self) -> Vec<Cell> {
        let Meant { base, source, before } = &self.meant;
        vec![
            Cell::Integer(self.intent.0),
            text(&base.role),
            text(&base.key),
            text(&base.document),
            text(&base.hash),
            Cell::Blob(source.to_vec()),
            before.as_ref().map_or(Cell::Null, |before| Cell::Blob(before.to_vec())),
        ]
    }

    fn from_cells(cells: &mut Cells) -> Option<StoredMeant> {
        let intent = IntentId(cells.number()?);
        let base = Base {
            role: cells.text()?,
            key: cells.text()?,
            document: cells.text()?,
            hash: cells.text()?,
            left_version: None,
            right_version: None,
        };
        let meant = Meant { base, source: cells.maybe_bytes()??, before: cells.maybe_bytes()? };
        Some(StoredMeant { intent, meant })
    }
}

/// An intent that is owed to a record until it is done.
pub(super) struct Owed {
    pub(super) intent: IntentId,
    /// The key of the record.
    pub(super) record: Box<str>,
}

impl Row for Owed {
    const TABLE: &'static str = "owed";
    const COLUMNS: &'static [&'static str] = &["intent", "record"];
    const KEY: usize = 1;

    fn cells(&self) -> Vec<Cell> {
        vec![Cell::Integer(self.intent.0), text(&self.record)]
    }

    fn from_cells(cells: &mut Cells) -> Option<Owed> {
        Some(Owed { intent: IntentId(cells.number()?), record: cells.text()? })
    }
}

impl Row for Parked {
    const TABLE: &'static str = "parked";
    const COLUMNS: &'static [&'static str] = &[
        "flow",
        "entity",
        "key",
        "reason",
        "text",
        "evidence",
        "first_seen",
        "last_seen",
        "count",
        "resolution",
    ];
    const KEY: usize = 3;

    fn cells(&self) -> Vec<Cell> {
        let mut cells = lane(&self.lane).to_vec();
        cells.extend([
            text(&self.reason),
            text(&self.text),
            text(&self.evidence),
            Cell::Integer(self.first_seen.0),
            Cell::Integer(self.last_seen.0),
            Cell::Integer(self.count),
            maybe(self.resolution.as_deref()),
        ]);
        cells
    }

    fn from_cells(cells: &mut Cells) -> Option<Parked> {
        Some(Parked {
            lane: cells.lane()?,
            reason: cells.text()?,
            text: cells.text()?,
            evidence: cells.text()?,
            first_seen: Stamp(cells.number()?),
            last_seen: Stamp(cells.number()?),
            count: cells.number()?,
            resolution: cells.maybe()?,
        })
    }
}

impl Row for Run {
    const TABLE: &'static str = "run";
    const COLUMNS: &'static [&'static str] =
        &["id", "kind", "flow", "started", "finished", "counters", "outcome"];
    const KEY: usize = 1;

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Integer(self.id),
            text(&self.kind),
            text(&self.flow),
            Cell::Integer(self.started.0),
            maybe_stamp(self.finished),
            text(&self.counters),
            maybe(self.outcome.as_deref()),
        ]
    }

    fn from_cells(cells: &mut Cells) -> Option<Run> {
        Some(Run {
            id: cells.number()?,
            kind: cells.text()?,
            flow: cells.text()?,
            started: Stamp(cells.number()?),
            finished: cells.maybe_number()?.map(Stamp),
            counters: cells.text()?,
            outcome: cells.maybe()?,
        })
    }
}
