//! What nobody may read: personal values and secrets stand in no answer, no message and no evidence.

use obmen::program::Toward;
use obmen::schema::Sensitivity;
use serde_json::json;

use super::shop::{BUYERS, Shop};

/// A customer whose every word is known to nobody else.
const CANARIES: [&str; 7] = [
    "Канарейкина",
    "Кенара",
    "Пернатовна",
    "79031112233",
    "canary@example.ru",
    "Клеточная",
    "1977",
];

fn shop() -> Shop {
    let shop = Shop::with(&[1009, 1013]);
    shop.world("crm/customers.json", |all| {
        let customers = all.as_array_mut().unwrap();
        let customer = customers.iter_mut().find(|customer| customer["id"] == 209).unwrap();
        for (name, value) in [
            ("lastName", json!("Канарейкина")),
            ("firstName", json!("Кенара")),
            ("patronymic", json!("Пернатовна")),
            ("email", json!("canary@example.ru")),
            ("birthday", json!("1977-07-17")),
            ("phones", json!([{ "number": "+7 903 111-22-33" }])),
            (
                "address",
                json!({ "index": "197777", "city": "Птичий", "text": "ул. Клеточная, д. 1" }),
            ),
        ] {
            customer[name] = value;
        }
    });
    shop.world("crm/orders.json", |all| {
        let order = &mut all[0];
        for (name, value) in [
            ("lastName", "Канарейкина"),
            ("firstName", "Кенара"),
            ("patronymic", "Пернатовна"),
            ("email", "canary@example.ru"),
            ("phone", "79031112233"),
        ] {
            order[name] = value.into();
        }
        order["delivery"]["address"] = json!({ "text": "ул. Клеточная, д. 1" });
    });
    shop.world("crm/account.json", |account| account["keys"][0]["key"] = "canary-key-5f1e".into());
    shop.edit("world/erp/base.yaml", |text| {
        text.replace("password: demo", "password: canary-word-77")
    });
    shop
}

fn is_silent(what: &str, text: &str) {
    let secrets = ["canary-key-5f1e", "canary-word-77"];
    for canary in CANARIES.iter().chain(&secrets) {
        assert!(!text.contains(canary), "{what}: {canary}\n{text}");
    }
}

#[test]
fn no_answer_shows_what_is_private() {
    let shop = shop();
    for args in [
        &["plan"][..],
        &["plan", "--explain"],
        &["plan", "--by", "rule"],
        &["plan", "--format", "json", "--explain"],
        &["run", "--log", "trace"],
        &["run"],
    ] {
        let told = shop.obmen(args);
        assert!(told.code == 0 || told.code == 2, "{args:?} {}", told.err);
        is_silent(&args.join(" "), &format!("{}{}", told.out, told.err));
    }
    // They are where they belong.
    let buyers = shop.records(BUYERS);
    assert!(buyers.iter().any(|buyer| buyer.to_string().contains("Канарейкина")));
}

#[test]
fn no_evidence_of_a_held_record_shows_what_is_private() {
    let shop = shop();
    let heading = "    refuse:\n";
    let rule = "      - on: [post]\n        becomes: Date ge datetime'2025-01-01T00:00:00'\n        \
                text: Мало товара\n";
    shop.edit("world/erp/posting.yaml", |text| {
        text.replacen(heading, &format!("{heading}{rule}"), 1)
    });
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 3, "{}", run.err);
    is_silent("run", &format!("{}{}", run.out, run.err));
    let parked = shop.journal().parked().unwrap();
    assert_eq!(parked.len(), 2);
    for row in parked {
        is_silent("parked", &format!("{} {} {}", row.reason, row.text, row.evidence));
    }
}

/// 1C quotes in a refusal what it was sent, and names the buyer of an order.
#[test]
fn no_refusal_shows_what_is_private() {
    for on in ["create", "post"] {
        let shop = shop();
        let heading = "    refuse:\n";
        let rule = format!(
            "      - on: [{on}]\n        becomes: НомерВходящегоДокумента eq '1009A'\n        \
             text: Занято «Канарейкина Кенара Пернатовна», Канарейкина, canary@example.ru, \
             ул. Клеточная, д. 1\n"
        );
        shop.edit("world/erp/posting.yaml", |text| {
            text.replacen(heading, &format!("{heading}{rule}"), 1)
        });
        let run = shop.obmen(&["run"]);
        assert_eq!(run.code, 3, "{}", run.err);
        assert!(run.out.contains("Занято «К*** К*** П***», К***"), "{}", run.out);
        for args in [&["held"][..], &["held", "show", "1009"], &["held", "--format", "json"]] {
            let told = shop.obmen(args);
            is_silent(&args.join(" "), &format!("{}{}", told.out, told.err));
        }
        is_silent(on, &format!("{}{}", run.out, run.err));
        let parked = shop.journal().parked().unwrap();
        assert_eq!(parked.len(), 1);
        for row in parked {
            is_silent("parked", &format!("{} {}", row.text, row.evidence));
        }
    }
}

/// What an outcome says goes to people, to programs and to the journal: who may see a value goes
/// through `let`s, operators, conversions and tables into its words. Keys and numbers stay readable.
#[test]
fn the_words_of_outcomes_show_what_the_fields_beside_them_show() {
    let outcomes = [
        "check totalSumm == 0   else: hold \"держим {phone} {lastName} {customer.id} {number}\"",
        "check totalSumm == 0   else: warn \"скажем {phone} {lastName} {customer.id} {number}\"",
        "let <- кто = \"{lastName} {firstName}\"\n  check totalSumm == 0   else: hold \"ждём: {кто} \
         {phone(phone)}[, {email}]\"",
        "Комментарий <- \"звонить {phone}\"\n  let <- сказано = \"{result.Комментарий}\"\n  \
         check totalSumm == 0   else: hold \"вот {сказано}\"",
        "let <- связь = phone   default email\n  check totalSumm == 0   else: hold \"есть {связь}\"",
    ];
    for (number, outcome) in outcomes.into_iter().enumerate() {
        let shop = shop();
        shop.edit("mappings/orders.obmen", |text| {
            let at = text.find("  # Кладовщик").unwrap();
            let (head, _) = text.split_at(at);
            format!("{head}  {outcome}\n}}\n")
        });
        for args in [&["plan"][..], &["plan", "--format", "json"], &["run"]] {
            let told = shop.obmen(args);
            assert!([0, 2, 3].contains(&told.code), "{outcome}\n{}", told.err);
            is_silent(outcome, &format!("{}{}", told.out, told.err));
            if args[0] == "plan" && number < 2 {
                assert!(told.out.contains("+7 *** *** 22 33 К*** 209 1009"), "{}", told.out);
            }
        }
        let parked = shop.journal().parked().unwrap();
        assert_eq!(parked.is_empty(), number == 1, "{outcome}");
        for row in parked {
            is_silent("parked", &format!("{} {}", row.text, row.evidence));
        }
    }
}

/// The file of an embedded base holds a password: no excerpt of it is shown.
#[test]
fn a_broken_world_shows_no_password() {
    let shop = Shop::with(&[1009]);
    shop.edit("world/erp/base.yaml", |text| {
        text.replace("password: demo", "password: canary-word-77\npasword: x")
    });
    for (language, words) in [
        ("ru", "base.yaml`: такого ключа нет (`pasword`, строка "),
        ("en", "base.yaml`: there is no such key (`pasword`, line "),
    ] {
        let told = shop.obmen_in(language, &["plan"]);
        assert_eq!(told.code, 4, "{}", told.err);
        assert!(told.err.contains(words), "{}", told.err);
        is_silent(language, &told.err);
    }
}

/// The name of an entrepreneur's company is a person's name: it stands open at neither end.
#[test]
fn no_label_shows_what_its_field_hides() {
    let shop = Shop::with(&[1026]);
    let name = "ИП Канарейкина Кенара";
    shop.world("crm/customers-corporate.json", |all| {
        let all = all.as_array_mut().unwrap();
        let one = all.iter_mut().find(|one| one["nickName"] == "Тёплый свет").unwrap();
        *one = serde_json::from_str(&one.to_string().replace("Тёплый свет", name)).unwrap();
    });
    shop.world("crm/orders.json", |all| {
        *all = serde_json::from_str(&all.to_string().replace("Тёплый свет", name)).unwrap();
    });
    let plan = shop.obmen(&["plan"]);
    assert!(plan.out.contains("⇐  company «*** К*** К***»"), "{}", plan.out);
    for args in [
        &["plan"][..],
        &["plan", "--format", "json", "--explain"],
        &["explain", "1026C", "Контрагент"],
        &["explain", "1026C", "Контрагент", "--format", "json"],
        &["run", "--log", "trace"],
        &["explain", "403", "Description"],
    ] {
        let told = shop.obmen(args);
        is_silent(&args.join(" "), &format!("{}{}", told.out, told.err));
    }
    assert!(shop.records(BUYERS).iter().any(|buyer| buyer.to_string().contains(name)));
}

/// A broken value of a personal field is masked wherever it is to blame, whatever broke it.
#[test]
fn no_fault_shows_what_its_field_hides() {
    let one = json!({ "birthday": "17.07.1977", "email": ["canary@example.ru"],
        "phones": "79031112233", "address": "Клеточная" });
    let other = json!({ "birthday": { "year": "1977" },
        "phones": [{ "number": ["79031112233"] }], "address": { "block": "1977a" } });
    for broken in [one, other] {
        let shop = shop();
        shop.world("crm/customers.json", |all| {
            let customers = all.as_array_mut().unwrap();
            let customer = customers.iter_mut().find(|customer| customer["id"] == 209).unwrap();
            for (field, value) in broken.as_object().unwrap() {
                customer[field] = value.clone();
            }
        });
        for args in [
            &["plan"][..],
            &["plan", "--format", "json", "--explain"],
            &["plan", "--out", "plan.json"],
            &["run", "--log", "trace"],
            &["held", "show", "1009A"],
            &["held", "show", "1009A", "--format", "json"],
        ] {
            let told = shop.obmen(args);
            assert_ne!(told.code, 1, "{args:?} {}", told.err);
            is_silent(&args.join(" "), &format!("{}{}", told.out, told.err));
        }
        is_silent("plan.json", &std::fs::read_to_string(shop.dir.join("plan.json")).unwrap());
        let parked = shop.journal().parked().unwrap();
        assert!(!parked.is_empty());
        for row in parked {
            is_silent("parked", &format!("{} {} {}", row.reason, row.text, row.evidence));
        }
    }
}

/// So it is where only the field that is written is personal, and where only one that is read is.
#[test]
fn no_fault_of_a_rule_shows_what_either_end_hides() {
    for (rule, told) in [
        ("ДатаРождения <- date(emailMarketingUnsubscribedAt)", "***77"),
        ("Code <- text(number(lastName))", "К***"),
        ("let <- год = number(lastName)\n  Code <- text(год)", "К***"),
    ] {
        let shop = shop();
        shop.world("crm/customers.json", |all| {
            let customers = all.as_array_mut().unwrap();
            let customer = customers.iter_mut().find(|customer| customer["id"] == 209).unwrap();
            customer["emailMarketingUnsubscribedAt"] = "17.07.1977".into();
        });
        shop.edit("mappings/orders.obmen", |text| {
            format!("{text}\noverride Покупатель {{\n  {rule}\n}}\n")
        });
        for args in [&["plan"][..], &["plan", "--format", "json"]] {
            let plan = shop.obmen(args);
            assert!(plan.out.contains(told), "{rule}\n{}\n{}", plan.out, plan.err);
            is_silent(rule, &plan.out);
        }
    }
}

/// What a personal field is made of is told no more than the field.
#[test]
fn no_step_to_a_value_shows_what_its_field_hides() {
    let shop = shop();
    shop.world("crm/orders.json", |all| {
        all[0]["managerComment"] = "Канарейкина, 79031112233".into();
        all[0]["delivery"]["address"] =
            json!({ "index": "197777", "region": "Кенара", "city": "Пернатовна" });
    });
    for field in ["Комментарий", "АдресДоставки", "КонтактноеЛицо", "Телефон"]
    {
        for args in
            [&["explain", "1009A", field][..], &["explain", "1009A", field, "--format", "json"]]
        {
            let told = shop.obmen(args);
            assert_eq!(told.code, 0, "{}", told.err);
            is_silent(&args.join(" "), &told.out);
        }
    }
    // One field is shown in one way, whoever reads it; a yes or no is not what it was read from.
    shop.edit("mappings/orders.obmen", |text| {
        text.replace("customFields.gift_text   if known", "managerComment")
            .replace("  # Заметки", "  Запланировать <- managerComment == empty\n  # Заметки")
    });
    for args in [&["plan", "--explain"][..], &["plan", "--format", "json", "--explain"]] {
        let told = shop.obmen(args);
        is_silent(&args.join(" "), &told.out);
    }
}

/// What a rule brings to an open field is as personal to every rule that reads it there.
#[test]
fn a_field_that_rules_fill_with_what_is_private_is_private_to_all() {
    let shop = Shop::with(&[]);
    shop.edit("mappings/orders.obmen", |text| {
        let rules = "  ДополнительнаяИнформацияПоДоставке <- customerComment\n  \
                     ДополнительнаяИнформацияПоДоставке -> clientId\n\n  # Заметки";
        text.replace("  # Заметки", rules)
    });
    let project = obmen::project::open(&shop.dir);
    assert!(!project.is_broken());
    let program = project.mapping.program("Заказ", Toward::Right).unwrap();
    let cell = program.layout.cells.iter().find(|cell| *cell.path == *"clientId").unwrap();
    assert_eq!(cell.sensitivity, Sensitivity::Personal);
}

/// What a rule brings to a personal field is as personal where it came from, whole or among other words;
/// numbers and keys stay readable.
#[test]
fn what_goes_to_a_field_that_is_hidden_is_hidden_where_it_came_from() {
    let words = "держим {customFields.gift_text} {delivery.address.city} {number} {totalSumm}";
    let shop = shop();
    shop.world("crm/orders.json", |all| {
        all[0]["customFields"] = json!({ "gift_text": "Канарейкина" });
        all[0]["delivery"]["address"] = json!({ "city": "Клеточная", "street": "Пернатовна" });
    });
    shop.edit("mappings/orders.obmen", |text| {
        let rules = format!("  check totalSumm == 0   else: hold \"{words}\"\n\n  # Кладовщик");
        text.replace("  # Кладовщик", &rules)
            .replace("{managerComment}\"", "{managerComment}[ из {number}, {totalSumm}]\"")
    });
    for args in [
        &["plan"][..],
        &["plan", "--format", "json", "--explain"],
        &["run", "--log", "trace"],
        &["held", "show", "1009A"],
        &["explain", "1009A", "Заметки"],
    ] {
        let told = shop.obmen(args);
        is_silent(&args.join(" "), &format!("{}{}", told.out, told.err));
        let said = told.out.contains("держим К*** К*** 1009A ") && !told.out.contains("A *** ");
        assert!(said || args[0] == "explain", "{args:?} {}", told.out);
    }
    for row in shop.journal().parked().unwrap() {
        is_silent("parked", &format!("{} {}", row.text, row.evidence));
    }
}

/// A member of a payload that holds members of its own stands nowhere as a name.
#[test]
fn what_is_no_text_is_no_name() {
    for broken in [json!({ "lastName": "Канарейкина" }), json!(["Канарейкина"])]
    {
        let shop = Shop::with(&[1009, 1013]);
        shop.world("crm/orders.json", |all| all[0]["number"] = broken.clone());
        for args in [&["plan"][..], &["plan", "--format", "json"], &["run"], &["held"]] {
            let told = shop.obmen(args);
            assert_eq!(told.code, 3, "{}", told.err);
            is_silent(&args.join(" "), &format!("{}{}", told.out, told.err));
        }
        let plan = shop.obmen(&["plan"]);
        assert!(plan.out.contains("order 1009 отложен"), "{}", plan.out);
    }
}
