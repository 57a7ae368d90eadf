//! The samples of the language, which must be read without a word.

use std::path::Path;

use obmen::diag::codes;
use obmen::source::{FileId, Sources};
use obmen::syntax::ast::{ItemKind, Rule, RuleKind};
use obmen::syntax::{dump, parse, print};

use crate::ui;

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
fn places_hold_what_they_name() {
    for (name, text) in samples() {
        let (file, _) = parse(FileId(0), &text);
        for item in &file.items {
            let piece = &text[item.span.range()];
            let (alone, faults) = parse(FileId(0), piece);
            assert!(faults.is_empty() && alone.items.len() == 1, "{name}: {piece}");
            assert_eq!(piece, piece.trim(), "{name}");
            if let ItemKind::Map(map) = &item.kind {
                for rule in &map.body {
                    holds_a_rule(&text, rule);
                }
            }
        }
    }
}

/// A rule's place is one rule; its head and its sides lie in it and end with a token.
fn holds_a_rule(text: &str, rule: &Rule) {
    let piece = &text[rule.span.range()];
    let (alone, faults) = parse(FileId(0), &format!("map A: erp.X <-> crm.y {{\n{piece}\n}}"));
    assert!(faults.is_empty(), "{piece}");
    let ItemKind::Map(map) = &alone.items[0].kind else { panic!("a map is a map") };
    assert_eq!(map.body.len(), 1, "{piece}");
    let head = &text[rule.head.range()];
    assert!(piece.starts_with(head) && head == head.trim_end(), "{head}");
    let sides = match &rule.kind {
        RuleKind::Field(rule) => vec![&rule.left, &rule.right],
        RuleKind::Block(rule, body) => {
            for rule in body {
                holds_a_rule(text, rule);
            }
            vec![&rule.left, &rule.right]
        }
        RuleKind::Each(each) => {
            for rule in &each.body {
                holds_a_rule(text, rule);
            }
            vec![&each.left, &each.right]
        }
        _ => Vec::new(),
    };
    for side in sides {
        let piece = &text[side.span.range()];
        let (alone, faults) =
            parse(FileId(0), &format!("map A: erp.X <- crm.y {{ x <- {piece} }}"));
        assert!(faults.is_empty(), "{piece}");
        assert!(dump(&alone).lines().count() == 2 && piece == piece.trim(), "{piece}");
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

#[test]
fn messages() {
    ui::run("syntax", |text| {
        let mut sources = Sources::default();
        let id = sources.add("mapping.obmen", text);
        let found = parse(id, text).1;
        (sources, found)
    });
}

fn faults(text: &str) -> Vec<&'static str> {
    let mut sources = Sources::default();
    let id = sources.add("example.obmen", text);
    parse(id, text).1.iter().map(|diagnostic| diagnostic.code.id).collect()
}

#[test]
fn remedies_mend() {
    for file in ui::files("syntax") {
        let text = std::fs::read_to_string(&file).expect("the file is UTF-8");
        for section in ui::sections(&text) {
            let mapping = section.mapping();
            for found in parse(FileId(0), &mapping).1 {
                let fix = found.hints.first().and_then(|hint| hint.fix.as_ref());
                let Some(fix) = fix else { continue };
                let mut mended = mapping.clone();
                mended.replace_range(fix.span.range(), &fix.text);
                let at = found.span.expect("faults of syntax have a place").start;
                let stays = parse(FileId(0), &mended).1.into_iter().any(|other| {
                    other.code == found.code && other.span.is_some_and(|span| span.start == at)
                });
                assert!(!stays, "{} stays in\n{mended}", found.code.id);
            }
        }
    }
}

#[test]
fn torn_files_are_read_all_the_same() {
    let mut random = Random(7);
    let samples = samples();
    for round in 0..200 {
        let (name, text) = &samples[round % samples.len()];
        let torn = tear(text, &mut random);
        let began = std::time::Instant::now();
        let (file, found) = parse(FileId(0), &torn);
        for diagnostic in &found {
            let span = diagnostic.span.expect("faults of syntax have a place");
            assert!(torn.get(span.range()).is_some(), "{name}: {diagnostic:?} is no place");
        }
        if found.is_empty() && round % 4 == 0 {
            let printed = print(&file, &torn, None);
            assert_eq!(dump(&parse(FileId(0), &printed).0), dump(&file), "{name}");
        }
        assert!(began.elapsed().as_secs() < 5, "{name} took {:?}:\n{torn}", began.elapsed());
    }
}

/// A text with a piece dropped, doubled or put in, or cut short.
pub(crate) fn tear(text: &str, random: &mut Random) -> String {
    const PIECES: &[&str] = &[
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "\"",
        "`",
        ";",
        "\n",
        " <- ",
        "->",
        "=",
        "choose ",
        "each ",
        "not ",
        "via ",
        "default ",
        "\r\n",
        "#",
        "é",
        "\u{FEFF}",
        "map X: a <- b {",
        "\nflow ",
        ",",
        "?",
    ];
    let mut torn: Vec<char> = text.chars().collect();
    for _ in 0..=random.below(4) {
        let from = random.below(torn.len().max(1));
        let to = torn.len().min(from + random.below(40));
        match random.below(4) {
            0 => drop(torn.drain(from..to)),
            1 => {
                let piece = torn[from..to].to_vec();
                torn.splice(from..from, piece);
            }
            2 => drop(torn.splice(from..from, PIECES[random.below(PIECES.len())].chars())),
            _ if from > 0 => torn.truncate(from),
            _ => {}
        }
    }
    torn.into_iter().collect()
}

/// The same numbers in every run.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % end as u64) as usize
    }
}

#[test]
fn hostile_files_end_soon() {
    let many = |piece: &str, count: usize| piece.repeat(count);
    let rule = |value: String| format!("map A: erp.X <- crm.y {{ a <- {value} }}");
    let cases = [
        (many("(", 100_000), "S002"),
        (rule(many("(", 62) + "a" + &many(")", 62)), ""),
        (rule(many("(", 62) + "a b" + &many(")", 62)), "S100"),
        (rule(many("not (", 62) + "a b" + &many(")", 62)), "S100"),
        (rule(many("f(", 62) + "a b" + &many(")", 62)), "S100"),
        (rule(many("a[", 62) + "b" + &many("]", 62)), ""),
        (rule(many("a[", 62)), "S125"),
        (rule(many("-", 10_000) + "a"), "S002"),
        (rule(many("not ", 10_000) + "a"), "S002"),
        (rule(many("a.", 10_000) + "a"), "S004"),
        (rule(many("a + ", 10_000) + "a"), "S004"),
        (rule(many("a via b ", 10_000)), "S100"),
        (rule(many("choose a { true: ", 62) + "b c" + &many(" }", 62)), "S100"),
        (many("map A: erp.X <- crm.y { a = b\n", 5_000), "S102"),
        (many(&(rule(many("(", 70) + "a") + "\n"), 5_000), "S002"),
        (many("x y\n", 5_000), "S101"),
        (format!("map A: erp.X <- crm.y {{{}}}", many("a = b\n", 2_000)), "S110"),
        (many("#", 1_100_000), "S001"),
        (many("\"", 300_001), "S101"),
        (many("\"", 300_000), "S101"),
        (many("`", 300_001), "S101"),
        (many("`a` ", 100_000), "S101"),
        (rule(many("\"", 300_001)), "S120"),
        (rule("\"".to_owned() + &many("a ", 100_000)), "S120"),
        (rule(many("a ? b : ", 50_000)), "S132"),
        (format!("map A: erp.X <- crm.y {{ {} }}", many("a < ", 100_000)), "S100"),
        (many("map A: x <- y\n a <- b\n}\n", 30_000), "S106"),
        (rule(many("`", 300_001)), "S100"),
        (rule(many("« ", 100_000)), "S121"),
        (rule(many("a ? ", 100_000)), "S100"),
    ];
    for (text, code) in cases {
        let found = parse(FileId(0), &text).1;
        let first = found.first().map_or("", |diagnostic| diagnostic.code.id);
        let start: String = text.chars().take(60).collect();
        assert_eq!(first, code, "{start}");
        assert!(found.len() <= 101, "{start}");
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
