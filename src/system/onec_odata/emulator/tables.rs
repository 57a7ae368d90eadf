//! Virtual tables of registers: slices, balances, turnovers.

use std::collections::HashSet;

use indexmap::IndexMap;
use serde_json::Value;

use crate::system::onec_odata::model::{Edm, Shape};

use super::address::{arguments, unquoted};
use super::evaluate::Base;
use super::filter;
use super::lexer::{Literal, Token, date_time, tokens};
use super::listing::keep;
use super::options::Options;
use super::periods;
use super::refusal::Refusal;
use super::rows::Record;

/// A call of a virtual table.
pub(super) struct Call<'a> {
    /// The register.
    pub(super) set: &'a str,
    /// `SliceLast`, `Balance`.
    pub(super) function: &'a str,
    /// Its arguments, whether they stood in parentheses or among the options.
    arguments: Vec<(String, String)>,
}

impl<'a> Call<'a> {
    /// The call that an address makes.
    pub(super) fn new(
        set: &'a str,
        function: &'a str,
        inside: Option<&str>,
        options: &Options,
    ) -> Call<'a> {
        let mut found = inside.map(arguments).unwrap_or_default();
        for name in ["Condition", "Dimensions", "Period", "StartPeriod", "EndPeriod"] {
            if let Some(value) = options.get(name) {
                found.push((name.to_owned(), unquoted(value)));
            }
        }
        Call { set, function, arguments: found }
    }

    fn argument(&self, name: &str) -> Option<&str> {
        self.arguments.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A moment among the arguments: `datetime'…'` or bare.
    fn moment(&self, name: &str) -> Result<Option<String>, Refusal> {
        let Some(text) = self.argument(name).filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        let literal = match tokens(text).as_deref() {
            Ok([Token::Literal(Literal::DateTime(moment))]) => Some(moment.clone()),
            _ => date_time(text.trim_start_matches("datetime").trim_matches('\'')),
        };
        literal.map(Some).ok_or_else(|| Refusal::bad_option(name))
    }
}

/// The rows of a slice: for each set of dimensions the row of the last or first period.
pub(super) fn slice<'a>(
    base: Base<'a>,
    shape_name: &'a str,
    call: &Call,
) -> Result<Vec<&'a Record>, Refusal> {
    let shape = base.model.shapes.get(shape_name).ok_or_else(Refusal::no_method)?;
    if !shape.properties.contains_key("Period") {
        return Err(Refusal::no_method());
    }
    let dimensions = dimensions(shape);
    let last = call.function == "SliceLast";
    let limit = call.moment("Period")?;
    let rows = records(base, call.set);
    let rows = keep(base, shape_name, rows, call.argument("Condition"), "Condition")?;
    let period = |row: &Record| text(row, "Period").to_owned();
    let mut found: IndexMap<Vec<&Value>, &Record> = IndexMap::new();
    for &row in &rows {
        let within = limit.as_ref().is_none_or(|limit| {
            let period = period(row);
            if last { period <= *limit } else { period >= *limit }
        });
        if !within {
            continue;
        }
        let own = dimensions.iter().filter_map(|name| row.get(*name)).collect();
        let kept = found.entry(own).or_insert(row);
        if (period(row) > period(kept)) == last && period(row) != period(kept) {
            *kept = row;
        }
    }
    let chosen: HashSet<*const Record> = found.into_values().map(std::ptr::from_ref).collect();
    Ok(rows.into_iter().filter(|row| chosen.contains(&std::ptr::from_ref(*row))).collect())
}

/// What tells the rows of a slice apart. Of a register with a recorder the metadata do not say it:
/// there it is every reference and every composite field.
fn dimensions(shape: &Shape) -> Vec<&str> {
    if shape.key.iter().any(|name| name == "Period") {
        let others = shape.key.iter().filter(|name| *name != "Period");
        return others.map(String::as_str).collect();
    }
    let names = shape.properties.iter().filter(|(name, property)| {
        let plain = name.strip_suffix("_Type").unwrap_or(name);
        plain != "Recorder"
            && *name != "Recorder_Key"
            && (property.edm == Edm::Guid || shape.is_composite(plain))
    });
    names.map(|(name, _)| name.as_str()).collect()
}

/// The records of a set; those of tabular parts and record sets stand in their owners.
pub(super) fn records<'a>(base: Base<'a>, set: &str) -> Vec<&'a Record> {
    let Some(part) = base.model.parts.get(set) else {
        return base.rows.all(set).map(|(_, record)| record).collect();
    };
    let owners = base.rows.all(&part.owner).filter_map(|(_, owner)| owner.get(&part.property));
    owners.filter_map(Value::as_array).flatten().filter_map(Value::as_object).collect()
}

/// The rows of a balance or of turnovers, added up over the dimensions that are not wanted.
pub(super) fn totals(base: Base, shape_name: &str, call: &Call) -> Result<Vec<Record>, Refusal> {
    let shape = base.model.shapes.get(shape_name).ok_or_else(Refusal::no_method)?;
    let condition = call.argument("Condition");
    refuse_resources(shape, condition)?;
    let rows = match call.function {
        "Balance" => periods::balance(base, shape, call.set, call.moment("Period")?.as_deref()),
        function => {
            let between = (call.moment("StartPeriod")?, call.moment("EndPeriod")?);
            if function == "Turnovers" {
                periods::turnovers(base, shape, call.set, &between)
            } else {
                periods::both(base, shape, call.set, &between)
            }
        }
    };
    let rows = keep(base, shape_name, rows.iter().collect(), condition, "Condition")?;
    let wanted = call.argument("Dimensions").filter(|text| !text.is_empty());
    let wanted: Option<Vec<&str>> = wanted.map(|text| text.split(',').map(str::trim).collect());
    for name in wanted.iter().flatten() {
        let known = |suffix: &str| shape.properties.contains_key(&format!("{name}{suffix}"));
        if !known("") && !known("_Key") {
            return Err(Refusal::bad_option("Dimensions"));
        }
    }
    let keeps = |field: &str| {
        wanted.as_ref().is_none_or(|wanted| {
            let plain = field.strip_suffix("_Key").or_else(|| field.strip_suffix("_Type"));
            wanted.iter().any(|name| *name == field || Some(*name) == plain)
        })
    };
    let mut sums: IndexMap<Vec<&Value>, Record> = IndexMap::new();
    for row in rows {
        let dimensions: Vec<&Value> = shape
            .properties
            .keys()
            .filter(|name| !is_resource(shape, name) && keeps(name))
            .filter_map(|name| row.get(name))
            .collect();
        if let Some(sum) = sums.get_mut(&dimensions) {
            add(sum, shape, row, 1);
        } else {
            let kept = row.iter().filter(|(name, _)| is_resource(shape, name) || keeps(name));
            let kept = kept.map(|(name, value)| (name.clone(), value.clone())).collect();
            sums.insert(dimensions, kept);
        }
    }
    // A balance of nothing is no row.
    let empty = |row: &Record| {
        let mut resources = row.iter().filter(|(name, _)| is_resource(shape, name));
        resources.all(|(_, value)| value.as_f64() == Some(0.0))
    };
    Ok(sums.into_values().filter(|row| !empty(row)).collect())
}

/// A condition of a virtual table is on dimensions only.
fn refuse_resources(shape: &Shape, condition: Option<&str>) -> Result<(), Refusal> {
    let Some(expr) = condition.and_then(filter::parse) else { return Ok(()) };
    let mut names = Vec::new();
    expr.names(&mut names);
    let is_sum = |name: &&str| {
        is_resource(shape, name)
            || ENDINGS.iter().any(|ending| is_resource(shape, &format!("{name}{ending}")))
    };
    if names.iter().any(is_sum) { Err(Refusal::not_in_where()) } else { Ok(()) }
}

/// The ends of the names of resources in totals, longer ones before those they end with.
pub(super) const ENDINGS: [&str; 6] =
    ["OpeningBalance", "ClosingBalance", "Balance", "Turnover", "Receipt", "Expense"];

/// Whether a field of a total is a resource: dimensions are no fractions.
pub(super) fn is_resource(shape: &Shape, name: &str) -> bool {
    let edm = shape.properties.get(name).map(|property| &property.edm);
    let ending = ENDINGS.iter().any(|it| name.ends_with(it));
    ending && matches!(edm, Some(Edm::Double | Edm::Int | Edm::Int64))
}

/// Adds the resources of a row to a sum, or takes them away.
pub(super) fn add(sum: &mut Record, shape: &Shape, row: &Record, sign: i8) {
    let resources: Vec<&String> =
        shape.properties.keys().filter(|name| is_resource(shape, name)).collect();
    for name in resources {
        let more = super::sums::exact(row.get(name)) * i128::from(sign);
        let now = super::sums::exact(sum.get(name)) + more;
        sum.insert(name.clone(), super::sums::number(now));
    }
}

fn text<'a>(record: &'a Record, name: &str) -> &'a str {
    record.get(name).and_then(Value::as_str).unwrap_or_default()
}
