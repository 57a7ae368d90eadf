//! What a rule brings to a field is as personal at one end as at the other, though only one schema
//! says so: names of records, and what other rules read there.

use crate::check::Checked;
use crate::program::brought::{Bringing, Brought};
use crate::program::{Cell, Mapping, Op, Program, Set, lower};
use crate::schema::{Catalog, RecordId, Sensitivity, Type};

/// Compiles a checked mapping and marks the fields that rules fill with what not everybody may see, and
/// those of which they make it, until every rule knows it of every field: one field is shown in one
/// way.
pub fn lower_marked(checked: &Checked, catalog: &mut Catalog) -> Mapping {
    loop {
        let mapping = lower(checked, catalog);
        if !mark(&mapping, catalog) {
            return mapping;
        }
    }
}

/// A field by its record and its name, with who may see it.
type Marked = (RecordId, Box<str>, Sensitivity);

/// Marks them; whether one was not marked yet.
fn mark(mapping: &Mapping, catalog: &mut Catalog) -> bool {
    let mut found = Vec::new();
    for program in &mapping.programs {
        filled(program, catalog, &mut found);
        let bringing = Bringing::new(&program.terms, &program.ops);
        read(program, &program.ops, None, (&bringing, catalog), &mut found);
    }
    for (record, name, sensitivity) in &found {
        if let Some(field) = catalog[*record].fields.get_mut(name) {
            field.sensitivity = field.sensitivity.max(*sensitivity);
        }
    }
    !found.is_empty()
}

/// The fields that a program fills.
fn filled(program: &Program, catalog: &Catalog, found: &mut Vec<Marked>) {
    let record = catalog[program.target].record;
    let mut all = |rows: &str, cells: &[Cell]| {
        for cell in cells.iter().filter(|cell| cell.sensitivity > Sensitivity::Open) {
            note(catalog, record, &format!("{rows}{}", cell.path), cell.sensitivity, found);
        }
    };
    all("", &program.layout.cells);
    for group in program.layout.groups.iter().filter(|group| group.related.is_none()) {
        all(&format!("{}.", group.path), &group.cells);
    }
}

/// The fields that stand in what a program fills them with.
fn read(
    program: &Program,
    ops: &[Op],
    group: Option<u16>,
    known: (&Bringing<'_>, &Catalog),
    found: &mut Vec<Marked>,
) {
    let (bringing, catalog) = known;
    for op in ops {
        match op {
            Op::Set(Set { cells, value, .. }) => {
                for (part, cell) in cells.iter().enumerate() {
                    let seen = program.layout.cells_of(group)[usize::from(cell.cell)].sensitivity;
                    if seen == Sensitivity::Open {
                        continue;
                    }
                    let all = match cells.len() {
                        1 => bringing.by(*value),
                        _ => bringing.by_part(*value, part),
                    };
                    for brought in all {
                        trace_back(program, brought, seen, catalog, found);
                    }
                }
            }
            Op::Each(each) => read(program, &each.body, Some(each.group), known, found),
            Op::Row(row) => read(program, &row.body, Some(row.group), known, found),
            Op::Let { .. } | Op::Check { .. } => {}
        }
    }
}

/// Marks the place of the source that a personal value shows. Keys, and names that are open, are told
/// everywhere: without them nobody knows which record is meant.
fn trace_back(
    program: &Program,
    brought: Brought,
    seen: Sensitivity,
    catalog: &Catalog,
    found: &mut Vec<Marked>,
) {
    let Some(path) = program.name_of(brought.term) else { return };
    let source = &catalog[program.source];
    if source.key.iter().chain(&source.naming).any(|name| *name == *path) {
        return;
    }
    let ty = catalog.field_at(source.record, path).map(|(_, field)| &field.ty);
    if ty.is_some_and(|ty| tells(ty, brought.among)) {
        note(catalog, source.record, path, seen, found);
    }
}

/// Whether a value of the type tells of a person. A code is one of many people, and so is a number or a
/// day among other words; alone in a personal field it is that person's.
fn tells(ty: &Type, among: bool) -> bool {
    match ty {
        Type::Text { .. } | Type::Phone | Type::Email | Type::Any => true,
        Type::Int | Type::Decimal { .. } | Type::Date | Type::DateTime => !among,
        Type::Code(_)
        | Type::Bool
        | Type::Duration
        | Type::Guid
        | Type::Enum(_)
        | Type::Literals(_)
        | Type::Record(_)
        | Type::Rows(_)
        | Type::Ref(_)
        | Type::Kind(_)
        | Type::Union(_) => false,
    }
}

fn note(
    catalog: &Catalog,
    record: RecordId,
    path: &str,
    seen: Sensitivity,
    found: &mut Vec<Marked>,
) {
    let Some((record, field)) = catalog.field_at(record, path) else { return };
    if field.sensitivity < seen {
        let name = path.rsplit('.').next().unwrap_or_default();
        found.push((record, name.into(), seen));
    }
}
