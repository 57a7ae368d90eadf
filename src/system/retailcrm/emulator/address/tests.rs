//! Tests: the text of an address, composed from its parts as the CRM does.

use serde_json::json;

use super::*;

#[test]
fn composes_as_recorded() {
    let mut address = json!({"street": "street", "building": "1", "house": "1", "housing": "A",
        "flat": "1", "block": 1, "floor": 1, "metro": "metro"});
    compose(address.as_object_mut().unwrap());
    let text = "street, д. 1, стр. 1, корп. A, кв./офис 1, под. 1, эт. 1, метро metro";
    assert_eq!(address["text"], text);
    let mut free = json!({"text": "at the corner"});
    compose(free.as_object_mut().unwrap());
    assert_eq!(free["text"], "at the corner");
}
