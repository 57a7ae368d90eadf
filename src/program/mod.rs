//! Checked tree to program: names become slots, conversions become function pointers.
