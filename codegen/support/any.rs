//! Values without a schema, held by `serde_json`.

use super::object::Members;
use super::{At, Decode, Seed, Step, Wanted};
use serde::de::{self, Deserializer, Expected, MapAccess, SeqAccess, Unexpected, Visitor};
use std::borrow::Cow;
use std::fmt;

/// Any value; unlike in `serde_json`'s own decoding, a repeated name in an object is an error at every depth.
impl<'de> Decode<'de> for serde_json::Value {
    fn decode<D: Deserializer<'de>>(deserializer: D, at: &At<'_>) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyVisitor(at))
    }
}

struct AnyVisitor<'a>(&'a At<'a>);

impl<'de> Visitor<'de> for AnyVisitor<'_> {
    type Value = serde_json::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Expected::fmt(&Wanted { what: "a JSON value", at: self.0, keyword: "type" }, f)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(serde_json::Value::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(serde_json::Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(value.into())
    }

    fn visit_i128<E: de::Error>(self, value: i128) -> Result<Self::Value, E> {
        let number = serde_json::Number::from_i128(value);
        number.map(Into::into).ok_or_else(|| E::invalid_type(Unexpected::Other("integer beyond i64"), &self))
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<Self::Value, E> {
        let number = serde_json::Number::from_u128(value);
        number.map(Into::into).ok_or_else(|| E::invalid_type(Unexpected::Other("integer beyond u64"), &self))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
        let number = serde_json::Number::from_f64(value);
        number.map(Into::into).ok_or_else(|| E::invalid_type(Unexpected::Float(value), &self))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(text.into())
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Self::Value, A::Error> {
        self.0.enter()?;
        let mut items = Vec::new();
        while let Some(item) = array.next_element_seed(Seed::new(&self.0.child(Step::Item(items.len()))))? {
            items.push(item);
        }
        Ok(serde_json::Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let mut members = Members::new(map, self.0, &[]);
        let mut object = serde_json::Map::new();
        while members.next_member()?.is_some() {
            if object.is_empty() && members.other() == PRIVATE_NUMBER && arbitrary_precision() {
                let digits: String = members.raw()?;
                return digits.parse::<serde_json::Number>().map(Into::into).map_err(de::Error::custom);
            }
            self.0.enter()?;
            members.read_additional(&mut object)?;
        }
        Ok(serde_json::Value::Object(object))
    }
}

/// The name under which `serde_json` hands a number on as text, where its feature `arbitrary_precision` is on.
pub(super) const PRIVATE_NUMBER: &str = "$serde_json::private::Number";

/// The number that such a map stands for; `None` for a map that is one.
pub(super) fn private_number<'de, A: MapAccess<'de>>(mut map: A) -> Result<Option<serde_json::Number>, A::Error> {
    if arbitrary_precision() && map.next_key::<Cow<'de, str>>()?.as_deref() == Some(PRIVATE_NUMBER) {
        let digits: String = map.next_value()?;
        return digits.parse().map(Some).map_err(de::Error::custom);
    }
    Ok(None)
}

/// Whether another crate of the build has turned that feature on: a number too large for `f64` tells.
pub(super) fn arbitrary_precision() -> bool {
    static ON: std::sync::LazyLock<bool> =
        std::sync::LazyLock::new(|| serde_json::from_str::<serde_json::Number>("1e999").is_ok());
    *ON
}
