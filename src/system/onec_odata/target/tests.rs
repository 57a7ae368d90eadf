//! Tests: what a name of an entity stands for: a set, or a virtual table of one, `Register_X.Balance`.

use super::*;

#[test]
fn virtual_tables_are_told_apart_by_their_dimensions() {
    let model =
        Model::read(include_str!("../../../../tests/data/onec/metadata.edmx")).expect("an EDMX");
    let key = |entity: &str| target(&model, entity, "GET").map(|it| it.shape.key.join(" "));
    let slice = key("InformationRegister_ЦеныНоменклатуры.SliceLast").unwrap();
    assert_eq!(slice, "ВидЦен_Key Номенклатура_Key Характеристика_Key");
    let balance = key("AccumulationRegister_ЗапасыНаСкладах.Balance").unwrap();
    assert!(balance.starts_with("Организация_Key Номенклатура_Key"), "{balance}");
    assert!(!balance.contains("Balance"), "{balance}");
    for unknown in ["Catalog_Валюты.Balance", "Catalog_Нет", "Document_ЗаказПокупателя.Post"]
    {
        assert_eq!(key(unknown).unwrap_err().kind, ErrorKind::Unsupported);
    }
}
