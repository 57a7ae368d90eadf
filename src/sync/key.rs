//! Keys of new records: the same record always gets the same key, so a create that is repeated, by
//! whomever, finds the first.

use uuid::Uuid;

/// The namespace of a tenant: of all keys made for one pair of systems. It comes from the settings
/// and not from the journal, so that a lost journal can be rebuilt.
pub fn namespace(tenant: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("obmen:{tenant}").as_bytes())
}

/// The key of the record that is born from record `key` of a kind, in a role.
pub fn derived(namespace: Uuid, kind: &str, role: &str, key: &str) -> Uuid {
    Uuid::new_v5(&namespace, format!("{kind}/{role}/{key}").as_bytes())
}

/// The field of systems that give keys themselves, in which they keep the key of another system.
pub(crate) const EXTERNAL: &str = "externalId";

/// What a record keeps of the key of the record it is born from.
pub(crate) fn external(key: &str) -> String {
    format!("{PREFIX}{key}")
}

/// The key that a record keeps, if it is one of ours.
pub(crate) fn of_external(kept: &str) -> Option<&str> {
    kept.strip_prefix(PREFIX).filter(|key| !key.is_empty())
}

/// Tells keys of ours from those of the shop.
const PREFIX: &str = "1c-";

#[cfg(test)]
mod tests {
    use super::{derived, namespace};

    #[test]
    fn keys_never_change_and_never_meet() {
        let shop = namespace("shop");
        let key = derived(shop, "order", "main", "138");
        // Written down: a new program must find the documents that an old one made.
        assert_eq!(key.to_string(), "9b12a22f-c548-5910-8796-bca43f1e35ee");
        let others = [
            derived(namespace("other"), "order", "main", "138"),
            derived(shop, "payment", "main", "138"),
            derived(shop, "order", "return", "138"),
            derived(shop, "order", "main", "139"),
        ];
        assert!(!others.contains(&key));
    }
}
