//! 1C refuses to post: the document stays, saved and linked; the record waits with 1C's own words.

use serde_json::json;

use super::shop::Shop;

const CLOSED: &str = "      - on: [post]\n        becomes: Date ge datetime'2025-01-01T00:00:00'\n        \
                      text: Недостаточно товара на складе\n";

#[test]
fn a_document_that_cannot_be_posted_is_saved_linked_and_held() {
    let shop = Shop::with(&[1005]);
    let heading = "    refuse:\n";
    shop.edit("world/erp/posting.yaml", |text| {
        text.replacen(heading, &format!("{heading}{CLOSED}"), 1)
    });
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 3, "{} {}", run.out, run.err);
    assert!(run.out.contains("Недостаточно товара на складе"), "{}", run.out);
    let document = shop.document("1005A");
    assert_eq!(document["Posted"], false);
    assert_eq!(shop.parked(), ["rejected"]);
    let links = shop.journal().links("Заказ").unwrap();
    assert_eq!(links.len(), 1);
    assert_eq!(links[0].left.as_deref(), document["Ref_Key"].as_str());

    // Still refused: told again, and nothing is created a second time.
    let again = shop.obmen(&["run"]);
    assert_eq!(again.code, 3, "{} {}", again.out, again.err);
    // Posting goes through: the same document is posted by the next run.
    shop.edit("world/erp/posting.yaml", |text| text.replace(CLOSED, ""));
    let mended = shop.obmen(&["run"]);
    assert_eq!(mended.code, 0, "{} {}", mended.out, mended.err);
    let posted = shop.document("1005A");
    assert_eq!((&posted["Ref_Key"], &posted["Posted"]), (&document["Ref_Key"], &true.into()));
    assert!(shop.parked().is_empty());
    assert!(shop.obmen(&["run"]).changes().is_empty());
}

#[test]
fn a_post_that_is_still_due_stands_in_the_plan() {
    let shop = Shop::with(&[1005]);
    assert_eq!(shop.obmen(&["run"]).code, 0);
    let heading = "    refuse:\n";
    shop.edit("world/erp/posting.yaml", |text| {
        text.replacen(heading, &format!("{heading}{CLOSED}"), 1)
    });
    shop.manager("orders/1005/edit", &json!({ "delivery": { "cost": 500 } }));
    let refused = shop.obmen(&["run"]);
    assert_eq!(refused.code, 3, "{} {}", refused.out, refused.err);
    let plan = shop.obmen(&["plan"]);
    assert!(plan.out.contains("\n    проведение: всё остальное уже записано\n"), "{}", plan.out);
    assert_eq!(plan.changes().len(), 1, "{}", plan.out);
    shop.edit("world/erp/posting.yaml", |text| text.replace(CLOSED, ""));
    let plan = shop.obmen(&["plan"]);
    assert_eq!(plan.code, 2, "{}", plan.out);
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert_eq!(run.changes().len(), 1, "{}", run.out);
    assert!(run.out.contains("Проведен: Заказ покупателя"), "{}", run.out);
    assert!(shop.obmen(&["plan"]).changes().is_empty());
}

#[test]
fn a_create_that_is_refused_leaves_nothing_and_is_tried_again() {
    let shop = Shop::with(&[1005]);
    let closed = CLOSED.replace("[post]", "[create]").replace("Недостаточно", "Запрещено, мало");
    let heading = "    refuse:\n";
    shop.edit("world/erp/posting.yaml", |text| {
        text.replacen(heading, &format!("{heading}{closed}"), 1)
    });
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 3, "{} {}", run.out, run.err);
    assert!(run.out.contains("Запрещено, мало товара на складе"), "{}", run.out);
    assert!(shop.find_document("1005A").is_none());
    assert_eq!(shop.parked(), ["rejected"]);
    shop.edit("world/erp/posting.yaml", |text| text.replace(&closed, ""));
    let mended = shop.obmen(&["run"]);
    assert_eq!(mended.code, 0, "{} {}", mended.out, mended.err);
    assert_eq!(shop.document("1005A")["Posted"], true);
}
