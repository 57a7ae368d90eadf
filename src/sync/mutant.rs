//! Rules of the protocol that tests break, one at a time, to see that the simulation finds it.

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
}
