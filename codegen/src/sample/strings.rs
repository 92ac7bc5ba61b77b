//! Strings: those that the lengths, patterns and formats of a shape let pass, and those that break one of them.

use std::rc::Rc;

use serde_json::Value;

use super::course::Course;
use super::formats;
use super::pattern::Pattern;
use super::shape::{Shape, count};

/// Texts worth trying everywhere: every length of UTF-8, what JSON escapes, what looks like another type.
pub(super) const NOTABLE: &[&str] = &[
    "",
    "a",
    "abc",
    " ",
    "  padded  ",
    "0",
    "14",
    "-1",
    "1.5",
    "true",
    "null",
    "{}",
    "[]",
    "\"",
    "\\",
    "/",
    "'",
    "\0",
    "\u{1}",
    "\n",
    "\r\n",
    "\t",
    "\u{7f}",
    "\u{80}",
    "é",
    "e\u{301}",
    "ß",
    "İ",
    "\u{2028}\u{2029}",
    "\u{feff}bom",
    "\u{fffd}",
    "\u{ffff}",
    "日本語",
    "😀",
    "👩‍👩‍👧‍👦",
    "\u{1d11e}",
    "\u{10ffff}",
    "\u{202e}rtl",
    "עברית",
    "\u{0}mid\u{0}",
    "2024-01-01",
    "SUCCEEDED",
    "The quick brown fox jumps over the lazy dog",
    "a\u{200b}b",
    "<&>\"'",
    "%20",
    "../..",
    "line\nbreak",
];

/// What texts of a given length are filled with.
const FILLERS: &[&str] = &["a", "Z", "7", " ", "é", "\u{301}", "日", "😀", "\\", "\"", "-", "_", "\u{2028}"];

/// A longer text is not made, so that one bound does not fill the memory.
const LONGEST: usize = 70_000;

/// One rule, and the keyword occurrence that sets it.
struct Rule<'a> {
    owner: &'a Value,
    test: Test<'a>,
}

enum Test<'a> {
    Shortest(usize),
    Longest(usize),
    Pattern(Rc<Pattern>),
    Format(&'a str),
}

/// All rules of a shape on its strings.
pub(super) struct Demand<'a> {
    rules: Vec<Rule<'a>>,
}

impl<'a> Demand<'a> {
    pub(super) fn of(shape: &Shape<'a>, course: &mut Course<'_>) -> Self {
        let mut rules = Vec::new();
        rules.extend(
            shape.all("minLength").filter_map(|owner| Some(Rule { owner, test: Test::Shortest(count(owner)?) })),
        );
        rules.extend(
            shape.all("maxLength").filter_map(|owner| Some(Rule { owner, test: Test::Longest(count(owner)?) })),
        );
        for owner in shape.all("pattern") {
            rules.extend(owner.as_str().map(|source| Rule { owner, test: Test::Pattern(course.pattern(source)) }));
        }
        rules.extend(shape.all("format").filter_map(|owner| Some(Rule { owner, test: Test::Format(owner.as_str()?) })));
        Self { rules }
    }

    /// Whether a text keeps every rule, formats aside.
    pub(super) fn accepts(&self, text: &str) -> bool {
        self.rules.iter().all(|rule| rule.test.accepts(text))
    }

    /// A text that keeps every rule, if one is found.
    pub(super) fn valid(&self, course: &mut Course<'_>) -> String {
        let mut best = None;
        let tries = if self.lengths().0 > 1_000 { 3 } else { 40 };
        for _ in 0..tries {
            let text = self.propose(course);
            if self.accepts(&text) {
                return text;
            }
            best.get_or_insert(text);
        }
        best.unwrap_or_default()
    }

    /// A text that keeps the rule which is hardest to keep.
    fn propose(&self, course: &mut Course<'_>) -> String {
        let format = self.rules.iter().find_map(|rule| match rule.test {
            Test::Format(name) => formats::valid(name, &mut course.dice),
            _ => None,
        });
        let mut patterns: Vec<&Pattern> = self
            .rules
            .iter()
            .filter_map(|rule| match &rule.test {
                Test::Pattern(pattern) => Some(&**pattern),
                _ => None,
            })
            .collect();
        if let Some(text) = format.filter(|_| patterns.is_empty() || course.dice.percent(70)) {
            return text;
        }
        // A plain text often matches an easy pattern, and does so in other ways than a made one.
        if patterns.len() > 1 && course.dice.percent(50) {
            // One pattern often binds the start and another the end.
            course.dice.shuffle(&mut patterns);
            return patterns.iter().filter_map(|pattern| pattern.make(&mut course.dice)).collect();
        }
        if let Some(pattern) = course.dice.pick(&patterns)
            && course.dice.percent(85)
            && let Some(text) = pattern.make(&mut course.dice)
        {
            return text;
        }
        let (shortest, longest) = self.lengths();
        if longest >= 40 && shortest == 0 && course.dice.percent(70) || course.dice.percent(30) {
            return course.dice.word(NOTABLE).to_owned();
        }
        let length = match course.dice.below(6) {
            0 => shortest,
            1 => shortest + 1,
            2 if longest <= 5_000 || course.dice.percent(5) => longest.min(LONGEST),
            3 => longest.saturating_sub(1).min(shortest + 300),
            _ => course.dice.length(shortest, longest.min(shortest + 12)),
        };
        filled(length, course)
    }

    fn lengths(&self) -> (usize, usize) {
        self.rules.iter().fold((0, 64), |(shortest, longest), rule| match rule.test {
            Test::Shortest(length) => {
                (shortest.max(if length > LONGEST { 0 } else { length }), longest.max(length.saturating_add(8)))
            }
            Test::Longest(length) => (shortest, length),
            _ => (shortest, longest),
        })
    }

    /// Texts that break the rule set by this keyword occurrence and, if there are such, no other.
    pub(super) fn breaking(&self, owner: &Value, course: &mut Course<'_>) -> Vec<String> {
        let Some(rule) = self.rules.iter().find(|rule| std::ptr::eq(rule.owner, owner)) else { return Vec::new() };
        let valid = self.valid(course);
        let mut texts = match &rule.test {
            Test::Shortest(length) => {
                (0..*length.min(&64)).chain(length.checked_sub(1)).map(|length| cut(&valid, length)).collect()
            }
            Test::Longest(length) if *length < LONGEST => {
                let stretched = |more: usize| {
                    format!("{}{}", cut(&valid, *length), "a".repeat(more + length.saturating_sub(chars(&valid))))
                };
                vec![
                    filled(length + 1, course),
                    stretched(1),
                    stretched(9),
                    filled(length * 2 + 1, course),
                    "😀".repeat(length + 1),
                ]
            }
            Test::Longest(_) => Vec::new(),
            Test::Pattern(_) => altered(&valid, course),
            Test::Format(name) => formats::invalid(name, &mut course.dice),
        };
        texts.retain(|text| !rule.test.accepts(text) || matches!(rule.test, Test::Format(_)));
        let others = || self.rules.iter().filter(|other| !std::ptr::eq(other.owner, owner));
        let alone: Vec<String> =
            texts.iter().filter(|text| others().all(|rule| rule.test.accepts(text))).cloned().collect();
        if alone.is_empty() { texts } else { alone }
    }
}

impl Test<'_> {
    fn accepts(&self, text: &str) -> bool {
        match self {
            Self::Shortest(length) => chars(text) >= *length,
            Self::Longest(length) => chars(text) <= *length,
            Self::Pattern(pattern) => pattern.matches(text).unwrap_or(true),
            Self::Format(_) => true,
        }
    }
}

/// JSON Schema counts the characters of RFC 8259, which are Unicode code points.
fn chars(text: &str) -> usize {
    text.chars().count()
}

fn cut(text: &str, length: usize) -> String {
    text.chars().take(length).collect()
}

fn filled(length: usize, course: &mut Course<'_>) -> String {
    let plain = course.dice.percent(50);
    let fill = |course: &mut Course<'_>| if plain { "x" } else { course.dice.word(FILLERS) };
    (0..length.min(2 * LONGEST)).map(|_| fill(course)).collect()
}

/// Texts a little beside a given one, and the notable ones.
fn altered(text: &str, course: &mut Course<'_>) -> Vec<String> {
    let mut texts = vec![
        format!(" {text}"),
        format!("{text} "),
        format!("{text}\n"),
        format!("{text}!"),
        format!("_{text}"),
        text.to_uppercase(),
        text.to_lowercase(),
        format!("{text}{text}"),
        text.chars().skip(1).collect(),
        cut(text, chars(text).saturating_sub(1)),
        text.chars().rev().collect(),
        String::new(),
    ];
    let at = course.dice.below(chars(text));
    for other in ["", "é", "\n", "-", "0", "A", " "] {
        let before = cut(text, at);
        let after: String = text.chars().skip(at + 1).collect();
        texts.push(format!("{before}{other}{after}"));
    }
    texts.push(course.dice.word(NOTABLE).to_owned());
    texts.push(course.dice.word(NOTABLE).to_owned());
    texts
}
