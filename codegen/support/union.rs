//! Enums with a variant for each schema of an `anyOf` or a `oneOf`.

use super::held::taken_by_none;
use super::{At, Decode, Wanted};
use serde::de::{self, Deserializer};
use serde_json::{Error, Value};

/// An enum with a variant for each schema of an `anyOf` or a `oneOf`.
pub(crate) trait Union: Sized + 'static {
    /// The location of its schema.
    const SCHEMA: &'static str;
    /// The keyword: with `oneOf`, exactly one variant must take a value.
    const KEYWORD: &'static str;
    /// The variants that are tried, in the order of the schemas.
    const VARIANTS: &'static [Variant<Self>];
}

/// A variant of such an enum.
pub(crate) struct Variant<T> {
    pub(crate) name: &'static str,
    /// The location of its schema.
    pub(crate) schema: &'static str,
    pub(crate) decode: fn(&Value, &At<'_>) -> Result<T, Error>,
}

/// Decodes a value as the first variant that takes it.
pub(crate) fn decode_union<'de, T: Union, D: Deserializer<'de>>(deserializer: D, at: &At<'_>) -> Result<T, D::Error> {
    let at = at.under(T::SCHEMA);
    let value = Value::decode(deserializer, &at)?;
    choose(&value, &at, T::VARIANTS.iter()).map_err(de::Error::custom)
}

/// Decodes a value as the first of the variants at these positions that takes it.
pub(crate) fn decode_one_of<'de, T: Union, D: Deserializer<'de>>(
    deserializer: D,
    at: &At<'_>,
    positions: &[usize],
) -> Result<T, D::Error> {
    let at = at.under(T::SCHEMA);
    let value = Value::decode(deserializer, &at)?;
    choose(&value, &at, positions.iter().map(|position| &T::VARIANTS[*position])).map_err(de::Error::custom)
}

fn choose<T: Union>(
    value: &Value,
    at: &At<'_>,
    variants: impl Iterator<Item = &'static Variant<T>>,
) -> Result<T, Error> {
    let mut found: Option<(&str, T)> = None;
    let mut errors = Vec::new();
    for Variant { name, schema, decode } in variants {
        match (decode(value, &at.under(schema)), &found) {
            (Ok(_), Some((other, _))) => {
                let what = format_args!(
                    "invalid value: expected one that a single schema takes, found `{other}` and `{name}`"
                );
                return Err(de::Error::custom(Wanted { what, at, keyword: T::KEYWORD }));
            }
            (Ok(decoded), None) if T::KEYWORD == "oneOf" => found = Some((name, decoded)),
            (Ok(decoded), None) => return Ok(decoded),
            (Err(error), _) => errors.push((*name, error)),
        }
    }
    found.map(|(_, decoded)| decoded).ok_or_else(|| taken_by_none(errors, at, T::KEYWORD))
}
