//! The JSON object of a request, with the knowledge whether it names a member twice.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use super::rows::Record;

/// The members of an object.
pub(super) struct Members {
    pub(super) record: Record,
    pub(super) doubled: bool,
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Members, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Members { record: Record::new(), doubled: false };
                while let Some((name, value)) = map.next_entry::<String, Value>()? {
                    members.doubled |= members.record.insert(name, value).is_some();
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(Object)
    }
}
