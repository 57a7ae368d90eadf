//! A backlog caught up with, and the plan of as many orders that nobody changed: the whole program in
//! a process of its own, both systems emulated in this one, no rate held on either side.
//!
//! `OBMEN_ORDERS` and `OBMEN_ROWS` say how many orders and rows of history there are.
#![expect(clippy::print_stdout, reason = "figures are what a bench is for")]
#![expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]

mod backlog;
mod figures;
mod process;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use backlog::Backlog;
use obmen::endpoint::emulate::{Emulator, Faults, Request, Response, serve};
use obmen::system::onec_odata::emulator::OneCEmulator;
use obmen::system::retailcrm::RetailCrmEmulator;
use process::Spent;
use serde_json::json;

fn main() {
    if let Some(status) = process::asked() {
        std::process::exit(status.into());
    }
    let (orders, rows) = (number("OBMEN_ORDERS", 10_000), number("OBMEN_ROWS", 100_000));
    let folder = tempfile::tempdir().expect("there is a place for files");
    let shop = Backlog::new(folder.path(), orders, rows);
    let crm = RetailCrmEmulator::open(&folder.path().join("crm.sqlite"), &shop.crm());
    let erp = OneCEmulator::open(&shop.erp(), &folder.path().join("erp.sqlite"));
    let crm = Arc::new(Counted::new(Arc::new(crm.expect("the world of RetailCRM is sound"))));
    let erp = Arc::new(Counted::new(Arc::new(erp.expect("the world of 1C is sound"))));
    let runtime = tokio::runtime::Runtime::new().expect("threads can be made");
    let at = |emulator: Arc<Counted>| {
        let place = "127.0.0.1:0".parse().expect("it is an address");
        let served = runtime.block_on(serve(emulator, place, Arc::new(Faults::none())));
        served.expect("a port is free")
    };
    let (crm_at, erp_at) = (at(crm.clone()), at(erp.clone()));
    shop.reach(&crm_at.url(), &erp_at.url());
    let asked = || crm.asked() + erp.asked();

    let run = process::spend(&shop.project(), &["run", backlog::FLOW, "--yes"]);
    assert_eq!(run.exit, 0, "all orders become documents");
    println!("catch-up: {rows} rows of history, {orders} new orders");
    println!("  {:.0} rows/s, {:.1} orders/s", per(rows, &run), per(orders, &run));
    told(&run, asked());

    let before = asked();
    let plan = process::spend(&shop.project(), &["plan", backlog::FLOW, "--after", "0"]);
    assert_eq!(plan.exit, 0, "nothing is left to change");
    let requests = asked() - before;
    println!("plan: {orders} unchanged orders");
    println!("  {:.0} orders/s", per(orders, &plan));
    told(&plan, requests);

    let figures = json!({
        "orders": orders, "rows": rows,
        "catch_up": {
            "rows_per_second": per(rows, &run), "orders_per_second": per(orders, &run),
            "requests": before, "peak_mib": run.peak, "cpu_seconds": run.cpu,
        },
        "plan_unchanged": {
            "orders_per_second": per(orders, &plan), "requests": requests,
            "peak_mib": plan.peak, "cpu_seconds": plan.cpu,
        },
    });
    figures::keep("exchange", &figures);
}

fn number(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().map_or(usual, |text| text.parse().expect("a number"))
}

fn per(count: usize, spent: &Spent) -> f64 {
    count as f64 / spent.seconds
}

fn told(spent: &Spent, requests: usize) {
    let Spent { seconds, cpu, peak, .. } = spent;
    println!(
        "  {requests} requests, {seconds:.1} s, {cpu:.1} s of them at work, peak {peak:.0} MiB"
    );
}

/// An emulator that counts what it is asked.
struct Counted {
    inner: Arc<dyn Emulator>,
    asked: AtomicUsize,
}

impl Counted {
    fn new(inner: Arc<dyn Emulator>) -> Counted {
        Counted { inner, asked: AtomicUsize::new(0) }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

impl Emulator for Counted {
    fn answer(&self, request: &Request) -> Response {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.inner.answer(request)
    }
}
