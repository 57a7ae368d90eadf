//! The wanted members of an object, found by name.

use super::Node;

const BUCKETS: usize = 64;
const NONE: u16 = u16::MAX;

/// Members with their nodes, chained by a few bytes of their names: of the many members that nobody
/// wants nearly all fall into an empty bucket, and no name is compared.
#[derive(Clone, Debug)]
pub(super) struct Members {
    buckets: [u16; BUCKETS],
    list: Vec<Member>,
}

#[derive(Clone, Debug)]
struct Member {
    name: Box<str>,
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
    #[inline]
    pub(super) fn get(&self, name: &[u8]) -> Option<Node> {
        let mut at = self.buckets[bucket(name)];
        while at != NONE {
            let member = &self.list[usize::from(at)];
            if member.name.as_bytes() == name {
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
        let bucket = &mut self.buckets[bucket(name.as_bytes())];
        self.list.push(Member { name: name.into(), node, next: *bucket });
        *bucket = self.list.len() as u16 - 1;
    }
}

fn bucket(name: &[u8]) -> usize {
    let byte = |at: usize| usize::from(name.get(at).copied().unwrap_or(0));
    let (length, last) = (name.len(), name.len().saturating_sub(1));
    (length * 7 + byte(0) * 3 + byte(last) * 5 + byte(length / 2)) % BUCKETS
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
    }
}
