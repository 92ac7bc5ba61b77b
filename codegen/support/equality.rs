//! JSON values that are the same, and the checks of `enum` and `const`.

use super::decimal::Decimal;
use super::{Violation, json_of};
use serde::Serialize;
use serde_json::Value;
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

/// Equality of JSON Schema (Core, section 4.2.2): `1` and `1.0` are the same.
pub(super) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || Decimal::of(a) == Decimal::of(b),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}
