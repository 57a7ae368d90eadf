//! What nobody may read: personal values and secrets stand in no answer, no message and no evidence.

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
