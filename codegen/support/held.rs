//! Values that are held back while they are decoded, because more than one type has a say.

use super::{At, Decode, Wanted};
use serde::de::Error as _;
use serde_json::{Error, Value};
use std::fmt::Display;

/// Whether a value decodes as a type.
pub(crate) fn passes<T: for<'a> Decode<'a>>(value: &Value) -> bool {
    T::decode(value, &At::ROOT).is_ok()
}

/// Why a value does not decode as a type.
pub(crate) fn judge<T: for<'a> Decode<'a>>(value: &Value, at: &At<'_>) -> Result<(), Error> {
    T::decode(value, at).map(drop)
}

/// The error for a value that none of several schemas takes, with the reason of each.
pub(crate) fn taken_by_none<N: Display>(
    errors: impl IntoIterator<Item = (N, Error)>,
    at: &At<'_>,
    keyword: &'static str,
) -> Error {
    let wanted = Wanted { what: "invalid value: expected one that a schema takes", at, keyword };
    let reasons = errors.into_iter().map(|(name, error)| format!("{name}: {}", shortened(error.to_string())));
    Error::custom(format_args!("{wanted}: {}", reasons.collect::<Vec<_>>().join("; ")))
}

/// The most bytes of a reason that stand in another error's message: reasons have reasons themselves.
const LONGEST: usize = 300;

fn shortened(mut reason: String) -> String {
    if reason.len() > LONGEST {
        reason.truncate(reason.floor_char_boundary(LONGEST));
        reason.push('\u{2026}');
    }
    reason
}
