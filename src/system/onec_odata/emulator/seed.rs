//! The first records of a base, from the files of its world.

use std::path::Path;

use serde_json::{Value, json};

use crate::endpoint::emulate::{Seed, Tx, WorldError};
use crate::system::onec_odata::model::{Model, Shape};

use super::finish;
use super::key;
use super::movements::Total;
use super::rows::{Record, Rows, Stored};
use super::values::{assign, blank};
use super::world::Settings;

/// Fills a new world from its folder.
pub(super) fn fill(folder: &Path, settings: &Settings, tx: &Tx<'_>) -> Result<(), WorldError> {
    let seed = Seed::read(folder)?;
    let model = &settings.model;
    let mut rows = Rows::default();
    for name in seed.names() {
        records(&seed, name, model, &mut rows).map_err(|text| seed.fault(name, text))?;
    }
    count_totals(&seed, model, &mut rows);
    let known = rows.every().filter_map(|(_, _, stored)| {
        stored.record.get("DataVersion").and_then(Value::as_str).and_then(finish::version_number)
    });
    // Where no record shows a version, the count begins as in a base that has seen some work.
    tx.skip_to("version", known.max().unwrap_or(0x200))?;
    for (set, key, stored) in rows.every() {
        let mut record = stored.record.clone();
        if record.get("DataVersion").and_then(Value::as_str).is_some_and(str::is_empty) {
            let version = finish::version(tx.next("version")?);
            record.insert("DataVersion".to_owned(), json!(version));
        }
        tx.put(set, key, stored.seq, &Value::Object(record))?;
    }
    Ok(())
}

/// Reads all records of a world's file.
pub(super) fn load(model: &Model, tx: &Tx<'_>) -> Result<Rows, WorldError> {
    let mut rows = Rows::default();
    let totals = model.sets.keys().flat_map(|set| Total::all(model, set)).map(|total| total.set);
    for set in model.sets.keys().cloned().chain(totals) {
        for row in tx.list(&set)? {
            if let Value::Object(record) = row.body {
                rows.put(&set, &row.key, Stored { seq: row.seq, record });
            }
        }
    }
    Ok(rows)
}

fn records(seed: &Seed, name: &str, model: &Model, rows: &mut Rows) -> Result<(), String> {
    let found = match seed.get(name) {
        Some(Value::Array(records)) => records,
        Some(Value::Object(body)) => match body.get("value") {
            Some(Value::Array(records)) => records,
            _ => return Err("expected an array, or an object with an array `value`".to_owned()),
        },
        _ => return Err("expected an array, or an object with an array `value`".to_owned()),
    };
    let total = name.split_once('.').and_then(|(register, _)| {
        Total::all(model, register).into_iter().find(|total| total.set == name)
    });
    let shape = match (&total, model.shape_of(name)) {
        (Some(total), _) => total.shape(),
        (None, Some(_)) if model.parts.contains_key(name) => {
            let part = &model.parts[name];
            return Err(format!(
                "its records stand in {}, in the field {}",
                part.owner, part.property
            ));
        }
        (None, Some(shape)) => shape,
        (None, None) => return Err("the metadata declare no such set".to_owned()),
    };
    for (index, value) in found.iter().enumerate() {
        let at = |text: &str| format!("#{}: {text}", index + 1);
        let body = value.as_object().ok_or_else(|| at("expected an object"))?;
        let record = record(model, shape, body).map_err(|text| at(&text))?;
        let key = match &total {
            Some(total) => total.key(&record),
            None => key::of(shape, &record),
        };
        if rows.get(name, &key).is_some() {
            return Err(at(&format!("the key {key} is there already")));
        }
        let seq = i64::try_from(index).unwrap_or(i64::MAX) + 1;
        rows.put(name, &key, Stored { seq, record });
    }
    Ok(())
}

fn record(model: &Model, shape: &Shape, body: &Record) -> Result<Record, String> {
    let mut record = blank(shape);
    assign(model, shape, &mut record, body, true)
        .map_err(|bad| format!("{}: no such field, or a value of another type", bad.0))?;
    finish::own_rows(model, shape, &mut record);
    Ok(record)
}

/// Registers whose totals have no file get them from their movements.
fn count_totals(seed: &Seed, model: &Model, rows: &mut Rows) {
    for register in model.sets.keys() {
        for total in Total::all(model, register) {
            if seed.get(&total.set).is_none() {
                let moved: Vec<Record> = rows.all(register).map(|(_, it)| it.clone()).collect();
                for moved in &moved {
                    total.count(rows, moved);
                }
            }
        }
    }
}
