//! Tests: the path of a request below the service root: a set, a key, what follows.

use super::{arguments, key_parts, segments};

#[test]
fn a_slash_in_a_condition_stays_in_its_step() {
    let path = "Register/Balance(Condition='Item/Parent_Key eq guid''x''')/$count";
    let names: Vec<String> = segments(path).unwrap().into_iter().map(|it| it.name).collect();
    assert_eq!(names, ["Register", "Balance", "$count"]);
    assert_eq!(segments("Set(guid'x'"), None);
    assert_eq!(segments("Set)"), None);
}

#[test]
fn quotes_in_arguments_come_doubled_or_single() {
    for condition in ["'A eq guid''x'' and B eq ''y'''", "'A eq guid'x' and B eq 'y''"] {
        let found = arguments(&format!("Condition={condition},Dimensions='A,B'"));
        let wanted = [("Condition", "A eq guid'x' and B eq 'y'"), ("Dimensions", "A,B")];
        assert_eq!(found, wanted.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
}

#[test]
fn keys_have_one_part_or_named_parts() {
    assert_eq!(key_parts("guid'1f2a0002-5c1e-11f0-8b1e-00155d0a1b01'").unwrap().len(), 1);
    let parts = key_parts("Period=datetime'2025-01-01T00:00:00',Code='a,b'").unwrap();
    assert_eq!(parts[1].0.as_deref(), Some("Code"));
    assert_eq!(key_parts("guid'x'"), None);
}
