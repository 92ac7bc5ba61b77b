//! The checks of keywords that no type holds (JSON Schema Validation, section 6).

use super::{At, Counted, Decode, Violation};
use serde::de::IntoDeserializer;
use serde::de::value::StrDeserializer;
use std::fmt::Display;

fn require(holds: bool, keyword: &'static str, expected: impl Display) -> Result<(), Violation> {
    if holds { Ok(()) } else { Err(Violation::new(keyword, expected)) }
}

pub(crate) fn min_length(value: &str, least: u64) -> Result<(), Violation> {
    let enough = value.chars().take(usize::try_from(least).unwrap_or(usize::MAX)).count() as u64 == least;
    require(enough, "minLength", format_args!("at least {}", Counted(least, "character", "characters")))
}

pub(crate) fn max_length(value: &str, most: u64) -> Result<(), Violation> {
    let short = value.len() as u64 <= most || value.chars().count() as u64 <= most;
    require(short, "maxLength", format_args!("at most {}", Counted(most, "character", "characters")))
}

pub(crate) fn min_items<T>(value: &[T], least: u64) -> Result<(), Violation> {
    require(value.len() as u64 >= least, "minItems", format_args!("at least {}", Counted(least, "item", "items")))
}

pub(crate) fn max_items<T>(value: &[T], most: u64) -> Result<(), Violation> {
    require(value.len() as u64 <= most, "maxItems", format_args!("at most {}", Counted(most, "item", "items")))
}

pub(crate) fn min_properties(count: usize, least: u64) -> Result<(), Violation> {
    require(
        count as u64 >= least,
        "minProperties",
        format_args!("at least {}", Counted(least, "property", "properties")),
    )
}

pub(crate) fn max_properties(count: usize, most: u64) -> Result<(), Violation> {
    require(count as u64 <= most, "maxProperties", format_args!("at most {}", Counted(most, "property", "properties")))
}

pub(crate) fn at_least<T: Copy + PartialOrd + Display>(
    value: T,
    least: T,
    keyword: &'static str,
) -> Result<(), Violation> {
    require(value >= least, keyword, format_args!("at least {least}, found {value}"))
}

pub(crate) fn at_most<T: Copy + PartialOrd + Display>(
    value: T,
    most: T,
    keyword: &'static str,
) -> Result<(), Violation> {
    require(value <= most, keyword, format_args!("at most {most}, found {value}"))
}

/// For a bound that no value of the type is within.
pub(crate) fn never<T>(_: &T, keyword: &'static str) -> Result<(), Violation> {
    Err(Violation::new(keyword, "a value beyond the range of its type"))
}

pub(crate) fn minimum(value: f64, bound: f64) -> Result<(), Violation> {
    require(value >= bound, "minimum", format_args!("at least {bound}, found {value}"))
}

pub(crate) fn maximum(value: f64, bound: f64) -> Result<(), Violation> {
    require(value <= bound, "maximum", format_args!("at most {bound}, found {value}"))
}

pub(crate) fn exclusive_minimum(value: f64, bound: f64) -> Result<(), Violation> {
    require(value > bound, "exclusiveMinimum", format_args!("more than {bound}, found {value}"))
}

pub(crate) fn exclusive_maximum(value: f64, bound: f64) -> Result<(), Violation> {
    require(value < bound, "exclusiveMaximum", format_args!("less than {bound}, found {value}"))
}

/// Checks `format`, of a text that is kept as it is.
pub(crate) fn format<T: for<'de> Decode<'de>>(value: &str, wanted: &'static str) -> Result<(), Violation> {
    let text: StrDeserializer<'_, serde::de::value::Error> = value.into_deserializer();
    require(T::decode(text, &At::ROOT).is_ok(), "format", wanted)
}
