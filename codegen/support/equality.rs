//! The checks that compare JSON values: `enum`, `const` and `uniqueItems`.

use super::decimal::Decimal;
use super::hashing::hash_of;
use super::{Violation, json_of};
use serde::Serialize;
use serde_json::Value;
use std::collections::HashMap;
use std::hash::{Hash, RandomState};
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
    if value.len() < 2 {
        return Ok(());
    }
    let keys = RandomState::new();
    let mut hashes: Vec<_> =
        value.iter().enumerate().map(|(position, item)| (hash_of(item, &keys), position)).collect();
    hashes.sort_unstable();
    let alike = hashes.chunk_by(|(one, _), (other, _)| one == other);
    let found = alike.filter_map(|alike| {
        let is_same = |position: usize, other: usize| same(&json_of(&value[position]), &json_of(&value[other]));
        let first = |(at, (_, position)): (usize, &(u64, usize))| {
            let before = alike[..at].iter().find(|(_, other)| is_same(*position, *other));
            before.map(|(_, first)| (*position, *first))
        };
        alike.iter().enumerate().find_map(first)
    });
    found.min().map_or(Ok(()), |(position, first)| Err(repeated(first, position)))
}

/// Checks `uniqueItems`, of items that are equal in Rust where they are equal in JSON, and there alone.
pub(crate) fn distinct_items<T: Eq + Hash>(value: &[T]) -> Result<(), Violation> {
    const FEW: usize = 16;
    if value.len() > FEW {
        let mut seen = HashMap::new();
        let mut found =
            value.iter().enumerate().filter_map(|(position, item)| Some((seen.insert(item, position)?, position)));
        return found.next().map_or(Ok(()), |(first, position)| Err(repeated(first, position)));
    }
    let first = |position: usize| value[..position].iter().position(|item| *item == value[position]);
    match (1..value.len()).find_map(|position| Some((first(position)?, position))) {
        Some((first, position)) => Err(repeated(first, position)),
        None => Ok(()),
    }
}

fn repeated(first: usize, position: usize) -> Violation {
    Violation::new("uniqueItems", format_args!("unique items, found the same at {first} and {position}"))
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
