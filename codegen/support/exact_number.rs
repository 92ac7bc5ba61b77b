//! Numbers held by `serde_json::Number`: each as it is written, where that crate's feature `arbitrary_precision` is on.

use super::{At, Decode, Wanted};
use serde::de::{self, Deserializer, Unexpected};
use serde_json::{Number, Value};

impl<'de> Decode<'de> for Number {
    fn decode<D: Deserializer<'de>>(deserializer: D, at: &At<'_>) -> Result<Self, D::Error> {
        let found = match Value::decode(deserializer, at)? {
            Value::Number(number) => return Ok(number),
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        };
        Err(de::Error::invalid_type(Unexpected::Other(found), &Wanted { what: "a number", at, keyword: "type" }))
    }
}
