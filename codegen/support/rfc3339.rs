//! The parts of RFC 3339's grammar (section 5.6) that several formats share.
//!
//! A date comes out as its numbers, and whether that day exists is for the calendar of the caller. A time is fully
//! checked. Nothing is allocated, and no date crate is needed: a schema that only has times must not depend on one.

/// The year, month and day of a `full-date`.
pub(super) fn full_date(text: &[u8]) -> Option<(i32, u32, u32)> {
    let (start, &[d1, d2]) = text.split_first_chunk()? else { return None };
    let [y1, y2, y3, y4, _, m1, m2, _] = digits(*start, *b"0000-00-")?;
    let year = i32::from(number(y1, y2)) * 100 + i32::from(number(y3, y4));
    Some((year, number(m1, m2).into(), two_digits(d1, d2)?.into()))
}

/// A `full-time`: a time of day with its offset from UTC.
pub(super) struct FullTime {
    pub(super) hour: u8,
    pub(super) minute: u8,
    /// 60 is a leap second.
    pub(super) second: u8,
    /// The fraction of the second, cut off to nanoseconds.
    pub(super) nanosecond: u32,
    /// Whether that cut anything off.
    pub(super) is_finer: bool,
    /// The minutes that the local time is ahead of UTC.
    pub(super) offset: i32,
}

/// Reads a `full-time`. A leap second only ever ends a day of UTC (section 5.7), so elsewhere it is not a time.
pub(super) fn full_time(text: &[u8]) -> Option<FullTime> {
    let (clock, rest) = text.split_first_chunk()?;
    let [h1, h2, _, m1, m2, _, s1, s2] = digits(*clock, *b"00:00:00")?;
    let (hour, minute, second) = (number(h1, h2), number(m1, m2), number(s1, s2));
    let (nanosecond, is_finer, rest) = fraction(rest)?;
    let offset = offset(rest)?;
    let ends_day = || (to_minutes(hour, minute) - offset).rem_euclid(MINUTES_A_DAY) == MINUTES_A_DAY - 1;
    let exists = hour <= 23 && minute <= 59 && (second <= 59 || second == 60 && ends_day());
    exists.then_some(FullTime { hour, minute, second, nanosecond, is_finer, offset })
}

const MINUTES_A_DAY: i32 = 24 * 60;

/// Reads a `time-secfrac`, which may be absent, but has a digit where it is not: the nanoseconds, whether there is more
/// to it than those, and the rest of the text.
fn fraction(text: &[u8]) -> Option<(u32, bool, &[u8])> {
    let [b'.', digits @ ..] = text else { return Some((0, false, text)) };
    let mut nanoseconds = 0;
    let mut length = 0;
    let nine = &digits[..digits.len().min(9)];
    while let Some(byte @ b'0'..=b'9') = nine.get(length) {
        nanoseconds = nanoseconds * 10 + u32::from(byte - b'0');
        length += 1;
    }
    let nanoseconds = nanoseconds * POWERS_OF_TEN[9 - length];
    let mut is_finer = false;
    while let Some(byte @ b'0'..=b'9') = digits.get(length) {
        is_finer |= *byte != b'0';
        length += 1;
    }
    (length > 0).then(|| (nanoseconds, is_finer, &digits[length..]))
}

const POWERS_OF_TEN: [u32; 10] =
    [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

/// Reads a `time-offset` as minutes.
fn offset(text: &[u8]) -> Option<i32> {
    match *text {
        [b'Z' | b'z'] => Some(0),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (two_digits(h1, h2)?, two_digits(m1, m2)?);
            let offset = to_minutes(hours, minutes);
            (hours <= 23 && minutes <= 59).then_some(if sign == b'-' { -offset } else { offset })
        }
        _ => None,
    }
}

fn to_minutes(hours: u8, minutes: u8) -> i32 {
    i32::from(hours) * 60 + i32::from(minutes)
}

fn two_digits(tens: u8, ones: u8) -> Option<u8> {
    (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| number(tens - b'0', ones - b'0'))
}

fn number(tens: u8, ones: u8) -> u8 {
    tens * 10 + ones
}

/// The values of the digits of a text, which has one wherever the pattern has a `0`, and else the pattern's own byte.
///
/// The eight bytes are one number here: date-times are common, and a branch for each byte would take most of the time.
fn digits(text: [u8; 8], pattern: [u8; 8]) -> Option<[u8; 8]> {
    const TOP_BITS: u64 = 0x8080_8080_8080_8080;

    // `0` is 0x30, so a digit differs from it by its value, and any other byte by more than 9.
    let values = u64::from_le_bytes(text) ^ u64::from_le_bytes(pattern);
    // Added to a value, this sets the top bit of its byte where the value is greater than 9, or 0. A byte that
    // overflows into the next one had its top bit set before.
    let excess = u64::from_le_bytes(pattern.map(|byte| if byte == b'0' { 0x7F - 9 } else { 0x7F }));
    ((values | values.wrapping_add(excess)) & TOP_BITS == 0).then(|| values.to_le_bytes())
}
