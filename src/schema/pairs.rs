//! A YAML mapping in the order and at the places it was written.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_yaml::{Location, Spanned};

/// The entries of a mapping.
#[derive(Clone, Debug)]
pub(crate) struct Pairs<V>(pub(crate) Vec<Pair<V>>);

/// One entry of a mapping.
#[derive(Clone, Debug)]
pub(crate) struct Pair<V> {
    /// Its key.
    pub(crate) key: String,
    /// Where the key stands.
    pub(crate) at: At,
    /// Its value.
    pub(crate) value: V,
}

/// A place in a YAML file: line and column from 1, in characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct At {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

impl From<Location> for At {
    fn from(location: Location) -> At {
        At { line: location.line() as u32, column: location.column() as u32 }
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

impl<V> Default for Pairs<V> {
    fn default() -> Pairs<V> {
        Pairs(Vec::new())
    }
}

impl<V> Pairs<V> {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Pair<V>> {
        self.0.iter()
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Pairs<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Pairs<V>, D::Error> {
        struct Entries<V>(PhantomData<V>);

        impl<'de, V: Deserialize<'de>> Visitor<'de> for Entries<V> {
            type Value = Pairs<V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a mapping")
            }

            /// A section with nothing under its name.
            fn visit_none<E>(self) -> Result<Pairs<V>, E> {
                Ok(Pairs::default())
            }

            fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<Pairs<V>, D::Error> {
                inner.deserialize_map(self)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<V>, A::Error> {
                let mut pairs = Vec::new();
                while let Some(key) = map.next_key::<Spanned<String>>()? {
                    let value = map.next_value()?;
                    pairs.push(Pair { key: key.value, at: key.referenced.into(), value });
                }
                Ok(Pairs(pairs))
            }
        }

        deserializer.deserialize_option(Entries(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::{At, Pairs};

    #[test]
    fn keys_keep_their_order_and_place() {
        let pairs: Pairs<u32> = serde_yaml::from_str("б: 1\nа:  2\n").expect("a mapping");
        let found: Vec<_> = pairs.iter().map(|pair| (&*pair.key, pair.at, pair.value)).collect();
        let at = |line| At { line, column: 1 };
        assert_eq!(found, [("б", at(1), 1), ("а", at(2), 2)]);
    }

    #[test]
    fn an_empty_section_has_no_entries() {
        let pairs: Pairs<Pairs<u32>> = serde_yaml::from_str("a:\nb: {}\n").expect("a mapping");
        assert!(pairs.iter().all(|pair| pair.value.iter().count() == 0));
    }

    #[test]
    fn a_doubled_key_is_refused() {
        assert!(serde_yaml::from_str::<Pairs<u32>>("a: 1\na: 2\n").is_err());
    }
}
