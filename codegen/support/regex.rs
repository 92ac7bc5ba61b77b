//! `format: "regex"` as [`Regex`]: a regular expression of ECMA-262, read in Unicode (JSON Schema Core, section 6.4).
//!
//! That is the grammar of the flag `u`, but for one rule of it: a backslash may stand before any character that is no
//! letter and no digit, as it may without the flag. The leniency of web browsers (annex B) is not taken. The crate that
//! reads it recurses along alternatives, so that there is a limit to their number, as to the depth of groups.

use super::text::text_format;

text_format! {
    /// A regular expression of ECMA-262, like `^[a-z]+$`.
    ///
    /// The text is kept as it is, and two expressions are equal where their texts are.
    pub struct Regex(String);
    format = "regex",
    wanted = "an ECMA-262 regular expression",
    parse = |text| is_regex(text).then(|| text.to_owned()),
}

fn is_regex(text: &str) -> bool {
    text.matches('|').count() <= MOST_BARS && regress::Regex::with_flags(&without_needless_escapes(text), "u").is_ok()
}

/// How often `|` may stand in an expression: a debug build takes 1.5 kB of the stack for each.
const MOST_BARS: usize = 500;

/// The same expression, where a character of ASCII that has a backslash without need is `\x…`, and any other has none.
fn without_needless_escapes(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(found) = characters.next() {
        match characters.next_if(|_| found == '\\') {
            None => written.push(found),
            Some(escaped) if escaped.is_alphanumeric() || "^$\\.*+?()[]{}|/".contains(escaped) => {
                written.extend([found, escaped]);
            }
            Some(escaped) if escaped.is_ascii() => written.push_str(&format!("\\x{:02x}", u32::from(escaped))),
            Some(escaped) => written.push(escaped),
        }
    }
    written
}
