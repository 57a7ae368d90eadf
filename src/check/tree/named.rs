//! Whose records are meant by name.

use crate::endpoint::Filter;

/// The records of an entity among which those stand that are meant by name.
#[derive(Clone, Debug, PartialEq)]
pub enum Named {
    /// All of them.
    All,
    /// Those that some constant lets through; one filter for each such constant.
    Chosen(Vec<Filter>),
}

impl Named {
    /// Those of both.
    pub(in crate::check) fn join(&mut self, other: Named) {
        match (&mut *self, other) {
            (Named::Chosen(mine), Named::Chosen(theirs)) => {
                for filter in theirs {
                    if !mine.contains(&filter) {
                        mine.push(filter);
                    }
                }
            }
            (mine, _) => *mine = Named::All,
        }
    }
}
