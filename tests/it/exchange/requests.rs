//! What an exchange costs in requests to RetailCRM, which counts them.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use obmen::cli::Env;
use obmen::endpoint::emulate::{Emulator, Faults, Request, Response, Serving, serve};
use obmen::system::retailcrm::RetailCrmEmulator;

use super::shop::{Shop, Told};

/// An emulator that writes down what it answers. What it refuses for too many requests does not
/// count: how many those are hangs on the clock.
struct Counting {
    emulator: RetailCrmEmulator,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Emulator for Counting {
    fn answer(&self, request: &Request) -> Response {
        let answer = self.emulator.answer(request);
        if answer.status != 503 {
            self.asked.lock().unwrap().push(self.emulator.operation(request));
        }
        answer
    }
}

/// What the server was asked, gathered by operation.
fn tally(asked: &Mutex<Vec<String>>) -> Vec<(String, usize)> {
    let mut asked = std::mem::take(&mut *asked.lock().unwrap());
    asked.sort();
    let groups = asked.chunk_by(|a, b| a == b);
    groups.map(|group| (group[0].clone(), group.len())).collect()
}

/// A shop whose RetailCRM counts what it is asked.
struct Counted {
    shop: Shop,
    env: Env,
    asked: Arc<Mutex<Vec<String>>>,
    _serving: Serving,
}

impl Counted {
    async fn begin(shop: Shop) -> Counted {
        let state = shop.dir.join("crm.sqlite");
        let emulator = RetailCrmEmulator::open(&state, &shop.dir.join("world/crm")).unwrap();
        let key = emulator.key().to_owned();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let counting = Arc::new(Counting { emulator, asked: Arc::clone(&asked) });
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let serving = serve(counting, address, Arc::new(Faults::none())).await.unwrap();
        let remote = format!("address: \"{}\", key: env:SHOP_KEY, local: true", serving.url());
        shop.edit("obmen.yaml", |text| text.replace("embedded: world/crm", &remote));
        let env = Env {
            folder: shop.dir.clone(),
            variables: [("SHOP_KEY".to_owned(), key)].into_iter().collect(),
            ..Env::default()
        };
        Counted { shop, env, asked, _serving: serving }
    }

    fn obmen(&self, args: &[&str]) -> Told {
        let args = [args, &["--lang", "ru"]].concat();
        tokio::task::block_in_place(|| self.shop.obmen_with(&self.env, &args))
    }

    /// What was asked since this was last called.
    fn tally(&self) -> Vec<(String, usize)> {
        tally(&self.asked)
    }

    /// What was asked about companies since this was last called.
    fn of_companies(&self) -> Vec<(String, usize)> {
        let mut tally = self.tally();
        tally.retain(|(operation, _)| operation.contains("customers-corporate"));
        tally
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_asks_for_batches_and_not_for_records() {
    let counted = Counted::begin(Shop::demo()).await;
    let plan = counted.obmen(&["plan"]);
    assert_eq!(plan.code, 2, "{}", plan.err);
    let planned = counted.tally();
    let done = counted.obmen(&["run", "--yes"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let ran = counted.tally();
    // A run reads what its plan reads, and not once more.
    assert_eq!(ran, planned);
    insta::assert_debug_snapshot!(ran);
    assert_eq!(counted.obmen(&["run"]).code, 0);
    insta::assert_debug_snapshot!("nothing_changed", counted.tally());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_company_is_asked_of_its_customer_alone_and_once() {
    let counted = Counted::begin(Shop::demo()).await;
    let of_304 = [("GET customers-corporate/304/companies".to_owned(), 1)];
    // Two orders of one customer, each with a company of its own.
    let run = counted.obmen(&["run", "--yes", "--id", "1034", "--id", "1035"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert_eq!(counted.of_companies(), of_304);
    assert!(counted.shop.document("1034C")["Контрагент_Key"].is_string());
    // The links are there by now: nothing has to be recognised.
    assert_eq!(counted.obmen(&["run", "--id", "1034"]).code, 0);
    assert_eq!(counted.of_companies(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_company_that_is_nowhere_is_not_looked_for_at_every_customer() {
    let shop = Shop::with(&[1011, 1034, 1035]);
    shop.world("crm/orders.json", |orders| {
        let orders = orders.as_array_mut().unwrap();
        for order in orders.iter_mut().filter(|order| order["customer"]["id"] == 304) {
            order["company"]["id"] = 9999.into();
        }
    });
    let counted = Counted::begin(shop).await;
    let once = |customer: u32| (format!("GET customers-corporate/{customer}/companies"), 1);
    let run = counted.obmen(&["run", "--yes"]);
    assert_eq!(run.code, 3, "{} {}", run.out, run.err);
    assert_eq!(counted.of_companies(), [once(301), once(304)]);
    // Both orders wait, and every run asks for the company once.
    assert_eq!(counted.shop.parked().len(), 2);
    let again = counted.obmen(&["run", "--yes"]);
    assert_eq!(again.code, 3, "{} {}", again.out, again.err);
    assert_eq!(counted.of_companies(), [once(304)]);
}
