//! The orders map and the same work by hand give equal orders: without that the bench says nothing.

#[path = "../../benches/shop/mod.rs"]
pub(crate) mod shop;

use obmen::schema::Tags;
use obmen::sync::{self, Desired, Dialect};
use serde_json::Value;
use shop::{generate, hand, rules};

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect(text)
}

#[test]
fn both_give_the_same_orders() {
    let project = rules::project();
    let known = rules::Known::new(&project);
    let (mut mapper, shop) = (rules::Mapper::new(&project, &known), hand::Shop::new());
    let plain = generate::orders(300, 7);
    let escaped = generate::escaped(&plain);
    for (order, escaped) in plain.iter().zip(&escaped) {
        let (mut ours, mut theirs, mut again) = (String::new(), String::new(), String::new());
        mapper.map(order, &mut ours);
        shop.map(order, &mut theirs).unwrap();
        assert_eq!(json(&ours), json(&theirs), "{order}");
        mapper.map(escaped, &mut again);
        assert_eq!(ours, again, "{escaped}");
    }
}

#[test]
fn a_written_order_is_the_body_of_a_planned_creation() {
    let project = rules::project();
    let known = rules::Known::new(&project);
    let mut mapper = rules::Mapper::new(&project, &known);
    let program = rules::program(&project);
    let (catalog, side) = (&project.catalog, project.catalog[program.target].side);
    let dialect = Dialect { catalog, side, tags: Some(&Tags::ODATA) };
    for order in &generate::orders(50, 11) {
        let mut written = String::new();
        mapper.map(order, &mut written);
        let desired = Desired::of(&mapper.built(order));
        let difference = sync::diff(
            &program.layout,
            sync::Way { source: "crm", back: false },
            &desired,
            None,
            None,
        );
        let body = sync::create_body(&dialect, &program.layout, &difference, None);
        assert_eq!(json(&written), json(&body.to_text()), "{order}");
    }
}
