//! `format: "date-time"` as `chrono::DateTime<FixedOffset>`: the `date-time` of RFC 3339, section 5.6.
//!
//! chrono's own decoding also takes spaces, signs, years of other lengths and leap seconds in the middle of a day, none
//! of which the format has. What chrono cannot hold is an error rather than a loss: an instant finer than a nanosecond.
//!
//! The offset is kept, but not its spelling: `Z`, `+00:00` and `-00:00` (section 4.3) are the same offset.

use super::rfc3339::{full_date, full_time};
use super::{At, Decode, Encode, decode_str};
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveTime, Timelike};
use serde::{Deserializer, Serialize, Serializer};

impl<'de> Decode<'de> for DateTime<FixedOffset> {
    fn decode<D: Deserializer<'de>>(deserializer: D, at: &At<'_>) -> Result<Self, D::Error> {
        decode_str(deserializer, at, "an RFC 3339 date-time, no finer than a nanosecond", "format", parse)
    }
}

fn parse(text: &str) -> Option<DateTime<FixedOffset>> {
    let (date_time, is_finer) = read(text)?;
    (!is_finer).then_some(date_time)
}

/// The instant, cut off to nanoseconds, and whether that cut anything off.
pub(super) fn read(text: &str) -> Option<(DateTime<FixedOffset>, bool)> {
    let (date, time) = text.as_bytes().split_at_checked("YYYY-MM-DD".len())?;
    let (b'T' | b't', time) = time.split_first()? else { return None };
    let (year, month, day) = full_date(date)?;
    let time = full_time(time)?;
    // chrono writes a leap second as the 59th with a second's worth of nanoseconds more.
    let (second, nanosecond) =
        if time.second == 60 { (59, time.nanosecond + NANOSECONDS_A_SECOND) } else { (time.second, time.nanosecond) };
    let date = NaiveDate::from_ymd_opt(year, month, day)?;
    let time_of_day = NaiveTime::from_hms_nano_opt(time.hour.into(), time.minute.into(), second.into(), nanosecond)?;
    let offset = FixedOffset::east_opt(time.offset * 60)?;
    let utc = date.and_time(time_of_day).checked_sub_offset(offset)?;
    Some((DateTime::from_naive_utc_and_offset(utc, offset), time.is_finer))
}

const NANOSECONDS_A_SECOND: u32 = 1_000_000_000;

/// Writes what chrono's own encoding does, but in one piece: that one hands over most characters one by one, and
/// `serde_json` looks for something to escape in each.
impl Encode for DateTime<FixedOffset> {
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut buffer = *b"0000-00-00T00:00:00.000000000+00:00";
        match write(self, &mut buffer).and_then(|length| str::from_utf8(&buffer[..length]).ok()) {
            Some(text) => serializer.serialize_str(text),
            None => self.serialize(serializer),
        }
    }
}

/// Writes the text that chrono would write, and gives its length; `None` for a year without four digits.
fn write(date_time: &DateTime<FixedOffset>, text: &mut [u8; 35]) -> Option<usize> {
    let local = date_time.naive_local();
    let year = u32::try_from(local.year()).ok().filter(|year| *year <= 9999)?;
    let (second, nanosecond) = match local.nanosecond().checked_sub(NANOSECONDS_A_SECOND) {
        Some(nanosecond) => (local.second() + 1, nanosecond),
        None => (local.second(), local.nanosecond()),
    };
    text[0..4].copy_from_slice(&digits::<4>(year));
    text[5..7].copy_from_slice(&digits::<2>(local.month()));
    text[8..10].copy_from_slice(&digits::<2>(local.day()));
    text[11..13].copy_from_slice(&digits::<2>(local.hour()));
    text[14..16].copy_from_slice(&digits::<2>(local.minute()));
    text[17..19].copy_from_slice(&digits::<2>(second));
    let end = match nanosecond {
        0 => 19,
        _ if nanosecond % 1_000_000 == 0 => 23,
        _ if nanosecond % 1_000 == 0 => 26,
        _ => 29,
    };
    text[20..29].copy_from_slice(&digits::<9>(nanosecond));
    let offset = date_time.offset().local_minus_utc();
    if offset == 0 {
        text[end] = b'Z';
        return Some(end + 1);
    }
    text[end] = if offset < 0 { b'-' } else { b'+' };
    // chrono rounds to minutes.
    let minutes = (offset.unsigned_abs() + 30) / 60;
    text[end + 1..end + 3].copy_from_slice(&digits::<2>(minutes / 60));
    text[end + 3] = b':';
    text[end + 4..end + 6].copy_from_slice(&digits::<2>(minutes % 60));
    Some(end + 6)
}

/// The last digits of a number.
#[allow(clippy::cast_possible_truncation, reason = "a digit is small")]
fn digits<const N: usize>(mut number: u32) -> [u8; N] {
    let mut text = [b'0'; N];
    for digit in text.iter_mut().rev() {
        *digit += (number % 10) as u8;
        number /= 10;
    }
    text
}
