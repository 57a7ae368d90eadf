//! `posting.yaml`: what the configuration's own code would do on writing and posting.

use serde::Deserialize;

use crate::system::onec_odata::model::{Edm, Model};

use super::evaluate::{Base, Frame};
use super::filter::{self, Expr};
use super::rows::Rows;
use super::world::Named;

/// `posting.yaml` as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RulesFile {
    #[serde(default = "default_empty")]
    empty: String,
    #[serde(default)]
    entities: Named<EntityFile>,
}

fn default_empty() -> String {
    "Операция не выполнена: поле \"{}\" не заполнено".to_owned()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntityFile {
    #[serde(default)]
    required: Named<String>,
    #[serde(default)]
    stamp: Vec<String>,
    #[serde(default)]
    sum: Named<Vec<String>>,
    #[serde(default)]
    refuse: Vec<RefuseFile>,
    #[serde(default)]
    moves: Vec<MoveFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RefuseFile {
    on: Vec<Occasion>,
    by: Option<Who>,
    was: Option<String>,
    becomes: Option<String>,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MoveFile {
    register: String,
    kind: Option<Direction>,
    rows: Option<String>,
    when: Option<String>,
    fields: Named<String>,
}

/// When a refusal is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Occasion {
    /// A new record.
    Create,
    /// A changed record.
    Edit,
    /// A changed record whose tabular part was sent.
    Rows,
    /// Posting.
    Post,
    /// Its end.
    Unpost,
    /// Physical deletion.
    Delete,
}

/// Whose writes a refusal is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Who {
    /// Those of people, whose forms check more than the interface does.
    People,
}

/// Which way a movement goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(super) enum Direction {
    /// The balance grows.
    Receipt,
    /// The balance shrinks.
    Expense,
}

/// All rules.
#[derive(Debug, Default)]
pub(super) struct Rules {
    /// The text for an empty field, `{}` in place of its name.
    pub(super) empty: String,
    /// By entity set.
    pub(super) entities: Named<EntityRules>,
}

/// The rules of one entity.
#[derive(Debug)]
pub(super) struct EntityRules {
    /// Fields that must be filled to post, and what the text calls them.
    pub(super) required: Vec<(String, String)>,
    /// Fields that get the time of every write.
    pub(super) stamp: Vec<String>,
    /// Fields, each the sum of columns of tabular parts.
    pub(super) sums: Vec<(String, Vec<(String, String)>)>,
    /// Refusals.
    pub(super) refusals: Vec<RefusalRule>,
    /// Movements.
    pub(super) moves: Vec<Move>,
}

/// A refusal.
#[derive(Debug)]
pub(super) struct RefusalRule {
    /// When it is asked for.
    pub(super) on: Vec<Occasion>,
    /// Whose writes it is for; everybody's where nothing is said.
    pub(super) by: Option<Who>,
    /// What the record before has to be.
    pub(super) was: Option<Expr>,
    /// What the record after has to be.
    pub(super) becomes: Option<Expr>,
    /// What the user is told.
    pub(super) text: String,
}

/// A movement in a register.
#[derive(Debug)]
pub(super) struct Move {
    /// The register.
    pub(super) register: String,
    /// Which way it goes.
    pub(super) kind: Option<Direction>,
    /// The tabular part that gives one movement a row.
    pub(super) rows: Option<String>,
    /// Which rows.
    pub(super) when: Option<Expr>,
    /// The fields of the movement.
    pub(super) fields: Vec<(String, Expr)>,
}

/// How conditions of `moves` call the row.
pub(super) const ROW: &str = "row";

impl Rules {
    /// The rules, with every name they use looked up.
    pub(super) fn new(file: RulesFile, model: &Model) -> Result<Rules, String> {
        let mut entities = Named::new();
        for (set, entity) in file.entities {
            let rules = entity_rules(&set, entity, model)
                .map_err(|error| format!("entities, {set}: {error}"))?;
            entities.insert(set, rules);
        }
        Ok(Rules { empty: file.empty, entities })
    }
}

fn entity_rules(set: &str, file: EntityFile, model: &Model) -> Result<EntityRules, String> {
    let shape = model.shape_of(set).ok_or("the metadata have no such set")?;
    let known = |field: &str| {
        let found = shape.properties.get(field).map(drop);
        found.ok_or_else(|| format!("no field {field}"))
    };
    file.required.keys().chain(&file.stamp).chain(file.sum.keys()).try_for_each(|it| known(it))?;
    let mut sums = Vec::new();
    for (field, columns) in file.sum {
        let columns: Result<Vec<_>, String> =
            columns.iter().map(|column| sum_column(set, column, model)).collect();
        sums.push((field, columns?));
    }
    let mut refusals = Vec::new();
    for refusal in file.refuse {
        if refusal.was.is_none() && refusal.becomes.is_none() {
            return Err("a refusal has neither `was` nor `becomes`".to_owned());
        }
        refusals.push(RefusalRule {
            on: refusal.on,
            by: refusal.by,
            was: refusal.was.map(|text| condition(&text, set, None, model)).transpose()?,
            becomes: refusal.becomes.map(|text| condition(&text, set, None, model)).transpose()?,
            text: refusal.text,
        });
    }
    let moves = file.moves.into_iter().map(|it| movement(set, it, model)).collect::<Result<_, _>>();
    Ok(EntityRules {
        required: file.required.into_iter().collect(),
        stamp: file.stamp,
        sums,
        refusals,
        moves: moves?,
    })
}

fn row_type<'a>(set: &str, part: &str, model: &'a Model) -> Result<&'a str, String> {
    match model.shape_of(set).and_then(|it| it.properties.get(part)).map(|it| &it.edm) {
        Some(Edm::Rows(row)) => Ok(row),
        _ => Err(format!("no tabular part {part}")),
    }
}

fn sum_column(set: &str, column: &str, model: &Model) -> Result<(String, String), String> {
    let (part, field) = column.split_once('.').ok_or_else(|| format!("{column}: no column"))?;
    let row = row_type(set, part, model)?;
    let known = model.shapes.get(row).and_then(|shape| shape.properties.get(field));
    let found = known.map(|_| (part.to_owned(), field.to_owned()));
    found.ok_or_else(|| format!("no column {column}"))
}

fn movement(set: &str, file: MoveFile, model: &Model) -> Result<Move, String> {
    let register = file.register;
    let shape = model.shape_of(&register).ok_or_else(|| format!("no register {register}"))?;
    let Some(Edm::Rows(movement)) = shape.properties.get("RecordSet").map(|it| &it.edm) else {
        return Err(format!("{register} is no register with a recorder"));
    };
    let columns = model.shapes.get(movement).ok_or_else(|| format!("no type {movement}"))?;
    let row = file.rows.as_deref().map(|part| row_type(set, part, model)).transpose()?;
    let mut fields = Vec::new();
    for (field, text) in file.fields {
        if !columns.properties.contains_key(&field) {
            return Err(format!("{register} has no field {field}"));
        }
        fields.push((field, condition(&text, set, row, model)?));
    }
    let when = file.when.map(|text| condition(&text, set, row, model)).transpose()?;
    Ok(Move { register, kind: file.kind, rows: file.rows, when, fields })
}

/// A condition or a value, its names looked up.
fn condition(text: &str, set: &str, row: Option<&str>, model: &Model) -> Result<Expr, String> {
    let bad = || format!("`{text}` cannot be used on {set}");
    let expr = filter::parse(text).ok_or_else(bad)?;
    let shape = model.sets.get(set).map_or(set, String::as_str);
    let rows = Rows::default();
    let root = Frame { name: "", shape, record: None, outer: None };
    let base = Base { model, rows: &rows };
    let checked = match row {
        None => base.check(&expr, &root),
        Some(row) => {
            base.check(&expr, &Frame { name: ROW, shape: row, record: None, outer: Some(&root) })
        }
    };
    checked.map_err(|_| bad())?;
    Ok(expr)
}
