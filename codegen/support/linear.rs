//! Patterns that a finite automaton matches, in a time that grows with the text as it does.

use super::pattern::Engine;
use regex::Regex;

/// The engine for a pattern, as the generator has translated it.
pub(crate) fn linear(translated: &str) -> Regex {
    Regex::new(translated).expect("the generator compiled this pattern")
}

impl Engine for Regex {
    fn matches(&self, text: &str) -> Option<bool> {
        Some(self.is_match(text))
    }
}
