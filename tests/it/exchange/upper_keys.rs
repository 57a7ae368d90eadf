//! A base that writes its keys in capitals: they are the keys that they are.

use obmen::endpoint::emulate::{Emulator, Request, Response};

use super::between::plain;
use super::shop::{ORDERS, Shop};

/// Puts every GUID of an answer into capitals.
fn in_capitals(request: &Request, erp: &dyn Emulator) -> Response {
    let answer = erp.answer(request);
    let Ok(text) = std::str::from_utf8(&answer.body) else { return answer };
    if !text.starts_with('{') {
        return answer;
    }
    let is_guid = |part: &str| uuid::Uuid::try_parse(part).is_ok() && part.len() == 36;
    let upper =
        |part: &str| if is_guid(part) { part.to_ascii_uppercase() } else { part.to_owned() };
    let parts: Vec<String> = text.split('"').map(upper).collect();
    Response { body: parts.join("\"").into_bytes(), ..answer }
}

#[test]
fn keys_in_capitals_are_the_same_keys() {
    let shop = Shop::with(&[1005]);
    let line = shop.served(Box::new(plain), Box::new(in_capitals));
    let run = shop.obmen(&["run", "--yes"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{}", run.out);
    let again = shop.obmen(&["run", "--yes", "--id", "1005"]);
    assert_eq!((again.code, again.changes().len()), (0, 0), "{} {}", again.out, again.err);
    drop(line);
    let created = shop.ledger("erp").into_iter();
    let created: Vec<String> = created
        .filter(|entry| entry.operation == format!("POST {ORDERS}"))
        .map(|it| it.key)
        .collect();
    let links = shop.journal().links("Заказ").unwrap();
    let linked: Vec<&str> = links.iter().filter_map(|link| link.left.as_deref()).collect();
    assert_eq!(linked, created);
}
