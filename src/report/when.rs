//! Moments and spans of the journal as people and programs read them.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::diag::{Language, Texts};
use crate::journal::Stamp;

fn timestamp(at: Stamp) -> Timestamp {
    Timestamp::from_millisecond(at.0).unwrap_or_default()
}

/// `30.11.2026 12:14:03`, by people's clocks.
pub(super) fn moment(texts: &Texts, zone: &TimeZone, at: Stamp) -> String {
    let civil = zone.to_datetime(timestamp(at));
    let form = match texts.language() {
        Language::Russian => "%d.%m.%Y %H:%M:%S",
        Language::English => "%Y-%m-%d %H:%M:%S",
    };
    civil.strftime(form).to_string()
}

/// `2026-11-30T09:14:03.120Z`
pub(super) fn machine_time(at: Stamp) -> String {
    timestamp(at).to_string()
}

/// `2.1 s`, `3 min 5 s`
pub(super) fn span(texts: &Texts, milliseconds: i64) -> String {
    let seconds = milliseconds.max(0) / 1000;
    let count = |id: &str, count: i64| texts.say(id, &[("count", count.to_string().into())]);
    match seconds {
        0..60 => {
            let tenths = (milliseconds.max(0) + 50) / 100;
            let point = if texts.language() == Language::Russian { ',' } else { '.' };
            let text = format!("{}{point}{}", tenths / 10, tenths % 10);
            texts.say("plan-seconds", &[("count", text.into())])
        }
        60..3600 => {
            let (whole, rest) = (count("plan-minutes", seconds / 60), seconds % 60);
            format!("{whole} {}", count("plan-seconds", rest))
        }
        _ => {
            let whole = count("plan-hours", seconds / 3600);
            format!("{whole} {}", count("plan-minutes", seconds % 3600 / 60))
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::{machine_time, moment, span};
    use crate::diag::{Language, Texts};
    use crate::journal::Stamp;

    #[test]
    fn moments_are_told_by_the_clocks_of_people_and_spans_in_their_words() {
        let zone = TimeZone::get("Europe/Moscow").unwrap();
        let (russian, english) = (Texts::new(Language::Russian), Texts::new(Language::English));
        let at = Stamp(1_534_156_393_120);
        assert_eq!(moment(&russian, &zone, at), "13.08.2018 13:33:13");
        assert_eq!(moment(&english, &zone, at), "2018-08-13 13:33:13");
        assert_eq!(machine_time(at), "2018-08-13T10:33:13.12Z");
        assert_eq!(span(&russian, 2_140), "2,1 с");
        assert_eq!(span(&english, 185_000), "3 min 5 s");
        assert_eq!(span(&russian, 3_720_000), "1 ч 2 мин");
    }
}
