//! Rows that are records of another entity (a register, an owned catalogue): each change of them is a
//! write of its own, after the record's.

use crate::endpoint::{Filter, Query, Selector, Write, WriteKind};
use crate::program::{Constant, Group, Layout, Toward};
use crate::schema::{EntityId, Form, Type};
use crate::sync::dialect::Dialect;
use crate::sync::diff::{CellChange, Difference, RowEdit};
use crate::sync::encode::{new_row, put};
use crate::sync::overlay::Overlay;
use crate::sync::plan::Class;
use crate::sync::raw::{Members, Opened, Tree};
use crate::sync::search::{batches, operand, value, wire_of};
use crate::sync::target::Present;
use crate::sync::world::{PlanError, World};

/// The writes that a difference makes of records beside the one at hand, whose key is `owner`.
pub fn related_writes(
    dialect: &Dialect<'_>,
    layout: &Layout,
    difference: &Difference,
    present: Option<&Present>,
    owner: (EntityId, &str),
) -> Vec<(Class, Write)> {
    let mut writes = Vec::new();
    for (number, group) in layout.groups.iter().enumerate() {
        let Some(related) = &group.related else { continue };
        for edit in &difference.groups[number] {
            let there = |row: usize| present.map(|present| &present.groups[number].rows[row]);
            match edit {
                RowEdit::Add(cells) => {
                    let mut body = new_row(dialect, group, cells);
                    put_owner(dialect, group, owner, &mut body);
                    writes.push(created(dialect, related.entity, &body));
                }
                RowEdit::Edit(row, changes) => {
                    let Some(row) = there(*row) else { continue };
                    writes.push(edited(dialect, group, &row.text, changes));
                }
                // Nothing is ever deleted: what the row said is emptied.
                RowEdit::Remove(row) => {
                    let Some(row) = there(*row) else { continue };
                    let clear = |(cell, before): (usize, &Constant)| CellChange {
                        cell,
                        before: before.clone(),
                        after: Constant::Clear,
                    };
                    let filled = row.cells.iter().enumerate();
                    let filled = filled.filter(|(_, value)| !matches!(value, Constant::Absent));
                    let changes: Vec<_> = filled.map(clear).collect();
                    if !changes.is_empty() {
                        writes.push(edited(dialect, group, &row.text, &changes));
                    }
                }
            }
        }
    }
    writes
}

fn put_owner(dialect: &Dialect<'_>, group: &Group, owner: (EntityId, &str), body: &mut Tree) {
    let Some(related) = &group.related else { return };
    let value = Constant::Reference(owner.0, owner.1.into());
    let by = std::slice::from_ref(&related.by);
    body.set(by, dialect.write(&Type::Ref(owner.0), &Form::Guid, &value));
    if let (Some(tag), Some(name)) = (&related.tag, dialect.write_tag(&value)) {
        body.set(std::slice::from_ref(tag), name);
    }
}

/// A record whose key are fields of it: the second create of the same finds the first.
pub(crate) fn created(dialect: &Dialect<'_>, entity: EntityId, body: &Tree) -> (Class, Write) {
    let text = body.to_text();
    let key = key_of(dialect, entity, &text);
    let class = if key.is_some() { Class::Keyed } else { Class::Once };
    (class, write(dialect, WriteKind::Create, entity, key, &text))
}

fn edited(
    dialect: &Dialect<'_>,
    group: &Group,
    row: &str,
    changes: &[CellChange],
) -> (Class, Write) {
    let entity = group.related.as_ref().expect("only such groups come here").entity;
    let mut body = Tree::default();
    for change in changes {
        put(dialect, &mut body, &group.cells[change.cell], &change.after);
    }
    let key = key_of(dialect, entity, row);
    (Class::Absolute, write(dialect, WriteKind::Edit, entity, key, &body.to_text()))
}

fn write(
    dialect: &Dialect<'_>,
    kind: WriteKind,
    entity: EntityId,
    key: Option<String>,
    body: &str,
) -> Write {
    let entity = dialect.catalog[entity].name.to_string();
    Write { kind, entity, key, body: body.as_bytes().into(), version: None, scope: None }
}

/// The parts of the record's key, `/` between them and encoded in them; none where one is missing.
pub(crate) fn key_of(dialect: &Dialect<'_>, entity: EntityId, text: &str) -> Option<String> {
    let entity = &dialect.catalog[entity];
    let members = Members::of(text)?;
    let mut parts = Vec::new();
    let wires = entity.key.iter().map(|name| wire_of(dialect.catalog, entity.record, name));
    // The type of a composite value is a part of the key too; systems name those parts last.
    let fields = entity.key.iter().filter_map(|name| dialect.catalog.field(entity.record, name));
    let tags = fields.filter_map(|field| field.wire.tag.as_deref().map(str::to_owned));
    let wires: Vec<String> = wires.map(|wire| wire.to_string()).chain(tags).collect();
    for wire in wires {
        let value = members.get(&wire)?;
        let value = dialect.read(&Type::TEXT, &Form::Plain, Some(value), None);
        let part = super::dialect::text(&value);
        parts.push(part.replace('%', "%25").replace('/', "%2F"));
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// Reads the rows of these records that are records of other entities, as many in one read as the
/// system likes.
pub(crate) async fn read_related(
    world: &World<'_>,
    overlay: &mut Overlay,
    toward: Toward,
    owner: EntityId,
    layout: &Layout,
    keys: &[Box<str>],
) -> Result<(), PlanError> {
    let (access, dialect) = (world.access(toward), world.dialect(toward));
    for group in &layout.groups {
        let Some(related) = &group.related else { continue };
        let record = world.catalog[related.entity].record;
        let by = |key: &str| {
            let value = Constant::Reference(owner, key.into());
            Filter::Equal(related.by.to_string(), operand(&dialect, record, &related.by, &value))
        };
        let fixed = group.patterns.iter().filter(|pattern| pattern.equal);
        let fixed: Vec<Filter> = fixed
            .map(|pattern| {
                let operand = dialect.operand(&pattern.value, pattern.tag.is_some());
                Filter::Equal(pattern.wire.to_string(), operand)
            })
            .collect();
        let owners = keys.iter().map(|key| by(key)).collect();
        for any in batches(owners, access.source.capability().batch) {
            let mut filter = fixed.clone();
            filter.push(any);
            let query = Query {
                entity: world.catalog[related.entity].name.to_string(),
                selector: Selector::Filter(Filter::All(filter)),
                fields: Vec::new(),
            };
            for payload in access.source.read(&query).await? {
                let shown = String::from_utf8_lossy(&payload.bytes);
                let owner = value(&dialect, record, &Opened::new(&shown), &related.by);
                overlay.keep_related(related.entity, &super::dialect::text(&owner), &shown);
            }
        }
    }
    Ok(())
}
