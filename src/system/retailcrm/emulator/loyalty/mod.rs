//! Loyalty: programmes, participations, and bonuses.
//!
//! One bonus is worth one unit of money.

mod accounts;
mod bonuses;
mod confirm;
mod waiting;

pub(super) use accounts::ROUTES as ACCOUNTS;
pub(super) use bonuses::ROUTES as BONUSES;
pub(super) use confirm::ROUTES as CONFIRMATIONS;
pub(super) use waiting::ROUTES as WAITING;
