//! `format: "time"` as [`Time`]: the `full-time` of RFC 3339, section 5.6, which is a time of day with an offset.
//!
//! No type of the common date crates holds a time of day together with an offset, so the type keeps the text.

use super::rfc3339::full_time;
use super::text::text_format;

text_format! {
    /// A time of day with its offset from UTC, like `20:20:39.5+02:00`: the `full-time` of RFC 3339, section 5.6.
    ///
    /// The text is kept as it is, and two times are equal where their texts are.
    pub struct Time(String);
    format = "time",
    wanted = "an RFC 3339 time with an offset",
    parse = |text| full_time(text.as_bytes()).map(|_| text.to_owned()),
}
