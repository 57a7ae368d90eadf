//! Numbers.

use crate::builtins::{Builtin, Kind};
use crate::value::{Decimal, Fault, FaultKind, Rounding, Value};

pub(super) const BUILTINS: &[Builtin] = &[
    Builtin {
        name: "abs",
        about: "the number without its sign",
        params: &[("number", Kind::Number)],
        optional: 0,
        returns: Kind::Number,
        fallible: false,
        conversion: false,
        examples: &[("abs(-2)", "2")],
        run: |args, _| Ok(Value::Number(number(args[0])?.abs())),
    },
    Builtin {
        name: "max",
        about: "the larger of two values",
        params: &[("a", Kind::Number), ("b", Kind::Number)],
        optional: 0,
        returns: Kind::Number,
        fallible: false,
        conversion: false,
        examples: &[("max(2, 3)", "3")],
        run: |args, _| Ok(Value::Number(number(args[0])?.max(number(args[1])?))),
    },
    Builtin {
        name: "min",
        about: "the smaller of two values",
        params: &[("a", Kind::Number), ("b", Kind::Number)],
        optional: 0,
        returns: Kind::Number,
        fallible: false,
        conversion: false,
        examples: &[("min(2, 3)", "2")],
        run: |args, _| Ok(Value::Number(number(args[0])?.min(number(args[1])?))),
    },
    Builtin {
        name: "round",
        about: "the number with so many digits after the point, half away from zero",
        params: &[("number", Kind::Number), ("digits", Kind::Number)],
        optional: 0,
        returns: Kind::Number,
        fallible: false,
        conversion: false,
        examples: &[("round(0.125, 2)", "0.13"), ("round(-2.5, 0)", "-3")],
        run: |args, _| {
            let rounded = number(args[0])?.round(digits(args[1])?, Rounding::HalfAwayFromZero)?;
            Ok(Value::Number(rounded))
        },
    },
];

pub(super) fn number(value: Value<'_>) -> Result<Decimal, Fault> {
    match value {
        Value::Number(number) => Ok(number),
        other => Err(Fault::new(FaultKind::BadArgument, format!("{other:?}"))),
    }
}

fn digits(value: Value<'_>) -> Result<u8, Fault> {
    let number = number(value)?;
    let digits = number.to_integer().and_then(|digits| u8::try_from(digits).ok());
    digits
        .filter(|digits| *digits <= 18)
        .ok_or_else(|| Fault::new(FaultKind::BadArgument, number.to_string()))
}
