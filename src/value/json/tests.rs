//! The slot reader on payloads, sound and broken.

use super::{JsonErrorKind, Limits, RawKind, Shape, Slots, read, unescape, write_text};

/// id, delivery.cost, items[].quantity, items[].discounts[].amount, tags[]
fn shape() -> (Shape, Wanted) {
    let mut shape = Shape::default();
    let id = shape.scalar(None, Shape::ROOT, "id");
    let delivery = shape.object(Shape::ROOT, "delivery");
    let cost = shape.scalar(None, delivery, "cost");
    let (items, item, range) = shape.rows(None, Shape::ROOT, "items");
    let quantity = shape.scalar(Some(items), item, "quantity");
    let (discounts, discount, discount_range) = shape.rows(Some(items), item, "discounts");
    let amount = shape.scalar(Some(discounts), discount, "amount");
    let (tags, tag_range) = shape.list(None, Shape::ROOT, "tags");
    let wanted = Wanted {
        id,
        cost,
        items,
        range,
        quantity,
        discounts,
        discount_range,
        amount,
        tags,
        tag_range,
    };
    (shape, wanted)
}

struct Wanted {
    id: u16,
    cost: u16,
    items: super::TableId,
    range: u16,
    quantity: u16,
    discounts: super::TableId,
    discount_range: u16,
    amount: u16,
    tags: super::TableId,
    tag_range: u16,
}

#[test]
fn notes_where_the_wanted_scalars_lie_and_skips_the_rest() {
    let text = r#"{"x": {"id": [1, "}"]}, "id" : 7, "delivery":{"cost":12.50,"q":null},
        "items":[{"quantity":2,"discounts":[{"amount":1},{"amount":2}]},{"discounts":[]},
                 {"quantity":"3","discounts":[{"amount":5}]}], "tags": ["a", "b\n"]}"#;
    let (shape, wanted) = shape();
    let mut slots = Slots::default();
    read(&shape, text, &mut slots, Limits::default()).unwrap();
    let at = |raw: super::Raw| &text[raw.range()];
    assert_eq!(at(slots.head(wanted.id)), "7");
    assert_eq!(at(slots.head(wanted.cost)), "12.50");
    assert_eq!(slots.head(wanted.range).range(), 0..3);
    assert_eq!(at(slots.row(wanted.items, 0, wanted.quantity)), "2");
    assert_eq!(slots.row(wanted.items, 1, wanted.quantity).kind, RawKind::Absent);
    assert_eq!(slots.row(wanted.items, 2, wanted.quantity).kind, RawKind::Text);
    assert_eq!(slots.row(wanted.items, 0, wanted.discount_range).range(), 0..2);
    assert_eq!(slots.row(wanted.items, 1, wanted.discount_range).range(), 2..2);
    assert_eq!(slots.row(wanted.items, 2, wanted.discount_range).range(), 2..3);
    assert_eq!(at(slots.row(wanted.discounts, 2, wanted.amount)), "5");
    assert_eq!(slots.head(wanted.tag_range).range(), 0..2);
    assert_eq!(slots.row(wanted.tags, 1, 0).kind, RawKind::Escaped);
}

#[test]
fn slots_serve_record_after_record() {
    let (shape, wanted) = shape();
    let mut slots = Slots::default();
    let long = r#"{"id":1,"items":[{"quantity":1},{"quantity":2}]}"#;
    read(&shape, long, &mut slots, Limits::default()).unwrap();
    read(&shape, r#"{"items":[{"quantity":9}]}"#, &mut slots, Limits::default()).unwrap();
    assert_eq!(slots.head(wanted.id).kind, RawKind::Absent);
    assert_eq!(slots.head(wanted.range).range(), 0..1);
}

#[test]
fn accepts_the_other_shapes_of_empty_and_keyed_collections() {
    let (shape, wanted) = shape();
    let mut slots = Slots::default();
    let text = r#"{"delivery":[],"items":{"5":{"quantity":1},"a":{"quantity":2}},"tags":null}"#;
    read(&shape, text, &mut slots, Limits::default()).unwrap();
    assert_eq!(slots.head(wanted.cost).kind, RawKind::Absent);
    assert_eq!(slots.head(wanted.range).range(), 0..2);
    assert_eq!(slots.head(wanted.tag_range).kind, RawKind::Null);
}

#[test]
fn every_truncation_is_an_error_and_names_its_byte() {
    let (shape, _) = shape();
    let text =
        r#"{"id":7,"delivery":{"cost":12.5},"items":[{"quantity":2,"x":"\u0041"}],"y":true}"#;
    let mut slots = Slots::default();
    for end in 0..text.len() {
        let error = read(&shape, &text[..end], &mut slots, Limits::default()).unwrap_err();
        assert!(error.offset <= end, "{end}: {error:?}");
        assert!(matches!(error.kind, JsonErrorKind::Truncated | JsonErrorKind::Unexpected));
    }
    for broken in ["[]", "{]", r#"{"id" 7}"#, r#"{"id":7,}"#, r#"{"id":7} x"#, r#"{"id":tru}"#] {
        assert!(read(&shape, broken, &mut slots, Limits::default()).is_err(), "{broken}");
    }
}

#[test]
fn limits_hold() {
    let (shape, _) = shape();
    let mut slots = Slots::default();
    let deep = format!(r#"{{"x":{}{}}}"#, "[".repeat(5000), "]".repeat(5000));
    let error = read(&shape, &deep, &mut slots, Limits::default()).unwrap_err();
    assert_eq!(error.kind, JsonErrorKind::TooDeep);
    let limits = Limits { rows: 2, ..Limits::default() };
    let rows = r#"{"items":[{},{},{}]}"#;
    assert_eq!(
        read(&shape, rows, &mut slots, limits).unwrap_err().kind,
        JsonErrorKind::TooManyRows
    );
    let limits = Limits { bytes: 4, ..Limits::default() };
    assert_eq!(read(&shape, rows, &mut slots, limits).unwrap_err().kind, JsonErrorKind::TooLong);
}

#[test]
fn texts_come_back_as_they_went() {
    for text in ["", "Петров \"И\"", "a\\b/\n\r\t\u{1}", "😀"] {
        let mut written = String::new();
        write_text(&mut written, text);
        assert_eq!(unescape(&written[1..written.len() - 1]), text);
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
    }
    assert_eq!(unescape(r"\u041f\ud83d\ude00\/"), "П😀/");
    assert_eq!(unescape(r"\ud83dx\u12"), "\u{fffd}x\u{fffd}12");
}

#[test]
fn what_is_no_container_is_told_with_its_path_and_byte() {
    let (shape, _) = shape();
    let mut slots = Slots::default();
    let mut strays = |text: &str| -> Vec<(String, usize)> {
        read(&shape, text, &mut slots, Limits::default()).unwrap();
        let strays = slots.strays().iter();
        strays
            .map(|stray| (stray.path.to_string(), text[..].find(&text[stray.raw.range()]).unwrap()))
            .collect()
    };
    for sound in [
        r#"{"delivery":null,"items":null,"tags":null}"#,
        r#"{"delivery":[],"items":[],"tags":[ ]}"#,
        r#"{"delivery":{},"items":{},"tags":{}}"#,
        r#"{"items":[{"discounts":null},[],null]}"#,
        "{}",
    ] {
        assert_eq!(strays(sound), [], "{sound}");
    }
    let told = |path: &str, byte: usize| vec![(path.to_owned(), byte)];
    assert_eq!(strays(r#"{"delivery":[1]}"#), told("delivery", 12));
    assert_eq!(strays(r#"{"delivery":5}"#), told("delivery", 12));
    assert_eq!(strays(r#"{"items":7}"#), told("items", 9));
    assert_eq!(strays(r#"{"items":true}"#), told("items", 9));
    assert_eq!(strays(r#"{"tags":{"a":1}}"#), told("tags", 8));
    assert_eq!(strays(r#"{"items":[{},4]}"#), told("items[1]", 13));
    assert_eq!(strays(r#"{"items":[{},{"discounts":6}]}"#), told("items[1].discounts", 26));
    assert_eq!(strays(r#"{"unwanted":[1]}"#), []);
}
