//! Rows that are records of another entity (a register, an owned catalogue): each change of them is a
//! write of its own, after the record's.

use crate::endpoint::{Write, WriteKind};
use crate::program::{Constant, Group, Layout};
use crate::schema::{EntityId, Form, Type};
use crate::sync::Class;
use crate::sync::dialect::Dialect;
use crate::sync::diff::{CellChange, Difference, RowEdit};
use crate::sync::encode::{new_row, put};
use crate::sync::raw::{Members, Tree};
use crate::sync::target::Present;

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
                    writes.push(create(dialect, related.entity, &body));
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
fn create(dialect: &Dialect<'_>, entity: EntityId, body: &Tree) -> (Class, Write) {
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

/// The parts of the record's key, `/` between them; none where one of them is missing.
pub(crate) fn key_of(dialect: &Dialect<'_>, entity: EntityId, text: &str) -> Option<String> {
    let entity = &dialect.catalog[entity];
    let members = Members::of(text)?;
    let mut parts = Vec::new();
    for name in &entity.key {
        // A key may name the member for a type, which is no field of its own.
        let wire =
            dialect.catalog.field(entity.record, name).map_or(name, |field| &field.wire.name);
        let value = members.get(wire)?;
        let value = dialect.read(&Type::TEXT, &Form::Plain, Some(value), None);
        parts.push(super::dialect::text(&value));
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}
