//! Checked tree to programs.
