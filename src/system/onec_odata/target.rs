//! What a name of an entity stands for: a set, or a virtual table of one, `Register_X.Balance`.

use std::borrow::Cow;

use crate::endpoint::{Answer, EndpointError, ErrorKind};

use super::model::{Edm, Model, Shape};

/// Endings of the resources of balances and turnovers.
const RESOURCES: [&str; 4] = ["Balance", "Turnover", "Receipt", "Expense"];

/// Where records of an entity are, and of what type.
#[derive(Debug)]
pub(super) struct Target<'a> {
    /// The path below the service root: `Catalog_X`, `InformationRegister_X/SliceLast`.
    pub(super) path: String,
    /// The type, with the fields that tell the records apart as its key.
    pub(super) shape: Cow<'a, Shape>,
    /// Whether it is a virtual table: the base computes it, and neither orders nor pages it.
    pub(super) virtual_table: bool,
}

/// Finds what a name stands for.
pub(super) fn target<'a>(model: &'a Model, entity: &str, operation: &str) -> Answer<Target<'a>> {
    if let Some(shape) = model.shape_of(entity) {
        let (path, shape) = (entity.to_owned(), Cow::Borrowed(shape));
        return Ok(Target { path, shape, virtual_table: false });
    }
    virtual_table(model, entity).ok_or_else(|| {
        let text = format!("the base publishes no `{entity}`");
        EndpointError::new(ErrorKind::Unsupported, operation, text)
    })
}

fn virtual_table<'a>(model: &'a Model, entity: &str) -> Option<Target<'a>> {
    let (set, name) = entity.split_once('.')?;
    let owner = model.sets.get(set)?;
    let function = model.functions.iter().find(|it| it.on == *owner && it.name == name)?;
    let mut shape = model.shapes.get(function.returns.as_ref()?)?.clone();
    if shape.key.is_empty() {
        let dimensions = shape.properties.iter().filter(|(name, property)| {
            let number = matches!(property.edm, Edm::Double | Edm::Int | Edm::Int64);
            !(number && RESOURCES.iter().any(|ending| name.ends_with(ending)))
        });
        shape.key = dimensions.map(|(name, _)| name.clone()).collect();
    } else {
        // A slice has one row for all periods.
        shape.key.retain(|name| !matches!(name.as_str(), "Period" | "Recorder" | "LineNumber"));
    }
    let path = format!("{set}/{name}");
    Some(Target { path, shape: Cow::Owned(shape), virtual_table: true })
}

#[cfg(test)]
mod tests;
