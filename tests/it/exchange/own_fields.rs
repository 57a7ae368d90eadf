//! A field of the shop's own, from RetailCRM to 1C, by editing files of the project alone.

use serde_json::json;

use super::shop::Shop;

#[test]
fn a_custom_field_is_carried_by_an_edit_of_the_mapping() {
    let shop = Shop::with(&[1009]);
    // The shop has a field that no mapping knows.
    shop.world("crm/custom-fields.json", |all| {
        all.as_array_mut().unwrap().push(json!({
            "code": "packing", "name": "Упаковка", "type": "string", "entity": "order",
            "displayArea": "customer", "viewMode": "editable", "ordering": 50,
        }));
    });
    assert_eq!(shop.obmen(&["run"]).code, 0);
    assert!(shop.obmen(&["run"]).changes().is_empty());
    // A manager fills it in, the integrator adds it to the dictionaries and writes one rule.
    shop.manager("orders/1009/edit", &json!({ "customFields": { "packing": "в синюю бумагу" } }));
    shop.edit("schema/crm.dictionaries.yaml", |text| {
        let known = text.lines().find(|line| line.contains("code: gift_text")).unwrap();
        let own = known.replace("gift_text", "packing").replace("Подарочная открытка", "Упаковка");
        text.replace(known, &format!("{known}\n{own}"))
    });
    shop.edit("mappings/orders.obmen", |text| {
        let last = text.rfind('}').unwrap();
        let rule = "  ТрекНомер <- customFields.packing   if known\n";
        format!("{}{rule}{}", &text[..last], &text[last..])
    });
    let plan = shop.obmen(&["plan"]);
    assert_eq!(plan.code, 2, "{} {}", plan.out, plan.err);
    assert!(plan.out.contains("в синюю бумагу"), "{}", plan.out);
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert_eq!(shop.document("1009A")["ТрекНомер"], "в синюю бумагу");
    assert!(shop.obmen(&["run"]).changes().is_empty());
}
