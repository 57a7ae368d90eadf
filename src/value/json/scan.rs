//! Looking for the end of a text, eight bytes at a time, and for that of a number.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// Where the next quote or backslash from `at` on is.
#[inline]
pub(super) fn mark(bytes: &[u8], mut at: usize) -> Option<usize> {
    while let Some(word) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let word = u64::from_le_bytes(*word);
        let found = equal(word, b'"') | equal(word, b'\\');
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    let tail = bytes.get(at..)?.iter().position(|byte| matches!(byte, b'"' | b'\\'))?;
    Some(at + tail)
}

/// The high bit of every byte that is `byte`; bytes after the first such one may have it by mistake.
fn equal(word: u64, byte: u8) -> u64 {
    let other = word ^ (ONES * u64::from(byte));
    other.wrapping_sub(ONES) & !other & HIGHS
}

/// How many bytes a number has.
#[inline]
pub(super) fn number(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| NUMERIC[usize::from(**byte)]).count()
}

/// The bytes of numbers.
static NUMERIC: [bool; 256] = {
    let mut numeric = [false; 256];
    let mut bytes: &[u8] = b"0123456789.eE+-";
    while let [byte, rest @ ..] = bytes {
        numeric[*byte as usize] = true;
        bytes = rest;
    }
    numeric
};

#[cfg(test)]
mod tests {
    use super::mark;

    #[test]
    fn the_first_mark_is_found_at_any_distance() {
        for length in 0..40 {
            let mut text = "ж".repeat(length).into_bytes();
            text.truncate(length);
            assert_eq!(mark(&text, 0), None);
            assert_eq!(mark(&text, length + 1), None);
            for at in 0..length {
                for (first, second) in [(b'"', b'\\'), (b'\\', b'"')] {
                    let mut marked = text.clone();
                    marked[at] = first;
                    marked[length - 1] = if at < length - 1 { second } else { first };
                    assert_eq!(mark(&marked, 0), Some(at), "{length} {at}");
                    assert_eq!(mark(&marked, at), Some(at), "{length} {at}");
                }
            }
        }
        // Neighbours in the alphabet are none.
        assert_eq!(mark(b"!#[]!#[]!#[]!#[]", 0), None);
    }
}
