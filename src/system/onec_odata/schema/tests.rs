//! Tests: what a 1C base holds: its `$metadata`, refined by an overlay.

use serde_json::json;

use super::{names, schema};
use crate::schema::edmx::Trouble;
use crate::schema::{Catalog, SavedName, overlay};

const EDMX: &str = r#"<Edmx><EntityType Name="Catalog_A"><Key><PropertyRef Name="Ref_Key"/></Key>
    <Property Name="Ref_Key" Type="Edm.Guid"/><Property Name="Code" Type="Edm.String"/><Property Name="Тип" Type="Edm.String"/>
    <Property Name="Description" Type="Edm.String"/></EntityType>
    <EntitySet Name="Catalog_A" EntityType="S.Catalog_A"/></Edmx>"#;

#[test]
fn the_overlay_lies_over_the_metadata() {
    let mut catalog = Catalog::default();
    let overlay = overlay::read("types: { Catalog_A: { Code: text(9), Kode: text } }").unwrap();
    let (side, problems) = schema(&mut catalog, "erp", EDMX, Some(&overlay)).unwrap();
    let entity = catalog.entity(side, "Catalog_A").unwrap();
    let code = &catalog[catalog[entity].record].fields["Code"];
    assert_eq!(catalog.show(&code.ty), "text(9)");
    assert_eq!(problems.len(), 1);
}

#[test]
fn names_are_saved_in_their_order() {
    let mut catalog = Catalog::default();
    let (side, _) = schema(&mut catalog, "erp", EDMX, None).unwrap();
    let entity = catalog.entity(side, "Catalog_A").unwrap();
    let records = [
        json!({"Ref_Key": "2", "Description": "б", "Code": "1 ", "Тип": "Услуга", "PredefinedDataName": ""}),
        json!({"Ref_Key": "1", "Description": "а", "Code": null, "PredefinedDataName": "А"}),
        json!({"Ref_Key": "3", "Description": "в", "DeletionMark": true}),
        json!({"Ref_Key": "4", "Description": ""}),
    ];
    let names = names(&catalog, entity, ["Тип"].into_iter(), &records);
    let shown = |name: &SavedName| {
        let SavedName { key, name, code, predefined, fields } = name.clone();
        (
            key.to_string(),
            name.to_string(),
            code.map(String::from),
            predefined.map(String::from),
            fields.get("Тип").map(ToString::to_string),
        )
    };
    let text = str::to_owned;
    let expected = [
        (text("1"), text("а"), None, Some(text("А")), None),
        (text("2"), text("б"), Some(text("1")), None, Some(text("Услуга"))),
    ];
    assert_eq!(names.iter().map(shown).collect::<Vec<_>>(), expected);
}

#[test]
fn what_is_no_metadata_is_refused() {
    let refused = schema(&mut Catalog::default(), "erp", "<html/>", None);
    assert_eq!(refused.unwrap_err().trouble, Trouble::Root("html".into()));
}
