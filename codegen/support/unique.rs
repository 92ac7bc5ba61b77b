//! The checks of `uniqueItems`.

use super::equality::same;
use super::hashing::hash_of;
use super::{Violation, json_of};
use foldhash::quality::RandomState;
use serde::Serialize;
use std::collections::HashMap;
use std::hash::Hash;

/// Checks `uniqueItems`.
pub(crate) fn unique_items<T: Serialize>(value: &[T]) -> Result<(), Violation> {
    if value.len() < 2 {
        return Ok(());
    }
    let keys = RandomState::default();
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
        let mut seen = HashMap::with_hasher(RandomState::default());
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
