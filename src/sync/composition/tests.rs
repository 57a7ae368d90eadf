//! Tests: texts that are made of keys of several records, and taken apart again.

use super::{compose, split};
use crate::program::Piece;

#[test]
fn keys_go_into_a_text_and_come_out_again() {
    let pieces = [Piece::Key(0), Piece::Optional(vec![Piece::Plain("#".into()), Piece::Key(1)])];
    for (keys, text) in [(["a", "b"], "a#b"), (["a", ""], "a")] {
        assert_eq!(compose(&pieces, &keys).as_deref(), Some(text));
        let found = split(&pieces, text, 2).unwrap();
        let found: Vec<&str> = found.iter().map(|key| key.as_deref().unwrap_or("")).collect();
        assert_eq!(found, keys);
    }
    assert_eq!(compose(&pieces, &["", "b"]), None);
    assert_eq!(split(&pieces, "", 2), None);
    assert_eq!(split(&[Piece::Plain("x".into())], "y", 2), None);
}
