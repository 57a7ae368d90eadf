//! The program killed at random moments in the middle of an exchange and started again.
//!
//! The systems live in another process and are served; what they accepted stands in their ledger,
//! which is the judge. `OBMEN_KILLS` says how often the program is killed, `OBMEN_SEED` when.

mod applied;
mod both_ways;
mod exact;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use obmen::endpoint::emulate::{LedgerEntry, read_ledger};
use obmen::endpoint::{Query, Secret, Selector, Source};
use obmen::journal::{CursorKind, JournalReader, LinkState, Which};
use obmen::system::onec_odata::{Config, OneC};
use serde_json::Value;

use super::sandbox::{Sandbox, Shop, obmen, program};

const ORDER: &str = "Document_ЗаказПокупателя";
const BUYER: &str = "Catalog_Контрагенты";
const MARKS: &str = "InformationRegister_ДополнительныеСведения";

/// The property by which orders are found again: `crm_ИДЗаказа`.
const MARK: &str = "6f7f0001-7c4e-11f0-9a21-00155d0c7e01";

/// As many kills as one exchange of the demo bears: it makes some 160 writes.
const KILLS_A_ROUND: u64 = 12;

/// How many orders are under way at a time.
const LANES: u64 = 4;

/// What is said while a write of the killed run may still land.
const LANDING: &str = "the last run left a write without an answer";

/// Longer than any run of these takes.
const PATIENCE: Duration = Duration::from_mins(2);

#[test]
fn a_killed_exchange_goes_on_without_losing_or_doubling_anything() {
    let mut kills = number("OBMEN_KILLS", 5);
    let mut chance = Chance(number("OBMEN_SEED", 0x0b_3e_11) | 1);
    while kills > 0 {
        let now = kills.min(KILLS_A_ROUND);
        round(now, &mut chance);
        kills -= now;
    }
}

/// A number of the environment.
fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().map_or(usual, |text| text.parse().expect("a number"))
}

/// One exchange of the demo, killed so often.
fn round(kills: u64, chance: &mut Chance) {
    let shop = Shop::new();
    let sandbox = Sandbox::start(&shop.demo(), "en", &[]);
    // A write whose answer was lost is looked for when it cannot land any more: that is soon.
    let systems = sandbox.systems.replace("local: true", "local: true, timeout: 1");
    let project = shop.remote("killed", &systems);
    let wanted = planned(&project);
    assert!(wanted.len() > 30, "the demo has orders: {wanted:?}");
    let ledger = shop.demo().join(".obmen/sandbox/erp.sqlite");
    kill_often(&project, &RUN, kills, 160, chance, || entries(&ledger).len() as u64);
    let (code, out, error) = obmen(&project, "en", &["run", "--yes"]);
    assert_eq!(code, 0, "{out} {error}");
    assert!(error.is_empty() || error.starts_with(LANDING), "{error}");
    judge(&project, &sandbox, &ledger, &wanted, kills);
    let before = entries(&ledger);
    let (code, out, error) = obmen(&project, "en", &["run", "--yes"]);
    assert_eq!((code, error.as_str()), (0, ""));
    assert!(out.trim_end().ends_with("  0 read: nothing to change"), "{out}");
    assert_eq!(entries(&ledger), before, "a second run writes nothing");
}

/// What is killed.
const RUN: [&str; 2] = ["run", "--yes"];

/// Starts a command so often and kills it somewhere on its way of that many writes.
fn kill_often(
    project: &Path,
    command: &[&str],
    kills: u64,
    way: u64,
    chance: &mut Chance,
    written: impl Fn() -> u64,
) {
    let mut hits = 0;
    for _ in 0..kills {
        let mut run = start(project, command);
        let is_early = chance.below(4) == 0;
        if is_early {
            std::thread::sleep(Duration::from_millis(chance.below(300)));
        } else {
            let writes = written() + 1 + chance.below(way / kills);
            wait(&mut run, || written() >= writes);
            std::thread::sleep(Duration::from_micros(chance.below(4000)));
        }
        hits += u64::from(run.try_wait().unwrap().is_none());
        run.kill().unwrap();
        run.wait().unwrap();
    }
    assert!(hits * 2 >= kills, "only {hits} of {kills} kills met a process");
}

/// The ids of the orders that an undisturbed run would create.
fn planned(project: &Path) -> BTreeSet<String> {
    let (_, out, error) = obmen(project, "en", &["plan", "--format", "json"]);
    assert_eq!(error, "");
    let plan: Value = serde_json::from_str(&out).unwrap();
    let flows = plan["flows"].as_array().unwrap();
    let records = flows.iter().flat_map(|flow| flow["records"].as_array().unwrap());
    records
        .filter(|record| record["action"] == "create" && record["source"]["entity"] == "crm.order")
        .map(|record| record["source"]["key"].as_str().unwrap().to_owned())
        .collect()
}

fn start(project: &Path, command: &[&str]) -> Child {
    let mut command = program(project, "en", command);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Waits for a moment of the run, or its end.
fn wait(run: &mut Child, reached: impl Fn() -> bool) {
    let began = Instant::now();
    while run.try_wait().unwrap().is_none() && !reached() {
        assert!(began.elapsed() < PATIENCE, "the run does not get there");
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn entries(ledger: &Path) -> Vec<LedgerEntry> {
    read_ledger(ledger).expect("the ledger can be read while it is written")
}

/// Invariants of reliability on ledger, 1C's state and journal.
fn judge(project: &Path, sandbox: &Sandbox, ledger: &Path, wanted: &BTreeSet<String>, kills: u64) {
    // I1, I2: each order once, by its mark, which no two orders share.
    let marks = records(sandbox, MARKS);
    let marks: Vec<&Value> = marks.iter().filter(|mark| mark["Свойство_Key"] == MARK).collect();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let marked: BTreeMap<String, String> =
        marks.iter().map(|mark| (text(&mark["Значение"]), text(&mark["Объект"]))).collect();
    assert_eq!(marks.len(), marked.len(), "an id marks one document");
    assert_eq!(&marked.keys().cloned().collect::<BTreeSet<_>>(), wanted, "every order is there");
    let documents = records(sandbox, ORDER);
    assert_eq!(documents.len(), wanted.len(), "and no document beside them");
    for document in &documents {
        let key = text(&document["Ref_Key"]);
        assert!(marked.values().any(|marked| *marked == key), "{key} has a mark");
        assert_eq!(document["Posted"], true, "{key} is posted");
    }
    // The ledger: nothing was accepted twice on the way there.
    let entries = entries(ledger);
    let mut accepted: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    for entry in &entries {
        *accepted.entry((&entry.operation, &entry.key)).or_default() += 1;
    }
    let post = format!("POST {ORDER}/Post");
    let doubled: Vec<_> =
        accepted.iter().filter(|((name, _), times)| **times > 1 && *name != post).collect();
    assert!(doubled.is_empty(), "accepted twice: {doubled:?}");
    let count = |operation: String| entries.iter().filter(|it| it.operation == operation).count();
    assert_eq!(count(format!("POST {ORDER}")), wanted.len());
    // A post whose answer was lost with the process is sent again: posting twice makes the same
    // movements once. It happens to no more lanes than were under way at a kill.
    let posted: Vec<u32> = accepted
        .iter()
        .filter_map(|((name, _), times)| (*name == post).then_some(*times))
        .collect();
    assert_eq!(posted.len(), wanted.len(), "each is posted");
    let again: u32 = posted.iter().map(|times| times - 1).sum();
    assert!(u64::from(again) <= kills * LANES, "{again} posts were repeated");
    let buyers: BTreeSet<String> =
        records(sandbox, BUYER).iter().map(|buyer| text(&buyer["Ref_Key"])).collect();
    for document in &documents {
        assert!(buyers.contains(&text(&document["Контрагент_Key"])), "the buyer is there");
    }
    journal(&project.join(".obmen/journal.sqlite"), wanted, &marked);
}

fn journal(path: &PathBuf, wanted: &BTreeSet<String>, marked: &BTreeMap<String, String>) {
    let reader = JournalReader::open(path).unwrap();
    reader.verify().unwrap();
    let flow = "ЗаказыВ1С";
    let cursor = reader.cursor(flow).unwrap().expect("the feed was read");
    assert_eq!((cursor.kind, &*cursor.position), (CursorKind::After, "40"));
    assert_eq!(reader.lanes(flow, Which::All).unwrap(), [], "nothing is left to do");
    assert_eq!(reader.parked().unwrap(), []);
    let links = reader.links("Заказ").unwrap();
    let key = |end: Option<&Box<str>>| end.expect("both records exist").to_string();
    let linked: BTreeMap<String, String> = links
        .iter()
        .filter(|link| link.state == LinkState::Live)
        .map(|link| (key(link.right.as_ref()), key(link.left.as_ref())))
        .collect();
    assert_eq!(links.len(), wanted.len());
    assert_eq!(&linked, marked, "the journal links what the marks say");
}

/// All records of an entity, as 1C tells them.
fn records(sandbox: &Sandbox, entity: &str) -> Vec<Value> {
    let config = Config::new(&sandbox.address("erp"), "obmen", Secret::new("demo")).unwrap();
    let base = OneC::new(config).unwrap();
    let query = Query { entity: entity.into(), selector: Selector::All, fields: Vec::new() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let found = runtime.block_on(base.read(&query)).unwrap();
    found.iter().map(|payload| serde_json::from_slice(&payload.bytes).unwrap()).collect()
}

/// Numbers that look random and are the same for the same seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end.max(1)
    }
}
