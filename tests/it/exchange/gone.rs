//! Records that are deleted, merged or marked for deletion: told, never deleted on the other side, and
//! nothing is written to what is gone.

use obmen::journal::{
    Capture, Close, Cursor, CursorKind, End, Event, Fate, Journal, LaneKey, Link, LinkState, Stamp,
    Tombstone, Which,
};
use serde_json::{Value, json};

use super::shop::{ORDERS, Shop};

/// A shop that exchanges these orders in both directions; the first exchange is done.
fn exchanging(orders: &[i64], prepare: impl Fn(&Shop)) -> Shop {
    let shop = Shop::with(orders);
    shop.edit("settings.yaml", |text| {
        text.replace("ВыгружатьЗаказы: false", "ВыгружатьЗаказы: true")
    });
    prepare(&shop);
    let first = shop.obmen(&["run", "--yes"]);
    assert_eq!(first.code, 0, "{} {}", first.out, first.err);
    shop
}

/// An accountant's edit of a document by the number of its order.
fn accountant(shop: &Shop, incoming: &str, body: &Value) {
    let path = format!("{ORDERS}('{incoming}')");
    let by = "by=НомерВходящегоДокумента";
    shop.accountant("PATCH", &format!("{path}?{by}"), body);
    if body["DeletionMark"] != true {
        shop.accountant("POST", &format!("{path}/Post?{by}"), &json!({}));
    }
}

/// The links of orders.
fn links(shop: &Shop) -> Vec<Link> {
    shop.journal().links("Заказ").unwrap()
}

/// A further run has nothing to say and writes nothing.
fn assert_quiet(shop: &Shop) {
    let counts = || (shop.ledger("erp").len(), shop.ledger("crm").len());
    let before = counts();
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert!(run.starting(&["+ ", "~ ", "! ", "− ", "· ", "‖ "]).is_empty(), "{}", run.out);
    assert_eq!(counts(), before, "nothing is written");
}

#[test]
fn a_deleted_order_is_told_once_and_its_document_stays() {
    let shop = Shop::with(&[1005, 1009, 1013]);
    assert_eq!(shop.obmen(&["run"]).code, 0);
    shop.manager("orders/1005/delete", &Value::Null);
    shop.manager("orders/1009/combine", &json!({ "into": 1013 }));
    let stands = || (shop.records(ORDERS), shop.orders(), shop.ledger("erp").len());
    let before = stands();
    let told = [
        "− order 1005 удалён в источнике; в приёмнике ничего не удалено",
        "− order 1009 объединён в источнике с order 1013; в приёмнике ничего не удалено",
    ];
    let english = [
        "− order 1005 is deleted at the source; nothing is deleted at the target",
        "− order 1009 is merged into order 1013 at the source; nothing is deleted at the target",
    ];
    for (language, command, told) in
        [("en", "plan", &english[..]), ("ru", "run", &told), ("ru", "run", &[])]
    {
        let answer = shop.obmen_in(language, &[command]);
        assert_eq!((answer.code, &*answer.err), (0, ""), "{}", answer.out);
        assert_eq!(answer.starting(&["− "]), told, "{}", answer.out);
    }
    // Three documents, none of them marked, and nothing was written on either side.
    assert!(stands() == before);
    assert_eq!((before.0.len(), &shop.document("1005A")["DeletionMark"]), (3, &json!(false)));
    assert!(shop.journal().lanes("ЗаказыВ1С", Which::All).unwrap().is_empty());
    // Both documents keep their links, as tombstones: the one that stays has a document of its own.
    let states: Vec<(Option<Box<str>>, LinkState)> =
        links(&shop).into_iter().map(|link| (link.right, link.state)).collect();
    for (order, state) in [("1005", LinkState::Tombstone), ("1013", LinkState::Live)] {
        assert!(states.contains(&(Some(order.into()), state)), "{states:?}");
    }
    assert!(states.contains(&(Some("1009".into()), LinkState::Tombstone)), "{states:?}");
}

#[test]
fn an_order_that_is_gone_before_it_came_is_never_created() {
    let shop = Shop::with(&[1005, 1009]);
    shop.manager("orders/1005/delete", &Value::Null);
    let run = shop.obmen_in("en", &["run"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let told = ["− order 1005 is deleted at the source; nothing is deleted at the target"];
    assert_eq!(run.starting(&["− "]), told, "{}", run.out);
    assert!(shop.find_document("1005A").is_none());
    let json = shop.obmen(&["plan", "--format", "json"]).json();
    assert_eq!(json["flows"][0]["gone"], json!([]));
}

#[test]
fn an_edit_of_a_document_whose_order_was_deleted_has_nowhere_to_go() {
    let shop = exchanging(&[1030, 1033], |_| {});
    shop.manager("orders/1030/delete", &Value::Null);
    assert_eq!(shop.obmen(&["run"]).code, 0);
    assert_quiet(&shop);
    accountant(&shop, "1030C", &json!({ "ДатаОтгрузки": "2025-11-05T00:00:00" }));
    let before = (shop.orders().len(), shop.ledger("crm").len());
    for (language, words) in [
        ("ru", "пропущен: связанная с ним запись crm.order 1030 удалена: записывать некуда"),
        (
            "en",
            "skipped: the record crm.order 1030 that it is linked to was deleted: there is nothing to \
             write to",
        ),
    ] {
        let plan = shop.obmen_in(language, &["plan"]);
        assert_eq!(plan.code, 0, "{} {}", plan.out, plan.err);
        let told = plan.starting(&["· "]);
        assert!(told.len() == 1 && told[0].contains(words), "{}", plan.out);
    }
    let run = shop.obmen(&["run"]);
    assert_eq!((run.code, run.starting(&["· "]).len()), (0, 1), "{} {}", run.out, run.err);
    assert_eq!((shop.orders().len(), shop.ledger("crm").len()), before);
    // Said once for each edit, and nothing is waited for.
    assert_quiet(&shop);
    assert!(shop.parked().is_empty());
}

#[test]
fn the_document_of_a_merged_order_goes_over_to_the_one_that_stays() {
    // The order that stays came never before: its status has no row.
    let shop = exchanging(&[1034, 1035], |shop| {
        shop.without_rows("tables/statuses_in.yaml", "crm: assembling,");
    });
    assert!(shop.find_document("1034C").is_none());
    let key = shop.document("1035C")["Ref_Key"].clone();
    shop.manager("orders/1034/edit", &json!({ "status": "new" }));
    shop.manager("orders/1035/combine", &json!({ "into": 1034 }));
    let plan = shop.obmen(&["plan"]);
    assert!(plan.starting(&["+ ЗаказПокупателя"]).is_empty(), "{}", plan.out);
    assert_eq!(plan.starting(&["~ ЗаказПокупателя"]).len(), 1, "{}", plan.out);
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    // I2: one document, which is that of the order that stays.
    assert_eq!(shop.records(ORDERS).len(), 1);
    assert_eq!(shop.document("1034C")["Ref_Key"], key);
    let found = links(&shop);
    let of = |order: &str| found.iter().find(|link| link.right.as_deref() == Some(order)).unwrap();
    assert_eq!((of("1034").state, of("1034").left.as_deref()), (LinkState::Live, key.as_str()));
    assert_eq!((of("1035").state, &of("1035").left), (LinkState::Tombstone, &None));
    assert_quiet(&shop);
    accountant(&shop, "1034C", &json!({ "ДатаОтгрузки": "2025-11-07T00:00:00" }));
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert_eq!(shop.order(1034)["delivery"]["date"], "2025-11-07");
    assert_quiet(&shop);
}

/// What a feed says of an order: that it was deleted.
fn deleted(key: &str) -> Event {
    Event {
        ext_id: "9000".into(),
        entity: "crm.order".into(),
        key: key.into(),
        field: None,
        source: "user".into(),
        own: false,
        gone: Some(Tombstone::Deleted),
        payload: [].into(),
    }
}

#[test]
fn an_order_that_is_there_again_goes_on_with_its_document() {
    let shop = exchanging(&[1033], |_| {});
    let lane = LaneKey {
        flow: "ЗаказыВ1С".into(), entity: "crm.order".into(), key: "1033".into()
    };
    {
        // The feed said that it was deleted, and a run took it at its word.
        let journal = Journal::open(&shop.journal_path()).unwrap();
        let cursor = Cursor {
            kind: CursorKind::After,
            ..journal.reader().cursor("ЗаказыВ1С").unwrap().unwrap()
        };
        let events = vec![(deleted("1033"), lane.clone())];
        journal.capture(Capture { events, cursor, anew: false }).wait().unwrap();
        let gone = Some(Tombstone::Deleted);
        let fate = Fate { role: "Заказ".into(), end: End::Right, key: "1033".into(), gone };
        let seen = journal.reader().lane(&lane).unwrap().unwrap().dirty_seq;
        let close = Close {
            lane: lane.clone(),
            seen,
            again: false,
            left_out: false,
            bases: Vec::new(),
            links: Vec::new(),
            fates: vec![fate],
            at: Stamp(0),
        };
        journal.close(close).wait().unwrap();
    }
    assert_eq!(links(&shop)[0].state, LinkState::Tombstone);
    shop.manager("orders/1033/edit", &json!({ "status": "assembling" }));
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert!(run.starting(&["− "]).is_empty(), "{}", run.out);
    assert_eq!(run.starting(&["~ ЗаказПокупателя"]).len(), 1, "{}", run.out);
    assert_eq!(shop.records(ORDERS).len(), 1);
    assert_eq!(links(&shop)[0].state, LinkState::Live);
    assert!(shop.journal().lane(&lane).unwrap().unwrap().gone.is_none());
    assert_quiet(&shop);
}

#[test]
fn an_order_whose_document_is_deleted_in_1c_waits_and_makes_no_other() {
    let shop = exchanging(&[1028, 1033], |_| {});
    let (document, state) =
        (shop.document("1028C"), shop.document("1033A")["СостояниеЗаказа"].clone());
    let key = document["Ref_Key"].as_str().unwrap();
    shop.accountant("DELETE", &format!("{ORDERS}(guid'{key}')"), &Value::Null);
    for order in [1028, 1033] {
        let words = json!({ "status": "assembling" });
        shop.manager(&format!("orders/{order}/edit"), &words);
    }
    let orders = shop.orders();
    for (language, commands, words) in [
        (
            "ru",
            ["plan", "run"],
            format!(
                "отложен: связанной с ним записи erp.{ORDERS} {key} больше нет: вернуть её или решить, \
                 чем её заменить"
            ),
        ),
        (
            "en",
            ["run", "plan"],
            format!(
                "held: the record erp.{ORDERS} {key} that it is linked to is gone: bring it back, or \
                 decide what takes its place"
            ),
        ),
    ] {
        for command in commands {
            let told = shop.obmen_in(language, &[command]);
            assert_eq!((told.code, &*told.err), (3, ""), "{}", told.out);
            let held = told.starting(&["‖ order 1028C "]);
            assert!(held.len() == 1 && held[0].contains(&words), "{}", told.out);
        }
    }
    // Nothing takes its place, the order stays as people left it, and the other one went over.
    assert_eq!(shop.records(ORDERS).len(), 1);
    assert_ne!(shop.document("1033A")["СостояниеЗаказа"], state);
    assert_eq!(shop.orders(), orders);
    assert_eq!(shop.parked(), ["lost"]);
    // Brought back, it goes on by itself.
    shop.accountant("POST", ORDERS, &document);
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert_eq!(run.starting(&["~ ЗаказПокупателя"]).len(), 1, "{}", run.out);
    assert_eq!((shop.records(ORDERS).len(), shop.parked().len()), (2, 0));
    assert_eq!(shop.document("1028C")["Ref_Key"], key);
    assert_quiet(&shop);
}

#[test]
fn a_document_that_is_marked_for_deletion_is_told_and_not_written() {
    let shop = exchanging(&[1028], |_| {});
    assert_eq!(shop.obmen(&["sandbox", "play", "document_marked"]).code, 0);
    for (language, words) in [
        ("ru", "помечен на удаление в источнике; в приёмнике ничего не удалено"),
        ("en", "is marked for deletion at the source; nothing is deleted at the target"),
    ] {
        let plan = shop.obmen_in(language, &["plan"]);
        assert_eq!(plan.code, 0, "{} {}", plan.out, plan.err);
        let told = plan.starting(&["− ЗаказПокупателя УД-"]);
        assert!(told.len() == 1 && told[0].ends_with(words), "{}", plan.out);
    }
    let json = shop.obmen(&["plan", "--format", "json"]).json();
    assert_eq!(json["flows"][1]["gone"][0]["how"], "marked");
    assert_eq!(shop.obmen(&["run"]).starting(&["− "]).len(), 1);
    assert_quiet(&shop);

    // The order goes on in RetailCRM, and its document is nobody's to write.
    shop.manager("orders/1028/edit", &json!({ "status": "assembling" }));
    let (before, version) =
        (shop.ledger("erp").len(), shop.document("1028C")["DataVersion"].clone());
    for (language, words) in [
        (
            "ru",
            "помечен на удаление: обмен не пишет ни туда, ни со ссылкой на него; снять пометку или",
        ),
        (
            "en",
            "is marked for deletion: nothing is written there or with a reference to it; take the mark",
        ),
    ] {
        let plan = shop.obmen_in(language, &["plan"]);
        assert_eq!(plan.code, 3, "{} {}", plan.out, plan.err);
        let held = plan.starting(&["‖ order 1028C "]);
        assert!(held.len() == 1 && held[0].contains(words), "{}", plan.out);
    }
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 3, "{} {}", run.out, run.err);
    assert_eq!(
        (shop.ledger("erp").len(), &shop.document("1028C")["DataVersion"]),
        (before, &version)
    );
    assert_eq!(shop.parked(), ["marked"]);

    // Without the mark it goes on by itself.
    let path = format!("{ORDERS}('1028C')?by=НомерВходящегоДокумента");
    shop.accountant("PATCH", &path, &json!({ "DeletionMark": false }));
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert_eq!(shop.document("1028C")["Posted"], true);
    assert!(shop.parked().is_empty());
    assert_quiet(&shop);
}
