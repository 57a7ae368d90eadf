//! Properties of the whole table.

use super::{STAGES, all, find};

/// The letters of the stages and their files, in the order of `STAGES`.
const FILES: &[(char, &str)] = &[
    ('S', include_str!("syntax.rs")),
    ('N', include_str!("names.rs")),
    ('T', include_str!("types.rs")),
    ('C', include_str!("complete.rs")),
    ('C', include_str!("suite.rs")),
    ('P', include_str!("project.rs")),
    ('R', include_str!("run.rs")),
    ('E', include_str!("systems.rs")),
];

#[test]
fn every_stage_has_its_letter_and_is_sorted_without_doubles() {
    assert_eq!(STAGES.len(), FILES.len());
    for (stage, (letter, _)) in STAGES.iter().zip(FILES) {
        for code in *stage {
            let digits = code.id.strip_prefix(*letter).unwrap_or_else(|| panic!("{}", code.id));
            assert!(digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit()), "{}", code.id);
        }
        for pair in stage.windows(2) {
            assert!(pair[0].id < pair[1].id, "{} stands before {}", pair[0].id, pair[1].id);
        }
    }
}

#[test]
fn every_declared_code_is_in_its_table() {
    for (stage, (letter, text)) in STAGES.iter().zip(FILES) {
        let declared = text.matches(": Code =").count();
        assert_eq!(declared, stage.len(), "stage {letter}: declared and listed in ALL");
    }
}

#[test]
fn examples_come_in_pairs_and_differ() {
    for code in all() {
        assert_eq!(code.wrong.is_empty(), code.right.is_empty(), "{}", code.id);
        assert!(code.wrong.is_empty() || code.wrong != code.right, "{}", code.id);
    }
}

#[test]
fn a_code_is_found_in_either_case() {
    for code in all() {
        assert_eq!(find(&code.id.to_lowercase()), Some(code));
    }
    assert_eq!(find("S999"), None);
}
