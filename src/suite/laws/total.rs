//! Every code of the dictionaries that a map's tables read leads somewhere: to a value or an
//! outcome, never to a fault or a conversion that cannot be done.

use super::Broken;
use crate::check::{Access, Expr, ExprKind, Rows, Stmt, TextPart, Toward};
use crate::schema::{Catalog, Type};
use crate::source::Span;
use crate::suite::trial::{Came, Trials};
use crate::sync::{Opened, Tree, Trial, rows};
use crate::value::Fault;

pub(super) fn broken(trials: &Trials<'_>, came: &Came) -> Vec<Broken> {
    let test = trials.test;
    let checked = trials.view.checked;
    let subject = trials.world.subjects.iter().find(|subject| subject.key == came.key);
    let record = subject.map(|subject| String::from_utf8_lossy(&subject.bytes).into_owned());
    let map = checked.maps.iter().find(|map| map.name == test.map);
    let body = map.and_then(|map| map.bodies.iter().find(|body| body.toward == test.toward));
    let (Some(record), Some(body)) = (record, body) else { return Vec::new() };
    let mut finder = Finder::default();
    finder.statements(&body.statements);
    let mut broken = Vec::new();
    for (table, toward, place) in finder.found {
        let table = &checked.tables[usize::from(table)];
        let column = match toward {
            Toward::Left => table.right.first(),
            Toward::Right => table.left.first(),
        };
        let codes = column.map(|column| codes(trials.catalog(), &column.ty)).unwrap_or_default();
        for code in codes {
            let Some(changed) = place.put(&record, &code) else { continue };
            let known = broken_by(&came.trial);
            let wrong = match trials.try_out(trials.program(), &came.key, &changed) {
                Err(error) => Some(error.to_string()),
                Ok(trial) => {
                    let new = broken_by(&trial).into_iter().find(|fault| !known.contains(fault));
                    new.map(|(fault, span)| {
                        format!("{:?}: {}", fault.kind, trials.project.sources.text(span))
                    })
                }
            };
            broken.extend(wrong.map(|wrong| (place.path.clone(), code.to_string(), wrong)));
        }
    }
    broken
}

/// The values that could not be used, with their rules.
fn broken_by(trial: &Trial) -> Vec<(&Fault, Span)> {
    let faults = trial.faults.iter().map(|located| (&located.fault, located.span));
    let lapses =
        trial.warnings.iter().filter_map(|said| Some((&said.fault.as_ref()?.fault, said.span)));
    faults.chain(lapses).collect()
}

/// All values of a type that can be named.
fn codes(catalog: &Catalog, ty: &Type) -> Vec<Box<str>> {
    match ty {
        Type::Code(dictionary) => {
            let entries = catalog[*dictionary].entries.as_deref().unwrap_or_default();
            entries.iter().map(|entry| entry.code.clone()).collect()
        }
        Type::Literals(members) => members.clone(),
        Type::Enum(id) => catalog[*id].members.clone(),
        _ => Vec::new(),
    }
}

/// Where a table's key stands in the payload.
#[derive(PartialEq)]
struct Place {
    path: String,
    /// The rows it is in, if it is in any.
    rows: Option<Vec<Box<str>>>,
    wire: Vec<Box<str>>,
}

impl Place {
    /// The record with that code there, in all rows if it is in rows.
    fn put(&self, text: &str, code: &str) -> Option<String> {
        let code = serde_json::Value::from(code).to_string();
        let mut record = Tree::of(text);
        match &self.rows {
            None => record.set(&self.wire, code),
            Some(list) => {
                let held = Opened::new(text).at(list).map(rows)?;
                let changed = held.into_iter().map(|row| {
                    let mut row = Tree::of(row);
                    row.set(&self.wire, code.clone());
                    row.to_text()
                });
                let changed = changed.collect::<Vec<_>>().join(",");
                record.set(list, format!("[{changed}]"));
            }
        }
        Some(record.to_text())
    }
}

/// Looks for tables whose key is a field of the payload.
#[derive(Default)]
struct Finder {
    /// The rows at hand, the outermost first.
    open: Vec<Vec<Box<str>>>,
    found: Vec<(u16, Toward, Place)>,
}

impl Finder {
    fn statements(&mut self, statements: &[Stmt]) {
        for statement in statements {
            match statement {
                Stmt::Set(set) => {
                    self.expr(&set.value);
                    if let Some(when) = &set.when {
                        self.expr(when);
                    }
                }
                Stmt::Let { value, .. } => self.expr(value),
                Stmt::Each { rows, body, .. } => {
                    self.inside(rows, |finder| finder.statements(body));
                }
                Stmt::Row { body, .. } => self.statements(body),
                Stmt::Check { condition, .. } => self.expr(condition),
            }
        }
    }

    fn inside(&mut self, rows: &Rows, look: impl FnOnce(&mut Finder)) {
        self.open.push(rows.wire.clone());
        look(self);
        self.open.pop();
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Lookup { table, toward, key, .. } => {
                if let [Expr { kind: ExprKind::Field(access), .. }] = &key[..] {
                    self.note(*table, *toward, access);
                }
                for key in key {
                    self.expr(key);
                }
            }
            ExprKind::Fold(_, rows, value) => self.inside(rows, |finder| finder.expr(value)),
            ExprKind::Tuple(parts) | ExprKind::Call(_, parts) => {
                for part in parts {
                    self.expr(part);
                }
            }
            ExprKind::Binary(_, a, b, _) | ExprKind::Default(a, b) => {
                self.expr(a);
                self.expr(b);
            }
            ExprKind::Unary(_, a) | ExprKind::In(a, _) => self.expr(a),
            ExprKind::Choose { subject, arms, otherwise } => {
                self.expr(subject);
                for (_, value) in arms {
                    self.expr(value);
                }
                if let Some(value) = otherwise {
                    self.expr(value);
                }
            }
            ExprKind::Text(parts) => self.parts(parts),
            ExprKind::Link { key, .. } | ExprKind::Compose { parts: key, .. } => {
                for key in key {
                    self.expr(key);
                }
            }
            _ => {}
        }
    }

    fn parts(&mut self, parts: &[TextPart]) {
        for part in parts {
            match part {
                TextPart::Hole(hole) => self.expr(hole),
                TextPart::Optional(inner) => self.parts(inner),
                TextPart::Plain(_) | TextPart::About => {}
            }
        }
    }

    fn note(&mut self, table: u16, toward: Toward, access: &Access) {
        let rows = match access.frame {
            0 => None,
            1 => self.open.first().cloned(),
            // Rows in rows: what stands there is not changed.
            _ => return,
        };
        let place = Place { path: access.path.to_string(), rows, wire: access.wire.clone() };
        if !self.found.iter().any(|(known, _, at)| *known == table && *at == place) {
            self.found.push((table, toward, place));
        }
    }
}
