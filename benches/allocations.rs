//! Allocations per order of the orders map and of the same work by hand. A bench of its own: counting
//! costs time.
#![expect(clippy::print_stdout, reason = "figures are what a bench is for")]
#![expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]

mod figures;
mod shop;

use std::alloc::System;
use std::fmt::Write;

use serde_json::json;
use shop::generate::{escaped, orders};
use shop::hand::Shop;
use shop::rules::{Known, Mapper, project};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static COUNTED: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const ORDERS: usize = 2_000;
const SEED: u64 = 1;

fn main() {
    let project = project();
    let known = Known::new(&project);
    let plain = orders(ORDERS, SEED);
    let escaped = escaped(&plain);
    // Ten members more that no rule reads, in every order.
    let mut unmapped = String::new();
    for number in 0..10 {
        let _ = write!(unmapped, "\"extra{number}\":[{{\"a\":\"б\\n\"}},{number}],");
    }
    let wider: Vec<String> =
        plain.iter().map(|order| format!("{{{unmapped}{}", &order[1..])).collect();
    let mut mapper = Mapper::new(&project, &known);
    let shop = Shop::new();
    let mut out = String::new();
    let mut figures = serde_json::Map::new();
    for (name, texts) in [("utf-8", &plain), ("\\uXXXX", &escaped), ("10 more members", &wider)] {
        let map = counted(texts, &mut |text| {
            out.clear();
            mapper.map(text, &mut out);
        });
        let hand = counted(texts, &mut |text| {
            out.clear();
            shop.map(text, &mut out).expect("the order is sound");
        });
        println!("{name}: allocations an order: map {map:.2}, by hand {hand:.2}");
        figures.insert(name.into(), json!({ "map": map, "hand": hand }));
    }
    figures::keep("allocations", &serde_json::Value::Object(figures));
}

/// Allocations, growing ones too, for one of `texts` once the buffers have grown.
fn counted(texts: &[String], work: &mut dyn FnMut(&str)) -> f64 {
    for text in texts {
        work(text);
    }
    let region = Region::new(COUNTED);
    for text in texts {
        work(text);
    }
    let change = region.change();
    (change.allocations + change.reallocations) as f64 / texts.len() as f64
}
