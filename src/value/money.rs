//! Exact decimals. Money never passes through a binary float, parsing included.
//!
//! A mantissa of 128 bits and a scale: what two 64-bit mantissas give is computed without any check,
//! the rest with overflow checked. Digits that do not fit are a fault, never rounded away in silence
//! (well-kept decimal crates do that past their last digit, which is why there is a type of our own).

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use crate::value::{Fault, FaultKind};

/// The most digits after the point.
const MAX_SCALE: u8 = 18;

/// An exact decimal number.
#[derive(Clone, Copy, Debug)]
pub struct Decimal {
    // Two halves instead of one `i128`, whose alignment would double the size of a value.
    high: i64,
    low: u64,
    scale: u8,
}

/// How a digit past the last kept one counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// Half away from zero: 0.005 gives 0.01, -0.005 gives -0.01.
    HalfAwayFromZero,
    /// Toward zero.
    Truncate,
}

impl Decimal {
    /// Zero.
    pub const ZERO: Decimal = Decimal { high: 0, low: 0, scale: 0 };
    /// One.
    pub const ONE: Decimal = Decimal { high: 0, low: 1, scale: 0 };

    /// `mantissa` divided by ten to the `scale`.
    #[expect(clippy::cast_sign_loss, reason = "the lower half has no sign")]
    pub fn new(mantissa: i128, scale: u8) -> Decimal {
        Decimal {
            high: (mantissa >> 64) as i64,
            low: (mantissa & i128::from(u64::MAX)) as u64,
            scale,
        }
    }

    /// The digits as an integer.
    pub fn mantissa(self) -> i128 {
        (i128::from(self.high) << 64) | i128::from(self.low)
    }

    /// The digits after the point, as computed; `10.50` has two.
    pub fn scale(self) -> u8 {
        self.scale
    }

    /// The digits after the point that matter; `10.50` has one.
    pub fn significant_scale(self) -> u8 {
        self.normalized().scale
    }

    /// Digits in all, leading zeros aside.
    pub fn digits(self) -> u32 {
        self.mantissa().unsigned_abs().checked_ilog10().map_or(1, |log| log + 1)
    }

    /// Whether there are at most so many digits before the point.
    pub fn has_whole_digits(self, most: u8) -> bool {
        let limit = POWERS.get(usize::from(most) + usize::from(self.scale));
        limit.is_none_or(|limit| self.mantissa().unsigned_abs() < limit.unsigned_abs())
    }

    /// Whether the number is zero.
    pub fn is_zero(self) -> bool {
        self.high == 0 && self.low == 0
    }

    /// Whether the number is below zero.
    pub fn is_negative(self) -> bool {
        self.high < 0
    }

    /// The number as an integer, if it is one and fits.
    pub fn to_integer(self) -> Option<i64> {
        let normal = self.normalized();
        if normal.scale == 0 { i64::try_from(normal.mantissa()).ok() } else { None }
    }

    /// Reads `-12.50`, `12`, `1.25e-3`. Nothing else is a number: no blanks, no comma, no sign `+`.
    pub fn parse(text: &str) -> Result<Decimal, Fault> {
        let bytes = text.as_bytes();
        if let Some(number) = parse_short(bytes) {
            return Ok(number);
        }
        parse_long(text)
    }

    /// The sum.
    pub fn plus(self, other: Decimal) -> Result<Decimal, Fault> {
        self.sum(other, other, '+')
    }

    /// The sum; `written` and the sign say what of, where it is too large.
    fn sum(self, other: Decimal, written: Decimal, sign: char) -> Result<Decimal, Fault> {
        let scale = self.scale.max(other.scale);
        if let (Some(left), Some(right)) = (self.raised(scale), other.raised(scale))
            && let Some(sum) = left.checked_add(right)
        {
            return Ok(Decimal::small_of(sum, scale));
        }
        let sum = align(self, other).and_then(|(left, right, scale)| {
            left.checked_add(right).map(|sum| Decimal::new(sum, scale))
        });
        sum.ok_or_else(|| overflow(self, sign, written))
    }

    /// The difference.
    pub fn minus(self, other: Decimal) -> Result<Decimal, Fault> {
        self.sum(other.negate(), other, '-')
    }

    /// The product, exact; a scale past 18 is a fault unless the digits there are zeros.
    pub fn times(self, other: Decimal) -> Result<Decimal, Fault> {
        let scale = self.scale + other.scale;
        let product = match (self.small(), other.small()) {
            (Some(left), Some(right)) => match left.checked_mul(right) {
                Some(product) if scale <= MAX_SCALE => {
                    return Ok(Decimal::small_of(product, scale));
                }
                _ => i128::from(left) * i128::from(right),
            },
            _ => {
                let product = self.mantissa().checked_mul(other.mantissa());
                product.ok_or_else(|| overflow(self, '*', other))?
            }
        };
        let mut product = Wide { mantissa: product, scale };
        while product.scale > MAX_SCALE {
            if product.mantissa % 10 != 0 {
                return Err(Fault::new(FaultKind::TooPrecise, format!("{self} * {other}")));
            }
            product = Wide { mantissa: product.mantissa / 10, scale: product.scale - 1 };
        }
        Ok(Decimal::new(product.mantissa, product.scale))
    }

    /// The quotient rounded to `scale` digits after the point.
    pub fn divide(self, by: Decimal, scale: u8, rounding: Rounding) -> Result<Decimal, Fault> {
        if by.is_zero() {
            return Err(Fault::new(FaultKind::DivisionByZero, self.to_string()));
        }
        // mantissa / 10^a / (m / 10^b) at scale s: mantissa * 10^(b + s - a) / m
        let shift = i32::from(by.scale) + i32::from(scale) - i32::from(self.scale);
        let raised = |mantissa: i128| {
            let raised =
                power(shift.unsigned_abs()).and_then(|factor| mantissa.checked_mul(factor));
            raised.ok_or_else(|| overflow(self, '/', by))
        };
        let (above, below) = if shift >= 0 {
            (raised(self.mantissa())?, by.mantissa())
        } else {
            (self.mantissa(), raised(by.mantissa())?)
        };
        Ok(Decimal::new(divide_rounded(above, below, rounding), scale))
    }

    /// The number with exactly `scale` digits after the point.
    pub fn round(self, scale: u8, rounding: Rounding) -> Result<Decimal, Fault> {
        match self.scale.cmp(&scale) {
            Ordering::Equal => Ok(self),
            Ordering::Less => {
                let factor = power(u32::from(scale - self.scale));
                let mantissa = factor.and_then(|factor| self.mantissa().checked_mul(factor));
                let mantissa = mantissa.ok_or_else(|| too_large(self.to_string()))?;
                Ok(Decimal::new(mantissa, scale))
            }
            Ordering::Greater => {
                let divisor = power(u32::from(self.scale - scale));
                let divisor = divisor.ok_or_else(|| too_large(self.to_string()))?;
                let mantissa = match self.small() {
                    Some(small) if divisor <= i128::from(i64::MAX) => {
                        let mantissa = divide_small(small, divisor as i64, rounding);
                        return Ok(Decimal::small_of(mantissa, scale));
                    }
                    _ => divide_rounded(self.mantissa(), divisor, rounding),
                };
                Ok(Decimal::new(mantissa, scale))
            }
        }
    }

    /// The number with the other sign.
    pub fn negate(self) -> Decimal {
        Decimal::new(-self.mantissa(), self.scale)
    }

    /// The number without its sign.
    pub fn abs(self) -> Decimal {
        if self.is_negative() { self.negate() } else { self }
    }

    /// The same number without trailing zeros after the point.
    pub fn normalized(self) -> Decimal {
        let (mut mantissa, mut scale) = (self.mantissa(), self.scale);
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        Decimal::new(mantissa, scale)
    }

    fn small_of(mantissa: i64, scale: u8) -> Decimal {
        Decimal { high: mantissa >> 63, low: mantissa.cast_unsigned(), scale }
    }

    /// The mantissa at a scale that is no smaller, if it fits 64 bits.
    fn raised(self, scale: u8) -> Option<i64> {
        let factor = SMALL_POWERS.get(usize::from(scale - self.scale))?;
        self.small()?.checked_mul(*factor)
    }

    /// The mantissa if it fits 64 bits.
    fn small(self) -> Option<i64> {
        let low = self.low.cast_signed();
        (self.high == low >> 63).then_some(low)
    }
}

struct Wide {
    mantissa: i128,
    scale: u8,
}

/// Up to 18 digits with a point among them: nearly every number of a payload.
fn parse_short(bytes: &[u8]) -> Option<Decimal> {
    let (negative, digits) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, bytes),
    };
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let (mut mantissa, mut scale, mut point) = (0_i64, 0_u8, false);
    for (index, byte) in digits.iter().enumerate() {
        match byte {
            b'0'..=b'9' => {
                mantissa = mantissa * 10 + i64::from(byte - b'0');
                scale += u8::from(point);
            }
            b'.' if !point && index > 0 => point = true,
            _ => return None,
        }
    }
    if point && scale == 0 {
        return None;
    }
    Some(Decimal::small_of(if negative { -mantissa } else { mantissa }, scale))
}

fn parse_long(text: &str) -> Result<Decimal, Fault> {
    let fault = |kind| Fault::new(kind, text);
    let (number, exponent) = match text.find(['e', 'E']) {
        None => (text, 0),
        Some(at) => {
            let exponent = text[at + 1..].trim_start_matches('+');
            (&text[..at], exponent.parse::<i32>().map_err(|_| fault(FaultKind::NotNumber))?)
        }
    };
    if text.trim().is_empty() {
        return Err(fault(FaultKind::Blank));
    }
    let unsigned = number.strip_prefix('-').unwrap_or(number);
    let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digital = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if !digital(whole) || (unsigned.contains('.') && !digital(part)) {
        return Err(fault(FaultKind::NotNumber));
    }
    let part = part.trim_end_matches('0');
    let digits = format!("{whole}{part}");
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() {
        return Ok(Decimal::new(0, 0));
    }
    let length = i32::try_from(part.len()).map_err(|_| fault(FaultKind::TooPrecise))?;
    let scale = length.checked_sub(exponent).ok_or_else(|| fault(FaultKind::TooPrecise))?;
    // A long fraction is no large number.
    if scale > i32::from(MAX_SCALE) {
        return Err(fault(FaultKind::TooPrecise));
    }
    let mut mantissa: i128 = digits.parse().map_err(|_| fault(FaultKind::Overflow))?;
    if scale < 0 {
        let raised = power(scale.unsigned_abs()).and_then(|factor| mantissa.checked_mul(factor));
        mantissa = raised.ok_or_else(|| fault(FaultKind::Overflow))?;
    }
    let scale = u8::try_from(scale).unwrap_or(0);
    Ok(Decimal::new(if number.starts_with('-') { -mantissa } else { mantissa }, scale))
}

/// Both mantissas at the larger of the two scales.
fn align(left: Decimal, right: Decimal) -> Option<(i128, i128, u8)> {
    let raise = |number: Decimal, by: u8| number.mantissa().checked_mul(power(u32::from(by))?);
    Some(match left.scale.cmp(&right.scale) {
        Ordering::Equal => (left.mantissa(), right.mantissa(), left.scale),
        Ordering::Less => (raise(left, right.scale - left.scale)?, right.mantissa(), right.scale),
        Ordering::Greater => (left.mantissa(), raise(right, left.scale - right.scale)?, left.scale),
    })
}

fn power(exponent: u32) -> Option<i128> {
    POWERS.get(exponent as usize).copied()
}

/// The powers of ten that fit.
const POWERS: [i128; 39] = {
    let mut powers = [1; 39];
    let mut at = 1;
    while at < powers.len() {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

/// Those of them that fit 64 bits.
const SMALL_POWERS: [i64; 19] = {
    let mut powers = [1; 19];
    let mut at = 1;
    while at < powers.len() {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

/// The fault of a result that is too large, with what it was to be the result of.
fn overflow(left: Decimal, sign: char, right: Decimal) -> Fault {
    too_large(format!("{left} {sign} {right}"))
}

fn too_large(value: String) -> Fault {
    Fault::new(FaultKind::Overflow, value)
}

fn divide_small(above: i64, below: i64, rounding: Rounding) -> i64 {
    let quotient = above / below;
    let rest = (above % below).unsigned_abs();
    match rounding {
        Rounding::HalfAwayFromZero if rest >= below.unsigned_abs().div_ceil(2) => {
            quotient + if (above < 0) == (below < 0) { 1 } else { -1 }
        }
        Rounding::HalfAwayFromZero | Rounding::Truncate => quotient,
    }
}

fn divide_rounded(above: i128, below: i128, rounding: Rounding) -> i128 {
    if let (Ok(above), Ok(below)) = (i64::try_from(above), i64::try_from(below))
        && below != -1
    {
        return divide_small(above, below, rounding).into();
    }
    let quotient = above / below;
    let rest = (above % below).unsigned_abs();
    match rounding {
        Rounding::HalfAwayFromZero if rest >= below.unsigned_abs().div_ceil(2) => {
            quotient + if (above < 0) == (below < 0) { 1 } else { -1 }
        }
        Rounding::HalfAwayFromZero | Rounding::Truncate => quotient,
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Decimal) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Decimal) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    /// By value: 10 equals 10.00.
    fn cmp(&self, other: &Decimal) -> Ordering {
        if self.scale == other.scale {
            return self.mantissa().cmp(&other.mantissa());
        }
        match align(*self, *other) {
            Some((left, right, _)) => left.cmp(&right),
            // One of them has no room for the other's scale: compare what stands before the point.
            None => whole(*self).cmp(&whole(*other)),
        }
    }
}

fn whole(number: Decimal) -> i128 {
    power(u32::from(number.scale)).map_or(0, |factor| number.mantissa() / factor)
}

impl std::hash::Hash for Decimal {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        let normal = self.normalized();
        (normal.mantissa(), normal.scale).hash(state);
    }
}

impl From<i64> for Decimal {
    fn from(number: i64) -> Decimal {
        Decimal::new(i128::from(number), 0)
    }
}

impl FromStr for Decimal {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Decimal, Fault> {
        Decimal::parse(text)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.mantissa().unsigned_abs();
        let sign = if self.is_negative() { "-" } else { "" };
        if self.scale == 0 {
            return write!(f, "{sign}{digits}");
        }
        let factor = 10_u128.pow(u32::from(self.scale));
        let width = usize::from(self.scale);
        write!(f, "{sign}{}.{:0width$}", digits / factor, digits % factor)
    }
}

#[cfg(test)]
mod tests;
