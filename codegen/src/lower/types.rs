//! Sets of JSON types.

use crate::model::JsonType;
use serde_json::Value;
use std::ops::{BitAnd, BitOr};

/// A set of JSON types, the integers told apart from the other numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Types(u8);

impl Types {
    pub const NONE: Types = Types(0);
    pub const NULL: Types = Types(1);
    pub const BOOLEAN: Types = Types(1 << 1);
    pub const INTEGER: Types = Types(1 << 2);
    pub const FRACTION: Types = Types(1 << 3);
    pub const STRING: Types = Types(1 << 4);
    pub const ARRAY: Types = Types(1 << 5);
    pub const OBJECT: Types = Types(1 << 6);
    pub const NUMBER: Types = Types(Types::INTEGER.0 | Types::FRACTION.0);
    pub const ALL: Types = Types((1 << 7) - 1);

    /// The sets of one JSON type each, with the word for it in names.
    pub const EACH: [(Types, JsonType, &'static str); 6] = [
        (Types::NULL, JsonType::Null, "null"),
        (Types::BOOLEAN, JsonType::Boolean, "boolean"),
        (Types::NUMBER, JsonType::Number, "number"),
        (Types::STRING, JsonType::String, "string"),
        (Types::ARRAY, JsonType::Array, "array"),
        (Types::OBJECT, JsonType::Object, "object"),
    ];

    /// The set that a name in `type` stands for (Validation, section 6.1.1).
    pub fn of_name(name: &str) -> Types {
        match name {
            "null" => Types::NULL,
            "boolean" => Types::BOOLEAN,
            "integer" => Types::INTEGER,
            "number" => Types::NUMBER,
            "string" => Types::STRING,
            "array" => Types::ARRAY,
            "object" => Types::OBJECT,
            _ => Types::NONE,
        }
    }

    /// The values of one JSON type.
    pub fn of_json_type(json_type: JsonType) -> Types {
        Types::EACH.iter().find(|(_, kind, _)| *kind == json_type).map_or(Types::NONE, |(types, ..)| *types)
    }

    /// The type of a value.
    pub fn of_value(value: &Value) -> Types {
        match value {
            Value::Null => Types::NULL,
            Value::Bool(_) => Types::BOOLEAN,
            Value::Number(number) if number.is_i64() || number.is_u64() => Types::INTEGER,
            Value::Number(number) if number.as_f64().is_some_and(|number| number.fract() == 0.0) => Types::INTEGER,
            Value::Number(_) => Types::FRACTION,
            Value::String(_) => Types::STRING,
            Value::Array(_) => Types::ARRAY,
            Value::Object(_) => Types::OBJECT,
        }
    }

    pub fn is_empty(self) -> bool {
        self == Types::NONE
    }

    pub fn has(self, some: Types) -> bool {
        self & some != Types::NONE
    }

    pub fn less(self, others: Types) -> Types {
        Types(self.0 & !others.0)
    }

    /// The one JSON type that all values of the set have, where there is one.
    pub fn only(self) -> Option<JsonType> {
        let mut each = self.each();
        each.next().map(|(_, kind, _)| kind).filter(|_| each.next().is_none())
    }

    /// The JSON types in the set.
    pub fn each(self) -> impl Iterator<Item = (Types, JsonType, &'static str)> {
        Types::EACH.into_iter().filter(move |(types, ..)| self.has(*types))
    }
}

impl BitAnd for Types {
    type Output = Types;

    fn bitand(self, other: Types) -> Types {
        Types(self.0 & other.0)
    }
}

impl BitOr for Types {
    type Output = Types;

    fn bitor(self, other: Types) -> Types {
        Types(self.0 | other.0)
    }
}
