//! A copy of the demo in a folder of its own, the commands run in it, and people at work in both of
//! its systems.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use obmen::cli::{self, Env, Streams};
use obmen::endpoint::emulate::{Emulator, LedgerEntry, Request, read_ledger};
use obmen::journal::JournalReader;
use obmen::system::onec_odata::emulator::OneCEmulator;
use obmen::system::retailcrm::RetailCrmEmulator;
use serde_json::Value;

pub(super) const ORDERS: &str = "Document_ЗаказПокупателя";
pub(super) const BUYERS: &str = "Catalog_Контрагенты";

/// What a command came to.
pub(super) struct Told {
    pub(super) code: u8,
    pub(super) out: String,
    pub(super) err: String,
}

impl Told {
    /// The lines that tell of records that are created, edited or in conflict.
    pub(super) fn changes(&self) -> Vec<&str> {
        self.starting(&["+ ", "~ ", "! "])
    }

    /// The lines that begin with one of those signs.
    pub(super) fn starting(&self, signs: &[&str]) -> Vec<&str> {
        let begins = |line: &&str| signs.iter().any(|sign| line.starts_with(sign));
        self.out.lines().filter(begins).collect()
    }

    /// The answer of `--format json`.
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.err))
    }
}

/// A shop.
pub(super) struct Shop {
    _folder: tempfile::TempDir,
    pub(super) dir: PathBuf,
}

impl Shop {
    /// The whole demo, going one way: most tests look at one.
    pub(super) fn demo() -> Shop {
        let shop = Shop::shipped();
        shop.edit("settings.yaml", |text| {
            text.replace("ВыгружатьЗаказы: true", "ВыгружатьЗаказы: false")
        });
        shop
    }

    /// The whole demo as it ships.
    pub(super) fn shipped() -> Shop {
        let folder = tempfile::tempdir().unwrap();
        let mappings = Path::new(env!("CARGO_MANIFEST_DIR")).join("mappings");
        let dir = folder.path().join("demo");
        copy_all(&mappings.join("demo"), &dir);
        Shop { _folder: folder, dir }
    }

    /// The demo with these orders only.
    pub(super) fn with(orders: &[i64]) -> Shop {
        let shop = Shop::demo();
        shop.keeping(orders);
        shop
    }

    /// Takes all other orders out of the first records.
    pub(super) fn keeping(&self, orders: &[i64]) {
        self.world("crm/orders.json", |all| {
            let rows = all.as_array_mut().unwrap();
            rows.retain(|order| orders.contains(&order["id"].as_i64().unwrap()));
            assert_eq!(rows.len(), orders.len());
        });
    }

    /// Edits a file of the first records of a system.
    pub(super) fn world(&self, file: &str, edit: impl Fn(&mut Value)) {
        let path = self.dir.join("world").join(file);
        let mut all: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        edit(&mut all);
        fs::write(path, all.to_string()).unwrap();
    }

    /// Edits a file of the project; the edit has to change it.
    pub(super) fn edit(&self, file: &str, edit: impl Fn(&str) -> String) {
        let path = self.dir.join(file);
        let text = fs::read_to_string(&path).unwrap();
        let edited = edit(&text);
        assert_ne!(text, edited, "{file}");
        fs::write(path, edited).unwrap();
    }

    /// Takes the rows out of a file that hold that text.
    pub(super) fn without_rows(&self, file: &str, holding: &str) {
        self.edit(file, |text| {
            let rows = text.lines().filter(|line| !line.contains(holding));
            rows.map(|line| format!("{line}\n")).collect()
        });
    }

    /// Runs a command in Russian, without a terminal.
    pub(super) fn obmen(&self, args: &[&str]) -> Told {
        self.obmen_in("ru", args)
    }

    pub(super) fn obmen_in(&self, language: &str, args: &[&str]) -> Told {
        let env = Env { folder: self.dir.clone(), ..Env::default() };
        self.obmen_with(&env, &[args, &["--lang", language]].concat())
    }

    pub(super) fn obmen_with(&self, env: &Env, args: &[&str]) -> Told {
        self.obmen_saying("", env, args)
    }

    /// Runs a command and answers its questions so.
    pub(super) fn obmen_saying(&self, said: &str, env: &Env, args: &[&str]) -> Told {
        let (out, err) = (Heard::default(), Heard::default());
        let streams = Streams {
            out: Box::new(out.clone()),
            err: Box::new(err.clone()),
            input: Box::new(std::io::Cursor::new(said.to_owned().into_bytes())),
        };
        let args = ["obmen"].iter().chain(args).map(Into::into).collect();
        let code = cli::run(args, env, streams).code();
        Told { code, out: out.text(), err: err.text() }
    }

    pub(super) fn state(&self, system: &str) -> PathBuf {
        let folder = self.dir.join(".obmen/sandbox");
        fs::create_dir_all(&folder).unwrap();
        folder.join(format!("{system}.sqlite"))
    }

    /// Lets a system begin again with the first records of its world.
    pub(super) fn begin_anew(&self, system: &str) {
        for end in ["", "-wal", "-shm"] {
            fs::remove_file(format!("{}{end}", self.state(system).display())).ok();
        }
    }

    /// RetailCRM, which nobody else can use as long as this is held.
    pub(super) fn held_crm(&self) -> RetailCrmEmulator {
        RetailCrmEmulator::open(&self.state("crm"), &self.dir.join("world/crm")).unwrap()
    }

    /// A manager's edit in RetailCRM.
    pub(super) fn manager(&self, path: &str, body: &Value) -> Value {
        let seed = self.dir.join("world/crm");
        let crm = RetailCrmEmulator::open(&self.state("crm"), &seed).unwrap();
        let request = person("POST", path, body);
        let response = crm.answer(&request);
        let text = String::from_utf8_lossy(&response.body).into_owned();
        assert_eq!(response.status, 200, "{path}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// An edit of another program that uses the key of the exchange.
    pub(super) fn with_key(&self, path: &str, order: &Value) {
        let crm = RetailCrmEmulator::open(&self.state("crm"), &self.dir.join("world/crm")).unwrap();
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let order = order.to_string().replace('"', "%22");
        let answer = crm.answer(&Request {
            method: "POST".to_owned(),
            path: format!("/api/v5/{path}"),
            query: query.to_owned(),
            headers: vec![("content-type".into(), "application/x-www-form-urlencoded".into())],
            fault: None,
            body: format!("by=id&site=main&order={order}").into_bytes(),
        });
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        assert_eq!(answer.status, 200, "{path}: {text}");
    }

    /// What RetailCRM answers to a request with its key.
    pub(super) fn crm(&self, path: &str) -> Value {
        let seed = self.dir.join("world/crm");
        let crm = RetailCrmEmulator::open(&self.state("crm"), &seed).unwrap();
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let request = Request {
            method: "GET".to_owned(),
            path: format!("/api/v5/{path}"),
            query: query.to_owned(),
            headers: vec![("x-api-key".into(), "demo-key".into())],
            fault: None,
            body: Vec::new(),
        };
        serde_json::from_slice(&crm.answer(&request).body).unwrap()
    }

    /// The orders of RetailCRM.
    pub(super) fn orders(&self) -> Vec<Value> {
        let answer = self.crm("orders?limit=100");
        answer["orders"].as_array().unwrap_or_else(|| panic!("{answer}")).clone()
    }

    /// The order of that id.
    pub(super) fn order(&self, id: i64) -> Value {
        self.orders().into_iter().find(|order| order["id"] == id).unwrap()
    }

    /// An accountant's edit in 1C.
    pub(super) fn accountant(&self, method: &str, path: &str, body: &Value) -> Value {
        let (status, text) = self.by_hand(method, path, body);
        assert!((200..300).contains(&status), "{path}: {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// What 1C says to an accountant whose edit it refuses.
    pub(super) fn refused_accountant(&self, method: &str, path: &str, body: &Value) -> String {
        let (status, text) = self.by_hand(method, path, body);
        let answer: Value = serde_json::from_str(&text).unwrap_or_default();
        let words = answer.pointer("/odata.error/message/value").and_then(Value::as_str);
        words.unwrap_or_else(|| panic!("{path}: {status} {text}")).to_owned()
    }

    fn by_hand(&self, method: &str, path: &str, body: &Value) -> (u16, String) {
        let base = OneCEmulator::open(&self.dir.join("world/erp"), &self.state("erp")).unwrap();
        let response = base.answer(&person(method, path, body));
        (response.status, String::from_utf8_lossy(&response.body).into_owned())
    }

    /// All records of a set of 1C.
    pub(super) fn records(&self, set: &str) -> Vec<Value> {
        let path = format!("{set}?$format=json");
        let answer = self.accountant("GET", &path, &Value::Null);
        answer["value"].as_array().unwrap_or_else(|| panic!("{answer}")).clone()
    }

    /// The document of an order, by the number of the order.
    pub(super) fn document(&self, number: &str) -> Value {
        let found = self.find_document(number);
        found.unwrap_or_else(|| panic!("no document for order {number}"))
    }

    pub(super) fn find_document(&self, number: &str) -> Option<Value> {
        let mut found = self.records(ORDERS).into_iter();
        found.find(|document| document["НомерВходящегоДокумента"] == number)
    }

    /// What a system accepted.
    pub(super) fn ledger(&self, system: &str) -> Vec<LedgerEntry> {
        let path = self.state(system);
        if path.exists() { read_ledger(&path).unwrap() } else { Vec::new() }
    }

    pub(super) fn journal_path(&self) -> PathBuf {
        self.dir.join(".obmen/journal.sqlite")
    }

    pub(super) fn journal(&self) -> JournalReader {
        JournalReader::open(&self.journal_path()).unwrap()
    }

    /// The reasons of the records that wait.
    pub(super) fn parked(&self) -> Vec<String> {
        let parked = self.journal().parked().unwrap();
        parked.iter().map(|row| row.reason.to_string()).collect()
    }
}

/// A request that a person at work in an emulated system makes.
pub(crate) fn person(method: &str, path: &str, body: &Value) -> Request {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    Request {
        method: method.to_owned(),
        path: format!("/sandbox/{path}"),
        query: query.to_owned(),
        headers: vec![
            ("accept".into(), "application/json".into()),
            ("content-type".into(), "application/json".into()),
        ],
        fault: None,
        body: if body.is_null() { Vec::new() } else { body.to_string().into_bytes() },
    }
}

fn copy_all(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (path, name) = (entry.path(), entry.file_name());
        if name.to_string_lossy().starts_with(".obmen") {
            continue;
        }
        if path.is_dir() {
            copy_all(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).unwrap();
        }
    }
}

/// A stream that remembers.
#[derive(Clone, Default)]
pub(super) struct Heard(Arc<Mutex<Vec<u8>>>);

impl Heard {
    pub(super) fn text(&self) -> String {
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
