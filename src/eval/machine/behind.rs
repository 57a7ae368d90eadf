//! Fields of records that the record at hand refers to.

use crate::builtins;
use crate::eval::Located;
use crate::eval::convert::{convert, scalar_text};
use crate::eval::machine::load::scalar_of;
use crate::eval::machine::{Eval, Machine, Stop};
use crate::program::{Behind, Conversion, TermId};
use crate::value::json::{self, Limits, Raw, RawKind, Shape, Slots};
use crate::value::{Fault, Value};

impl<'a> Machine<'a> {
    /// A field of the record behind a reference; absent where that record is not there. One that nobody
    /// has read yet is asked for.
    #[cold]
    pub(super) fn behind(&mut self, id: TermId, behind: &'a Behind) -> Eval<'a> {
        let key = builtins::show(*self.value(behind.reference)?, self.arena);
        if key.is_empty() {
            return Ok(&Value::Absent);
        }
        let facts = self.facts;
        match facts.record(behind.entity, key) {
            None => {
                let wanted = (behind.entity, key.into());
                if !self.records.contains(&wanted) {
                    self.records.push(wanted);
                }
                Err(self.stop(Stop::Ask))
            }
            Some(None) => Ok(&Value::Absent),
            Some(Some(text)) => match self.read_behind(behind, text) {
                Ok(value) => Ok(self.keep(value)),
                Err(fault) => {
                    let (span, seen) = (self.code.spans[id.0 as usize], self.code.seen(id));
                    self.note(Located { seen, ..Located::new(fault, span) });
                    Err(self.stop(Stop::Fault))
                }
            },
        }
    }

    /// Whether something has to be found out before it is known what the rules give.
    pub(in crate::eval) fn is_open(&self) -> bool {
        !self.asks.is_empty() || !self.records.is_empty()
    }

    /// The text of that field as it came, where the record is there and has it.
    pub(in crate::eval) fn raw_behind(&mut self, behind: &'a Behind) -> Option<&'a str> {
        let key = builtins::show(*self.value(behind.reference).ok()?, self.arena);
        let text = self.facts.record(behind.entity, key)??;
        let (raw, _) = found(behind, text).ok()?;
        let is_there = !matches!(raw.kind, RawKind::Absent | RawKind::Rows);
        is_there.then(|| &text[raw.range()])
    }

    fn read_behind(&self, behind: &'a Behind, text: &'a str) -> Result<Value<'a>, Fault> {
        let (raw, tag) = found(behind, text)?;
        if matches!(raw.kind, RawKind::Absent | RawKind::Null) {
            return Ok(Value::Absent);
        }
        match behind.conversion {
            Conversion::Tagged { .. } => {
                let kind = tag.and_then(|tag| scalar_text(text, tag, self.arena));
                let kind = kind.unwrap_or_default();
                let entity = self.mapping.tags.iter().find(|(name, _)| **name == *kind);
                let conversion = entity.map(|(_, entity)| Conversion::Reference(*entity));
                convert(text, raw, conversion.unwrap_or_else(|| scalar_of(kind)), self.arena)
            }
            Conversion::Shifted { zones } => {
                Ok(match convert(text, raw, Conversion::Moment, self.arena)? {
                    Value::Moment(moment) => {
                        Value::Moment(self.mapping.zones[usize::from(zones)].shift(moment))
                    }
                    other => other,
                })
            }
            plain => convert(text, raw, plain, self.arena),
        }
    }
}

/// Where a field stands in a record, and the name of its type beside it.
fn found(behind: &Behind, text: &str) -> Result<(Raw, Option<Raw>), Fault> {
    let (mut shape, mut slots) = (Shape::default(), Slots::default());
    let (mut object, mut last) = (Shape::ROOT, "");
    for (step, member) in behind.wire.iter().enumerate() {
        last = member;
        if step + 1 < behind.wire.len() {
            object = shape.object(object, member);
        }
    }
    let slot = shape.scalar(None, object, last);
    let tag = behind.tag.as_ref().map(|tag| shape.scalar(None, object, tag));
    json::read(&shape, text, &mut slots, Limits::default())?;
    Ok((slots.head(slot), tag.map(|tag| slots.head(tag))))
}
