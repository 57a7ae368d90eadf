//! The orders map over generated orders: what both benches and the test of equal outputs share.

pub(crate) mod generate;
pub(crate) mod hand;
pub(crate) mod random;
pub(crate) mod rules;
