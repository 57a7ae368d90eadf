//! Moments between sides whose clocks show different zones.

use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;

/// The zones of a source and a target that differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zones {
    from: TimeZone,
    to: TimeZone,
}

impl Zones {
    /// The zones of those names; none where one is not said, or both are the same.
    pub fn between(from: Option<&str>, to: Option<&str>) -> Option<Zones> {
        let (from, to) = (from?, to?);
        if from == to {
            return None;
        }
        Some(Zones { from: TimeZone::get(from).ok()?, to: TimeZone::get(to).ok()? })
    }

    /// What the target's clocks show at that moment. Midnight stays: 1C keeps days as moments
    /// without a time, and a day is the same one everywhere.
    pub fn shift(&self, moment: DateTime) -> DateTime {
        if moment.time() == Time::midnight() {
            return moment;
        }
        let there = self.from.to_ambiguous_timestamp(moment).compatible();
        there.map_or(moment, |there| self.to.to_datetime(there))
    }
}

#[cfg(test)]
mod tests;
