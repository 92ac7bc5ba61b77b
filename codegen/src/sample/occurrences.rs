//! The keyword occurrences of a schema that a value can violate, and the way to each of them.
//!
//! Only what is reached from the root counts, and only what looks at values that the keywords beside it let pass: a
//! `minLength` beside `"type": "integer"` has nothing to say. What stands under `if`, `not` or `contains` is asked, not
//! demanded, so no value violates it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Map, Value};

use super::formats;
use super::kinds::Kinds;
use super::reach::{follow, kinds_of};
use super::shape::{Keywords, Sub, count, is_old};

/// A keyword at a place of a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// The keyword.
    pub keyword: String,
    /// The JSON pointer of the schema that has it; for another document, that document's URI and `#` come before.
    pub schema: String,
    /// The subschemas that lead there from the root, both ends among them.
    pub(super) route: BTreeSet<String>,
}

impl Occurrence {
    /// The location of the keyword.
    #[must_use]
    pub fn location(&self) -> String {
        format!("{}/{}", self.schema, self.keyword)
    }
}

/// The occurrences that a value can violate, in the order of their distance from the root. Formats are among them where
/// they are `asserted`.
pub(super) fn occurrences(root: &Sub<'_>, asserted: bool) -> Vec<Occurrence> {
    let mut known: BTreeMap<String, Reached<'_>> = BTreeMap::new();
    let mut order = Vec::new();
    let mut queue = VecDeque::from([Reached { sub: root.clone(), kinds: Kinds::ANY, route: BTreeSet::new() }]);
    while let Some(Reached { sub, mut kinds, mut route }) = queue.pop_front() {
        let here = sub.location().to_string();
        match known.get(&here) {
            // A way on which values of more types come here shows more of what is below.
            Some(before) if kinds.without(before.kinds) == Kinds::NONE => continue,
            Some(before) => kinds = kinds | before.kinds,
            None => order.push(here.clone()),
        }
        route.insert(here.clone());
        if let Some(keywords) = Keywords::of(sub.schema) {
            let entered = sub.clone().entered();
            let below = below(&entered, keywords, kinds).into_iter();
            queue.extend(below.map(|(sub, kinds)| Reached { sub, kinds, route: route.clone() }));
        }
        known.insert(here, Reached { sub, kinds, route });
    }
    let mut found = Vec::new();
    for (schema, Reached { sub, kinds, route }) in order.into_iter().filter_map(|here| known.remove_entry(&here)) {
        let Some(keywords) = Keywords::of(sub.schema) else { continue };
        if keywords.contains_key("$ref") && is_old(sub.draft) {
            continue;
        }
        let sub = sub.entered();
        let named = keywords.keys().filter(|keyword| can_be_violated(keyword, &sub, keywords, kinds, asserted));
        let occurrence =
            |keyword: &String| Occurrence { keyword: keyword.clone(), schema: schema.clone(), route: route.clone() };
        found.extend(named.map(occurrence));
    }
    found
}

/// A subschema, the types of the values that get there past what is beside it, and the way to it.
struct Reached<'a> {
    sub: Sub<'a>,
    kinds: Kinds,
    route: BTreeSet<String>,
}

/// The subschemas whose keywords hold where these do, each with the types that values there can have.
fn below<'a>(sub: &Sub<'a>, keywords: Keywords<'a>, outer: Kinds) -> Vec<(Sub<'a>, Kinds)> {
    let mut all: Vec<(Sub<'a>, Kinds)> = Vec::new();
    let targets = follow(sub, keywords);
    if keywords.contains_key("$ref") && is_old(sub.draft) {
        return targets.into_iter().map(|target| (target, outer)).collect();
    }
    let kinds = outer & Kinds::stated(keywords);
    all.extend(targets.into_iter().map(|target| (target, kinds)));
    for (keyword, value) in keywords.iter() {
        let kinds = match keyword.as_str() {
            "allOf" | "anyOf" | "oneOf" | "then" | "else" | "dependentSchemas" | "dependencies" => kinds,
            "propertyNames" => Kinds::STRING,
            _ => Kinds::ANY,
        };
        match keyword.as_str() {
            "additionalProperties"
            | "unevaluatedProperties"
            | "additionalItems"
            | "unevaluatedItems"
            | "propertyNames"
            | "then"
            | "else" => all.push((sub.below(&[keyword], value), kinds)),
            "items" | "allOf" | "anyOf" | "oneOf" | "prefixItems" => match value {
                Value::Array(items) => all.extend(
                    items
                        .iter()
                        .enumerate()
                        .map(|(index, schema)| (sub.below(&[keyword, &index.to_string()], schema), kinds)),
                ),
                schema => all.push((sub.below(&[keyword], schema), kinds)),
            },
            "properties" | "patternProperties" | "dependentSchemas" | "dependencies" => {
                let members = value.as_object().into_iter().flatten();
                all.extend(members.map(|(name, schema)| (sub.below(&[keyword, name], schema), kinds)));
            }
            _ => {}
        }
    }
    all
}

/// Whether some value violates this keyword; `outer` are the types of the values that get there.
fn can_be_violated(keyword: &str, sub: &Sub<'_>, keywords: Keywords<'_>, outer: Kinds, asserted: bool) -> bool {
    let Some(rule) = keywords.get(keyword) else { return false };
    let own = outer & kinds_of(sub);
    let some = |kinds: Kinds| own.meets(kinds);
    let above_zero = || count(rule).is_none_or(|least| least > 0);
    match keyword {
        "type" => {
            let mut others = keywords.to_map();
            others.remove("type");
            // What else applies there decides which values get past everything but `type`.
            let beside = kinds_of(&sub.beside(&Value::Object(others)));
            (outer & beside).meets(Kinds::ANY.without(Kinds::listed(rule)))
        }
        "enum" | "const" => !(keyword == "enum" && keywords.contains_key("const")),
        "minimum" | "maximum" | "multipleOf" => some(Kinds::NUMBER),
        "exclusiveMinimum" | "exclusiveMaximum" => some(Kinds::NUMBER) && rule != &Value::Bool(false),
        "minLength" => some(Kinds::STRING) && above_zero(),
        "maxLength" | "pattern" => some(Kinds::STRING),
        "format" => asserted && some(Kinds::STRING) && rule.as_str().is_some_and(formats::is_known),
        "required" => some(Kinds::OBJECT) && rule.as_array().is_some_and(|names| !names.is_empty()),
        "dependentRequired" | "dependencies" => {
            let lists = rule.as_object().into_iter().flatten().filter_map(|(_, list)| list.as_array());
            some(Kinds::OBJECT) && lists.flatten().next().is_some()
        }
        "additionalProperties" | "unevaluatedProperties" => some(Kinds::OBJECT) && rule == &Value::Bool(false),
        "properties" | "patternProperties" => {
            some(Kinds::OBJECT) && rule.as_object().is_some_and(|all| all.values().any(|schema| schema == false))
        }
        // Every name is a string.
        "propertyNames" => {
            let asks = |schema: &Map<String, Value>| schema.keys().any(|name| name != "type");
            some(Kinds::OBJECT) && (rule == &Value::Bool(false) || rule.as_object().is_some_and(asks))
        }
        "minProperties" => some(Kinds::OBJECT) && above_zero(),
        "maxProperties" => some(Kinds::OBJECT),
        "minItems" => some(Kinds::ARRAY) && above_zero(),
        "maxItems" => some(Kinds::ARRAY),
        "uniqueItems" => some(Kinds::ARRAY) && rule == &Value::Bool(true),
        "contains" => some(Kinds::ARRAY) && keywords.get("minContains").and_then(count) != Some(0),
        "items" | "additionalItems" | "unevaluatedItems" => some(Kinds::ARRAY) && rule == &Value::Bool(false),
        "anyOf" | "oneOf" | "not" => true,
        _ => false,
    }
}
