//! `format: "relative-json-pointer"` as [`RelativeJsonPointer`]: how many levels to go up, and from there a JSON pointer,
//! or `#` for the name or index that was reached by.
//!
//! This is the grammar of draft 7. The index adjustments of later drafts, as in `0-1`, are not taken.

use super::pointer::is_json_pointer;
use super::text::text_format;

text_format! {
    /// A relative JSON pointer, like `1/items/0` or `0#` (Relative JSON Pointers, section 3).
    ///
    /// The text is kept as it is, and two pointers are equal where their texts are.
    pub struct RelativeJsonPointer(String);
    format = "relative-json-pointer",
    wanted = "a relative JSON pointer",
    parse = |text| is_relative_json_pointer(text).then(|| text.to_owned()),
}

fn is_relative_json_pointer(text: &str) -> bool {
    let rest = text.trim_start_matches(|found: char| found.is_ascii_digit());
    let levels = &text[..text.len() - rest.len()];
    let is_number = !levels.is_empty() && (levels == "0" || !levels.starts_with('0'));
    is_number && (rest == "#" || is_json_pointer(rest))
}
