//! Looking for the end of a text, eight bytes at a time.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// How far away the next quote or backslash is.
#[inline]
pub(super) fn mark(bytes: &[u8]) -> Option<usize> {
    let (words, rest) = bytes.as_chunks::<8>();
    for (number, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let found = equal(word, b'"') | equal(word, b'\\');
        if found != 0 {
            return Some(number * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    let tail = rest.iter().position(|byte| matches!(byte, b'"' | b'\\'));
    tail.map(|at| words.len() * 8 + at)
}

/// The high bit of every byte that is `byte`; bytes after the first such one may have it by mistake.
fn equal(word: u64, byte: u8) -> u64 {
    let other = word ^ (ONES * u64::from(byte));
    other.wrapping_sub(ONES) & !other & HIGHS
}

#[cfg(test)]
mod tests {
    use super::mark;

    #[test]
    fn the_first_mark_is_found_at_any_distance() {
        for length in 0..40 {
            let mut text = "ж".repeat(length).into_bytes();
            text.truncate(length);
            assert_eq!(mark(&text), None);
            for at in 0..length {
                for (first, second) in [(b'"', b'\\'), (b'\\', b'"')] {
                    let mut marked = text.clone();
                    marked[at] = first;
                    marked[length - 1] = if at < length - 1 { second } else { first };
                    assert_eq!(mark(&marked), Some(at), "{length} {at}");
                }
            }
        }
        // Neighbours in the alphabet are none.
        assert_eq!(mark(b"!#[]!#[]!#[]!#[]"), None);
    }
}
