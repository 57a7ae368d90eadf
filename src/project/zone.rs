//! Time zones: whether a name is one, and which one may have been meant.

use crate::diag::Diagnostic;
use crate::schema::nearest;
use crate::source::Span;

/// A zone for each hour east of Greenwich that people write in its place.
const HOURS: [&str; 13] = [
    "Europe/London",
    "Europe/Paris",
    "Europe/Kaliningrad",
    "Europe/Moscow",
    "Europe/Samara",
    "Asia/Yekaterinburg",
    "Asia/Omsk",
    "Asia/Krasnoyarsk",
    "Asia/Irkutsk",
    "Asia/Yakutsk",
    "Asia/Vladivostok",
    "Asia/Magadan",
    "Asia/Kamchatka",
];

/// Whether there is such a zone.
pub(super) fn is_zone(name: &str) -> bool {
    jiff::tz::TimeZone::get(name).is_ok()
}

/// Adds the zone that a wrong name may mean.
pub(super) fn meant(wrong: Diagnostic, at: Span, name: &str, quotes: &str) -> Diagnostic {
    let zones: Vec<String> = jiff::tz::db().available().map(|zone| zone.to_string()).collect();
    let city = |zone: &str| zone.rsplit('/').next().unwrap_or_default().to_lowercase();
    let wanted = city(name).replace(' ', "_");
    let by_city = zones.iter().find(|zone| zone.contains('/') && city(zone) == wanted);
    let zone = by_city.map(String::as_str).or_else(|| by_hour(name)).or_else(|| {
        let cities = zones.iter().filter(|zone| zone.contains('/'));
        nearest(name, cities.map(String::as_str)).first().copied()
    });
    match zone {
        Some(zone) => wrong.fix("nearest", at, format!("{quotes}{zone}{quotes}")),
        None => wrong.hint("form"),
    }
}

/// `UTC+3`, `+03:00`, `МСК`, `МСК+2`
fn by_hour(name: &str) -> Option<&'static str> {
    let upper = name.to_uppercase();
    let moscow = upper.contains("MSK") || upper.contains("МСК");
    let hours = upper.trim_start_matches(|c: char| c.is_alphabetic() || c == ' ');
    let hours = hours.trim_start_matches('+').split(':').next().unwrap_or_default();
    let hours: usize = if moscow && hours.is_empty() { 0 } else { hours.parse().ok()? };
    HOURS.get(hours + if moscow { 3 } else { 0 }).copied().filter(|zone| is_zone(zone))
}

#[cfg(test)]
mod tests {
    use super::{by_hour, meant};
    use crate::diag::{Diagnostic, codes};
    use crate::source::{Sources, Span};

    #[test]
    fn hours_are_zones_too() {
        assert_eq!(by_hour("UTC+3"), Some("Europe/Moscow"));
        assert_eq!(by_hour("+07:00"), Some("Asia/Krasnoyarsk"));
        assert_eq!(by_hour("МСК+2"), Some("Asia/Yekaterinburg"));
        assert_eq!(by_hour("Moscow"), None);
    }

    #[test]
    fn a_city_and_a_slip_are_found() {
        let at = Span::new(Sources::default().add("obmen.yaml", ""), 0, 0);
        for (name, zone) in [("moscow", "Europe/Moscow"), ("Europe/Moskow", "Europe/Moscow")] {
            let told = meant(Diagnostic::new(&codes::P121, at), at, name, "");
            assert_eq!(told.hints[0].fix.as_ref().expect("a fix").text, zone);
        }
        let told = meant(Diagnostic::new(&codes::P121, at), at, "местное", "");
        assert_eq!(told.hints[0].text, "form");
    }
}
