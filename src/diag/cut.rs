//! Names and texts of others that are longer than anyone reads are cut where they are shown.

use std::borrow::Cow;

/// The longest run of characters without a blank that is shown whole: paths of files fit.
const MOST: usize = 200;

/// How many characters are left of a longer one at either end.
const LEFT: usize = 60;

/// The text with `…` in the middle of every run that is longer than anyone reads.
pub(in crate::diag) fn cut(text: &str) -> Cow<'_, str> {
    // A byte is no more than a character, so this is the quick way out for nearly all.
    let is_long = |run: &str| run.len() > MOST && run.chars().nth(MOST).is_some();
    if !text.split(char::is_whitespace).any(is_long) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::new();
    for run in text.split_inclusive(char::is_whitespace) {
        if !is_long(run) {
            shown.push_str(run);
            continue;
        }
        let end = run.char_indices().rev().nth(LEFT - 1).map_or(0, |(at, _)| at);
        shown.extend(run.chars().take(LEFT));
        shown.push('…');
        shown.push_str(&run[end..]);
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn only_what_nobody_reads_is_cut() {
        let path = format!("{}/x", "а".repeat(150));
        assert_eq!(cut(&path), path);
        let long = format!("имя {} и", "б".repeat(20_000));
        // The blank behind belongs to the run.
        assert_eq!(cut(&long), format!("имя {}…{} и", "б".repeat(60), "б".repeat(59)));
    }
}
