//! The samples of the language, which must be read without a word.

use std::path::Path;

use obmen::source::Sources;
use obmen::syntax::parse;

#[test]
fn samples_have_no_faults() {
    for (name, text) in samples() {
        let mut sources = Sources::default();
        let id = sources.add(&name, &text);
        let (file, diagnostics) = parse(id, &text);
        assert!(!file.items.is_empty(), "{name} declares nothing");
        assert!(diagnostics.is_empty(), "{name}: {diagnostics:#?}");
    }
}

/// The files of `tests/data/language`, in the order of their names.
fn samples() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/language");
    let entries = std::fs::read_dir(folder).expect("the samples are there");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("readable").path()).collect();
    files.sort();
    let read = |path: std::path::PathBuf| {
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        (name, std::fs::read_to_string(path).expect("the sample is UTF-8"))
    };
    files.into_iter().map(read).collect()
}
