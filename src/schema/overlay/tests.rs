//! What an overlay adds to the metadata of 1C.

use super::{Trouble, apply, read};
use crate::schema::notation::NotationError;
use crate::schema::{
    Access, Catalog, Entity, Field, Form, Layer, Member, Origin, Sensitivity, Side, SideId, Type,
    edmx,
};

const UNF: &str = include_str!("../../../mappings/unf3/schema/unf3.edmx");
const OVERLAY: &str = include_str!("../../../mappings/unf3/schema/unf3.overlay.yaml");
const ORDER: &str = "Document_ЗаказПокупателя";

fn unf() -> (Catalog, SideId) {
    let mut catalog = Catalog::default();
    let members = indexmap::IndexMap::new();
    let (name, system) = ("erp".into(), "odata".into());
    let side = catalog.add_side(Side { name, system, zone: None, members });
    edmx::read(&mut catalog, side, UNF).expect("the shipped metadata is read");
    (catalog, side)
}

/// The shipped base under an overlay, and what does not fit.
fn over(overlay: &str) -> (Catalog, SideId, Vec<Trouble>) {
    let (mut catalog, side) = unf();
    let overlay = read(overlay).expect("an overlay");
    let problems = apply(&mut catalog, side, &overlay);
    (catalog, side, problems.into_iter().map(|problem| problem.trouble).collect())
}

fn applied(overlay: &str) -> (Catalog, SideId) {
    let (catalog, side, troubles) = over(overlay);
    assert_eq!(troubles, Vec::new());
    (catalog, side)
}

fn entity<'c>(catalog: &'c Catalog, side: SideId, name: &str) -> &'c Entity {
    &catalog[catalog.entity(side, name).unwrap_or_else(|| panic!("{name}"))]
}

fn field<'c>(catalog: &'c Catalog, side: SideId, name: &str, path: &str) -> &'c Field {
    let mut record = entity(catalog, side, name).record;
    let steps: Vec<&str> = path.split('.').collect();
    for step in &steps[..steps.len() - 1] {
        let Type::Rows(rows) = &catalog.field(record, step).expect("rows").ty else { panic!() };
        record = rows.record;
    }
    catalog.field(record, steps[steps.len() - 1]).unwrap_or_else(|| panic!("{name}: {path}"))
}

#[test]
fn the_shipped_overlay_fits_the_shipped_metadata() {
    let (catalog, side) = applied(OVERLAY);
    let shown = |name: &str, path: &str| catalog.show(&field(&catalog, side, name, path).ty);
    assert_eq!(shown(ORDER, "Запасы.Номенклатура"), "ref(erp.Catalog_Номенклатура) | text(150)");
    assert_eq!(shown(ORDER, "Запасы.Цена"), "money");
    assert_eq!(shown(ORDER, "СостояниеЗаказа"), "ref(erp.Catalog_СостоянияЗаказовПокупателей)");
    assert_eq!(shown(ORDER, "ДатаОтгрузки"), "date");
    assert_eq!(
        shown("Catalog_Контрагенты", "КонтактнаяИнформация.Тип"),
        "enum(Enum_ТипыКонтактнойИнформации)"
    );
    assert_eq!(
        shown("Document_ПоступлениеНаСчет", "ВидОперации"),
        "enum(Enum_ВидыОперацийПоступлениеНаСчет)"
    );
    let state = field(&catalog, side, ORDER, "СостояниеЗаказа");
    assert_eq!((&state.wire.form, state.layer), (&Form::Tagged, Layer::Overlay));
    assert!(field(&catalog, side, ORDER, "Запасы.СтавкаНДС").required);
    assert!(!field(&catalog, side, ORDER, "Комментарий").required);
    assert_eq!(field(&catalog, side, ORDER, "ДатаИзменения").access, Access::Read);
    assert_eq!(field(&catalog, side, ORDER, "Телефон").sensitivity, Sensitivity::Personal);
    assert!(field(&catalog, side, "Catalog_Номенклатура", "Вес").blank_zero);
    let named =
        entity(&catalog, side, "ChartOfCharacteristicTypes_ДополнительныеРеквизитыИСведения");
    assert_eq!(named.naming.as_deref(), Some("Имя"));
}

#[test]
fn related_rows_are_fields() {
    let (catalog, side) = applied(OVERLAY);
    let related = |name: &str, path: &str| {
        let field = field(&catalog, side, name, path);
        let Origin::Related { entity, by } = &field.origin else { panic!("{path} is related") };
        let Type::Rows(rows) = &field.ty else { panic!("{path} is rows") };
        (catalog[*entity].name.to_string(), by.to_string(), rows.key.join("+"), field.access)
    };
    let text = str::to_owned;
    let property = "InformationRegister_ДополнительныеСведения";
    let expected = (text(property), text("Объект"), text("Свойство"), Access::Write);
    assert_eq!(related(ORDER, "Сведения"), expected);
    assert_eq!(related("Catalog_Контрагенты", "Сведения"), expected);
    assert_eq!(
        related("Document_ЧекККМ", "Возвраты"),
        (text("Document_ЧекККМВозврат"), text("ЧекККМ"), text("Ref_Key"), Access::Read)
    );
    let prices = related("Catalog_Номенклатура", "Цены");
    assert_eq!(prices.2, "ВидЦен+Характеристика");
    let rows = entity(&catalog, side, "Catalog_Контрагенты_КонтактнаяИнформация").record;
    assert!(catalog.field(rows, "Сведения").is_none(), "rows are no objects");
}

#[test]
fn what_is_said_of_a_register_holds_for_its_virtual_tables() {
    let (catalog, side) = applied(OVERLAY);
    for name in
        ["InformationRegister_ЦеныНоменклатуры", "InformationRegister_ЦеныНоменклатуры.SliceLast"]
    {
        assert_eq!(catalog.show(&field(&catalog, side, name, "Цена").ty), "money", "{name}");
    }
}

#[test]
fn unions_and_enumerations_are_members() {
    let (catalog, side) = applied(
        "unions: { U: [Catalog_Кассы, Catalog_КассыККМ] }\nenums: { E: [a, b] }\ntypes: { Catalog_Кассы: { Code: enum(E) } }",
    );
    let Some(Member::Union(union)) = catalog.member(side, "U") else { panic!("a union") };
    assert_eq!(catalog[*union].entities.len(), 2);
    assert_eq!(catalog.show(&field(&catalog, side, "Catalog_Кассы", "Code").ty), "enum(E)");
}

#[test]
fn derived_fields_are_noted() {
    let (catalog, side) = applied(OVERLAY);
    assert_eq!(field(&catalog, side, ORDER, "Запасы").derives, ["СуммаДокумента".into()]);
    assert_eq!(
        field(&catalog, side, ORDER, "СтруктурнаяЕдиницаРезерв").label.as_deref(),
        Some("склад")
    );
}

#[test]
fn unknown_names_are_told_with_the_nearest() {
    let (_, _, troubles) = over(
        "
names: { Catalog_Касса: Description, Catalog_Кассы: Descripton }
types: { Document_ЗаказПокупателя: { Запасы.Цина: money, Запас.Цена: money } }
unions: { U: [Catalog_Каccы] }
",
    );
    let near = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let field = |entity: &str, path: &str, names: &[&str]| Trouble::Field {
        entity: entity.to_owned(),
        path: path.to_owned(),
        near: near(names),
    };
    assert!(
        matches!(&troubles[0], Trouble::Entity(name, near) if name == "Catalog_Каccы" && near[0] == "Catalog_Кассы")
    );
    assert!(matches!(&troubles[1], Trouble::Entity(name, _) if name == "Catalog_Касса"));
    assert_eq!(troubles[2], field("Catalog_Кассы", "Descripton", &["Description"]));
    assert!(
        matches!(&troubles[3], Trouble::Field { path, near, .. } if path == "Запасы.Цина" && near[0] == "Цена")
    );
    assert_eq!(troubles[4], field(ORDER, "Запас.Цена", &["Запасы"]));
    assert_eq!(troubles.len(), 5);
}

#[test]
fn a_type_must_suit_what_the_base_holds() {
    let unfit = |path: &str, wants: &str| {
        let (_, _, troubles) = over(&format!("types: {{ {ORDER}: {{ {path}: {wants} }} }}"));
        matches!(&*troubles, [Trouble::Unfit { .. }])
    };
    assert!(unfit("Комментарий", "money"));
    assert!(unfit("СуммаДокумента", "date"));
    assert!(unfit("Date", "bool"));
    assert!(unfit("Комментарий", "Catalog_Кассы"));
    assert!(unfit("Контрагент", "[Catalog_Кассы, text]"));
    assert!(!unfit("Контрагент", "Catalog_Организации"));
    assert!(!unfit("СостояниеЗаказа", "[Catalog_Кассы, bool]"));
    assert!(!unfit("Комментарий", "'\"a\" | \"b\"'"));
}

#[test]
fn a_wrong_notation_is_a_problem_and_the_rest_stands() {
    let (catalog, side, troubles) = over(
        "types: { Catalog_Кассы: { Code: text(, Description: enum(X) } }\nrequired: { Catalog_Кассы: [Code] }",
    );
    assert_eq!(troubles.len(), 2);
    assert!(matches!(&troubles[0], Trouble::Notation(NotationError::Size(_))));
    assert_eq!(troubles[1], Trouble::Notation(NotationError::Unknown("enumeration", "X".into())));
    assert!(field(&catalog, side, "Catalog_Кассы", "Code").required);
}

#[test]
fn related_rows_must_point_here() {
    let (_, _, troubles) = over("
rows:
  Catalog_Кассы: { Договоры: { of: Document_ЧекККМВозврат, by: ЧекККМ }, Code: { of: InformationRegister_ДополнительныеСведения, by: Объект } }
");
    let pointing = Trouble::Pointing {
        entity: "Document_ЧекККМВозврат".into(),
        by: "ЧекККМ".into(),
    };
    assert_eq!(troubles, [pointing, Trouble::Taken("Code".into())]);
}

#[test]
fn problems_and_slips_have_places() {
    let (mut catalog, side) = unf();
    let overlay = read("types:\n  Catalog_Кассы:\n    Codd: text\n").expect("an overlay");
    let problem = apply(&mut catalog, side, &overlay).remove(0);
    assert_eq!((problem.at.line, problem.at.column), (3, 5));
    assert_eq!(
        problem.to_string(),
        "line 3, column 5: Catalog_Кассы has no field Codd (near: Code)"
    );
    let error = read("names: {}\nnmes: {}\n").expect_err("a section that is none");
    assert_eq!(error.at.map(|at| at.line), Some(2));
    assert!(error.message.contains("nmes"), "{}", error.message);
}
