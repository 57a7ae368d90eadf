//! Tests: what both sides last agreed on, as the journal keeps it: readable JSON, a value with its type as.

use super::{Base, BaseCell, Bases};
use crate::program::Constant;
use crate::schema::Catalog;

#[test]
fn an_agreement_is_read_as_it_was_written() {
    let catalog = Catalog::default();
    let mut base = Base::default();
    let number = |text: &str| Constant::Number(text.parse().unwrap());
    for (path, gave, holds) in [
        ("a", number("10.555"), number("10.56")),
        ("b.c", Constant::Text("два слова ".into()), Constant::Text("два слова ".into())),
        ("d", Constant::Absent, Constant::Clear),
        ("e", Constant::Moment("2025-09-12T14:05:31".parse().unwrap()), Constant::Absent),
        ("f", Constant::Day("2025-09-12".parse().unwrap()), Constant::Bool(true)),
    ] {
        base.cells.insert(path.into(), BaseCell { gave, holds });
    }
    base.rows.insert("Строки".into(), vec![base.cells.clone(), BTreeMap::default()]);
    let bases = Bases { left: Some(base), right: None };
    let text = bases.write(&catalog);
    assert_eq!(Bases::read(&catalog, &text), bases);
    assert!(text.contains(r#""a":["number 10.555","number 10.56"],"b.c":"text два слова ""#));
    assert_eq!(Bases::read(&catalog, "[]"), Bases::default());
    let unknown = r#"{"left":{"cells":{"a":"blob 1","b":7}}}"#;
    assert_eq!(Bases::read(&catalog, unknown).left, Some(Base::default()));
}

use std::collections::BTreeMap;
