//! What the generated types share: decoding in one pass with located errors, and the checks of the schemas' keywords.
//!
//! A value is decoded by `Decode`, which is serde's `Deserialize` plus the place in the value that is being read. That
//! place is a chain of borrowed `At` links on the stack: it costs nothing until an error has to be written.

use serde::de::{self, DeserializeSeed, Deserializer, Expected};
use serde::ser::{Serialize, Serializer};
use std::any::TypeId;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasherDefault, Hasher};
use std::marker::PhantomData;

/// A text or a value that a type's schema does not allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidValue {
    message: String,
}

impl InvalidValue {
    pub(crate) fn new(message: impl fmt::Display) -> Self {
        InvalidValue { message: message.to_string() }
    }
}

impl fmt::Display for InvalidValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for InvalidValue {}

/// How deep arrays and objects nest at most in a value: as deep as `serde_json` reads them. Other formats read any depth, and
/// the stack would end first.
pub(crate) const DEEPEST: u32 = 128;

/// The place in a value that is being decoded, and the location of the schema that speaks of it.
#[derive(Clone, Copy)]
pub(crate) struct At<'a> {
    parent: Option<&'a At<'a>>,
    step: Step<'a>,
    /// In how many arrays and objects it stands.
    pub(crate) depth: u32,
    /// The schema's location where it is known; else it follows from the parent's by the step.
    schema: Option<&'static str>,
    /// The value, where it is held back or part of one that is.
    pub(crate) held: Option<Held<'a>>,
}

#[derive(Clone, Copy)]
pub(crate) enum Step<'a> {
    Root,
    Property(&'a str),
    AdditionalProperty(&'a str),
    /// A member's name, instead of its value.
    Name(&'a str),
    Item(usize),
}

/// A value that is held back or part of one that is, and what is known of all of it.
#[derive(Clone, Copy)]
pub(crate) struct Held<'a> {
    pub(crate) content: &'a Content<'a>,
    pub(crate) memo: &'a Memo,
}

impl Held<'_> {
    fn item(self, position: usize) -> Option<Self> {
        match self.content {
            Content::Array(items) => items.get(position).map(|content| Held { content, ..self }),
            _ => None,
        }
    }

    /// The value of the member at a position.
    pub(crate) fn member(self, position: usize) -> Option<Self> {
        match self.content {
            Content::Object(Entries { members, .. }) => {
                members.get(position).map(|(_, content)| Held { content, ..self })
            }
            _ => None,
        }
    }
}

/// A value that is held back, because more than one type has a say.
pub(crate) enum Content<'de> {
    Null,
    Boolean(bool),
    Signed(i64),
    Unsigned(u64),
    Float(f64),
    /// A number by its digits, where `serde_json` tells them.
    Digits(serde_json::Number),
    String(Cow<'de, str>),
    Array(Vec<Content<'de>>),
    Object(Entries<'de>),
}

/// The members of an object that is held back, each name once.
pub(crate) struct Entries<'de> {
    /// In the order in which they came.
    pub(crate) members: Vec<(Cow<'de, str>, Content<'de>)>,
    /// Their positions in the order of their names, where they are too many to look through.
    pub(crate) by_name: Vec<usize>,
}

impl<'a> At<'a> {
    /// The whole value.
    pub(crate) const ROOT: At<'static> = At { parent: None, step: Step::Root, depth: 0, schema: None, held: None };

    #[inline]
    pub(crate) fn child(&'a self, step: Step<'a>) -> At<'a> {
        self.place(step, None)
    }

    /// A place below this one, and the location of the schema that speaks of it where it is no part of this one's.
    #[inline]
    pub(crate) fn place(&'a self, step: Step<'a>, schema: Option<&'static str>) -> At<'a> {
        let held = match (self.held, step) {
            (Some(held), Step::Item(position)) => held.item(position),
            _ => None,
        };
        self.below(step, schema, held)
    }

    /// A place below this one, with what is known of it.
    #[inline]
    pub(crate) fn below(&'a self, step: Step<'a>, schema: Option<&'static str>, held: Option<Held<'a>>) -> At<'a> {
        At { parent: Some(self), step, depth: self.depth + 1, schema, held }
    }

    /// What is known of the value that this place is a part of, where that is held back.
    pub(crate) fn memo(&self) -> Option<&'a Memo> {
        self.held.map(|held| held.memo).or_else(|| self.parent?.memo())
    }

    /// The same place, of a value that is held back.
    pub(crate) fn holding(&self, held: Option<Held<'a>>) -> At<'a> {
        At { held, ..*self }
    }

    /// Makes sure that a value with parts does not stand too deep.
    pub(crate) fn enter<E: de::Error>(&self) -> Result<(), E> {
        if self.depth < DEEPEST {
            return Ok(());
        }
        Err(too_deep(self))
    }

    /// A place below this one, spoken of by the same schema.
    pub(crate) fn part(&'a self, step: Step<'a>) -> At<'a> {
        self.place(step, self.schema)
    }

    /// The same place, spoken of by the schema at this location.
    pub(crate) fn under(&self, schema: &'static str) -> At<'a> {
        At { schema: Some(schema), ..*self }
    }

    /// Writes the place as a JSON pointer (RFC 6901).
    fn write_pointer(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.write_pointer(f)?;
        }
        match self.step {
            // A name stands in the object itself.
            Step::Root | Step::Name(_) => Ok(()),
            Step::Property(name) | Step::AdditionalProperty(name) => write_token(f, name),
            Step::Item(index) => write!(f, "/{index}"),
        }
    }

    fn write_schema(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = self.schema {
            return f.write_str(schema);
        }
        if let Some(parent) = self.parent {
            parent.write_schema(f)?;
        }
        match self.step {
            Step::Root => Ok(()),
            Step::Property(name) => {
                f.write_str("/properties")?;
                write_token(f, name)
            }
            Step::AdditionalProperty(_) => f.write_str("/additionalProperties"),
            Step::Name(_) => f.write_str("/propertyNames"),
            Step::Item(_) => f.write_str("/items"),
        }
    }
}

/// The error for a value with parts that stands too deep.
pub(crate) fn too_deep<E: de::Error>(at: &At<'_>) -> E {
    let what = format_args!("invalid value: expected at most {DEEPEST} arrays and objects inside each other");
    E::custom(Wanted { what, at, keyword: "type" })
}

fn write_token(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    write!(f, "/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// What a keyword wants at a place, as the end of an error message.
pub(crate) struct Wanted<'a, T> {
    pub(crate) what: T,
    pub(crate) at: &'a At<'a>,
    pub(crate) keyword: &'static str,
}

impl<T: fmt::Display> fmt::Display for Wanted<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.what)?;
        let value = match (self.at.step, self.at.parent) {
            (Step::Name(name), Some(object)) => {
                write!(f, " in the name `{name}`")?;
                object
            }
            _ => self.at,
        };
        if let Step::Root = value.step {
            f.write_str(" at the root")?;
        } else {
            f.write_str(" at ")?;
            value.write_pointer(f)?;
        }
        f.write_str(" (schema ")?;
        self.at.write_schema(f)?;
        // Not every schema has a keyword that asks for it: `false` has none.
        if !self.keyword.is_empty() {
            write!(f, "/{}", self.keyword)?;
        }
        f.write_str(")")
    }
}

impl<T: fmt::Display> Expected for Wanted<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A type that decodes from any self-describing serde format and knows where in the value it stands. One of the two
/// functions is the other by itself, so each type has one.
pub(crate) trait Decode<'de>: Sized {
    fn decode<D: Deserializer<'de>>(deserializer: D, at: &At<'_>) -> Result<Self, D::Error> {
        filled(|slot| Self::decode_into(deserializer, at, slot))
    }

    /// Decodes a value to an empty slot, where it stays: a large one would be moved once for each function on the way.
    fn decode_into<D: Deserializer<'de>>(
        deserializer: D,
        at: &At<'_>,
        slot: &mut Option<Self>,
    ) -> Result<(), D::Error> {
        *slot = Some(Self::decode(deserializer, at)?);
        Ok(())
    }
}

/// What a function puts in a slot that is empty.
#[inline]
pub(crate) fn filled<T, E>(fill: impl FnOnce(&mut Option<T>) -> Result<(), E>) -> Result<T, E> {
    let mut slot = None;
    fill(&mut slot)?;
    Ok(slot.expect("a slot is filled where there is no error"))
}

/// Whether values of a type are moved as fast as they are put in a slot.
pub(crate) const fn is_small<T>() -> bool {
    size_of::<T>() <= 64
}

/// Carries a place and a slot through serde to [`Decode::decode_into`].
pub(crate) struct Filling<'a, T> {
    pub(crate) at: &'a At<'a>,
    pub(crate) slot: &'a mut Option<T>,
}

impl<'de, T: Decode<'de>> DeserializeSeed<'de> for Filling<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        T::decode_into(deserializer, self.at, self.slot)
    }
}

/// Carries a place through serde to [`Decode::decode`].
pub(crate) struct Seed<'a, T> {
    at: &'a At<'a>,
    target: PhantomData<T>,
}

impl<'a, T> Seed<'a, T> {
    pub(crate) fn new(at: &'a At<'a>) -> Self {
        Seed { at, target: PhantomData }
    }
}

impl<'de, T: Decode<'de>> DeserializeSeed<'de> for Seed<'_, T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::decode(deserializer, self.at)
    }
}

/// A type that is not ours and is encoded faster than by its own `Serialize`, to the same text.
pub(crate) trait Encode {
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

/// Hands a value on to [`Encode::encode`].
pub(crate) struct Encoded<'a, T>(pub(crate) &'a T);

impl<T: Encode> Serialize for Encoded<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.encode(serializer)
    }
}

impl<T: Encode> Encode for Option<T> {
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => serializer.serialize_some(&Encoded(value)),
            None => serializer.serialize_none(),
        }
    }
}

/// The JSON that a value is; `null` for one that is none, like a number that is not finite.
pub(crate) fn json_of<T: Serialize + ?Sized>(value: &T) -> serde_json::Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// A number of things, for an error message: what one is called, and what several are.
pub(crate) struct Counted(pub(crate) u64, pub(crate) &'static str, pub(crate) &'static str);

impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0, if self.0 == 1 { self.1 } else { self.2 })
    }
}

/// What is known of a value that is held back and of all its parts: each question about one of them is answered once.
/// Without it, each level of alternatives would multiply the tries of all below.
#[derive(Default)]
pub(crate) struct Memo {
    answers: RefCell<HashMap<(TypeId, usize), Answer, BuildHasherDefault<QuestionHasher>>>,
    /// Why the value is invalid, whatever the answers are.
    given_up: RefCell<Option<String>>,
}

/// What is known: a variant, or none of that matters; or why the value is not valid, empty while no one has asked.
pub(crate) type Answer = Result<usize, String>;

/// Hashes a question, of whose two parts none is chosen by who sends a value: an address, and a hash already.
#[derive(Default)]
struct QuestionHasher(u64);

impl Hasher for QuestionHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0 ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    }

    fn write_usize(&mut self, value: usize) {
        self.write_u64(value as u64);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

thread_local! {
    /// Whether nobody asks why a value is invalid.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Whether nobody asks why a value is invalid.
pub(crate) fn is_quiet() -> bool {
    QUIET.get()
}

/// Tries something of which only the outcome matters: errors are not put into words meanwhile, which would take longer than
/// all the rest.
pub(crate) fn quietly<T>(attempt: impl FnOnce() -> T) -> T {
    struct Restore(bool);

    impl Drop for Restore {
        fn drop(&mut self) {
            QUIET.set(self.0);
        }
    }

    let _restore = Restore(QUIET.replace(true));
    attempt()
}

/// The text of a message; empty where nobody asks for it.
pub(crate) fn told(message: impl fmt::Display) -> String {
    if is_quiet() { String::new() } else { message.to_string() }
}

impl Memo {
    /// The answer that is known to a question about the value at an address.
    pub(crate) fn recall(&self, question: TypeId, address: usize) -> Option<Answer> {
        self.answers.borrow().get(&(question, address)).cloned()
    }

    pub(crate) fn keep(&self, question: TypeId, address: usize, answer: Answer) {
        self.answers.borrow_mut().insert((question, address), answer);
    }

    /// Makes the whole value invalid.
    pub(crate) fn give_up(&self, reason: String) {
        self.given_up.borrow_mut().get_or_insert(reason);
    }

    /// Why the whole value is invalid.
    pub(crate) fn given_up(&self) -> Option<String> {
        self.given_up.take()
    }
}

/// A list of alternatives, for an error message.
pub(crate) struct OneOf<'a>(pub(crate) &'a [&'a str]);

impl fmt::Display for OneOf<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [] => f.write_str("none"),
            [only] => write!(f, "`{only}`"),
            [first, rest @ ..] => {
                write!(f, "one of `{first}`")?;
                rest.iter().try_for_each(|name| write!(f, ", `{name}`"))
            }
        }
    }
}

impl OneOf<'_> {
    pub(crate) fn violated(&self, keyword: &'static str) -> Violation {
        Violation::new(keyword, self)
    }
}

/// A value that a keyword does not allow.
pub(crate) struct Violation {
    keyword: &'static str,
    expected: String,
    /// The location of the keyword's schema, where it is another one than that of the place.
    schema: Option<&'static str>,
    /// Whether it could not be told if the keyword allows the value.
    undecided: bool,
}

impl Violation {
    pub(crate) fn new(keyword: &'static str, expected: impl fmt::Display) -> Self {
        Violation { keyword, expected: told(expected), schema: None, undecided: false }
    }

    /// A violation that is only assumed. It makes the whole value invalid, whatever its part is judged for.
    pub(crate) fn undecided(keyword: &'static str, expected: impl fmt::Display) -> Self {
        Violation { keyword, expected: expected.to_string(), schema: None, undecided: true }
    }

    /// The same, of a keyword of the schema at this location.
    pub(crate) fn of(self, schema: &'static str) -> Self {
        Violation { schema: Some(schema), ..self }
    }

    pub(crate) fn at<E: de::Error>(self, at: &At<'_>) -> E {
        let what = format_args!("invalid value: expected {}", self.expected);
        let at = self.schema.map_or(*at, |schema| at.under(schema));
        let wanted = Wanted { what, at: &at, keyword: self.keyword };
        if let Some(memo) = at.memo().filter(|_| self.undecided) {
            memo.give_up(wanted.to_string());
        }
        E::custom(wanted)
    }

    /// The error for a value made in Rust, which stands under no place of a document.
    pub(crate) fn under(self, schema: &'static str) -> InvalidValue {
        let schema = self.schema.unwrap_or(schema);
        InvalidValue::new(format_args!("expected {} (schema {schema}/{})", self.expected, self.keyword))
    }
}
