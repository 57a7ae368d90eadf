//! Movements in registers: what posting makes of a document, and what movements make of balances.

use serde_json::{Value, json};

use crate::system::onec_odata::model::{Model, NAMESPACE, Shape};

use super::evaluate::{Base, Frame, Operand};
use super::key;
use super::periods;
use super::refusal::Refusal;
use super::rows::{Record, Rows, Stored};
use super::rules::{Direction, Move, ROW};
use super::sums;
use super::tables;
use super::values::blank;
use super::write::{Change, Writer};

/// Writes the movements of a posted document into its registers, or removes them.
pub(super) fn record(
    writer: Writer,
    set: &str,
    key: &str,
    document: &Record,
    posted: bool,
    changes: &mut Vec<Change>,
) -> Result<(), Refusal> {
    let Some(rules) = writer.settings.rules.entities.get(set) else { return Ok(()) };
    let mut registers: Vec<&str> = rules.moves.iter().map(|rule| rule.register.as_str()).collect();
    registers.sort_unstable();
    registers.dedup();
    for register in registers {
        let model = &writer.settings.model;
        let Some(shape) = model.shape_of(register) else { continue };
        let mut moved = blank(shape);
        recorder(shape, &mut moved, set, key);
        let mut rows = Vec::new();
        if posted {
            for rule in rules.moves.iter().filter(|rule| rule.register == register) {
                movements(writer, set, document, rule, &mut rows)?;
            }
        }
        moved.insert("RecordSet".to_owned(), Value::Array(rows));
        super::finish::own_rows(model, shape, &mut moved);
        let register_key = key::of(shape, &moved);
        let before = writer.rows.stored(register, &register_key);
        let after = posted.then_some(&moved);
        recount(writer, register, before.map(|it| &it.record), after, changes);
        let seq = before.map_or_else(|| writer.rows.next_seq(register), |it| it.seq);
        let stored = posted.then(|| Stored { seq, record: moved.clone() });
        changes.push((register.to_owned(), register_key, stored));
    }
    Ok(())
}

fn recorder(shape: &Shape, moved: &mut Record, set: &str, key: &str) {
    if shape.properties.contains_key("Recorder_Key") {
        moved.insert("Recorder_Key".to_owned(), json!(key));
    } else {
        moved.insert("Recorder".to_owned(), json!(key));
        moved.insert("Recorder_Type".to_owned(), json!(format!("{NAMESPACE}{set}")));
    }
}

/// The movements that one rule makes of a document.
fn movements(
    writer: Writer,
    set: &str,
    document: &Record,
    rule: &Move,
    made: &mut Vec<Value>,
) -> Result<(), Refusal> {
    let base = writer.base();
    let shape = base.model.sets.get(set).map_or(set, String::as_str);
    let root = Frame { name: "", shape, record: Some(document), outer: None };
    let Some(part) = &rule.rows else { return movement(base, &root, document, rule, made) };
    let Some(row_shape) = row_type(base.model, shape, part) else { return Ok(()) };
    let rows = document.get(part).and_then(Value::as_array);
    for row in rows.into_iter().flatten().filter_map(Value::as_object) {
        let frame = Frame { name: ROW, shape: row_shape, record: Some(row), outer: Some(&root) };
        movement(base, &frame, document, rule, made)?;
    }
    Ok(())
}

fn movement(
    base: Base,
    frame: &Frame,
    document: &Record,
    rule: &Move,
    made: &mut Vec<Value>,
) -> Result<(), Refusal> {
    let misfit = |misfit| Refusal::condition("posting.yaml", &misfit);
    if let Some(when) = &rule.when
        && !base.fits(when, frame).map_err(misfit)?
    {
        return Ok(());
    }
    let name = base.model.sets.get(&rule.register).map_or("", String::as_str);
    let row_name = row_type(base.model, name, "RecordSet").unwrap_or_default();
    let Some(shape) = base.model.shapes.get(row_name) else { return Ok(()) };
    let mut row = blank(shape);
    let mut fill = |name: &str, value: Value| {
        if shape.properties.contains_key(name) {
            row.insert(name.to_owned(), value);
        }
    };
    fill("Period", document.get("Date").cloned().unwrap_or_default());
    fill("LineNumber", json!((made.len() + 1).to_string()));
    fill("Active", json!(true));
    match rule.kind {
        Some(Direction::Receipt) => fill("RecordType", json!("Receipt")),
        Some(Direction::Expense) => fill("RecordType", json!("Expense")),
        None => {}
    }
    for (field, expr) in &rule.fields {
        match base.value(expr, frame).map_err(misfit)? {
            Operand::Null => {}
            Operand::Text(text) | Operand::Guid(text) | Operand::Date(text) => {
                fill(field, json!(text));
            }
            Operand::Reference(key, entity) | Operand::Cast(key, entity) => {
                fill(field, json!(key));
                fill(&format!("{field}_Type"), json!(format!("{NAMESPACE}{entity}")));
            }
            Operand::Number(number) => fill(field, sums::number(sums::exact(Some(&json!(number))))),
            Operand::Bool(value) => fill(field, json!(value)),
        }
    }
    made.push(Value::Object(row));
    Ok(())
}

fn row_type<'a>(model: &'a Model, shape: &str, part: &str) -> Option<&'a str> {
    match &model.shapes.get(shape)?.properties.get(part)?.edm {
        crate::system::onec_odata::model::Edm::Rows(row) => Some(row),
        _ => None,
    }
}

/// Changes the totals of a register by what became of one of its record sets.
pub(super) fn recount(
    writer: Writer,
    register: &str,
    before: Option<&Record>,
    after: Option<&Record>,
    changes: &mut Vec<Change>,
) {
    let model = &writer.settings.model;
    if !model.shape_of(register).is_some_and(Shape::is_record_set) {
        return;
    }
    for total in Total::all(model, register) {
        let mut now = Rows::default();
        let known = writer.rows.all(&total.set).map(|(key, record)| (key.to_owned(), record));
        for (seq, (key, record)) in (1..).zip(known) {
            now.put(&total.set, &key, Stored { seq, record: record.clone() });
        }
        let mut touched = Vec::new();
        for (moved, sign) in [(before, -1), (after, 1)] {
            for row in moved.map(movements_of).unwrap_or_default() {
                touched.push(total.apply(&mut now, row, sign));
            }
        }
        touched.sort_unstable();
        touched.dedup();
        for key in touched {
            let stored = now.stored(&total.set, &key).cloned();
            changes.push((total.set.clone(), key, stored));
        }
    }
}

fn movements_of(moved: &Record) -> Vec<&Record> {
    let rows = moved.get("RecordSet").and_then(Value::as_array);
    rows.into_iter().flatten().filter_map(Value::as_object).collect()
}

/// A kind of totals that a register keeps.
pub(super) struct Total<'a> {
    /// Where its rows are kept: `AccumulationRegister_X.Balance`.
    pub(super) set: String,
    shape: &'a Shape,
}

impl<'a> Total<'a> {
    /// The totals that the model declares for a register.
    pub(super) fn all(model: &'a Model, register: &str) -> Vec<Total<'a>> {
        let kinds = [("Balance", "Balance"), ("Turnovers", "Turnover")];
        let declared = kinds.into_iter().filter_map(|(function, suffix)| {
            let shape = model.shapes.get(&format!("{register}_{suffix}"))?;
            Some(Total { set: format!("{register}.{function}"), shape })
        });
        declared.collect()
    }

    /// The type of the rows.
    pub(super) fn shape(&self) -> &'a Shape {
        self.shape
    }

    /// The key of a row: its dimensions.
    pub(super) fn key(&self, row: &Record) -> String {
        let names = self.shape.properties.keys();
        let dimensions = names.filter(|name| !tables::is_resource(self.shape, name));
        let values: Vec<&Value> = dimensions.filter_map(|name| row.get(name)).collect();
        json!(values).to_string()
    }

    /// Adds one movement to the rows and says which of them it was.
    fn apply(&self, rows: &mut Rows, movement: &Record, sign: i8) -> String {
        let change = periods::change(self.shape, movement);
        let key = self.key(&change);
        let seq =
            rows.stored(&self.set, &key).map_or_else(|| rows.next_seq(&self.set), |it| it.seq);
        let mut sum = rows.get(&self.set, &key).cloned().unwrap_or_else(|| {
            let mut none = change.clone();
            tables::add(&mut none, self.shape, &change, -1);
            none
        });
        tables::add(&mut sum, self.shape, &change, sign);
        rows.put(&self.set, &key, Stored { seq, record: sum });
        key
    }

    /// Adds the movements of a record set that stood in the world from the start.
    pub(super) fn count(&self, rows: &mut Rows, moved: &Record) {
        for row in movements_of(moved) {
            self.apply(rows, row, 1);
        }
    }
}
