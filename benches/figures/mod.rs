//! The figures of a bench, for programs.

use std::fs;
use std::path::Path;

/// Writes the figures of a bench to `target/bench/NAME.json`.
pub(crate) fn keep(name: &str, figures: &serde_json::Value) {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench");
    fs::create_dir_all(&dir).expect("the folder of builds can be written");
    let file = dir.join(name).with_extension("json");
    fs::write(file, format!("{figures:#}\n")).expect("the folder of builds can be written");
}
