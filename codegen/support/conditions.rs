//! What is judged of a whole value before it is decoded: `not`, `if`, `contains`, `unevaluatedProperties` and others.

use super::content::Refusal;
use super::held::{hold, judge, once, passes, taken_by_none};
use super::{At, Content, Decode, Step, Violation, Wanted, is_quiet, quietly};
use serde::de::{Deserializer, Error as _};
use std::fmt::Display;
use std::marker::PhantomData;

/// A type whose values are judged as a whole.
pub(crate) trait Judged: Sized + 'static {
    /// The location of its schema.
    const SCHEMA: &'static str;

    /// Judges a value.
    fn judge(value: &Content<'_>, at: &At<'_>) -> Result<(), Refusal>;

    /// Decodes a value that passed.
    fn decode_judged(value: &Content<'_>, at: &At<'_>) -> Result<Self, Refusal>;
}

/// Holds a value back, judges it and decodes it.
pub(crate) fn decode_judged<'de, T: Judged, D: Deserializer<'de>>(deserializer: D, at: &At<'_>) -> Result<T, D::Error> {
    struct Conditions<T>(PhantomData<T>);

    hold(deserializer, &at.under(T::SCHEMA), |value, at| {
        once::<Conditions<T>, _>(value, at, || T::judge(value, at).map(|()| (0, ())), |_| Ok(()))?;
        T::decode_judged(value, at)
    })
}

fn wrong(expected: impl Display, at: &At<'_>) -> Refusal {
    Refusal::custom(Wanted { what: format_args!("invalid value: expected {expected}"), at, keyword: "" })
}

/// A schema that a value is judged by.
pub(crate) type Schema = fn(&Content<'_>, &At<'_>) -> Result<(), Refusal>;

/// `not`
pub(crate) fn not(value: &Content<'_>, at: &At<'_>, schema: Schema) -> Result<(), Refusal> {
    match quietly(|| schema(value, at)) {
        Ok(()) => Err(wrong("a value that is not valid for this schema", at)),
        Err(_) => Ok(()),
    }
}

/// `anyOf`
pub(crate) fn any_of(value: &Content<'_>, at: &At<'_>, schemas: &[Schema]) -> Result<(), Refusal> {
    if quietly(|| schemas.iter().any(|schema| schema(value, at).is_ok())) {
        return Ok(());
    }
    Err(not_taken(value, at, schemas))
}

/// `oneOf`
pub(crate) fn exactly_one_of(value: &Content<'_>, at: &At<'_>, schemas: &[Schema]) -> Result<(), Refusal> {
    match quietly(|| schemas.iter().filter(|schema| schema(value, at).is_ok()).count()) {
        0 => Err(not_taken(value, at, schemas)),
        1 => Ok(()),
        count => Err(wrong(format_args!("one that a single schema takes, found {count} that do"), at)),
    }
}

/// The error for a value that none of these schemas takes.
fn not_taken(value: &Content<'_>, at: &At<'_>, schemas: &[Schema]) -> Refusal {
    if is_quiet() {
        return Refusal::custom("");
    }
    let errors = schemas.iter().enumerate();
    taken_by_none(errors.filter_map(|(position, schema)| Some((position, schema(value, at).err()?))), at, "")
}

/// Whether a value is or holds what a Rust type may have no room for: an integer beyond `i64`, or a text that may be an
/// instant finer than a nanosecond.
pub(crate) fn is_beyond(value: &Content<'_>) -> bool {
    const NANOSECOND: usize = "YYYY-MM-DDThh:mm:ss.000000000Z".len();
    match value {
        Content::String(text) => text.len() > NANOSECOND && text.starts_with(|first: char| first.is_ascii_digit()),
        Content::Array(items) => items.iter().any(is_beyond),
        Content::Object(entries) => entries.members.iter().any(|(_, member)| is_beyond(member)),
        Content::Null | Content::Boolean(_) | Content::Signed(_) => false,
        number => number.as_number().is_some_and(|number| {
            number.as_i64().is_none() && number.as_f64().is_none_or(|number| number.fract() == 0.0)
        }),
    }
}

/// Whether a value is an object with this property.
pub(crate) fn has(value: &Content<'_>, property: &str) -> bool {
    value.get(property).is_some()
}

/// `contains`, `minContains` and `maxContains`
pub(crate) fn contains<T: for<'a> Decode<'a> + 'static>(
    value: &Content<'_>,
    at: &At<'_>,
    least: u64,
    most: Option<u64>,
) -> Result<(), Refusal> {
    let Some(items) = value.as_array() else { return Ok(()) };
    let items = items.iter().enumerate();
    let count = items.filter(|(position, item)| passes::<T>(item, &at.part(Step::Item(*position)))).count() as u64;
    if count >= least && most.is_none_or(|most| count <= most) {
        return Ok(());
    }
    let most = most.map_or(String::new(), |most| format!(" and at most {most}"));
    Err(wrong(format_args!("at least {least}{most} items of this schema, found {count}"), at))
}

/// A check of a value of any type.
pub(crate) fn check(outcome: Result<(), Violation>, at: &At<'_>) -> Result<(), Refusal> {
    outcome.map_err(|violation| violation.at(at))
}

/// Properties or items that a schema evaluates (Core, sections 11.2 and 11.3), where all of its guards hold.
pub(crate) struct Evaluated {
    pub(crate) guards: &'static [Guard],
    pub(crate) what: Evaluates,
}

/// What must hold of a value, for something of it to be evaluated.
pub(crate) enum Guard {
    Is(fn(&Content<'_>, &At<'_>) -> bool),
    IsNot(fn(&Content<'_>, &At<'_>) -> bool),
    Has(&'static str),
}

/// What is evaluated.
pub(crate) enum Evaluates {
    All,
    Names(&'static [&'static str]),
    Pattern(fn(&str) -> Result<bool, Violation>),
    First(u64),
    Items(fn(&Content<'_>, &At<'_>) -> bool),
}

impl Guard {
    fn holds(&self, value: &Content<'_>, at: &At<'_>) -> bool {
        match self {
            Guard::Is(passes) => passes(value, at),
            Guard::IsNot(passes) => !passes(value, at),
            Guard::Has(property) => has(value, property),
        }
    }
}

impl Evaluates {
    fn property(&self, name: &str) -> Result<bool, Violation> {
        match self {
            Evaluates::All => Ok(true),
            Evaluates::Names(names) => Ok(names.contains(&name)),
            Evaluates::Pattern(matches) => matches(name),
            Evaluates::First(_) | Evaluates::Items(_) => Ok(false),
        }
    }

    fn item(&self, position: usize, item: &Content<'_>, at: &At<'_>) -> bool {
        match self {
            Evaluates::All => true,
            Evaluates::First(count) => (position as u64) < *count,
            Evaluates::Items(passes) => passes(item, at),
            Evaluates::Names(_) | Evaluates::Pattern(_) => false,
        }
    }
}

/// What is evaluated of a value, as its guards say.
fn in_force<'a>(evaluated: &'a [Evaluated], value: &Content<'_>, at: &At<'_>) -> Vec<&'a Evaluates> {
    let holds = |entry: &&Evaluated| entry.guards.iter().all(|guard| guard.holds(value, at));
    evaluated.iter().filter(holds).map(|entry| &entry.what).collect()
}

/// `unevaluatedProperties`
pub(crate) fn unevaluated_properties<T: for<'a> Decode<'a> + 'static>(
    value: &Content<'_>,
    at: &At<'_>,
    evaluated: &[Evaluated],
) -> Result<(), Refusal> {
    let Some(entries) = value.as_object() else { return Ok(()) };
    let evaluated = in_force(evaluated, value, at);
    for (position, (name, member)) in entries.members.iter().enumerate() {
        let held = at.held.and_then(|held| held.member(position));
        let at = at.part(Step::Property(name)).holding(held);
        let mut is_evaluated = false;
        for what in &evaluated {
            is_evaluated = is_evaluated || what.property(name).map_err(|violation| violation.at::<Refusal>(&at))?;
        }
        if !is_evaluated {
            judge::<T>(member, &at)?;
        }
    }
    Ok(())
}

/// `unevaluatedItems`
pub(crate) fn unevaluated_items<T: for<'a> Decode<'a> + 'static>(
    value: &Content<'_>,
    at: &At<'_>,
    evaluated: &[Evaluated],
) -> Result<(), Refusal> {
    let Some(items) = value.as_array() else { return Ok(()) };
    let evaluated = in_force(evaluated, value, at);
    items.iter().enumerate().try_for_each(|(position, item)| {
        let at = at.part(Step::Item(position));
        let is_evaluated = evaluated.iter().any(|what| what.item(position, item, &at));
        if is_evaluated { Ok(()) } else { judge::<T>(item, &at) }
    })
}
