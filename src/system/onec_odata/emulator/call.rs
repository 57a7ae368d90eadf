//! The functions of conditions.

use jiff::civil::DateTime;

use super::evaluate::Operand;
use super::filter::Call;

/// The value of a function; none where its arguments are of another type.
pub(super) fn apply<'a>(call: Call, arguments: &[Operand<'a>]) -> Option<Operand<'a>> {
    if arguments.contains(&Operand::Null) {
        return Some(Operand::Null);
    }
    Some(match (call, arguments) {
        (Call::SubstringOf, [Operand::Text(what), Operand::Text(text)]) => {
            Operand::Bool(text.contains(&**what))
        }
        (Call::StartsWith, [Operand::Text(text), Operand::Text(what)]) => {
            Operand::Bool(text.starts_with(&**what))
        }
        (Call::EndsWith, [Operand::Text(text), Operand::Text(what)]) => {
            Operand::Bool(text.ends_with(&**what))
        }
        (Call::Like, [Operand::Text(text), Operand::Text(pattern)]) => {
            let text: Vec<char> = text.chars().collect();
            let pattern: Vec<char> = pattern.chars().collect();
            Operand::Bool(like(&text, &pattern))
        }
        (Call::Concat, [Operand::Text(left), Operand::Text(right)]) => {
            Operand::Text(format!("{left}{right}").into())
        }
        (Call::Substring, [Operand::Text(text), Operand::Number(from)]) => {
            Operand::Text(text.chars().skip(before(*from)).collect::<String>().into())
        }
        (
            Call::Substring,
            [Operand::Text(text), Operand::Number(from), Operand::Number(length)],
        ) => {
            let taken = text.chars().skip(before(*from)).take(count(*length));
            Operand::Text(taken.collect::<String>().into())
        }
        (Call::Round, [Operand::Number(number)]) => Operand::Number(number.round()),
        (Call::Round, [Operand::Number(number), Operand::Number(digits)]) => {
            let scale = 10_f64.powf(digits.trunc());
            Operand::Number((number * scale).round() / scale)
        }
        (Call::Quarter, [Operand::Date(date)]) => {
            Operand::Number(f64::from((moment(date)?.month() + 2) / 3))
        }
        (Call::DayOfYear, [Operand::Date(date)]) => {
            Operand::Number(f64::from(moment(date)?.date().day_of_year()))
        }
        (Call::DayOfWeek, [Operand::Date(date)]) => {
            Operand::Number(f64::from(moment(date)?.weekday().to_monday_one_offset()))
        }
        (Call::DateAdd, [Operand::Date(date), Operand::Text(unit), Operand::Number(number)]) => {
            let shifted = shift(moment(date)?, unit, *number)?;
            Operand::Date(shifted.strftime("%Y-%m-%dT%H:%M:%S").to_string().into())
        }
        (Call::DateDifference, [Operand::Date(from), Operand::Date(to), Operand::Text(unit)]) => {
            Operand::Number(difference(moment(from)?, moment(to)?, unit)?)
        }
        (Call::Year, [Operand::Date(date)]) => part(date, 0..4),
        (Call::Month, [Operand::Date(date)]) => part(date, 5..7),
        (Call::Day, [Operand::Date(date)]) => part(date, 8..10),
        (Call::Hour, [Operand::Date(date)]) => part(date, 11..13),
        (Call::Minute, [Operand::Date(date)]) => part(date, 14..16),
        (Call::Second, [Operand::Date(date)]) => part(date, 17..19),
        _ => return None,
    })
}

fn moment(date: &str) -> Option<DateTime> {
    date.parse().ok()
}

/// A moment so many units later.
fn shift(date: DateTime, unit: &str, number: f64) -> Option<DateTime> {
    #[expect(clippy::cast_possible_truncation, reason = "the base takes whole units")]
    let number = number as i64;
    let span = jiff::Span::new();
    let span = match unit {
        "year" => span.try_years(number),
        "quarter" => span.try_months(number.checked_mul(3)?),
        "month" => span.try_months(number),
        "week" => span.try_weeks(number),
        "day" => span.try_days(number),
        "hour" => span.try_hours(number),
        "minute" => span.try_minutes(number),
        "second" => span.try_seconds(number),
        _ => return None,
    };
    date.checked_add(span.ok()?).ok()
}

/// How many borders of a unit lie between two moments.
fn difference(from: DateTime, to: DateTime, unit: &str) -> Option<f64> {
    let months = |date: DateTime| i64::from(date.year()) * 12 + i64::from(date.month()) - 1;
    let seconds = |date: DateTime| {
        let zero = jiff::civil::date(1, 1, 1).at(0, 0, 0, 0);
        date.duration_since(zero).as_secs()
    };
    let borders = |count: fn(i64) -> i64| count(seconds(to)) - count(seconds(from));
    #[expect(clippy::cast_precision_loss, reason = "four thousand years of seconds fit")]
    Some(match unit {
        "year" => i64::from(to.year()) - i64::from(from.year()),
        "quarter" => months(to) / 3 - months(from) / 3,
        "month" => months(to) - months(from),
        "day" => borders(|it| it / 86_400),
        "hour" => borders(|it| it / 3_600),
        "minute" => borders(|it| it / 60),
        "second" => borders(|it| it),
        _ => return None,
    } as f64)
}

fn part<'a>(date: &str, range: std::ops::Range<usize>) -> Operand<'a> {
    date.get(range).and_then(|text| text.parse().ok()).map_or(Operand::Null, Operand::Number)
}

/// How many characters stand before the one counted from one.
fn before(from: f64) -> usize {
    count(from).saturating_sub(1)
}

#[expect(clippy::cast_sign_loss, reason = "a negative count becomes zero, as the cast saturates")]
fn count(number: f64) -> usize {
    number as usize
}

/// `%` stands for any characters, `_` for one.
fn like(text: &[char], pattern: &[char]) -> bool {
    let (mut at, mut wanted) = (0, 0);
    // Where to go on after the last `%` when what follows it does not fit.
    let mut again: Option<(usize, usize)> = None;
    while at < text.len() {
        match pattern.get(wanted) {
            Some('%') => {
                again = Some((at, wanted));
                wanted += 1;
            }
            Some(&c) if c == '_' || c == text[at] => {
                at += 1;
                wanted += 1;
            }
            _ => {
                let Some((start, percent)) = again else { return false };
                again = Some((start + 1, percent));
                (at, wanted) = (start + 1, percent + 1);
            }
        }
    }
    pattern[wanted..].iter().all(|&c| c == '%')
}

#[cfg(test)]
mod tests {
    use super::like;

    #[test]
    fn like_goes_back_to_the_last_percent() {
        let fits = |text: &str, pattern: &str| {
            like(&text.chars().collect::<Vec<_>>(), &pattern.chars().collect::<Vec<_>>())
        };
        assert!(fits("aab", "%ab"));
        assert!(fits("кружка", "кр_ж%"));
        assert!(fits("", "%"));
        assert!(!fits("кружка", "кр_ж"));
        assert!(!fits("abc", "%b"));
    }
}
