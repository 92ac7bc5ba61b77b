//! The lists in code whose elements stand on lines of their own, whatever the others are.

use super::tokens::{Kind, Tokens};
use std::ops::Range;

/// What an element is one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    /// An item of a file.
    Item,
    /// An item of an `impl`.
    Member,
    /// A field of a struct.
    Field,
    /// A variant of an enum.
    Variant,
    /// A statement of a block, or its value.
    Statement,
    /// An arm of a `match`.
    Arm,
    /// An expression in an array that is too wide for a line.
    Expression,
    /// The last one of them, whose comma is no part of it.
    LastExpression,
    /// An argument of an attribute that is too wide for a line.
    Argument,
    /// The last one of them.
    LastArgument,
    /// A field's value in the expression of a struct that is too wide for a line.
    Value,
    /// The last one of them.
    LastValue,
}

/// The word that stands for a list.
pub(super) const STAND_IN: &str = "__stand_in__";

/// The same word, wider than a line.
macro_rules! wide {
    () => {
        "__stand_in__________________________________________________________________________________________"
    };
}

impl Element {
    /// Code in which an element stands as it does in its list, but for what holds that: before it and behind it.
    pub fn frame(self) -> (&'static str, &'static str) {
        match self {
            Element::Item => ("", ""),
            Element::Member => ("impl A {", "}"),
            Element::Field => ("struct A {", ", }"),
            Element::Variant => ("enum A {", ", }"),
            Element::Statement => ("fn a() {", "}"),
            Element::Arm => ("const A: A = match a {", ", };"),
            Element::Expression => ("const A: A = [", concat!(",", wide!(), "];")),
            Element::LastExpression => (concat!("const A: A = [", wide!(), ","), "];"),
            Element::Argument => ("#[a(", concat!(",", wide!(), ")] struct A;")),
            Element::LastArgument => (concat!("#[a(", wide!(), ","), ")] struct A;"),
            Element::Value => ("const A: A = A {", concat!(",", wide!(), "};")),
            Element::LastValue => (concat!("const A: A = A {", wide!(), ","), "};"),
        }
    }

    /// How many lines of the frame come before the element and behind it.
    pub fn frame_lines(self) -> (usize, usize) {
        match self {
            Element::Item => (0, 0),
            Element::Expression | Element::Value => (1, 2),
            Element::LastExpression | Element::LastValue => (2, 1),
            Element::Argument => (1, 3),
            Element::LastArgument => (2, 2),
            _ => (1, 1),
        }
    }

    /// An element that stands for all of a list, on one line.
    pub fn stand_in(self) -> &'static str {
        match self {
            Element::Item => "struct __stand_in__;",
            Element::Member => "const __stand_in__: A = A;",
            Element::Field => "__stand_in__: A,",
            Element::Variant => "__stand_in__,",
            Element::Statement => "__stand_in__;",
            Element::Arm => "__stand_in__ => {}",
            Element::Expression | Element::LastExpression | Element::Value | Element::LastValue => {
                concat!(wide!(), ",")
            }
            Element::Argument | Element::LastArgument => wide!(),
        }
    }

    /// What the last one of a list is.
    pub fn as_last(self) -> Self {
        match self {
            Element::Expression => Element::LastExpression,
            Element::Value => Element::LastValue,
            Element::Argument => Element::LastArgument,
            other => other,
        }
    }

    /// Whether it is part of an attribute.
    pub fn is_argument(self) -> bool {
        matches!(self, Element::Argument | Element::LastArgument)
    }

    /// Whether each attribute of an element stands on lines of its own.
    pub fn has_attributes(self) -> bool {
        matches!(self, Element::Item | Element::Member | Element::Field | Element::Variant)
    }
}

/// A list in some code.
pub(super) struct List {
    pub element: Element,
    /// All that stands between its brackets.
    pub range: Range<usize>,
}

/// The lists in an element or an attribute, but for those in other ones. None of them is empty.
pub(super) fn lists(tokens: &Tokens, range: Range<usize>, in_attribute: bool) -> Vec<List> {
    let mut lists = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let found = if in_attribute { arguments_at(tokens, at) } else { list_at(tokens, at, &range) };
        let found = found.filter(|(_, open)| tokens.last(*open) > open + 1);
        at = match found {
            Some((element, open)) => {
                lists.push(List { element, range: open + 1..tokens.last(open) });
                tokens.last(open) + 1
            }
            None => at + 1,
        };
    }
    lists
}

/// The list that a token announces: what it is of, and the position of its bracket.
fn list_at(tokens: &Tokens, at: usize, range: &Range<usize>) -> Option<(Element, usize)> {
    let element = match (tokens.kind(at), tokens.text(at)) {
        (Kind::Word, "fn") if at + 1 < range.end && tokens.kind(at + 1).is_word() => Element::Statement,
        (Kind::Word, "while") => Element::Statement,
        (Kind::Word, "match") => Element::Arm,
        (Kind::Word, "struct") => Element::Field,
        (Kind::Word, "enum") => Element::Variant,
        (Kind::Word, "impl") if at == range.start => Element::Member,
        (Kind::Open, "[") => return is_wide_array(tokens, at, range).then_some((Element::Expression, at)),
        (Kind::Open, "{") => return is_wide_struct(tokens, at, range).then_some((Element::Value, at)),
        _ => return None,
    };
    Some((element, body(tokens, at, range.end)?))
}

/// The arguments of an attribute that a bracket begins, where no line has room for them.
fn arguments_at(tokens: &Tokens, at: usize) -> Option<(Element, usize)> {
    let is_list = tokens.is(at, "(") && tokens.kind(at) == Kind::Open && is_too_wide(tokens, at);
    is_list.then_some((Element::Argument, at))
}

/// The next braces behind a token on its level, before a semicolon.
fn body(tokens: &Tokens, at: usize, end: usize) -> Option<usize> {
    let mut at = at + 1;
    while at < end && tokens.kind(at) != Kind::Close && !tokens.is(at, ";") {
        if tokens.kind(at) == Kind::Open && tokens.is(at, "{") {
            return Some(at);
        }
        at = tokens.last(at) + 1;
    }
    None
}

/// The width of a line.
pub(super) const LINE: usize = 89;

/// Whether an array behind `&` is set one item a line: it is not of plain numbers, and no line has room for it.
fn is_wide_array(tokens: &Tokens, open: usize, range: &Range<usize>) -> bool {
    open > range.start
        && tokens.is(open - 1, "&")
        && is_too_wide(tokens, open)
        && matches!(tokens.kind(open + 1), Kind::Text | Kind::Name)
}

/// Whether no line has room for a group.
fn is_too_wide(tokens: &Tokens, open: usize) -> bool {
    tokens.width(open + 1..tokens.last(open)) > LINE
}

/// The width that the expression of a struct may have on one line.
const STRUCT: usize = 34;

/// Whether the expression of a struct is set one field a line.
fn is_wide_struct(tokens: &Tokens, open: usize, range: &Range<usize>) -> bool {
    let is_pattern = tokens.is(tokens.last(open) + 1, "=");
    open > range.start
        && tokens.is(open - 1, "Self")
        && !is_pattern
        && tokens.width(open + 1..tokens.last(open)) > STRUCT
}

/// The elements of a list, without the commas between them; nothing where it cannot be told where one ends.
pub(super) fn split(tokens: &Tokens, element: Element, range: Range<usize>) -> Option<Vec<Range<usize>>> {
    let mut elements = Vec::new();
    let mut start = range.start;
    while start < range.end {
        let end = match element {
            Element::Item | Element::Member | Element::Statement => end_of_item(tokens, start, range.end)?,
            Element::Arm => end_of_arm(tokens, start, range.end)?,
            Element::Field => comma(tokens, start, range.end, true),
            _ => comma(tokens, start, range.end, false),
        };
        elements.push(start..end);
        start = if end < range.end && tokens.is(end, ",") { end + 1 } else { end };
    }
    Some(elements)
}

/// The next comma; of a type, outside of its arguments.
fn comma(tokens: &Tokens, start: usize, end: usize, in_type: bool) -> usize {
    let mut depth = 0_usize;
    let mut at = start;
    while at < end {
        match tokens.text(at) {
            "," if depth == 0 => return at,
            "<" if in_type => depth += 1,
            ">" if in_type => depth = depth.saturating_sub(1),
            _ => {}
        }
        at = tokens.last(at) + 1;
    }
    end
}

/// Behind the pattern and `=>`, a block or all before the next comma.
fn end_of_arm(tokens: &Tokens, start: usize, end: usize) -> Option<usize> {
    let mut at = start;
    while !(tokens.is(at, "=") && tokens.kind(at) == Kind::Joint && tokens.is(at + 1, ">")) {
        at = tokens.last(at) + 1;
        if at >= end {
            return None;
        }
    }
    let body = at + 2;
    if body < end && tokens.is(body, "{") {
        let next = tokens.last(body) + 1;
        return is_ended(tokens, next, end).then_some(next);
    }
    Some(comma(tokens, body, end, false))
}

/// Behind a semicolon, or behind the braces of what ends with them.
fn end_of_item(tokens: &Tokens, start: usize, end: usize) -> Option<usize> {
    let mut at = behind_attributes(tokens, start, end);
    if tokens.is(at, "pub") {
        at += 1;
        if at < end && tokens.is(at, "(") {
            at = tokens.last(at) + 1;
        }
    }
    if at >= end {
        return None;
    }
    let first = tokens.text(at);
    let is_if = first == "if";
    let has_body =
        matches!(first, "struct" | "enum" | "impl" | "fn" | "match" | "while" | "if" | "for" | "loop" | "unsafe" | "{");
    while at < end {
        let next = tokens.last(at) + 1;
        if tokens.is(at, ";") {
            return Some(next);
        }
        if has_body && tokens.is(at, "{") && !(is_if && next < end && tokens.is(next, "else")) {
            return is_ended(tokens, next, end).then_some(next);
        }
        at = next;
    }
    Some(end)
}

/// Whether nothing goes on behind braces.
fn is_ended(tokens: &Tokens, next: usize, end: usize) -> bool {
    next >= end || tokens.kind(next).is_word() || matches!(tokens.text(next), "#" | ",")
}

/// The first token behind the attributes that something begins with.
fn behind_attributes(tokens: &Tokens, start: usize, end: usize) -> usize {
    let mut at = start;
    while let Some(next) = attribute(tokens, at, end) {
        at = next;
    }
    at
}

/// The end of the attribute that begins here, where one does.
pub(super) fn attribute(tokens: &Tokens, at: usize, end: usize) -> Option<usize> {
    (at + 1 < end && tokens.is(at, "#") && tokens.is(at + 1, "[")).then(|| tokens.last(at + 1) + 1)
}
