//! Saved dictionaries read back, refine their side, and name what has no place.

use indexmap::IndexMap;

use super::{AccountField, Dictionaries, apply, hash, read, write};
use crate::schema::{
    Attribute, Catalog, Dictionary, DictionaryEntry, Entity, Field, Form, Layer, Member, Record,
    Side, SideId, Type,
};

fn entry(code: &str, name: &str, attributes: &[(&str, Attribute)]) -> DictionaryEntry {
    let attributes = attributes.iter().map(|(name, value)| ((*name).into(), value.clone()));
    DictionaryEntry {
        code: code.into(),
        name: name.into(),
        active: code != "off",
        attributes: attributes.collect(),
    }
}

fn account(code: &str, ty: &str) -> AccountField {
    AccountField { code: code.into(), name: format!("Поле {code}"), ty: ty.into() }
}

fn saved() -> Dictionaries {
    let group = ("group", Attribute::Text("1".into()));
    let sites = ("sites", Attribute::List(vec!["main".into(), "7".into()]));
    let complete = ("paymentComplete", Attribute::Flag(true));
    let statuses =
        vec![entry("7", "Новый: \"да\"", &[group]), entry("off", "", &[sites, complete])];
    let dictionaries = [
        ("statuses".to_owned(), statuses),
        ("custom.sizes".to_owned(), vec![entry("xl", "XL", &[])]),
        ("empty".to_owned(), Vec::new()),
    ];
    let fields = vec![
        account("nomer1c", "text"),
        account("sizes", "list(code(custom.sizes))"),
        account("when", "datetime"),
    ];
    Dictionaries {
        date: "2026-03-01 12:00".into(),
        dictionaries: dictionaries.into(),
        fields: [("order.customFields".to_owned(), fields)].into(),
    }
}

/// A side with the dictionary `statuses` and the entity `order` with open custom fields.
fn catalog() -> (Catalog, SideId) {
    let mut catalog = Catalog::default();
    let members = IndexMap::new();
    let (name, system) = ("crm".into(), "retailcrm".into());
    let side = catalog.add_side(Side { name, system, zone: None, members });
    let custom = catalog.add_record(Record { open: true, ..Record::default() });
    let field = Field::new(Type::Record(custom), "customFields", Form::Plain, Layer::Shipped);
    let fields = IndexMap::from([("customFields".into(), field)]);
    let record = catalog.add_record(Record { name: "order".into(), fields, ..Record::default() });
    let statuses = Dictionary { side, name: "statuses".into(), entries: None, record: custom };
    let statuses = catalog.add_dictionary(statuses);
    catalog[side].members.insert("statuses".into(), Member::Dictionary(statuses));
    let order = catalog.add_entity(Entity {
        side,
        name: "order".into(),
        record,
        key: Vec::new(),
        naming: None,
        names: Vec::new(),
        parent: None,
        postable: false,
        changes: true,
        creatable: true,
        editable: true,
    });
    catalog[side].members.insert("order".into(), Member::Entity(order));
    (catalog, side)
}

#[test]
fn what_is_written_reads_back() {
    assert_eq!(read(&write(&saved())).expect("our own file"), saved());
    let empty = Dictionaries::default();
    assert_eq!(read(&write(&empty)).expect("our own file"), empty);
}

#[test]
fn the_file_is_one_line_an_entry() {
    let written = write(&saved());
    let line = r#"    - {code: "7", name: "Новый: \"да\"", active: true, group: "1"}"#;
    assert!(written.lines().any(|found| found == line), "{written}");
    let later = Dictionaries { date: "2027-01-01".into(), ..saved() };
    assert_eq!(hash(&later), hash(&saved()));
    assert!(written.contains(&hash(&saved())));
}

#[test]
fn entries_and_fields_refine_the_side() {
    let (mut catalog, side) = catalog();
    let problems = apply(&mut catalog, side, &saved());
    let told: Vec<&str> = problems.iter().map(|problem| &*problem.name).collect();
    assert_eq!(told, ["empty"]);
    let Some(Member::Dictionary(statuses)) = catalog.member(side, "statuses") else { panic!() };
    let entries = catalog[*statuses].entries.as_ref().expect("entries");
    assert_eq!((entries.len(), entries[1].active), (2, false));
    let custom = &catalog.records[0];
    assert!(!custom.open, "the fields are known now");
    let shown = |name: &str| catalog.show(&custom.fields[name].ty);
    assert_eq!(shown("nomer1c"), "text");
    assert_eq!(shown("sizes"), "rows(list(code(crm.custom.sizes)))");
    assert_eq!(custom.fields["when"].wire.form, Form::DateTimeSpace);
    assert_eq!(custom.fields["when"].layer, Layer::Account);
    assert_eq!(custom.fields["nomer1c"].label.as_deref(), Some("Поле nomer1c"));
}

#[test]
fn what_has_no_place_is_told() {
    let (mut catalog, side) = catalog();
    let mut saved = Dictionaries::default();
    saved.dictionaries.insert("statusses".into(), Vec::new());
    saved.fields.insert("order.costumFields".into(), Vec::new());
    saved.fields.insert("order.customFields".into(), vec![account("a", "texxt(")]);
    let problems = apply(&mut catalog, side, &saved);
    assert_eq!(problems[0].near, ["statuses"]);
    assert_eq!(problems[1].name, "order.costumFields");
    assert_eq!(problems[2].name, "order.customFields.a");
    assert!(problems[2].notation.is_some());
}

#[test]
fn an_entry_without_code_is_refused() {
    let text = "date: x\nhash: y\ndictionaries: { statuses: [ { name: a } ] }\n";
    let error = read(text).expect_err("no code");
    assert_eq!(error.message, "an entry of statuses has no code");
    let slip = read("date: x\nhash: y\ndictionary: {}\n").expect_err("no such section");
    assert_eq!(slip.at.map(|at| at.line), Some(3));
}
