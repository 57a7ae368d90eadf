//! A project folder: files in, a compiled project out.
