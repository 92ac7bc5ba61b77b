//! Enums whose variant the JSON type of a value decides on.

use super::any::{PRIVATE_NUMBER, arbitrary_precision};
use super::{At, Wanted};
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer, StrDeserializer};
use serde::de::{
    self, DeserializeSeed, Deserializer, Expected, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// An enum whose variant the JSON type of a value decides on. Each function decodes values of a type, and by itself
/// rejects them.
pub(crate) trait ByType<'de>: Sized {
    /// The location of its schema.
    const SCHEMA: &'static str;
    /// The keyword that says which types they are; empty where others imply it.
    const KEYWORD: &'static str = "type";
    /// The types of its values, for error messages.
    const EXPECTED: &'static str;

    fn null<D: Deserializer<'de>>(_: D, at: &At<'_>) -> Result<Self, D::Error> {
        Err(unlisted::<Self, _>(Unexpected::Unit, at))
    }

    fn boolean<D: Deserializer<'de>>(_: D, at: &At<'_>) -> Result<Self, D::Error> {
        Err(unlisted::<Self, _>(Unexpected::Other("boolean"), at))
    }

    fn number<D: Deserializer<'de>>(_: D, at: &At<'_>) -> Result<Self, D::Error> {
        Err(unlisted::<Self, _>(Unexpected::Other("number"), at))
    }

    fn string<D: Deserializer<'de>>(_: D, at: &At<'_>) -> Result<Self, D::Error> {
        Err(unlisted::<Self, _>(Unexpected::Other("string"), at))
    }

    fn array<D: Deserializer<'de>>(_: D, at: &At<'_>) -> Result<Self, D::Error> {
        Err(unlisted::<Self, _>(Unexpected::Other("array"), at))
    }

    fn object<D: Deserializer<'de>>(_: D, at: &At<'_>) -> Result<Self, D::Error> {
        Err(unlisted::<Self, _>(Unexpected::Other("object"), at))
    }
}

fn unlisted<'de, T: ByType<'de>, E: de::Error>(found: Unexpected<'_>, at: &At<'_>) -> E {
    E::invalid_type(found, &Wanted { what: T::EXPECTED, at, keyword: T::KEYWORD })
}

/// Decodes a value by its type, without holding it back.
pub(crate) fn decode_by_type<'de, T: ByType<'de>, D: Deserializer<'de>>(
    deserializer: D,
    at: &At<'_>,
) -> Result<T, D::Error> {
    deserializer.deserialize_any(TypeVisitor(at.under(T::SCHEMA), PhantomData))
}

struct TypeVisitor<'a, T>(At<'a>, PhantomData<T>);

impl<'de, T: ByType<'de>> Visitor<'de> for TypeVisitor<'_, T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Expected::fmt(&Wanted { what: T::EXPECTED, at: &self.0, keyword: T::KEYWORD }, f)
    }

    fn visit_unit<E: de::Error>(self) -> Result<T, E> {
        T::null(().into_deserializer(), &self.0)
    }

    fn visit_none<E: de::Error>(self) -> Result<T, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<T, E> {
        T::boolean(Present(value.into_deserializer()), &self.0)
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<T, E> {
        T::number(Present(value.into_deserializer()), &self.0)
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<T, E> {
        T::number(Present(value.into_deserializer()), &self.0)
    }

    fn visit_i128<E: de::Error>(self, value: i128) -> Result<T, E> {
        T::number(Present(value.into_deserializer()), &self.0)
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<T, E> {
        T::number(Present(value.into_deserializer()), &self.0)
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<T, E> {
        T::number(Present(value.into_deserializer()), &self.0)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        T::string(Present(StrDeserializer::new(text)), &self.0)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, array: A) -> Result<T, A::Error> {
        T::array(Present(SeqAccessDeserializer::new(array)), &self.0)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        // With that feature of `serde_json`, a number comes as a map too: its name tells, and is then put back.
        let first: Option<Cow<'de, str>> = if arbitrary_precision() { map.next_key()? } else { None };
        let is_number = first.as_deref() == Some(PRIVATE_NUMBER);
        let is_empty = arbitrary_precision() && first.is_none();
        let deserializer = Present(MapAccessDeserializer::new(PutBack { first, is_empty, map }));
        if is_number { T::number(deserializer, &self.0) } else { T::object(deserializer, &self.0) }
    }
}

/// A value that is not `null`.
struct Present<D>(D);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Present<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_any(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        visitor.visit_some(self.0)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// A map whose first name was read already.
struct PutBack<'de, A> {
    first: Option<Cow<'de, str>>,
    /// Whether there was none, so that none may be asked for again.
    is_empty: bool,
    map: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for PutBack<'de, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        match self.first.take() {
            Some(first) => seed.deserialize(first.into_deserializer()).map(Some),
            None if self.is_empty => Ok(None),
            None => self.map.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}
