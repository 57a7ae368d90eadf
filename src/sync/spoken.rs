//! Values as `say` puts them into words: moments as people of the shop write them; and what a
//! source lacks, or has too much of.

use jiff::civil::{Date, DateTime};

use crate::diag::Texts;
use crate::eval::{Lack, Misfit};
use crate::schema::{Sensitivity, Type, mask};
use crate::value::FaultKind;

/// `16.10.2025 09:50:00`
pub fn moment(moment: DateTime) -> String {
    moment.strftime("%d.%m.%Y %H:%M:%S").to_string()
}

/// `16.10.2025`
pub fn day(day: Date) -> String {
    day.strftime("%d.%m.%Y").to_string()
}

/// What a system gave, by the type that the schema says.
pub(super) fn value(value: Option<&serde_json::Value>, ty: &Type) -> String {
    let text = match value {
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(serde_json::Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    };
    match ty {
        Type::DateTime => text.parse().map_or(text, moment),
        Type::Date => text.parse::<DateTime>().map_or(text, |moment| day(moment.date())),
        _ => text,
    }
}

/// How many members are named that hold nothing.
const NAMED: usize = 4;

/// `the required field ... stayed empty: row 2 «...» of items has no offer`: what is missing, where,
/// and what to do.
pub fn lack(texts: &Texts, field: &str, lack: &Lack) -> String {
    let mut read: Vec<String> = lack.read.iter().take(NAMED).map(|it| format!("`{it}`")).collect();
    if lack.read.len() > NAMED {
        read.push("…".into());
    }
    let mut args = vec![("value", field.into()), ("read", read.join(", ").into())];
    if let Some((path, value)) = &lack.unnamed {
        args.extend([("subject", (&**path).into()), ("given", (&**value).into())]);
    }
    let id = match (&lack.row, &lack.label) {
        _ if lack.left => "plan-fault-missing-new",
        _ if lack.unnamed.is_some() => "plan-fault-unnamed",
        _ if read.is_empty() => "plan-fault-missing",
        (None, _) => "plan-fault-missing-of",
        (Some(_), None) => "plan-fault-missing-row",
        (Some(_), Some(_)) => "plan-fault-missing-named",
    };
    if let Some((rows, number)) = &lack.row {
        args.extend([("rows", (&**rows).into()), ("number", number.to_string().into())]);
    }
    args.extend(lack.label.iter().map(|label| ("label", (&**label).into())));
    texts.say(id, &args)
}

/// The value that is to blame, as those may see it whom its place shows it to; other words of a fault
/// are ours.
pub fn blamed(kind: FaultKind, value: &str, seen: Sensitivity) -> String {
    match kind {
        FaultKind::Unreadable
        | FaultKind::Keyless
        | FaultKind::NoRecord
        | FaultKind::Twice
        | FaultKind::TooDeep
        | FaultKind::TooManyRows
        | FaultKind::TooLarge
        | FaultKind::TooManySteps
        | FaultKind::WrongMember
        | FaultKind::Missing => value.to_owned(),
        _ => mask(seen, value),
    }
}

/// A broken number or date is what people have to see where its field is nobody's own; a broken text
/// may be anybody's name or phone.
pub fn visible(kind: FaultKind) -> Sensitivity {
    match kind {
        FaultKind::NotNumber
        | FaultKind::Blank
        | FaultKind::TooPrecise
        | FaultKind::Overflow
        | FaultKind::DivisionByZero
        | FaultKind::NotMoment
        | FaultKind::NotGuid
        | FaultKind::WrongMember
        | FaultKind::Unreadable
        | FaultKind::Keyless
        | FaultKind::NoRecord
        | FaultKind::Twice
        | FaultKind::TooDeep
        | FaultKind::TooManyRows
        | FaultKind::TooLarge
        | FaultKind::TooManySteps
        | FaultKind::Missing => Sensitivity::Open,
        FaultKind::NotPhone
        | FaultKind::WrongKind
        | FaultKind::NotNested
        | FaultKind::TooLong
        | FaultKind::BadArgument => Sensitivity::Personal,
    }
}

/// `the field ... holds 2 digits after the point, the number 100.004 has more; round it in the rule`:
/// what the field holds and what to do. `value` as it may be shown.
pub fn misfit(texts: &Texts, kind: FaultKind, value: &str, misfit: &Misfit) -> String {
    let id = match kind {
        FaultKind::TooLong => "plan-fault-long-of",
        FaultKind::TooPrecise => "plan-fault-precise-of",
        _ => "plan-fault-overflow-of",
    };
    let limit = misfit.limit.to_string();
    let args =
        [("field", (&*misfit.field).into()), ("value", value.into()), ("limit", limit.into())];
    texts.say(id, &args)
}
