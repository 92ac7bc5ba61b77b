//! Sets of JSON types, with `number` split in two: the values of `integer`, and the other numbers.

use serde_json::Value;

use super::shape::Keywords;

use super::json::Json;

/// A set of JSON types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kinds(u8);

impl Kinds {
    pub(super) const NONE: Self = Self(0);
    pub(super) const NULL: Self = Self(1);
    pub(super) const BOOLEAN: Self = Self(2);
    pub(super) const INTEGER: Self = Self(4);
    /// The numbers that are no integers.
    pub(super) const FRACTION: Self = Self(8);
    pub(super) const STRING: Self = Self(16);
    pub(super) const ARRAY: Self = Self(32);
    pub(super) const OBJECT: Self = Self(64);
    pub(super) const NUMBER: Self = Self(4 | 8);
    pub(super) const CONTAINER: Self = Self(32 | 64);
    pub(super) const ANY: Self = Self(127);

    /// The types one by one, in a fixed order.
    pub(super) const EACH: [Self; 7] =
        [Self::NULL, Self::BOOLEAN, Self::INTEGER, Self::FRACTION, Self::STRING, Self::ARRAY, Self::OBJECT];

    pub(super) fn of(value: &Json) -> Self {
        match value {
            Json::Null => Self::NULL,
            Json::Bool(_) => Self::BOOLEAN,
            Json::Number(literal) if is_integral(literal) => Self::INTEGER,
            Json::Number(_) => Self::FRACTION,
            Json::String(_) => Self::STRING,
            Json::Array(_) => Self::ARRAY,
            Json::Object(_) => Self::OBJECT,
        }
    }

    /// The types that the keywords `type`, `enum` and `const` of one schema object leave, read together.
    pub(super) fn stated(keywords: Keywords<'_>) -> Self {
        let mut kinds = keywords.get("type").map_or(Self::ANY, Self::listed);
        if let Some(Value::Array(choices)) = keywords.get("enum") {
            let chosen = choices.iter().fold(Self::NONE, |all, choice| all | Self::of_value(choice));
            kinds = kinds & chosen;
        }
        match keywords.get("const") {
            Some(only) => kinds & Self::of_value(only),
            None => kinds,
        }
    }

    /// The types that `type` lists.
    pub(super) fn listed(names: &Value) -> Self {
        match names {
            Value::String(name) => Self::named(name),
            Value::Array(names) => {
                names.iter().filter_map(Value::as_str).fold(Self::NONE, |all, name| all | Self::named(name))
            }
            _ => Self::ANY,
        }
    }

    fn of_value(value: &Value) -> Self {
        match value {
            Value::Null => Self::NULL,
            Value::Bool(_) => Self::BOOLEAN,
            Value::Number(_) => Self::of(&Json::from(value)),
            Value::String(_) => Self::STRING,
            Value::Array(_) => Self::ARRAY,
            Value::Object(_) => Self::OBJECT,
        }
    }

    fn named(name: &str) -> Self {
        match name {
            "null" => Self::NULL,
            "boolean" => Self::BOOLEAN,
            "integer" => Self::INTEGER,
            "number" => Self::NUMBER,
            "string" => Self::STRING,
            "array" => Self::ARRAY,
            "object" => Self::OBJECT,
            _ => Self::NONE,
        }
    }

    /// Whether the two sets share a type.
    pub(super) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

impl std::ops::BitOr for Kinds {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl std::ops::BitAnd for Kinds {
    type Output = Self;
    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

fn is_integral(literal: &str) -> bool {
    literal.parse::<i128>().is_ok() || literal.parse::<f64>().is_ok_and(|number| number.fract() == 0.0)
}
