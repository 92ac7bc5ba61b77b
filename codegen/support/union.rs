//! Enums with a variant for each schema of an `anyOf` or a `oneOf`.

use super::held::{hold, once, taken_by_none};
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
    tried(deserializer, at, None)
}

/// Decodes a value as the first of the variants at these positions that takes it.
pub(crate) fn decode_one_of<'de, T: Union, D: Deserializer<'de>>(
    deserializer: D,
    at: &At<'_>,
    positions: &'static [usize],
) -> Result<T, D::Error> {
    tried(deserializer, at, Some(positions))
}

/// Decodes a value as the first variant that takes it, of all or of those at some positions.
fn tried<'de, T: Union, D: Deserializer<'de>>(
    deserializer: D,
    at: &At<'_>,
    positions: Option<&'static [usize]>,
) -> Result<T, D::Error> {
    hold(deserializer, &at.under(T::SCHEMA), |value, at| {
        let decode = |position: usize| {
            let Variant { schema, decode, .. } = &T::VARIANTS[position];
            decode(value, &at.under(schema))
        };
        once::<Variant<T>, _>(value, at, || choose(value, at, positions), decode)
    })
}

/// The variant of a value, by its position too.
fn choose<T: Union>(value: &Value, at: &At<'_>, positions: Option<&[usize]>) -> Result<(usize, T), Error> {
    let mut found: Option<(&str, (usize, T))> = None;
    let mut errors = Vec::new();
    let is_tried = |position: &usize| positions.is_none_or(|positions| positions.contains(position));
    for position in (0..T::VARIANTS.len()).filter(is_tried) {
        let Variant { name, schema, decode } = &T::VARIANTS[position];
        let decoded = decode(value, &at.under(schema)).map(|decoded| (position, decoded));
        match (decoded, &found) {
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
