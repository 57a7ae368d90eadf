//! The functions of conditions.

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
        (Call::Year, [Operand::Date(date)]) => part(date, 0..4),
        (Call::Month, [Operand::Date(date)]) => part(date, 5..7),
        (Call::Day, [Operand::Date(date)]) => part(date, 8..10),
        (Call::Hour, [Operand::Date(date)]) => part(date, 11..13),
        (Call::Minute, [Operand::Date(date)]) => part(date, 14..16),
        (Call::Second, [Operand::Date(date)]) => part(date, 17..19),
        _ => return None,
    })
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
