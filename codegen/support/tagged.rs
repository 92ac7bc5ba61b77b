//! Enums whose variant a property decides on, the tag. It is read first, wherever it stands: where it is the first property,
//! nothing is held back.

use super::any::private_number;
use super::content::{Name, Refusal};
use super::held::hold;
use super::{At, Content, OneOf, Step, Wanted};
use serde::de::value::{BorrowedStrDeserializer, MapAccessDeserializer, StrDeserializer};
use serde::de::{self, DeserializeSeed, Deserializer, Expected, IntoDeserializer, MapAccess, Unexpected, Visitor};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// An enum that has objects among its values, whose variant the tag decides on.
pub(crate) trait Tagged: Sized {
    /// The location of its schema.
    const SCHEMA: &'static str;
    /// The keyword that chooses: `anyOf` or `oneOf`.
    const KEYWORD: &'static str;
    /// The property.
    const TAG: &'static str;
    /// What its values are.
    const VALUES: TagValues = TagValues::Strings;
    /// Its values, booleans and integers as their texts.
    const TAGS: &'static [&'static str];

    /// Decodes an object by the variant of its tag.
    fn decode_variant<'de, D: Deserializer<'de>>(tag: &str, deserializer: D, at: &At<'_>) -> Result<Self, D::Error>;
}

/// What the values of a tag are.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum TagValues {
    Strings,
    Booleans,
    Integers,
}

/// The error for a tag that no variant has.
pub(crate) fn unknown_tag<T: Tagged, E: de::Error>(tag: &str, at: &At<'_>) -> E {
    let at = at.part(Step::Property(T::TAG));
    E::invalid_value(Unexpected::Str(tag), &Wanted { what: OneOf(T::TAGS), at: &at, keyword: T::KEYWORD })
}

/// Decodes an object by its tag.
pub(crate) fn decode_tagged<'de, T: Tagged, D: Deserializer<'de>>(deserializer: D, at: &At<'_>) -> Result<T, D::Error> {
    let at = at.under(T::SCHEMA);
    if at.held.is_some_and(|held| held.content.as_object().is_some()) {
        return hold(deserializer, &at, decode_held);
    }
    deserializer.deserialize_map(TaggedVisitor(at, PhantomData))
}

struct TaggedVisitor<'a, T>(At<'a>, PhantomData<T>);

impl<'de, T: Tagged> Visitor<'de> for TaggedVisitor<'_, T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Expected::fmt(&Wanted { what: "an object", at: &self.0, keyword: "type" }, f)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let at = &self.0;
        let name = T::TAG;
        match map.next_key_seed(Name)? {
            Some(first) if first == name => {
                let tag = map.next_value_seed(TagSeed::<T>(at.part(Step::Property(name)), PhantomData))?;
                let rest = TagFirst { name, tag: &tag, values: T::VALUES, next: Next::Name, map };
                T::decode_variant(&tag, MapAccessDeserializer::new(rest), at)
            }
            Some(first) => hold(MapAccessDeserializer::new(Behind { first: Some(first), map }), at, decode_held),
            None => Err(missing_tag::<T, _>(at)),
        }
    }
}

/// Decodes an object that is held back.
fn decode_held<T: Tagged>(held: &Content<'_>, at: &At<'_>) -> Result<T, Refusal> {
    let tag = held.get(T::TAG).ok_or_else(|| missing_tag::<T, _>(at))?;
    let tag = TagSeed::<T>(at.part(Step::Property(T::TAG)), PhantomData).deserialize(tag)?;
    T::decode_variant(&tag, held, at)
}

fn missing_tag<T: Tagged, E: de::Error>(at: &At<'_>) -> E {
    let what = format_args!("missing property `{}`", T::TAG);
    E::custom(Wanted { what, at, keyword: T::KEYWORD })
}

/// Reads a tag.
struct TagSeed<'a, T>(At<'a>, PhantomData<T>);

impl<'de, T: Tagged> DeserializeSeed<'de> for TagSeed<'_, T> {
    type Value = Cow<'static, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        match T::VALUES {
            TagValues::Strings => deserializer.deserialize_str(self),
            TagValues::Booleans => deserializer.deserialize_bool(self),
            TagValues::Integers => deserializer.deserialize_any(self),
        }
    }
}

impl<'de, T: Tagged> Visitor<'de> for TagSeed<'_, T> {
    type Value = Cow<'static, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Expected::fmt(&Wanted { what: OneOf(T::TAGS), at: &self.0, keyword: T::KEYWORD }, f)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
        self.known(TagValues::Booleans, if value { "true" } else { "false" }, Unexpected::Bool(value))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        self.known(TagValues::Strings, text, Unexpected::Str(text))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
        self.known(TagValues::Integers, &value.to_string(), Unexpected::Signed(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Self::Value, E> {
        self.known(TagValues::Integers, &value.to_string(), Unexpected::Unsigned(value))
    }

    /// Whole numbers are written without a point, as tags are; none is beyond what an `f64` holds exactly.
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
        self.known(TagValues::Integers, &(value + 0.0).to_string(), Unexpected::Float(value))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        match private_number(map)?.map(|number| (number.as_i64(), number.as_f64())) {
            Some((Some(value), _)) => self.visit_i64(value),
            Some((None, Some(value))) => self.visit_f64(value),
            _ => Err(de::Error::invalid_type(Unexpected::Map, &self)),
        }
    }
}

impl<T: Tagged> TagSeed<'_, T> {
    /// The tag of this text, where its values are of this kind.
    fn known<E: de::Error>(self, values: TagValues, text: &str, found: Unexpected<'_>) -> Result<Cow<'static, str>, E> {
        match T::TAGS.iter().find(|tag| T::VALUES == values && **tag == text) {
            Some(tag) => Ok(Cow::Borrowed(tag)),
            None => Err(E::invalid_value(found, &self)),
        }
    }
}

/// An object whose first property, the tag, was read already.
struct TagFirst<'a, A> {
    name: &'static str,
    tag: &'a str,
    values: TagValues,
    next: Next,
    map: A,
}

/// What of the tag is to be read next.
enum Next {
    Name,
    Value,
    Others,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for TagFirst<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        if let Next::Name = self.next {
            self.next = Next::Value;
            return seed.deserialize(StrDeserializer::new(self.name)).map(Some);
        }
        self.map.next_key_seed(seed)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        if let Next::Value = self.next {
            self.next = Next::Others;
            return match self.values {
                TagValues::Strings => seed.deserialize(StrDeserializer::new(self.tag)),
                TagValues::Booleans => seed.deserialize((self.tag == "true").into_deserializer()),
                TagValues::Integers => {
                    seed.deserialize(self.tag.parse::<i64>().unwrap_or_default().into_deserializer())
                }
            };
        }
        self.map.next_value_seed(seed)
    }
}

/// An object whose first name was read already.
struct Behind<'de, A> {
    first: Option<Cow<'de, str>>,
    map: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Behind<'de, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        match self.first.take() {
            Some(Cow::Borrowed(first)) => seed.deserialize(BorrowedStrDeserializer::new(first)).map(Some),
            Some(Cow::Owned(first)) => seed.deserialize(first.into_deserializer()).map(Some),
            None => self.map.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}
