//! The checks that compare JSON values: `enum`, `const` and `uniqueItems`.

use super::decimal::Decimal;
use super::{Violation, json_of};
use serde::Serialize;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Checks `enum` or `const`, where they allow other values than strings; `allowed` is their JSON text as an array.
pub(crate) fn one_of<T: Serialize + ?Sized>(
    value: &T,
    keyword: &'static str,
    allowed: &'static str,
    values: &'static LazyLock<Vec<Value>>,
) -> Result<(), Violation> {
    let found = json_of(value);
    if values.iter().any(|known| same(known, &found)) {
        return Ok(());
    }
    Err(Violation::new(keyword, format_args!("one of {allowed}")))
}

/// The values of a JSON array.
pub(crate) fn values(array: &str) -> Vec<Value> {
    serde_json::from_str(array).expect("the generator wrote this array")
}

/// Checks `uniqueItems`.
pub(crate) fn unique_items<T: Serialize>(value: &[T]) -> Result<(), Violation> {
    let mut seen = HashMap::new();
    for (position, item) in value.iter().enumerate() {
        let mut text = String::new();
        write_canonical(&json_of(item), &mut text);
        if let Some(first) = seen.insert(text, position) {
            let wanted = format_args!("unique items, found the same at {first} and {position}");
            return Err(Violation::new("uniqueItems", wanted));
        }
    }
    Ok(())
}

/// Writes a text that two values share where they are equal.
fn write_canonical(value: &Value, text: &mut String) {
    match value {
        Value::Number(number) => {
            let Decimal { negative, digits, exponent } = Decimal::of(number);
            text.push_str(&format!("{}{digits}e{exponent}", if negative { "-" } else { "" }));
        }
        Value::Array(items) => {
            text.push('[');
            for item in items {
                write_canonical(item, text);
                text.push(',');
            }
            text.push(']');
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_unstable_by_key(|(name, _)| *name);
            text.push('{');
            for (name, member) in members {
                text.push_str(&format!("{name:?}:"));
                write_canonical(member, text);
                text.push(',');
            }
            text.push('}');
        }
        Value::String(string) => text.push_str(&format!("{string:?}")),
        Value::Null | Value::Bool(_) => text.push_str(&value.to_string()),
    }
}

/// Equality of JSON Schema (Core, section 4.2.2): `1` and `1.0` are the same.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || Decimal::of(a) == Decimal::of(b),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}
