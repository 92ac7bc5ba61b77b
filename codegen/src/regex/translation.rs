//! The syntax trees of ECMA-262 as texts for the crates `regex` and `fancy-regex`, which share a syntax.
//!
//! A finite automaton does all but look-around, references to groups, and large counts. What neither crate does exactly is
//! refused, with the reason.

use super::Engine;
use super::groups::Groups;
use super::tree::{Class, Item, Node, Tree};
use std::fmt::Write as _;

/// The most states, roughly, that an automaton may have: compiling it then takes some ten milliseconds at most.
const MOST_STATES: u64 = 20_000;

/// The most copies of a part that a backtracking engine is given instead of a counter.
const MOST_COPIES: u32 = 100;

/// The text for an engine that means what a tree means, and the engine.
///
/// # Errors
/// What no engine does exactly.
pub(super) fn translate(tree: &Tree) -> Result<(Engine, String), String> {
    let linear = states(&tree.node).is_some_and(|states| states <= MOST_STATES);
    let engine = if linear { Engine::Linear } else { Engine::Backtracking };
    let mut writer = Writer { engine, groups: Groups::new(tree), text: String::new() };
    writer.node(&tree.node, Around::Either)?;
    Ok((engine, writer.text))
}

/// How many states an automaton needs for a node, roughly; none where there is no such automaton.
fn states(node: &Node) -> Option<u64> {
    let all = |nodes: &[Node]| nodes.iter().try_fold(0_u64, |sum, node| Some(sum.saturating_add(states(node)?)));
    match node {
        Node::Class(class) => Some(weight(class)),
        Node::Start | Node::End | Node::Boundary { .. } => Some(1),
        Node::Look { .. } | Node::Back(_) | Node::BackTo(_) => None,
        Node::Group(_, node) => states(node),
        Node::IgnoringCase(_, node) => Some(states(node)? * 2),
        Node::Repeat { node, least, most, .. } => {
            Some(states(node)?.max(1).saturating_mul(u64::from(most.unwrap_or(*least).max(1))))
        }
        Node::Sequence(nodes) | Node::Either(nodes) => all(nodes),
    }
}

/// How many states an automaton over bytes needs for a set of characters, roughly.
fn weight(class: &Class) -> u64 {
    let item = |item: &Item| match item {
        Item::Range(_, 0..0x80) | Item::Set('d' | 'w') => 0,
        Item::Range(first, last) if first == last => 2,
        Item::Range(..) => 4,
        Item::Set('s') => 8,
        Item::Set(_) => 10,
        Item::Property { .. } => 400,
    };
    1 + class.items.iter().map(item).sum::<u64>() + if class.negated { 10 } else { 0 }
}

/// What a node is part of.
#[derive(Clone, Copy, PartialEq)]
enum Around {
    /// Alternatives, or the whole.
    Either,
    Sequence,
    /// Something repeated.
    Repeat,
}

struct Writer<'a> {
    engine: Engine,
    groups: Groups<'a>,
    text: String,
}

impl Writer<'_> {
    fn node(&mut self, node: &Node, around: Around) -> Result<(), String> {
        match node {
            Node::Class(found) => class(found, &mut self.text),
            Node::Start => self.text.push_str(if self.is_linear() { "^" } else { r"\A" }),
            Node::End => self.text.push_str(if self.is_linear() { "$" } else { r"\z" }),
            Node::Boundary { negated } => self.boundary(*negated),
            Node::Group(number, node) => {
                self.text.push('(');
                self.node(node, Around::Either)?;
                self.text.push(')');
                self.groups.close(*number);
            }
            Node::Look { behind, negated, node } => {
                let _ = write!(self.text, "(?{}{}", if *behind { "<" } else { "" }, if *negated { '!' } else { '=' });
                let before = self.groups.look(*behind);
                self.node(node, Around::Either)?;
                self.text.push(')');
                self.groups.looked(before, *behind, *negated);
            }
            Node::IgnoringCase(on, node) => {
                self.groups.refuse_references("where case is ignored")?;
                self.text.push_str(if *on { "(?i:" } else { "(?-i:" });
                self.node(node, Around::Either)?;
                self.text.push(')');
            }
            Node::Back(number) => self.text.push_str(&self.groups.reference(*number)?),
            Node::BackTo(name) => self.text.push_str(&self.groups.reference_to(name)?),
            Node::Repeat { node, least, most, lazy } => self.repeat(node, *least, *most, *lazy, around)?,
            Node::Sequence(nodes) => {
                let wrapped = around == Around::Repeat;
                self.text.push_str(if wrapped { "(?:" } else { "" });
                nodes.iter().try_for_each(|node| self.node(node, Around::Sequence))?;
                self.text.push_str(if wrapped { ")" } else { "" });
            }
            Node::Either(branches) => {
                let wrapped = around != Around::Either;
                self.text.push_str(if wrapped { "(?:" } else { "" });
                let before = self.groups.state();
                let mut ends = Vec::new();
                for (position, branch) in branches.iter().enumerate() {
                    self.text.push_str(if position == 0 { "" } else { "|" });
                    self.groups.set(before.clone());
                    self.node(branch, Around::Either)?;
                    ends.push(self.groups.state());
                }
                self.groups.meet(ends);
                self.text.push_str(if wrapped { ")" } else { "" });
            }
        }
        Ok(())
    }

    fn is_linear(&self) -> bool {
        self.engine == Engine::Linear
    }

    /// The letters that make words are ASCII's.
    fn boundary(&mut self, negated: bool) {
        const WORD: &str = "[0-9A-Z_a-z]";
        let letter = if negated { 'B' } else { 'b' };
        let _ = match (self.is_linear(), negated) {
            (true, _) => write!(self.text, r"(?-u:\{letter})"),
            (false, false) => write!(self.text, "(?:(?<={WORD})(?!{WORD})|(?<!{WORD})(?={WORD}))"),
            (false, true) => write!(self.text, "(?:(?<={WORD})(?={WORD})|(?<!{WORD})(?!{WORD}))"),
        };
    }

    fn repeat(&mut self, node: &Node, least: u32, most: Option<u32>, lazy: bool, around: Around) -> Result<(), String> {
        // Turns that match nothing are one, or none; the engine takes no repetition of them.
        if node.takes_nothing() {
            return if least == 0 { self.node(&Node::Sequence(Vec::new()), around) } else { self.node(node, around) };
        }
        let wrapped = around == Around::Repeat;
        self.text.push_str(if wrapped { "(?:" } else { "" });
        let before = self.groups.repeat(node, most);
        // What looks around is counted, and not copied.
        let counted = !self.is_linear() && most.unwrap_or(least) > MOST_COPIES;
        if counted {
            self.text.push_str("(?:(?=)");
        }
        self.node(node, Around::Repeat)?;
        self.text.push_str(if counted { ")" } else { "" });
        self.groups.repeated(before, least, most);
        let _ = match (least, most) {
            (0, None) => write!(self.text, "*"),
            (1, None) => write!(self.text, "+"),
            (0, Some(1)) => write!(self.text, "?"),
            (least, None) => write!(self.text, "{{{least},}}"),
            (least, Some(most)) if least == most => write!(self.text, "{{{least}}}"),
            (least, Some(most)) => write!(self.text, "{{{least},{most}}}"),
        };
        self.text.push_str(if lazy { "?" } else { "" });
        self.text.push_str(if wrapped { ")" } else { "" });
        Ok(())
    }
}

/// Characters that mean something to the engines, and stand for themselves behind a backslash.
const SPECIAL: &str = r"\.+*?()|[]{}^$";

/// Those that mean something in brackets.
const SPECIAL_IN_CLASS: &str = r"\[]^&-~";

fn class(class: &Class, text: &mut String) {
    let has = |letter| class.items.contains(&Item::Set(letter));
    let all = [('d', 'D'), ('s', 'S'), ('w', 'W')].iter().any(|(some, others)| has(*some) && has(*others));
    match (&class.items[..], class.negated) {
        ([], true) => text.push_str("(?s:.)"),
        (_, false) if all => text.push_str("(?s:.)"),
        ([], false) => text.push_str(r"[^\x{0}-\x{10FFFF}]"),
        ([Item::Range(first, last)], false) if first == last && is_character(*first) => {
            character(*first, SPECIAL, text);
        }
        ([Item::Property { negated, name }], false) => property(*negated, name, text),
        (items, negated) => {
            let mut inner = String::new();
            for found in items {
                item(found, &mut inner);
            }
            match (inner.as_str(), negated) {
                // Only surrogates, which no text has.
                ("", true) => text.push_str("(?s:.)"),
                ("", false) => text.push_str(r"[^\x{0}-\x{10FFFF}]"),
                _ => {
                    let _ = write!(text, "[{}{inner}]", if negated { "^" } else { "" });
                }
            }
        }
    }
}

fn item(item: &Item, text: &mut String) {
    match item {
        Item::Range(first, last) => {
            // Surrogates are no characters.
            range(*first, (*last).min(0xD7FF), text);
            range((*first).max(0xE000), *last, text);
        }
        Item::Set(letter) => text.push_str(match letter {
            'd' => "0-9",
            'D' => "[^0-9]",
            'w' => "0-9A-Z_a-z",
            'W' => "[^0-9A-Z_a-z]",
            's' => SPACE,
            _ => NO_SPACE,
        }),
        Item::Property { negated, name } => property(*negated, name, text),
    }
}

/// White space and line terminators (ECMA-262, sections 12.2 and 12.3).
const SPACE: &str = r"\t-\r \x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}\x{FEFF}";
const NO_SPACE: &str = r"[^\t-\r \x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}\x{FEFF}]";

fn range(first: u32, last: u32, text: &mut String) {
    if first > last {
        return;
    }
    character(first, SPECIAL_IN_CLASS, text);
    if last > first {
        text.push('-');
        character(last, SPECIAL_IN_CLASS, text);
    }
}

fn is_character(code: u32) -> bool {
    char::from_u32(code).is_some()
}

fn character(code: u32, special: &str, text: &mut String) {
    match char::from_u32(code) {
        Some(found) if special.contains(found) => text.extend(['\\', found]),
        Some(found) if found == ' ' || found.is_ascii_graphic() || found.is_alphanumeric() => text.push(found),
        Some('\n') => text.push_str(r"\n"),
        Some('\r') => text.push_str(r"\r"),
        Some('\t') => text.push_str(r"\t"),
        _ => {
            let _ = write!(text, r"\x{{{code:X}}}");
        }
    }
}

fn property(negated: bool, name: &str, text: &mut String) {
    let _ = write!(text, r"\{}{{{name}}}", if negated { 'P' } else { 'p' });
}
