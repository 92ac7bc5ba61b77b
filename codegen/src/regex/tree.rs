//! The syntax tree of a regular expression of ECMA-262 (section 22.2.1, with Annex B.1.2 where the flag `u` is off).
//!
//! In goes a text that is known to be a regular expression, so that nothing here can fail; out comes what it means, with
//! the spellings of characters resolved.

use super::reader::Reader;

/// A part of a regular expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    /// One character out of a set.
    Class(Class),
    /// The start of the text.
    Start,
    /// The end of the text.
    End,
    /// `\b`, or `\B` if negated.
    Boundary {
        negated: bool,
    },
    /// A group of that number, counted from 1.
    Group(usize, Box<Node>),
    /// A look-around.
    Look {
        behind: bool,
        negated: bool,
        node: Box<Node>,
    },
    /// The flag `i`, turned on or off.
    IgnoringCase(bool, Box<Node>),
    /// The text of a group of that number.
    Back(usize),
    /// The text of a group of that name.
    BackTo(String),
    Repeat {
        node: Box<Node>,
        least: u32,
        most: Option<u32>,
        lazy: bool,
    },
    Sequence(Vec<Node>),
    Either(Vec<Node>),
}

impl Node {
    /// Whether it can only match the empty text.
    pub fn takes_nothing(&self) -> bool {
        match self {
            Node::Start | Node::End | Node::Boundary { .. } | Node::Look { .. } => true,
            Node::Class(_) | Node::Back(_) | Node::BackTo(_) => false,
            Node::Group(_, node) | Node::IgnoringCase(_, node) | Node::Repeat { node, .. } => node.takes_nothing(),
            Node::Sequence(nodes) | Node::Either(nodes) => nodes.iter().all(Node::takes_nothing),
        }
    }
}

/// A set of characters.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Class {
    pub negated: bool,
    pub items: Vec<Item>,
}

/// Some characters of a set.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Item {
    /// Code points from one to another, both included.
    Range(u32, u32),
    /// What a letter behind a backslash stands for: one of `dDsSwW`.
    Set(char),
    /// `\p{…}`, or `\P{…}` if negated.
    Property { negated: bool, name: String },
}

/// Line terminators (ECMA-262, section 12.3).
const LINE_ENDS: [(u32, u32); 3] = [(0xA, 0xA), (0xD, 0xD), (0x2028, 0x2029)];

impl Class {
    fn one(code: u32) -> Self {
        Class { negated: false, items: vec![Item::Range(code, code)] }
    }

    fn line_ends(negated: bool) -> Self {
        Class { negated, items: LINE_ENDS.iter().map(|(first, last)| Item::Range(*first, *last)).collect() }
    }
}

/// A syntax tree, and the names of its groups with their numbers.
pub(super) struct Tree {
    pub node: Node,
    pub names: Vec<(String, usize)>,
}

impl Tree {
    /// The tree of a text that is a regular expression, with the flag `u` or without it.
    pub fn of(text: &str, unicode: bool) -> Self {
        let mut parser =
            Parser { reader: Reader::new(text), unicode, groups: 0, names: Vec::new(), all: 0, named: false };
        parser.count_groups();
        let node = parser.either(Modifiers::default());
        Tree { node, names: parser.names }
    }
}

/// The flags that a group turns on or off.
#[derive(Clone, Copy, Default)]
struct Modifiers {
    any_line: bool,
    dot_all: bool,
}

struct Parser<'a> {
    reader: Reader<'a>,
    unicode: bool,
    /// How many groups were begun.
    groups: usize,
    names: Vec<(String, usize)>,
    /// How many groups there are.
    all: usize,
    /// Whether one of them has a name.
    named: bool,
}

impl Parser<'_> {
    /// Counts the groups: what a backslash means before a digit or a `k` depends on those that follow, too.
    fn count_groups(&mut self) {
        let mut reader = self.reader.clone();
        let mut in_class = false;
        while let Some(found) = reader.next() {
            match found {
                '\\' => drop(reader.next()),
                '[' => in_class = true,
                ']' => in_class = false,
                '(' if !in_class => {
                    let name = reader.rest().starts_with("?<") && !reader.rest().starts_with("?<=");
                    let name = name && !reader.rest().starts_with("?<!");
                    self.named |= name;
                    self.all += usize::from(name || !reader.rest().starts_with('?'));
                }
                _ => {}
            }
        }
    }

    fn either(&mut self, modifiers: Modifiers) -> Node {
        let mut branches = vec![self.sequence(modifiers)];
        while self.reader.eat("|") {
            branches.push(self.sequence(modifiers));
        }
        if branches.len() == 1 { branches.remove(0) } else { Node::Either(branches) }
    }

    fn sequence(&mut self, modifiers: Modifiers) -> Node {
        let mut nodes = Vec::new();
        while !matches!(self.reader.peek(), None | Some('|' | ')')) {
            let node = self.term(modifiers);
            nodes.push(self.repeated(node));
        }
        if nodes.len() == 1 { nodes.remove(0) } else { Node::Sequence(nodes) }
    }

    fn term(&mut self, modifiers: Modifiers) -> Node {
        let line = |behind, edge| {
            let look = Node::Look { behind, negated: false, node: Box::new(Node::Class(Class::line_ends(false))) };
            if modifiers.any_line { Node::Either(vec![edge, look]) } else { edge }
        };
        match self.reader.next() {
            Some('^') => line(true, Node::Start),
            Some('$') => line(false, Node::End),
            Some('(') => self.group(modifiers),
            Some('.') if modifiers.dot_all => Node::Class(Class { negated: true, items: Vec::new() }),
            Some('.') => Node::Class(Class::line_ends(true)),
            Some('[') => Node::Class(self.class()),
            Some('\\') => self.escape(),
            Some(other) => Node::Class(Class::one(other.into())),
            None => Node::Sequence(Vec::new()),
        }
    }

    /// A group, behind its parenthesis.
    fn group(&mut self, modifiers: Modifiers) -> Node {
        let looks = [("?=", false, false), ("?!", false, true), ("?<=", true, false), ("?<!", true, true)];
        for (start, behind, negated) in looks {
            if self.reader.eat(start) {
                return Node::Look { behind, negated, node: Box::new(self.inner(modifiers)) };
            }
        }
        if self.reader.eat("?:") {
            return self.inner(modifiers);
        }
        if self.reader.eat("?<") {
            let name = self.reader.name();
            self.names.push((name, self.groups + 1));
        } else if self.reader.eat("?") {
            return self.modified(modifiers);
        }
        self.groups += 1;
        let number = self.groups;
        Node::Group(number, Box::new(self.inner(modifiers)))
    }

    /// A group that turns flags on or off, behind its question mark.
    fn modified(&mut self, mut modifiers: Modifiers) -> Node {
        let (mut on, mut ignoring) = (true, None);
        while let Some(flag) = self.reader.next().filter(|flag| *flag != ':') {
            match flag {
                '-' => on = false,
                'm' => modifiers.any_line = on,
                's' => modifiers.dot_all = on,
                _ => ignoring = Some(on),
            }
        }
        let node = self.inner(modifiers);
        match ignoring {
            Some(on) => Node::IgnoringCase(on, Box::new(node)),
            None => node,
        }
    }

    /// The rest of a group, to its closing parenthesis.
    fn inner(&mut self, modifiers: Modifiers) -> Node {
        let node = self.either(modifiers);
        self.reader.eat(")");
        node
    }

    /// A node with its quantifier, where one follows.
    fn repeated(&mut self, node: Node) -> Node {
        let Some((least, most)) = self.quantifier() else { return node };
        let lazy = self.reader.eat("?");
        Node::Repeat { node: Box::new(node), least, most, lazy }
    }

    /// How often what stands before may come.
    fn quantifier(&mut self) -> Option<(u32, Option<u32>)> {
        let range = match self.reader.peek()? {
            '*' => (0, None),
            '+' => (1, None),
            '?' => (0, Some(1)),
            '{' => return self.reader.count(),
            _ => return None,
        };
        self.reader.next();
        Some(range)
    }

    /// What a backslash begins, outside of a class.
    fn escape(&mut self) -> Node {
        match self.reader.peek() {
            Some(letter @ ('b' | 'B')) => {
                self.reader.next();
                Node::Boundary { negated: letter == 'B' }
            }
            Some('k') if self.unicode || self.named => {
                self.reader.eat("k<");
                Node::BackTo(self.reader.name())
            }
            Some('1'..='9') => match self.reader.number().filter(|number| self.unicode || *number <= self.all) {
                Some(number) => {
                    self.reader.pass_digits();
                    Node::Back(number)
                }
                None => Node::Class(Class::one(self.character(false))),
            },
            _ => {
                let item = self.set().unwrap_or_else(|| {
                    let code = self.character(false);
                    Item::Range(code, code)
                });
                Node::Class(Class { negated: false, items: vec![item] })
            }
        }
    }

    /// A set of characters that a backslash begins.
    fn set(&mut self) -> Option<Item> {
        match self.reader.peek()? {
            letter @ ('d' | 'D' | 's' | 'S' | 'w' | 'W') => {
                self.reader.next();
                Some(Item::Set(letter))
            }
            letter @ ('p' | 'P') if self.unicode => {
                self.reader.next();
                self.reader.eat("{");
                let name = self.reader.until('}');
                Some(Item::Property { negated: letter == 'P', name })
            }
            _ => None,
        }
    }

    /// The code point of an escaped character.
    fn character(&mut self, in_class: bool) -> u32 {
        let Some(letter) = self.reader.next() else { return '\\'.into() };
        match letter {
            't' => 0x9,
            'n' => 0xA,
            'v' => 0xB,
            'f' => 0xC,
            'r' => 0xD,
            'b' if in_class => 0x8,
            'c' => {
                let controls = |next: &char| {
                    next.is_ascii_alphabetic() || in_class && !self.unicode && (next.is_ascii_digit() || *next == '_')
                };
                if let Some(next) = self.reader.peek().filter(controls) {
                    self.reader.next();
                    return u32::from(next) % 32;
                }
                // Annex B: the backslash stands for itself, and the `c` is still to be read.
                self.reader.back();
                '\\'.into()
            }
            'x' => self.reader.hex(2).unwrap_or_else(|| letter.into()),
            // Without the flag too, as a text is one of code points here.
            'u' => match self.reader.braced_hex().or_else(|| self.reader.hex(4)) {
                Some(lead @ 0xD800..0xDC00) => match self.reader.trail() {
                    Some(trail) => 0x1_0000 + ((lead - 0xD800) << 10) + (trail - 0xDC00),
                    None => lead,
                },
                Some(code) => code,
                None => letter.into(),
            },
            '0'..='7' if !self.unicode => self.reader.octal(letter),
            '0' => 0,
            other => other.into(),
        }
    }

    /// A class, behind its bracket.
    fn class(&mut self) -> Class {
        let negated = self.reader.eat("^");
        let mut items = Vec::new();
        while self.reader.peek().is_some() && !self.reader.eat("]") {
            let first = self.class_atom();
            let ranges = self.reader.rest().starts_with('-') && !self.reader.rest().starts_with("-]");
            if !ranges {
                items.push(first);
                continue;
            }
            self.reader.eat("-");
            match (first, self.class_atom()) {
                (Item::Range(first, _), Item::Range(last, _)) => items.push(Item::Range(first, last)),
                // Annex B: no range leads from a set or to one.
                (first, last) => items.extend([first, Item::Range('-'.into(), '-'.into()), last]),
            }
        }
        Class { negated, items }
    }

    fn class_atom(&mut self) -> Item {
        let code = match self.reader.next() {
            Some('\\') => match self.set() {
                Some(item) => return item,
                None => self.character(true),
            },
            Some(other) => other.into(),
            None => 0,
        };
        Item::Range(code, code)
    }
}
