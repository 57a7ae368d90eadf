//! What is found, by keys, by fields, by rows; what is assumed.

use super::Files;
use crate::endpoint::{Filter, Operand, Query, Selector};

fn found(files: &Files, entity: &str, selector: Selector) -> Vec<String> {
    let query = Query { entity: entity.to_owned(), selector, fields: Vec::new() };
    files.chosen(&query).into_iter().map(|payload| payload.key).collect()
}

fn shelf() -> Files {
    let mut files = Files::default();
    files.put(
        "Catalog",
        "A-1",
        r#"{"Ref_Key": "A-1", "Code": "7", "Sum": 2.50,
        "Phones": [{"Kind": "Phone", "Number": "1"}, {"Kind": "Mail", "Number": "2"}]}"#,
    );
    files.put(
        "Catalog",
        "A-2",
        r#"{"Ref_Key": "A-2", "Code": "8", "Sum": "3",
        "At": "2025-01-02 03:04:05", "Phones": {"x": {"Kind": "Phone", "Number": "2"}}}"#,
    );
    files
}

#[test]
fn records_are_found_by_keys_and_other_fields() {
    let files = shelf();
    let keys = vec!["a-2".to_owned(), "none".to_owned()];
    assert_eq!(found(&files, "Catalog", Selector::Keys(keys)), ["A-2"]);
    let codes = vec!["7".to_owned()];
    assert_eq!(found(&files, "Catalog", Selector::Alternate("Code".into(), codes)), ["A-1"]);
    assert_eq!(found(&files, "Catalog", Selector::All).len(), 2);
    assert!(found(&files, "Other", Selector::All).is_empty());
}

#[test]
fn filters_compare_as_the_systems_do() {
    let files = shelf();
    let equal = |path: &str, operand| Filter::Equal(path.into(), operand);
    let kind = equal("Kind", Operand::Text("Phone".into()));
    let number = equal("Number", Operand::Text("2".into()));
    let row = Filter::Row("Phones".into(), Box::new(Filter::All(vec![kind, number])));
    for (filter, expected) in [
        (equal("Sum", Operand::Number("2.5".into())), vec!["A-1"]),
        (equal("Sum", Operand::Number("3.00".into())), vec!["A-2"]),
        (Filter::AtLeast("Sum".into(), Operand::Number("2.5".into())), vec!["A-1", "A-2"]),
        (equal("Ref_Key", Operand::Key { key: "a-1".into(), entity: None }), vec!["A-1"]),
        (equal("At", Operand::DateTime("2025-01-02T03:04:05".into())), vec!["A-2"]),
        (Filter::Differs("Code".into(), Operand::Text("7".into())), vec!["A-2"]),
        // Both conditions on one row: the first record has them on two.
        (row, vec!["A-2"]),
    ] {
        let shown = format!("{filter:?}");
        assert_eq!(found(&files, "Catalog", Selector::Filter(filter)), expected, "{shown}");
    }
}

#[test]
fn what_nobody_put_there_may_be_assumed() {
    let mut files = shelf();
    files.assume("Catalog", "Ref_Key");
    files.assume("Goods", "Ref_Key");
    let keys = || vec!["G-1".to_owned()];
    assert_eq!(found(&files, "Goods", Selector::Keys(keys())), ["G-1"]);
    assert_eq!(found(&files, "Goods", Selector::Alternate("Code".into(), keys())), ["G-1"]);
    assert!(found(&files, "Goods", Selector::All).is_empty());
    assert!(found(&files, "Catalog", Selector::Keys(keys())).is_empty());
}

#[test]
fn a_record_of_the_same_key_makes_way() {
    let mut files = shelf();
    files.put("Catalog", "A-1", "{\"Code\": \"9\"}");
    assert_eq!(files.get("Catalog", "a-1"), Some("{\"Code\": \"9\"}"));
    assert!(files.has("Catalog", "A-2") && !files.has("Catalog", "A-3"));
    assert_eq!(found(&files, "Catalog", Selector::All).len(), 2);
}
