//! Values that are held back: read into one buffer, which keeps texts where they stand in the input, and decoded from it as
//! often as types have a say.

use super::any::{PRIVATE_NUMBER, arbitrary_precision};
use super::{At, Content, Decode, Entries, Seed, Step, Wanted, told};
use serde::de::value::{BorrowedStrDeserializer, MapDeserializer};
use serde::de::{self, DeserializeSeed, Deserializer, Expected, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::Number;
use std::borrow::Cow;
use std::fmt;

/// Why a value that is held back is invalid; empty where nobody asks.
#[derive(Debug)]
pub(crate) struct Refusal(pub(crate) String);

impl de::Error for Refusal {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Refusal(told(message))
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        match found {
            Unexpected::Unit => Refusal::custom(format_args!("invalid type: null, expected {expected}")),
            found => Refusal::custom(format_args!("invalid type: {found}, expected {expected}")),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}

impl<'de> Content<'de> {
    /// The value of a member, where this is an object.
    pub(crate) fn get(&self, name: &str) -> Option<&Content<'de>> {
        self.as_object()?.get(name)
    }

    pub(crate) fn as_object(&self) -> Option<&Entries<'de>> {
        if let Content::Object(entries) = self { Some(entries) } else { None }
    }

    pub(crate) fn as_array(&self) -> Option<&[Content<'de>]> {
        if let Content::Array(items) = self { Some(items) } else { None }
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        if let Content::String(text) = self { Some(text) } else { None }
    }

    pub(crate) fn as_number(&self) -> Option<Number> {
        match self {
            Content::Signed(number) => Some((*number).into()),
            Content::Unsigned(number) => Some((*number).into()),
            Content::Float(number) => Number::from_f64(*number),
            Content::Digits(number) => Some(number.clone()),
            _ => None,
        }
    }
}

/// How many members of an object are looked through, rather than found by the order of their names.
const FEW: usize = 16;

impl<'de> Entries<'de> {
    /// The members, or the name that two of them have.
    fn new(members: Vec<(Cow<'de, str>, Content<'de>)>) -> Result<Self, Cow<'de, str>> {
        let mut by_name = Vec::new();
        let repeated = if members.len() <= FEW {
            let among = |position: usize| members[..position].iter().any(|(name, _)| *name == members[position].0);
            (1..members.len()).find(|position| among(*position))
        } else {
            by_name.extend(0..members.len());
            by_name.sort_unstable_by_key(|position| &*members[*position].0);
            let repeated = by_name.windows(2).find(|pair| members[pair[0]].0 == members[pair[1]].0);
            repeated.map(|pair| pair[0])
        };
        match repeated {
            Some(position) => Err(members[position].0.clone()),
            None => Ok(Entries { members, by_name }),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.members.len()
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Content<'de>> {
        if self.by_name.is_empty() {
            return self.members.iter().find(|(known, _)| known == name).map(|(_, content)| content);
        }
        let found = self.by_name.binary_search_by_key(&name, |position| &*self.members[*position].0);
        found.ok().map(|order| &self.members[self.by_name[order]].1)
    }
}

impl<'de> Decode<'de> for Content<'de> {
    fn decode<D: Deserializer<'de>>(deserializer: D, at: &At<'_>) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ContentVisitor(at))
    }
}

struct ContentVisitor<'a>(&'a At<'a>);

impl ContentVisitor<'_> {
    /// An integer of more bits than most, where `serde_json` has room for it.
    fn integer<E: de::Error>(self, number: Option<Number>, what: &'static str) -> Result<Content<'static>, E> {
        let number = number.ok_or_else(|| E::invalid_type(Unexpected::Other(what), &self))?;
        Ok(match (number.as_i64(), number.as_u64()) {
            (Some(signed), _) => Content::Signed(signed),
            (None, Some(unsigned)) => Content::Unsigned(unsigned),
            (None, None) => Content::Digits(number),
        })
    }
}

impl<'de> Visitor<'de> for ContentVisitor<'_> {
    type Value = Content<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Expected::fmt(&Wanted { what: "a JSON value", at: self.0, keyword: "type" }, f)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Content<'de>, E> {
        Ok(Content::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Content<'de>, E> {
        Ok(Content::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Content<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Content<'de>, E> {
        Ok(Content::Boolean(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Content<'de>, E> {
        Ok(Content::Signed(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Content<'de>, E> {
        Ok(Content::Unsigned(value))
    }

    fn visit_i128<E: de::Error>(self, value: i128) -> Result<Content<'de>, E> {
        self.integer(Number::from_i128(value), "integer beyond i64")
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<Content<'de>, E> {
        self.integer(Number::from_u128(value), "integer beyond u64")
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Content<'de>, E> {
        if value.is_finite() {
            Ok(Content::Float(value))
        } else {
            Err(E::invalid_type(Unexpected::Float(value), &self))
        }
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Content<'de>, E> {
        Ok(Content::String(Cow::Borrowed(text)))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Content<'de>, E> {
        self.visit_string(text.to_owned())
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Content<'de>, E> {
        Ok(Content::String(Cow::Owned(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Content<'de>, A::Error> {
        self.0.enter()?;
        let mut items = Vec::new();
        while let Some(item) = array.next_element_seed(Seed::new(&self.0.child(Step::Item(items.len()))))? {
            items.push(item);
        }
        Ok(Content::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Content<'de>, A::Error> {
        let mut members = Vec::new();
        while let Some(name) = map.next_key_seed(Name)? {
            if members.is_empty() && name == PRIVATE_NUMBER && arbitrary_precision() {
                let digits: String = map.next_value()?;
                return digits.parse().map(Content::Digits).map_err(de::Error::custom);
            }
            self.0.enter()?;
            let value = map.next_value_seed(Seed::new(&self.0.child(Step::AdditionalProperty(&name))))?;
            members.push((name, value));
        }
        Entries::new(members).map(Content::Object).map_err(|name| {
            let what = format_args!("repeated property `{name}`, expected each name once");
            de::Error::custom(Wanted { what, at: self.0, keyword: "" })
        })
    }
}

/// Decodes a name, and leaves it where it stands in the input.
pub(super) struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Cow<'de, str>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a property name")
    }

    fn visit_borrowed_str<E: de::Error>(self, name: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(name.to_owned()))
    }

    fn visit_string<E: de::Error>(self, name: String) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(name))
    }
}

impl<'de> Deserializer<'de> for &'de Content<'_> {
    type Error = Refusal;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        match self {
            Content::Null => visitor.visit_unit(),
            Content::Boolean(value) => visitor.visit_bool(*value),
            Content::Signed(number) => visitor.visit_i64(*number),
            Content::Unsigned(number) => visitor.visit_u64(*number),
            Content::Float(number) => visitor.visit_f64(*number),
            Content::Digits(number) => {
                let digits = std::iter::once((PRIVATE_NUMBER, number.to_string()));
                visitor.visit_map(MapDeserializer::new(digits))
            }
            Content::String(text) => visitor.visit_borrowed_str(text),
            Content::Array(items) => visitor.visit_seq(Items(items.iter())),
            Content::Object(entries) => visitor.visit_map(Members { rest: entries.members.iter(), value: None }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        if let Content::Null = self { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct enum identifier
    }
}

/// The items of an array that is held back.
struct Items<'a, 'de>(std::slice::Iter<'a, Content<'de>>);

impl<'a> SeqAccess<'a> for Items<'a, '_> {
    type Error = Refusal;

    fn next_element_seed<T: DeserializeSeed<'a>>(&mut self, seed: T) -> Result<Option<T::Value>, Refusal> {
        self.0.next().map(|item| seed.deserialize(item)).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// The members of an object that is held back.
struct Members<'a, 'de> {
    rest: std::slice::Iter<'a, (Cow<'de, str>, Content<'de>)>,
    /// The value of the member whose name was read last.
    value: Option<&'a Content<'de>>,
}

impl<'a> MapAccess<'a> for Members<'a, '_> {
    type Error = Refusal;

    fn next_key_seed<K: DeserializeSeed<'a>>(&mut self, seed: K) -> Result<Option<K::Value>, Refusal> {
        let Some((name, value)) = self.rest.next() else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(BorrowedStrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Result<V::Value, Refusal> {
        seed.deserialize(self.value.take().unwrap_or(&Content::Null))
    }
}

impl Serialize for Content<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Content::Null => serializer.serialize_unit(),
            Content::Boolean(value) => serializer.serialize_bool(*value),
            Content::Signed(number) => serializer.serialize_i64(*number),
            Content::Unsigned(number) => serializer.serialize_u64(*number),
            Content::Float(number) => serializer.serialize_f64(*number),
            Content::Digits(number) => number.serialize(serializer),
            Content::String(text) => serializer.serialize_str(text),
            Content::Array(items) => serializer.collect_seq(items),
            Content::Object(entries) => {
                serializer.collect_map(entries.members.iter().map(|(name, value)| (&**name, value)))
            }
        }
    }
}
