//! What a 1C base holds: its `$metadata`, refined by an overlay.

use serde_json::Value;

use crate::schema::edmx::{self, EdmxError};
use crate::schema::overlay::{self, Overlay, Problem};
use crate::schema::{Catalog, EntityId, SavedName, Side, SideId};

/// Adds a side of that name with the entities of the metadata, and says what of the overlay does
/// not fit them; the rest of the overlay is applied.
pub fn schema(
    catalog: &mut Catalog,
    side_name: &str,
    edmx: &str,
    overlay: Option<&Overlay>,
) -> Result<(SideId, Vec<Problem>), EdmxError> {
    let members = indexmap::IndexMap::new();
    let (name, system) = (side_name.into(), "odata".into());
    let side = catalog.add_side(Side { name, system, zone: None, members });
    edmx::read(catalog, side, edmx)?;
    let problems = overlay.map(|overlay| overlay::apply(catalog, side, overlay));
    Ok((side, problems.unwrap_or_default()))
}

/// The names to save of an entity's records, in the order of the names. Records without a name and
/// those marked for deletion have none that a mapping could mean. `asked` are fields saved beside.
pub fn names<'f>(
    catalog: &Catalog,
    entity: EntityId,
    asked: impl Iterator<Item = &'f str> + Clone,
    records: &[Value],
) -> Vec<SavedName> {
    let record = catalog[entity].record;
    let entity = &catalog[entity];
    let Some(naming) = &entity.naming else { return Vec::new() };
    let text = |record: &Value, member: &str| {
        let text = record[member].as_str().map(str::trim).filter(|text| !text.is_empty());
        text.map(Into::into)
    };
    let mut names: Vec<SavedName> = Vec::new();
    for whole in records.iter().filter(|record| record["DeletionMark"] != true) {
        if let (Some(key), Some(name)) = (text(whole, "Ref_Key"), text(whole, naming)) {
            let (code, predefined) = (text(whole, "Code"), text(whole, "PredefinedDataName"));
            let fields = asked.clone().filter_map(|field| {
                let wire = &catalog.field(record, field)?.wire.name;
                let value = match &whole[&**wire] {
                    Value::String(text) => text.clone(),
                    Value::Bool(truth) => truth.to_string(),
                    _ => return None,
                };
                Some((field.into(), value.into()))
            });
            let fields = fields.collect();
            names.push(SavedName { key, name, code, predefined, fields });
        }
    }
    names.sort_by(|a, b| (&a.name, &a.key).cmp(&(&b.name, &b.key)));
    names
}

#[cfg(test)]
mod tests;
