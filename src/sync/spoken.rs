//! Values as `say` puts them into words: moments as people of the shop write them.

use jiff::civil::{Date, DateTime};

use crate::schema::Type;

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
