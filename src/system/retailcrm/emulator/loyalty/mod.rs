//! Loyalty: programmes, participations, and bonuses.
//!
//! One bonus is worth one unit of money. Confirmation by SMS is not played: a programme that asks
//! for it behaves as one that does not.

mod accounts;
mod bonuses;
mod waiting;

pub(super) use accounts::ROUTES as ACCOUNTS;
pub(super) use bonuses::ROUTES as BONUSES;
pub(super) use waiting::ROUTES as WAITING;
