//! What the conditions of a search become in the text of a query.

use crate::endpoint::{Filter, Operand};

use super::Subject;
use crate::system::onec_odata::model::Model;

const KEY: &str = "1f2a0001-5c1e-11f0-8b1e-00155d0a1b01";

fn with<T>(set: &str, work: impl FnOnce(Subject) -> T) -> T {
    let model = Model::read(include_str!("../../../../tests/data/onec/metadata.edmx")).unwrap();
    work(Subject::new(&model, model.shape_of(set).unwrap()))
}

fn order(filter: &Filter) -> Result<String, String> {
    with("Document_ЗаказПокупателя", |subject| subject.filter(filter))
}

fn text(text: &str) -> Operand {
    Operand::Text(text.to_owned())
}

fn key(entity: Option<&str>) -> Operand {
    Operand::Key { key: KEY.to_owned(), entity: entity.map(str::to_owned) }
}

#[test]
fn constants_are_of_the_fields_types() {
    let cases = [
        ("Number", text("О'Брайен"), "Number eq 'О''Брайен'".to_owned()),
        ("Date", text("2025-09-12T00:00:00"), "Date eq datetime'2025-09-12T00:00:00'".to_owned()),
        ("Posted", Operand::Bool(true), "Posted eq true".to_owned()),
        ("СуммаДокумента", text("12.5"), "СуммаДокумента eq 12.5".to_owned()),
        ("Контрагент_Key", key(None), format!("Контрагент_Key eq guid'{KEY}'")),
        ("Контрагент_Key", text(KEY), format!("Контрагент_Key eq guid'{KEY}'")),
        (
            "СостояниеЗаказа",
            key(Some("Catalog_X")),
            format!("СостояниеЗаказа eq cast(guid'{KEY}','Catalog_X')"),
        ),
        ("Контрагент/ИНН", text("77"), "Контрагент/ИНН eq '77'".to_owned()),
    ];
    for (field, operand, wanted) in cases {
        let filter = Filter::Equal(field.to_owned(), operand);
        assert_eq!(order(&filter), Ok(wanted));
    }
}

#[test]
fn rows_are_asked_with_any() {
    let line = Filter::All(vec![
        Filter::AtLeast("Цена".to_owned(), Operand::Number("100".to_owned())),
        Filter::Differs("Номенклатура".to_owned(), key(Some("Catalog_Номенклатура"))),
    ]);
    let filter = Filter::Any(vec![
        Filter::Row("Запасы".to_owned(), Box::new(line)),
        Filter::All(vec![
            Filter::Equal("Posted".to_owned(), Operand::Bool(false)),
            Filter::Equal("Number".to_owned(), text("1")),
        ]),
    ]);
    let wanted = format!(
        "Запасы/any(r: r/Цена ge 100 and r/Номенклатура ne cast(guid'{KEY}','Catalog_Номенклатура')) \
         or (Posted eq false and Number eq '1')"
    );
    assert_eq!(order(&filter), Ok(wanted));
}

#[test]
fn what_cannot_be_asked_is_told() {
    let cases = [
        (Filter::Equal("Нет".to_owned(), text("x")), "no field `Нет`"),
        (
            Filter::Equal("Number eq '' or Code".to_owned(), text("x")),
            "no field `Number eq '' or Code`",
        ),
        (
            Filter::Equal("СостояниеЗаказа".to_owned(), key(None)),
            "`СостояниеЗаказа` cannot be compared with a key of an unknown entity",
        ),
        (Filter::Row("Number".to_owned(), Box::new(Filter::All(vec![]))), "`Number` holds no rows"),
        (Filter::Any(vec![]), "an empty condition"),
    ];
    for (filter, wanted) in cases {
        assert_eq!(order(&filter), Err(wanted.to_owned()));
    }
}

#[test]
fn keys_have_one_part_or_several() {
    with("Document_ЗаказПокупателя", |subject| {
        assert_eq!(subject.address(KEY), Ok(format!("(guid'{KEY}')")));
        assert_eq!(subject.key_condition(KEY), Ok(format!("Ref_Key eq guid'{KEY}'")));
        assert!(subject.address("x").is_err());
    });
    with("InformationRegister_ДополнительныеСведения", |subject| {
        let of = "StandardODATA.Document_ЗаказПокупателя";
        let key = format!("{KEY}/{KEY}/{of}");
        assert_eq!(
            subject.address(&key),
            Ok(format!("(Объект='{KEY}',Свойство_Key=guid'{KEY}',Объект_Type='{of}')"))
        );
        assert_eq!(
            subject.key_condition(&key),
            Ok(format!(
                "(Объект eq cast(guid'{KEY}','Document_ЗаказПокупателя') and Свойство_Key eq guid'{KEY}')"
            ))
        );
        assert!(
            subject.key_condition(KEY).unwrap_err().contains("Объект/Свойство_Key/Объект_Type")
        );
    });
}
