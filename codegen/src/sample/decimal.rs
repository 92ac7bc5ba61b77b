//! Exact decimal numbers, wide enough for the bounds that schemas set.

use std::cmp::Ordering;

/// The number `digits / 10^scale`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decimal {
    digits: i128,
    scale: u32,
}

impl Decimal {
    pub(super) const ONE: Self = Self { digits: 1, scale: 0 };
    pub(super) const ZERO: Self = Self { digits: 0, scale: 0 };

    pub(super) fn whole(digits: i128) -> Self {
        Self { digits, scale: 0 }
    }

    /// A whole `f64`; nothing where it is too wide.
    #[allow(clippy::cast_possible_truncation, reason = "the number is whole and within the range")]
    pub(super) fn whole_of(number: f64) -> Option<Self> {
        const BEYOND: f64 = 170_141_183_460_469_231_731_687_303_715_884_105_728.0;
        (number.abs() < BEYOND).then(|| Self::whole(number as i128))
    }

    /// The number that a JSON literal spells; nothing where it is too wide.
    pub(super) fn parse(literal: &str) -> Option<Self> {
        let (mantissa, exponent) = match literal.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (literal, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let fraction = fraction.trim_end_matches('0');
        let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
        let scale = i32::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
        if digits == 0 {
            return Some(Self::ZERO);
        }
        if scale >= 0 {
            return u32::try_from(scale).ok().filter(|scale| *scale <= 30).map(|scale| Self { digits, scale });
        }
        let digits = digits.checked_mul(10_i128.checked_pow(scale.unsigned_abs())?)?;
        Some(Self::whole(digits))
    }

    /// The plain spelling, without an exponent.
    pub(super) fn literal(self) -> String {
        let Some(scale) = usize::try_from(self.scale).ok().filter(|scale| *scale > 0) else {
            return self.digits.to_string();
        };
        let digits = format!("{:0>width$}", self.digits.unsigned_abs(), width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        let fraction = fraction.trim_end_matches('0');
        let sign = if self.digits < 0 { "-" } else { "" };
        if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }

    /// A spelling with an exponent: `1200e-2` for twelve.
    pub(super) fn scientific(self) -> String {
        let mut digits = self.digits;
        let mut exponent = 0_i64 - i64::from(self.scale);
        while digits != 0 && digits % 10 == 0 {
            digits /= 10;
            exponent += 1;
        }
        format!("{digits}e{exponent}")
    }

    /// The digits of both at their common scale.
    fn aligned(self, other: Self) -> Option<(i128, i128, u32)> {
        let scale = self.scale.max(other.scale);
        let widen = |number: Self| number.digits.checked_mul(10_i128.checked_pow(scale - number.scale)?);
        Some((widen(self)?, widen(other)?, scale))
    }

    pub(super) fn plus(self, other: Self) -> Option<Self> {
        let (one, two, scale) = self.aligned(other)?;
        Some(Self { digits: one.checked_add(two)?, scale })
    }

    pub(super) fn times(self, factor: i128) -> Option<Self> {
        Some(Self { digits: self.digits.checked_mul(factor)?, scale: self.scale })
    }

    /// How many whole times `step` fits, rounded towards negative infinity.
    pub(super) fn divided_by(self, step: Self) -> Option<i128> {
        let (one, two, _) = self.aligned(step)?;
        one.checked_div_euclid(two)
    }

    /// Whether this is a whole multiple of the step; nothing where their scales lie too far apart.
    pub(super) fn is_multiple_of(self, step: Self) -> Option<bool> {
        self.aligned(step).and_then(|(one, two, _)| one.checked_rem(two)).map(|rest| rest == 0)
    }

    /// How the two compare; nothing where their scales lie too far apart.
    pub(super) fn compare(self, other: Self) -> Option<Ordering> {
        self.aligned(other).map(|(one, two, _)| one.cmp(&two))
    }

    /// A step small enough to matter beside this number: one unit of its last digit but one.
    pub(super) fn unit(self) -> Self {
        Self { digits: 1, scale: (self.scale + 1).min(30) }
    }
}
