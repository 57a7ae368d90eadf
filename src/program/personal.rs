//! What a rule brings to a field is as personal there as where it came from, though the schema of
//! the other side does not say so: names of records, and what the opposite direction reads.

use crate::program::{Cell, Mapping};
use crate::schema::{Catalog, RecordId, Sensitivity, Type};

/// Marks the fields that rules fill with what not everybody may see.
pub fn mark_personal(mapping: &Mapping, catalog: &mut Catalog) {
    let mut found: Vec<(RecordId, Box<str>, Sensitivity)> = Vec::new();
    for program in &mapping.programs {
        let record = catalog[program.target].record;
        let mut note = |record: RecordId, cells: &[Cell]| {
            for cell in cells.iter().filter(|cell| cell.sensitivity > Sensitivity::Open) {
                let place = walk(catalog, record, &cell.path);
                found.extend(place.map(|(record, name)| (record, name, cell.sensitivity)));
            }
        };
        note(record, &program.layout.cells);
        for group in program.layout.groups.iter().filter(|group| group.related.is_none()) {
            let rows = walk(catalog, record, &group.path)
                .and_then(|(record, name)| inside(catalog, record, &name));
            rows.into_iter().for_each(|rows| note(rows, &group.cells));
        }
    }
    for (record, name, sensitivity) in found {
        let Some(field) = catalog[record].fields.get_mut(&*name) else { continue };
        field.sensitivity = field.sensitivity.max(sensitivity);
    }
}

/// The field at the end of a path, and the record it stands in.
fn walk(catalog: &Catalog, record: RecordId, path: &str) -> Option<(RecordId, Box<str>)> {
    match path.split_once('.') {
        Some((first, rest)) => walk(catalog, inside(catalog, record, first)?, rest),
        None => Some((record, path.into())),
    }
}

/// The record that a field holds, or rows of it.
fn inside(catalog: &Catalog, record: RecordId, name: &str) -> Option<RecordId> {
    match &catalog.field(record, name)?.ty {
        Type::Record(record) => Some(*record),
        Type::Rows(rows) => Some(rows.record),
        _ => None,
    }
}
