//! Numbers held by `f64`.

use super::any::{arbitrary_precision, private_number};
use super::decimal::Decimal;
use super::{At, Decode, Wanted};
use serde::de::{self, Deserializer, Expected, MapAccess, Unexpected, Visitor};
use std::fmt::{self, Display};

/// A number. Where its digits are known, which `serde_json` tells with its feature `arbitrary_precision` alone, those
/// that no `f64` stands for are an error.
impl<'de> Decode<'de> for f64 {
    fn decode<D: Deserializer<'de>>(deserializer: D, at: &At<'_>) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NumberVisitor(at))
    }
}

struct NumberVisitor<'a>(&'a At<'a>);

impl NumberVisitor<'_> {
    /// The `f64` nearest to a number, where it is the number.
    fn exact<E: de::Error>(&self, number: impl Display, nearest: Option<f64>) -> Result<f64, E> {
        let nearest = nearest.filter(|nearest| nearest.is_finite());
        nearest.filter(|nearest| Decimal::of(nearest) == Decimal::of(&number)).ok_or_else(|| {
            let found = format!("number `{number}`");
            let wanted = Wanted { what: "a number that f64 holds exactly", at: self.0, keyword: "type" };
            E::invalid_value(Unexpected::Other(&found), &wanted)
        })
    }

    fn integer<E: de::Error>(&self, number: impl Display, nearest: f64) -> Result<f64, E> {
        if arbitrary_precision() { self.exact(number, Some(nearest)) } else { Ok(nearest) }
    }
}

#[allow(clippy::cast_precision_loss)]
impl<'de> Visitor<'de> for NumberVisitor<'_> {
    type Value = f64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Expected::fmt(&Wanted { what: "a number", at: self.0, keyword: "type" }, f)
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<f64, E> {
        self.integer(value, value as f64)
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<f64, E> {
        self.integer(value, value as f64)
    }

    fn visit_i128<E: de::Error>(self, value: i128) -> Result<f64, E> {
        self.integer(value, value as f64)
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<f64, E> {
        self.integer(value, value as f64)
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<f64, E> {
        if value.is_finite() { Ok(value) } else { Err(E::invalid_type(Unexpected::Float(value), &self)) }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<f64, A::Error> {
        match private_number(map)? {
            Some(number) => self.exact(&number, number.as_f64()),
            None => Err(de::Error::invalid_type(Unexpected::Map, &self)),
        }
    }
}
