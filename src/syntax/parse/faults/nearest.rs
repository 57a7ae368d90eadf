//! The nearest of known words to a misspelt one.

/// The nearest word, if it differs in a third of the letters at most.
pub(super) fn nearest<'w>(written: &str, words: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    let written: Vec<char> = written.to_lowercase().chars().collect();
    let most = (written.len() / 3).max(usize::from(written.len() > 2));
    let measured = words.map(|word| (distance(&written, word), word));
    let (steps, word) = measured.min_by_key(|(steps, _)| *steps)?;
    (steps <= most).then_some(word)
}

/// How many letters must be added, dropped, changed or swapped with their neighbour.
fn distance(written: &[char], word: &str) -> usize {
    let word: Vec<char> = word.chars().collect();
    let mut above: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=word.len()).collect();
    for (i, a) in written.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, b) in word.iter().enumerate() {
            let changed = row[j] + usize::from(a != b);
            let mut best = changed.min(row[j + 1] + 1).min(next[j] + 1);
            let swapped = i > 0 && j > 0 && *a == word[j - 1] && written[i - 1] == *b;
            if swapped {
                best = best.min(above[j - 1] + 1);
            }
            next.push(best);
        }
        above = std::mem::replace(&mut row, next);
    }
    row[word.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_third_of_the_letters_may_differ() {
        let words = || ["required", "once", "owner", "через"].into_iter();
        assert_eq!(nearest("requierd", words()), Some("required"));
        assert_eq!(nearest("onec", words()), Some("once"));
        assert_eq!(nearest("ЧЕРЕЗ", words()), Some("через"));
        assert_eq!(nearest("price", words()), None);
        assert_eq!(nearest("ow", words()), None);
    }
}
