//! The wanted members of an object, found by name.

use super::Node;

const BUCKETS: usize = 64;
const NONE: u16 = u16::MAX;

/// Members with their nodes, chained by how their names begin and how long they are: of the many
/// members that nobody wants nearly all fall into an empty bucket, and no name is compared.
#[derive(Clone, Debug)]
pub(super) struct Members {
    buckets: [u16; BUCKETS],
    list: Vec<Member>,
}

#[derive(Clone, Debug)]
struct Member {
    name: Box<str>,
    head: u64,
    node: Node,
    /// The next in the same bucket.
    next: u16,
}

impl Default for Members {
    fn default() -> Members {
        Members { buckets: [NONE; BUCKETS], list: Vec::new() }
    }
}

impl Members {
    /// What stands behind a name.
    pub(super) fn get(&self, name: &[u8]) -> Option<Node> {
        self.get_at(name, name.len())
    }

    /// What stands behind the name of that length at the beginning of `text`.
    #[inline]
    pub(super) fn get_at(&self, text: &[u8], length: usize) -> Option<Node> {
        let head = head(text, length);
        let mut at = self.buckets[bucket(head, length)];
        while let Some(member) = self.list.get(usize::from(at)) {
            let known = member.name.as_bytes();
            if member.head == head
                && known.len() == length
                && (length <= 8 || text[8..length] == known[8..])
            {
                return Some(member.node);
            }
            at = member.next;
        }
        None
    }

    /// Puts a node behind a name.
    pub(super) fn set(&mut self, name: &str, node: Node) {
        if let Some(member) = self.list.iter_mut().find(|member| &*member.name == name) {
            member.node = node;
            return;
        }
        let head = head(name.as_bytes(), name.len());
        let bucket = &mut self.buckets[bucket(head, name.len())];
        self.list.push(Member { name: name.into(), head, node, next: *bucket });
        *bucket = self.list.len() as u16 - 1;
    }
}

/// The first eight bytes of the name of that length at the beginning of `text`, zeros after its end.
#[inline]
fn head(text: &[u8], length: usize) -> u64 {
    let word = text.first_chunk().map_or_else(
        || text.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
        |word| u64::from_le_bytes(*word),
    );
    if length < 8 { word & !(u64::MAX << (8 * length)) } else { word }
}

#[inline]
fn bucket(head: u64, length: usize) -> usize {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    ((head ^ length as u64).wrapping_mul(FACTOR) >> 58) as usize % BUCKETS
}

#[cfg(test)]
mod tests {
    use super::{Members, Node};

    #[test]
    fn every_member_is_found_and_no_other() {
        let mut members = Members::default();
        for number in 0..500 {
            members.set(&format!("поле{number}"), Node::Scalar(number));
        }
        members.set("поле7", Node::Scalar(1000));
        members.set("", Node::Scalar(1001));
        assert_eq!(members.get("поле7".as_bytes()), Some(Node::Scalar(1000)));
        assert_eq!(members.get("поле499".as_bytes()), Some(Node::Scalar(499)));
        assert_eq!(members.get(b""), Some(Node::Scalar(1001)));
        assert_eq!(members.get("поле500".as_bytes()), None);
        assert_eq!(members.get(b"x"), None);
        members.set("id", Node::Scalar(1002));
        assert_eq!(members.get_at(b"id", 2), Some(Node::Scalar(1002)));
        assert_eq!(members.get_at(b"id\":1", 2), Some(Node::Scalar(1002)));
        assert_eq!(members.get_at(b"id\":12345", 2), Some(Node::Scalar(1002)));
        assert_eq!(members.get_at(b"id\":12345", 3), None);
        assert_eq!(members.get(b"id\0"), None);
    }
}
