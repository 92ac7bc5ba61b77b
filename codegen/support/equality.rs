//! The checks that compare JSON values: `enum`, `const` and `uniqueItems`.

use super::decimal::Decimal;
use super::{Violation, json_of};
use serde::Serialize;
use serde_json::{Number, Value};
use std::collections::HashMap;
use std::hash::{Hash, Hasher};
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
    // One item alone need not be encoded.
    if value.len() < 2 { Ok(()) } else { all_unique(value.iter().map(|item| Item(json_of(item)))) }
}

/// Checks `uniqueItems`, of items that are equal in Rust where they are equal in JSON, and there alone.
pub(crate) fn distinct_items<T: Eq + Hash>(value: &[T]) -> Result<(), Violation> {
    const FEW: usize = 16;
    if value.len() > FEW {
        return all_unique(value);
    }
    let first = |position: usize| value[..position].iter().position(|item| *item == value[position]);
    match (1..value.len()).find_map(|position| Some((first(position)?, position))) {
        Some((first, position)) => Err(repeated(first, position)),
        None => Ok(()),
    }
}

fn all_unique<T: Eq + Hash>(items: impl IntoIterator<Item = T>) -> Result<(), Violation> {
    let mut seen = HashMap::new();
    for (position, item) in items.into_iter().enumerate() {
        if let Some(first) = seen.insert(item, position) {
            return Err(repeated(first, position));
        }
    }
    Ok(())
}

fn repeated(first: usize, position: usize) -> Violation {
    Violation::new("uniqueItems", format_args!("unique items, found the same at {first} and {position}"))
}

/// A value among others that it may be equal to.
struct Item(Value);

impl PartialEq for Item {
    fn eq(&self, other: &Self) -> bool {
        same(&self.0, &other.0)
    }
}

impl Eq for Item {}

impl Hash for Item {
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash(&self.0, state);
    }
}

/// Hashes a value as all that are equal to it.
fn hash<H: Hasher>(value: &Value, state: &mut H) {
    match value {
        Value::Null => state.write_u8(0),
        Value::Bool(value) => (1_u8, value).hash(state),
        Value::Number(number) => match small_integer(number) {
            Some(integer) => (2_u8, integer).hash(state),
            None => (3_u8, Decimal::of(number)).hash(state),
        },
        Value::String(text) => (4_u8, text).hash(state),
        Value::Array(items) => {
            (5_u8, items.len()).hash(state);
            for item in items {
                hash(item, state);
            }
        }
        Value::Object(members) => {
            (6_u8, members.len()).hash(state);
            let mut members: Vec<_> = members.iter().collect();
            members.sort_unstable_by_key(|(name, _)| *name);
            for (name, member) in members {
                name.hash(state);
                hash(member, state);
            }
        }
    }
}

/// The integer that a number is or is near to, where every number equal to it gives that one too.
#[allow(clippy::cast_possible_truncation)]
fn small_integer(number: &Number) -> Option<i64> {
    const MOST: f64 = 9_007_199_254_740_992.0;
    let nearest = number.as_f64().filter(|nearest| nearest.fract() == 0.0 && nearest.abs() < MOST)?;
    Some(nearest as i64)
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
