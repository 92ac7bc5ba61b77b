//! Values that are held back while they are decoded, because more than one type has a say.

use super::content::Refusal;
use super::{At, Content, Decode, Held, Memo, Wanted, is_quiet, quietly};
use serde::de::{self, DeserializeSeed, Deserializer, Error as _, IgnoredAny};
use std::any::TypeId;
use std::fmt::Display;
use std::marker::PhantomData;

/// Holds a value back, and decodes it. A part of a value that is held back already is not copied again.
pub(crate) fn hold<'de, T, D: Deserializer<'de>>(
    deserializer: D,
    at: &At<'_>,
    decode: impl FnOnce(&Content<'_>, &At<'_>) -> Result<T, Refusal>,
) -> Result<T, D::Error> {
    if let Some(held) = at.held {
        // Some read on only when all of an object was read.
        deserializer.deserialize_ignored_any(IgnoredAny)?;
        return decode(held.content, at).map_err(de::Error::custom);
    }
    let (content, memo) = (Content::decode(deserializer, at)?, Memo::default());
    let decoded = decode(&content, &at.holding(Some(Held { content: &content, memo: &memo })));
    match memo.given_up() {
        Some(reason) => Err(de::Error::custom(reason)),
        None => decoded.map_err(de::Error::custom),
    }
}

/// Holds a value back that is read next.
pub(crate) struct Holding<'a, F> {
    pub(crate) at: &'a At<'a>,
    pub(crate) decode: F,
}

impl<'de, T, F: FnOnce(&Content<'_>, &At<'_>) -> Result<T, Refusal>> DeserializeSeed<'de> for Holding<'_, F> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        hold(deserializer, self.at, self.decode)
    }
}

/// Answers a question about a value, which the type `Q` stands for: the first time with an answer to keep, then by that.
pub(crate) fn once<Q: 'static, T>(
    value: &Content<'_>,
    at: &At<'_>,
    first: impl FnOnce() -> Result<(usize, T), Refusal>,
    again: impl FnOnce(usize) -> Result<T, Refusal>,
) -> Result<T, Refusal> {
    // What has no parts is soon judged anew.
    let memo = at.memo().filter(|_| matches!(value, Content::Array(_) | Content::Object(_)));
    let Some(memo) = memo else { return first().map(|(_, answered)| answered) };
    let (question, address) = (TypeId::of::<Q>(), std::ptr::from_ref(value).addr());
    match memo.recall(question, address) {
        Some(Ok(answer)) => again(answer),
        Some(Err(reason)) if is_quiet() || !reason.is_empty() => Err(Refusal(reason)),
        _ => {
            let outcome = first();
            let answer = outcome.as_ref().map(|(answer, _)| *answer);
            memo.keep(question, address, answer.map_err(|error| shortened(error.0.clone())));
            outcome.map(|(_, answered)| answered)
        }
    }
}

/// Whether a value decodes as a type.
pub(crate) fn passes<T: for<'a> Decode<'a> + 'static>(value: &Content<'_>, at: &At<'_>) -> bool {
    quietly(|| judge::<T>(value, at).is_ok())
}

/// Why a value does not decode as a type.
pub(crate) fn judge<T: for<'a> Decode<'a> + 'static>(value: &Content<'_>, at: &At<'_>) -> Result<(), Refusal> {
    struct Judges<T>(PhantomData<T>);

    once::<Judges<T>, _>(value, at, || T::decode(value, at).map(|_| (0, ())), |_| Ok(()))
}

/// The error for a value that none of several schemas takes, with the reason of each.
pub(crate) fn taken_by_none<N: Display>(
    errors: impl IntoIterator<Item = (N, Refusal)>,
    at: &At<'_>,
    keyword: &'static str,
) -> Refusal {
    let wanted = Wanted { what: "invalid value: expected one that a schema takes", at, keyword };
    let reasons = errors.into_iter().map(|(name, error)| format!("{name}: {}", shortened(error.0)));
    Refusal::custom(format_args!("{wanted}: {}", reasons.collect::<Vec<_>>().join("; ")))
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
