//! Values without a schema that nobody may look at: a list of tokens and one text, rather than a tree.

use super::any::{PRIVATE_NUMBER, arbitrary_precision};
use super::object::PropertyMap;
use super::{At, DEEPEST, Step, Wanted, too_deep};
use serde::de::{self, DeserializeSeed, Deserializer, Expected, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::ser::{Error as _, Serialize, SerializeMap, SerializeSeq, Serializer};
use std::cell::{Cell, RefCell};
use std::fmt;
use std::ops::Range;

/// Names with their values, in the order in which they came.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Packed {
    len: usize,
    /// The names, as texts, each followed by its value.
    tokens: Box<[Token]>,
    /// All texts and names, one behind the other.
    texts: Box<str>,
}

/// A value, or the start of one whose parts follow.
#[derive(Clone, Copy, PartialEq)]
enum Token {
    Null,
    Boolean(bool),
    Signed(i64),
    Unsigned(u64),
    Float(f64),
    /// A number by its digits, where `serde_json` tells them: the bytes of that text.
    Digits(usize),
    /// The bytes of the next text.
    Text(usize),
    /// The number of items.
    Array(usize),
    /// The number of members, of each the name as a text and then the value.
    Object(usize),
}

impl Packed {
    pub(super) fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The number of names.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Hands on each name with its value.
    pub(super) fn try_for_each<E>(&self, mut each: impl FnMut(&str, &Part<'_>) -> Result<(), E>) -> Result<(), E> {
        let mut rest = Rest { tokens: &self.tokens, texts: &self.texts };
        while !rest.tokens.is_empty() {
            let name = rest.name();
            let value = Part::at(rest);
            each(name, &value)?;
            rest = value.behind();
        }
        Ok(())
    }
}

/// What was not read yet.
#[derive(Clone, Copy)]
struct Rest<'a> {
    tokens: &'a [Token],
    texts: &'a str,
}

impl<'a> Rest<'a> {
    fn token(&mut self) -> Token {
        let (token, rest) = self.tokens.split_first().unwrap_or((&Token::Null, &[]));
        self.tokens = rest;
        *token
    }

    fn text(&mut self, len: usize) -> &'a str {
        let (text, rest) = self.texts.split_at(len);
        self.texts = rest;
        text
    }

    fn name(&mut self) -> &'a str {
        match self.token() {
            Token::Text(len) => self.text(len),
            _ => unreachable!("a name is a text"),
        }
    }

    /// What stands behind the next value.
    fn behind(mut self) -> Self {
        let mut count = 1;
        while count > 0 {
            count -= 1;
            match self.token() {
                Token::Digits(len) | Token::Text(len) => drop(self.text(len)),
                Token::Array(len) => count += len,
                Token::Object(len) => count += 2 * len,
                Token::Null | Token::Boolean(_) | Token::Signed(_) | Token::Unsigned(_) | Token::Float(_) => {}
            }
        }
        self
    }
}

/// A value that is packed.
pub(super) struct Part<'a> {
    /// It, and what stands behind it.
    rest: Rest<'a>,
    /// What stands behind it, known once it was encoded.
    behind: Cell<Option<Rest<'a>>>,
}

impl<'a> Part<'a> {
    fn at(rest: Rest<'a>) -> Self {
        Part { rest, behind: Cell::new(None) }
    }

    fn behind(&self) -> Rest<'a> {
        self.behind.get().unwrap_or_else(|| self.rest.behind())
    }
}

impl Serialize for Part<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rest = self.rest;
        let encoded = match rest.token() {
            Token::Null => serializer.serialize_unit(),
            Token::Boolean(value) => serializer.serialize_bool(value),
            Token::Signed(number) => serializer.serialize_i64(number),
            Token::Unsigned(number) => serializer.serialize_u64(number),
            Token::Float(number) => serializer.serialize_f64(number),
            Token::Digits(len) => {
                let number: serde_json::Number = rest.text(len).parse().map_err(S::Error::custom)?;
                number.serialize(serializer)
            }
            Token::Text(len) => serializer.serialize_str(rest.text(len)),
            Token::Array(len) => {
                let mut array = serializer.serialize_seq(Some(len))?;
                for _ in 0..len {
                    let item = Part::at(rest);
                    array.serialize_element(&item)?;
                    rest = item.behind();
                }
                array.end()
            }
            Token::Object(len) => {
                let mut object = serializer.serialize_map(Some(len))?;
                for _ in 0..len {
                    let name = rest.name();
                    let member = Part::at(rest);
                    object.serialize_entry(name, &member)?;
                    rest = member.behind();
                }
                object.end()
            }
        }?;
        self.behind.set(Some(rest));
        Ok(encoded)
    }
}

/// Packs values while they are decoded.
pub(crate) struct Packer(Option<Box<Buffers>>);

/// What is packed already.
#[derive(Default)]
struct Buffers {
    tokens: Vec<Token>,
    texts: String,
    /// Where in the value the next part stands.
    path: Vec<Place>,
    /// Where the names stand among the texts: those of each object that is open, and of the whole.
    names: Vec<Range<usize>>,
}

thread_local! {
    /// Buffers that have done their work, and are used again.
    #[allow(clippy::vec_box, reason = "they are handed on as they are")]
    static USED: RefCell<Vec<Box<Buffers>>> = const { RefCell::new(Vec::new()) };
}

/// The most tokens and bytes in buffers that are used again.
const LARGEST_KEPT: usize = 1 << 16;

/// A step of a path; a name by where it stands among the texts.
enum Place {
    Member(Range<usize>),
    Item(usize),
}

impl Packer {
    pub(crate) const fn new() -> Self {
        Packer(None)
    }

    /// What was packed, if anything was, or the name that two have.
    pub(super) fn finish(self) -> Result<Option<Packed>, String> {
        self.0.map(Buffers::finish).transpose()
    }
}

impl Buffers {
    fn finish(mut self: Box<Self>) -> Result<Packed, String> {
        let len = self.names.len();
        if let Some(name) = self.repeated(0) {
            return Err(self.texts[name].to_owned());
        }
        let packed = Packed { len, tokens: self.tokens.as_slice().into(), texts: self.texts.as_str().into() };
        if self.tokens.len() + self.texts.len() <= LARGEST_KEPT {
            self.tokens.clear();
            self.texts.clear();
            // A thread that is about to end keeps none.
            let _ = USED.try_with(|used| used.borrow_mut().push(self));
        }
        Ok(packed)
    }

    fn push(&mut self, token: Token) {
        self.tokens.push(token);
    }

    fn push_text(&mut self, text: &str) -> Range<usize> {
        let start = self.texts.len();
        self.push(Token::Text(text.len()));
        self.texts.push_str(text);
        start..start + text.len()
    }

    fn push_name(&mut self, name: &str) {
        let name = self.push_text(name);
        self.names.push(name);
    }

    /// Takes back the name `PRIVATE_NUMBER`, and packs the digits that are its value.
    fn turn_to_digits(&mut self, digits: &str) {
        self.tokens.truncate(self.tokens.len() - 2);
        let name = self.names.pop().unwrap_or_default();
        self.texts.truncate(name.start);
        self.push_digits(digits);
    }

    fn push_digits(&mut self, digits: &str) {
        self.push(Token::Digits(digits.len()));
        self.texts.push_str(digits);
    }

    /// A name that two of the names from this position on have; they are forgotten.
    fn repeated(&mut self, from: usize) -> Option<Range<usize>> {
        const FEW: usize = 16;
        let texts = self.texts.as_bytes();
        let names = &mut self.names[from..];
        let repeated = if names.len() <= FEW {
            let among = |position: usize| {
                names[..position].iter().any(|name| texts[name.clone()] == texts[names[position].clone()])
            };
            (1..names.len()).find(|position| among(*position))
        } else {
            names.sort_unstable_by_key(|name| &texts[name.clone()]);
            (1..names.len()).find(|position| texts[names[position - 1].clone()] == texts[names[*position].clone()])
        };
        let repeated = repeated.map(|position| names[position].clone());
        self.names.truncate(from);
        repeated
    }

    /// An error that says where in the value it is.
    fn refuse<E: de::Error>(&self, at: &At<'_>, error: impl FnOnce(&At<'_>) -> E) -> E {
        fn below<E, F: FnOnce(&At<'_>) -> E>(texts: &str, path: &[Place], at: &At<'_>, error: F) -> E {
            match path {
                [] => error(at),
                [Place::Item(position), rest @ ..] => below(texts, rest, &at.child(Step::Item(*position)), error),
                [Place::Member(name), rest @ ..] => {
                    below(texts, rest, &at.child(Step::AdditionalProperty(&texts[name.clone()])), error)
                }
            }
        }

        below(&self.texts, &self.path, at, error)
    }

    /// Makes sure that an array or an object does not stand too deep.
    fn enter<E: de::Error>(&self, at: &At<'_>) -> Result<(), E> {
        let is_shallow = at.depth as usize + self.path.len() < DEEPEST as usize;
        if is_shallow { Ok(()) } else { Err(self.refuse(at, too_deep)) }
    }
}

impl<'de> PropertyMap<'de> for Packer {
    fn decode_member<D: Deserializer<'de>>(
        &mut self,
        name: &str,
        deserializer: D,
        at: &At<'_>,
    ) -> Result<bool, D::Error> {
        let used = || USED.try_with(|used| used.borrow_mut().pop()).ok().flatten();
        let buffers = self.0.get_or_insert_with(|| used().unwrap_or_default());
        buffers.push_name(name);
        Pack { buffers, at }.deserialize(deserializer)?;
        Ok(true)
    }
}

/// Packs the next value.
struct Pack<'a> {
    buffers: &'a mut Buffers,
    /// The place of the value that is packed as a whole.
    at: &'a At<'a>,
}

impl Pack<'_> {
    /// Packs the next part.
    fn part(&mut self) -> Pack<'_> {
        Pack { buffers: self.buffers, at: self.at }
    }

    fn refuse<E: de::Error>(&self, found: Unexpected<'_>) -> E {
        self.buffers.refuse(self.at, |at| E::invalid_type(found, &Wanted { what: "a JSON value", at, keyword: "type" }))
    }

    /// An integer of more bits than most, where `serde_json` has room for it.
    fn integer<E: de::Error>(self, number: Option<serde_json::Number>, what: &'static str) -> Result<(), E> {
        let number = number.ok_or_else(|| self.refuse(Unexpected::Other(what)))?;
        match (number.as_i64(), number.as_u64()) {
            (Some(signed), _) => self.buffers.push(Token::Signed(signed)),
            (None, Some(unsigned)) => self.buffers.push(Token::Unsigned(unsigned)),
            (None, None) => self.buffers.push_digits(&number.to_string()),
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Pack<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Pack<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Expected::fmt(&Wanted { what: "a JSON value", at: self.at, keyword: "type" }, f)
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        self.buffers.push(Token::Null);
        Ok(())
    }

    fn visit_none<E: de::Error>(self) -> Result<(), E> {
        self.buffers.push(Token::Null);
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<(), E> {
        self.buffers.push(Token::Boolean(value));
        Ok(())
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<(), E> {
        self.buffers.push(Token::Signed(value));
        Ok(())
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<(), E> {
        self.buffers.push(Token::Unsigned(value));
        Ok(())
    }

    fn visit_i128<E: de::Error>(self, value: i128) -> Result<(), E> {
        self.integer(serde_json::Number::from_i128(value), "integer beyond i64")
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<(), E> {
        self.integer(serde_json::Number::from_u128(value), "integer beyond u64")
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<(), E> {
        if !value.is_finite() {
            return Err(self.refuse(Unexpected::Float(value)));
        }
        self.buffers.push(Token::Float(value));
        Ok(())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<(), E> {
        self.buffers.push_text(text);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut array: A) -> Result<(), A::Error> {
        self.buffers.enter(self.at)?;
        let (start, depth) = (self.buffers.tokens.len(), self.buffers.path.len());
        self.buffers.push(Token::Array(0));
        self.buffers.path.push(Place::Item(0));
        let mut count = 0;
        while array.next_element_seed(self.part())?.is_some() {
            count += 1;
            self.buffers.path[depth] = Place::Item(count);
        }
        self.buffers.path.truncate(depth);
        self.buffers.tokens[start] = Token::Array(count);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut object: A) -> Result<(), A::Error> {
        let (start, first, depth) = (self.buffers.tokens.len(), self.buffers.names.len(), self.buffers.path.len());
        self.buffers.push(Token::Object(0));
        let mut count = 0;
        while object.next_key_seed(PackName(self.buffers))?.is_some() {
            let name = self.buffers.names.last().cloned().unwrap_or_default();
            if count == 0 {
                if self.buffers.texts[name.clone()] == *PRIVATE_NUMBER && arbitrary_precision() {
                    let digits: String = object.next_value()?;
                    self.buffers.turn_to_digits(&digits);
                    return Ok(());
                }
                self.buffers.enter(self.at)?;
            }
            count += 1;
            self.buffers.path.push(Place::Member(name));
            object.next_value_seed(self.part())?;
            self.buffers.path.truncate(depth);
        }
        if let Some(name) = self.buffers.repeated(first) {
            let what = format_args!("repeated property `{}`, expected each name once", &self.buffers.texts[name]);
            return Err(self.buffers.refuse(self.at, |at| de::Error::custom(Wanted { what, at, keyword: "" })));
        }
        self.buffers.tokens[start] = Token::Object(count);
        Ok(())
    }
}

/// Packs a name.
struct PackName<'a>(&'a mut Buffers);

impl<'de> DeserializeSeed<'de> for PackName<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for PackName<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a property name")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<(), E> {
        self.0.push_name(name);
        Ok(())
    }
}
