//! Runs and plans in parts of two records: what they say and leave is what one at once says and leaves.

mod full_disk;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::cli::args::parse;
use crate::cli::console::{Console, Streams};
use crate::cli::env::Env;
use crate::cli::lower::{Command, PROJECT_FILE, Shown, lower};
use crate::diag::{Language, Texts};
use crate::endpoint::emulate::read_ledger;
use crate::journal::JournalReader;

use super::teller::Teller;
use super::{PART, applied, exchange};
use crate::project;
use crate::report::{FlowReport, Kind};

/// The flow that brings orders to 1C.
const FLOW: &str = "ЗаказыВ1С";

/// Five orders. The first and the third are made one customer's here, and stand in different parts.
const ORDERS: [i64; 5] = [1007, 1031, 1032, 1034, 1035];

/// That customer, whom 1C does not know.
const SHARED: i64 = 207;

/// The demo with a few of its orders, in a folder of its own.
struct Shop {
    _folder: tempfile::TempDir,
    dir: PathBuf,
}

struct Told {
    code: u8,
    out: String,
    err: String,
}

impl Shop {
    fn new(orders: &[i64], settings: &str) -> Shop {
        let folder = tempfile::tempdir().unwrap();
        let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("mappings/demo");
        let dir = folder.path().join("demo");
        copy(&demo, &dir);
        let path = dir.join("world/crm/orders.json");
        let mut all: Vec<Value> = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        all.retain(|order| orders.contains(&order["id"].as_i64().unwrap()));
        assert_eq!(all.len(), orders.len());
        all[2]["customer"]["id"] = SHARED.into();
        fs::write(path, Value::from(all).to_string()).unwrap();
        let path = dir.join("obmen.yaml");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(path, format!("{text}{settings}")).unwrap();
        Shop { _folder: folder, dir }
    }

    fn env(&self) -> Env {
        Env { folder: self.dir.clone(), ..Env::default() }
    }

    fn command(&self, args: &[&str]) -> Command {
        let texts = Texts::new(Language::English);
        let line = parse(["obmen"].iter().chain(args).map(Into::into).collect(), &texts);
        let line = line.unwrap_or_else(|_| panic!("{args:?}"));
        let meaning = lower(line, &self.env(), &|folder| folder.join(PROJECT_FILE).is_file());
        meaning.unwrap_or_else(|_| panic!("{args:?}")).command
    }

    fn obmen(&self, part: usize, args: &[&str]) -> Told {
        let texts = Texts::new(Language::English);
        let env = self.env();
        let (out, err) = (Heard::default(), Heard::default());
        let streams = Streams {
            out: Box::new(out.clone()),
            err: Box::new(err.clone()),
            input: Box::new(std::io::empty()),
        };
        let mut console = Console::new(streams, texts, Shown::plain());
        let exit = match self.command(args) {
            Command::Plan(plan) => exchange(&plan, None, None, part, &env, &mut console),
            Command::Run { plan, yes } => {
                exchange(&plan, Some(yes), None, part, &env, &mut console)
            }
            Command::Apply(command) => applied(&command, part, &env, &mut console),
            _ => panic!("{args:?}"),
        };
        Told { code: exit.code(), out: out.text(), err: err.text() }
    }

    /// What 1C accepted: operations by their names.
    fn accepted(&self, operation: &str) -> usize {
        let entries = read_ledger(&self.dir.join(".obmen/sandbox/erp.sqlite")).unwrap();
        entries.iter().filter(|entry| entry.operation == operation).count()
    }
}

/// Each record of a report in JSON: what it is, what happens to it, how it ended.
fn records(told: &Told) -> Vec<String> {
    let report: Value = serde_json::from_str(&told.out).unwrap_or_else(|_| panic!("{}", told.err));
    let flows = report["flows"].as_array().unwrap().iter();
    let records = flows.flat_map(|flow| flow["records"].as_array().unwrap());
    let words = records.map(|record| {
        format!("{} {} {}", record["id"], record["action"], record["status"]["state"])
    });
    words.collect()
}

#[test]
fn a_plan_in_parts_says_what_a_plan_at_once_says() {
    let shop = Shop::new(&ORDERS, "");
    let json = ["plan", FLOW, "--format", "json"];
    let whole = shop.obmen(PART, &json);
    let parts = shop.obmen(2, &json);
    assert_eq!((parts.code, &parts.out, &parts.err), (2, &whole.out, &String::new()));
    // A customer that one part creates is used by the next, and is not created again.
    let records = records(&whole);
    let shared = format!("/{SHARED}\" \"create\"");
    let shared = records.iter().filter(|record| record.contains(&shared));
    assert_eq!(shared.count(), 1, "{records:?}");
    assert!(whole.out.matches("\"planned\": true").count() >= ORDERS.len(), "{}", whole.out);
    let whole = shop.obmen(PART, &["plan", FLOW]).out;
    let parts = shop.obmen(2, &["plan", FLOW]).out;
    let sums = whole.lines().find(|line| line.starts_with("  5 read")).unwrap();
    assert_eq!(parts.lines().filter(|line| *line == sums).count(), 1, "{parts}");
    let order = |text: &str| (text.find("\n+ "), text.find(sums));
    let ((first, sums_of_whole), (first_of_parts, sums_of_parts)) = (order(&whole), order(&parts));
    assert!(sums_of_whole < first && first_of_parts < sums_of_parts, "{parts}");
    let file = shop.dir.join("plan.json");
    shop.obmen(2, &["plan", FLOW, "--out", "plan.json"]);
    let saved = fs::read_to_string(file).unwrap();
    let report = shop.obmen(PART, &json).out;
    let report = report.strip_suffix("\n}\n").unwrap();
    assert!(saved.starts_with(&format!("{report},\n  \"saved\": {{\n")), "{saved}");
}

#[test]
fn a_run_in_parts_finds_what_the_part_before_has_created() {
    let json = ["run", FLOW, "--format", "json"];
    let (whole, parts) = (Shop::new(&ORDERS, ""), Shop::new(&ORDERS, ""));
    let mut at_once = records(&whole.obmen(PART, &json));
    let told = parts.obmen(2, &json);
    let mut in_parts = records(&told);
    at_once.sort();
    in_parts.sort();
    assert_eq!((told.code, in_parts), (0, at_once));
    for operation in ["POST Catalog_Контрагенты", "POST Document_ЗаказПокупателя"]
    {
        assert_eq!(parts.accepted(operation), whole.accepted(operation), "{operation}");
    }
    let reader = JournalReader::open(&parts.dir.join(".obmen/journal.sqlite")).unwrap();
    let runs = reader.runs(9).unwrap();
    assert_eq!(runs.len(), 1, "it is one run");
    let counters: Value = serde_json::from_str(&runs[0].counters).unwrap();
    let customers = parts.accepted("POST Catalog_Контрагенты");
    assert_eq!((&counters["read"], &counters["create"]), (&5.into(), &ORDERS.len().into()));
    assert_eq!(counters["beside"], customers, "records that others need are told beside them");
    let again = parts.obmen(2, &["plan", FLOW]);
    assert_eq!(again.code, 0, "{}", again.out);
}

/// A customer that the first part creates is in the plan once, and is no other by the time of the third.
#[test]
fn a_plan_that_was_saved_in_parts_is_carried_out_in_parts() {
    let shop = Shop::new(&ORDERS, "");
    let planned = shop.obmen(2, &["plan", FLOW, "--out", "plan.json"]);
    assert_eq!(planned.code, 2, "{}", planned.err);
    let told = shop.obmen(2, &["apply", "plan.json", "--format", "json"]);
    assert_eq!((told.code, &*told.err), (0, ""), "{}", told.out);
    assert_eq!(shop.accepted("POST Document_ЗаказПокупателя"), ORDERS.len());
    let report: Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!((&report["kind"], &report["flows"][0]["read"]), (&"apply".into(), &5.into()));
    assert_eq!(shop.obmen(2, &["apply", "plan.json"]).code, 5);
    assert_eq!(shop.obmen(2, &["plan", FLOW]).code, 0);
}

/// Something went wrong between its parts: what is in the file is told and is no plan.
#[test]
fn a_plan_that_was_cut_off_is_not_sealed() {
    let shop = Shop::new(&ORDERS, "");
    let Command::Plan(plan) = shop.command(&["plan", FLOW, "--out", "plan.json"]) else {
        panic!("a plan")
    };
    let project = project::open(&shop.dir);
    for cut_off in [false, true] {
        let (out, err) = (Box::new(Heard::default()), Box::new(Heard::default()));
        let streams = Streams { out, err, input: Box::new(std::io::empty()) };
        let mut console = Console::new(streams, Texts::new(Language::English), Shown::plain());
        let mut teller = Teller::new(Kind::Plan, &plan, &project).saving();
        let mut flow = FlowReport { flow: FLOW.into(), ..FlowReport::default() };
        teller.part(&mut flow, false, &mut console);
        teller.part(&mut flow, true, &mut console);
        let teller = if cut_off { teller.cut_off() } else { teller };
        teller.finish(&mut console);
        let told = shop.obmen(PART, &["apply", "plan.json"]);
        let words = "error: there is no saved plan in the file plan.json; save one: obmen plan --out \
                     plan.json\n";
        assert_eq!((told.code, &*told.err), if cut_off { (1, words) } else { (0, "") });
    }
}

#[test]
fn a_guard_counts_over_all_parts() {
    let shop = Shop::new(&ORDERS, "guards: { creates: 3 }\n");
    let told = shop.obmen(2, &["run", FLOW, "--format", "json"]);
    assert_eq!(told.code, 3, "{}", told.err);
    let made =
        shop.accepted("POST Catalog_Контрагенты") + shop.accepted("POST Document_ЗаказПокупателя");
    assert!((1..=3).contains(&made), "{made}");
    assert!(records(&told).len() >= made, "what was done is told, in a whole document");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (path, name) = (entry.path(), entry.file_name());
        if name.to_string_lossy().starts_with(".obmen") {
            continue;
        }
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).unwrap();
        }
    }
}

/// A stream that remembers.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<u8>>>);

impl Heard {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Heard {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
