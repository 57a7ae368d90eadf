//! Tests: the sums of an order, computed anew at every change.

use super::*;

fn computed(order: &Value) -> Value {
    let mut order = order.as_object().unwrap().clone();
    compute(&mut order, |status| status == "paid");
    Value::Object(order)
}

#[test]
fn lines_delivery_and_payments_add_up() {
    let order = computed(&json!({
        "items": [
            {"initialPrice": 1500, "quantity": 2, "discountManualAmount": 100, "purchasePrice": 900},
            {"initialPrice": 99.99, "quantity": 3, "discountManualPercent": 10},
            {"initialPrice": 1000, "quantity": 1, "isCanceled": true},
        ],
        "delivery": {"cost": 300},
        "payments": [{"amount": "500.50", "status": "paid"}, {"amount": 7, "status": "no"}],
    }));
    assert_eq!(order["items"][0]["discountTotal"], 100);
    assert_eq!(order["items"][1]["prices"], json!([{"price": 89.99, "quantity": 3}]));
    assert_eq!(order["summ"], 3299.97);
    assert_eq!(order["totalSumm"], 3369.97);
    assert_eq!((&order["purchaseSumm"], &order["prepaySum"]), (&json!(1800), &json!(500.5)));
}

#[test]
fn the_discount_of_an_order_is_spread_to_the_kopeck() {
    let order = computed(&json!({
        "discountManualAmount": 100,
        "items": [{"initialPrice": 100, "quantity": 3}, {"initialPrice": 100, "quantity": 4}],
    }));
    // 42.85 and 57.15: the rest of the division is on the last line.
    let first = &order["items"][0];
    assert_eq!(
        first["prices"],
        json!([{"price": 85.72, "quantity": 2}, {"price": 85.71, "quantity": 1}])
    );
    assert_eq!(first["discountTotal"], 14.28);
    assert_eq!(first["discounts"], json!([{"type": "manual_order", "amount": 14.28}]));
    assert_eq!(order["totalSumm"], 600);
}

#[test]
fn kept_parts_count_and_rounding_rules_do_not() {
    let order = computed(&json!({"items": [{"initialPrice": 100, "quantity": 1, "discounts": [
        {"type": "bonus_charge", "amount": 10}, {"type": "round", "amount": 0.5},
    ]}]}));
    assert_eq!(order["totalSumm"], 90);
    assert_eq!(order["items"][0]["discounts"], json!([{"type": "bonus_charge", "amount": 10}]));
}

#[test]
fn bonuses_come_off_the_line_and_count_once() {
    let order = computed(&json!({"items": [{"initialPrice": 100, "quantity": 3,
        "bonusesChargeTotal": 10, "discounts": [{"type": "bonus_charge", "amount": 3.33}]}]}));
    let item = &order["items"][0];
    assert_eq!((&order["totalSumm"], &item["discountTotal"]), (&json!(290), &json!(3.33)));
    let prices = json!([{"price": 96.67, "quantity": 2}, {"price": 96.66, "quantity": 1}]);
    assert_eq!(item["prices"], prices);
    assert_eq!(item["discounts"], json!([{"type": "bonus_charge", "amount": 3.33}]));
}

#[test]
fn a_discount_larger_than_the_goods_leaves_the_delivery() {
    let order = computed(&json!({
        "discountManualAmount": 500,
        "delivery": {"cost": 50},
        "items": [{"initialPrice": 100, "quantity": 1.5}],
    }));
    assert_eq!(order["totalSumm"], 50);
}
