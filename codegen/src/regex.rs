//! Regular expressions of ECMA-262, as `pattern` and `patternProperties` take them (JSON Schema Core, section 6.4).

use regress::{Error, Regex};

/// Compiles a regular expression, as generated code does: with the flag `u`, or without it where only that makes it one,
/// as in `[\w\-]` (ECMA-262, Annex B). A property of characters as in `\p{L}` has to be one: without the flag, it would
/// be a text like any other.
///
/// # Errors
/// Why the text is no regular expression with the flag.
pub(crate) fn compile(text: &str) -> Result<Regex, Error> {
    Regex::with_flags(text, "u").or_else(|error| match Regex::new(text) {
        Ok(regex) if !names_properties(text) => Ok(regex),
        _ => Err(error),
    })
}

fn names_properties(text: &str) -> bool {
    // What follows a backslash that is escaped itself is no escape.
    text.split(r"\\").any(|part| part.contains(r"\p{") || part.contains(r"\P{"))
}
