//! `$filter` and the `Condition` of virtual tables: text to tree.
//!
//! Operators bind as the protocol says: `not` and unary minus, `mul div mod`, `add sub`,
//! comparisons, `and`, `or`.

use super::lexer::{Literal, Token, tokens};

/// A condition or a part of one.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expr {
    /// `'text'`
    Literal(Literal),
    /// `Item/Parent_Key`
    Path(Vec<String>),
    /// `cast(guid'…','Document_X')`, `cast(Field,'Document_X')/Number`
    Cast(Box<Expr>, String, Vec<String>),
    /// `isof(Field,'Document_X')`
    IsOf(Box<Expr>, String),
    /// `a eq b`
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// `a add b`
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    /// `a and b`
    And(Box<Expr>, Box<Expr>),
    /// `a or b`
    Or(Box<Expr>, Box<Expr>),
    /// `not a`
    Not(Box<Expr>),
    /// `startswith(a, b)`
    Call(Call, Vec<Expr>),
    /// `Rows/any(r: r/Price gt 100)`; without a body it asks whether there are rows.
    Rows {
        /// Whether every row has to fit.
        all: bool,
        /// The tabular part.
        path: Vec<String>,
        /// The name of the row and what is asked of it.
        body: Option<(String, Box<Expr>)>,
    },
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    /// `eq`
    Equal,
    /// `ne`
    Differs,
    /// `gt`
    Greater,
    /// `ge`
    AtLeast,
    /// `lt`
    Less,
    /// `le`
    AtMost,
}

/// An operation on numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arithmetic {
    /// `add`
    Add,
    /// `sub`
    Subtract,
    /// `mul`
    Multiply,
    /// `div`
    Divide,
}

/// A function that the base offers in conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Call {
    /// `substringof(what, in)`
    SubstringOf,
    /// `startswith(text, what)`
    StartsWith,
    /// `endswith(text, what)`
    EndsWith,
    /// `like(text, pattern)` with `%` and `_`
    Like,
    /// `concat(a, b)`
    Concat,
    /// `substring(text, from, length)`, counted from one
    Substring,
    /// `year(date)`
    Year,
    /// `month(date)`
    Month,
    /// `day(date)`
    Day,
    /// `hour(date)`
    Hour,
    /// `minute(date)`
    Minute,
    /// `second(date)`
    Second,
    /// `round(number)`, `round(number, digits)`
    Round,
    /// `quarter(date)`
    Quarter,
    /// `dayofyear(date)`
    DayOfYear,
    /// `dayofweek(date)`, Monday is 1
    DayOfWeek,
    /// `dateadd(date, 'day', number)`
    DateAdd,
    /// `datedifference(from, to, 'day')`
    DateDifference,
}

/// The tree of a condition, or none where the text is not one.
pub(super) fn parse(text: &str) -> Option<Expr> {
    let tokens = tokens(text).ok()?;
    let mut parser = Parser { tokens: &tokens, at: 0, depth: 0 };
    let expr = parser.or()?;
    (parser.at == tokens.len()).then_some(expr)
}

impl Expr {
    /// The first names of all paths.
    pub(super) fn names<'a>(&'a self, found: &mut Vec<&'a str>) {
        match self {
            Expr::Literal(_) => {}
            Expr::Path(path) => found.extend(path.first().map(String::as_str)),
            Expr::Cast(inner, ..) | Expr::IsOf(inner, _) | Expr::Not(inner) => inner.names(found),
            Expr::Compare(_, left, right)
            | Expr::Arithmetic(_, left, right)
            | Expr::And(left, right)
            | Expr::Or(left, right) => {
                left.names(found);
                right.names(found);
            }
            Expr::Call(_, arguments) => arguments.iter().for_each(|it| it.names(found)),
            Expr::Rows { path, body, .. } => {
                found.extend(path.first().map(String::as_str));
                if let Some((_, body)) = body {
                    body.names(found);
                }
            }
        }
    }
}

/// Deeper nesting than any client needs; it keeps a hostile text from exhausting the stack.
const DEEPEST: usize = 64;

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn or(&mut self) -> Option<Expr> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let mut left = self.and()?;
        while self.name("or") {
            left = Expr::Or(Box::new(left), Box::new(self.and()?));
        }
        self.depth -= 1;
        Some(left)
    }

    fn and(&mut self) -> Option<Expr> {
        let mut left = self.not()?;
        while self.name("and") {
            left = Expr::And(Box::new(left), Box::new(self.not()?));
        }
        Some(left)
    }

    fn not(&mut self) -> Option<Expr> {
        let mut negated = false;
        while self.name("not") {
            negated = !negated;
        }
        let inner = self.comparison()?;
        Some(if negated { Expr::Not(Box::new(inner)) } else { inner })
    }

    fn comparison(&mut self) -> Option<Expr> {
        let left = self.sum()?;
        let comparison = match self.peek_name() {
            Some("eq") => Comparison::Equal,
            Some("ne") => Comparison::Differs,
            Some("gt") => Comparison::Greater,
            Some("ge") => Comparison::AtLeast,
            Some("lt") => Comparison::Less,
            Some("le") => Comparison::AtMost,
            _ => return Some(left),
        };
        self.at += 1;
        Some(Expr::Compare(comparison, Box::new(left), Box::new(self.sum()?)))
    }

    fn sum(&mut self) -> Option<Expr> {
        let mut left = self.product()?;
        loop {
            let arithmetic = match self.peek_name() {
                Some("add") => Arithmetic::Add,
                Some("sub") => Arithmetic::Subtract,
                _ => return Some(left),
            };
            self.at += 1;
            left = Expr::Arithmetic(arithmetic, Box::new(left), Box::new(self.product()?));
        }
    }

    fn product(&mut self) -> Option<Expr> {
        let mut left = self.primary()?;
        loop {
            let arithmetic = match self.peek_name() {
                Some("mul") => Arithmetic::Multiply,
                Some("div") => Arithmetic::Divide,
                _ => return Some(left),
            };
            self.at += 1;
            left = Expr::Arithmetic(arithmetic, Box::new(left), Box::new(self.primary()?));
        }
    }

    fn primary(&mut self) -> Option<Expr> {
        if self.mark('(') {
            let inner = self.or()?;
            return self.mark(')').then_some(inner);
        }
        let negative = self.mark('-');
        let token = self.tokens.get(self.at)?.clone();
        self.at += 1;
        match token {
            Token::Literal(Literal::Number(number)) if negative => {
                Some(Expr::Literal(Literal::Number(-number)))
            }
            Token::Literal(literal) if !negative => Some(Expr::Literal(literal)),
            Token::Name(name) if !negative && self.mark('(') => self.call(&name),
            Token::Name(name) if !negative => self.path(name),
            Token::Literal(_) | Token::Name(_) | Token::Mark(_) => None,
        }
    }

    fn path(&mut self, first: String) -> Option<Expr> {
        let mut path = vec![first];
        while self.mark('/') {
            let name = self.take_name()?;
            if matches!(name.as_str(), "any" | "all") && self.mark('(') {
                let body = self.row_body()?;
                return Some(Expr::Rows { all: name == "all", path, body });
            }
            path.push(name);
        }
        Some(Expr::Path(path))
    }

    #[expect(clippy::option_option, reason = "no body is not the same as a body that is wrong")]
    fn row_body(&mut self) -> Option<Option<(String, Box<Expr>)>> {
        if self.mark(')') {
            return Some(None);
        }
        let row = self.take_name()?;
        if !self.mark(':') {
            return None;
        }
        let body = self.or()?;
        self.mark(')').then(|| Some((row, Box::new(body))))
    }

    fn call(&mut self, name: &str) -> Option<Expr> {
        let arguments = self.arguments()?;
        if matches!(name, "cast" | "isof") {
            let [subject, Expr::Literal(Literal::Text(entity))] =
                <[Expr; 2]>::try_from(arguments).ok()?
            else {
                return None;
            };
            let entity = entity.trim_start_matches("StandardODATA.").to_owned();
            if name == "isof" {
                return Some(Expr::IsOf(Box::new(subject), entity));
            }
            let mut rest = Vec::new();
            while self.mark('/') {
                rest.push(self.take_name()?);
            }
            return Some(Expr::Cast(Box::new(subject), entity, rest));
        }
        let (call, fewest, most) = function(name)?;
        let fits = (fewest..=most).contains(&arguments.len());
        fits.then_some(Expr::Call(call, arguments))
    }

    fn arguments(&mut self) -> Option<Vec<Expr>> {
        let mut arguments = Vec::new();
        if self.mark(')') {
            return Some(arguments);
        }
        loop {
            arguments.push(self.or()?);
            if self.mark(')') {
                return Some(arguments);
            }
            if !self.mark(',') {
                return None;
            }
        }
    }

    fn peek_name(&self) -> Option<&str> {
        match self.tokens.get(self.at)? {
            Token::Name(name) => Some(name),
            Token::Literal(_) | Token::Mark(_) => None,
        }
    }

    fn take_name(&mut self) -> Option<String> {
        let name = self.peek_name()?.to_owned();
        self.at += 1;
        Some(name)
    }

    fn name(&mut self, wanted: &str) -> bool {
        let found = self.peek_name() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    fn mark(&mut self, wanted: char) -> bool {
        let found = self.tokens.get(self.at) == Some(&Token::Mark(wanted));
        self.at += usize::from(found);
        found
    }
}

/// A function by its name, with the fewest and the most arguments it takes.
fn function(name: &str) -> Option<(Call, usize, usize)> {
    Some(match name {
        "substringof" => (Call::SubstringOf, 2, 2),
        "startswith" => (Call::StartsWith, 2, 2),
        "endswith" => (Call::EndsWith, 2, 2),
        "like" => (Call::Like, 2, 2),
        "concat" => (Call::Concat, 2, 2),
        "substring" => (Call::Substring, 2, 3),
        "year" => (Call::Year, 1, 1),
        "month" => (Call::Month, 1, 1),
        "day" => (Call::Day, 1, 1),
        "hour" => (Call::Hour, 1, 1),
        "minute" => (Call::Minute, 1, 1),
        "second" => (Call::Second, 1, 1),
        "round" => (Call::Round, 1, 2),
        "quarter" => (Call::Quarter, 1, 1),
        "dayofyear" => (Call::DayOfYear, 1, 1),
        "dayofweek" => (Call::DayOfWeek, 1, 1),
        "dateadd" => (Call::DateAdd, 3, 3),
        "datedifference" => (Call::DateDifference, 3, 3),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Comparison, Expr, Literal, parse};

    fn path(name: &str) -> Expr {
        Expr::Path(vec![name.to_owned()])
    }

    #[test]
    fn and_binds_tighter_than_or() {
        let Some(Expr::Or(left, right)) = parse("a eq 1 or b eq 2 and not (c eq 'x''y')") else {
            panic!("no or on top")
        };
        assert_eq!(
            *left,
            Expr::Compare(
                Comparison::Equal,
                Box::new(path("a")),
                Box::new(Expr::Literal(Literal::Number(1.0)))
            )
        );
        let Expr::And(_, negated) = *right else { panic!("no and below") };
        let Expr::Not(inner) = *negated else { panic!("no not") };
        let Expr::Compare(_, _, text) = *inner else { panic!("no comparison") };
        assert_eq!(*text, Expr::Literal(Literal::Text("x'y".to_owned())));
    }

    #[test]
    fn reads_rows_casts_and_paths() {
        let Some(Expr::Rows { all: false, path, body: Some((row, _)) }) = parse(
            "Rows/any(r: r/Price gt -1.5 and r/Item eq cast(guid'1f2a0002-5c1e-11f0-8b1e-00155d0a1b01','Catalog_X'))",
        ) else {
            panic!("no rows")
        };
        assert_eq!((path, row.as_str()), (vec!["Rows".to_owned()], "r"));
    }

    #[test]
    fn refuses_what_the_base_refuses() {
        let refused = [
            "a+eq+1",
            "a eq",
            "a eq 'x",
            "length(a) eq 1",
            "a eq guid'1f2a'",
            "a ge datetime'25-01-01T00:00:00'",
            "a eq 1 b",
            "",
        ];
        for text in refused {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse(&"(".repeat(100_000)), None);
    }
}
