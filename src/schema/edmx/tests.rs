//! Metadata as 1C writes it becomes entities, and what is broken is refused.

use std::time::Instant;

use super::{EdmxError, Trouble, read};
use crate::schema::{Access, Catalog, Entity, Field, Form, Member, Rows, Side, SideId, Type};

const UNF: &str = include_str!("../../../mappings/unf3/schema/unf3.edmx");

const DOCUMENT: &str = r#"<?xml version="1.0"?>
<edmx:Edmx xmlns:edmx="e"><edmx:DataServices><Schema Namespace="StandardODATA">
<EntityType Name="Catalog_A"><Key><PropertyRef Name="Ref_Key"/></Key>
  <Property Name="Ref_Key" Type="Edm.Guid" Nullable="false"/>
  <Property Name="DataVersion" Type="Edm.String"/>
  <Property Name="IsFolder" Type="Edm.Boolean"/>
  <Property Name="Code" Type="Edm.String" MaxLength="9"/>
  <Property Name="Parent_Key" Type="Edm.Guid"/>
  <Property Name="Gone_Key" Type="Edm.Guid"/>
  <Property Name="Owner" Type="Edm.String"/><Property Name="Owner_Type" Type="Edm.String"/>
  <Property Name="Picture" Type="Edm.Stream"/><Property Name="Picture_Type" Type="Edm.String"/>
  <Property Name="Picture_Base64Data" Type="Edm.Binary"/>
  <Property Name="Kind" Type="Edm.String"/>
  <Property Name="Price" Type="Edm.Decimal" Precision="15" Scale="2"/>
  <Property Name="Rows" Type="Collection(StandardODATA.Catalog_A_Rows_RowType)"/>
  <NavigationProperty Name="Parent" Relationship="StandardODATA.Catalog_A_Parent" FromRole="Begin" ToRole="End"/>
</EntityType>
<EntityType Name="Catalog_A_Rows"><Key><PropertyRef Name="Ref_Key"/><PropertyRef Name="LineNumber"/></Key>
  <Property Name="Ref_Key" Type="Edm.Guid"/><Property Name="LineNumber" Type="Edm.Int64"/>
  <Property Name="A_Key" Type="Edm.Guid"/>
  <NavigationProperty Name="A" Relationship="StandardODATA.Catalog_A_Parent" FromRole="Begin" ToRole="End"/>
</EntityType>
<ComplexType Name="Catalog_A_Rows_RowType">
  <Property Name="Ref_Key" Type="Edm.Guid"/><Property Name="LineNumber" Type="Edm.Int64"/>
  <Property Name="A_Key" Type="Edm.Guid"/>
</ComplexType>
<Association Name="Catalog_A_Parent">
  <End Role="Begin" Type="StandardODATA.Catalog_A" Multiplicity="*"/>
  <End Role="End" Type="StandardODATA.Catalog_A" Multiplicity="0..1"/>
</Association>
<EnumType Name="Kind" UnderlyingType="Edm.Int32"><Member Name="One"/><Member Name="Two"/></EnumType>
<EntityContainer Name="EnterpriseV8">
  <EntitySet Name="Catalog_A" EntityType="StandardODATA.Catalog_A"/>
  <EntitySet Name="Catalog_A_Rows" EntityType="StandardODATA.Catalog_A_Rows"/>
</EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>"#;

fn catalog(xml: &str) -> Result<(Catalog, SideId), EdmxError> {
    let mut catalog = Catalog::default();
    let side = Side {
        name: "erp".into(),
        system: "odata".into(),
        zone: None,
        members: indexmap::IndexMap::new(),
    };
    let side = catalog.add_side(side);
    read(&mut catalog, side, xml)?;
    Ok((catalog, side))
}

fn unf() -> (Catalog, SideId) {
    catalog(UNF).expect("the shipped metadata is read")
}

fn entity<'c>(catalog: &'c Catalog, side: SideId, name: &str) -> &'c Entity {
    &catalog[catalog.entity(side, name).unwrap_or_else(|| panic!("{name}"))]
}

/// The field that a path of rows leads to.
fn field<'c>(catalog: &'c Catalog, side: SideId, name: &str, path: &[&str]) -> &'c Field {
    let mut record = entity(catalog, side, name).record;
    for step in &path[..path.len() - 1] {
        let Type::Rows(rows) = &catalog.field(record, step).expect("rows").ty else { panic!() };
        record = rows.record;
    }
    catalog.field(record, path[path.len() - 1]).unwrap_or_else(|| panic!("{name}: {path:?}"))
}

fn trouble(xml: &str) -> (Trouble, u32) {
    let error = catalog(xml).expect_err("refused");
    (error.trouble, error.place.line)
}

#[test]
fn properties_become_fields() {
    let (catalog, side) = catalog(DOCUMENT).unwrap();
    let at = |path: &[&str]| field(&catalog, side, "Catalog_A", path);
    let shown = |path: &[&str]| catalog.show(&at(path).ty);
    assert_eq!(shown(&["Ref_Key"]), "guid");
    assert_eq!(shown(&["Code"]), "text(9)");
    assert_eq!(shown(&["Parent"]), "ref(erp.Catalog_A)");
    assert_eq!(shown(&["Gone_Key"]), "guid");
    assert_eq!(shown(&["Owner"]), "any");
    assert_eq!(shown(&["Kind"]), "enum(Enum_Kind)");
    assert_eq!(shown(&["Price"]), "money");
    assert_eq!(shown(&["Rows", "A"]), "ref(erp.Catalog_A)");
    assert_eq!(shown(&["Rows", "LineNumber"]), "int");
    assert_eq!(&*at(&["Parent"]).wire.name, "Parent_Key");
    assert_eq!(at(&["Owner"]).wire.tag.as_deref(), Some("Owner_Type"));
    assert_eq!(at(&["Rows", "LineNumber"]).wire.form, Form::QuotedNumber);
    let record = entity(&catalog, side, "Catalog_A").record;
    for gone in ["Parent_Key", "Owner_Type", "Picture", "Picture_Type", "Picture_Base64Data"] {
        assert!(catalog.field(record, gone).is_none(), "{gone}");
    }
}

#[test]
fn standard_fields_are_guarded() {
    let (catalog, side) = catalog(DOCUMENT).unwrap();
    let at = |path: &[&str]| field(&catalog, side, "Catalog_A", path);
    assert_eq!(at(&["Ref_Key"]).access, Access::Create);
    assert!(at(&["Ref_Key"]).always);
    assert_eq!(at(&["DataVersion"]).access, Access::Read);
    assert_eq!(at(&["Code"]).access, Access::Write);
    assert!(!at(&["Price"]).always, "folders have null where a price could be");
    assert!(at(&["Rows", "LineNumber"]).always);
}

#[test]
fn rows_are_sets_of_their_own_and_know_their_owner() {
    let (catalog, side) = catalog(DOCUMENT).unwrap();
    let rows = entity(&catalog, side, "Catalog_A_Rows");
    let owner = catalog.entity(side, "Catalog_A").unwrap();
    assert_eq!(rows.parent, Some((owner, "Rows".into())));
    assert!(!rows.creatable && !rows.editable);
    let key = vec!["LineNumber".into()];
    let expected = Type::Rows(Rows { record: rows.record, key });
    assert_eq!(field(&catalog, side, "Catalog_A", &["Rows"]).ty, expected);
}

#[test]
fn the_shipped_metadata_is_read_whole() {
    let (catalog, side) = unf();
    let sets = UNF.matches("<EntitySet ").count();
    let virtuals = UNF.matches("ReturnType=").count();
    let enums = UNF.matches("<EnumType ").count();
    assert_eq!(catalog[side].members.len(), sets + virtuals + enums);
    let order = entity(&catalog, side, "Document_ЗаказПокупателя");
    assert!(order.postable && order.creatable && order.changes);
    assert_eq!(order.naming.as_deref(), Some("Number"));
    assert_eq!(order.key, ["Ref_Key".into()]);
    assert!(!entity(&catalog, side, "Catalog_Номенклатура").postable);
    let shown = |name: &str, path: &[&str]| catalog.show(&field(&catalog, side, name, path).ty);
    let order = "Document_ЗаказПокупателя";
    assert_eq!(shown(order, &["Контрагент"]), "ref(erp.Catalog_Контрагенты)");
    assert_eq!(shown(order, &["СостояниеЗаказа"]), "any");
    assert_eq!(shown(order, &["Запасы", "Номенклатура"]), "any");
    assert_eq!(
        shown(order, &["Запасы", "Характеристика"]),
        "ref(erp.Catalog_ХарактеристикиНоменклатуры)"
    );
    assert_eq!(
        shown("Catalog_Контрагенты", &["ЮридическоеФизическоеЛицо"]),
        "enum(Enum_ЮридическоеФизическоеЛицо)"
    );
}

#[test]
fn registers_have_the_key_of_their_dimensions() {
    let (catalog, side) = unf();
    let key = |name: &str| {
        let key = &entity(&catalog, side, name).key;
        key.iter().map(|part| &**part).collect::<Vec<_>>()
    };
    assert_eq!(key("InformationRegister_ДополнительныеСведения"), ["Объект", "Свойство"]);
    assert_eq!(key("InformationRegister_КурсыВалют"), ["Period", "Валюта"]);
    assert_eq!(key("InformationRegister_КурсыВалют.SliceLast"), ["Валюта"]);
    assert_eq!(key("AccumulationRegister_ЗапасыНаСкладах"), ["Recorder"]);
    assert_eq!(
        key("AccumulationRegister_ЗапасыНаСкладах.Balance"),
        [
            "Организация",
            "Номенклатура",
            "Характеристика",
            "Партия_Key",
            "СтруктурнаяЕдиница",
            "Ячейка_Key"
        ]
    );
    let properties = entity(&catalog, side, "InformationRegister_ДополнительныеСведения");
    assert!(properties.creatable && properties.editable);
    for read_only in
        ["InformationRegister_КурсыВалют.SliceLast", "AccumulationRegister_ЗапасыНаСкладах"]
    {
        let entity = entity(&catalog, side, read_only);
        assert!(!entity.creatable && !entity.editable, "{read_only}");
    }
    let balance =
        &catalog[entity(&catalog, side, "AccumulationRegister_ЗапасыНаСкладах.Balance").record];
    assert!(balance.fields.values().all(|field| field.access == Access::Read));
    assert_eq!(balance.fields["КоличествоBalance"].ty, Type::NUMBER);
}

#[test]
fn enumerations_are_types_of_the_side() {
    let (catalog, side) = unf();
    let Some(Member::Type(Type::Enum(id))) = catalog.member(side, "Enum_СпособыДоставки")
    else {
        panic!("an enumeration")
    };
    let members: Vec<&str> = catalog[*id].members.iter().map(|member| &**member).collect();
    assert_eq!(members, ["Самовывоз", "ПунктВыдачи", "Курьер", "Почта"]);
}

#[test]
fn no_field_hides_another() {
    let (catalog, _) = unf();
    for record in &catalog.records {
        let mut wires: Vec<&str> = Vec::new();
        for field in record.fields.values() {
            wires.push(&field.wire.name);
            wires.extend(field.wire.tag.as_deref());
        }
        let total = wires.len();
        wires.sort_unstable();
        wires.dedup();
        assert_eq!(wires.len(), total, "{}", record.name);
    }
}

#[test]
fn what_is_not_metadata_is_refused_with_its_place() {
    let html = "<!-- x -->\n<html><body>1C</body></html>";
    assert_eq!(trouble(html), (Trouble::Root("html".into()), 2));
    let doctype = "<?xml version=\"1.0\"?>\n\n<!DOCTYPE a [<!ENTITY b \"c\">]><edmx:Edmx/>";
    assert_eq!(trouble(doctype), (Trouble::Doctype, 3));
    assert_eq!(trouble("<edmx:Edmx></edmx:Edmx>").0, Trouble::Empty);
    assert!(matches!(trouble("").0, Trouble::Cut));
    assert!(matches!(trouble("<edmx:Edmx>").0, Trouble::Cut));
    assert!(matches!(trouble("<edmx:Edmx>\n</edmx:Edm>"), (Trouble::Xml(_), 2)));
    assert_eq!(trouble(&format!("<Edmx>{}", "<a>".repeat(99))).0, Trouble::TooDeep);
}

#[test]
fn a_slip_in_the_document_is_named() {
    let named = |from: &str, to: &str| trouble(&DOCUMENT.replacen(from, to, 1));
    let (found, line) =
        named("<Property Name=\"Code\" Type=\"Edm.String\"", "<Property Name=\"Code\"");
    assert_eq!((found, line), (Trouble::Attribute { element: "Property", name: "Type" }, 7));
    let (found, _) = named("EntityType=\"StandardODATA.Catalog_A\"", "EntityType=\"S.Catalog_B\"");
    assert_eq!(found, Trouble::Type("Catalog_B".into()));
    let (found, line) = named("Name=\"Code\"", "Name=\"IsFolder\"");
    assert_eq!((found, line), (Trouble::Twice("IsFolder".into()), 7));
}

#[test]
fn every_cut_of_the_document_is_an_error_and_no_panic() {
    for cut in (0..DOCUMENT.len()).filter(|&cut| DOCUMENT.is_char_boundary(cut)) {
        let whole = DOCUMENT[cut..].trim().is_empty();
        assert_eq!(catalog(&DOCUMENT[..cut]).is_ok(), whole, "cut at {cut}");
    }
}

#[test]
fn a_bad_document_leaves_the_catalog_alone() {
    let (mut catalog, side) = catalog(DOCUMENT).unwrap();
    let before = (catalog.entities.len(), catalog.records.len(), catalog[side].members.len());
    let again = read(&mut catalog, side, DOCUMENT).expect_err("the names are taken");
    assert_eq!(again.trouble, Trouble::Twice("Catalog_A".into()));
    let after = (catalog.entities.len(), catalog.records.len(), catalog[side].members.len());
    assert_eq!(before, after);
}

#[test]
fn reading_is_quick_enough_for_every_start() {
    let start = Instant::now();
    let _ = unf();
    // Unoptimised code under a loaded machine is an order slower than what users run.
    assert!(start.elapsed().as_millis() < 3000, "{:?}", start.elapsed());
}
