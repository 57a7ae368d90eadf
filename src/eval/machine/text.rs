//! Templates, and the words of outcomes.

use bumpalo::Bump;
use bumpalo::collections::String as ArenaString;

use crate::builtins;
use crate::eval::Said;
use crate::eval::machine::{Eval, Machine, Stop, Stopped};
use crate::program::{Outcome, TemplatePart};
use crate::value::Value;

/// Bytes that most texts with holes have room in.
const USUAL: usize = 128;

impl<'a> Machine<'a> {
    #[inline(never)]
    pub(super) fn template(&mut self, parts: &'a [TemplatePart]) -> Eval<'a> {
        let mut text = ArenaString::with_capacity_in(USUAL, self.arena);
        let whole = self.fill(parts, &mut text)?;
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
                TemplatePart::Value => text.push_str(self.about),
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

    /// An outcome with its words; `{value}` in them is what found nothing.
    pub(in crate::eval) fn say(
        &mut self,
        outcome: &'a Outcome,
        about: &[&Value<'a>],
        reason: &'static str,
    ) -> Stopped {
        let text = match &outcome.message {
            None => Box::default(),
            Some(parts) => {
                self.about = self.arena.alloc_str(&shown(about, self.arena));
                let mut text = ArenaString::new_in(self.arena);
                if self.fill(parts, &mut text).is_err() {
                    text.clear();
                }
                text.as_str().into()
            }
        };
        self.said = Some(Said {
            kind: outcome.kind.clone(),
            text,
            reason,
            fault: None,
            span: outcome.span,
        });
        self.stop(Stop::Outcome)
    }
}

pub(super) fn shown(values: &[&Value<'_>], arena: &Bump) -> String {
    values.iter().map(|value| builtins::show(**value, arena)).collect::<Vec<_>>().join(", ")
}
