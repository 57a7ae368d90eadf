//! Runs the `test` blocks of mappings: expectations, snapshots, laws.
