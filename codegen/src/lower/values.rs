//! The values that `enum` and `const` name (Validation, sections 6.1.2 and 6.1.3).

use serde_json::Value;

/// The values, each once.
pub(super) fn distinct(values: Vec<Value>) -> Vec<Value> {
    let mut distinct: Vec<Value> = Vec::new();
    for value in values {
        if !contains(&distinct, &value) {
            distinct.push(value);
        }
    }
    distinct
}

/// Whether a value is one of these.
pub(super) fn contains(values: &[Value], value: &Value) -> bool {
    values.iter().any(|known| same(known, value))
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
