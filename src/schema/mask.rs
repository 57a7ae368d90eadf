//! Values that not everybody may see: enough of them is left to recognise what one knows already.

use crate::schema::Sensitivity;

/// What stands for what is left out.
const STARS: &str = "***";

/// So many characters have to be left out for each one that is shown of a word or a number: of what is
/// shorter nothing is shown, for the little that is left would be half of it.
const FOR_EACH: usize = 3;

/// The value as it may be shown.
pub fn mask(sensitivity: Sensitivity, shown: &str) -> String {
    match sensitivity {
        Sensitivity::Open => shown.to_owned(),
        _ if shown.is_empty() => String::new(),
        Sensitivity::Secret => STARS.to_owned(),
        Sensitivity::Personal => personal(shown),
    }
}

fn personal(shown: &str) -> String {
    let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
    if shown.contains('@') {
        return email(shown);
    }
    if is_phone(shown, &digits) {
        return phone(&digits);
    }
    if digits.len() * 2 >= shown.chars().count() {
        let last = if hides(digits.len(), 2) { digits.len() - 2 } else { digits.len() };
        return format!("{STARS}{}", &digits[last..]);
    }
    shown.split_whitespace().map(initial).collect::<Vec<_>>().join(" ")
}

/// `+7 912 345-67-89` is `+7 *** *** 67 89`
fn phone(digits: &str) -> String {
    let tail = &digits[digits.len() - 4..];
    let country = match digits.len() {
        10 => "7",
        11 if digits.starts_with('8') => "7",
        11 => &digits[..1],
        _ => &digits[..3],
    };
    format!("+{country} {STARS} {STARS} {} {}", &tail[..2], &tail[2..])
}

/// Numbers of companies and people have ten or twelve digits too, but no sign among them.
fn is_phone(shown: &str, digits: &str) -> bool {
    let plain = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '(' | ')' | ' ' | '\u{a0}');
    let marked = shown.starts_with('+') || shown.contains('(') || shown.contains('-');
    let national = digits.len() == 11 && digits.starts_with(['7', '8']);
    shown.chars().all(plain) && (10..=15).contains(&digits.len()) && (marked || national)
}

fn email(shown: &str) -> String {
    let (name, domain) = shown.rsplit_once('@').unwrap_or((shown, ""));
    format!("{}@{domain}", initial(name))
}

fn initial(word: &str) -> String {
    let shown = usize::from(hides(word.chars().count(), 1));
    let first: String = word.chars().take(shown).collect();
    format!("{first}{STARS}")
}

/// Whether enough is left out of so many characters where so many are shown.
fn hides(all: usize, shown: usize) -> bool {
    all >= shown + shown * FOR_EACH
}

#[cfg(test)]
mod tests {
    use super::mask;
    use crate::schema::Sensitivity;

    #[test]
    fn enough_is_left_to_recognise_what_one_knows() {
        for (shown, masked) in [
            ("+79990001122", "+7 *** *** 11 22"),
            ("8 (999) 000-11-22", "+7 *** *** 11 22"),
            ("79990001122", "+7 *** *** 11 22"),
            ("+375291234567", "+375 *** *** 45 67"),
            ("Петров Иван", "П*** И***"),
            ("ivan@example.ru", "i***@example.ru"),
            ("7707083893", "***93"),
            ("770708389312", "***12"),
            ("12.09.1988", "***88"),
            ("5", "***"),
            ("12", "***"),
            ("1234567", "***"),
            ("12345678", "***78"),
            ("кв. 5", "*** ***"),
            ("д. 12, кв. 5", "*** *** *** ***"),
            ("Ли Ян", "*** ***"),
            ("Оля", "***"),
            ("Иван", "И***"),
            ("a@mail.ru", "***@mail.ru"),
            ("", ""),
        ] {
            assert_eq!(mask(Sensitivity::Personal, shown), masked, "{shown}");
        }
        assert_eq!(mask(Sensitivity::Open, "x"), "x");
        assert_eq!(mask(Sensitivity::Secret, "x"), "***");
    }
}
