//! The same with both directions: what comes back to RetailCRM is what 1C added or somebody edited
//! there, each once, and never what RetailCRM itself had said.

use std::collections::BTreeMap;
use std::path::PathBuf;

use obmen::endpoint::{Endpoint, Payload, Query, Secret, Selector, Source, Write, WriteKind};
use obmen::journal::JournalReader;
use obmen::system::onec_odata::{Config as BaseConfig, OneC};
use obmen::system::retailcrm::{Config, RetailCrm};
use serde_json::{Value, json};

use super::{
    Chance, LANDING, LANES, ORDER, RUN, entries, kill_often, number, obmen, program, records, wait,
};
use crate::sandbox::{Sandbox, Shop};

/// What an accountant puts into a document whose order takes it over, and a manager into an order.
const SHIPPED: &str = "2025-11-20";
const NOTE: &str = "перезвонить";

/// Orders whose lines say nothing of discounts, and that have discounts, bonuses and lines without a
/// characteristic.
const BORN: [&str; 2] = ["1019C", "1004A"];

/// The exchange and everybody who works beside it.
struct Scene {
    project: PathBuf,
    sandbox: Sandbox,
    ledgers: [PathBuf; 2],
    _shop: Shop,
}

#[test]
fn a_killed_exchange_in_both_directions_brings_back_nothing_twice() {
    let kills = number("OBMEN_KILLS", 4).min(12);
    let mut chance = Chance(number("OBMEN_SEED", 0x0b_3e_12) | 1);
    let scene = Scene::new(&[]);
    let before = scene.orders();

    scene.killed(kills, 190, &mut chance);
    let after = scene.orders();
    for (id, order) in &after {
        for member in ["items", "totalSumm", "delivery", "status"] {
            assert_eq!(order[member], before[id][member], "{member} of {id} stays as it was");
        }
    }
    let documents = records(&scene.sandbox, ORDER);
    assert!(documents.len() > 30);
    let by_number: BTreeMap<&str, &Value> = documents
        .iter()
        .map(|document| (document["НомерВходящегоДокумента"].as_str().unwrap(), document))
        .collect();
    assert_eq!(by_number.len(), documents.len(), "a document an order");
    for order in after.values() {
        let document = by_number.get(order["number"].as_str().unwrap());
        let number = document.and_then(|document| document["Number"].as_str());
        assert_eq!(order["customFields"]["nomer1c"].as_str(), number, "{}", order["number"]);
    }
    let edits = scene.edits();
    assert!(edits >= documents.len(), "{edits} edits of orders");
    assert!(edits <= documents.len() + (kills * LANES) as usize, "{edits} edits of orders");

    // People go on working on both sides, each on records of their own.
    for (at, document) in documents.iter().enumerate() {
        let number = document["НомерВходящегоДокумента"].as_str().unwrap();
        if at % 2 == 0 {
            scene.accountant(document["Ref_Key"].as_str().unwrap());
        } else {
            scene.manager(after.values().find(|order| order["number"] == number).unwrap());
        }
    }
    let edited = scene.edits();
    scene.killed(kills, 60, &mut chance);
    let orders = scene.orders();
    for document in records(&scene.sandbox, ORDER) {
        let number = &document["НомерВходящегоДокумента"];
        let order = orders.values().find(|order| order["number"] == *number).unwrap();
        let edited = document["ДатаОтгрузки"].as_str().unwrap().starts_with(SHIPPED);
        let date = after[&order["id"].to_string()]["delivery"].get("date");
        let date = if edited { Some(SHIPPED) } else { date.and_then(Value::as_str) };
        assert_eq!(order["delivery"]["date"].as_str(), date, "{number}");
        let comment = document["Комментарий"].as_str().unwrap_or_default();
        assert_eq!(comment.contains(NOTE), order["managerComment"] == NOTE, "{number}");
        assert_eq!(document["Posted"], true, "{number}");
    }
    let shipped = orders.values().filter(|order| order["delivery"]["date"] == SHIPPED).count();
    assert_eq!(shipped, documents.len().div_ceil(2), "every accountant's edit arrived");
    let edits = scene.edits() - edited;
    assert!(edits <= shipped + (kills * LANES) as usize, "{edits} edits of orders");
}

/// Whether the answer to its creation was lost or the program was killed before it came: of what 1C
/// filled in by itself nothing is taken for an edit.
#[test]
fn a_document_whose_creation_was_not_answered_is_no_news() {
    let faults = [("lost@POST Document_x1", false), ("late:60000@POST Document_x1", true)];
    for (number, (fault, kills)) in
        BORN.into_iter().flat_map(|number| faults.map(|it| (number, it)))
    {
        let scene = Scene::new(&["--fault", fault]);
        let before = scene.orders();
        let import = ["run", "ЗаказыВ1С", "--order", number, "--yes"];
        let created = || {
            let entries = entries(&scene.ledgers[0]);
            entries.iter().filter(|entry| entry.operation == format!("POST {ORDER}")).count()
        };
        if kills {
            let mut run = program(&scene.project, "en", &import).spawn().unwrap();
            wait(&mut run, || created() > 0);
            assert!(run.try_wait().unwrap().is_none(), "the answer is held back");
            run.kill().unwrap();
            run.wait().unwrap();
        }
        for args in [&import[..], &["run", "ПравкиВCRM", "--yes"]] {
            let (code, out, error) = obmen(&scene.project, "en", args);
            assert_eq!(code, 0, "{fault}: {out} {error}");
        }
        assert_eq!((created(), scene.edits()), (1, 1), "{fault}");
        let (id, after) = scene
            .orders()
            .into_iter()
            .find(|(_, order)| order["number"] == number)
            .expect("the order is there");
        assert_eq!(after["items"], before[&id]["items"], "{fault}");
        let document = &records(&scene.sandbox, ORDER)[0];
        assert_eq!(after["customFields"]["nomer1c"], document["Number"], "{fault}");
    }
}

/// What people do between the kill and the next run is theirs, whether the document was created by then
/// or not.
#[test]
fn edits_between_a_killed_creation_and_the_next_run_go_over() {
    for fault in ["refuse@POST Document_x1000", "late:60000@POST Document_x1"] {
        let scene = Scene::new(&["--fault", fault]);
        // The shipped rule of the comment goes both ways.
        let rules = scene.project.join("mappings/orders.obmen");
        let text = std::fs::read_to_string(&rules).unwrap();
        let others = text.lines().filter(|line| !line.contains("Комментарий"));
        std::fs::write(&rules, others.map(|line| format!("{line}\n")).collect::<String>()).unwrap();
        let order = scene.orders().into_values().find(|order| order["number"] == "1006C").unwrap();
        let mut run =
            program(&scene.project, "en", &["run", "ЗаказыВ1С", "--order", "1006C", "--yes"])
                .spawn()
                .unwrap();
        let sent = || {
            let created = entries(&scene.ledgers[0])
                .iter()
                .any(|entry| entry.operation == format!("POST {ORDER}"));
            let reader = JournalReader::open(&scene.project.join(".obmen/journal.sqlite"));
            let doubted = reader.and_then(|reader| reader.doubtful()).unwrap_or_default();
            created || doubted.iter().any(|intent| &*intent.entity == ORDER)
        };
        wait(&mut run, sent);
        run.kill().unwrap();
        run.wait().unwrap();
        let Scene { project, sandbox, ledgers, _shop: shop } = scene;
        let sandbox = Sandbox::instead_of(sandbox, &shop.demo());
        let scene = Scene { project, sandbox, ledgers, _shop: shop };
        let mut items = order["items"].clone();
        items[0]["quantity"] = json!(7);
        let edit = json!({ "managerComment": NOTE, "items": items });
        let edit = write(WriteKind::Edit, "order", &order["id"].to_string(), &edit);
        block_on(async { scene.crm().write(&edit).await.unwrap() });
        for _ in 0..3 {
            let (code, out, error) =
                obmen(&scene.project, "en", &["run", "--order", "1006C", "--yes"]);
            assert_eq!(code, 0, "{fault}: {out} {error}");
        }
        let now = scene.orders().into_values().find(|order| order["number"] == "1006C").unwrap();
        assert_eq!(now["items"][0]["quantity"], 7, "{fault}");
        assert_eq!(now["managerComment"], NOTE, "{fault}");
        let documents = records(&scene.sandbox, ORDER);
        assert_eq!(documents.len(), 1, "{fault}");
        assert_eq!(documents[0]["Запасы"][0]["Количество"], 7, "{fault}");
        assert_eq!(documents[0]["Комментарий"], NOTE, "{fault}");
    }
}

impl Scene {
    /// `faults` are arguments of the sandbox.
    fn new(faults: &[&str]) -> Scene {
        let shop = Shop::new();
        let sandbox = Sandbox::start(&shop.demo(), "en", faults);
        // Long enough for a turn at the rate limit on a machine that has other work too.
        let systems = sandbox.systems.replace("local: true", "local: true, timeout: 3");
        let project = shop.remote("both", &systems);
        let settings = project.join("settings.yaml");
        let text = std::fs::read_to_string(&settings).unwrap();
        let text = text.replace("ВыгружатьЗаказы: false", "ВыгружатьЗаказы: true");
        assert!(text.contains("ВыгружатьЗаказы: true"));
        std::fs::write(&settings, text).unwrap();
        let state = |name: &str| shop.demo().join(".obmen/sandbox").join(name);
        let ledgers = [state("erp.sqlite"), state("crm.sqlite")];
        Scene { project, sandbox, ledgers, _shop: shop }
    }

    /// An exchange, killed so often and then let go to its end; a further one writes nothing.
    fn killed(&self, kills: u64, way: u64, chance: &mut Chance) {
        let written = || self.ledgers.iter().map(|ledger| entries(ledger).len() as u64).sum();
        kill_often(&self.project, &RUN, kills, way, chance, written);
        let run = || obmen(&self.project, "en", &["run", "--yes"]);
        let (code, out, error) = run();
        assert_eq!(code, 0, "{out} {error}");
        assert!(error.is_empty() || error.starts_with(LANDING), "{error}");
        let before: u64 = written();
        let (code, out, error) = run();
        assert_eq!((code, error.as_str()), (0, ""), "{out}");
        assert_eq!(written(), before, "{out}");
    }

    /// How often orders were edited in RetailCRM by its key.
    fn edits(&self) -> usize {
        let entries = entries(&self.ledgers[1]);
        let is_edit =
            |operation: &str| operation.starts_with("POST orders/") && operation.ends_with("/edit");
        entries.iter().filter(|entry| is_edit(&entry.operation)).count()
    }

    fn crm(&self) -> RetailCrm {
        RetailCrm::new(&Config {
            address: self.sandbox.address("crm"),
            key: Secret::new("demo-key"),
            site: Some("main".to_owned()),
            local: true,
            rate: None,
            shared: None,
        })
        .unwrap()
    }

    /// The orders of RetailCRM by their ids.
    fn orders(&self) -> BTreeMap<String, Value> {
        let read = async |crm: &RetailCrm| {
            let selector = Selector::All;
            let query = Query { entity: "order".into(), selector, fields: Vec::new() };
            crm.read(&query).await.unwrap()
        };
        let value = |payload: &Payload| serde_json::from_slice(&payload.bytes).unwrap();
        let orders = block_on(async { read(&self.crm()).await });
        orders.iter().map(|order| (order.key.clone(), value(order))).collect()
    }

    fn accountant(&self, key: &str) {
        let password = Secret::new("demo");
        let base = BaseConfig::new(&self.sandbox.address("erp"), "obmen", password).unwrap();
        let base = OneC::new(base).unwrap();
        let body = json!({ "ДатаОтгрузки": format!("{SHIPPED}T00:00:00") });
        block_on(async {
            base.write(&write(WriteKind::Edit, ORDER, key, &body)).await.unwrap();
            base.write(&write(WriteKind::Post, ORDER, key, &json!({}))).await.unwrap();
        });
    }

    fn manager(&self, order: &Value) {
        let body = json!({ "managerComment": NOTE });
        let write = write(WriteKind::Edit, "order", &order["id"].to_string(), &body);
        block_on(async { self.crm().write(&write).await.unwrap() });
    }
}

fn write(kind: WriteKind, entity: &str, key: &str, body: &Value) -> Write {
    let (entity, key) = (entity.to_owned(), Some(key.to_owned()));
    Write {
        kind,
        entity,
        key,
        body: body.to_string().into_bytes().into(),
        version: None,
        scope: None,
    }
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}
