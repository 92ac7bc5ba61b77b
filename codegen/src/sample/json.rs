//! A JSON value that remembers how its numbers are spelled, and the writing of it.
//!
//! `serde_json::Value` cannot hold `14.0` beside `14` in the same sense, nor an order of properties that the features
//! of its crate do not change, and both matter to what a deserialiser does.

use std::fmt::Write as _;

use serde_json::Value;

use super::dice::Dice;

/// A JSON value with spelled numbers and ordered properties.
#[derive(Clone, Debug)]
pub(super) enum Json {
    Null,
    Bool(bool),
    Number(String),
    String(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::String(text.into())
    }

    pub(super) fn number(literal: impl Into<String>) -> Self {
        Self::Number(literal.into())
    }

    /// Whether JSON Schema holds both for equal. Numbers beyond the precision of `f64` may be held for equal wrongly.
    pub(super) fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(one), Self::Bool(two)) => one == two,
            (Self::Number(one), Self::Number(two)) => one == two || one.parse::<f64>().ok() == two.parse::<f64>().ok(),
            (Self::String(one), Self::String(two)) => one == two,
            (Self::Array(one), Self::Array(two)) => {
                one.len() == two.len() && one.iter().zip(two).all(|(one, two)| one.same(two))
            }
            (Self::Object(one), Self::Object(two)) => {
                one.len() == two.len()
                    && one.iter().all(|(name, value)| two.iter().any(|(other, two)| name == other && value.same(two)))
            }
            _ => false,
        }
    }

    /// The value at these steps, each a property's name or an item's index.
    pub(super) fn at(&self, path: &[String]) -> Option<&Self> {
        path.iter().try_fold(self, |value, step| match value {
            Self::Array(items) => items.get(step.parse::<usize>().ok()?),
            Self::Object(members) => members.iter().find(|(name, _)| name == step).map(|(_, value)| value),
            _ => None,
        })
    }

    /// As [`Json::at`], to be changed in place.
    pub(super) fn at_mut(&mut self, path: &[String]) -> Option<&mut Self> {
        path.iter().try_fold(self, |value, step| match value {
            Self::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
            Self::Object(members) => members.iter_mut().find(|(name, _)| name == step).map(|(_, value)| value),
            _ => None,
        })
    }

    /// The JSON text, in one of the many styles that a document may be written in.
    pub(super) fn write(&self, dice: &mut Dice) -> String {
        let style = Style {
            spaces: dice.percent(15),
            escapes: match dice.below(8) {
                0 => Escapes::BeyondAscii,
                1 => Escapes::Generous,
                _ => Escapes::Needed,
            },
        };
        let mut text = String::new();
        self.write_to(&mut text, style);
        text
    }

    fn write_to(&self, out: &mut String, style: Style) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(true) => out.push_str("true"),
            Self::Bool(false) => out.push_str("false"),
            Self::Number(literal) => out.push_str(literal),
            Self::String(text) => write_string(text, out, style.escapes),
            Self::Array(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    style.separate(out, index, "\n ");
                    item.write_to(out, style);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (index, (name, value)) in members.iter().enumerate() {
                    style.separate(out, index, "\r\n\t");
                    write_string(name, out, style.escapes);
                    out.push_str(if style.spaces { " : " } else { ":" });
                    value.write_to(out, style);
                }
                out.push('}');
            }
        }
    }
}

impl From<&Value> for Json {
    fn from(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(flag) => Self::Bool(*flag),
            Value::Number(number) => Self::Number(number.to_string()),
            Value::String(text) => Self::String(text.clone()),
            Value::Array(items) => Self::Array(items.iter().map(Self::from).collect()),
            Value::Object(members) => {
                Self::Object(members.iter().map(|(name, value)| (name.clone(), Self::from(value))).collect())
            }
        }
    }
}

#[derive(Clone, Copy)]
struct Style {
    spaces: bool,
    escapes: Escapes,
}

/// Which characters are written as escapes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Escapes {
    /// Those that JSON demands.
    Needed,
    /// Those and all that ASCII lacks.
    BeyondAscii,
    /// Those, all that ASCII lacks, `/`, and every vowel.
    Generous,
}

impl Style {
    fn separate(self, out: &mut String, index: usize, space: &str) {
        if index > 0 {
            out.push(',');
        }
        if self.spaces {
            out.push_str(space);
        }
    }
}

fn write_string(text: &str, out: &mut String, escapes: Escapes) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '/' if escapes == Escapes::Generous => out.push_str("\\/"),
            'a' | 'e' | 'i' | 'o' | 'u' if escapes == Escapes::Generous => write_escape(character, out),
            '\0'..='\u{1f}' => write_escape(character, out),
            '\0'..='\u{7f}' => out.push(character),
            _ if escapes == Escapes::Needed => out.push(character),
            _ => write_escape(character, out),
        }
    }
    out.push('"');
}

fn write_escape(character: char, out: &mut String) {
    let mut units = [0; 2];
    for unit in character.encode_utf16(&mut units) {
        // Writing into a `String` cannot fail.
        let _ = write!(out, "\\u{unit:04x}");
    }
}
