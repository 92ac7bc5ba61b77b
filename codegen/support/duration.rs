//! `format: "duration"` as [`Duration`]: the `duration` of RFC 3339, appendix A.
//!
//! Years and months have no fixed length, so that no type of the common date crates holds one: the type keeps the text.

use super::text::text_format;

text_format! {
    /// A duration, like `P1Y2M3DT4H5M6S` or `P2W` (RFC 3339, appendix A).
    ///
    /// The text is kept as it is, and two durations are equal where their texts are.
    pub struct Duration(String);
    format = "duration",
    wanted = "an RFC 3339 duration",
    parse = |text| is_duration(text).then(|| text.to_owned()),
}

fn is_duration(text: &str) -> bool {
    let Some(text) = text.strip_prefix('P') else { return false };
    match text.split_once('T') {
        None => is_run(text, "YMD") || is_run(text, "W"),
        Some((date, time)) => (date.is_empty() || is_run(date, "YMD")) && is_run(time, "HMS"),
    }
}

/// Whether a text counts some of the units, in their order and without a gap.
fn is_run(text: &str, units: &str) -> bool {
    let is_unit = |found: char| !found.is_ascii_digit();
    let found: String = text.chars().filter(|&found| is_unit(found)).collect();
    let mut counts = text.split_inclusive(is_unit);
    !found.is_empty() && units.contains(&found) && counts.all(|count| count.len() > 1 && count.ends_with(is_unit))
}
