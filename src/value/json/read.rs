//! The reader: one pass over the bytes, guided by the shape.

use super::members::Members;
use super::scan::{mark, number};
use super::shape::{Limits, Node, Raw, RawKind, Shape, Slots, Stray, TableId};

/// Why a payload cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// What is wrong.
    pub kind: JsonErrorKind,
    /// The byte where it shows.
    pub offset: usize,
}

/// What is wrong with a payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonErrorKind {
    /// The text ends too early.
    Truncated,
    /// Something stands here that JSON does not allow.
    Unexpected,
    /// The payload is no object.
    NotObject,
    /// Objects and arrays lie too deep inside one another.
    TooDeep,
    /// There are too many rows.
    TooManyRows,
    /// There are too many bytes.
    TooLong,
}

/// Reads the wanted part of `text`, one JSON object, into `slots`.
pub fn read(shape: &Shape, text: &str, slots: &mut Slots, limits: Limits) -> Result<(), JsonError> {
    slots.clear(shape);
    if text.len() > limits.bytes.min(u32::MAX as usize) {
        return Err(JsonError { kind: JsonErrorKind::TooLong, offset: limits.bytes });
    }
    let mut reader = Reader {
        bytes: text.as_bytes(),
        at: 0,
        rows: 0,
        shape,
        slots,
        limits,
        wrong: JsonErrorKind::Unexpected,
    };
    let done = reader.record();
    done.map_err(|Broken| JsonError { kind: reader.wrong, offset: reader.at })
}

/// The payload is broken; what is wrong was noted. Small, so that results stay in registers.
#[derive(Clone, Copy)]
struct Broken;

/// Whose slots the members of an object go into.
#[derive(Clone, Copy)]
enum Frame {
    Head,
    Row { table: TableId, start: usize },
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    rows: usize,
    shape: &'a Shape,
    slots: &'a mut Slots,
    limits: Limits,
    /// What is wrong, once something is.
    wrong: JsonErrorKind,
}

type Read<T> = Result<T, Broken>;

impl Reader<'_> {
    /// The whole payload.
    fn record(&mut self) -> Read<()> {
        self.blanks();
        if self.peek()? != b'{' {
            return self.error(JsonErrorKind::NotObject);
        }
        self.object(Shape::ROOT, Frame::Head, self.limits.depth)?;
        self.blanks();
        if self.at < self.bytes.len() {
            return self.error(JsonErrorKind::Unexpected);
        }
        Ok(())
    }

    /// An object at `{`.
    fn object(&mut self, object: u16, frame: Frame, depth: usize) -> Read<()> {
        let depth = self.deeper(depth)?;
        self.at += 1;
        let shape = self.shape;
        let members = &shape.objects[usize::from(object)];
        self.blanks();
        if self.peek()? == b'}' {
            self.at += 1;
            return Ok(());
        }
        loop {
            let name = self.name()?;
            let wanted = match name.kind {
                RawKind::Escaped => self.escaped(members, name),
                _ => members.get_at(&self.bytes[name.start as usize..], name.len as usize),
            };
            match wanted {
                None => {
                    self.skip(depth)?;
                }
                Some(Node::Scalar(slot)) => {
                    let raw = self.value(depth)?;
                    self.store(frame, slot, raw);
                }
                Some(node) => self.member(node, frame, depth, (object, name))?,
            }
            if !self.comma(b'}')? {
                return Ok(());
            }
        }
    }

    /// What stands behind a name with escapes.
    #[cold]
    fn escaped(&self, members: &Members, name: Raw) -> Option<Node> {
        members.get(unescaped(&self.bytes[name.range()]).as_bytes())
    }

    /// The value of a member, which is `place` in its object.
    #[inline(never)]
    fn member(&mut self, node: Node, frame: Frame, depth: usize, place: (u16, Raw)) -> Read<()> {
        match (node, self.peek()?) {
            (Node::Object(object, slot), b'{') => {
                let start = self.at;
                self.object(object, frame, depth)?;
                if let Some(slot) = slot {
                    self.store(frame, slot, self.raw(start, RawKind::Object));
                }
                Ok(())
            }
            (Node::Object(_, slot), _) => {
                let raw = self.value(depth)?;
                self.container(frame, place, raw);
                if let Some(slot) = slot {
                    self.store(frame, slot, raw);
                }
                Ok(())
            }
            (Node::Rows(table, slot), b'[' | b'{') => {
                let range = self.frames(table, depth)?;
                self.store(frame, slot, range);
                Ok(())
            }
            (Node::List(table, slot), b'[') => {
                let range = self.scalars(table, depth)?;
                self.store(frame, slot, range);
                Ok(())
            }
            (Node::Scalar(slot), _) => {
                let raw = self.value(depth)?;
                self.store(frame, slot, raw);
                Ok(())
            }
            (Node::Rows(_, slot) | Node::List(_, slot), _) => {
                let raw = self.value(depth)?;
                self.container(frame, place, raw);
                self.store(frame, slot, raw);
                Ok(())
            }
        }
    }

    /// The rows of an array, or the members of an object, as frames.
    fn frames(&mut self, table: TableId, depth: usize) -> Read<Raw> {
        let depth = self.deeper(depth)?;
        let shape = &self.shape.tables[usize::from(table.0)];
        let (object, width) = (shape.object, usize::from(shape.width));
        let (close, named) = if self.bytes[self.at] == b'[' { (b']', false) } else { (b'}', true) };
        self.at += 1;
        let first = self.count(table);
        self.blanks();
        if self.peek()? == close {
            self.at += 1;
            return Ok(rows(first, 0));
        }
        loop {
            if named {
                self.name()?;
            }
            let start = self.add_row(table, width)?;
            if self.peek()? == b'{' {
                self.object(object, Frame::Row { table, start }, depth)?;
            } else {
                let raw = self.value(depth)?;
                self.container(Frame::Row { table, start }, (object, Raw::ABSENT), raw);
            }
            if !self.comma(close)? {
                return Ok(rows(first, self.count(table) - first));
            }
        }
    }

    /// Looks at what stands in the place of an object or of rows.
    fn container(&mut self, frame: Frame, place: (u16, Raw), raw: Raw) {
        let text = &self.bytes[raw.range()];
        let is_empty = || text[1..text.len() - 1].iter().all(u8::is_ascii_whitespace);
        let is_nothing = match raw.kind {
            RawKind::Null => true,
            RawKind::Array | RawKind::Object => is_empty(),
            _ => false,
        };
        if !is_nothing {
            self.stray(frame, place, raw);
        }
    }

    /// Notes what stands there, with its path.
    #[cold]
    fn stray(&mut self, frame: Frame, (object, name): (u16, Raw), raw: Raw) {
        let path = self.shape.path(object, &unescaped(&self.bytes[name.range()]));
        let path = match frame {
            Frame::Head => path,
            Frame::Row { table, start } => {
                let width = self.slots.tables[usize::from(table.0)].0;
                path.replacen("[]", &format!("[{}]", start / width.max(1)), 1)
            }
        };
        self.slots.strays.push(Stray { path: path.into(), raw });
    }

    /// The scalars of an array, a frame of one slot each.
    fn scalars(&mut self, table: TableId, depth: usize) -> Read<Raw> {
        let depth = self.deeper(depth)?;
        self.at += 1;
        let first = self.count(table);
        self.blanks();
        if self.peek()? == b']' {
            self.at += 1;
            return Ok(rows(first, 0));
        }
        loop {
            let start = self.add_row(table, 1)?;
            let raw = self.value(depth)?;
            self.store(Frame::Row { table, start }, 0, raw);
            if !self.comma(b']')? {
                return Ok(rows(first, self.count(table) - first));
            }
        }
    }

    /// A member's name and its colon.
    #[expect(clippy::inline_always, reason = "called for every member; a name stays in registers")]
    #[inline(always)]
    fn name(&mut self) -> Read<Raw> {
        self.expect(b'"')?;
        let start = self.at;
        let kind = self.text()?;
        let name = Raw { start: start as u32, len: (self.at - 1 - start) as u32, kind };
        // What programs write has no blanks here.
        if let Some([b':', b'!'..=u8::MAX]) = self.bytes.get(self.at..self.at + 2) {
            self.at += 1;
        } else {
            self.colon()?;
        }
        Ok(name)
    }

    /// A colon among blanks.
    #[cold]
    fn colon(&mut self) -> Read<()> {
        self.blanks();
        self.expect(b':')?;
        self.blanks();
        Ok(())
    }

    /// Passes over a value and says what and where it was.
    #[inline]
    fn value(&mut self, depth: usize) -> Read<Raw> {
        let start = self.at;
        let kind = self.skip(depth)?;
        Ok(match kind {
            RawKind::Text | RawKind::Escaped => {
                Raw { start: start as u32 + 1, len: (self.at - start - 2) as u32, kind }
            }
            _ => self.raw(start, kind),
        })
    }

    /// Passes over a value. What it was fits a register, which where it was would not.
    fn skip(&mut self, depth: usize) -> Read<RawKind> {
        match self.peek()? {
            b'"' => {
                self.at += 1;
                self.text()
            }
            b'-' | b'0'..=b'9' => {
                self.at += number(&self.bytes[self.at..]);
                Ok(RawKind::Number)
            }
            other => self.skip_other(other, depth),
        }
    }

    /// The same of what is neither a text nor a number.
    #[inline(never)]
    fn skip_other(&mut self, first: u8, depth: usize) -> Read<RawKind> {
        match first {
            b'{' => self.skip_nested(depth, RawKind::Object),
            b'[' => self.skip_nested(depth, RawKind::Array),
            b't' => self.word(b"true", RawKind::True),
            b'f' => self.word(b"false", RawKind::False),
            b'n' => self.word(b"null", RawKind::Null),
            _ => self.error(JsonErrorKind::Unexpected),
        }
    }

    /// Passes over an object or array by counting brackets; texts inside are passed over as texts.
    fn skip_nested(&mut self, depth: usize, kind: RawKind) -> Read<RawKind> {
        let mut open = 0_usize;
        loop {
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'"' => {
                    self.text()?;
                }
                b'{' | b'[' => {
                    open += 1;
                    if open > depth {
                        self.at -= 1;
                        return self.error(JsonErrorKind::TooDeep);
                    }
                }
                b'}' | b']' => {
                    open -= 1;
                    if open == 0 {
                        return Ok(kind);
                    }
                }
                _ => {}
            }
        }
    }

    /// The rest of a text after its opening quote.
    #[expect(clippy::inline_always, reason = "called for every text; its end stays in a register")]
    #[inline(always)]
    fn text(&mut self) -> Read<RawKind> {
        let bytes = self.bytes;
        let mut kind = RawKind::Text;
        let mut from = self.at;
        loop {
            let Some(found) = mark(bytes, from) else {
                self.at = bytes.len();
                return self.error(JsonErrorKind::Truncated);
            };
            if bytes[found] == b'"' {
                self.at = found + 1;
                return Ok(kind);
            }
            kind = RawKind::Escaped;
            from = found + 2;
        }
    }

    fn word(&mut self, word: &[u8], kind: RawKind) -> Read<RawKind> {
        if !self.bytes[self.at..].starts_with(word) {
            return self.error(JsonErrorKind::Unexpected);
        }
        self.at += word.len();
        Ok(kind)
    }

    fn add_row(&mut self, table: TableId, width: usize) -> Read<usize> {
        self.rows += 1;
        if self.rows > self.limits.rows {
            return self.error(JsonErrorKind::TooManyRows);
        }
        let frames = &mut self.slots.tables[usize::from(table.0)].1;
        let start = frames.len();
        // A row that no field is read of still counts: it keeps one slot.
        frames.resize(start + width.max(1), Raw::ABSENT);
        self.slots.tables[usize::from(table.0)].0 = width.max(1);
        Ok(start)
    }

    fn count(&self, table: TableId) -> usize {
        let (width, frames) = &self.slots.tables[usize::from(table.0)];
        frames.len() / (*width).max(1)
    }

    #[inline]
    fn store(&mut self, frame: Frame, slot: u16, raw: Raw) {
        match frame {
            Frame::Head => self.slots.head[usize::from(slot)] = raw,
            Frame::Row { table, start } => {
                self.slots.tables[usize::from(table.0)].1[start + usize::from(slot)] = raw;
            }
        }
    }

    /// After a value: a comma and blanks (more follows), or the closing bracket.
    #[inline]
    fn comma(&mut self, close: u8) -> Read<bool> {
        // What programs write has no blanks here.
        match self.bytes.get(self.at..self.at + 2) {
            Some([b',', b'!'..=u8::MAX]) => {
                self.at += 1;
                Ok(true)
            }
            Some([next, _]) if *next == close => {
                self.at += 1;
                Ok(false)
            }
            _ => self.comma_among_blanks(close),
        }
    }

    #[cold]
    fn comma_among_blanks(&mut self, close: u8) -> Read<bool> {
        self.blanks();
        let next = self.peek()?;
        if next != b',' && next != close {
            return self.error(JsonErrorKind::Unexpected);
        }
        self.at += 1;
        if next == b',' {
            self.blanks();
        }
        Ok(next == b',')
    }

    #[inline]
    fn blanks(&mut self) {
        // What programs write has none.
        if self.bytes.get(self.at).is_some_and(|byte| *byte > b' ') {
            return;
        }
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.bytes.get(self.at) {
            self.at += 1;
        }
    }

    #[inline]
    fn peek(&mut self) -> Read<u8> {
        match self.bytes.get(self.at) {
            Some(byte) => Ok(*byte),
            None => self.error(JsonErrorKind::Truncated),
        }
    }

    #[inline]
    fn expect(&mut self, byte: u8) -> Read<()> {
        if self.peek()? != byte {
            return self.error(JsonErrorKind::Unexpected);
        }
        self.at += 1;
        Ok(())
    }

    fn deeper(&mut self, depth: usize) -> Read<usize> {
        match depth.checked_sub(1) {
            Some(depth) => Ok(depth),
            None => self.error(JsonErrorKind::TooDeep),
        }
    }

    fn raw(&self, start: usize, kind: RawKind) -> Raw {
        Raw { start: start as u32, len: (self.at - start) as u32, kind }
    }

    #[cold]
    fn error<T>(&mut self, kind: JsonErrorKind) -> Read<T> {
        self.wrong = kind;
        Err(Broken)
    }
}

fn rows(first: usize, count: usize) -> Raw {
    Raw { start: first as u32, len: count as u32, kind: RawKind::Rows }
}

/// A name with its escapes undone.
fn unescaped(name: &[u8]) -> std::borrow::Cow<'_, str> {
    std::str::from_utf8(name).map_or_else(|_| "".into(), super::unescape)
}
