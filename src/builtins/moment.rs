//! Days, moments and lengths of time.

use jiff::ToSpan;

use crate::builtins::money::number;
use crate::builtins::{Builtin, Kind};
use crate::value::{Fault, FaultKind, Value};

pub(super) const BUILTINS: &[Builtin] = &[
    Builtin {
        name: "date",
        about: "the day of a moment",
        params: &[("moment", Kind::Moment)],
        optional: 0,
        returns: Kind::Day,
        fallible: false,
        conversion: true,
        examples: &[],
        run: |args, _| match args[0] {
            Value::Moment(moment) => Ok(Value::Day(moment.date())),
            Value::Day(day) => Ok(Value::Day(day)),
            other => Err(Fault::new(FaultKind::BadArgument, format!("{other:?}"))),
        },
    },
    Builtin {
        name: "days",
        about: "a length of time of so many days",
        params: &[("number", Kind::Number)],
        optional: 0,
        returns: Kind::Span,
        fallible: false,
        conversion: false,
        examples: &[],
        run: |args, _| {
            let number = number(args[0])?;
            let fault = || Fault::new(FaultKind::BadArgument, number.to_string());
            let days = number.to_integer().filter(|days| days.abs() < 4_000_000);
            Ok(Value::Span(days.ok_or_else(fault)? * 86_400))
        },
    },
];

/// A day or moment later by so many seconds (or earlier). A day stays a day when whole days are added.
pub fn later(value: Value<'_>, seconds: i64) -> Result<Value<'_>, Fault> {
    let fault = |_| Fault::new(FaultKind::Overflow, format!("{value:?}"));
    match value {
        Value::Day(day) if seconds % 86_400 == 0 => {
            Ok(Value::Day(day.checked_add((seconds / 86_400).days()).map_err(fault)?))
        }
        Value::Day(day) => {
            let moment = day.to_datetime(jiff::civil::Time::midnight());
            Ok(Value::Moment(moment.checked_add(seconds.seconds()).map_err(fault)?))
        }
        Value::Moment(moment) => {
            Ok(Value::Moment(moment.checked_add(seconds.seconds()).map_err(fault)?))
        }
        other => Err(Fault::new(FaultKind::BadArgument, format!("{other:?}"))),
    }
}
