//! Enums whose variant a property decides on, the tag. It is read first, wherever it stands: where it is the first property,
//! nothing is held back.

use super::held::hold;
use super::{At, OneOf, Step, Wanted};
use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{self, DeserializeSeed, Deserializer, Expected, IntoDeserializer, MapAccess, Unexpected, Visitor};
use serde_json::Value;
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
    /// Whether its values are booleans, which `TAGS` has as their texts.
    const BOOLEAN: bool = false;
    /// Its values.
    const TAGS: &'static [&'static str];

    /// Decodes an object by the variant of its tag.
    fn decode_variant<'de, D: Deserializer<'de>>(tag: &str, deserializer: D, at: &At<'_>) -> Result<Self, D::Error>;
}

/// The error for a tag that no variant has.
pub(crate) fn unknown_tag<T: Tagged, E: de::Error>(tag: &str, at: &At<'_>) -> E {
    let at = at.part(Step::Property(T::TAG));
    E::invalid_value(Unexpected::Str(tag), &Wanted { what: OneOf(T::TAGS), at: &at, keyword: T::KEYWORD })
}

/// Decodes an object by its tag.
pub(crate) fn decode_tagged<'de, T: Tagged, D: Deserializer<'de>>(
    deserializer: D,
    at: &At<'_>,
) -> Result<T, D::Error> {
    let at = at.under(T::SCHEMA);
    if at.held().is_some_and(|held| held.value.is_object()) {
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
        let first: Option<Cow<'de, str>> = map.next_key()?;
        match first {
            Some(first) if first == name => {
                let tag = map.next_value_seed(TagSeed::<T>(at.part(Step::Property(name)), PhantomData))?;
                let rest = TagFirst { name, tag: &tag, boolean: T::BOOLEAN, next: Next::Name, map };
                T::decode_variant(&tag, MapAccessDeserializer::new(rest), at)
            }
            Some(first) => {
                hold(MapAccessDeserializer::new(Behind { first: Some(first), map }), at, decode_held)
            }
            None => decode_held(&Value::Object(serde_json::Map::new()), at).map_err(de::Error::custom),
        }
    }
}

/// Decodes an object that is held back.
fn decode_held<T: Tagged>(held: &Value, at: &At<'_>) -> Result<T, serde_json::Error> {
    let Some(tag) = held.get(T::TAG) else {
        let what = format_args!("missing property `{}`", T::TAG);
        return Err(de::Error::custom(Wanted { what, at, keyword: T::KEYWORD }));
    };
    let tag = TagSeed::<T>(at.part(Step::Property(T::TAG)), PhantomData).deserialize(tag)?;
    T::decode_variant(&tag, held, at)
}

/// Reads a tag.
struct TagSeed<'a, T>(At<'a>, PhantomData<T>);

impl<'de, T: Tagged> DeserializeSeed<'de> for TagSeed<'_, T> {
    type Value = Cow<'static, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        if T::BOOLEAN { deserializer.deserialize_bool(self) } else { deserializer.deserialize_str(self) }
    }
}

impl<T: Tagged> Visitor<'_> for TagSeed<'_, T> {
    type Value = Cow<'static, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Expected::fmt(&Wanted { what: OneOf(T::TAGS), at: &self.0, keyword: T::KEYWORD }, f)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
        let text = if value { "true" } else { "false" };
        match T::TAGS.iter().find(|tag| T::BOOLEAN && **tag == text) {
            Some(tag) => Ok(Cow::Borrowed(tag)),
            None => Err(E::invalid_value(Unexpected::Bool(value), &self)),
        }
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        match T::TAGS.iter().find(|tag| !T::BOOLEAN && **tag == text) {
            Some(tag) => Ok(Cow::Borrowed(tag)),
            None => Err(E::invalid_value(Unexpected::Str(text), &self)),
        }
    }
}

/// An object whose first property, the tag, was read already.
struct TagFirst<'a, A> {
    name: &'static str,
    tag: &'a str,
    boolean: bool,
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
            if self.boolean {
                return seed.deserialize((self.tag == "true").into_deserializer());
            }
            return seed.deserialize(StrDeserializer::new(self.tag));
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
            Some(first) => seed.deserialize(StrDeserializer::new(&first)).map(Some),
            None => self.map.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}
