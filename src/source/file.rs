//! The table of loaded files.

use super::{FileId, LineIndex, Place, Span};

/// A text with its name, as it stands in messages.
#[derive(Debug)]
pub struct SourceFile {
    /// The name shown to the user: a path relative to the project, or what a payload is called.
    pub name: Box<str>,
    /// The whole text.
    pub text: Box<str>,
    lines: LineIndex,
}

/// All texts that spans may point into: mapping files, settings, and excerpts of payloads.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Takes a text in and gives it its number.
    ///
    /// # Panics
    /// On a text of 4 GiB and more; readers of files refuse those long before.
    pub fn add(&mut self, name: &str, text: &str) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).expect("fewer than 2^32 files"));
        assert!(u32::try_from(text.len()).is_ok(), "files are shorter than 4 GiB");
        self.files.push(SourceFile {
            name: name.into(),
            text: text.into(),
            lines: LineIndex::new(text),
        });
        id
    }

    /// The file of that number.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// All files in the order of their numbers.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        (0..).map(FileId).zip(&self.files)
    }

    /// The text that a span covers.
    pub fn text(&self, span: Span) -> &str {
        &self.file(span.file).text[span.range()]
    }

    /// Line and column of the span's first character.
    pub fn place(&self, span: Span) -> Place {
        let file = self.file(span.file);
        file.lines.place(&file.text, span.start as usize)
    }
}

impl SourceFile {
    /// Lines and columns of this text.
    pub fn lines(&self) -> &LineIndex {
        &self.lines
    }
}
