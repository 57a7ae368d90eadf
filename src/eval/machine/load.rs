//! Scalars of the payload, by their slots.

use crate::eval::Located;
use crate::eval::convert::{convert, scalar_text};
use crate::eval::machine::{Eval, Machine, Stop};
use crate::program::{Conversion, Frame, RowsTerm, TermId};
use crate::value::json::{Raw, RawKind};
use crate::value::{Decimal, Fault, Value};

impl<'a> Machine<'a> {
    #[inline]
    pub(in crate::eval) fn raw(&self, frame: Frame, slot: u16) -> Raw {
        match frame {
            Frame::Head => self.slots.head(slot),
            Frame::Row { table, depth } => {
                self.slots.row(table, self.rows[usize::from(depth)], slot)
            }
        }
    }

    #[inline(never)]
    pub(super) fn load(
        &mut self,
        id: TermId,
        frame: Frame,
        slot: u16,
        conversion: Conversion,
    ) -> Eval<'a> {
        let raw = self.raw(frame, slot);
        match (raw.kind, conversion) {
            (RawKind::Absent | RawKind::Null, Conversion::Present) => {}
            (RawKind::Absent | RawKind::Null, _) => return Ok(&Value::Absent),
            (RawKind::Text, Conversion::Text) if raw.len > 0 => {
                return Ok(self.keep(Value::Text(&self.text[raw.range()])));
            }
            (RawKind::Number, Conversion::Number) => {
                if let Ok(number) = Decimal::parse(&self.text[raw.range()]) {
                    return Ok(self.keep(Value::Number(number)));
                }
            }
            _ => {}
        }
        let converted = match conversion {
            Conversion::Tagged { tag } => self.tagged(frame, raw, tag),
            Conversion::Shifted { zones } => self.shifted(raw, zones),
            plain => convert(self.text, raw, plain, self.arena),
        };
        match converted {
            Ok(value) => Ok(self.keep(value)),
            Err(fault) => self.blame(id, frame, slot, raw, fault),
        }
    }

    /// Notes a fault at a term with the member that is to blame.
    #[cold]
    fn blame(&mut self, id: TermId, frame: Frame, slot: u16, raw: Raw, fault: Fault) -> Eval<'a> {
        let table = match frame {
            Frame::Head => None,
            Frame::Row { table, .. } => Some(table),
        };
        let named = self.code.names.iter().find(|(t, s, _)| *t == table && *s == slot);
        let name = named.map_or_else(Box::default, |(_, _, name)| self.numbered(name, frame));
        let span = self.code.spans[id.0 as usize];
        let member = Some((name, raw.start as usize));
        let seen = self.code.seen(id);
        self.note(Located { seen, member, ..Located::new(fault, span) });
        Err(self.stop(Stop::Fault))
    }

    /// `items[].quantity` with the number of the row at hand in the brackets.
    pub(in crate::eval) fn numbered(&self, name: &str, frame: Frame) -> Box<str> {
        match frame {
            Frame::Head => name.into(),
            Frame::Row { depth, .. } => {
                name.replacen("[]", &format!("[{}]", self.rows[usize::from(depth)]), 1).into()
            }
        }
    }

    /// A moment as the clocks of the other side show it.
    fn shifted(&self, raw: Raw, zones: u16) -> Result<Value<'a>, Fault> {
        let value = convert(self.text, raw, Conversion::Moment, self.arena)?;
        Ok(match value {
            Value::Moment(moment) => {
                Value::Moment(self.mapping.zones[usize::from(zones)].shift(moment))
            }
            other => other,
        })
    }

    fn tagged(&self, frame: Frame, raw: Raw, tag: u16) -> Result<Value<'a>, Fault> {
        let kind = scalar_text(self.text, self.raw(frame, tag), self.arena).unwrap_or_default();
        let entity = self.mapping.tags.iter().find(|(name, _)| **name == *kind);
        match entity {
            Some((_, entity)) => {
                convert(self.text, raw, Conversion::Reference(*entity), self.arena)
            }
            None => convert(self.text, raw, scalar_of(kind), self.arena),
        }
    }

    /// The rows of a term in the payload, filtered one by one by the caller.
    pub(in crate::eval) fn range(&self, rows: &RowsTerm) -> std::ops::Range<usize> {
        let raw = self.raw(rows.frame, rows.slot);
        if raw.kind == RawKind::Rows { raw.range() } else { 0..0 }
    }

    #[inline(never)]
    pub(super) fn position(&mut self, depth: u8, rows: &RowsTerm) -> Eval<'a> {
        let first = self.range(rows).start;
        let number = self.rows[usize::from(depth)] - first + 1;
        Ok(self.keep(Value::Number(Decimal::new(number as i128, 0))))
    }
}

/// A composite value's scalar by the name of its type.
pub(super) fn scalar_of(kind: &str) -> Conversion {
    match kind {
        "Edm.Double" | "Edm.Int16" | "Edm.Int32" | "Edm.Int64" => Conversion::Number,
        "Edm.Boolean" => Conversion::Bool,
        "Edm.DateTime" => Conversion::Moment,
        _ => Conversion::Text,
    }
}
