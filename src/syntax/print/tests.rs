//! The layout of the samples says what they say; nothing is printed as it was for want of better.

use std::path::Path;

use super::{comments, print, unchecked};
use crate::source::FileId;
use crate::syntax::ast::Keywords;
use crate::syntax::{dump, parse};

fn samples() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/language");
    let files = std::fs::read_dir(folder).expect("the samples are there");
    let mut files: Vec<_> = files.map(|entry| entry.expect("readable").path()).collect();
    files.sort();
    files.iter().map(|file| std::fs::read_to_string(file).expect("UTF-8")).collect()
}

#[test]
fn the_layout_says_what_the_file_says() {
    for text in samples() {
        for keywords in [None, Some(Keywords::Russian)] {
            let (file, _) = parse(FileId(0), &text);
            let printed = unchecked(&file, &text, keywords);
            let (again, faults) = parse(FileId(0), &printed);
            assert!(faults.is_empty(), "{faults:#?} in\n{printed}");
            assert_eq!(dump(&again), dump(&file), "{printed}");
            assert_eq!(comments(&again, &printed), comments(&file, &text), "{printed}");
        }
    }
}

#[test]
fn laying_out_twice_changes_nothing() {
    for text in samples() {
        let once = print(&parse(FileId(0), &text).0, &text, None);
        let twice = print(&parse(FileId(0), &once).0, &once, None);
        assert_eq!(once, twice);
    }
}

#[test]
fn there_and_back_between_the_keyword_languages() {
    for text in samples() {
        let english = print(&parse(FileId(0), &text).0, &text, Some(Keywords::English));
        let (file, faults) = parse(FileId(0), &english);
        assert!(faults.is_empty());
        let russian = print(&file, &english, Some(Keywords::Russian));
        let (file, faults) = parse(FileId(0), &russian);
        assert!(faults.is_empty());
        assert_eq!(file.keywords, Keywords::Russian);
        assert_eq!(print(&file, &russian, Some(Keywords::English)), english);
    }
}

const MESSY: &str = include_str!("../../../tests/data/format/messy.obmen");
const NEAT: &str = include_str!("../../../tests/data/format/neat.obmen");

#[test]
fn comments_breaks_and_blank_lines_find_their_places() {
    assert_eq!(print(&parse(FileId(0), MESSY).0, MESSY, None), NEAT);
}

#[test]
fn newlines_of_windows_stay() {
    let windows = MESSY.replace('\n', "\r\n");
    let printed = print(&parse(FileId(0), &windows).0, &windows, None);
    assert_eq!(printed, NEAT.replace('\n', "\r\n"));
}

fn printed(text: &str) -> String {
    print(&parse(FileId(0), text).0, text, None)
}

#[test]
fn what_is_too_long_for_a_line_is_taken_apart() {
    let long = "длинноеИмяПоля".repeat(4);
    let text = format!(
        "map A: erp.X <- crm.y {{ {long} <- b; c <- choose {long} {{ true: {long}; else: d }} }}\n"
    );
    let expected = format!(
        "map A: erp.X <- crm.y {{\n  {long} <- b\n  c <- choose {long} {{\n    true: {long}\n    else: d\n  }}\n}}\n"
    );
    assert_eq!(printed(&text), expected);
}

#[test]
fn what_could_not_be_read_stays_as_it_stands() {
    let text = "map A: erp.X <- crm.y {\n  a<-b\n  c  = d\n}\nfoo   bar\n";
    let expected = "map A: erp.X <- crm.y {\n  a <- b\n  c  = d\n}\nfoo   bar\n";
    assert_eq!(printed(text), expected);
}

#[test]
fn nothing_is_lost_of_a_broken_file() {
    let words =
        |text: &str| -> Vec<String> { text.split_whitespace().map(str::to_owned).collect() };
    for text in [
        "lang один  # раз\nlang 1\nlang 2",
        "map A: erp.X <- crm.y { a <- b } flow   # x\n",
        "map A: erp.X <- crm.y {\n  a <- b  # y\n  . <- c {\n",
        "map A: erp.X <- crm.y { a <- choose x { else: 1; else: 2 } }\n",
        "flow A: erp <- crm {\n  bonus {\n  # z\n    post  }\n}\n",
        "foo {\n  # a\n  b }\n} }\nmap  x\n",
    ] {
        assert_eq!(words(&printed(text)), words(text));
    }
}

#[test]
fn comments_may_stand_wherever_a_line_may_break() {
    for (seed, text) in samples().into_iter().enumerate() {
        let mut torn = String::new();
        for (index, line) in text.lines().enumerate() {
            let dice = (index * 7 + seed * 3) % 5;
            let quoted = line.contains(['"', '#']);
            let line = match dice {
                0 if !line.contains('#') => format!("{line} # {index}"),
                1 => format!("{line}\n\n\n# {index}"),
                2 if !quoted => line.replace(", ", ", # a\n # b\n"),
                3 if !quoted => line.replace(" and ", " and # c\n").replace('(', "(\n # d\n\n"),
                4 if !quoted => line.replace('[', "[ # e\n"),
                _ => line.to_owned(),
            };
            torn.push_str(&line);
            torn.push('\n');
        }
        let (file, faults) = parse(FileId(0), &torn);
        assert!(faults.is_empty(), "{faults:#?} in\n{torn}");
        let once = unchecked(&file, &torn, None);
        let (again, _) = parse(FileId(0), &once);
        assert_eq!(dump(&again), dump(&file), "{once}");
        assert_eq!(comments(&again, &once), comments(&file, &torn), "{once}");
        assert_eq!(unchecked(&again, &once, None), once);
    }
}

#[test]
fn nested_blocks_on_one_endless_line_take_no_time() {
    let text = format!("map A: erp.X <- crm.y {{{}{}}}", "a <- b {".repeat(60), "}".repeat(60));
    let printed = printed(&text);
    assert_eq!(dump(&parse(FileId(0), &printed).0), dump(&parse(FileId(0), &text).0));
}
