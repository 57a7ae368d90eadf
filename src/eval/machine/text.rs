//! Templates, and the words of outcomes.

use bumpalo::Bump;
use bumpalo::collections::String as ArenaString;

use crate::builtins;
use crate::eval::Said;
use crate::eval::machine::{Eval, Machine, Stop, Stopped};
use crate::program::{Outcome, TemplatePart, TermId};
use crate::schema::{Sensitivity, mask};
use crate::value::{Fault, FaultKind, Value};

/// Bytes that most texts with holes have room in.
const USUAL: usize = 128;

/// The most bytes that a template comes to: far beyond what any field takes.
const LONGEST: usize = 1 << 20;

/// How much of a longer one is shown.
const SHOWN: usize = 40;

impl<'a> Machine<'a> {
    #[inline(never)]
    pub(super) fn template(&mut self, id: TermId, parts: &'a [TemplatePart]) -> Eval<'a> {
        let mut text = ArenaString::with_capacity_in(USUAL, self.arena);
        let whole = self.fill(parts, &mut text)?;
        // Texts of texts of texts would grow without end.
        if text.len() > LONGEST {
            let start: String = text.chars().take(SHOWN).chain(['…']).collect();
            return self.fault(id, Fault::new(FaultKind::TooLong, start));
        }
        if whole && !text.is_empty() {
            Ok(self.keep(Value::Text(text.into_bump_str())))
        } else {
            Ok(&Value::Absent)
        }
    }

    /// Appends the parts; false when a hole among them (not in brackets) is absent.
    fn fill(
        &mut self,
        parts: &'a [TemplatePart],
        text: &mut ArenaString<'a>,
    ) -> Result<bool, Stopped> {
        for part in parts {
            match part {
                TemplatePart::Plain(plain) => text.push_str(plain),
                TemplatePart::Hole(term) => {
                    let value = self.value(*term)?;
                    if value.is_absent() {
                        return Ok(false);
                    }
                    text.push_str(builtins::show(*value, self.arena));
                }
                // Only the words of outcomes are about something, only those of matches ask of a record.
                TemplatePart::Value | TemplatePart::Member(_) => {}
                TemplatePart::Optional(inner) => {
                    let before = text.len();
                    if !self.fill(inner, text)? {
                        text.truncate(before);
                    }
                }
            }
        }
        Ok(true)
    }

    /// An outcome with its words; `{value}` in them is what found nothing, which `seen` may see. What
    /// is personal is masked: the words go to people, reports and the journal.
    pub(in crate::eval) fn say(
        &mut self,
        outcome: &'a Outcome,
        about: &[&Value<'a>],
        seen: Sensitivity,
        reason: &'static str,
    ) -> Stopped {
        let mut told = Told::new(self.arena);
        if let Some(parts) = &outcome.message {
            let about = about.iter().map(|value| builtins::show(**value, self.arena));
            let about: Vec<(&str, Sensitivity)> = about.map(|text| (text, seen)).collect();
            if self.tell(parts, &about, &mut told).is_err() {
                told = Told::new(self.arena);
            }
        }
        told.end();
        let bare = (told.bare != told.masked).then(|| told.bare.as_str().into());
        self.said = Some(Said {
            kind: outcome.kind.clone(),
            text: told.masked.as_str().into(),
            bare,
            reason,
            fault: None,
            span: outcome.span,
        });
        self.stop(Stop::Outcome)
    }

    /// Appends the parts of an outcome's words; false when a hole among them is absent. The sentence goes
    /// on behind it: what a person is to do stands at its end.
    fn tell(
        &mut self,
        parts: &'a [TemplatePart],
        about: &[(&str, Sensitivity)],
        told: &mut Told<'a>,
    ) -> Result<bool, Stopped> {
        let mut whole = true;
        for part in parts {
            match part {
                TemplatePart::Plain(plain) => told.push(plain, Sensitivity::Open),
                TemplatePart::Hole(term) => {
                    let value = self.value(*term)?;
                    if value.is_absent() {
                        (whole, told.gap) = (false, true);
                        continue;
                    }
                    told.push(builtins::show(*value, self.arena), self.code.seen(*term));
                }
                TemplatePart::Member(_) => {}
                TemplatePart::Value => {
                    for (number, (text, seen)) in about.iter().enumerate() {
                        told.push(if number > 0 { ", " } else { "" }, Sensitivity::Open);
                        told.push(text, *seen);
                    }
                }
                TemplatePart::Optional(inner) => {
                    let before = (told.bare.len(), told.masked.len(), told.gap);
                    if !self.tell(inner, about, told)? {
                        told.bare.truncate(before.0);
                        told.masked.truncate(before.1);
                        told.gap = before.2;
                    }
                }
            }
        }
        Ok(whole)
    }
}

/// Words as they are, and as they may be told.
struct Told<'a> {
    bare: ArenaString<'a>,
    masked: ArenaString<'a>,
    /// Whether a hole before what comes next came to nothing.
    gap: bool,
}

impl<'a> Told<'a> {
    fn new(arena: &'a Bump) -> Told<'a> {
        Told { bare: ArenaString::new_in(arena), masked: ArenaString::new_in(arena), gap: false }
    }

    fn push(&mut self, text: &str, seen: Sensitivity) {
        let text = if std::mem::take(&mut self.gap) { self.closed_up(text) } else { text };
        self.bare.push_str(text);
        match seen {
            Sensitivity::Open => self.masked.push_str(text),
            Sensitivity::Personal | Sensitivity::Secret => self.masked.push_str(&mask(seen, text)),
        }
    }

    /// What comes behind a hole that came to nothing: of the blanks around it one is left, and none
    /// before a stop.
    fn closed_up<'t>(&mut self, text: &'t str) -> &'t str {
        if !self.bare.is_empty() && !self.bare.ends_with(' ') {
            return text;
        }
        if text.starts_with([',', '.', ';', ':', '!', '?']) {
            self.end_blank();
        }
        text.strip_prefix(' ').unwrap_or(text)
    }

    fn end(&mut self) {
        if self.gap {
            self.end_blank();
        }
    }

    fn end_blank(&mut self) {
        for told in [&mut self.bare, &mut self.masked] {
            told.truncate(told.trim_end_matches(' ').len());
        }
    }
}

pub(super) fn shown(values: &[&Value<'_>], arena: &Bump) -> String {
    values.iter().map(|value| builtins::show(**value, arena)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use bumpalo::Bump;

    use super::Told;
    use crate::schema::Sensitivity;

    #[test]
    fn a_hole_that_is_empty_leaves_no_gap() {
        for (parts, whole) in [
            (["в строке ", " нет цены"], "в строке нет цены"),
            (["нет товара ", ", исправить"], "нет товара, исправить"),
            (["нет товара ", ""], "нет товара"),
            (["", " не найден"], "не найден"),
            (["«", "» не найден"], "«» не найден"),
            (["№", " не найден"], "№ не найден"),
        ] {
            let arena = Bump::new();
            let mut told = Told::new(&arena);
            told.push(parts[0], Sensitivity::Open);
            told.gap = true;
            if !parts[1].is_empty() {
                told.push(parts[1], Sensitivity::Open);
            }
            told.end();
            assert_eq!((&*told.bare, &*told.masked), (whole, whole));
        }
    }
}
