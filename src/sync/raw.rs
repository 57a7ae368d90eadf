//! Payloads member by member, without judging what is in them: what no rule knows is carried as it
//! came, byte for byte.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::value::json::write_text;

/// A value whose members are looked for more than once.
#[derive(Debug)]
pub(crate) struct Opened<'a> {
    text: &'a str,
    members: Members<'a>,
}

impl<'a> Opened<'a> {
    /// The value with its members at hand; none where it is no object.
    pub(crate) fn new(text: &'a str) -> Opened<'a> {
        Opened { text, members: Members::of(text).unwrap_or_default() }
    }

    /// The value at the end of `path`. The empty name is the value itself.
    pub(crate) fn at(&self, path: &[Box<str>]) -> Option<&'a str> {
        match path.split_first() {
            None => Some(self.text),
            Some((name, rest)) if name.is_empty() => at(self.text, rest),
            Some((name, rest)) => at(self.members.get(name)?, rest),
        }
    }
}

/// The members of an object in their order, each value as the text it came in.
#[derive(Debug, Default)]
pub(crate) struct Members<'a>(pub(crate) Vec<(String, &'a str)>);

impl<'a> Members<'a> {
    /// The members of `text`; none where it is no object.
    pub(crate) fn of(text: &'a str) -> Option<Members<'a>> {
        serde_json::from_str(text).ok()
    }

    /// The value of that member.
    pub(crate) fn get(&self, name: &str) -> Option<&'a str> {
        self.0.iter().find(|(member, _)| member == name).map(|(_, value)| *value)
    }
}

/// The value at the end of `path` below `text`. The empty name is the value itself.
pub(crate) fn at<'a>(text: &'a str, path: &[Box<str>]) -> Option<&'a str> {
    let mut value = text;
    for name in path {
        if !name.is_empty() {
            value = Members::of(value)?.get(name)?;
        }
    }
    Some(value)
}

/// The rows of an array, or of an object whose member names mean nothing.
pub(crate) fn rows(text: &str) -> Vec<&str> {
    if let Ok(Elements(rows)) = serde_json::from_str(text) {
        return rows;
    }
    let members = Members::of(text).unwrap_or_default();
    members.0.into_iter().map(|(_, value)| value).collect()
}

/// A body in the making: members by path, in the order in which they came.
#[derive(Clone, Debug)]
pub enum Tree {
    /// JSON as it will stand there.
    Leaf(String),
    /// Members.
    Object(Vec<(String, Tree)>),
}

impl Default for Tree {
    /// An object without members.
    fn default() -> Tree {
        Tree::Object(Vec::new())
    }
}

impl Tree {
    /// The object that `text` shows, to be changed; an empty one where it shows none.
    pub fn of(text: &str) -> Tree {
        let members = Members::of(text).unwrap_or_default();
        let leaf = |(name, value): (String, &str)| (name, Tree::Leaf(value.to_owned()));
        Tree::Object(members.0.into_iter().map(leaf).collect())
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        matches!(self, Tree::Object(members) if members.is_empty())
    }

    /// The member at the end of `path`, if it was set.
    pub fn get(&self, path: &[Box<str>]) -> Option<&Tree> {
        let Some((name, rest)) = path.split_first() else { return Some(self) };
        match self {
            Tree::Leaf(_) => None,
            Tree::Object(members) => {
                members.iter().find(|(member, _)| **member == **name)?.1.get(rest)
            }
        }
    }

    /// Puts `value`, which is JSON, at the end of `path`. What else is in the objects on the way stays.
    pub fn set(&mut self, path: &[Box<str>], value: String) {
        let Some((name, rest)) = path.split_first().filter(|(name, _)| !name.is_empty()) else {
            *self = Tree::Leaf(value);
            return;
        };
        if let Tree::Leaf(text) = self {
            *self = Tree::of(text);
        }
        let Tree::Object(members) = self else { return };
        let position = members.iter().position(|(member, _)| **member == **name);
        let position = position.unwrap_or_else(|| {
            members.push((name.to_string(), Tree::default()));
            members.len() - 1
        });
        members[position].1.set(rest, value);
    }

    /// Puts another body over this one, member by member.
    pub(crate) fn lay(&mut self, over: &Tree) {
        over.each_leaf(&mut Vec::new(), &mut |path, text| self.set(path, text.to_owned()));
    }

    fn each_leaf(&self, path: &mut Vec<Box<str>>, found: &mut dyn FnMut(&[Box<str>], &str)) {
        match self {
            Tree::Leaf(text) => found(path, text),
            Tree::Object(members) => {
                for (name, value) in members {
                    path.push(name.as_str().into());
                    value.each_leaf(path, found);
                    path.pop();
                }
            }
        }
    }

    /// The body as text.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }

    fn write(&self, out: &mut String) {
        match self {
            Tree::Leaf(text) => out.push_str(text),
            Tree::Object(members) => {
                out.push('{');
                for (number, (name, value)) in members.iter().enumerate() {
                    if number > 0 {
                        out.push(',');
                    }
                    write_text(out, name);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

struct Elements<'a>(Vec<&'a str>);

impl<'de> Deserialize<'de> for Elements<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Elements<'de>, D::Error> {
        struct Rows;
        impl<'de> Visitor<'de> for Rows {
            type Value = Elements<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Elements<'de>, A::Error> {
                let mut rows = Vec::new();
                while let Some(row) = seq.next_element::<&'de RawValue>()? {
                    rows.push(row.get());
                }
                Ok(Elements(rows))
            }
        }
        deserializer.deserialize_seq(Rows)
    }
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Members<'de>, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, &'de RawValue>()? {
                    members.push((name, value.get()));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

#[cfg(test)]
mod tests {
    use super::{Tree, at, rows};

    fn path(text: &str) -> Vec<Box<str>> {
        text.split('.').map(Into::into).collect()
    }

    #[test]
    fn values_are_found_as_they_came() {
        let text = r#"{"a": {"b": [1, 2.50]}, "c\"": null}"#;
        assert_eq!(at(text, &path("a.b")), Some("[1, 2.50]"));
        assert_eq!(at(text, &path("c\"")), Some("null"));
        assert_eq!(at(text, &path("a.b.c")), None);
        assert_eq!(rows("[1, 2.50]"), ["1", "2.50"]);
        assert_eq!(rows(r#"{"7": {"x": 1}, "9": {}}"#), [r#"{"x": 1}"#, "{}"]);
        assert!(rows("12").is_empty());
    }

    #[test]
    fn a_change_leaves_the_neighbours_alone() {
        let mut tree = Tree::of(r#"{"a": {"b": 1.50,  "c": [ 2 ]}, "d": "x"}"#);
        tree.set(&path("a.b"), "2".into());
        tree.set(&path("e.f"), "true".into());
        assert_eq!(tree.to_text(), r#"{"a":{"b":2,"c":[ 2 ]},"d":"x","e":{"f":true}}"#);
    }
}
