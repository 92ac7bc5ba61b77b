//! Regular expressions of `pattern` and `patternProperties`: making a text that matches, and telling whether one does.
//!
//! Matching is ECMA-262's, by `regress`. Making walks the syntax tree of `regex-syntax`, after a rewriting of what
//! ECMA-262 spells otherwise. Assertions that look around are left out when making, so a made text is only a try and
//! is matched before it is used.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, ClassUnicode, Hir, HirKind, Look};

use super::dice::Dice;

/// A text longer than this is not matched, as a backtracking matcher may take very long over it.
const LONGEST: usize = 400;

/// A regular expression, as far as it could be read.
pub(super) struct Pattern {
    matcher: Option<regress::Regex>,
    tree: Option<Hir>,
}

impl Pattern {
    pub(super) fn new(source: &str) -> Self {
        let matcher = regress::Regex::with_flags(source, "u").or_else(|_| regress::Regex::new(source)).ok();
        let tree = ParserBuilder::new().nest_limit(100).build().parse(&rewritten(source)).ok();
        Self { matcher, tree }
    }

    /// Whether the text matches; nothing where that cannot be told.
    pub(super) fn matches(&self, text: &str) -> Option<bool> {
        let short = text.len() <= LONGEST;
        self.matcher.as_ref().filter(|_| short).map(|matcher| matcher.find(text).is_some())
    }

    /// A text that may well match.
    pub(super) fn make(&self, dice: &mut Dice) -> Option<String> {
        let tree = self.tree.as_ref()?;
        let mut text = String::new();
        make(tree, &mut text, dice);
        let (starts, ends) = anchors(tree);
        // What is not anchored may have anything around it.
        if !starts && dice.percent(25) {
            text.insert_str(0, dice.word(&["x", " ", "é", "0-", "…\n"]));
        }
        if !ends && dice.percent(25) {
            text.push_str(dice.word(&["x", " ", "é", "-0", "\n"]));
        }
        Some(text)
    }
}

fn make(tree: &Hir, text: &mut String, dice: &mut Dice) {
    match tree.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(Class::Unicode(class)) => text.extend(character(class, dice)),
        HirKind::Class(Class::Bytes(class)) => {
            text.extend(class.ranges().first().map(|range| char::from(range.start())));
        }
        HirKind::Repetition(repetition) => {
            let least = usize::try_from(repetition.min).unwrap_or(0);
            let most = repetition.max.and_then(|most| usize::try_from(most).ok()).unwrap_or(least + 4);
            let times = match dice.below(4) {
                0 => least,
                1 => most.min(least + 40),
                _ => dice.length(least, most.min(least + 4)),
            };
            for _ in 0..times {
                let before = text.len();
                make(&repetition.sub, text, dice);
                // Nested repetitions could multiply without end, and those of nothing without a trace.
                if text.len() == before || text.len() > 4_000 {
                    break;
                }
            }
        }
        HirKind::Capture(capture) => make(&capture.sub, text, dice),
        HirKind::Concat(list) => list.iter().for_each(|part| make(part, text, dice)),
        HirKind::Alternation(list) => {
            if let Some(one) = list.get(dice.below(list.len())) {
                make(one, text, dice);
            }
        }
    }
}

/// A character of the class: often a plain one, sometimes an end of a range.
fn character(class: &ClassUnicode, dice: &mut Dice) -> Option<char> {
    let range = dice.pick(class.ranges())?;
    let (start, end) = (u32::from(range.start()), u32::from(range.end()));
    let plain: Vec<u32> = (0x20..0x7f).filter(|code| (start..=end).contains(code)).collect();
    let code = match dice.below(10) {
        0 => start,
        1 => end,
        2 => u32::try_from(dice.between(i128::from(start), i128::from(end))).unwrap_or(start),
        _ => dice.pick(&plain).copied().unwrap_or(start),
    };
    char::from_u32(code).or(Some(range.start()))
}

/// Whether the whole expression is bound to the start and to the end of the text.
fn anchors(tree: &Hir) -> (bool, bool) {
    let look = tree.properties();
    (look.look_set_prefix().contains(Look::Start), look.look_set_suffix().contains(Look::End))
}

/// The expression in the spelling of `regex-syntax`: ASCII classes, no look-around, `\u` escapes with braces.
fn rewritten(source: &str) -> String {
    let characters: Vec<char> = source.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    let mut in_class = false;
    while let Some(&character) = characters.get(at) {
        let next = characters.get(at + 1).copied();
        match character {
            '\\' => {
                at += 2;
                let Some(escaped) = next else { break };
                at += escape(escaped, &characters[at..], in_class, &mut out);
                continue;
            }
            '[' if in_class => out.push_str("\\["),
            '[' => {
                in_class = true;
                out.push('[');
            }
            ']' => {
                in_class = false;
                out.push(']');
            }
            '&' | '~' if in_class => out.extend(['\\', character]),
            '(' if !in_class && looks_around(&characters[at..]) => {
                at = closing(&characters, at) + 1;
                continue;
            }
            _ => out.push(character),
        }
        at += 1;
    }
    out
}

/// Writes an escape anew and says how many more characters it took.
fn escape(escaped: char, rest: &[char], in_class: bool, out: &mut String) -> usize {
    match escaped {
        'd' => out.push_str(if in_class { "0-9" } else { "[0-9]" }),
        'w' => out.push_str(if in_class { "A-Za-z0-9_" } else { "[A-Za-z0-9_]" }),
        'D' => out.push_str("[^0-9]"),
        'W' => out.push_str("[^A-Za-z0-9_]"),
        'b' | 'B' if in_class => out.push_str("\\x08"),
        'b' | 'B' => {}
        'u' if rest.first() != Some(&'{') => {
            let hex: String = rest.iter().take(4).collect();
            out.extend(["\\x{", &hex, "}"]);
            return hex.chars().count();
        }
        'c' => return 1,
        '0' => out.push_str("\\x00"),
        's' | 'S' | 'n' | 'r' | 't' | 'f' | 'v' | 'x' | 'u' | 'p' | 'P' => out.extend(['\\', escaped]),
        _ if escaped.is_ascii_alphanumeric() => out.push(escaped),
        _ => out.push_str(&regex_syntax::escape(&escaped.to_string())),
    }
    0
}

fn looks_around(at: &[char]) -> bool {
    matches!(at, ['(', '?', '=' | '!', ..] | ['(', '?', '<', '=' | '!', ..])
}

/// The index of the parenthesis that closes the one at `open`.
fn closing(characters: &[char], open: usize) -> usize {
    let (mut depth, mut in_class, mut at) = (0_usize, false, open);
    while let Some(&character) = characters.get(at) {
        match character {
            '\\' => at += 1,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => depth += 1,
            ')' if !in_class => {
                depth -= 1;
                if depth == 0 {
                    return at;
                }
            }
            _ => {}
        }
        at += 1;
    }
    characters.len()
}
