//! Tests: what a base tells of itself, with one thing wrong at a time.

use super::examine;
use crate::diag::Fact;
use crate::endpoint::{
    Capability, Changes, Cursor, EndpointError, ErrorKind, Payload, Pending, Query, Selector,
    Source,
};
use crate::system::examine::{Needs, Observed, State};

const EDMX: &str = r#"<?xml version="1.0"?>
<edmx:Edmx Version="1.0" xmlns:edmx="http://schemas.microsoft.com/ado/2007/06/edmx">
<edmx:DataServices m:DataServiceVersion="3.0" m:MaxDataServiceVersion="3.0" xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata">
<Schema Namespace="StandardODATA" xmlns="http://schemas.microsoft.com/ado/2009/11/edm">
<EntityType Name="Catalog_A"><Key><PropertyRef Name="Ref_Key"/></Key><Property Name="Ref_Key" Type="Edm.Guid" Nullable="false"/></EntityType>
<EntityType Name="ExchangePlan_A"><Key><PropertyRef Name="Ref_Key"/></Key><Property Name="Ref_Key" Type="Edm.Guid" Nullable="false"/></EntityType>
<EntityContainer Name="EnterpriseV8"><EntitySet Name="Catalog_A" EntityType="StandardODATA.Catalog_A"/><EntitySet Name="ExchangePlan_A" EntityType="StandardODATA.ExchangePlan_A"/></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>"#;

/// A base with that description, which refuses to read where it is told to.
struct Base {
    edmx: String,
    refuses: Option<ErrorKind>,
}

impl Source for Base {
    fn capability(&self) -> Capability {
        Capability::default()
    }

    fn changes<'a>(&'a self, _: &'a str, _: &'a Cursor) -> Pending<'a, Changes> {
        panic!("nobody asks for changes")
    }

    fn read<'a>(&'a self, query: &'a Query) -> Pending<'a, Vec<Payload>> {
        assert_eq!(query.selector, Selector::Few, "no more than a look");
        let refused = self.refuses;
        Box::pin(async move {
            let error = |kind| EndpointError::new(kind, "GET", "Недостаточно прав");
            refused.map_or(Ok(Vec::new()), |kind| Err(error(kind)))
        })
    }

    fn describe<'a>(&'a self, _: &'a str) -> Pending<'a, Vec<u8>> {
        let edmx = self.edmx.clone();
        Box::pin(async move { Ok(edmx.into_bytes()) })
    }
}

fn base() -> Base {
    Base { edmx: EDMX.to_owned(), refuses: None }
}

fn seen(base: &Base, writes: &[&str]) -> Result<Vec<Observed>, EndpointError> {
    let needs = Needs {
        reads: ["Catalog_A".into()].into(),
        writes: writes.iter().map(|name| (*name).into()).collect(),
        ..Needs::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(examine(base, &needs))
}

fn states(found: &[Observed], check: &str) -> Vec<State> {
    found.iter().filter(|seen| seen.check == check).map(|seen| seen.state).collect()
}

#[test]
fn a_whole_base_fits_and_says_what_only_a_write_tells() {
    let found = seen(&base(), &[]).unwrap();
    for check in ["api", "published", "rights", "plan"] {
        assert_eq!(states(&found, check), [State::Fine], "{check}");
    }
    assert_eq!(states(&found, "if-match"), [State::Unknown]);
    assert_eq!(states(&found, "zone"), [State::Unknown]);
    let found = seen(&base(), &["Catalog_A"]).unwrap();
    assert_eq!(states(&found, "rights"), [State::Fine, State::Unknown]);
}

#[test]
fn what_is_written_and_not_published_is_named() {
    let found = seen(&base(), &["Document_B", "Catalog_A"]).unwrap();
    let missing = found.iter().find(|seen| seen.check == "published").unwrap();
    assert_eq!(missing.state, State::Failure);
    assert!(missing.facts.contains(&("entities", Fact::from("Document_B"))), "{missing:?}");
}

#[test]
fn a_refused_read_is_a_right_that_is_missing_and_silence_is_none() {
    for kind in [ErrorKind::Credentials, ErrorKind::Unsupported, ErrorKind::Rejected] {
        let found = seen(&Base { refuses: Some(kind), ..base() }, &[]).unwrap();
        assert_eq!(states(&found, "rights"), [State::Failure], "{kind:?}");
    }
    assert!(seen(&Base { refuses: Some(ErrorKind::Transient), ..base() }, &[]).is_err());
}

#[test]
fn another_version_of_the_interface_is_told() {
    let other = Base { edmx: EDMX.replace("Version=\"3.0\"", "Version=\"4.0\""), ..base() };
    assert_eq!(states(&seen(&other, &[]).unwrap(), "api"), [State::Failure]);
    let silent = Base { edmx: EDMX.replace("DataServiceVersion=\"3.0\"", "V=\"3.0\""), ..base() };
    assert_eq!(states(&seen(&silent, &[]).unwrap(), "api"), [State::Unknown]);
}

#[test]
fn exchange_plans_are_named() {
    let found = seen(&base(), &[]).unwrap();
    let words = |found: &[Observed]| found.iter().find(|seen| seen.check == "plan").unwrap().words;
    assert_eq!(words(&found), "doctor-plan-some");
    let without = Base { edmx: EDMX.replace("ExchangePlan_", "Catalog_B"), ..base() };
    assert_eq!(words(&seen(&without, &[]).unwrap()), "doctor-plan-none");
}
