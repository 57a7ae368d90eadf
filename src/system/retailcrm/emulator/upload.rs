//! Writes of many orders or customers at once: each is accepted or refused by itself.

use serde_json::{Value, json};

use super::call::{By, Call};
use super::customers::{self, Folk};
use super::json::{Object, elements, id, member};
use super::reply::{Handled, Reply, Trouble};
use super::route::{Route, post};
use super::{order_write, orders};

/// The most entities in one upload.
const LIMIT: usize = 50;

pub(super) const ROUTES: &[Route] = &[
    post("orders/upload", |call, _| upload_orders(call)),
    post("orders/fix-external-ids", |call, _| fix_orders(call)),
    post("customers/upload", |call, _| upload_customers(call, &customers::PERSONS)),
    post("customers/fix-external-ids", |call, _| fix_customers(call, &customers::PERSONS)),
    post("customers-corporate/upload", |call, _| upload_customers(call, &customers::COMPANIES)),
    post("customers-corporate/fix-external-ids", |call, _| {
        fix_customers(call, &customers::COMPANIES)
    }),
];

/// What became of the entities of an upload.
#[derive(Default)]
struct Outcome {
    uploaded: Vec<Value>,
    failed: Vec<Value>,
    errors: Vec<String>,
}

impl Outcome {
    fn accept(&mut self, entity: &Value) {
        let mut row = json!({"id": entity["id"]});
        if let Some(external) = member(entity, "externalId") {
            row["externalId"] = Value::String(external);
        }
        self.uploaded.push(row);
    }

    /// A refusal of one entity; other trouble is that of the whole upload.
    fn refuse(&mut self, given: &Object, trouble: Trouble) -> Result<(), Trouble> {
        let reply = match trouble {
            Trouble::Refused(reply) => reply,
            Trouble::World(error) => return Err(Trouble::World(error)),
        };
        let mut row = Object::new();
        for name in ["id", "externalId"] {
            if let Some(value) = given.get(name) {
                row.insert(name.to_owned(), value.clone());
            }
        }
        self.failed.push(Value::Object(row));
        let errors = reply.body.get("errors").and_then(Value::as_object);
        match errors {
            Some(errors) => self.errors.extend(
                errors
                    .iter()
                    .map(|(field, text)| format!("{field}: {}", text.as_str().unwrap_or_default())),
            ),
            None => self.errors.extend(member(&reply.body, "errorMsg")),
        }
        Ok(())
    }

    fn reply(self, what: &str, mut extra: Object) -> Reply {
        extra.insert(format!("uploaded{what}"), Value::Array(self.uploaded));
        let refused = !self.failed.is_empty();
        extra.insert(format!("failed{what}"), Value::Array(self.failed));
        if refused {
            let text = format!("{what} are loaded with errors");
            extra.insert("errorMsg".to_owned(), Value::String(text));
            extra.insert("errors".to_owned(), json!(self.errors));
        }
        let mut reply = Reply::success(if refused { 460 } else { 201 }, Value::Object(extra));
        reply.body["success"] = Value::Bool(!refused);
        reply
    }
}

fn given(call: &Call<'_>, name: &str) -> Result<Vec<Object>, Trouble> {
    let rows = call.list(name)?;
    if rows.len() > LIMIT {
        let text = format!("This collection should contain {LIMIT} elements or less.");
        return Err(Reply::bad_input(name, &text).into());
    }
    let objects = rows.into_iter().map(|row| match row {
        Value::Object(row) => Ok(row),
        _ => Err(Reply::refusal(400, "Invalid input parameters").into()),
    });
    objects.collect()
}

fn upload_orders(call: &Call<'_>) -> Handled {
    let mut outcome = Outcome::default();
    let mut accepted = Vec::new();
    for row in given(call, "orders")? {
        match order_write::new_order(call, &row) {
            Ok(order) => {
                outcome.accept(&order);
                call.enter(&order["id"].to_string(), 201)?;
                accepted.push(orders::shown(call, order, orders::Shape::Rows)?);
            }
            Err(trouble) => outcome.refuse(&row, trouble)?,
        }
    }
    let mut extra = Object::new();
    extra.insert("orders".to_owned(), Value::Array(accepted));
    Ok(outcome.reply("Orders", extra))
}

fn upload_customers(call: &Call<'_>, folk: &Folk) -> Handled {
    let mut outcome = Outcome::default();
    for row in given(call, folk.many)? {
        match customers::new_customer(call, folk, &row) {
            Ok(customer) => {
                outcome.accept(&customer);
                call.enter(&customer["id"].to_string(), 201)?;
            }
            Err(trouble) => outcome.refuse(&row, trouble)?,
        }
    }
    Ok(outcome.reply("Customers", Object::new()))
}

fn fix_orders(call: &Call<'_>) -> Handled {
    for (key, external) in pairs(call, "orders")? {
        let order = orders::find(call, &key, By::Id)?.ok_or_else(Reply::not_found)?;
        let mut patch = Object::new();
        patch.insert("externalId".to_owned(), Value::String(external));
        order_write::edit_order(call, &order, &patch)?;
        call.enter(&key, 200)?;
    }
    Ok(Reply::success(200, json!({})))
}

fn fix_customers(call: &Call<'_>, folk: &Folk) -> Handled {
    for (key, external) in pairs(call, folk.many)? {
        let old = customers::find(call, folk, &key, By::Id)?.ok_or_else(Reply::not_found)?;
        let mut patch = Object::new();
        patch.insert("externalId".to_owned(), Value::String(external));
        customers::edit_customer(call, folk, &old, &patch)?;
        call.enter(&key, 200)?;
    }
    Ok(Reply::success(200, json!({})))
}

fn pairs(call: &Call<'_>, name: &str) -> Result<Vec<(String, String)>, Trouble> {
    let rows = Value::Array(call.list(name)?);
    let mut pairs = Vec::new();
    for row in elements(Some(&rows)) {
        let number = id(row).ok_or_else(|| Reply::bad_input("id", "ID must be an integer"))?;
        let external = member(row, "externalId").ok_or_else(|| Reply::missing("externalId"))?;
        pairs.push((number.to_string(), external));
    }
    Ok(pairs)
}
