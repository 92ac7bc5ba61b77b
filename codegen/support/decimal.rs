//! Exact decimal numbers: what a JSON number means, however it is written.

use super::Violation;
use std::cmp::Ordering;
use std::fmt::Display;

/// The number `digits * 10^exponent`; the digits neither start nor end with a zero, and zero has none. So two numbers are
/// the same where their parts are.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Decimal {
    pub(super) negative: bool,
    pub(super) digits: String,
    pub(super) exponent: i64,
}

impl Decimal {
    /// The number that a text of JSON's grammar means.
    pub(crate) fn parse(text: &str) -> Self {
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        // An exponent beyond `i64` leaves no room for digits that would make up for it.
        let beyond = if exponent.starts_with('-') { i64::MIN / 2 } else { i64::MAX / 2 };
        let exponent = exponent.parse().unwrap_or(beyond);
        let unsigned = mantissa.trim_start_matches('-');
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let all = format!("{whole}{fraction}");
        let kept = all.trim_end_matches('0');
        let digits = kept.trim_start_matches('0').to_owned();
        if digits.is_empty() {
            return Decimal { negative: false, digits, exponent: 0 };
        }
        let shift = |length: usize| i64::try_from(length).unwrap_or(i64::MAX / 4);
        let exponent = exponent.saturating_sub(shift(fraction.len())).saturating_add(shift(all.len() - kept.len()));
        Decimal { negative: mantissa.starts_with('-'), digits, exponent }
    }

    /// The number that is meant by a Rust number.
    pub(crate) fn of(number: impl Display) -> Self {
        Decimal::parse(&number.to_string())
    }

    /// Whether it has no digits behind the point, however it is written.
    fn is_integer(&self) -> bool {
        self.exponent >= 0
    }

    /// The order of the numbers that are meant, their signs aside.
    fn cmp_magnitude(&self, other: &Decimal) -> Ordering {
        // The place of the first digit; zero has none.
        let place = |number: &Decimal| {
            let length = i64::try_from(number.digits.len()).unwrap_or(i64::MAX / 4);
            if length == 0 { i64::MIN } else { number.exponent.saturating_add(length) }
        };
        place(self).cmp(&place(other)).then_with(|| self.digits.cmp(&other.digits))
    }

    fn is_multiple_of(&self, divisor: &Decimal) -> bool {
        if self.digits.is_empty() {
            return true;
        }
        // Neither number ends with a zero: a multiple has no digit behind the divisor's last.
        let shift = self.exponent.saturating_sub(divisor.exponent);
        if shift < 0 || divisor.digits.is_empty() {
            return false;
        }
        let mut rest = Remainder::new(&divisor.digits);
        self.digits.bytes().for_each(|digit| rest.push(digit));
        // The factors of ten cancel those of the divisor, each of whose digits has less than four; more change nothing.
        let enough = i64::try_from(divisor.digits.len()).unwrap_or(i64::MAX / 4) * 4;
        (0..shift.min(enough)).for_each(|_| rest.push(b'0'));
        rest.is_zero()
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, false) => self.cmp_magnitude(other),
            (true, true) => other.cmp_magnitude(self),
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Long division, of which only the remainder is kept: numbers as digits, the last one first.
struct Remainder {
    divisor: Vec<u8>,
    rest: Vec<u8>,
}

impl Remainder {
    fn new(divisor: &str) -> Self {
        let divisor: Vec<u8> = divisor.bytes().rev().map(|digit| digit - b'0').collect();
        // The remainder times ten has one digit more than the divisor.
        let rest = vec![0; divisor.len() + 1];
        Remainder { divisor, rest }
    }

    /// Brings down the next digit.
    fn push(&mut self, digit: u8) {
        self.rest.pop();
        self.rest.insert(0, digit - b'0');
        while self.rest.iter().rev().ge([0].iter().chain(self.divisor.iter().rev())) {
            self.subtract();
        }
    }

    fn subtract(&mut self) {
        let mut borrow = 0;
        for (position, digit) in self.rest.iter_mut().enumerate() {
            let less = self.divisor.get(position).unwrap_or(&0) + borrow;
            borrow = u8::from(*digit < less);
            *digit = *digit + 10 * borrow - less;
        }
    }

    fn is_zero(&self) -> bool {
        self.rest.iter().all(|digit| *digit == 0)
    }
}

/// Checks `multipleOf`, exactly: `0.3` is a multiple of `0.1`.
pub(crate) fn multiple_of(value: impl Display, divisor: &'static str) -> Result<(), Violation> {
    let found = Decimal::of(&value);
    if found.is_multiple_of(&Decimal::parse(divisor)) {
        return Ok(());
    }
    Err(Violation::new("multipleOf", format_args!("a multiple of {divisor}, found {value}")))
}

/// Checks a bound, exactly: `keyword` is the one of the four that says it.
pub(crate) fn within(value: impl Display, keyword: &'static str, bound: &'static str) -> Result<(), Violation> {
    let order = Decimal::of(&value).cmp(&Decimal::parse(bound));
    let (holds, words) = match keyword {
        "minimum" => (order.is_ge(), "at least"),
        "maximum" => (order.is_le(), "at most"),
        "exclusiveMinimum" => (order.is_gt(), "more than"),
        _ => (order.is_lt(), "less than"),
    };
    if holds { Ok(()) } else { Err(Violation::new(keyword, format_args!("{words} {bound}, found {value}"))) }
}

/// Checks that a number is an integer, like `1` and `1.0`.
pub(crate) fn integer(value: impl Display) -> Result<(), Violation> {
    if Decimal::of(&value).is_integer() {
        return Ok(());
    }
    Err(Violation::new("type", format_args!("an integer, found {value}")))
}
