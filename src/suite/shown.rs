//! Values as people read them in snapshots and failures, the same in both languages.

use crate::program::Constant;
use crate::schema::Catalog;

/// A value: texts in quotes, a record as its entity, key and name.
pub(super) fn shown(catalog: &Catalog, value: &Constant) -> String {
    match value {
        Constant::Absent | Constant::Clear => "empty".into(),
        Constant::Bool(truth) => truth.to_string(),
        Constant::Number(number) => number.normalized().to_string(),
        Constant::Text(text) => format!("\"{}\"", text.replace('"', "\"\"")),
        Constant::Day(day) => day.to_string(),
        Constant::Moment(moment) => moment.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        Constant::Span(seconds) => format!("{seconds}s"),
        Constant::Reference(entity, key) => {
            let names = &catalog[*entity].names;
            let name = names.iter().find(|name| name.key.eq_ignore_ascii_case(key));
            let name = name.map(|name| format!(" \"{}\"", name.name)).unwrap_or_default();
            format!("{} {key}{name}", catalog[*entity].name)
        }
        Constant::Planned(entity, key) => format!("{} {key} (+)", catalog[*entity].name),
    }
}
