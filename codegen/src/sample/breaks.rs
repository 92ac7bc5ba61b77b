//! Near misses: what to put in the place of a valid value so that one keyword fails.
//!
//! [`BREAKS`] is the list of keywords that can be broken; one row is one keyword. Each row's function gets the place
//! and answers with the variants it knows, an empty list where the keyword cannot be broken there.

use serde_json::Value;

use super::course::Course;
use super::grow::{Extent, Growth};
use super::json::Json;
use super::kinds::Kinds;
use super::members::{implied, item, member, named, unlisted};
use super::noise;
use super::numbers::Range;
use super::shape::{Part, Shape, Sub, count};
use super::strings::Demand;

/// One keyword occurrence that is to be broken.
pub(super) struct Site<'s, 'a> {
    pub(super) shape: &'s Shape<'a>,
    pub(super) part: &'s Part<'a>,
    pub(super) keyword: &'static str,
    /// What the keyword says.
    pub(super) rule: &'a Value,
    /// The valid value that stands there.
    pub(super) value: &'s Json,
}

type Break = for<'a> fn(&Site<'_, 'a>, &mut Course<'a>) -> Vec<Json>;

const BREAKS: &[(&str, Break)] = &[
    ("type", of_type),
    ("enum", of_choice),
    ("const", of_choice),
    ("minimum", of_number),
    ("maximum", of_number),
    ("exclusiveMinimum", of_number),
    ("exclusiveMaximum", of_number),
    ("multipleOf", of_number),
    ("minLength", of_string),
    ("maxLength", of_string),
    ("pattern", of_string),
    ("format", of_string),
    ("required", of_required),
    ("dependentRequired", of_dependencies),
    ("dependencies", of_dependencies),
    ("properties", of_forbidden_names),
    ("patternProperties", of_unknown_names),
    ("additionalProperties", of_unknown_names),
    ("unevaluatedProperties", of_unknown_names),
    ("propertyNames", of_property_names),
    ("minProperties", of_few_members),
    ("maxProperties", of_many_members),
    ("items", of_tuple),
    ("additionalItems", of_tuple),
    ("unevaluatedItems", of_tuple),
    ("minItems", of_few_items),
    ("maxItems", of_many_items),
    ("uniqueItems", of_repeated_items),
    ("contains", of_contains),
    ("anyOf", of_branches),
    ("oneOf", of_branches),
    ("not", of_not),
];

/// The keywords of a part that this module knows how to break.
pub(super) fn breakable(part: &Part<'_>) -> impl Iterator<Item = &'static str> + use<> {
    let known = |name: &String| BREAKS.iter().position(|(keyword, _)| keyword == name);
    let mut found: Vec<usize> = part.keywords.keys().filter_map(known).collect();
    found.sort_unstable();
    found.into_iter().map(|position| BREAKS[position].0)
}

/// All variants that are known, also those that may be valid in another branch.
pub(super) fn all_variants<'a>(site: &Site<'_, 'a>, course: &mut Course<'a>) -> Vec<Json> {
    let found = BREAKS.iter().find(|(keyword, _)| *keyword == site.keyword);
    found.map(|(_, of_keyword)| of_keyword(site, course)).unwrap_or_default()
}

/// The variants of a broken value.
pub(super) fn variants<'a>(site: &Site<'_, 'a>, course: &mut Course<'a>) -> Vec<Json> {
    let mut variants = all_variants(site, course);
    // In a branch, a value that a sibling branch takes is no miss. Objects and arrays are taken for distinct enough,
    // unless the branches are told apart by type.
    let elsewhere = site.part.sub.elsewhere;
    let tells_types = matches!(site.keyword, "type" | "enum" | "const");
    let settled = if tells_types { elsewhere } else { elsewhere.without(Kinds::CONTAINER) };
    variants.retain(|variant| !settled.meets(Kinds::of(variant)));
    variants
}

/// A few values of every type that the keyword excludes.
fn of_type<'a>(site: &Site<'_, 'a>, _: &mut Course<'a>) -> Vec<Json> {
    wrong_types(Kinds::stated(site.part.keywords), site.value)
}

fn wrong_types(right: Kinds, value: &Json) -> Vec<Json> {
    let list = |literals: &[&str]| literals.iter().map(|literal| Json::number(*literal)).collect::<Vec<_>>();
    let texts = |texts: &[&str]| texts.iter().map(|text| Json::text(*text)).collect::<Vec<_>>();
    let mut text = match value {
        Json::Number(literal) => vec![Json::text(literal.clone())],
        Json::Bool(flag) => vec![Json::text(flag.to_string())],
        _ => Vec::new(),
    };
    text.extend(texts(&["14", "", "null", "true", "{}", "2024-01-01T00:00:00Z"]));
    let wrong = [
        vec![Json::Null],
        vec![Json::Bool(true), Json::Bool(false)],
        list(&["14", "0", "-0.0", "1e2"]),
        list(&["14.5", "-0.5", "1e-3"]),
        text,
        vec![Json::Array(Vec::new()), Json::Array(vec![value.clone()])],
        vec![Json::Object(Vec::new()), Json::Object(vec![("0".to_owned(), value.clone())])],
    ];
    let tries = Kinds::EACH.into_iter().zip(wrong).filter(|(kind, _)| !kind.meets(right)).map(|(_, values)| values);
    interleaved(&tries.collect::<Vec<_>>())
}

/// One of each list, then the next of each, so that a few variants already show every type.
fn interleaved(lists: &[Vec<Json>]) -> Vec<Json> {
    let longest = lists.iter().map(Vec::len).max().unwrap_or(0);
    (0..longest).flat_map(|index| lists.iter().filter_map(move |list| list.get(index).cloned())).collect()
}

/// Neighbours of the listed values: another case, a space more, a number beside.
fn of_choice<'a>(site: &Site<'_, 'a>, _: &mut Course<'a>) -> Vec<Json> {
    let listed: Vec<Json> = match site.rule {
        Value::Array(choices) if site.keyword == "enum" => choices.iter().map(Json::from).collect(),
        only => vec![Json::from(only)],
    };
    let mut tries = Vec::new();
    for choice in &listed {
        match choice {
            Json::String(text) => {
                tries.extend(
                    [text.to_lowercase(), text.to_uppercase(), format!("{text} "), format!(" {text}")].map(Json::text),
                );
                tries.push(Json::text(text.chars().skip(1).collect::<String>()));
                tries.push(Json::text(format!("{text}\0")));
            }
            Json::Number(literal) => {
                tries.extend([format!("{literal}1"), format!("-{literal}")].map(Json::number));
                tries.push(Json::text(literal.clone()));
            }
            Json::Bool(flag) => tries.extend([Json::Bool(!flag), Json::text(flag.to_string())]),
            Json::Array(items) => tries.push(Json::Array([items.clone(), vec![Json::Null]].concat())),
            Json::Object(members) => {
                tries.push(Json::Object([members.clone(), vec![("\0extra".to_owned(), Json::Null)]].concat()));
            }
            Json::Null => tries.push(Json::text("null")),
        }
    }
    tries.extend([Json::text("UNKNOWN"), Json::text(""), Json::Null, Json::number("0"), Json::Array(listed.clone())]);
    // A literal such as `--1` is no number, and a listed neighbour is no miss.
    tries.retain(|value| match value {
        Json::Number(literal) => literal.parse::<f64>().is_ok() && !literal.starts_with("--"),
        _ => true,
    });
    tries.retain(|value| listed.iter().all(|choice| !choice.same(value)));
    tries
}

fn of_number<'a>(site: &Site<'_, 'a>, course: &mut Course<'a>) -> Vec<Json> {
    if !site.shape.kinds.meets(Kinds::NUMBER) {
        return Vec::new();
    }
    // The flags that stood beside a bound before draft 6 are broken with the bound.
    let bound = match (site.keyword, site.rule) {
        ("exclusiveMinimum", Value::Bool(true)) => site.part.keywords.get("minimum"),
        ("exclusiveMaximum", Value::Bool(true)) => site.part.keywords.get("maximum"),
        _ => Some(site.rule),
    };
    let Some(bound) = bound else { return Vec::new() };
    Range::of(site.shape).breaking(bound, &mut course.dice).into_iter().map(Json::Number).collect()
}

fn of_string<'a>(site: &Site<'_, 'a>, course: &mut Course<'a>) -> Vec<Json> {
    if !site.shape.kinds.meets(Kinds::STRING) {
        return Vec::new();
    }
    Demand::of(site.shape, course).breaking(site.rule, course).into_iter().map(Json::String).collect()
}

fn members<'s>(site: &Site<'s, '_>) -> &'s [(String, Json)] {
    match site.value {
        Json::Object(members) => members,
        _ => &[],
    }
}

fn without(members: &[(String, Json)], name: &str) -> Json {
    Json::Object(members.iter().filter(|(other, _)| other != name).cloned().collect())
}

fn with(members: &[(String, Json)], name: String, value: Json) -> Json {
    let mut members: Vec<_> = members.iter().filter(|(other, _)| *other != name).cloned().collect();
    members.push((name, value));
    Json::Object(members)
}

fn of_required<'a>(site: &Site<'_, 'a>, _: &mut Course<'a>) -> Vec<Json> {
    let names = site.rule.as_array().into_iter().flatten().filter_map(Value::as_str);
    let present = names.filter(|name| members(site).iter().any(|(other, _)| other == name));
    present.map(|name| without(members(site), name)).collect()
}

fn of_dependencies<'a>(site: &Site<'_, 'a>, course: &mut Course<'a>) -> Vec<Json> {
    let Json::Object(members) = site.value else { return Vec::new() };
    let mut tries = Vec::new();
    for name in site.rule.as_object().into_iter().flat_map(serde_json::Map::keys) {
        for other in implied(site.shape, name) {
            let value = grown(&member(site.shape, name, course).unwrap_or_default(), course);
            let Json::Object(lacking) = without(members, other) else { continue };
            if other != name {
                tries.push(with(&lacking, name.clone(), value));
            }
        }
    }
    tries
}

/// A member whose schema is `false`.
fn of_forbidden_names<'a>(site: &Site<'_, 'a>, course: &mut Course<'a>) -> Vec<Json> {
    let Json::Object(members) = site.value else { return Vec::new() };
    let forbidden = site.rule.as_object().into_iter().flatten().filter(|(_, schema)| *schema == &Value::Bool(false));
    forbidden.map(|(name, _)| with(members, name.clone(), noise::value(1, &mut course.dice))).collect()
}

/// A member that no keyword but this one speaks of, and this one forbids.
fn of_unknown_names<'a>(site: &Site<'_, 'a>, course: &mut Course<'a>) -> Vec<Json> {
    let Json::Object(members) = site.value else { return Vec::new() };
    if site.keyword != "patternProperties" && site.rule != &Value::Bool(false) {
        return Vec::new();
    }
    let known = named(site.shape, "properties");
    let mut tries = Vec::new();
    for _ in 0..12 {
        let name = match site.rule.as_object() {
            Some(patterns) => {
                let forbidden = patterns.iter().filter(|(_, schema)| *schema == &Value::Bool(false));
                let patterns: Vec<&String> = forbidden.map(|(pattern, _)| pattern).collect();
                let Some(pattern) = course.dice.pick(&patterns) else { return Vec::new() };
                course.pattern(pattern).make(&mut course.dice).unwrap_or_default()
            }
            None => unlisted(&known, &mut course.dice),
        };
        if member(site.shape, &name, course).is_none() {
            tries.push(with(members, name, noise::value(1, &mut course.dice)));
        }
    }
    tries
}

fn of_property_names<'a>(site: &Site<'_, 'a>, course: &mut Course<'a>) -> Vec<Json> {
    let Json::Object(members) = site.value else { return Vec::new() };
    let names = Shape::open(vec![site.part.sub.below(&["propertyNames"], site.rule)], false, course);
    let demand = Demand::of(&names, course);
    let rules = ["pattern", "minLength", "maxLength", "format"].into_iter().flat_map(|keyword| names.all(keyword));
    let mut broken: Vec<String> = rules.flat_map(|rule| demand.breaking(rule, course)).collect();
    if let Some(choices) = names.choices() {
        broken.push(noise::name(&[], &mut course.dice));
        broken.retain(|name| !choices.iter().any(|choice| choice.same(&Json::text(name.clone()))));
    }
    let name = |name: String| {
        let subs = member(site.shape, &name, course)?;
        let value = grown(&subs, course);
        Some(with(members, name, value))
    };
    broken.into_iter().filter_map(name).collect()
}

fn of_few_members<'a>(site: &Site<'_, 'a>, course: &mut Course<'a>) -> Vec<Json> {
    let (Json::Object(members), Some(least @ 1..)) = (site.value, count(site.rule)) else { return Vec::new() };
    let needed = super::members::required(site.shape);
    let (mut kept, mut others): (Vec<_>, Vec<_>) =
        members.iter().cloned().partition(|(name, _)| needed.contains(name.as_str()));
    course.dice.shuffle(&mut others);
    kept.extend(others);
    kept.truncate(least - 1);
    vec![Json::Object(kept)]
}

fn of_many_members<'a>(site: &Site<'_, 'a>, course: &mut Course<'a>) -> Vec<Json> {
    let (Json::Object(members), Some(most @ ..2_000)) = (site.value, count(site.rule)) else { return Vec::new() };
    let mut members = members.clone();
    let known = named(site.shape, "properties");
    let mut names: Vec<String> = known.iter().map(|name| (*name).to_owned()).collect();
    for index in 0..=most {
        names.push(super::members::unknown_name(site.shape, &known, course));
        names.push(format!("extra{index}"));
    }
    for name in names {
        if members.len() <= most
            && members.iter().all(|(other, _)| *other != name)
            && let Some(subs) = member(site.shape, &name, course)
        {
            members.push((name, grown(&subs, course)));
        }
    }
    if members.len() > most { vec![Json::Object(members)] } else { Vec::new() }
}

/// One item more than a tuple may have.
fn of_tuple<'a>(site: &Site<'_, 'a>, course: &mut Course<'a>) -> Vec<Json> {
    let Json::Array(items) = site.value else { return Vec::new() };
    if site.rule != &Value::Bool(false) {
        return Vec::new();
    }
    let mut items = items.clone();
    while let Some(subs) = item(site.shape, items.len()).filter(|_| items.len() < 100) {
        items.push(grown(&subs, course));
    }
    items.push(noise::value(1, &mut course.dice));
    vec![Json::Array(items)]
}

fn of_few_items<'a>(site: &Site<'_, 'a>, _: &mut Course<'a>) -> Vec<Json> {
    let (Json::Array(items), Some(least @ 1..)) = (site.value, count(site.rule)) else { return Vec::new() };
    let lengths = if least > 1 { vec![least - 1, 0] } else { vec![0] };
    lengths.into_iter().map(|length| Json::Array(items.iter().take(length).cloned().collect())).collect()
}

fn of_many_items<'a>(site: &Site<'_, 'a>, course: &mut Course<'a>) -> Vec<Json> {
    let (Json::Array(items), Some(most @ ..5_000)) = (site.value, count(site.rule)) else { return Vec::new() };
    let mut items = items.clone();
    for _ in 0..(2 * most + 40) {
        if items.len() > most {
            break;
        }
        let subs = item(site.shape, items.len()).unwrap_or_default();
        let more = grown(&subs, course);
        if items.iter().all(|known| !known.same(&more)) {
            items.push(more);
        }
    }
    // Where there are not enough different items, some come twice.
    while let Some(last) = items.last().filter(|_| items.len() <= most).cloned() {
        items.push(last);
    }
    vec![Json::Array(items)]
}

fn of_repeated_items<'a>(site: &Site<'_, 'a>, course: &mut Course<'a>) -> Vec<Json> {
    let Json::Array(items) = site.value else { return Vec::new() };
    if site.rule != &Value::Bool(true) {
        return Vec::new();
    }
    let mut items = items.clone();
    if items.is_empty() {
        items.push(grown(&item(site.shape, 0).unwrap_or_default(), course));
    }
    let twin = course.dice.pick(&items).cloned().unwrap_or(Json::Null);
    let most = site.shape.at_most("maxItems").unwrap_or(usize::MAX);
    if items.len() >= most {
        items.pop();
    }
    let mut spelled = items.clone();
    items.push(twin.clone());
    let mut tries = vec![Json::Array(items)];
    // The same number in another spelling is the same item.
    if let Json::Number(literal) = &twin
        && literal.parse::<i32>().is_ok()
    {
        spelled.push(Json::Number(format!("{literal}.0")));
        tries.push(Json::Array(spelled));
    }
    tries.retain(|value| matches!(value, Json::Array(items) if items.len() > 1));
    tries
}

fn of_contains<'a>(site: &Site<'_, 'a>, _: &mut Course<'a>) -> Vec<Json> {
    if !matches!(site.value, Json::Array(_)) || site.part.keywords.get("minContains").and_then(count) == Some(0) {
        return Vec::new();
    }
    vec![Json::Array(Vec::new())]
}

/// Values that no branch takes, by their type or by what they lack, and of `oneOf` such that several may take.
fn of_branches<'a>(site: &Site<'_, 'a>, course: &mut Course<'a>) -> Vec<Json> {
    let branches = site.rule.as_array().into_iter().flatten().enumerate();
    let subs = branches.map(|(index, schema)| site.part.sub.below(&[site.keyword, &index.to_string()], schema));
    let subs: Vec<Sub<'_>> = subs.collect();
    let kinds = subs.iter().fold(Kinds::NONE, |all, sub| all | super::reach::kinds_of(sub));
    let mut tries = wrong_types(kinds, site.value);
    tries.retain(|value| Kinds::stated(site.part.keywords).meets(Kinds::of(value)));
    match site.value {
        Json::Object(members) => {
            tries.extend(members.iter().map(|(name, _)| without(members, name)));
            let needed = super::members::required(site.shape);
            let own = site.part.keywords.get("required").and_then(Value::as_array).into_iter().flatten();
            let own: Vec<&str> = own.filter_map(Value::as_str).collect();
            for kept in [needed.into_iter().collect(), own] {
                let kept = members.iter().filter(|(name, _)| kept.contains(&name.as_str()));
                tries.push(Json::Object(kept.cloned().collect()));
            }
        }
        Json::String(_) => tries.extend(["UNKNOWN", "!", "", "0"].map(Json::text)),
        Json::Number(_) => tries.extend(["-987654321", "0", "987654321.5"].map(Json::number)),
        Json::Array(_) => tries.extend([Json::Array(Vec::new()), Json::Array(vec![Json::Null])]),
        Json::Null | Json::Bool(_) => {}
    }
    if site.keyword == "oneOf" && subs.len() > 1 {
        for _ in 0..6 {
            let (one, other) = (course.dice.below(subs.len()), course.dice.below(subs.len()));
            let both = grown(&[subs[one].clone(), subs[other].clone()], course);
            tries.push(joined(site.value, both));
        }
    }
    tries
}

/// A value with another one's members before its own, where both are objects.
fn joined(value: &Json, added: Json) -> Json {
    match (value, added) {
        (Json::Object(members), Json::Object(added)) => {
            let others = members.iter().filter(|(name, _)| added.iter().all(|(other, _)| other != name));
            Json::Object(others.cloned().chain(added.clone()).collect())
        }
        (_, added) => added,
    }
}

fn of_not<'a>(site: &Site<'_, 'a>, course: &mut Course<'a>) -> Vec<Json> {
    let forbidden = grown(&[site.part.sub.below(&["not"], site.rule)], course);
    // What the other keywords want stays where it does not matter.
    let fits = matches!((site.value, &forbidden), (Json::Object(_), Json::Object(_)))
        || site.shape.kinds.meets(Kinds::of(&forbidden));
    if fits { vec![joined(site.value, forbidden)] } else { Vec::new() }
}

fn grown<'a>(subs: &[Sub<'a>], course: &mut Course<'a>) -> Json {
    Growth::new(course, Extent::Least).value(subs)
}
