//! The totals of a register at a moment or between two, from what stands now and its movements.

use indexmap::IndexMap;
use serde_json::{Value, json};

use crate::system::onec_odata::model::Shape;

use super::evaluate::Base;
use super::rows::Record;
use super::sums;
use super::tables::{ENDINGS, add, is_resource};
use super::values::blank;

/// Where a period begins and ends, both within it.
type Between = (Option<String>, Option<String>);

/// Rows by their dimensions.
#[derive(Default)]
struct Sums(IndexMap<String, Record>);

impl Sums {
    /// The row with the dimensions of another one, its resources empty at first.
    fn row(&mut self, shape: &Shape, like: &Record) -> &mut Record {
        let names = || shape.properties.keys().filter(|name| !is_resource(shape, name));
        let values: Vec<&Value> = names().filter_map(|name| like.get(name)).collect();
        self.0.entry(json!(values).to_string()).or_insert_with(|| {
            let mut row = blank(shape);
            for name in names() {
                row.insert(name.clone(), like.get(name).cloned().unwrap_or_default());
            }
            row
        })
    }

    fn rows(self) -> Vec<Record> {
        self.0.into_values().collect()
    }
}

/// The balance as it stands, or at a moment: without what moved from then on.
pub(super) fn balance(base: Base, shape: &Shape, set: &str, at: Option<&str>) -> Vec<Record> {
    let kept = format!("{set}.Balance");
    let now = base.rows.all(&kept).map(|(_, record)| record.clone());
    let Some(at) = at else { return now.collect() };
    let mut sums = Sums::default();
    for row in now {
        add(sums.row(shape, &row), shape, &row, 1);
    }
    for movement in movements(base, set).into_iter().filter(|row| period(row) >= at) {
        let change = change(shape, movement);
        add(sums.row(shape, &change), shape, &change, -1);
    }
    sums.rows()
}

/// The turnovers of all time, or of a period.
pub(super) fn turnovers(base: Base, shape: &Shape, set: &str, between: &Between) -> Vec<Record> {
    if let (None, None) = between {
        let kept = format!("{set}.Turnovers");
        let all = base.rows.all(&kept);
        return all.map(|(_, record)| record.clone()).collect();
    }
    let mut sums = Sums::default();
    for movement in movements(base, set).into_iter().filter(|row| is_within(row, between)) {
        let change = change(shape, movement);
        add(sums.row(shape, &change), shape, &change, 1);
    }
    sums.rows()
}

/// The turnovers of a period with the balances at its ends.
pub(super) fn both(base: Base, shape: &Shape, set: &str, between: &Between) -> Vec<Record> {
    let mut sums = Sums::default();
    let resources: Vec<String> = resources(shape);
    let move_by = |row: &mut Record, name: String, amount: i128| {
        let now = sums::exact(row.get(&name)) + amount;
        row.insert(name, sums::number(now));
    };
    for (_, now) in base.rows.all(&format!("{set}.Balance")) {
        let row = sums.row(shape, now);
        for name in &resources {
            let amount = sums::exact(now.get(&format!("{name}Balance")));
            move_by(row, format!("{name}ClosingBalance"), amount);
        }
    }
    for movement in movements(base, set) {
        let change = change(shape, movement);
        let row = sums.row(shape, &change);
        let later = between.1.as_deref().is_some_and(|end| period(movement) > end);
        for name in &resources {
            let of = |ending: &str| sums::exact(change.get(&format!("{name}{ending}")));
            if later {
                move_by(row, format!("{name}ClosingBalance"), -of("Turnover"));
            } else if is_within(movement, between) {
                for ending in ["Turnover", "Receipt", "Expense"] {
                    move_by(row, format!("{name}{ending}"), of(ending));
                }
            }
        }
    }
    let mut rows = sums.rows();
    for row in &mut rows {
        for name in &resources {
            let of = |ending: &str| sums::exact(row.get(&format!("{name}{ending}")));
            let opening = of("ClosingBalance") - of("Turnover");
            row.insert(format!("{name}OpeningBalance"), sums::number(opening));
        }
    }
    rows
}

/// The names of the resources without what they end with in totals.
fn resources(shape: &Shape) -> Vec<String> {
    let names = shape.properties.keys().filter(|name| is_resource(shape, name));
    names.filter_map(|name| name.strip_suffix("Turnover").map(str::to_owned)).collect()
}

/// A movement as a row of totals: its dimensions, and its amounts where they belong.
pub(super) fn change(shape: &Shape, movement: &Record) -> Record {
    let expense = movement.get("RecordType") == Some(&json!("Expense"));
    let mut change = blank(shape);
    for name in shape.properties.keys() {
        let value = if is_resource(shape, name) {
            let ending = ENDINGS.into_iter().find(|it| name.ends_with(it)).unwrap_or_default();
            let amount = sums::exact(movement.get(name.strip_suffix(ending).unwrap_or(name)));
            sums::number(match (ending, expense) {
                ("Receipt", true)
                | ("Expense", false)
                | ("OpeningBalance" | "ClosingBalance", _) => 0,
                ("Balance" | "Turnover", true) => -amount,
                _ => amount,
            })
        } else {
            movement.get(name).cloned().unwrap_or_default()
        };
        change.insert(name.clone(), value);
    }
    change
}

fn movements<'a>(base: Base<'a>, set: &str) -> Vec<&'a Record> {
    let moved = base.rows.all(set).filter_map(|(_, record)| record.get("RecordSet"));
    let rows = moved.filter_map(Value::as_array).flatten().filter_map(Value::as_object);
    rows.filter(|row| row.get("Active") != Some(&json!(false))).collect()
}

fn period(movement: &Record) -> &str {
    movement.get("Period").and_then(Value::as_str).unwrap_or_default()
}

fn is_within(movement: &Record, (start, end): &Between) -> bool {
    let at = period(movement);
    start.as_deref().is_none_or(|start| at >= start) && end.as_deref().is_none_or(|end| at <= end)
}
