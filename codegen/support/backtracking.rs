//! Patterns that look around, refer to their groups or count far: they are matched by a search that tracks back, and gives
//! up after a million steps.

use super::pattern::Engine;
use fancy_regex::Regex;

/// The engine for a pattern, as the generator has translated it.
pub(crate) fn backtracking(translated: &str) -> Regex {
    Regex::new(translated).expect("the generator compiled this pattern")
}

impl Engine for Regex {
    fn matches(&self, text: &str) -> Option<bool> {
        self.is_match(text).ok()
    }
}
