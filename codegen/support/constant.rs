//! Properties that can have one value only: no field holds it, as the type says it.

use super::any::private_number;
use super::object::Members;
use super::{At, Step, Wanted};
use serde::de::{self, DeserializeSeed, Deserializer, Expected, MapAccess, Unexpected, Visitor};
use std::fmt;

/// The only value of a property.
#[derive(Clone, Copy)]
pub(crate) enum Constant {
    Text(&'static str),
    Boolean(bool),
    Integer(i64),
    Null,
}

impl From<&'static str> for Constant {
    fn from(value: &'static str) -> Self {
        Constant::Text(value)
    }
}

impl From<bool> for Constant {
    fn from(value: bool) -> Self {
        Constant::Boolean(value)
    }
}

impl From<i64> for Constant {
    fn from(value: i64) -> Self {
        Constant::Integer(value)
    }
}

impl From<()> for Constant {
    fn from((): ()) -> Self {
        Constant::Null
    }
}

impl fmt::Display for Constant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Constant::Text(text) => write!(f, "`{text}`"),
            Constant::Boolean(value) => write!(f, "`{value}`"),
            Constant::Integer(value) => write!(f, "`{value}`"),
            Constant::Null => f.write_str("null"),
        }
    }
}

impl<'de, A: MapAccess<'de>> Members<'_, 'de, A> {
    /// Reads the value of a property that has this one only, as `keyword` says.
    pub(crate) fn read_constant(
        &mut self,
        slot: &mut Option<()>,
        constant: impl Into<Constant>,
        keyword: &'static str,
    ) -> Result<(), A::Error> {
        let name = self.names[self.current];
        if slot.is_some() {
            return Err(self.repeated(name));
        }
        let at = self.place(Step::Property(name));
        *slot = Some(self.map.next_value_seed(ConstantSeed { constant: constant.into(), at: &at, keyword })?);
        self.current += 1;
        Ok(())
    }
}

struct ConstantSeed<'a> {
    constant: Constant,
    at: &'a At<'a>,
    keyword: &'static str,
}

impl ConstantSeed<'_> {
    fn judge<E: de::Error>(&self, is_right: bool, found: Unexpected<'_>) -> Result<(), E> {
        if is_right { Ok(()) } else { Err(E::invalid_value(found, self)) }
    }

    fn is_integer(&self, value: impl TryInto<i64>) -> bool {
        matches!((self.constant, value.try_into()), (Constant::Integer(constant), Ok(value)) if constant == value)
    }
}

impl<'de> DeserializeSeed<'de> for ConstantSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.constant {
            Constant::Text(_) => deserializer.deserialize_str(self),
            _ => deserializer.deserialize_any(self),
        }
    }
}

impl<'de> Visitor<'de> for ConstantSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Expected::fmt(&Wanted { what: self.constant, at: self.at, keyword: self.keyword }, f)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<(), E> {
        self.judge(matches!(self.constant, Constant::Text(constant) if constant == text), Unexpected::Str(text))
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<(), E> {
        self.judge(matches!(self.constant, Constant::Boolean(constant) if constant == value), Unexpected::Bool(value))
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        self.judge(matches!(self.constant, Constant::Null), Unexpected::Unit)
    }

    fn visit_none<E: de::Error>(self) -> Result<(), E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<(), E> {
        self.judge(self.is_integer(value), Unexpected::Signed(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<(), E> {
        self.judge(self.is_integer(value), Unexpected::Unsigned(value))
    }

    fn visit_i128<E: de::Error>(self, value: i128) -> Result<(), E> {
        self.judge(self.is_integer(value), Unexpected::Other("integer"))
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<(), E> {
        self.judge(self.is_integer(value), Unexpected::Other("integer"))
    }

    /// Constants are below 2^53, so that none is the same `f64` as another integer.
    #[allow(clippy::cast_precision_loss, clippy::float_cmp, reason = "an integer of so few bits is exact")]
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<(), E> {
        let is_right = matches!(self.constant, Constant::Integer(constant) if constant as f64 == value);
        self.judge(is_right, Unexpected::Float(value))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        match private_number(map)? {
            Some(number) => match (number.as_i64(), number.as_f64()) {
                (Some(value), _) => self.visit_i64(value),
                (None, Some(value)) => self.visit_f64(value),
                (None, None) => Err(de::Error::invalid_value(Unexpected::Other("number"), &self)),
            },
            None => Err(de::Error::invalid_type(Unexpected::Map, &self)),
        }
    }
}
