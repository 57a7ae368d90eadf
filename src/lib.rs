//! obmen moves data between a 1C:Enterprise base and RetailCRM by mapping files.
//!
//! # The pipeline
//!
//! ```text
//!  text ── syntax::parse ──► ast::File ── check::check ──► check::Checked ── program::lower ──► Program
//!                                            ▲                                                   │
//!                     schema::Catalog ───────┘                     payload bytes ── eval::run ───┤
//!                     (EDMX, overlay, dictionaries)                                              ▼
//!  endpoint / system ◄── sync (state machine, driver) ◄── desired records, outcomes ◄────────────┘
//!        ▲                        │
//!        └─ HTTP, files           └──► journal (SQLite)          report ──► what people read
//! ```
//!
//! # Layers
//!
//! A module may use only modules to its left:
//! `source value` < `schema diag` < `syntax builtins endpoint journal` < `check system` < `program` <
//! `eval` < `sync` < `project` < `suite` < `report` < `cli`.
//! The compiler (`source` to `eval`) has no I/O, no clock, no environment and no async.
//!
//! # One word per thing
//!
//! *system*: RetailCRM, a 1C base, a folder of files; *side*: a system as a mapping names it;
//! *entity*: a kind of record that a system keeps; *field*: a named part of a record; *rows*: a
//! field that holds records; *mapping*: all declarations of a project; *map*: rules between two
//! entities; *rule*: one arrow; *match*: how records are recognised; *table*: a correspondence of
//! codes; *link*: two records known to be the same; *base*: what both sides last agreed on; *lane*:
//! everything about one root record; *outcome*: what happens to a record that cannot simply go on.

pub mod source;
pub mod value;

pub mod diag;
pub mod schema;

pub mod builtins;
pub mod endpoint;
pub mod journal;
pub mod syntax;

pub mod check;
pub mod system;

pub mod program;

pub mod eval;

pub mod sync;

pub mod project;

pub mod suite;

pub mod report;

pub mod cli;
