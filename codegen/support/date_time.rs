//! `format: "date-time"` as `chrono::DateTime<FixedOffset>`: the `date-time` of RFC 3339, section 5.6.
//!
//! chrono's own decoding also takes spaces, signs, years of other lengths and leap seconds in the middle of a day, none
//! of which the format has. What chrono cannot hold is an error rather than a loss: an instant finer than a nanosecond.
//!
//! The offset is kept, but not its spelling: `Z`, `+00:00` and `-00:00` (section 4.3) are the same offset.

use super::rfc3339::{full_date, full_time};
use super::{At, Decode, decode_str};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime};
use serde::Deserializer;

impl<'de> Decode<'de> for DateTime<FixedOffset> {
    fn decode<D: Deserializer<'de>>(deserializer: D, at: &At<'_>) -> Result<Self, D::Error> {
        decode_str(deserializer, at, "an RFC 3339 date-time, no finer than a nanosecond", "format", parse)
    }
}

fn parse(text: &str) -> Option<DateTime<FixedOffset>> {
    let (date, time) = text.as_bytes().split_at_checked("YYYY-MM-DD".len())?;
    let (b'T' | b't', time) = time.split_first()? else { return None };
    let (year, month, day) = full_date(date)?;
    let time = full_time(time).filter(|time| !time.is_finer)?;
    // chrono writes a leap second as the 59th with a second's worth of nanoseconds more.
    let (second, nanosecond) =
        if time.second == 60 { (59, time.nanosecond + NANOSECONDS_A_SECOND) } else { (time.second, time.nanosecond) };
    let date = NaiveDate::from_ymd_opt(year, month, day)?;
    let time_of_day = NaiveTime::from_hms_nano_opt(time.hour.into(), time.minute.into(), second.into(), nanosecond)?;
    let offset = FixedOffset::east_opt(time.offset * 60)?;
    let utc = date.and_time(time_of_day).checked_sub_offset(offset)?;
    Some(DateTime::from_naive_utc_and_offset(utc, offset))
}

const NANOSECONDS_A_SECOND: u32 = 1_000_000_000;
