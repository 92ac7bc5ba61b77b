//! The values that `enum` and `const` name (Validation, sections 6.1.2 and 6.1.3), less those that other keywords exclude.

use super::content::Content;
use super::{Lowering, Schema};
use crate::diagnostic::Problem;
use crate::format::Format;
use crate::json::{Node, NodeKind};
use crate::keyword::{array, count};
use crate::model::{Check, Shape};
use crate::settings::Formats;
use serde_json::Value;
use std::cmp::Ordering;

impl<'a> Lowering<'a> {
    /// One of some values, and whether `null` is one beside them: strings become an enum, others are checked.
    pub(super) fn values(&mut self, schema: &Schema<'a>) -> Option<(Content, bool)> {
        let listed = schema.node.get("enum").and_then(array).map(|items| items.iter().map(Node::to_value).collect());
        let constant = schema.node.get("const").map(Node::to_value);
        let keyword = if constant.is_some() { "const" } else { "enum" };
        let named: Vec<Value> = match (constant, listed) {
            (Some(constant), Some(listed)) => {
                let listed: Vec<Value> = listed;
                listed.into_iter().filter(|value| same(value, &constant)).collect()
            }
            (Some(constant), None) => vec![constant],
            (None, listed) => listed.unwrap_or_default(),
        };
        let mut values: Vec<Value> = Vec::new();
        for value in named {
            if is_typed(schema.node, &value)
                && self.is_allowed(schema, &value)?
                && !values.iter().any(|known| same(known, &value))
            {
                values.push(value);
            }
        }
        if values.is_empty() {
            let message = format!("no value of `{keyword}` is valid against the keywords beside it");
            self.problems.push(schema.problem(keyword, Problem::Unsatisfiable { message }));
            return None;
        }
        Some(held(values, keyword))
    }

    /// Whether the keywords beside `enum` and `const` allow a value.
    fn is_allowed(&mut self, schema: &Schema<'a>, value: &Value) -> Option<bool> {
        let counts = |length: usize, least: &str, most: &str| {
            let counted = |keyword: &str| schema.node.get(keyword).and_then(count);
            let length = length as u64;
            counted(least).is_none_or(|least| length >= least) && counted(most).is_none_or(|most| length <= most)
        };
        let beside = match value {
            Value::Array(_) => schema.node.get("items").map(|_| "items"),
            Value::Object(_) => {
                ["properties", "additionalProperties"].into_iter().find(|name| schema.node.get(name).is_some())
            }
            Value::String(_) => self.asserted_format(schema).then_some("format"),
            _ => None,
        };
        if let Some(keyword) = beside {
            self.unsupported(schema, keyword, format!("`{keyword}` beside `enum` or `const`"));
            return None;
        }
        Some(match value {
            Value::String(text) => {
                counts(text.chars().count(), "minLength", "maxLength")
                    && self.pattern(schema)?.is_none_or(|pattern| pattern.find(text).is_some())
            }
            Value::Number(number) => is_within(schema.node, number),
            Value::Array(items) => counts(items.len(), "minItems", "maxItems"),
            Value::Object(members) => {
                let required = schema.node.get("required").and_then(array).unwrap_or_default();
                required.iter().filter_map(Node::as_str).all(|name| members.contains_key(name))
            }
            Value::Null | Value::Bool(_) => true,
        })
    }

    fn asserted_format(&self, schema: &Schema<'a>) -> bool {
        let name = schema.node.get("format").and_then(Node::as_str);
        let known = |name: &str| Format::find(name).is_some() || Format::LATER.contains(&name);
        self.settings.formats == Formats::Assert && name.is_some_and(known)
    }
}

/// The type that holds exactly these values, and whether `null` is one beside them.
fn held(values: Vec<Value>, keyword: &str) -> (Content, bool) {
    let nullable = values.iter().any(Value::is_null);
    let others = || values.iter().filter(|value| !value.is_null());
    let all = |holds: fn(&Value) -> bool| others().all(holds);
    let shape = if others().next().is_none() {
        return (Content::Plain(Shape::Null, Vec::new()), false);
    } else if all(Value::is_string) {
        let strings = others().filter_map(Value::as_str).map(str::to_owned).collect();
        return (Content::Strings(strings), nullable);
    } else if all(|value| is_integer_from(value, I64)) {
        Shape::Signed
    } else if all(Value::is_u64) {
        Shape::Unsigned
    } else if all(Value::is_number) {
        Shape::Number
    } else if all(Value::is_boolean) {
        Shape::Boolean
    } else {
        Shape::Any
    };
    let nullable = nullable && !matches!(shape, Shape::Any);
    let check = match &values[..] {
        [only] if keyword == "const" => Check::Const(only.clone()),
        _ => Check::Enum(values),
    };
    (Content::Plain(shape, vec![check]), nullable)
}

/// The floating-point numbers from which on, and below which, integers are an `i64`.
const I64: std::ops::Range<f64> = -9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0;

fn is_integer_from(value: &Value, range: std::ops::Range<f64>) -> bool {
    let integral = |number: f64| number.fract() == 0.0 && range.contains(&number);
    value.is_i64() || !value.is_u64() && value.as_f64().is_some_and(integral)
}

fn is_typed(node: &Node, value: &Value) -> bool {
    let types = node.get("type").map(|node| array(node).unwrap_or(std::slice::from_ref(node)));
    types.is_none_or(|types| types.iter().any(|name| is_of_type(value, name.as_str())))
}

fn is_of_type(value: &Value, name: Option<&str>) -> bool {
    match name {
        Some("null") => value.is_null(),
        Some("boolean") => value.is_boolean(),
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("number") => value.is_number(),
        Some("integer") => {
            value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|number| number.fract() == 0.0)
        }
        _ => false,
    }
}

/// Whether a number is within the bounds of a schema.
fn is_within(node: &Node, number: &serde_json::Number) -> bool {
    let order = |keyword: &str| match node.get(keyword).map(|node| &node.kind) {
        Some(NodeKind::Number(bound)) => compare(number, bound),
        _ => None,
    };
    order("minimum").is_none_or(Ordering::is_ge)
        && order("maximum").is_none_or(Ordering::is_le)
        && order("exclusiveMinimum").is_none_or(Ordering::is_gt)
        && order("exclusiveMaximum").is_none_or(Ordering::is_lt)
}

fn compare(number: &serde_json::Number, bound: &str) -> Option<Ordering> {
    match (number.as_i128(), bound.parse::<i128>()) {
        (Some(number), Ok(bound)) => Some(number.cmp(&bound)),
        _ => number.as_f64()?.partial_cmp(&bound.parse().ok()?),
    }
}

/// Equality of JSON Schema (Core, section 4.2.2): `1` and `1.0` are the same.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(x), Value::Number(y)) => {
            x == y || (x.is_f64() || y.is_f64()) && x.as_f64().is_some() && x.as_f64() == y.as_f64()
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}
