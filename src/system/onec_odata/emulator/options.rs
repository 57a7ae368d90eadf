//! The options of a request: what stands after the question mark.

use crate::endpoint::emulate::{Request, percent_decode};

use super::refusal::Refusal;

/// How much an answer says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Detail {
    /// `odata=nometadata`
    None,
    /// `odata=minimalmetadata`, and what more there is
    Minimal,
    /// The interface's XML, which is what it gives to those who do not say.
    Atom,
}

/// The options, decoded. A plus sign stays one: the base does not take it for a space.
#[derive(Debug)]
pub(super) struct Options {
    pairs: Vec<(String, String)>,
}

impl Options {
    /// The options of a query.
    pub(super) fn parse(query: &str) -> Options {
        let pairs = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (percent_decode(name), percent_decode(value))
        });
        Options { pairs: pairs.collect() }
    }

    /// The value of an option.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The value of an option that is a number of records.
    pub(super) fn count(&self, name: &str) -> Result<Option<usize>, Refusal> {
        let parsed = self.get(name).map(str::parse).transpose();
        parsed.map_err(|_| Refusal::bad_option(name))
    }

    /// Whether the answer carries the number of all records.
    pub(super) fn counts_all(&self) -> Result<bool, Refusal> {
        match self.get("$inlinecount") {
            None | Some("none") => Ok(false),
            Some("allpages") => Ok(true),
            Some(_) => Err(Refusal::bad_option("$inlinecount")),
        }
    }

    /// The form of the answer; none for one that is not given.
    pub(super) fn detail(&self, request: &Request) -> Option<Detail> {
        let wanted = self.get("$format").or_else(|| request.header("accept")).unwrap_or_default();
        if wanted.contains("json") {
            let none = wanted.contains("odata=nometadata");
            return Some(if none { Detail::None } else { Detail::Minimal });
        }
        let xml = wanted.is_empty() || ["atom", "xml", "*/*"].iter().any(|it| wanted.contains(it));
        xml.then_some(Detail::Atom)
    }
}

#[cfg(test)]
mod tests;
