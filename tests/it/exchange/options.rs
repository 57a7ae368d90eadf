//! What `plan` and `run` can show, and where.

use std::fs;

use serde_json::Value;

use super::shop::Shop;

#[test]
fn a_plan_as_json_is_for_programs() {
    let shop = Shop::with(&[1009]);
    let plan = shop.obmen(&["plan", "--format", "json"]);
    assert_eq!(plan.code, 2);
    let mut json = plan.json();
    assert_eq!(json["format_version"], 1);
    // The state of the shipped mapping is no part of the format, nor are the lines of its rules.
    json["flows"][0]["rules"] = "7f3a".into();
    without_lines(&mut json);
    insta::assert_snapshot!(format!("{json:#}"));
    let query = "$.flows[0].records[*].action";
    let actions = shop.obmen(&["plan", "--format", "json", "--query", query]);
    assert_eq!(actions.out, "\"create\"\n\"create\"\n");
}

#[test]
fn a_plan_is_saved_whole_or_not_at_all() {
    let shop = Shop::with(&[1009]);
    let plan = shop.obmen(&["plan", "--out", "plan.json"]);
    assert_eq!(plan.code, 2);
    assert!(plan.out.starts_with("plan ЗаказыВ1С"));
    let saved = fs::read_to_string(shop.dir.join("plan.json")).unwrap();
    let mut saved: Value = serde_json::from_str(&saved).unwrap();
    // Beside the report stands what it takes to execute it.
    assert!(
        saved.as_object_mut().unwrap().remove("saved").is_some_and(|it| it["seal"].is_string())
    );
    assert_eq!(saved, shop.obmen(&["plan", "--format", "json"]).json());
    let lost = shop.obmen(&["plan", "--out", "nowhere/plan.json"]);
    assert_eq!(lost.code, 4);
    assert!(lost.err.starts_with("ошибка: файл `"), "{}", lost.err);
    assert!(lost.err.contains("nowhere/plan.json` не записан"), "{}", lost.err);
}

#[test]
fn classes_that_fail() {
    let shop = Shop::with(&[1009, 1032]);
    shop.without_rows("tables/statuses_in.yaml", "crm: availability-confirmed");
    for (args, code) in [
        (&["plan"][..], 2),
        (&["plan", "--fail-on", "edit,conflict"], 2),
        (&["plan", "--fail-on", "edit,create"], 3),
        (&["plan", "--fail-on", "skip"], 3),
        (&["plan", "--exit-zero"], 0),
        (&["plan", "--exit-zero", "--fail-on", "warn"], 0),
        (&["plan", "--exit-zero", "--fail-on", "create"], 3),
        (&["run", "--fail-on", "skip"], 3),
        (&["plan", "--fail-on", "skip"], 0),
    ] {
        assert_eq!(shop.obmen(args).code, code, "{args:?}");
    }
}

#[test]
fn changes_gathered_by_their_rules() {
    let shop = Shop::with(&[1009, 1013, 1032]);
    shop.without_rows("tables/statuses_in.yaml", "crm: availability-confirmed");
    let plan = shop.obmen(&["plan", "--by", "rule"]);
    assert_eq!(plan.code, 2);
    let lines: Vec<&str> = plan.out.lines().collect();
    let rule = lines.iter().position(|line| line.ends_with("orders.obmen:15 изменит 2"));
    let rule = rule.unwrap_or_else(|| panic!("{}", plan.out));
    assert_eq!(
        lines[rule + 1..rule + 4],
        [
            "    ЗаказПокупателя ⇐ order 1009A  НомерВходящегоДокумента  1009A",
            "    ЗаказПокупателя ⇐ order 1013A  НомерВходящегоДокумента  1013A",
            "",
        ]
    );
    assert!(plan.out.contains("· order 1032A пропущен: "), "{}", plan.out);
}

#[test]
fn values_with_what_they_were_made_of() {
    let shop = Shop::with(&[1009]);
    let plan = shop.obmen(&["plan", "--explain"]);
    assert_eq!(plan.code, 2);
    for line in [
        "        СостояниеЗаказа ⇠ status = \"complete\"",
        "        НомерВходящегоДокумента ⇠ number = \"1009A\"",
        "        Телефон ⇠ phone = +7 *** *** 01 09",
    ] {
        assert!(plan.out.lines().any(|shown| shown == line), "{line}\n{}", plan.out);
    }
    let json = shop.obmen(&["plan", "--explain", "--format", "json"]).json();
    let records = json["flows"][0]["records"].as_array().unwrap();
    let order = records.iter().find(|record| record["map"] == "Заказ").unwrap();
    let fields = order["fields"].as_array().unwrap();
    let state = fields.iter().find(|field| field["path"] == "СостояниеЗаказа").unwrap();
    assert_eq!(state["raw"], serde_json::json!([{ "path": "status", "text": "\"complete\"" }]));
    let plain = shop.obmen(&["plan", "--format", "json"]).json();
    assert!(plain.pointer("/flows/0/records/1/fields/0/raw").is_none());
}

/// Numbers of lines and columns, all of them one.
fn without_lines(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(without_lines),
        Value::Object(members) => {
            for (name, value) in members {
                if name == "line" || name == "column" {
                    assert!(value.as_u64().is_some_and(|number| number > 0));
                    *value = 1.into();
                } else {
                    without_lines(value);
                }
            }
        }
        _ => {}
    }
}
