//! What a file may ask of the program: bounds against hostile files, far beyond what people write.

/// The longest mapping file, in bytes.
pub(super) const MAX_BYTES: usize = 1 << 20;

/// How deep brackets, braces and signs may nest.
pub(super) const MAX_NESTING: usize = 64;

/// How deep an expression's tree may go: chained operators and fields count too.
pub(super) const MAX_DEPTH: usize = 400;

/// How many faults of a file are looked into: more than are shown. Of those behind them it is only
/// said that they are there.
pub(super) const MAX_FAULTS: usize = 300;
