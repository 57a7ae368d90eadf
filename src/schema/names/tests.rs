//! Saved names read back, reach their entities, and slips are told with their place.

use indexmap::IndexMap;

use super::{Names, apply, hash, read, write};
use crate::schema::{Catalog, Entity, Member, Record, SavedName, Side};

fn saved() -> Names {
    let name = |key: &str, name: &str, code: Option<&str>, predefined: Option<&str>| SavedName {
        key: key.into(),
        name: name.into(),
        code: code.map(Into::into),
        predefined: predefined.map(Into::into),
        fields: code.map(|code| ("Вид".into(), code.into())).into_iter().collect(),
    };
    let rates =
        vec![name("94a6", "20%", None, None), name("94a7", "Без НДС", Some("007"), Some("Б"))];
    let names = [("Catalog_СтавкиНДС".to_owned(), rates), ("Catalog_Пусто".to_owned(), vec![])];
    Names { date: "2026-03-01 12:00".into(), names: names.into() }
}

#[test]
fn what_is_written_reads_back() {
    assert_eq!(read(&write(&saved())).expect("our own file"), saved());
    let empty = Names { date: "x".into(), names: IndexMap::new() };
    assert_eq!(read(&write(&empty)).expect("our own file"), empty);
}

#[test]
fn the_hash_is_of_the_names_alone() {
    let later = Names { date: "2027-01-01".into(), ..saved() };
    assert_eq!(hash(&later), hash(&saved()));
    let mut other = saved();
    other.names[0].pop();
    assert_ne!(hash(&other), hash(&saved()));
    assert!(write(&saved()).contains(&hash(&saved())));
}

#[test]
fn entities_get_their_names_and_strangers_are_told() {
    let mut catalog = Catalog::default();
    let side =
        Side { name: "erp".into(), system: "odata".into(), zone: None, members: IndexMap::new() };
    let side = catalog.add_side(side);
    let record = catalog.add_record(Record::default());
    let entity = catalog.add_entity(Entity {
        side,
        name: "Catalog_СтавкиНДС".into(),
        record,
        key: Vec::new(),
        naming: None,
        names: Vec::new(),
        parent: None,
        postable: false,
        changes: false,
        creatable: true,
        editable: true,
    });
    catalog[side].members.insert("Catalog_СтавкиНДС".into(), Member::Entity(entity));
    let problems = apply(&mut catalog, side, &saved());
    assert_eq!(&*catalog[entity].names[1].name, "Без НДС");
    let told: Vec<&str> = problems.iter().map(|problem| &*problem.name).collect();
    assert_eq!(told, ["Catalog_Пусто"]);
}

#[test]
fn a_slip_is_told_with_its_place() {
    let slip = "date: x\nhash: y\nnames:\n  A:\n    - {key: a, nme: b}\n";
    let error = read(slip).expect_err("a member that is none");
    assert_eq!(error.at.map(|at| at.line), Some(5));
}
