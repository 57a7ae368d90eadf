//! Records of a set or of a virtual table: chosen, ordered, paged.

use std::cmp::Ordering;

use crate::system::onec_odata::model::Edm;

use super::evaluate::{Base, Frame, Operand};
use super::filter;
use super::options::Options;
use super::pinned::Pinned;
use super::refusal::Refusal;
use super::rows::Record;
use super::select::shown;

/// A page of records.
pub(super) struct Listing<'a> {
    /// How many there are on all pages.
    pub(super) total: usize,
    /// Those of this page.
    pub(super) page: Vec<&'a Record>,
}

/// The records that options ask for, of those given. `ordered` says whether `$orderby` is heeded:
/// on registers with a recorder the base passes over it.
pub(super) fn list<'a>(
    base: Base<'a>,
    shape: &'a str,
    records: Vec<&'a Record>,
    options: &Options,
    ordered: bool,
) -> Result<Listing<'a>, Refusal> {
    let mut found = keep(base, shape, records, options.get("$filter"), "$filter")?;
    if let Some(text) = options.get("$orderby").filter(|_| ordered) {
        order(base, shape, &mut found, text)?;
    }
    let total = found.len();
    let skipped = options.count("$skip")?.unwrap_or(0);
    let top = options.count("$top")?.unwrap_or(usize::MAX);
    let page = found.into_iter().skip(skipped).take(top).collect();
    Ok(Listing { total, page })
}

/// The records that fit a condition, which stands in the option of that name.
pub(super) fn keep<'a>(
    base: Base<'a>,
    shape: &'a str,
    records: Vec<&'a Record>,
    condition: Option<&str>,
    option: &str,
) -> Result<Vec<&'a Record>, Refusal> {
    let Some(text) = condition.filter(|text| !text.is_empty()) else { return Ok(records) };
    let expr = filter::parse(text).ok_or_else(|| Refusal::bad_option(option))?;
    let frame = |record| Frame { name: "", shape, record, outer: None };
    let refuse = |misfit| Refusal::condition(option, &misfit);
    base.check(&expr, &frame(None)).map_err(refuse)?;
    let pinned = Pinned::of(&expr);
    let mut kept = Vec::new();
    for (place, record) in records.into_iter().enumerate() {
        // The first is always asked: types that do not compare are told, whatever the values are.
        if place > 0 && pinned.as_ref().is_some_and(|pinned| !pinned.may_fit(record)) {
            continue;
        }
        if base.fits(&expr, &frame(Some(record))).map_err(refuse)? {
            kept.push(record);
        }
    }
    Ok(kept)
}

/// One key to order by.
struct OrderKey {
    path: Vec<String>,
    descending: bool,
}

fn order<'a>(
    base: Base<'a>,
    shape: &'a str,
    records: &mut Vec<&'a Record>,
    text: &str,
) -> Result<(), Refusal> {
    let mut keys = Vec::new();
    for item in text.split(',') {
        let mut words = item.split_whitespace();
        let path = words.next().ok_or_else(|| Refusal::bad_option("$orderby"))?;
        let descending = match (words.next(), words.next()) {
            (None | Some("asc"), None) => false,
            (Some("desc"), None) => true,
            _ => return Err(Refusal::bad_option("$orderby")),
        };
        keys.push(OrderKey { path: path.split('/').map(str::to_owned).collect(), descending });
    }
    for key in &keys {
        let frame = Frame { name: "", shape, record: None, outer: None };
        base.path(&key.path, &frame).map_err(|misfit| Refusal::condition("$orderby", &misfit))?;
    }
    let mut keyed: Vec<(Vec<Place>, &Record)> = Vec::with_capacity(records.len());
    for record in records.iter() {
        let places = keys.iter().map(|key| place(base, shape, record, key)).collect();
        keyed.push((places, record));
    }
    keyed.sort_by(|(left, _), (right, _)| {
        let pairs = keys.iter().zip(left.iter().zip(right));
        let mut orders = pairs.map(|(key, (left, right))| {
            let order = left.compare(right);
            if key.descending { order.reverse() } else { order }
        });
        orders.find(|order| *order != Ordering::Equal).unwrap_or(Ordering::Equal)
    });
    *records = keyed.into_iter().map(|(_, record)| record).collect();
    Ok(())
}

/// What decides a record's place.
enum Place {
    Nothing,
    Bool(bool),
    Number(f64),
    Text(String),
}

impl Place {
    fn compare(&self, other: &Place) -> Ordering {
        match (self, other) {
            (Place::Number(left), Place::Number(right)) => left.total_cmp(right),
            (Place::Bool(left), Place::Bool(right)) => left.cmp(right),
            (Place::Text(left), Place::Text(right)) => left.cmp(right),
            (left, right) => left.rank().cmp(&right.rank()),
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Place::Nothing => 0,
            Place::Bool(_) => 1,
            Place::Number(_) => 2,
            Place::Text(_) => 3,
        }
    }
}

/// References are ordered by what the base shows of them, a record's own key by itself.
fn place(base: Base, shape: &str, record: &Record, key: &OrderKey) -> Place {
    if let [name] = key.path.as_slice() {
        let declared = base.model.shapes.get(shape);
        let edm = declared.and_then(|it| it.properties.get(name)).map(|property| &property.edm);
        if edm == Some(&Edm::Guid) && name != "Ref_Key" {
            return Place::Text(shown(base, shape, record, name));
        }
    }
    let frame = Frame { name: "", shape, record: Some(record), outer: None };
    match base.path(&key.path, &frame) {
        Ok(Operand::Number(number)) => Place::Number(number),
        Ok(Operand::Bool(value)) => Place::Bool(value),
        Ok(
            Operand::Text(text)
            | Operand::Guid(text)
            | Operand::Date(text)
            | Operand::Reference(text, _)
            | Operand::Cast(text, _),
        ) => Place::Text(text.into_owned()),
        Ok(Operand::Null) | Err(_) => Place::Nothing,
    }
}
