//! Sides whose clocks show different zones.

use std::fs;

use super::sandbox::obmen;

/// The template's project with those zones and that map and test.
fn tested(erp: &str, crm: &str, rules: &str, expected: &str) -> (i32, String, String) {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(obmen(folder.path(), "en", &["init", "shop"]).0, 0);
    let shop = folder.path().join("shop");
    let mapping = format!(
        "lang 1\n\
         side erp = odata \"schema/erp.edmx\" {{ zone \"{erp}\" }}\n\
         side crm = retailcrm v5 {{ zone \"{crm}\" }}\n\
         map Покупатель: erp.Catalog_Контрагенты <- crm.customer {{\n{rules}\n}}\n\
         test Покупатель \"часы\" {{\n  given crm.customer \"samples/customer.json\"\n{expected}\n}}\n"
    );
    fs::write(shop.join("mappings/first.obmen"), mapping).unwrap();
    fs::write(shop.join("settings.yaml"), "").unwrap();
    obmen(&shop, "en", &["test"])
}

const VLADIVOSTOK: &str = "Asia/Vladivostok";
const MOSCOW: &str = "Europe/Moscow";

#[test]
fn a_moment_arrives_as_the_other_clocks_show_it() {
    let rule = "  ДатаРождения <- createdAt";
    let at = |moment: &str| format!("  expect result.ДатаРождения == \"{moment}\"");
    // The sample's customer was made at 10:12:45 by the clocks of RetailCRM.
    let (code, out, error) = tested(VLADIVOSTOK, MOSCOW, rule, &at("2026-01-12T17:12:45"));
    assert_eq!((code, error.as_str()), (0, ""), "{out}");
    let (code, out, _) = tested(MOSCOW, MOSCOW, rule, &at("2026-01-12T10:12:45"));
    assert_eq!(code, 0, "{out}");
    assert_eq!(tested(VLADIVOSTOK, MOSCOW, rule, &at("2026-01-12T10:12:45")).0, 3);
    // Arithmetic goes on with what was carried over.
    let later = "  ДатаРождения <- createdAt + 8h";
    let (code, out, _) = tested(VLADIVOSTOK, MOSCOW, later, &at("2026-01-13T01:12:45"));
    assert_eq!(code, 0, "{out}");
}

#[test]
fn a_day_is_the_same_day_everywhere() {
    let expected = "  expect result.ДатаРождения == \"1984-03-14\"";
    let (code, out, error) = tested(VLADIVOSTOK, MOSCOW, "  ДатаРождения <- birthday", expected);
    assert_eq!((code, error.as_str()), (0, ""), "{out}");
}

#[test]
fn moments_are_compared_by_the_clocks_of_their_side() {
    let rule = "  ДатаРождения <- createdAt   when createdAt < \"2026-01-12T12:00:00\"";
    let expected = "  expect result.ДатаРождения == \"2026-01-12T17:12:45\"";
    let (code, out, error) = tested(VLADIVOSTOK, MOSCOW, rule, expected);
    assert_eq!((code, error.as_str()), (0, ""), "{out}");
}
