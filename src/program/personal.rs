//! What a rule brings to a field is as personal there as where it came from, though the schema of
//! the other side does not say so: names of records, and what other rules read there.

use crate::check::Checked;
use crate::program::{Cell, Mapping, lower};
use crate::schema::{Catalog, RecordId, Sensitivity};

/// Compiles a checked mapping and marks the fields that rules fill with what not everybody may see,
/// until every rule knows it of every field: one field is shown in one way.
pub fn lower_marked(checked: &Checked, catalog: &mut Catalog) -> Mapping {
    loop {
        let mapping = lower(checked, catalog);
        if !mark(&mapping, catalog) {
            return mapping;
        }
    }
}

/// Marks them; whether one was not marked yet.
fn mark(mapping: &Mapping, catalog: &mut Catalog) -> bool {
    let mut found: Vec<(RecordId, Box<str>, Sensitivity)> = Vec::new();
    for program in &mapping.programs {
        let record = catalog[program.target].record;
        let mut note = |rows: &str, cells: &[Cell]| {
            for cell in cells.iter().filter(|cell| cell.sensitivity > Sensitivity::Open) {
                let Some((record, field)) =
                    catalog.field_at(record, &format!("{rows}{}", cell.path))
                else {
                    continue;
                };
                if field.sensitivity < cell.sensitivity {
                    let name = cell.path.rsplit('.').next().unwrap_or_default();
                    found.push((record, name.into(), cell.sensitivity));
                }
            }
        };
        note("", &program.layout.cells);
        for group in program.layout.groups.iter().filter(|group| group.related.is_none()) {
            note(&format!("{}.", group.path), &group.cells);
        }
    }
    for (record, name, sensitivity) in &found {
        if let Some(field) = catalog[*record].fields.get_mut(name) {
            field.sensitivity = field.sensitivity.max(*sensitivity);
        }
    }
    !found.is_empty()
}
