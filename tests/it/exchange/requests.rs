//! What an exchange costs in requests to RetailCRM, which counts them.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use obmen::cli::Env;
use obmen::endpoint::emulate::{Emulator, Faults, Request, Response, serve};
use obmen::system::retailcrm::RetailCrmEmulator;

use super::shop::Shop;

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

#[tokio::test(flavor = "multi_thread")]
async fn a_run_asks_for_batches_and_not_for_records() {
    let shop = Shop::demo();
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
    let run = |args: &'static [&'static str]| {
        tokio::task::block_in_place(|| shop.obmen_with(&env, &[args, &["--lang", "ru"]].concat()))
    };
    let plan = run(&["plan"]);
    assert_eq!(plan.code, 2, "{}", plan.err);
    let planned = tally(&asked);
    let done = run(&["run", "--yes"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let ran = tally(&asked);
    // A run reads what its plan reads, and not once more.
    assert_eq!(ran, planned);
    insta::assert_debug_snapshot!(ran);
    assert_eq!(run(&["run"]).code, 0);
    insta::assert_debug_snapshot!("nothing_changed", tally(&asked));
}
