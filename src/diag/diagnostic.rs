//! One plain value for everything a user is told about a mapping, a table, a setting or a record.

use crate::diag::{Code, Machine};
use crate::source::Span;

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; changes no exit code.
    Note,
    /// Likely a mistake; changes no exit code.
    Warning,
    /// Nothing runs before it is mended.
    Error,
}

/// A fact that a text mentions: a name, a number, a type.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// Anything shown as it is.
    Text(String),
    /// A count: texts choose their plural form by it.
    Count(i64),
}

impl From<&str> for Fact {
    fn from(text: &str) -> Fact {
        Fact::Text(text.to_owned())
    }
}

impl From<&String> for Fact {
    fn from(text: &String) -> Fact {
        Fact::Text(text.clone())
    }
}

impl From<String> for Fact {
    fn from(text: String) -> Fact {
        Fact::Text(text)
    }
}

impl From<Box<str>> for Fact {
    fn from(text: Box<str>) -> Fact {
        Fact::Text(text.into())
    }
}

impl From<usize> for Fact {
    fn from(count: usize) -> Fact {
        Fact::Count(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

/// The facts of one text, by the names its words use.
pub type Args = Vec<(&'static str, Fact)>;

/// A place with words of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// The text's name under the diagnostic's code (`T204.left`); without one the place is only marked.
    pub text: Option<&'static str>,
}

/// A replacement that mends the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What is replaced; an empty span inserts.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

/// What to do about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Hint {
    /// The text's name under the diagnostic's code (`T204.via`).
    pub text: &'static str,
    /// Facts of this hint beside those of the diagnostic.
    pub args: Args,
    /// The corrected code, where it is known.
    pub fix: Option<Fix>,
}

/// One thing a user is told.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// What kind of thing: its words, its explanation, its examples.
    pub code: &'static Code,
    /// Its weight; the code's own unless a check softened it.
    pub severity: Severity,
    /// The place; none for what concerns a whole project.
    pub span: Option<Span>,
    /// The name of the words at that place, when they differ from the message.
    pub text: Option<&'static str>,
    /// Other places that matter.
    pub labels: Vec<Label>,
    /// The facts.
    pub args: Args,
    /// The remedies, the likeliest first.
    pub hints: Vec<Hint>,
}

impl Diagnostic {
    /// A diagnostic of that code at that place.
    pub fn new(code: &'static Code, span: Span) -> Diagnostic {
        Diagnostic { span: Some(span), ..Diagnostic::placeless(code) }
    }

    /// A diagnostic that concerns no place in a text.
    pub fn placeless(code: &'static Code) -> Diagnostic {
        Diagnostic {
            code,
            severity: code.severity,
            span: None,
            text: None,
            labels: Vec::new(),
            args: Vec::new(),
            hints: Vec::new(),
        }
    }

    /// Adds a fact.
    pub fn arg(mut self, name: &'static str, fact: impl Into<Fact>) -> Diagnostic {
        self.args.push((name, fact.into()));
        self
    }

    /// Adds why this machine does not read or write a file.
    pub fn machine(mut self, error: &std::io::Error) -> Diagnostic {
        self.args.extend(Machine::from(error).facts());
        self
    }

    /// Names the words that stand at the place itself.
    pub fn at(mut self, text: &'static str) -> Diagnostic {
        self.text = Some(text);
        self
    }

    /// Marks another place.
    pub fn label(mut self, span: Span, text: &'static str) -> Diagnostic {
        self.labels.push(Label { span, text: Some(text) });
        self
    }

    /// Adds a remedy.
    pub fn hint(mut self, text: &'static str) -> Diagnostic {
        self.hints.push(Hint { text, args: Vec::new(), fix: None });
        self
    }

    /// Adds a remedy with the corrected code.
    pub fn fix(mut self, text: &'static str, span: Span, code: impl Into<String>) -> Diagnostic {
        let fix = Some(Fix { span, text: code.into() });
        self.hints.push(Hint { text, args: Vec::new(), fix });
        self
    }

    /// Whether nothing may run before this is mended.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
