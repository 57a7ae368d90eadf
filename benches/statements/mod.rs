//! What the journal asks of SQLite for the way of a lane, put to it directly: the same statements on
//! the same tables with rows as long, a commit for as many transactions. What the journal adds is left
//! out: checksums, hashes, types, the undoing of one transaction alone, the thread, the count of commits.

use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, Params, params};

/// The length of a document, as the journal is given it.
const BODY: usize = 1_500;

const LANE: &str =
    "INSERT INTO lane (flow, entity, key, state, dirty_seq, gone, attempts, not_before,
    fence, crc) VALUES ('orders', 'crm.order', ?1, ?2, 1, NULL, 0, NULL, 0, 1)
    ON CONFLICT (flow, entity, key) DO UPDATE SET state = excluded.state,
    dirty_seq = excluded.dirty_seq, gone = excluded.gone, attempts = excluded.attempts,
    not_before = excluded.not_before, fence = excluded.fence, crc = excluded.crc";

const LINK: &str = "INSERT INTO link (id, role, left_key, right_key, state, born, since, crc)
    VALUES (?1, 'Order', ?2, ?3, ?4, 'left', 2, 1)
    ON CONFLICT (id) DO UPDATE SET role = excluded.role, left_key = excluded.left_key,
    right_key = excluded.right_key, state = excluded.state, born = excluded.born,
    since = excluded.since, crc = excluded.crc";

const INTENT: &str =
    "INSERT INTO intent (id, flow, entity, key, plan, step, side, op, class, target,
    target_key, probe_field, probe_value, scope, version, body, body_hash, link, state, sent_at,
    deadline, answered, answer_key, answer_version, answer_text, crc)
    VALUES (?1, 'orders', 'crm.order', ?2, ?3, ?4, 'erp', ?5, 'K', 'Document_Order', ?6, NULL, NULL,
    NULL, NULL, ?7, ?8, ?9, ?10, 2, 120000, ?11, ?6, 'AAAAAAACogA=', NULL, 1)
    ON CONFLICT (id) DO UPDATE SET flow = excluded.flow, entity = excluded.entity,
    key = excluded.key, plan = excluded.plan, step = excluded.step, side = excluded.side,
    op = excluded.op, class = excluded.class, target = excluded.target,
    target_key = excluded.target_key, probe_field = excluded.probe_field,
    probe_value = excluded.probe_value, scope = excluded.scope, version = excluded.version,
    body = excluded.body, body_hash = excluded.body_hash, link = excluded.link,
    state = excluded.state, sent_at = excluded.sent_at, deadline = excluded.deadline,
    answered = excluded.answered, answer_key = excluded.answer_key,
    answer_version = excluded.answer_version, answer_text = excluded.answer_text,
    crc = excluded.crc";

const OF_LANE: &str = "WHERE flow = 'orders' AND entity = 'crm.order' AND key = ?1";
const OPEN: &str = "state IN ('planned', 'sent', 'in_doubt', 'parked') ORDER BY plan, step";

/// SQLite with the journal's tables.
pub(crate) struct Statements {
    connection: Connection,
    document: String,
}

impl Statements {
    /// A file that the journal has made.
    pub(crate) fn open(path: &Path) -> Statements {
        let connection = Connection::open(path).expect("it was made");
        for (name, value) in [("journal_mode", "WAL"), ("synchronous", "FULL")] {
            connection.pragma_update(None, name, value).expect("SQLite knows it");
        }
        connection.set_prepared_statement_cache_capacity(64);
        Statements { connection, document: "x".repeat(BODY) }
    }

    /// The whole way of some lanes, a commit for each step of all of them.
    pub(crate) fn together(&self, lanes: &[usize]) {
        self.commit(lanes, &|lane| self.capture(lane));
        self.commit(lanes, &|lane| self.plan(lane));
        self.commit(lanes, &|lane| self.confirm_first(lane));
        self.commit(lanes, &|lane| self.confirm_last(lane));
        self.commit(lanes, &|lane| self.close(lane));
    }

    fn commit(&self, lanes: &[usize], work: &dyn Fn(usize)) {
        self.write("BEGIN IMMEDIATE", ());
        lanes.iter().for_each(|lane| work(*lane));
        self.write("COMMIT", ());
    }

    fn capture(&self, lane: usize) {
        let (id, key) = (format!("{lane:020}"), lane.to_string());
        let sql =
            "INSERT INTO event (stream, ext_id, entity, key, field, source, own, gone, payload,
            at, crc) VALUES ('orders', ?1, 'crm.order', ?2, 'status', 'user', 0, NULL, ?3, 1, 1)
            ON CONFLICT DO NOTHING";
        self.write(sql, params![id, key, &self.document.as_bytes()[..400]]);
        self.lane(&key);
        self.write(LANE, params![key, "ready"]);
        let sql = "INSERT INTO cursor (stream, kind, position, overlap_from, mark, marked, updated,
            crc) VALUES ('orders', 'after', ?1, '1', NULL, NULL, 1, 1) ON CONFLICT (stream)
            DO UPDATE SET kind = excluded.kind, position = excluded.position,
            overlap_from = excluded.overlap_from, mark = excluded.mark, marked = excluded.marked,
            updated = excluded.updated, crc = excluded.crc";
        self.write(sql, params![key]);
    }

    fn plan(&self, lane: usize) {
        let key = lane.to_string();
        self.open_intents(&key);
        self.lane(&key);
        self.write(LANE, params![key, "leased"]);
        self.read("SELECT coalesce(max(plan), 0) + 1 FROM intent", ());
        self.read("SELECT coalesce(max(id), 0) + 1 FROM intent", ());
        self.links(lane);
        self.read("SELECT coalesce(max(id), 0) + 1 FROM link", ());
        self.write(LINK, params![number(lane), target(lane), key, "proposed"]);
        self.intent(lane, 0, "sent");
        self.intent(lane, 1, "planned");
    }

    fn confirm_first(&self, lane: usize) {
        self.read("SELECT * FROM intent WHERE id = ?1", params![number(lane) * 2]);
        self.intent(lane, 0, "confirmed");
        self.read("SELECT * FROM link WHERE id = ?1", params![number(lane)]);
        self.links(lane);
        self.write(LINK, params![number(lane), target(lane), lane.to_string(), "live"]);
        self.open_intents(&lane.to_string());
        self.intent(lane, 1, "sent");
    }

    fn confirm_last(&self, lane: usize) {
        self.read("SELECT * FROM intent WHERE id = ?1", params![number(lane) * 2 + 1]);
        self.intent(lane, 1, "confirmed");
        self.open_intents(&lane.to_string());
    }

    fn close(&self, lane: usize) {
        let key = lane.to_string();
        let sql = "INSERT INTO base (role, key, document, hash, left_version, right_version, crc)
            VALUES ('Order', ?1, ?2, ?3, NULL, NULL, 1) ON CONFLICT (role, key) DO UPDATE SET
            document = excluded.document, hash = excluded.hash,
            left_version = excluded.left_version, right_version = excluded.right_version,
            crc = excluded.crc";
        self.write(sql, params![target(lane), self.document, &self.document[..64]]);
        self.lane(&key);
        self.write(LANE, params![key, "idle"]);
        self.read(&format!("SELECT * FROM parked {OF_LANE}"), params![key]);
    }

    fn intent(&self, lane: usize, step: i64, state: &str) {
        let (op, body) = if step == 0 { ("create", BODY) } else { ("post", 0) };
        let link = if step == 0 { Value::from(number(lane)) } else { Value::Null };
        let (body, hash) = (&self.document.as_bytes()[..body], &self.document[..64]);
        let (id, plan, target) = (number(lane) * 2 + step, number(lane), target(lane));
        let answered = i64::from(state == "confirmed");
        let key = lane.to_string();
        let row = params![id, key, plan, step, op, target, body, hash, link, state, answered];
        self.write(INTENT, row);
    }

    fn lane(&self, key: &str) {
        self.read(&format!("SELECT * FROM lane {OF_LANE}"), params![key]);
    }

    fn open_intents(&self, key: &str) {
        self.read(&format!("SELECT * FROM intent {OF_LANE} AND {OPEN}"), params![key]);
    }

    fn links(&self, lane: usize) {
        let sql = "SELECT * FROM link WHERE role = 'Order' AND left_key = ?1";
        self.read(sql, params![target(lane)]);
        let sql = "SELECT * FROM link WHERE role = 'Order' AND right_key = ?1";
        self.read(sql, params![lane.to_string()]);
    }

    fn write(&self, sql: &str, values: impl Params) {
        let mut statement = self.connection.prepare_cached(sql).expect("the schema is known");
        statement.execute(values).expect("it can be written");
    }

    /// Reads all cells of the rows that are found.
    fn read(&self, sql: &str, values: impl Params) {
        let mut statement = self.connection.prepare_cached(sql).expect("the schema is known");
        let width = statement.column_count();
        let mut rows = statement.query(values).expect("it can be read");
        while let Some(row) = rows.next().expect("it can be read") {
            for at in 0..width {
                let cell: Value = row.get(at).expect("the cell is there");
                std::hint::black_box(cell);
            }
        }
    }
}

fn number(lane: usize) -> i64 {
    i64::try_from(lane).expect("there are not so many")
}

fn target(lane: usize) -> String {
    format!("{lane:08x}-5a1c-11f0-8d10-00155d0c7e02")
}
