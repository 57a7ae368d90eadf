//! Values, records and places as people read them.

use crate::diag::{Language, Texts};
use crate::eval::{Lack, Located, Said};
use crate::program::{Constant, OutcomeKind};
use crate::report::{FlowReport, View};
use crate::schema::{EntityId, Sensitivity, mask};
use crate::source::{FileId, Span};
use crate::sync::{Place, spoken};
use crate::value::{Decimal, Fault, Rounding};

/// Characters of a text that are shown.
const LONGEST: usize = 60;

/// Stands between thousands.
const THIN: char = '\u{202f}';

/// The words for the records of one flow.
pub(crate) struct Words<'a> {
    pub(crate) view: View<'a>,
    pub(crate) flow: &'a FlowReport,
}

impl Words<'_> {
    /// A text of the interface.
    pub(crate) fn say(&self, id: &str, args: &[(&'static str, String)]) -> String {
        let args: Vec<_> =
            args.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
        self.view.texts.say(id, &args)
    }

    /// A value; blanks have a sign of their own.
    pub(crate) fn value(
        &self,
        value: &Constant,
        scale: Option<u8>,
        sensitivity: Sensitivity,
    ) -> String {
        let shown = match value {
            Constant::Absent | Constant::Clear => return "—".into(),
            Constant::Bool(truth) => {
                return self.say(if *truth { "plan-yes" } else { "plan-no" }, &[]);
            }
            Constant::Number(number) => grouped(*number, scale),
            Constant::Text(text) => shortened(text),
            Constant::Day(_) | Constant::Moment(_) => self.moment(value),
            Constant::Span(seconds) => self.span(*seconds),
            Constant::Reference(entity, key) => {
                return self.reference(*entity, key, sensitivity);
            }
            Constant::Planned(entity, key) => {
                let name = self.reference(*entity, key, sensitivity);
                return self.say("plan-planned", &[("name", name)]);
            }
        };
        mask(sensitivity, &shown)
    }

    /// What people call a record, if that is known.
    pub(crate) fn named(&self, value: &Constant, sensitivity: Sensitivity) -> Option<String> {
        let (Constant::Reference(entity, key) | Constant::Planned(entity, key)) = value else {
            return None;
        };
        let name = self.flow.names.get(&(*entity, key.clone()))?;
        Some(mask(sensitivity.max(self.view.catalog.naming(*entity)), name))
    }

    fn reference(&self, entity: EntityId, key: &str, sensitivity: Sensitivity) -> String {
        match self.flow.names.get(&(entity, key.into())) {
            Some(name) => mask(sensitivity.max(self.view.catalog.naming(entity)), &shortened(name)),
            None => one_line(key),
        }
    }

    fn moment(&self, value: &Constant) -> String {
        let russian = self.view.texts.language() == Language::Russian;
        match value {
            Constant::Day(day) if russian => day.strftime("%d.%m.%Y").to_string(),
            Constant::Day(day) => day.to_string(),
            Constant::Moment(moment) if russian => moment.strftime("%d.%m.%Y %H:%M:%S").to_string(),
            Constant::Moment(moment) => moment.strftime("%Y-%m-%d %H:%M:%S").to_string(),
            _ => String::new(),
        }
    }

    /// `15 мин`
    pub(crate) fn span(&self, seconds: i64) -> String {
        let (id, count) = match seconds {
            seconds if seconds != 0 && seconds % 3600 == 0 => ("plan-hours", seconds / 3600),
            seconds if seconds != 0 && seconds % 60 == 0 => ("plan-minutes", seconds / 60),
            seconds => ("plan-seconds", seconds),
        };
        self.say(id, &[("count", count.to_string())])
    }

    /// `ЗаказПокупателя 00-000123`, `Контрагент «Петров И.»`
    pub(crate) fn place(&self, place: &Place) -> String {
        let entity = &self.view.catalog[place.entity].name;
        called(entity, self.label(place).as_deref(), place.key.as_deref())
    }

    /// The number or name of a record, as it may be shown.
    pub(crate) fn label(&self, place: &Place) -> Option<String> {
        let label = place.label.as_ref()?;
        Some(mask(self.view.catalog.naming(place.entity), &shortened(label)))
    }

    /// `orders.obmen:26`; within the file that was named last `:26`.
    pub(crate) fn rule(&self, span: Span, within: Option<FileId>) -> String {
        let sources = self.view.sources;
        if sources.files().nth(span.file.0 as usize).is_none() {
            return String::new();
        }
        let line = sources.place(span).line;
        if within == Some(span.file) {
            return format!(":{line}");
        }
        format!("{}:{line}", sources.file(span.file).name)
    }

    /// What is written there, on one line.
    pub(crate) fn quoted(&self, span: Span) -> String {
        let sources = self.view.sources;
        let known = sources.files().nth(span.file.0 as usize);
        known.map_or_else(String::new, |_| shortened(sources.text(span)))
    }

    /// The words of an outcome, with when it is tried again.
    pub(crate) fn said(&self, said: &Said) -> String {
        if let Some(fault) = &said.fault {
            return self.broken(&fault.fault, fault.seen);
        }
        let words = self.reason(said.reason, &said.text);
        match said.kind {
            OutcomeKind::Hold(Some(seconds)) => {
                let again = self.say("plan-again", &[("time", self.span(seconds))]);
                format!("{words} ({again})")
            }
            _ => words,
        }
    }

    /// Why a record waits: the words of the mapping, or ours for the reason code.
    pub(crate) fn reason(&self, code: &str, text: &str) -> String {
        reason(self.view.texts, code, text)
    }

    /// What went wrong with a value, and where it stands in the payload.
    pub(crate) fn fault(&self, located: &Located) -> String {
        let fault = &located.fault;
        let words = match (&located.lack, &located.misfit) {
            (Some(lack), _) => {
                let label = lack.label.as_deref().map(|label| shortened(label).into());
                let lack = Lack { label, ..(**lack).clone() };
                spoken::lack(self.view.texts, &fault.value, &lack)
            }
            (None, Some(misfit)) => {
                let value = shown(fault, located.seen);
                spoken::misfit(self.view.texts, fault.kind, &value, misfit)
            }
            (None, None) => self.broken(fault, located.seen),
        };
        match &located.member {
            Some((member, byte)) => {
                let args = [("member", member.to_string()), ("byte", byte.to_string())];
                format!("{words} ({})", self.say("plan-member", &args))
            }
            None => words,
        }
    }

    fn broken(&self, fault: &Fault, seen: Sensitivity) -> String {
        self.say(&format!("plan-fault-{}", fault.kind.word()), &[("value", shown(fault, seen))])
    }
}

/// A record by the number or name that people know, else by its key.
pub(crate) fn called(entity: &str, label: Option<&str>, key: Option<&str>) -> String {
    let entity = short(entity);
    let Some(label) = label else {
        return format!("{entity} {}", one_line(key.unwrap_or(""))).trim_end().into();
    };
    let number = label.chars().any(|c| c.is_ascii_digit()) && !label.contains(' ');
    if number { format!("{entity} {label}") } else { format!("{entity} «{label}»") }
}

/// Why a record waits: the words of the mapping, or ours for the reason code.
pub(crate) fn reason(texts: &Texts, code: &str, text: &str) -> String {
    let id = format!("plan-reason-{}", code.replace('_', "-"));
    let known = |id: String| Some(id).filter(|id| texts.has(id));
    match one_line(text).as_str() {
        "" => known(id).map_or_else(|| code.to_owned(), |id| texts.say(&id, &[])),
        // Words of the mapping say what to do, so nothing of them is cut.
        text => known(format!("{id}-of"))
            .map_or_else(|| text.to_owned(), |id| texts.say(&id, &[("about", text.into())])),
    }
}

/// The value that is to blame, as it may be shown.
fn shown(fault: &Fault, seen: Sensitivity) -> String {
    spoken::blamed(fault.kind, &shortened(&fault.value), seen.max(spoken::visible(fault.kind)))
}

/// A value as programs read it: exact, in no language.
pub(crate) fn plain(value: &Constant, sensitivity: Sensitivity) -> String {
    let shown = match value {
        Constant::Absent | Constant::Clear => String::new(),
        Constant::Bool(truth) => truth.to_string(),
        Constant::Number(number) => number.normalized().to_string(),
        Constant::Text(text) => text.to_string(),
        Constant::Day(day) => day.to_string(),
        Constant::Moment(moment) => moment.to_string(),
        Constant::Span(seconds) => seconds.to_string(),
        Constant::Reference(_, key) | Constant::Planned(_, key) => key.to_string(),
    };
    mask(sensitivity, &shown)
}

/// A number with its type's digits after the point and its thousands apart.
fn grouped(number: Decimal, scale: Option<u8>) -> String {
    let number = match scale.filter(|scale| *scale > 0) {
        Some(scale) if number.significant_scale() <= scale => {
            number.round(scale, Rounding::HalfAwayFromZero).unwrap_or(number)
        }
        _ => number.normalized(),
    };
    let text = number.to_string();
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |whole| ("-", whole));
    let mut digits = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            digits.push(THIN);
        }
        digits.push(digit);
    }
    let point = if part.is_empty() { "" } else { "." };
    format!("{sign}{digits}{point}{part}")
}

/// An entity without the kind that its system puts before its name.
pub(crate) fn short(entity: &str) -> &str {
    match entity.split_once('_') {
        Some((kind, name)) if kind.is_ascii() && !name.is_empty() => name,
        _ => entity,
    }
}

/// One line of a value, cut where it is too long.
pub(crate) fn shortened(text: &str) -> String {
    let line = one_line(text);
    if line.chars().count() <= LONGEST {
        return line;
    }
    let cut: String = line.chars().take(LONGEST - 1).collect();
    format!("{}…", cut.trim_end())
}

/// Whether words are so long that a reader would rather be led to where they stand already.
pub(crate) fn is_long(words: &str) -> bool {
    words.chars().nth(40).is_some()
}

/// A text of others on one line: nothing in it looks like a line of ours.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
