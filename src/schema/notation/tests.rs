//! Types as messages show them and as schemas write them.

use super::{Notation, NotationError, Type, parse, parse_field};

#[test]
fn types_are_written_as_messages_show_them() {
    let plain = |ty| Ok(Notation::Plain(ty));
    assert_eq!(parse("text"), plain(Type::TEXT));
    assert_eq!(parse("text(50)"), plain(Type::Text { max: Some(50) }));
    assert_eq!(parse(" decimal( 15 , 2 ) "), plain(Type::MONEY));
    assert_eq!(parse("decimal"), plain(Type::NUMBER));
    assert_eq!(parse("code(statuses)"), Ok(Notation::Code("statuses".into())));
    assert_eq!(parse("Catalog_Валюты"), Ok(Notation::Ref("Catalog_Валюты".into())));
    let key = vec!["id".to_owned(), "code".to_owned()];
    assert_eq!(
        parse("rows(order.items by id, code)"),
        Ok(Notation::Rows("order.items".into(), key))
    );
    assert_eq!(parse("rows(a)"), Ok(Notation::Rows("a".into(), Vec::new())));
    assert_eq!(parse("\"a\" | \"b\""), Ok(Notation::Literals(vec!["a".into(), "b".into()])));
    let union = Notation::Union(vec![
        Notation::Ref("Catalog_A".into()),
        Notation::Plain(Type::Text { max: Some(150) }),
    ]);
    assert_eq!(parse("Catalog_A | text(150)"), Ok(union));
}

#[test]
fn words_follow_the_type() {
    let (notation, words) = parse_field("ref(customer) keyed(id) derives(a, b c) read").unwrap();
    assert_eq!(notation, Notation::Ref("customer".into()));
    let words: Vec<_> = words.iter().map(|word| (&*word.word, word.args.join("+"))).collect();
    let expected = [("keyed", "id"), ("derives", "a+b+c"), ("read", "")];
    assert_eq!(words, expected.map(|(word, args)| (word, args.to_owned())));
}

#[test]
fn slips_are_named() {
    let error = |text| parse(text).expect_err(text);
    assert_eq!(error(""), NotationError::Expected("a type", String::new()));
    assert_eq!(error("text(x)"), NotationError::Size(String::new()));
    assert_eq!(error("text(50"), NotationError::Expected("`)`", String::new()));
    assert_eq!(error("decimal(2,15)"), NotationError::Size("2,15".into()));
    assert_eq!(error("decimal(999,2)"), NotationError::Size("999".into()));
    assert_eq!(error("code"), NotationError::Expected("`(`", String::new()));
    assert_eq!(error("int read"), NotationError::Expected("the end", "read".into()));
    assert_eq!(error("int)"), NotationError::Expected("a word", ")".into()));
    assert_eq!(error("\"a"), NotationError::Expected("a closing quote", "a".into()));
    assert_eq!(error("rows(a of b)"), NotationError::Expected("`by`", "of".into()));
}
