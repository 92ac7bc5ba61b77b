//! Which subschemas apply to a member of an object or to an item of an array, and which names an object may have.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::course::Course;
use super::dice::Dice;
use super::noise;
use super::shape::{Part, Shape, Sub};

/// The names that a keyword's object lists, sorted, so that the order does not hang on a feature of another crate.
pub(super) fn named<'a>(shape: &Shape<'a>, keyword: &str) -> BTreeSet<&'a str> {
    shape.all(keyword).filter_map(Value::as_object).flat_map(Map::keys).map(String::as_str).collect()
}

/// The names that an object must have.
pub(super) fn required<'a>(shape: &Shape<'a>) -> BTreeSet<&'a str> {
    shape.all("required").filter_map(Value::as_array).flatten().filter_map(Value::as_str).collect()
}

/// The names that an object must have because it has this one.
pub(super) fn implied<'a>(shape: &Shape<'a>, name: &str) -> Vec<&'a str> {
    let rules = shape.all("dependentRequired").chain(shape.all("dependencies"));
    let lists = rules.filter_map(|rule| rule.get(name)).filter_map(Value::as_array);
    lists.flatten().filter_map(Value::as_str).collect()
}

/// The subschemas of a member of this name; nothing where one of them is `false`.
pub(super) fn member<'a>(shape: &Shape<'a>, name: &str, course: &mut Course<'_>) -> Option<Vec<Sub<'a>>> {
    let mut subs = Vec::new();
    for part in &shape.parts {
        subs.extend(member_of(part, name, course));
    }
    if subs.is_empty() {
        subs.extend(keyword(shape, "unevaluatedProperties"));
    }
    allowed(subs)
}

fn member_of<'a>(part: &Part<'a>, name: &str, course: &mut Course<'_>) -> Vec<Sub<'a>> {
    let mut subs = Vec::new();
    if let Some(schema) = part.keywords.get("properties").and_then(|properties| properties.get(name)) {
        subs.push(part.sub.below(&["properties", name], schema));
    }
    let patterns = part.keywords.get("patternProperties").and_then(Value::as_object);
    for (pattern, schema) in patterns.into_iter().flatten() {
        if course.pattern(pattern).matches(name).unwrap_or(false) {
            subs.push(part.sub.below(&["patternProperties", pattern], schema));
        }
    }
    if subs.is_empty()
        && let Some(schema) = part.keywords.get("additionalProperties")
    {
        subs.push(part.sub.below(&["additionalProperties"], schema));
    }
    subs
}

/// The subschemas of the item at this index; nothing where one of them is `false`.
pub(super) fn item<'a>(shape: &Shape<'a>, index: usize) -> Option<Vec<Sub<'a>>> {
    let mut subs: Vec<Sub<'a>> = shape.parts.iter().filter_map(|part| item_of(part, index)).collect();
    if subs.is_empty() {
        subs.extend(keyword(shape, "unevaluatedItems"));
    }
    allowed(subs)
}

/// Before draft 2020-12, `items` was what `prefixItems` is now, and `additionalItems` what `items` is now.
fn item_of<'a>(part: &Part<'a>, index: usize) -> Option<Sub<'a>> {
    let step = index.to_string();
    for list in ["prefixItems", "items"] {
        if let Some(schema) = part.keywords.get(list).and_then(Value::as_array).and_then(|schemas| schemas.get(index)) {
            return Some(part.sub.below(&[list, &step], schema));
        }
    }
    let rest = if matches!(part.keywords.get("items"), Some(Value::Array(_))) { "additionalItems" } else { "items" };
    part.keywords.get(rest).map(|schema| part.sub.below(&[rest], schema))
}

/// How many items have a subschema of their own.
pub(super) fn tuple_length(shape: &Shape<'_>) -> usize {
    let lists = shape.all("prefixItems").chain(shape.all("items"));
    lists.filter_map(Value::as_array).map(Vec::len).max().unwrap_or(0)
}

/// Every occurrence of a keyword that is a schema.
pub(super) fn keyword<'a>(shape: &Shape<'a>, keyword: &str) -> Vec<Sub<'a>> {
    let occurrences = shape.parts.iter().filter_map(|part| Some((part, part.keywords.get(keyword)?)));
    occurrences.map(|(part, schema)| part.sub.below(&[keyword], schema)).collect()
}

fn allowed(subs: Vec<Sub<'_>>) -> Option<Vec<Sub<'_>>> {
    subs.iter().all(|sub| sub.schema != &Value::Bool(false)).then_some(subs)
}

/// A name that the schema does not list, by its patterns or by chance.
pub(super) fn unknown_name(shape: &Shape<'_>, known: &BTreeSet<&str>, course: &mut Course<'_>) -> String {
    let patterns: Vec<&str> = named(shape, "patternProperties").into_iter().collect();
    if let Some(pattern) = course.dice.pick(&patterns)
        && course.dice.percent(70)
        && let Some(name) = course.pattern(pattern).make(&mut course.dice)
    {
        return name;
    }
    unlisted(known, &mut course.dice)
}

pub(super) fn unlisted(known: &BTreeSet<&str>, dice: &mut Dice) -> String {
    let known: Vec<&str> = known.iter().copied().collect();
    noise::name(&known, dice)
}
