//! Regular expressions of ECMA-262, as `pattern` and `patternProperties` take them (JSON Schema Core, section 6.4).

use super::Violation;
use regress::Regex;

/// A compiled pattern.
pub(crate) struct Pattern {
    text: &'static str,
    regex: Regex,
}

impl Pattern {
    /// With the flag `u`, or without it where only that makes the text a regular expression (ECMA-262, Annex B).
    pub(crate) fn new(text: &'static str) -> Self {
        let regex = Regex::with_flags(text, "u").or_else(|_| Regex::new(text));
        Pattern { text, regex: regex.expect("the generator compiled this pattern") }
    }

    pub(crate) fn matches(&self, text: &str) -> bool {
        self.regex.find(text).is_some()
    }

    pub(crate) fn check(&self, value: &str) -> Result<(), Violation> {
        if self.matches(value) {
            return Ok(());
        }
        Err(Violation::new("pattern", format_args!("a text that matches `{}`", self.text)))
    }
}
