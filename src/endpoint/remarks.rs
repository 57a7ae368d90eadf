//! What a client passed over in the answers of its system, kept until somebody asks.

use std::sync::{Mutex, PoisonError};

/// How many remarks are kept: enough to see what is wrong.
const MOST: usize = 100;

/// What was odd about an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Oddity {
    /// A record without its key: left out, as if it were not shown.
    NoKey,
    /// A change that names no record; it is about the change.
    NoRecord,
    /// An empty page where there are records.
    EmptyPage,
    /// A created record stands under another key than the one that was sent.
    OwnKeys,
}

/// Something that was passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The operation: `GET orders/history`.
    pub operation: String,
    /// What was odd.
    pub oddity: Oddity,
    /// What it is about, by its number or name; empty where the operation says it.
    pub about: String,
}

/// Remarks in their order, each of them once.
#[derive(Debug, Default)]
pub struct Remarks(Mutex<Vec<Remark>>);

impl Remarks {
    /// Notes what was passed over in an operation.
    pub fn add(&self, operation: &str, oddity: Oddity, about: &str) {
        let remark = Remark { operation: operation.to_owned(), oddity, about: about.to_owned() };
        let mut remarks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if remarks.len() < MOST && !remarks.contains(&remark) {
            remarks.push(remark);
        }
    }

    /// What was noted since this was last asked.
    pub fn take(&self) -> Vec<Remark> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, Oddity, Remarks};

    #[test]
    fn each_is_told_once_and_not_without_end() {
        let remarks = Remarks::default();
        for number in 0..2 * MOST {
            remarks.add("GET x", Oddity::EmptyPage, "");
            remarks.add("GET x", Oddity::NoRecord, &number.to_string());
        }
        let told = remarks.take();
        assert_eq!((told.len(), told[0].oddity), (MOST, Oddity::EmptyPage));
        assert!(remarks.take().is_empty());
    }
}
