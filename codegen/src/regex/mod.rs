//! Regular expressions of ECMA-262, as `pattern` and `patternProperties` take them (JSON Schema Core, section 6.4).
//!
//! In goes the text of a schema; out comes the same for an engine of Rust. What a finite automaton can do is for the crate
//! `regex`, which takes linear time; look-around, references to groups and large counts are for `fancy-regex`, which
//! tracks back, and gives up after a million steps. Whether a text is a regular expression at all `regress` tells.

mod groups;
mod reader;
#[cfg(test)]
mod tests;
mod translation;
mod tree;

use std::sync::OnceLock;
use tree::Tree;

/// What matches a regular expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    /// A finite automaton.
    Linear,
    /// A search that tracks back.
    Backtracking,
}

/// A regular expression of a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    /// As the schema has it.
    pub text: String,
    pub engine: Engine,
    /// In the syntax of its engine.
    pub translated: String,
}

/// A regular expression that can match.
pub(crate) struct Regex {
    pub pattern: Pattern,
    /// What matches it, once it does: it takes far more room than the text.
    matcher: OnceLock<Matcher>,
}

enum Matcher {
    Linear(regex::Regex),
    Backtracking(Box<fancy_regex::Regex>),
}

impl Regex {
    /// Whether it matches somewhere in a text, as far as its engine goes.
    pub fn matches(&self, text: &str) -> bool {
        match self.matcher.get_or_init(|| self.pattern.matcher().expect("it was compiled before")) {
            Matcher::Linear(regex) => regex.is_match(text),
            Matcher::Backtracking(regex) => regex.is_match(text).unwrap_or(false),
        }
    }
}

impl Pattern {
    fn matcher(&self) -> Result<Matcher, String> {
        match self.engine {
            Engine::Linear => {
                regex::Regex::new(&self.translated).map(Matcher::Linear).map_err(|error| error.to_string())
            }
            Engine::Backtracking => {
                let regex = fancy_regex::Regex::new(&self.translated).map_err(|error| error.to_string())?;
                Ok(Matcher::Backtracking(Box::new(regex)))
            }
        }
    }
}

/// Like [`compile`], but makes anew what matches when it is asked for.
///
/// # Errors
/// As [`compile`] has.
pub(crate) fn check(text: &str) -> Result<Regex, String> {
    compile(text).map(|regex| Regex { matcher: OnceLock::new(), ..regex })
}

/// Compiles a regular expression: with the flag `u`, or without it where only that makes it one, as in `[\w\-]`
/// (ECMA-262, Annex B). A property of characters as in `\p{L}` has to be one: without the flag, it would be a text like
/// any other.
///
/// # Errors
/// Why the text is no regular expression with the flag, or what of it no engine does.
pub(crate) fn compile(text: &str) -> Result<Regex, String> {
    let unicode = match regress::Regex::with_flags(text, "u") {
        Ok(_) => true,
        Err(_) if !names_properties(text) && regress::Regex::new(text).is_ok() => false,
        Err(error) => return Err(error.text),
    };
    let (engine, translated) = translation::translate(&Tree::of(text, unicode))?;
    let pattern = Pattern { text: text.to_owned(), engine, translated };
    let matcher = pattern.matcher()?.into();
    Ok(Regex { pattern, matcher })
}

fn names_properties(text: &str) -> bool {
    // What follows a backslash that is escaped itself is no escape.
    text.split(r"\\").any(|part| part.contains(r"\p{") || part.contains(r"\P{"))
}
