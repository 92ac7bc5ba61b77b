//! JSON text to a tree whose every value knows where it stands.
//!
//! RFC 8259, and stricter where a schema could lose something: a name that an object repeats is an error. Number
//! texts are kept as written, so that no bound is rounded. Nesting is bounded, so no text can exhaust the stack.

use crate::diagnostic::Problem;
use crate::pointer::Pointer;
use jiter::{Jiter, JiterError, JiterErrorType, JsonErrorType, Peek};
use std::collections::{HashMap, HashSet};
use std::ops::{Deref, Range};

/// How deep arrays and objects may nest: as deep as `serde_json` reads them. Real schemas stay below 60.
const DEPTH: usize = 127;

/// A JSON value and the bytes of the text that it stands in.
#[derive(Clone, Debug)]
pub struct Node {
    /// The byte range in the document's text.
    pub span: Range<usize>,
    /// The value itself.
    pub kind: NodeKind,
}

/// The kinds of JSON values.
#[derive(Clone, Debug)]
pub enum NodeKind {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// A number, as written.
    Number(String),
    /// A string, its escapes resolved.
    String(String),
    /// An array.
    Array(Vec<Node>),
    /// An object.
    Object(Members),
}

/// The members of an object, in the order of the text.
#[derive(Clone, Debug)]
pub struct Members {
    list: Vec<Member>,
    /// The position of each name, where there are many.
    positions: HashMap<String, usize>,
}

/// How many members are looked through one by one.
const FEW: usize = 32;

impl Members {
    fn new(list: Vec<Member>) -> Self {
        let many = if list.len() > FEW { list.as_slice() } else { &[] };
        let positions = many.iter().enumerate().map(|(position, member)| (member.name.clone(), position)).collect();
        Members { list, positions }
    }

    fn get(&self, name: &str) -> Option<&Member> {
        if self.list.len() > FEW {
            return self.positions.get(name).map(|position| &self.list[*position]);
        }
        self.list.iter().find(|member| member.name == name)
    }
}

impl Deref for Members {
    type Target = [Member];

    fn deref(&self) -> &[Member] {
        &self.list
    }
}

/// One member of an object.
#[derive(Clone, Debug)]
pub struct Member {
    /// The name.
    pub name: String,
    /// The byte range of the name, with its quotes.
    pub name_span: Range<usize>,
    /// The value.
    pub value: Node,
}

impl Node {
    /// The member of that name, where this is an object that has one.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Node> {
        match &self.kind {
            NodeKind::Object(members) => members.get(name).map(|member| &member.value),
            _ => None,
        }
    }

    /// The members of an object, none for any other value.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        match &self.kind {
            NodeKind::Object(members) => members,
            _ => &[],
        }
    }

    /// The text of a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            NodeKind::String(text) => Some(text),
            _ => None,
        }
    }

    /// Whether this is `true`.
    #[must_use]
    pub fn is_true(&self) -> bool {
        matches!(self.kind, NodeKind::Boolean(true))
    }

    /// The value that a pointer leads to.
    #[must_use]
    pub fn at(&self, pointer: &Pointer) -> Option<&Node> {
        pointer.tokens().try_fold(self, |node, token| match &node.kind {
            NodeKind::Object(members) => members.get(&token).map(|member| &member.value),
            NodeKind::Array(items) => items.get(token.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// The same value without its places. A number that no `serde_json::Number` holds exactly is rounded.
    #[must_use]
    pub fn to_value(&self) -> serde_json::Value {
        match &self.kind {
            NodeKind::Null => serde_json::Value::Null,
            NodeKind::Boolean(value) => (*value).into(),
            NodeKind::Number(text) => serde_json::from_str(text).unwrap_or(serde_json::Value::Null),
            NodeKind::String(text) => text.as_str().into(),
            NodeKind::Array(items) => items.iter().map(Node::to_value).collect(),
            NodeKind::Object(members) => {
                members.iter().map(|member| (member.name.clone(), member.value.to_value())).collect()
            }
        }
    }

    /// The word for the kind of value, as JSON Schema's `type` has it.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self.kind {
            NodeKind::Null => "null",
            NodeKind::Boolean(_) => "boolean",
            NodeKind::Number(_) => "number",
            NodeKind::String(_) => "string",
            NodeKind::Array(_) => "array",
            NodeKind::Object(_) => "object",
        }
    }
}

/// A problem in the text, with the byte and the place where it was found.
#[derive(Debug)]
pub(crate) struct Flaw {
    pub problem: Problem,
    pub span: Range<usize>,
    pub pointer: Pointer,
}

/// Parses one JSON text.
pub(crate) fn parse(text: &str) -> Result<Node, Flaw> {
    if text.trim().is_empty() {
        return Err(Flaw { problem: Problem::Empty, span: 0..0, pointer: Pointer::root() });
    }
    let mut parser = Parser { jiter: Jiter::new(text.as_bytes()), text, path: Vec::new() };
    let node = parser.value()?;
    parser.jiter.finish().map_err(|error| parser.flaw(&error))?;
    Ok(node)
}

struct Parser<'t> {
    jiter: Jiter<'t>,
    text: &'t str,
    /// The tokens that lead to the value being parsed.
    path: Vec<String>,
}

impl Parser<'_> {
    fn value(&mut self) -> Result<Node, Flaw> {
        let peek = self.jiter.peek().map_err(|error| self.flaw(&error))?;
        let start = self.jiter.current_index();
        if self.path.len() >= DEPTH && matches!(peek, Peek::Array | Peek::Object) {
            return Err(self.located(Problem::TooDeep { limit: DEPTH }, start..start + 1));
        }
        let kind = match peek {
            Peek::Null => self.jiter.known_null().map(|()| NodeKind::Null).map_err(|error| self.flaw(&error))?,
            Peek::True | Peek::False => {
                self.jiter.known_bool(peek).map(NodeKind::Boolean).map_err(|error| self.flaw(&error))?
            }
            Peek::String => self.string().map(NodeKind::String)?,
            Peek::Array => self.array().map(NodeKind::Array)?,
            Peek::Object => self.object().map(NodeKind::Object)?,
            _ => self.number(peek, start)?,
        };
        Ok(Node { span: start..self.jiter.current_index(), kind })
    }

    fn string(&mut self) -> Result<String, Flaw> {
        match self.jiter.known_str() {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => Err(self.flaw(&error)),
        }
    }

    fn number(&mut self, peek: Peek, start: usize) -> Result<NodeKind, Flaw> {
        let skipped = self.jiter.known_skip(peek);
        let rest = &self.text[start..];
        let end = rest.find(|c: char| !matches!(c, '0'..='9' | '+' | '-' | '.' | 'e' | 'E')).unwrap_or(rest.len());
        let number = &rest[..end];
        match skipped {
            // Nothing that reads JSON into numbers of Rust holds what is infinite as a double.
            Ok(()) if number.parse::<f64>().is_ok_and(f64::is_finite) => Ok(NodeKind::Number(number.to_owned())),
            Err(error) if error.error_type != JiterErrorType::JsonError(JsonErrorType::NumberOutOfRange) => {
                Err(self.flaw(&error))
            }
            _ => {
                let number = shorten(number);
                Err(self.located(Problem::NumberOutOfRange { number }, start..start + end))
            }
        }
    }

    fn array(&mut self) -> Result<Vec<Node>, Flaw> {
        let mut items = Vec::new();
        let mut more = self.jiter.known_array().map_err(|error| self.flaw(&error))?;
        while more.is_some() {
            self.path.push(items.len().to_string());
            items.push(self.value()?);
            self.path.pop();
            more = self.jiter.array_step().map_err(|error| self.flaw(&error))?;
        }
        Ok(items)
    }

    fn object(&mut self) -> Result<Members, Flaw> {
        let mut members = Vec::new();
        let mut names = HashSet::new();
        let mut from = self.jiter.current_index() + 1;
        let mut next = self.jiter.known_object().map(|name| name.map(str::to_owned));
        while let Some(name) = next.map_err(|error| self.flaw(&error))? {
            let name_span = self.name_span(from);
            self.path.push(name.clone());
            if !names.insert(name.clone()) {
                return Err(self.located(Problem::RepeatedName { name }, name_span));
            }
            let value = self.value()?;
            self.path.pop();
            members.push(Member { name, name_span, value });
            from = self.jiter.current_index();
            next = self.jiter.next_key().map(|name| name.map(str::to_owned));
        }
        Ok(Members::new(members))
    }

    /// The extent of the name that was read last: from the first quote behind `from` to the last one before the colon.
    fn name_span(&self, from: usize) -> Range<usize> {
        let read = &self.text[from..self.jiter.current_index()];
        let start = read.find('"').unwrap_or(0);
        let end = read.rfind('"').unwrap_or(start);
        from + start..from + end + 1
    }

    fn flaw(&self, error: &JiterError) -> Flaw {
        let at = error.index.min(self.text.len());
        let message = match &error.error_type {
            JiterErrorType::JsonError(JsonErrorType::ExpectedSomeIdent | JsonErrorType::ExpectedSomeValue) => {
                "expected a value".to_owned()
            }
            error => error.to_string(),
        };
        self.located(Problem::NotJson { message }, at..at)
    }

    fn located(&self, problem: Problem, span: Range<usize>) -> Flaw {
        Flaw { problem, span, pointer: Pointer::from_tokens(&self.path) }
    }
}

/// A value's text on one line, cut for a message.
pub(crate) fn shorten(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short.split_whitespace().collect::<Vec<_>>().join(" ")
}
