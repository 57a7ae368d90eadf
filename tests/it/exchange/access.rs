//! Address and key of RetailCRM: without them nothing of it can be had, and it is said what to check.

use std::fs;
use std::sync::{Arc, Mutex};

use obmen::cli::Env;

use super::between::plain;
use super::shop::{ORDERS, Shop, Told};

/// MSG-01, word for word.
const CHECK: &str = "Проверьте корректность адреса CRM и API ключ";

/// What needs RetailCRM.
const COMMANDS: [&[&str]; 5] = [
    &["schema", "pull"],
    &["tables", "pull", "--yes"],
    &["check", "--live"],
    &["plan"],
    &["run", "--yes"],
];

/// A shop that reaches RetailCRM by an address with the key in the variable `SHOP_KEY`.
fn with_key(shop: &Shop) {
    shop.edit("obmen.yaml", |text| text.replace("key: demo-key", "key: env:SHOP_KEY"));
}

fn told(shop: &Shop, key: &str, args: &[&str]) -> Told {
    let variables = [("SHOP_KEY".to_owned(), key.to_owned())].into_iter().collect();
    let env = Env { folder: shop.dir.clone(), variables, ..Env::default() };
    shop.obmen_with(&env, &[args, &["--lang", "ru"]].concat())
}

#[test]
fn until_address_and_key_are_right_it_is_told_to_check_them() {
    let shop = Shop::with(&[1005]);
    let line = shop.served(Box::new(plain), Box::new(plain));
    with_key(&shop);
    let settings = fs::read_to_string(shop.dir.join("obmen.yaml")).unwrap();
    let (head, rest) = settings.split_once("address: \"").unwrap();
    let (address, tail) = rest.split_once('"').unwrap();
    let without = format!("{head}{}", tail.strip_prefix(", ").unwrap());
    let no_account = format!("{head}address: \"{address}/\"{tail}").replace(address, "ftp://");
    // CON-07, MSG-01: no key, a key that is not accepted, no address, one that is none.
    for (text, key) in [
        (&settings, ""),
        (&settings, "wrong-key"),
        (&without, "demo-key"),
        (&no_account, "demo-key"),
    ] {
        fs::write(shop.dir.join("obmen.yaml"), text).unwrap();
        for command in COMMANDS {
            let refused = told(&shop, key, command);
            assert!([1, 4].contains(&refused.code), "{command:?} {} {}", refused.out, refused.err);
            let remedy = format!(": {CHECK}\n");
            assert!(refused.err.contains(&remedy), "{command:?} {}", refused.err);
        }
        // What needs no RetailCRM does not wait for it.
        if key != "demo-key" {
            assert_eq!(told(&shop, key, &["check"]).code, 0);
        }
    }
    // CON-06: once they are right, everything can be had.
    fs::write(shop.dir.join("obmen.yaml"), &settings).unwrap();
    for command in [&["plan"], &["schema", "pull"][..], &["check", "--live"], &["run", "--yes"]] {
        let done = told(&shop, "demo-key", command);
        assert!([0, 2].contains(&done.code), "{command:?} {} {}", done.out, done.err);
    }
    assert_eq!(told(&shop, "demo-key", &["tables", "pull", "--yes"]).code, 0);
    drop(line);
}

#[test]
fn without_a_key_managers_cannot_be_chosen_and_the_remedy_is_told() {
    let shop = Shop::with(&[1005]);
    let line = shop.served(Box::new(plain), Box::new(plain));
    with_key(&shop);
    let pull = ["tables", "pull", "Менеджеры", "--merge"];
    // MGR-06: the remedy, and that it helps.
    let refused = told(&shop, "wrong-key", &pull);
    assert_eq!((refused.code, refused.out.as_str()), (4, ""));
    assert!(refused.err.ends_with(&format!("исправить: {CHECK}\n\n1 ошибка\n")), "{}", refused.err);
    let done = told(&shop, "demo-key", &pull);
    assert_eq!(done.code, 0, "{}", done.err);
    drop(line);
}

#[test]
fn every_call_goes_to_the_address_with_the_key_and_nothing_else_shows_it() {
    let shop = Shop::with(&[1005, 1009]);
    let asked = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&asked);
    let line = shop.served(
        Box::new(move |request, crm| {
            heard.lock().unwrap().push(request.clone());
            plain(request, crm)
        }),
        Box::new(plain),
    );
    with_key(&shop);
    let mut shown = String::new();
    for command in [
        &["check", "--live"][..],
        &["tables", "pull", "--merge"],
        &["plan", "--explain", "--log", "trace"],
        &["run", "--yes", "--log", "trace"],
        &["run", "--id", "1005", "--format", "json"],
    ] {
        let done = told(&shop, "demo-key", command);
        assert!([0, 2].contains(&done.code), "{command:?} {} {}", done.out, done.err);
        shown.push_str(&done.out);
        shown.push_str(&done.err);
    }
    shown.push_str(&told(&shop, "demo-key-too", &["plan", "--log", "trace"]).err);
    drop(line);
    assert_eq!(shop.records(ORDERS).len(), 2);
    let asked = asked.lock().unwrap();
    assert!(asked.len() > 20, "{}", asked.len());
    let settings = fs::read_to_string(shop.dir.join("obmen.yaml")).unwrap();
    let (_, address) = settings.split_once("address: \"http://").unwrap();
    let (host, _) = address.split_once('"').unwrap();
    for request in asked.iter() {
        // CON-10: the address is the base of every call.
        assert_eq!(request.header("host"), Some(host), "{}", request.path);
        assert!(request.path.starts_with("/api/"), "{}", request.path);
        // CON-11: the key goes with every call, in its header alone.
        assert!(request.header("x-api-key").is_some_and(|key| key.starts_with("demo-key")));
        let rest = format!("{}?{}{}", request.path, request.query, request.text());
        assert!(!rest.contains("demo-key"), "{rest}");
    }
    // CON-11: it is a secret.
    assert!(!shown.contains("demo-key"), "{shown}");
    let journal = fs::read(shop.journal_path()).unwrap();
    assert!(!journal.windows(8).any(|bytes| bytes == b"demo-key"));
}
