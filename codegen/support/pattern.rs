//! Regular expressions of ECMA-262, as `pattern` and `patternProperties` take them (JSON Schema Core, section 6.4).
//!
//! The generator has translated each of them for an engine of Rust; errors show it as the schema has it.

use super::Violation;

/// A compiled pattern.
pub(crate) struct Pattern {
    text: &'static str,
    engine: Box<dyn Engine + Send + Sync>,
}

/// What matches a pattern.
pub(crate) trait Engine {
    /// Whether it matches somewhere in a text; nothing where that takes too many steps.
    fn matches(&self, text: &str) -> Option<bool>;
}

impl Pattern {
    /// The pattern of this text, matched by an engine that means the same.
    pub(crate) fn new(text: &'static str, engine: impl Engine + Send + Sync + 'static) -> Self {
        Pattern { text, engine: Box::new(engine) }
    }

    /// Whether it matches; what takes too many steps is an error, whatever it is judged for.
    pub(crate) fn matches(&self, text: &str) -> Result<bool, Violation> {
        self.engine.matches(text).ok_or_else(|| {
            let wanted = format_args!("a text that is matched with `{}` in fewer steps", self.text);
            Violation::undecided("pattern", wanted)
        })
    }

    pub(crate) fn check(&self, value: &str) -> Result<(), Violation> {
        if self.matches(value)? {
            return Ok(());
        }
        Err(Violation::new("pattern", format_args!("a text that matches `{}`", self.text)))
    }
}
