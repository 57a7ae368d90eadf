//! The local truth in SQLite: cursors, events, lanes, links, bases, intents, parked records, runs.
