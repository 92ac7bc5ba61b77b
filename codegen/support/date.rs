//! `format: "date"` as `chrono::NaiveDate`: the `full-date` of RFC 3339, section 5.6, in the proleptic Gregorian
//! calendar.
//!
//! chrono's own decoding also takes signs, spaces and years of other lengths, none of which the format has.

use super::rfc3339::full_date;
use super::{At, Decode, decode_str};
use chrono::NaiveDate;
use serde::Deserializer;

impl<'de> Decode<'de> for NaiveDate {
    fn decode<D: Deserializer<'de>>(deserializer: D, at: &At<'_>) -> Result<Self, D::Error> {
        decode_str(deserializer, at, "an RFC 3339 date", "format", parse)
    }
}

fn parse(text: &str) -> Option<NaiveDate> {
    let (year, month, day) = full_date(text.as_bytes())?;
    NaiveDate::from_ymd_opt(year, month, day)
}
