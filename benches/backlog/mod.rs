//! The demo's shop with many orders, each of which was edited often.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

/// The flow that brings orders to 1C.
pub(crate) const FLOW: &str = "ЗаказыВ1С";

/// Orders that a customer has on average.
const OF_CUSTOMER: usize = 4;

/// Where ids begin that the demo does not use.
const FIRST: usize = 1_000_000;

/// A folder with a project and the worlds of its systems.
pub(crate) struct Backlog {
    root: PathBuf,
}

impl Backlog {
    /// So many orders, and rows of their history.
    pub(crate) fn new(root: &Path, orders: usize, rows: usize) -> Backlog {
        let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("mappings/demo");
        copy(&demo, &root.join("project"));
        let shop = Backlog { root: root.to_owned() };
        shop.world("account", |account| account["rate"] = 0.into());
        shop.world("customers", |all| {
            let people = all.as_array_mut().expect("an array");
            let model = people[0].clone();
            let new = (0..orders.div_ceil(OF_CUSTOMER)).map(|number| customer(&model, number));
            people.extend(new);
        });
        shop.world("orders", |all| {
            let models = all.as_array().expect("an array").iter();
            let models: Vec<&Value> = models.filter(|order| is_plain(order)).collect();
            let new = (0..orders).map(|number| order(models[number % models.len()], number));
            *all = new.collect();
        });
        let history = (0..rows).map(|number| row(number, number % orders));
        let path = shop.crm().join("history.json");
        let history: Value = history.collect();
        fs::write(path, history.to_string()).expect("it can be written");
        shop
    }

    /// The folder of the project.
    pub(crate) fn project(&self) -> PathBuf {
        self.root.join("project")
    }

    /// The world of RetailCRM.
    pub(crate) fn crm(&self) -> PathBuf {
        self.project().join("world/crm")
    }

    /// The world of 1C.
    pub(crate) fn erp(&self) -> PathBuf {
        self.project().join("world/erp")
    }

    /// Tells the project where its systems are.
    pub(crate) fn reach(&self, crm: &str, erp: &str) {
        let path = self.project().join("obmen.yaml");
        let text = fs::read_to_string(&path).expect("the project has settings");
        let (head, rest) = text.split_once("systems:").expect("the demo has systems");
        let (_, tail) = rest.split_once("mappings:").expect("and then mappings");
        let crm = format!("kind: retailcrm, address: \"{crm}\", key: demo-key, site: main");
        let erp = format!("kind: odata, address: \"{erp}\", user: obmen, password: demo");
        let systems = format!(
            "systems:\n  crm: {{ {crm}, local: true, rate: 1000000 }}\n  erp: {{ {erp}, local: true }}\n"
        );
        fs::write(path, format!("{head}{systems}mappings:{tail}")).expect("it can be written");
    }

    fn world(&self, file: &str, edit: impl Fn(&mut Value)) {
        let path = self.crm().join(file).with_extension("json");
        let text = fs::read_to_string(&path).expect("the demo has it");
        let mut all = serde_json::from_str(&text).expect("it is JSON");
        edit(&mut all);
        fs::write(path, all.to_string()).expect("it can be written");
    }
}

/// Whether an order is a person's, and nothing but its own lines and payments hang on it.
fn is_plain(order: &Value) -> bool {
    order["customer"]["type"] == "customer"
        && ["contact", "company", "bonusesChargeTotal"].iter().all(|name| order[*name].is_null())
}

fn customer(model: &Value, number: usize) -> Value {
    let mut customer = model.clone();
    customer["id"] = (FIRST + number).into();
    customer["externalId"] = format!("bench-{number}").into();
    customer["lastName"] = format!("Иванова-{number}").into();
    customer["email"] = format!("bench{number}@example.ru").into();
    customer["phones"] = json!([{ "number": format!("+7999{number:07}") }]);
    if let Some(address) = customer.get_mut("address") {
        address["id"] = (FIRST + number).into();
    }
    customer
}

fn order(model: &Value, number: usize) -> Value {
    let mut order = model.clone();
    order["id"] = (FIRST + number).into();
    order["number"] = format!("{}C", FIRST + number).into();
    order["customer"]["id"] = (FIRST + number / OF_CUSTOMER).into();
    let members = order.as_object_mut().expect("an object");
    members.remove("externalId");
    for rows in ["items", "payments"] {
        for row in members.get_mut(rows).and_then(Value::as_array_mut).into_iter().flatten() {
            row.as_object_mut().expect("an object").remove("id");
        }
    }
    order
}

/// A row of history as the vendor shows it.
fn row(number: usize, order: usize) -> Value {
    json!({
        "id": number + 1, "createdAt": "2025-12-01 10:00:00", "source": "user",
        "user": { "id": 11 }, "field": "manager_comment", "oldValue": null,
        "newValue": format!("Позвонить за час до приезда, раз {number}"),
        "order": { "id": FIRST + order, "site": "main", "status": "complete", "managerId": 11 },
    })
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("it can be written");
    for entry in fs::read_dir(from).expect("it can be read") {
        let entry = entry.expect("it can be read");
        let (path, name) = (entry.path(), entry.file_name());
        if name.to_string_lossy().starts_with(".obmen") {
            continue;
        }
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).expect("it can be copied");
        }
    }
}
