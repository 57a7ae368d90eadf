//! The words of a `$filter`, of a key in parentheses and of a condition: one lexer for the three.

/// A constant.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Literal {
    /// `guid'…'`, in lower case
    Guid(String),
    /// `datetime'2025-09-12T00:00:00'`, always with seconds
    DateTime(String),
    /// `'text'`
    Text(String),
    /// `12.5`
    Number(f64),
    /// `true`
    Bool(bool),
    /// `null`
    Null,
}

/// A word.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// A name or an operator: `Number`, `eq`.
    Name(String),
    /// A constant.
    Literal(Literal),
    /// `( ) , / : = -`
    Mark(char),
}

/// The words of a text; the error is the byte where it stops to make sense.
///
/// A plus sign is an error like any other foreign character: the base does not take it for a space.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, usize> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        if first == ' ' {
            at += 1;
        } else if first == '\'' {
            let (value, length) = quoted(rest).ok_or(at)?;
            found.push(Token::Literal(Literal::Text(value)));
            at += length;
        } else if first.is_ascii_digit() {
            let length = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            let number = rest[..length].parse().map_err(|_| at)?;
            found.push(Token::Literal(Literal::Number(number)));
            // The suffixes of the protocol's own number types: 12L, 12.5M.
            let suffix = rest[length..].starts_with(['L', 'l', 'M', 'm', 'D', 'd', 'F', 'f']);
            at += length + usize::from(suffix);
        } else if first.is_alphabetic() || first == '_' {
            let length = rest
                .find(|c: char| !c.is_alphanumeric() && c != '_' && c != '.')
                .unwrap_or(rest.len());
            let (token, length) = word(rest, length).ok_or(at)?;
            found.push(token);
            at += length;
        } else if "(),/:=-".contains(first) {
            found.push(Token::Mark(first));
            at += 1;
        } else {
            return Err(at);
        }
    }
    Ok(found)
}

/// A name, or a constant that begins like one.
fn word(rest: &str, length: usize) -> Option<(Token, usize)> {
    let name = &rest[..length];
    if rest[length..].starts_with('\'') && matches!(name, "guid" | "datetime") {
        let (value, quoted_length) = quoted(&rest[length..])?;
        let literal = if name == "guid" {
            Literal::Guid(guid(&value)?)
        } else {
            Literal::DateTime(date_time(&value)?)
        };
        return Some((Token::Literal(literal), length + quoted_length));
    }
    let token = match name {
        "true" => Token::Literal(Literal::Bool(true)),
        "false" => Token::Literal(Literal::Bool(false)),
        "null" => Token::Literal(Literal::Null),
        _ => Token::Name(name.to_owned()),
    };
    Some((token, length))
}

/// The text in quotes at the start, doubled quotes inside made single, and its length with quotes.
fn quoted(rest: &str) -> Option<(String, usize)> {
    let mut value = String::new();
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c != '\'' {
            value.push(c);
        } else if chars.next_if(|(_, next)| *next == '\'').is_some() {
            value.push('\'');
        } else {
            return Some((value, at + 1));
        }
    }
    None
}

/// A GUID in its usual form.
pub(super) fn guid(text: &str) -> Option<String> {
    let parsed = uuid::Uuid::try_parse(text).ok()?;
    (text.len() == 36).then(|| parsed.hyphenated().to_string())
}

/// A moment with seconds and a year of four digits; date alone and time without seconds are taken.
pub(super) fn date_time(text: &str) -> Option<String> {
    let (date, time) = text.split_once('T').unwrap_or((text, "00:00:00"));
    let time = if time.len() == 5 { format!("{time}:00") } else { time.to_owned() };
    let time = time.split('.').next().unwrap_or_default();
    let pattern = |text: &str, shape: &str| {
        text.len() == shape.len()
            && text.bytes().zip(shape.bytes()).all(|(byte, wanted)| match wanted {
                b'0' => byte.is_ascii_digit(),
                other => byte == other,
            })
    };
    (pattern(date, "0000-00-00") && pattern(time, "00:00:00")).then(|| format!("{date}T{time}"))
}
