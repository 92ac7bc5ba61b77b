//! Enums with a variant for each schema of an `anyOf` or a `oneOf`.

use super::content::Refusal;
use super::held::{hold, once, taken_by_none};
use super::{At, Content, Wanted, is_quiet, quietly};
use serde::de::{Deserializer, Error as _};

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
    pub(crate) decode: fn(&Content<'_>, &At<'_>) -> Result<T, Refusal>,
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
fn choose<T: Union>(value: &Content<'_>, at: &At<'_>, positions: Option<&[usize]>) -> Result<(usize, T), Refusal> {
    let is_tried = |position: &usize| positions.is_none_or(|positions| positions.contains(position));
    let tried = || (0..T::VARIANTS.len()).filter(is_tried);
    let decode = |position: usize| {
        let Variant { schema, decode, .. } = &T::VARIANTS[position];
        decode(value, &at.under(schema))
    };
    let mut takers = tried().filter_map(|position| Some((position, quietly(|| decode(position)).ok()?)));
    let first = takers.next();
    let second = if T::KEYWORD == "oneOf" { takers.next() } else { None };
    let name = |position: usize| T::VARIANTS[position].name;
    match (first, second) {
        (Some(found), None) => Ok(found),
        (Some((one, _)), Some((other, _))) => {
            let (one, other) = (name(one), name(other));
            let what =
                format_args!("invalid value: expected one that a single schema takes, found `{one}` and `{other}`");
            Err(Refusal::custom(Wanted { what, at, keyword: T::KEYWORD }))
        }
        (None, _) if is_quiet() => Err(Refusal::custom("")),
        // Why none takes it is put into words now that it is known to matter.
        (None, _) => {
            let errors = tried().filter_map(|position| Some((name(position), decode(position).err()?)));
            Err(taken_by_none(errors, at, T::KEYWORD))
        }
    }
}
