//! The samples of the language, which must be read without a word.

use std::path::Path;

use obmen::diag::codes;
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

#[test]
fn examples_of_codes_show_them() {
    let mut wrongs = Vec::new();
    for code in codes::all().filter(|code| code.id.starts_with('S')) {
        let found: Vec<_> = faults(code.wrong);
        if !code.wrong.is_empty() && found != [code.id] {
            wrongs.push(format!("{}: {found:?} in\n{}", code.id, code.wrong));
        }
        if !faults(code.right).is_empty() {
            wrongs.push(format!(
                "{}: {:?} in the right\n{}",
                code.id,
                faults(code.right),
                code.right
            ));
        }
    }
    assert!(wrongs.is_empty(), "{}", wrongs.join("\n"));
}

fn faults(text: &str) -> Vec<&'static str> {
    let mut sources = Sources::default();
    let id = sources.add("example.obmen", text);
    parse(id, text).1.iter().map(|diagnostic| diagnostic.code.id).collect()
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
