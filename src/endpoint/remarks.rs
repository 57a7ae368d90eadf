//! What a client passed over in the answers of its system, kept until somebody asks.

use std::sync::{Mutex, PoisonError};

/// How many remarks are kept: enough to see what is wrong.
const MOST: usize = 100;

/// Remarks in their order, each of them once.
#[derive(Debug, Default)]
pub struct Remarks(Mutex<Vec<String>>);

impl Remarks {
    /// Notes what was passed over in an operation.
    pub fn add(&self, operation: &str, text: &str) {
        let remark = format!("{operation}: {text}");
        let mut remarks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if remarks.len() < MOST && !remarks.contains(&remark) {
            remarks.push(remark);
        }
    }

    /// What was noted since this was last asked.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, Remarks};

    #[test]
    fn each_is_told_once_and_not_without_end() {
        let remarks = Remarks::default();
        for number in 0..2 * MOST {
            remarks.add("GET x", "passed over");
            remarks.add("GET x", &number.to_string());
        }
        let told = remarks.take();
        assert_eq!((told.len(), told[0].as_str()), (MOST, "GET x: passed over"));
        assert!(remarks.take().is_empty());
    }
}
