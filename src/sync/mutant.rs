//! Rules of the protocol that tests break, one at a time, to see that the simulation finds it.

#[cfg(test)]
use std::cell::Cell;

/// A rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    /// A write is stored before it is sent.
    IntentFirst,
    /// The changes of a page are stored with the cursor behind it, not after it.
    EventsWithCursor,
    /// Whether a write was done whose answer is missing is looked up.
    Probe,
    /// What both sides agree on is stored.
    Base,
    /// What stands as it is given is not written.
    Echo,
    /// What was written one way is agreed on for the way back.
    WayBack,
    /// The link of a record that is about to be created is stored before it is.
    LinkFirst,
    /// What both sides agreed on last decides which of them moved.
    Merge,
    /// Where both sides moved, the owner of the field decides.
    Owner,
    /// What is about to be written is looked at once more before.
    LookAgain,
    /// What an edit whose answer is missing has done is agreed on.
    Landed,
    /// What a side decided against the rule is carried over by the way back.
    Overruled,
    /// An edit whose answer is missing is planned anew and never sent again.
    NewPlan,
    /// A call is over by its deadline, counted from when it was stored as sent.
    InTime,
    /// What belongs to a record that was created is written, whatever became of its plan.
    Owed,
}

#[cfg(test)]
thread_local! {
    static BROKEN: Cell<Option<Rule>> = const { Cell::new(None) };
}

/// Breaks a rule, or none, in what this thread does from now on.
#[cfg(test)]
pub(crate) fn break_rule(rule: Option<Rule>) {
    BROKEN.set(rule);
}

/// Whether a test breaks that rule.
#[cfg(test)]
pub(crate) fn breaks(rule: Rule) -> bool {
    BROKEN.get() == Some(rule)
}

/// Nobody else does.
#[cfg(not(test))]
pub(crate) const fn breaks(_: Rule) -> bool {
    false
}
