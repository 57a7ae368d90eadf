//! Tests: the records that a test gives: files, places in them, records that others carry inside.

use super::{chosen, cut};

#[test]
fn a_path_cuts_the_text_as_it_was_written() {
    let text = r#"{"orders": [{"sum": 1.50}, {"sum": 2.50, "a b": "x"}]}"#;
    assert_eq!(chosen(text, "$.orders[1]").unwrap(), [r#"{"sum": 2.50, "a b": "x"}"#]);
    assert_eq!(chosen(text, "$.orders[*].sum").unwrap(), ["1.50", "2.50"]);
    assert_eq!(cut(text, "$['orders'][1]['a b']"), Some("\"x\""));
    assert!(chosen(text, "$.none").unwrap().is_empty());
    assert!(chosen(text, "orders[").is_err());
    assert!(chosen("{", "$.orders").is_err());
}
