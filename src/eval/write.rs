//! A built record straight to the bytes of the target, where nobody has to compare it first.

use crate::eval::Built;
use crate::program::{Mapping, Member, OutputRows, Program, tag_of};
use crate::value::Value;
use crate::value::json::write_text;

/// Appends the body of a new record: everything that the rules give, nothing that is absent. Rows
/// that are records of their own are not in it.
pub fn write(mapping: &Mapping, program: &Program, built: &Built<'_>, out: &mut String) {
    out.push('{');
    Writer { mapping, built, out }.members(&program.output, built.cells);
    out.push('}');
}

struct Writer<'a, 'o> {
    mapping: &'a Mapping,
    built: &'a Built<'a>,
    out: &'o mut String,
}

impl Writer<'_, '_> {
    fn members(&mut self, members: &[Member], cells: &[&Value<'_>]) {
        for member in members {
            match member {
                Member::Cell { cell, key, tag, written } => {
                    let value = cells.get(usize::from(*cell)).copied().unwrap_or(&Value::Absent);
                    if matches!(value, Value::Absent | Value::Clear) {
                        continue;
                    }
                    self.key(key);
                    written.write(*value, self.out);
                    if let Some(tag) = tag {
                        self.key(tag);
                        write_text(self.out, tag_of(*value, &self.mapping.tags));
                    }
                }
                Member::Object { key, members } => {
                    let start = self.out.len();
                    self.key(key);
                    self.out.push('{');
                    let inside = self.out.len();
                    self.members(members, cells);
                    self.close(start, inside, '}');
                }
                Member::Rows { key, groups } => {
                    let start = self.out.len();
                    self.key(key);
                    self.out.push('[');
                    let inside = self.out.len();
                    for group in groups {
                        self.rows(group);
                    }
                    self.close(start, inside, ']');
                }
            }
        }
    }

    fn rows(&mut self, rows: &OutputRows) {
        let Some(group) = self.built.groups.get(usize::from(rows.group)) else { return };
        let whole = matches!(&rows.members[..], [Member::Cell { key, .. }] if key.is_empty());
        for cells in group.rows {
            if !self.is_open() {
                self.out.push(',');
            }
            if whole {
                self.members(&rows.members, cells);
                continue;
            }
            self.out.push('{');
            self.out.push_str(&rows.fixed);
            self.members(&rows.members, cells);
            self.out.push('}');
        }
    }

    /// A key with the comma before it, unless a bracket was just opened.
    fn key(&mut self, key: &str) {
        self.out.push_str(if self.is_open() { key.get(1..).unwrap_or("") } else { key });
    }

    /// Whether a bracket was just opened. Texts end in a quote, so what is seen is a bracket.
    fn is_open(&self) -> bool {
        matches!(self.out.as_bytes().last(), Some(b'{' | b'['))
    }

    /// Closes what was opened, or takes it back when nothing came in.
    fn close(&mut self, start: usize, inside: usize, bracket: char) {
        if self.out.len() == inside { self.out.truncate(start) } else { self.out.push(bracket) }
    }
}
