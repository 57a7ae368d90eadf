//! The program killed exactly at a write, before it arrives or right after it was done, with people at
//! work in both systems meanwhile.
//!
//! The systems live in this process, so that the moment is known to the write. `OBMEN_MOMENTS` says how
//! many of the moments are tried.

use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use obmen::endpoint::emulate::{Emulator, Faults, Request, Response, serve};
use obmen::system::onec_odata::emulator::OneCEmulator;
use obmen::system::retailcrm::RetailCrmEmulator;
use serde_json::{Value, json};

use super::{ORDER, number, obmen, program};
use crate::exchange::shop::person;
use crate::sandbox::Shop;

/// The writes of an exchange in which both sides were edited: the document, its post, the order.
const WRITES: usize = 3;

/// The order's date belongs to RetailCRM, its comment to 1C.
#[test]
fn edits_around_a_kill_at_any_write_reach_the_other_side() {
    let scene = Scene::new();
    let moments = (1..=WRITES).flat_map(|at| [(at, Moment::Before), (at, Moment::After)]);
    let wanted = usize::try_from(number("OBMEN_MOMENTS", 2)).unwrap();
    let rounds = moments.cycle().take(wanted).enumerate();
    for (round, (at, moment)) in rounds {
        // Later edits of the same fields are made by whose they are not, and by whose they are.
        for owners in [false, true] {
            let case = format!("{moment:?} write {at}, later edits by owners: {owners}");
            let text = |who: &str| format!("{who} {round} {owners}");
            let day = |number: usize| format!("2025-11-{:02}", number % 28 + 1);
            let number = 4 * round + 2 * usize::from(owners);
            scene.write_comment(Who::Erp, &text("бухгалтер"));
            scene.write_date(Who::Crm, &day(number));
            assert!(scene.killed(at, moment), "{case}: the run makes so many writes");

            let before = scene.state();
            let (comment, date) = (text("потом"), day(number + 1));
            scene.write_comment(if owners { Who::Erp } else { Who::Crm }, &comment);
            scene.write_date(if owners { Who::Crm } else { Who::Erp }, &date);
            let told = scene.exchanged(&case);
            let after = scene.state();

            // A later edit by the other side counts where it was made of the value that went over. Where
            // that is not there, or was written over before anybody knew that it came, both edited the
            // same field: then it is its owner's, and the other is told.
            let unseen = |write: usize| moment == Moment::After && at == write;
            let fields = [
                (&after.comment, comment, text("бухгалтер"), &before.comment[0], unseen(WRITES)),
                (&after.date, date, day(number), &before.date[1], unseen(1)),
            ];
            for (now, later, earlier, stood, unseen) in fields {
                let [crm, erp] = now;
                assert_eq!(crm, erp, "{case}");
                if owners || *stood == earlier && !unseen {
                    assert_eq!(*crm, later, "{case}");
                } else {
                    assert_eq!(*crm, earlier, "{case}");
                    assert!(told.contains(" ! "), "{case}: {told}");
                }
            }
            assert!(after.posted, "{case}");
        }
    }
}

/// An order that is left out for want of a row is told by the next run, and taken when the row is there,
/// whatever became of the run that met it first.
#[test]
fn what_a_killed_run_left_out_is_not_forgotten() {
    let scene = Scene::of(&[1001, 1033]);
    let table = scene.project.join("tables/statuses_in.yaml");
    let rows = std::fs::read_to_string(&table).unwrap();
    let others = rows.lines().filter(|row| !row.contains("crm: complete,"));
    std::fs::write(&table, others.map(|row| format!("{row}\n")).collect::<String>()).unwrap();
    assert!(scene.killed(2, Moment::After), "the other order is written");
    for told in [true, false] {
        let (code, out, error) = obmen(&scene.project, "en", &["run", "--yes"]);
        assert_eq!(code, 0, "{out} {error}");
        assert_eq!(out.contains("order 1001A skipped: "), told, "{out}");
    }
    std::fs::write(&table, rows).unwrap();
    let (code, out, error) = obmen(&scene.project, "en", &["run", "--yes"]);
    assert_eq!(code, 0, "{out} {error}");
    let documents = by_hand(&*scene.erp, "GET", &format!("{ORDER}?$format=json"), &Value::Null);
    assert_eq!(documents["value"].as_array().map(Vec::len), Some(2), "{out}");
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Crm,
    Erp,
}

/// When the program dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Moment {
    /// Its write never arrives.
    Before,
    /// Its write is done.
    After,
}

/// Counts the writes of the program and kills it at one.
#[derive(Default)]
struct Watch {
    writes: AtomicUsize,
    kill: Mutex<Option<(usize, Moment, Child)>>,
}

impl Watch {
    /// Kills the program if it is to die at the write of that number and at that moment.
    fn pass(&self, number: usize, moment: Moment) -> bool {
        let mut kill = self.kill.lock().unwrap();
        match &mut *kill {
            Some((at, when, child)) if (*at, *when) == (number, moment) => {
                child.kill().unwrap();
                child.wait().unwrap();
                true
            }
            _ => false,
        }
    }
}

/// A system whose writes are watched.
struct Watched {
    inner: Arc<dyn Emulator>,
    watch: Arc<Watch>,
}

impl Emulator for Watched {
    fn answer(&self, request: &Request) -> Response {
        if request.method == "GET" {
            return self.inner.answer(request);
        }
        let number = self.watch.writes.fetch_add(1, Ordering::SeqCst) + 1;
        if self.watch.pass(number, Moment::Before) {
            return Response::new(503, "text/plain", "nobody listens any more");
        }
        let answer = self.inner.answer(request);
        self.watch.pass(number, Moment::After);
        answer
    }
}

/// Orders that are exchanged in both directions.
struct Scene {
    project: PathBuf,
    crm: Arc<dyn Emulator>,
    erp: Arc<dyn Emulator>,
    watch: Arc<Watch>,
    _runtime: tokio::runtime::Runtime,
    _shop: Shop,
}

/// What both systems hold: RetailCRM's value, 1C's.
struct State {
    comment: [String; 2],
    date: [String; 2],
    posted: bool,
}

impl Scene {
    /// One order, exchanged already.
    fn new() -> Scene {
        let scene = Scene::of(&[1005]);
        scene.exchanged("the first exchange");
        scene
    }

    /// These orders, of which nothing was exchanged yet.
    fn of(ids: &[i64]) -> Scene {
        let shop = Shop::new();
        let demo = shop.demo();
        let orders = demo.join("world/crm/orders.json");
        let all: Vec<Value> = serde_json::from_slice(&std::fs::read(&orders).unwrap()).unwrap();
        let kept = |order: &Value| order["id"].as_i64().is_some_and(|id| ids.contains(&id));
        let kept: Vec<_> = all.into_iter().filter(kept).collect();
        std::fs::write(&orders, json!(kept).to_string()).unwrap();
        let state = demo.join("state");
        std::fs::create_dir(&state).unwrap();
        let crm = RetailCrmEmulator::open(&state.join("crm.sqlite"), &demo.join("world/crm"));
        let erp = OneCEmulator::open(&demo.join("world/erp"), &state.join("erp.sqlite"));
        let crm: Arc<dyn Emulator> = Arc::new(crm.unwrap());
        let erp: Arc<dyn Emulator> = Arc::new(erp.unwrap());
        let watch = Arc::<Watch>::default();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let address = |inner: &Arc<dyn Emulator>| {
            let watched = Watched { inner: inner.clone(), watch: watch.clone() };
            let place = "127.0.0.1:0".parse().unwrap();
            let served = serve(Arc::new(watched), place, Arc::new(Faults::none()));
            let served = runtime.block_on(served).unwrap();
            let url = served.url();
            // It is served as long as there are threads for it.
            std::mem::forget(served);
            url
        };
        let systems = format!(
            "systems:\n  \
             crm: {{ kind: retailcrm, address: \"{}\", key: demo-key, site: main, local: true, \
             timeout: 1 }}\n  \
             erp: {{ kind: odata, address: \"{}\", user: obmen, password: demo, local: true, \
             timeout: 1 }}\n",
            address(&crm),
            address(&erp),
        );
        let project = shop.remote("exact", &systems);
        let edit = |file: &str, edit: &dyn Fn(String) -> String| {
            let path = project.join(file);
            std::fs::write(&path, edit(std::fs::read_to_string(&path).unwrap())).unwrap();
        };
        edit("settings.yaml", &|text| {
            text.replace("ВыгружатьЗаказы: false", "ВыгружатьЗаказы: true")
        });
        // The demo has a rule of its own for the comment, which goes one way.
        edit("mappings/orders.obmen", &|text| {
            let others = text.lines().filter(|line| !line.contains("Комментарий"));
            others.map(|line| format!("{line}\n")).collect()
        });
        Scene { project, crm, erp, watch, _runtime: runtime, _shop: shop }
    }

    /// Starts an exchange that dies at a write; whether it came to that.
    fn killed(&self, at: usize, moment: Moment) -> bool {
        self.watch.writes.store(0, Ordering::SeqCst);
        let mut command = program(&self.project, "en", &["run", "--yes"]);
        let mut kill = self.watch.kill.lock().unwrap();
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        *kill = Some((at, moment, child));
        drop(kill);
        let died = loop {
            std::thread::sleep(std::time::Duration::from_millis(5));
            let mut kill = self.watch.kill.lock().unwrap();
            let (_, _, child) = kill.as_mut().unwrap();
            if let Some(status) = child.try_wait().unwrap() {
                break status.code().is_none();
            }
        };
        *self.watch.kill.lock().unwrap() = None;
        died
    }

    /// Exchanges until nothing is left, and gives what was said; a further run writes nothing.
    fn exchanged(&self, case: &str) -> String {
        let mut told = String::new();
        for _ in 0..2 {
            let (code, out, error) = obmen(&self.project, "en", &["run", "--yes"]);
            assert_eq!(code, 0, "{case}: {out} {error}");
            told.push_str(&out);
        }
        self.watch.writes.store(0, Ordering::SeqCst);
        let (code, out, error) = obmen(&self.project, "en", &["run", "--yes"]);
        assert_eq!((code, error.as_str()), (0, ""), "{case}: {out}");
        assert_eq!(self.watch.writes.load(Ordering::SeqCst), 0, "{case}: {out}");
        told
    }

    fn write_comment(&self, who: Who, text: &str) {
        match who {
            Who::Crm => self.manager(&json!({ "managerComment": text })),
            Who::Erp => self.accountant(&json!({ "Комментарий": text })),
        }
    }

    fn write_date(&self, who: Who, day: &str) {
        match who {
            Who::Crm => self.manager(&json!({ "delivery": { "date": day } })),
            Who::Erp => self.accountant(&json!({ "ДатаОтгрузки": format!("{day}T00:00:00") })),
        }
    }

    fn manager(&self, order: &Value) {
        by_hand(&*self.crm, "POST", "orders/1005/edit", order);
    }

    fn accountant(&self, document: &Value) {
        let key = self.document()["Ref_Key"].as_str().unwrap().to_owned();
        by_hand(&*self.erp, "PATCH", &format!("{ORDER}(guid'{key}')"), document);
        by_hand(&*self.erp, "POST", &format!("{ORDER}(guid'{key}')/Post"), &json!({}));
    }

    fn document(&self) -> Value {
        let found = by_hand(&*self.erp, "GET", &format!("{ORDER}?$format=json"), &Value::Null);
        let [document] = &found["value"].as_array().unwrap()[..] else { panic!("{found}") };
        document.clone()
    }

    fn state(&self) -> State {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let order = self.crm.answer(&Request {
            method: "GET".to_owned(),
            path: "/api/v5/orders".to_owned(),
            query: "limit=100".to_owned(),
            headers: vec![("x-api-key".into(), "demo-key".into())],
            fault: None,
            body: Vec::new(),
        });
        let orders: Value = serde_json::from_slice(&order.body).unwrap();
        let (order, document) = (&orders["orders"][0], self.document());
        let shipped = text(&document["ДатаОтгрузки"]);
        State {
            comment: [text(&order["managerComment"]), text(&document["Комментарий"])],
            date: [text(&order["delivery"]["date"]), shipped.chars().take(10).collect()],
            posted: document["Posted"] == true,
        }
    }
}

/// What a person is answered who works in a system.
fn by_hand(system: &dyn Emulator, method: &str, path: &str, body: &Value) -> Value {
    let response = system.answer(&person(method, path, body));
    let text = String::from_utf8_lossy(&response.body).into_owned();
    assert!((200..300).contains(&response.status), "{path}: {text}");
    serde_json::from_str(&text).unwrap_or_default()
}
