//! A text takes the type of its place: a code, an enum member, the name of a record, a day.

use std::collections::btree_map::Entry;

use jiff::civil::{Date, DateTime};

use crate::check::Constant;
use crate::check::context::Context;
use crate::check::entries::{meant, offered};
use crate::check::nearby::{offer, suggest};
use crate::check::tree::Named;
use crate::diag::{Diagnostic, Severity, codes};
use crate::schema::{DictionaryId, EntityId, SavedName, Type};
use crate::source::Span;
use crate::syntax::keywords::UNITS;
use crate::value::{Decimal, FaultKind, is_guid, is_upper_guid};

impl Context<'_> {
    /// Notes whose records are meant by name.
    pub(super) fn mean(&mut self, entity: EntityId, which: Named) {
        match self.checked.named.entry(entity) {
            Entry::Vacant(place) => drop(place.insert(which)),
            Entry::Occupied(mut place) => place.get_mut().join(which),
        }
    }

    /// The text as a value of that type; none when it was reported.
    pub(super) fn literal(&mut self, text: &str, ty: &Type, span: Span) -> Option<Constant> {
        match ty {
            Type::Text { max } => {
                let length = text.chars().count();
                if let Some(max) = max
                    && length > *max as usize
                {
                    let long = Diagnostic::new(&codes::T207, span).arg("max", *max as usize);
                    self.report(long.arg("length", length));
                }
                Some(Constant::Text(text.into()))
            }
            Type::Guid if is_upper_guid(text) => {
                Some(Constant::Text(text.to_ascii_lowercase().into()))
            }
            Type::Guid if !text.is_empty() && !is_guid(text) => {
                let wrong = Diagnostic::new(&codes::T208, span).arg("text", text);
                self.report(wrong.arg("type", "guid").hint("guid"));
                None
            }
            Type::Any | Type::Phone | Type::Email | Type::Guid => Some(Constant::Text(text.into())),
            Type::Code(dictionary) => self.code(text, *dictionary, span),
            Type::Enum(id) => {
                let members: Vec<Box<str>> = self.catalog[*id].members.clone();
                self.member_of(text, &members, ty, span)
            }
            Type::Literals(members) => {
                let members = members.clone();
                self.member_of(text, &members, ty, span)
            }
            Type::Ref(entity) => self.record_named(text, *entity, span),
            Type::Union(members) => self.member_literal(text, members, span),
            Type::Date | Type::DateTime => self.moment(text, ty, span),
            Type::Bool
            | Type::Int
            | Type::Decimal { .. }
            | Type::Duration
            | Type::Record(_)
            | Type::Rows(_)
            | Type::Kind(_) => {
                let wrong = Diagnostic::new(&codes::T201, span)
                    .arg("from", "text")
                    .arg("to", self.catalog.show(ty));
                self.report(match self.unquoted(text, ty, span) {
                    Some(code) => wrong.fix("literal", span, code),
                    None => wrong.hint("other"),
                });
                None
            }
        }
    }

    /// A text as the literal that it was meant for.
    pub(super) fn unquoted(&self, text: &str, ty: &Type, span: Span) -> Option<String> {
        let lower = text.trim().to_lowercase();
        match ty {
            Type::Bool => {
                let word = match &*lower {
                    "true" | "yes" | "1" | "да" | "истина" => "true",
                    "false" | "no" | "0" | "нет" | "ложь" => "false",
                    _ => return None,
                };
                Some(self.word(word, span).to_owned())
            }
            Type::Int | Type::Decimal { .. } => {
                let number = lower.replace(',', ".").replace([' ', '\u{a0}'], "");
                let plain = number.trim_start_matches('-');
                let digits = plain.chars().all(|c| c.is_ascii_digit() || c == '.');
                (digits && Decimal::parse(&number).is_ok()).then_some(number)
            }
            Type::Duration => {
                let digits = lower.trim_end_matches(|c: char| !c.is_ascii_digit());
                let unit =
                    UNITS.iter().find(|(en, ru)| [*en, *ru].contains(&&lower[digits.len()..]));
                let whole = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit());
                unit.filter(|_| whole).map(|_| lower.clone())
            }
            _ => None,
        }
    }

    fn moment(&mut self, text: &str, ty: &Type, span: Span) -> Option<Constant> {
        let moment = text.parse::<DateTime>().ok();
        let day = text.parse::<Date>().ok();
        let found = match ty {
            Type::Date => day.map(Constant::Day),
            _ => moment.or(day.map(DateTime::from)).map(Constant::Moment),
        };
        let blank = Date::constant(1, 1, 1);
        let is_blank = match &found {
            Some(Constant::Day(day)) => *day == blank,
            Some(Constant::Moment(moment)) => moment.date() == blank,
            _ => false,
        };
        if is_blank {
            self.report(Diagnostic::new(&codes::T237, span).arg("text", text));
        }
        if found.is_none() {
            let wrong = Diagnostic::new(&codes::T208, span).arg("text", text);
            let wrong = wrong.arg("type", self.catalog.show(ty));
            self.report(match Day::read(text) {
                Some(day) if day.exists => wrong.fix("day", span, format!("\"{}\"", day.text)),
                Some(day) => wrong.at("none").fix("near", span, format!("\"{}\"", day.text)),
                None => wrong.hint("form"),
            });
        }
        found
    }

    /// `2025-02-28`, which would be a difference of numbers: a day stands in quotes.
    pub(super) fn bare_day(&mut self, span: Span) -> bool {
        let written = self.written(span);
        let is_digit = |c: char| c.is_ascii_digit();
        let is_day = written.len() == 10
            && written.bytes().filter(|byte| *byte == b'-').count() == 2
            && written.split('-').map(str::len).eq([4, 2, 2])
            && written.chars().all(|c| is_digit(c) || c == '-');
        let Some(day) = Day::read(written).filter(|_| is_day) else { return false };
        let wrong = Diagnostic::new(&codes::T208, span).arg("text", written).arg("type", "date");
        let quoted = format!("\"{}\"", day.text);
        self.report(if day.exists {
            wrong.at("bare").fix("quote", span, quoted)
        } else {
            wrong.at("none").fix("near", span, quoted)
        });
        true
    }

    /// A code of a dictionary; of one that was never pulled every code may be right.
    fn code(&mut self, text: &str, dictionary: DictionaryId, span: Span) -> Option<Constant> {
        let Some(entries) = &self.catalog[dictionary].entries else {
            return Some(Constant::Text(text.into()));
        };
        if text.is_empty() {
            return Some(Constant::Text(text.into()));
        }
        if entries.iter().any(|entry| &*entry.code == text) {
            self.checked.codes.entry((dictionary, text.into())).or_insert(span);
            return Some(Constant::Text(text.into()));
        }
        let wanted = self.catalog.show(&Type::Code(dictionary));
        let unknown = Diagnostic::new(&codes::T205, span).arg("text", text).arg("type", wanted);
        let near = meant(text, entries);
        let unknown = match near[..] {
            [] if entries.is_empty() => unknown.hint("pull"),
            [] => unknown.arg("entries", offered(entries)).hint("entries"),
            _ => unknown,
        };
        let quoted: Vec<String> = near.iter().map(|code| format!("\"{code}\"")).collect();
        self.report(suggest(unknown, span, quoted.iter().map(String::as_str).collect()));
        None
    }

    fn member_of(
        &mut self,
        text: &str,
        members: &[Box<str>],
        ty: &Type,
        span: Span,
    ) -> Option<Constant> {
        if text.is_empty() || members.iter().any(|member| &**member == text) {
            return Some(Constant::Text(text.into()));
        }
        let unknown = Diagnostic::new(&codes::T205, span)
            .arg("text", text)
            .arg("type", self.catalog.show(ty));
        let members: Vec<&str> = members.iter().map(|member| &**member).collect();
        self.report(offer(unknown, span, text, &members));
        None
    }

    fn member_literal(&mut self, text: &str, members: &[Type], span: Span) -> Option<Constant> {
        for member in members {
            if let Type::Ref(entity) = member
                && let Some(name) = one_named(&self.catalog[*entity].names, text)
            {
                return Some(Constant::Reference(*entity, name.key.clone()));
            }
        }
        let plain = members.iter().find(|member| member.is_textual()).cloned();
        match (plain, members.first().cloned()) {
            (Some(plain), _) => self.literal(text, &plain, span),
            (None, Some(first)) => self.literal(text, &first, span),
            (None, None) => None,
        }
    }

    /// The record that a text names: its predefined name, what its naming field holds, its code, its
    /// key.
    pub(super) fn record_named(
        &mut self,
        text: &str,
        entity: EntityId,
        span: Span,
    ) -> Option<Constant> {
        if uuid::Uuid::try_parse(text).is_ok() {
            return Some(Constant::Reference(entity, text.to_lowercase().into()));
        }
        if self.choosing != Some(entity) {
            self.mean(entity, Named::All);
        }
        let names = &self.catalog[entity].names;
        if let Some(name) = one_named(names, text) {
            return Some(Constant::Reference(entity, name.key.clone()));
        }
        let side = self.catalog[entity].side;
        if &*self.catalog[side].system != "odata" {
            let wrong = Diagnostic::new(&codes::T201, span).arg("from", "text");
            let shown = self.catalog.show(&Type::Ref(entity));
            self.report(wrong.arg("to", shown).hint("field"));
            return None;
        }
        let of_side = || self.catalog.entities.iter().filter(|other| other.side == side);
        if of_side().all(|other| other.names.is_empty()) {
            let places = self.unnamed.entry(side).or_default();
            if !places.contains(&span) {
                places.push(span);
            }
            // The text stands for the key, so that the rest is checked; nothing runs with it.
            return Some(Constant::Reference(entity, text.into()));
        }
        let shown = self.catalog.entity_name(entity);
        let unknown = Diagnostic::new(&codes::N110, span).arg("name", text).arg("entity", shown);
        if names.is_empty() {
            self.report(unknown.hint("pull"));
            return None;
        }
        let names: Vec<&str> = names.iter().map(|name| &*name.name).collect();
        self.report(offer(unknown, span, text, &names).hint("pull"));
        None
    }

    /// Tells once that no names of a side were saved: no mistake before there is a flow to run.
    pub(super) fn names_wanted(&mut self) {
        let flows = &self.checked.flows;
        let idle = !flows.is_empty() && flows.iter().all(|flow| !flow.enabled);
        for (side, places) in std::mem::take(&mut self.unnamed) {
            let mut open = Diagnostic::new(&codes::N119, places[0])
                .arg("side", &*self.catalog[side].name)
                .arg("count", places.len());
            if idle {
                open.severity = Severity::Warning;
            }
            self.report(open.hint("pull"));
        }
    }

    /// A number as a value of that type.
    pub(super) fn number(&mut self, text: &str, span: Span) -> Option<Decimal> {
        match Decimal::parse(text) {
            Ok(number) => Some(number),
            Err(fault) => {
                let (code, digits) = match fault.kind {
                    FaultKind::TooPrecise => (&codes::T231, 18_usize),
                    _ => (&codes::T232, 38),
                };
                let wrong = Diagnostic::new(code, span).arg("type", "decimal");
                self.report(wrong.arg("digits", digits));
                None
            }
        }
    }
}

/// A day as people write it, in the way it is written here.
struct Day {
    /// The day, or the last one of its month, and the time behind it.
    text: String,
    /// Whether the calendar has the day that was written.
    exists: bool,
}

impl Day {
    /// `31.12.2025`, `31/12/2025 14:05`, `2025-02-30`
    fn read(text: &str) -> Option<Day> {
        let (day, time) = text.trim().split_once([' ', 'T']).unwrap_or((text.trim(), ""));
        let parts: Vec<&str> = day.split(['.', '/', '-']).collect();
        let [first, month, last] = parts[..] else { return None };
        let (year, day) = if first.len() == 4 { (first, last) } else { (last, first) };
        let (year, month) = (year.parse().ok()?, month.parse().ok()?);
        let (day, start) = (day.parse::<i8>().ok()?, Date::new(year, month, 1).ok()?);
        let longest = start.days_in_month();
        let near = Date::new(year, month, day.clamp(1, longest)).ok()?;
        let moment = format!("{near}T{time}");
        let text = if moment.parse::<DateTime>().is_ok() { moment } else { near.to_string() };
        Some(Day { text, exists: (1..=longest).contains(&day) })
    }
}

/// The only record of that name, in the order in which names count.
fn one_named<'n>(names: &'n [SavedName], text: &str) -> Option<&'n SavedName> {
    let predefined = names.iter().find(|name| name.predefined.as_deref() == Some(text));
    let only = |mut fitting: Box<dyn Iterator<Item = &'n SavedName> + '_>| {
        let first = fitting.next()?;
        fitting.next().is_none().then_some(first)
    };
    predefined
        .or_else(|| only(Box::new(names.iter().filter(|name| &*name.name == text))))
        .or_else(|| only(Box::new(names.iter().filter(|name| name.code.as_deref() == Some(text)))))
}
