//! Byte offsets to lines and columns and back.
//!
//! The terminal counts characters, editors count UTF-16 units; both start from the same index.

/// A place in a text, both counts from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: u32,
    /// The column, in characters.
    pub column: u32,
}

/// The offsets at which the lines of a text begin. `\r\n` belongs to the line it ends.
#[derive(Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Indexes `text`.
    pub fn new(text: &str) -> LineIndex {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0).chain(ends.map(|(offset, _)| offset as u32 + 1)).collect();
        LineIndex { starts }
    }

    /// The place of a byte offset; an offset inside a character counts as that character.
    pub fn place(&self, text: &str, offset: usize) -> Place {
        let line = self.line(offset);
        let start = self.starts[line] as usize;
        let before = text.len().min(offset);
        let column = text[start..floor(text, before)].chars().count();
        Place { line: line as u32 + 1, column: column as u32 + 1 }
    }

    /// Line and UTF-16 column of a byte offset, both from zero, as editors count.
    pub fn utf16(&self, text: &str, offset: usize) -> (u32, u32) {
        let line = self.line(offset);
        let start = self.starts[line] as usize;
        let column = text[start..floor(text, offset.min(text.len()))].encode_utf16().count();
        (line as u32, column as u32)
    }

    /// The byte offset of a line and a UTF-16 column, both from zero; past the end of a line is its end.
    pub fn offset(&self, text: &str, line: u32, utf16_column: u32) -> usize {
        let Some(&start) = self.starts.get(line as usize) else { return text.len() };
        let end = self.starts.get(line as usize + 1).map_or(text.len(), |&next| next as usize);
        let mut units = 0;
        for (offset, character) in text[start as usize..end].char_indices() {
            if units >= utf16_column || matches!(character, '\r' | '\n') {
                return start as usize + offset;
            }
            units += character.len_utf16() as u32;
        }
        end
    }

    fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start as usize <= offset) - 1
    }
}

/// The nearest character border at or before `offset`.
fn floor(text: &str, offset: usize) -> usize {
    (0..=offset).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{LineIndex, Place};

    #[test]
    fn counts_characters_for_the_terminal_and_utf16_for_editors() {
        let text = "Дата <- x\r\nй😀 = 1";
        let lines = LineIndex::new(text);
        let at = |needle: &str| text.find(needle).expect("the needle is there");
        assert_eq!(lines.place(text, at("<-")), Place { line: 1, column: 6 });
        assert_eq!(lines.place(text, at("=")), Place { line: 2, column: 4 });
        assert_eq!(lines.utf16(text, at("=")), (1, 4));
        assert_eq!(lines.offset(text, 1, 4), at("="));
        assert_eq!(lines.offset(text, 0, 99), at("\r"));
        assert_eq!(lines.offset(text, 9, 0), text.len());
    }

    #[test]
    fn an_offset_inside_a_character_is_that_character() {
        let text = "йй";
        assert_eq!(LineIndex::new(text).place(text, 3), Place { line: 1, column: 2 });
    }
}
