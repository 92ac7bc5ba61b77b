//! Promise 3, the annotations: does the derived schema say of each place what the original says?
//!
//! Both schemas are walked side by side, through references, `properties`, `items` and `additionalProperties`. The order
//! of `properties` counts too.

use crate::dialect::Draft;
use crate::keyword::{Keyword, Role};
use crate::pointer::Location;
use crate::regex;
use referencing::{Resolver, ResourceRef};
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// An annotation that the derived schema does not carry as the original does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct AnnotationDifference {
    /// The location of the keyword: document and JSON pointer. Where the original does not have it, it is that of the
    /// schema which it would stand in.
    #[serde(serialize_with = "crate::fidelity::serialize_location")]
    #[schemars(with = "String")]
    pub location: Location,
    /// What the original says.
    pub original: Option<Value>,
    /// What the derived schema says.
    pub derived: Option<Value>,
    /// Why a person accepts it, as the settings say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted: Option<String>,
}

/// The differences in what both schemas say beside their values; they are of these drafts, and the original stands at one of
/// these places.
pub(super) fn compare<'a>(
    original: (&'a Value, Resolver<'a>),
    derived: (&'a Value, Resolver<'a>),
    [draft, derived_draft]: [Draft; 2],
    places: &'a Places,
) -> Vec<AnnotationDifference> {
    let mut walk = Walk { draft, derived: derived_draft, places, seen: HashSet::new(), differences: Vec::new() };
    // A document's type says its `$id`.
    if places.at(original.0).is_some_and(|place| place.pointer.as_str().is_empty()) {
        let (said, derived_id) = (original.0.get(draft.id_keyword()), derived.0.get("$id"));
        if said != derived_id {
            walk.differ(original.0, "$id", said, derived_id);
        }
    }
    walk.schemas(original, derived, None);
    walk.differences
}

/// Where the schemas of documents stand, by their addresses.
#[derive(Default)]
pub(super) struct Places(HashMap<usize, Location>);

impl Places {
    fn at(&self, schema: &Value) -> Option<&Location> {
        self.0.get(&std::ptr::from_ref(schema).addr())
    }

    /// Enters the schemas of a document, or of a part of one.
    pub fn enter(&mut self, value: &Value, location: Location) {
        let below = |token: &str| Location { pointer: location.pointer.child(token), ..location.clone() };
        match value {
            Value::Object(members) => members.iter().for_each(|(name, value)| self.enter(value, below(name))),
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(index, item)| self.enter(item, below(&index.to_string())));
            }
            _ => {}
        }
        self.0.insert(std::ptr::from_ref(value).addr(), location);
    }
}

struct Walk<'a> {
    /// The draft of the original.
    draft: Draft,
    /// That of the derived schema.
    derived: Draft,
    places: &'a Places,
    /// The pairs of schemas that were compared already, by address: recursion ends there.
    seen: HashSet<(*const Value, *const Value)>,
    differences: Vec<AnnotationDifference>,
}

type Place<'a> = (&'a Value, Resolver<'a>);

/// What holds the value that is looked at: what is said of that one, and where in it the value is.
struct Holder<'w, 'a> {
    said: &'w Said<'a>,
    step: Step<'w>,
    within: Option<&'w Holder<'w, 'a>>,
}

#[derive(Clone, Copy)]
enum Step<'w> {
    Item,
    Property(&'w str),
}

impl Step<'_> {
    /// The schemas among these keywords that apply to what is there.
    fn parts(self, schema: &Map<String, Value>) -> Vec<&Value> {
        let Step::Property(name) = self else { return schema.get("items").into_iter().collect() };
        let listed = schema.get("properties").and_then(|properties| properties.get(name));
        let patterns = schema.get("patternProperties").and_then(Value::as_object).into_iter().flatten();
        let matches = |pattern: &str| regex::compile(pattern).is_ok_and(|pattern| pattern.matches(name));
        let matching = patterns.filter(|(pattern, _)| matches(pattern)).map(|(_, schema)| schema);
        let parts: Vec<&Value> = listed.into_iter().chain(matching).collect();
        if parts.is_empty() { schema.get("additionalProperties").into_iter().collect() } else { parts }
    }
}

impl Walk<'_> {
    fn schemas<'a>(&mut self, original: Place<'a>, derived: Place<'a>, holder: Option<&Holder<'_, 'a>>) {
        let at = original.0;
        if !self.seen.insert((std::ptr::from_ref(original.0), std::ptr::from_ref(derived.0))) {
            return;
        }
        let (original, derived) = (Said::of(original, self.draft), Said::of_derived(derived, self.derived));
        self.annotations(&original, &derived, at, holder);
        for part in ["items", "additionalProperties"] {
            if !original.may_be(if part == "items" { "array" } else { "object" }) {
                continue;
            }
            if let (Some(left), Some(right)) = (original.part(part), derived.held(part)) {
                // Of no property in particular, nothing else is said.
                let within = Holder { said: &original, step: Step::Item, within: holder };
                let left = inside(left.0, &left.1, self.draft);
                let right = inside(right.0, &right.1, self.derived);
                self.schemas(left, right, Some(&within).filter(|_| part == "items"));
            } else if let Some(left) = original.part(part).filter(|left| says_something(left.0)) {
                self.differ(at, part, Some(left.0), None);
            }
        }
        self.properties(&original, &derived, at, holder);
    }

    fn properties<'a>(&mut self, original: &Said<'a>, derived: &Said<'a>, at: &Value, holder: Option<&Holder<'_, 'a>>) {
        let properties = |place: Option<Place<'a>>| place.and_then(|place| Some((place.0.as_object()?, place.1)));
        let left = properties(original.part("properties"));
        let Some(left) = left.filter(|_| original.may_be("object")) else { return };
        let right = properties(derived.held("properties"));
        let in_derived = |name: &str| right.as_ref().and_then(|right| right.0.get(name));
        let names = left.0.keys().map(String::as_str);
        // A derived schema may list required properties that the original does not name.
        let derived_names = right.iter().flat_map(|right| right.0.keys().map(String::as_str));
        let mut derived_order: Vec<&str> = derived_names.filter(|name| left.0.contains_key(*name)).collect();
        // Variants of an enum have their own properties first.
        if derived.part("properties").is_none() {
            derived_order.sort_by_key(|derived| names.clone().position(|name| name == *derived));
        }
        if !names.clone().eq(derived_order.iter().copied()) {
            let (original, derived): (Value, Value) = (names.collect(), derived_order.into_iter().collect());
            self.differ(at, "properties", Some(&original), Some(&derived));
        }
        for (name, below) in left.0 {
            if let (Some(derived), Some(right)) = (in_derived(name), &right) {
                let within = Holder { said: original, step: Step::Property(name), within: holder };
                let below = inside(below, &left.1, self.draft);
                self.schemas(below, inside(derived, &right.1, self.derived), Some(&within));
            }
        }
    }

    fn annotations<'a>(
        &mut self,
        original: &Said<'a>,
        derived: &Said<'a>,
        at: &Value,
        holder: Option<&Holder<'_, 'a>>,
    ) {
        let names: BTreeSet<&str> = original.says.keys().chain(derived.says.keys()).copied().collect();
        for name in names {
            let (left, right) = (original.says.get(name), derived.says.get(name));
            let at = left.map_or(at, |(_, schema)| schema);
            let (left, mut right) = (left.map(|(value, _)| *value), right.map(|(value, _)| *value));
            // Of values of several types, the strings alone have a format.
            if name == "format" {
                right = right.or_else(|| derived.held(name).map(|(value, _)| value));
            }
            // What a schema says that applies to the same values is said of this place too (Core, section 7.7.1).
            let says = |(schema, _): &(&Map<String, Value>, _)| schema.get(name) == right;
            let said_too = left.is_none() && right.is_some() && self.in_place(original, holder).iter().any(says);
            if left != right && !said_too && is_annotation(name) {
                self.differ(at, name, left, right);
            }
        }
    }

    /// The schemas that may apply to the same value, whose keywords count.
    fn in_place<'a>(
        &self,
        original: &Said<'a>,
        holder: Option<&Holder<'_, 'a>>,
    ) -> Vec<(&'a Map<String, Value>, Resolver<'a>)> {
        let mut waiting: Vec<Place<'a>> = original.places.clone();
        if let Some(Holder { said, step, within }) = holder {
            for (schema, resolver) in self.in_place(said, *within) {
                waiting.extend(step.parts(schema).into_iter().map(|part| inside(part, &resolver, self.draft)));
            }
        }
        let (mut seen, mut found) = (HashSet::new(), Vec::new());
        while let Some((schema, resolver)) = waiting.pop() {
            let Some(members) = schema.as_object().filter(|_| seen.insert(std::ptr::from_ref(schema))) else {
                continue;
            };
            let alone = self.draft.reference_stands_alone() && members.contains_key("$ref");
            waiting.extend(target(members, &resolver, self.draft));
            if !alone {
                let choices = ["allOf", "anyOf", "oneOf"].iter().filter_map(|name| members.get(*name));
                let each = choices.filter_map(Value::as_array).flatten();
                waiting.extend(each.map(|schema| inside(schema, &resolver, self.draft)));
                found.push((members, resolver));
            }
        }
        found
    }

    /// Enters a difference in a keyword of the original's schema `at`.
    fn differ(&mut self, at: &Value, keyword: &str, original: Option<&Value>, derived: Option<&Value>) {
        let Some(schema) = self.places.at(at) else { return };
        let location = Location { pointer: schema.pointer.child(keyword), ..schema.clone() };
        let (original, derived) = (original.cloned(), derived.cloned());
        self.differences.push(AnnotationDifference { location, original, derived, accepted: None });
    }
}

/// What is said of one place: by the schema there, and by those that it refers to, the outer one first.
struct Said<'a> {
    /// Each keyword, with the schema that has it.
    says: BTreeMap<&'a str, (&'a Value, &'a Value)>,
    /// The schemas that say it, with what resolves their references.
    places: Vec<Place<'a>>,
    /// Those of them whose keywords count, which those beside a `$ref` that stands alone do not.
    schemas: Vec<(&'a Map<String, Value>, Resolver<'a>)>,
    /// The draft that all of it is in.
    draft: Draft,
}

impl<'a> Said<'a> {
    fn of(place: Place<'a>, draft: Draft) -> Self {
        Said::found(place, draft, |schema, resolver| target(schema, resolver, draft))
    }

    /// The same of a derived schema, whose `$ref` stands in `allOf` where a `$ref` hides what is beside it.
    fn of_derived(place: Place<'a>, draft: Draft) -> Self {
        Said::found(place, draft, |schema, resolver| {
            let moved = || schema.get("allOf")?.get(0)?.as_object().filter(|first| first.len() == 1);
            let moved = || target(moved().filter(|_| draft.reference_stands_alone())?, resolver, draft);
            target(schema, resolver, draft).or_else(moved)
        })
    }

    fn found(
        place: Place<'a>,
        draft: Draft,
        target: impl Fn(&'a Map<String, Value>, &Resolver<'a>) -> Option<Place<'a>>,
    ) -> Self {
        let mut found = Said { says: BTreeMap::new(), places: Vec::new(), schemas: Vec::new(), draft };
        let mut next = Some(place);
        while let Some((value @ Value::Object(schema), resolver)) = next {
            if found.is_said_by(value) {
                break;
            }
            // Where a `$ref` stands alone, nothing beside it says anything.
            let alone = draft.reference_stands_alone() && schema.contains_key("$ref");
            for (name, said) in schema.iter().filter(|_| !alone) {
                found.says.entry(name).or_insert((said, value));
            }
            found.places.push((value, resolver.clone()));
            if !alone {
                found.schemas.push((schema, resolver.clone()));
            }
            next = target(schema, &resolver).or_else(|| Some(inside(nullable(schema)?, &resolver, draft)));
        }
        found
    }

    /// Whether the schema at this address is one of those that say it.
    fn is_said_by(&self, schema: *const Value) -> bool {
        self.places.iter().any(|(known, _)| std::ptr::eq(*known, schema))
    }

    /// The value of a keyword. Where `items` is an array, `additionalItems` says what `items` does in the newest draft.
    fn part(&self, name: &str) -> Option<Place<'a>> {
        let value = |schema: &'a Map<String, Value>| match schema.get(name) {
            Some(Value::Array(_)) if name == "items" => schema.get("additionalItems"),
            value => value,
        };
        self.schemas.iter().find_map(|(schema, resolver)| Some((value(schema)?, resolver.clone())))
    }

    /// The same of a derived schema; that of an enum has it in its variants, as each has all that its values say.
    fn held(&self, name: &str) -> Option<Place<'a>> {
        self.part(name).or_else(|| {
            let (variants, resolver) = self.part("anyOf").or_else(|| self.part("oneOf"))?;
            let variants = variants.as_array()?.iter();
            let said = variants.map(|variant| Said::of_derived(inside(variant, &resolver, self.draft), self.draft));
            said.into_iter().find_map(|said| said.held(name))
        })
    }

    /// Whether `type` allows a value of that type.
    fn may_be(&self, name: &str) -> bool {
        self.part("type").is_none_or(|(types, _)| match types {
            Value::Array(types) => types.iter().any(|other| other == name),
            only => only == name,
        })
    }
}

/// A schema inside another one, with what resolves its references: an `$id` of its own changes that.
fn inside<'a>(schema: &'a Value, resolver: &Resolver<'a>, draft: Draft) -> Place<'a> {
    let own = resolver.in_subresource(ResourceRef::new(schema, draft.into()));
    (schema, own.unwrap_or_else(|_| resolver.clone()))
}

/// What a schema refers to.
fn target<'a>(schema: &'a Map<String, Value>, resolver: &Resolver<'a>, draft: Draft) -> Option<Place<'a>> {
    let text = |keyword: &str| schema.get(keyword).and_then(Value::as_str);
    let dynamic = text("$dynamicRef").filter(|_| draft >= Draft::Draft202012);
    let found = match text("$ref").or(dynamic) {
        Some(reference) => resolver.lookup(reference),
        None if draft == Draft::Draft201909 => text("$recursiveRef").map(|_| resolver.lookup_recursive_ref())?,
        None => return None,
    };
    let (target, resolver, _) = found.ok()?.into_inner();
    Some((target, resolver))
}

/// The other branch of an `anyOf` with `null`: schemars derives so an `Option` of a type with a schema of its own.
fn nullable(schema: &Map<String, Value>) -> Option<&Value> {
    let is_null = |schema: &Value| *schema == serde_json::json!({ "type": "null" });
    match schema.get("anyOf")?.as_array()?.as_slice() {
        [inner, null] | [null, inner] if is_null(null) && !is_null(inner) => Some(inner),
        _ => None,
    }
}

fn is_annotation(name: &str) -> bool {
    name == "format" || Keyword::of_any_draft(name).is_none_or(|keyword| keyword.role == Role::Annotation)
}

fn says_something(schema: &Value) -> bool {
    schema.as_object().is_some_and(|schema| schema.keys().any(|name| is_annotation(name)))
}
