//! The orders map of the shipped set over 10,000 generated orders, beside the same work by hand.
#![expect(clippy::print_stdout, reason = "figures are what a bench is for")]
#![expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]

mod beside;
mod figures;
mod measure;
mod shop;

use beside::{pairs, rate};
use serde_json::json;
use shop::generate::{escaped, orders};
use shop::hand::Shop;
use shop::rules::{Known, Mapper, project};

const ORDERS: usize = 10_000;
const ROUNDS: usize = 15;
const SEED: u64 = 1;

fn main() {
    let project = project();
    let known = Known::new(&project);
    let plain = orders(ORDERS, SEED);
    let escaped = escaped(&plain);
    let mut mapper = Mapper::new(&project, &known);
    let shop = Shop::new();
    let mut figures = serde_json::Map::new();
    let mut times = Vec::new();
    for (name, texts) in [("utf-8", &plain), ("\\uXXXX", &escaped)] {
        let (mut ours, mut theirs) = (String::new(), String::new());
        let (map, hand, ratio) = pairs(
            ROUNDS,
            &mut || {
                for text in texts {
                    ours.clear();
                    mapper.map(text, &mut ours);
                }
            },
            &mut || {
                for text in texts {
                    theirs.clear();
                    shop.map(text, &mut theirs).expect("the order is sound");
                }
            },
        );
        let bytes: usize = texts.iter().map(String::len).sum();
        println!("{name}: {ORDERS} orders, {} bytes on average", bytes / ORDERS);
        for (who, time) in [("map", map), ("by hand", hand)] {
            println!(
                "  {who:8} {:>8.0} orders/s {:>6.0} MB/s {:>7.2} us an order",
                rate(ORDERS, time),
                rate(bytes, time) / 1e6,
                time.as_secs_f64() * 1e6 / ORDERS as f64
            );
        }
        println!("  ratio {ratio:.2}");
        times.push(map);
        figures.insert(
            name.into(),
            json!({
                "bytes": bytes, "ratio": ratio,
                "map_orders_per_second": rate(ORDERS, map),
                "hand_orders_per_second": rate(ORDERS, hand),
                "map_mb_per_second": rate(bytes, map) / 1e6,
            }),
        );
    }
    let slower = times[1].as_secs_f64() / times[0].as_secs_f64();
    println!("escaped input takes {slower:.2} of the time of plain input");
    figures.insert("escaped_to_plain".into(), json!(slower));
    figures::keep("orders", &serde_json::Value::Object(figures));
}
