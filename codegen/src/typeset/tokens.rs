//! Tokens as a flat list, over one text.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use std::fmt::Write as _;
use std::ops::Range;

/// The tokens of some code.
pub(super) struct Tokens {
    text: String,
    list: Vec<Token>,
}

/// A token, by its place in the text.
struct Token {
    kind: Kind,
    start: usize,
    end: usize,
    /// The position of the token that closes what this one opens.
    close: usize,
}

/// What a token is to a layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An identifier that is like any other of its width.
    Name,
    /// A string in quotes, on one line.
    Text,
    /// An integer in decimal digits.
    Digits,
    /// Any other word: a keyword or a literal.
    Word,
    /// A punctuation mark that another one follows which belongs to it.
    Joint,
    /// A punctuation mark.
    Alone,
    /// The start of a group.
    Open,
    /// The end of a group.
    Close,
}

impl Kind {
    /// Whether nothing matters of a word but its width.
    pub fn has_width_alone(self) -> bool {
        matches!(self, Kind::Name | Kind::Text | Kind::Digits)
    }

    /// Whether a token is a word: anything but a mark.
    pub fn is_word(self) -> bool {
        self.has_width_alone() || self == Kind::Word
    }
}

impl Tokens {
    /// The tokens of a stream.
    pub fn of(stream: TokenStream) -> Self {
        let mut tokens = Tokens { text: String::new(), list: Vec::new() };
        tokens.extend(stream);
        tokens
    }

    fn extend(&mut self, stream: TokenStream) {
        for tree in stream {
            match tree {
                TokenTree::Ident(ident) => {
                    let token = self.push(Kind::Name, |text| _ = write!(text, "{ident}"));
                    if is_special(self.text(token)) {
                        self.list[token].kind = Kind::Word;
                    }
                }
                TokenTree::Literal(literal) => {
                    let token = self.push(Kind::Word, |text| _ = write!(text, "{literal}"));
                    self.list[token].kind = literal_kind(self.text(token));
                }
                TokenTree::Punct(punct) => {
                    if punct.as_char() == '!' {
                        self.name_macro();
                    }
                    let kind = if punct.spacing() == Spacing::Joint { Kind::Joint } else { Kind::Alone };
                    self.push(kind, |text| text.push(punct.as_char()));
                }
                TokenTree::Group(group) => {
                    let marks = match group.delimiter() {
                        Delimiter::Parenthesis => Some(('(', ')')),
                        Delimiter::Brace => Some(('{', '}')),
                        Delimiter::Bracket => Some(('[', ']')),
                        Delimiter::None => None,
                    };
                    let stream = group.stream();
                    // A stream that nothing else holds is taken apart, not copied.
                    drop(group);
                    self.extend_grouped(marks, stream);
                }
            }
        }
    }

    /// Macros are set by their names, as far as prettyplease knows them.
    fn name_macro(&mut self) {
        if let Some(name) = self.list.last_mut().filter(|token| token.kind == Kind::Name) {
            name.kind = Kind::Word;
        }
    }

    fn extend_grouped(&mut self, marks: Option<(char, char)>, stream: TokenStream) {
        let Some((open, close)) = marks else { return self.extend(stream) };
        let open = self.push(Kind::Open, |text| text.push(open));
        self.extend(stream);
        self.list[open].close = self.push(Kind::Close, |text| text.push(close));
    }

    fn push(&mut self, kind: Kind, write: impl FnOnce(&mut String)) -> usize {
        let start = self.text.len();
        write(&mut self.text);
        let position = self.list.len();
        self.list.push(Token { kind, start, end: self.text.len(), close: position });
        position
    }

    /// The positions of all tokens.
    pub fn all(&self) -> Range<usize> {
        0..self.list.len()
    }

    /// What the token at a position is.
    pub fn kind(&self, at: usize) -> Kind {
        self.list[at].kind
    }

    /// The text of the token at a position.
    pub fn text(&self, at: usize) -> &str {
        let Token { start, end, .. } = self.list[at];
        &self.text[start..end]
    }

    /// Whether a token is there, and is this one.
    pub fn is(&self, at: usize, text: &str) -> bool {
        at < self.list.len() && self.text(at) == text
    }

    /// The position of the last token of what begins with this one: where it opens a group, the end of that.
    pub fn last(&self, at: usize) -> usize {
        self.list[at].close
    }

    /// How many bytes some tokens have, without anything between them.
    pub fn width(&self, range: Range<usize>) -> usize {
        if range.is_empty() { 0 } else { self.list[range.end - 1].end - self.list[range.start].start }
    }

    /// Writes some tokens as code, on one line.
    pub fn write(&self, range: Range<usize>, code: &mut String) {
        for at in range {
            code.push_str(self.text(at));
            if self.kind(at) != Kind::Joint {
                code.push(' ');
            }
        }
    }
}

fn literal_kind(text: &str) -> Kind {
    if text.len() > 1 && text.starts_with('"') && text.ends_with('"') && !text.contains('\n') {
        Kind::Text
    } else if text.bytes().all(|byte| byte.is_ascii_digit()) {
        Kind::Digits
    } else {
        Kind::Word
    }
}

/// Whether syn or prettyplease know a word: it is a keyword somewhere, or the name of an attribute or macro that is set in a
/// way of its own.
fn is_special(word: &str) -> bool {
    match word.as_bytes() {
        [b'_'] | [b'r', b'#', ..] => true,
        // No other has fewer letters or more.
        [_] => false,
        _ if word.len() > 11 => false,
        _ => matches!(
            word,
            "Self"
                | "abstract"
                | "as"
                | "async"
                | "auto"
                | "await"
                | "become"
                | "box"
                | "break"
                | "builtin"
                | "comment"
                | "const"
                | "continue"
                | "crate"
                | "default"
                | "do"
                | "doc"
                | "dyn"
                | "else"
                | "enum"
                | "extern"
                | "false"
                | "final"
                | "fn"
                | "for"
                | "if"
                | "impl"
                | "in"
                | "let"
                | "loop"
                | "macro"
                | "macro_rules"
                | "match"
                | "mod"
                | "move"
                | "mut"
                | "override"
                | "priv"
                | "pub"
                | "raw"
                | "ref"
                | "return"
                | "safe"
                | "self"
                | "static"
                | "struct"
                | "super"
                | "trait"
                | "true"
                | "try"
                | "type"
                | "typeof"
                | "union"
                | "unsafe"
                | "unsized"
                | "use"
                | "virtual"
                | "where"
                | "while"
                | "yield"
        ),
    }
}
