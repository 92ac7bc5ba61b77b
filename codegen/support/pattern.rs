//! Regular expressions of ECMA-262 with the flag `u`, as `pattern` takes them (JSON Schema Core, section 6.4).

use super::Violation;

/// A compiled pattern.
pub(crate) struct Pattern {
    text: &'static str,
    regex: regress::Regex,
}

impl Pattern {
    pub(crate) fn new(text: &'static str) -> Self {
        let regex = regress::Regex::with_flags(text, "u").expect("the generator compiled this pattern");
        Pattern { text, regex }
    }

    pub(crate) fn check(&self, value: &str) -> Result<(), Violation> {
        match self.regex.find(value) {
            Some(_) => Ok(()),
            None => Err(Violation::new("pattern", format_args!("a text that matches `{}`", self.text))),
        }
    }
}
