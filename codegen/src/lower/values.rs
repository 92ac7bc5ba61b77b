//! The values that `enum` and `const` name (Validation, sections 6.1.2 and 6.1.3).

use rustc_hash::FxHashMap as HashMap;
use serde_json::Value;
use std::collections::hash_map::Entry;

/// The values, each once.
pub(super) fn distinct(values: Vec<Value>) -> Vec<Value> {
    let mut set = Set::default();
    values.into_iter().filter(|value| set.insert(value.clone())).collect()
}

/// Values, found by a text that those share which are equal.
#[derive(Default)]
pub(super) struct Set(HashMap<String, Vec<Value>>);

impl Set {
    /// Puts a value in, where no equal one is there.
    fn insert(&mut self, value: Value) -> bool {
        match self.0.entry(key(&value)) {
            Entry::Occupied(entry) if entry.get().iter().any(|known| same(known, &value)) => false,
            entry => {
                entry.or_default().push(value);
                true
            }
        }
    }

    /// Whether a value is equal to one of these.
    pub fn contains(&self, value: &Value) -> bool {
        self.0.get(&key(value)).is_some_and(|values| values.iter().any(|known| same(known, value)))
    }
}

impl FromIterator<Value> for Set {
    fn from_iter<I: IntoIterator<Item = Value>>(values: I) -> Self {
        let mut set = Set::default();
        for value in values {
            set.insert(value);
        }
        set
    }
}

/// A text that equal values share, and few others: numbers by the nearest `f64`.
fn key(value: &Value) -> String {
    match value {
        Value::Number(number) => number.as_f64().map_or_else(String::new, |nearest| (nearest + 0.0).to_string()),
        Value::Array(items) => items.iter().map(key).collect::<Vec<_>>().join(","),
        Value::Object(members) => {
            let mut members: Vec<String> =
                members.iter().map(|(name, member)| format!("{name:?}:{},", key(member))).collect();
            members.sort_unstable();
            members.concat()
        }
        other => other.to_string(),
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
