//! Tests: answers in JSON: records as the very bytes that came, with their keys and versions.

use super::super::model::Property;
use super::*;

fn shape(key: &[&str]) -> Shape {
    Shape { key: key.iter().map(|name| (*name).to_owned()).collect(), ..Shape::default() }
}

#[test]
fn records_keep_their_bytes() {
    let body = br#"{"odata.count":"1","value":[ {"Ref_Key":"a","DataVersion":"v=","Sum":1.50} ]}"#;
    let found = list("GET X", &shape(&["Ref_Key"]), body).unwrap();
    assert_eq!(found[0].key, "a");
    assert_eq!(found[0].version.as_deref(), Some("v="));
    assert_eq!(&*found[0].bytes, br#"{"Ref_Key":"a","DataVersion":"v=","Sum":1.50}"#);
}

#[test]
fn parts_of_keys_are_joined() {
    let found = single("POST X", &shape(&["Code", "Line"]), br#"{"Line":2,"Code":"a/b"}"#);
    assert_eq!(found.unwrap().key, "a%2Fb/2");
}

#[test]
fn keys_are_compared_in_one_form() {
    let found = single(
        "GET X",
        &shape(&["Ref_Key", "Code"]),
        br#"{"Ref_Key":"1F2A0001-5C1E-11F0-8B1E-00155D0A1B01","Code":"A"}"#,
    );
    assert_eq!(found.unwrap().key, "1f2a0001-5c1e-11f0-8b1e-00155d0a1b01/A");
}

#[test]
fn a_key_that_is_none_is_not_kept() {
    let mut shape = shape(&["Ref_Key"]);
    let guid = Property { edm: Edm::Guid, nullable: false };
    shape.properties.insert("Ref_Key".to_owned(), guid);
    for key in ["7", "null", "\"\"", "\"draft\"", "[]"] {
        let answer = single("POST X", &shape, format!(r#"{{"Ref_Key":{key}}}"#).as_bytes());
        assert_eq!(answer.unwrap_err().kind, ErrorKind::BadData, "{key}");
    }
}

#[test]
fn half_an_answer_may_be_asked_for_again() {
    let shape = shape(&["Ref_Key"]);
    let kind = |body: &str| list("GET X", &shape, body.as_bytes()).unwrap_err().kind;
    assert_eq!(kind(r#"{"value":[{"Ref_Key""#), ErrorKind::Transient);
    assert_eq!(kind("{\"value\":[\u{1}"), ErrorKind::Transient);
    assert_eq!(kind(r#"{"values":[]}"#), ErrorKind::BadData);
    assert_eq!(kind(r#"{"value":[{"Code":"1"}]}"#), ErrorKind::BadData);
}
