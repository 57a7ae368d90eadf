//! Tests: what an account tells of its key, with one thing wrong at a time.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::examine;
use crate::diag::Fact;
use crate::endpoint::{
    Capability, Changes, Cursor, EndpointError, ErrorKind, Payload, Pending, Query, Source,
};
use crate::system::examine::{Needs, Observed, State};

/// An account that answers with these, and with a refusal where it has none.
struct Account(BTreeMap<&'static str, Value>);

impl Source for Account {
    fn capability(&self) -> Capability {
        Capability::default()
    }

    fn changes<'a>(&'a self, _: &'a str, _: &'a Cursor) -> Pending<'a, Changes> {
        panic!("nobody asks for changes")
    }

    fn read<'a>(&'a self, _: &'a Query) -> Pending<'a, Vec<Payload>> {
        panic!("nobody reads records")
    }

    fn describe<'a>(&'a self, what: &'a str) -> Pending<'a, Vec<u8>> {
        let answer = self.0.get(what).map(|answer| answer.to_string().into_bytes());
        let refused = || EndpointError::new(ErrorKind::Credentials, what, "Access denied.");
        Box::pin(async move { answer.ok_or_else(refused) })
    }
}

fn account() -> Account {
    let scopes =
        ["order_read", "order_write", "customer_read", "reference_read", "custom_fields_read"];
    let key = json!({ "scopes": scopes, "siteAccess": "access_full", "sitesAvailable": [] });
    let settings = json!({ "timezone": { "value": "Europe/Moscow" } });
    Account(BTreeMap::from([
        ("credentials", key),
        ("api-versions", json!({ "versions": ["4.0", "5.0"] })),
        ("settings", settings),
    ]))
}

fn needs() -> Needs {
    let codes = BTreeMap::from([("sites".into(), ["main".into(), "shop".into()].into())]);
    Needs {
        reads: ["order".into(), "customer".into()].into(),
        writes: ["order".into()].into(),
        codes,
        zone: Some("Europe/Moscow".into()),
        ..Needs::default()
    }
}

fn seen(account: &Account, needs: &Needs, check: &str) -> (State, &'static str, Vec<String>) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let found: Vec<Observed> = runtime.block_on(examine(account, needs)).unwrap();
    let found = found.into_iter().find(|seen| seen.check == check).unwrap();
    let texts = found.facts.into_iter().filter_map(|(_, fact)| match fact {
        Fact::Text(text) => Some(text),
        Fact::Count(_) => None,
    });
    (found.state, found.words, texts.collect())
}

#[test]
fn a_whole_account_fits() {
    for check in ["rights", "shops", "api", "zone"] {
        assert_eq!(seen(&account(), &needs(), check).0, State::Fine, "{check}");
    }
}

#[test]
fn each_scope_that_is_needed_is_missed() {
    for (scope, entity) in [
        ("order_read", "order"),
        ("order_write", "order"),
        ("customer_read", "customer"),
        ("reference_read", ""),
        ("custom_fields_read", ""),
    ] {
        let mut account = account();
        let scopes = account.0.get_mut("credentials").unwrap()["scopes"].as_array_mut().unwrap();
        scopes.retain(|known| known != scope);
        let (state, words, facts) = seen(&account, &needs(), "rights");
        assert_eq!((state, words), (State::Failure, "doctor-rights-missing"), "{scope}");
        assert_eq!(facts, [scope], "{entity}");
    }
    // What the mapping does not touch is not missed.
    let unread = Needs { reads: ["order".into()].into(), ..needs() };
    let mut account = account();
    account.0.get_mut("credentials").unwrap()["scopes"].as_array_mut().unwrap().remove(2);
    assert_eq!(seen(&account, &unread, "rights").0, State::Fine);
}

#[test]
fn every_kind_of_record_has_its_scope() {
    let written = ["offerPrices", "inventory", "loyaltyAccount", "order.payment", "company"];
    let needs = Needs { writes: written.map(Into::into).into(), ..Needs::default() };
    let (_, _, facts) = seen(&account(), &needs, "rights");
    assert_eq!(facts, ["customer_write, loyalty_write, payments_write, store_write"]);
}

#[test]
fn a_key_that_names_no_scopes_is_not_judged() {
    let mut account = account();
    account.0.get_mut("credentials").unwrap()["scopes"] = json!([]);
    assert_eq!(seen(&account, &needs(), "rights").0, State::Unknown);
}

#[test]
fn shops_that_the_key_does_not_open_are_named() {
    let mut account = account();
    let key = account.0.get_mut("credentials").unwrap();
    key["siteAccess"] = json!("access_selective");
    key["sitesAvailable"] = json!(["main", "shop", "other"]);
    // PRE-26: those that are named are enough; where all are named, all are needed.
    assert_eq!(seen(&account, &needs(), "shops").0, State::Fine);
    account.0.get_mut("credentials").unwrap()["sitesAvailable"] = json!(["main"]);
    let (state, _, facts) = seen(&account, &needs(), "shops");
    assert_eq!((state, facts), (State::Failure, vec!["shop".to_owned(), "main".to_owned()]));
    let own = Needs { codes: BTreeMap::new(), site: Some("own".into()), ..needs() };
    assert_eq!(seen(&account, &own, "shops").2, ["own", "main"]);
}

#[test]
fn an_account_without_our_version_is_told() {
    let mut account = account();
    account.0.insert("api-versions", json!({ "versions": ["3.0", "4.0"] }));
    assert_eq!(seen(&account, &needs(), "api").0, State::Failure);
    account.0.remove("api-versions");
    assert_eq!(seen(&account, &needs(), "api").0, State::Unknown);
}

#[test]
fn a_zone_is_another_when_its_clocks_are() {
    let mut account = account();
    let cases = [
        ("Europe/Moscow", Some("Europe/Moscow"), State::Fine),
        ("Europe/Simferopol", Some("Europe/Moscow"), State::Fine),
        ("Asia/Omsk", Some("Europe/Moscow"), State::Failure),
        ("Asia/Omsk", None, State::Warning),
    ];
    let now = jiff::Timestamp::from_second(1_760_000_000).unwrap().as_millisecond();
    for (theirs, ours, state) in cases {
        account.0.insert("settings", json!({ "timezone": { "value": theirs } }));
        let needs = Needs { zone: ours.map(Into::into), now, ..needs() };
        assert_eq!(seen(&account, &needs, "zone").0, state, "{theirs} {ours:?}");
    }
    account.0.remove("settings");
    assert_eq!(seen(&account, &needs(), "zone").0, State::Unknown);
}
