//! Tests: the raw entity model of a base: what `$metadata` declares, by the names it uses.

use super::*;

const EDMX: &str = include_str!("../../../../tests/data/onec/metadata.edmx");

#[test]
fn names_keys_and_references_are_read() {
    let model = Model::read(EDMX).unwrap();
    let shape = model.shape_of("InformationRegister_ДополнительныеСведения").unwrap();
    assert_eq!(shape.key, ["Объект", "Свойство_Key", "Объект_Type"]);
    assert!(shape.is_composite("Значение") && !shape.is_composite("Свойство_Key"));
    let order = model.shape_of("Document_ЗаказПокупателя").unwrap();
    assert!(order.has_ref_key() && !order.is_record_set());
    assert_eq!(order.navigation["Контрагент"], "Catalog_Контрагенты");
    assert_eq!(order.properties["Кратность"].edm, Edm::Int64);
    assert!(model.has_function("Document_ЗаказПокупателя", "Post"));
    let stock = model.shape_of("AccumulationRegister_ЗапасыНаСкладах").unwrap();
    assert!(stock.is_record_set());
}

#[test]
fn sets_inside_other_sets_know_their_owners() {
    let model = Model::read(EDMX).unwrap();
    let owner = |set: &str| {
        let part = &model.parts[set];
        (part.owner.as_str(), part.property.as_str())
    };
    assert_eq!(owner("Document_ЗаказПокупателя_Запасы"), ("Document_ЗаказПокупателя", "Запасы"));
    assert_eq!(
        owner("AccumulationRegister_ЗапасыНаСкладах_RecordType"),
        ("AccumulationRegister_ЗапасыНаСкладах", "RecordSet")
    );
}

#[test]
fn other_texts_are_refused() {
    let cases = [
        ("", "no entity sets"),
        ("<html></html>", "no entity sets"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><Edmx/>", "DOCTYPE"),
        ("<Edmx><EntityType/></Edmx>", "<EntityType> without Name"),
        ("<Edmx><Property Name='a' Type='Edm.Guid'/></Edmx>", "<Property> outside a type"),
        ("<Edmx></Schema>", "metadata, byte"),
    ];
    for (text, wanted) in cases {
        let error = Model::read(text).unwrap_err().to_string();
        assert!(error.contains(wanted), "{text}: {error}");
    }
}
