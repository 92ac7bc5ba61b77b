//! The keywords that hold at one place, gathered: what `$ref` names, every `allOf`, and one chosen branch of `anyOf`,
//! `oneOf` and `if`.
//!
//! In goes the list of subschemas that apply to a value, out comes a [`Shape`]: the schema objects behind them, flat.
//! The rest of the sampler only asks a shape for its keywords, so a new in-place applicator is added here alone.
//! Whether a chosen branch excludes the others (`oneOf`, `not`) is only guessed.

use std::collections::BTreeSet;
use std::rc::Rc;

use referencing::{Draft, Resolver, ResourceRef};
use serde_json::{Map, Value};

use super::course::Course;
use super::json::Json;
use super::kinds::Kinds;
use crate::pointer::{self, Pointer};

/// How many schema objects one place gathers; only a schema that refers to itself in place comes near.
const MOST_PARTS: usize = 32;

/// A subschema, where it stands, and how to resolve references in it.
#[derive(Clone)]
pub(super) struct Sub<'a> {
    pub(super) schema: &'a Value,
    pub(super) resolver: Rc<Resolver<'a>>,
    /// Its location: the URI of its document and `#`, nothing for the root's document, and then its JSON pointer.
    location: Rc<str>,
    /// How long the part of the location is that stands for the document.
    document: usize,
    pub(super) draft: Draft,
    /// The types that a sibling branch would take instead.
    pub(super) elsewhere: Kinds,
}

impl<'a> Sub<'a> {
    /// The subschema behind a pointer into a document: its URI and `#`, or nothing for the root's.
    pub(super) fn new(
        schema: &'a Value,
        resolver: Rc<Resolver<'a>>,
        (document, pointer): (&str, &Pointer),
        draft: Draft,
    ) -> Self {
        let location = Rc::from([document, pointer.as_str()].concat());
        Self { schema, resolver, location, document: document.len(), draft, elsewhere: Kinds::NONE }
    }

    /// The subschema at these steps below this one.
    pub(super) fn below(&self, steps: &[&str], schema: &'a Value) -> Self {
        let mut location = String::with_capacity(self.location.len() + 40);
        location.push_str(&self.location);
        for step in steps {
            pointer::push(&mut location, step);
        }
        Self { schema, location: location.into(), elsewhere: Kinds::NONE, ..self.clone() }
    }

    /// Another schema that applies in its place.
    pub(super) fn beside(&self, schema: &'a Value) -> Self {
        Self { schema, elsewhere: Kinds::NONE, ..self.clone() }
    }

    /// The same, chosen beside schemas that take these types.
    pub(super) fn chosen_beside(self, elsewhere: Kinds) -> Self {
        Self { elsewhere, ..self }
    }

    pub(super) fn location(&self) -> &Rc<str> {
        &self.location
    }

    /// The part of its location that stands for its document.
    pub(super) fn document(&self) -> &str {
        &self.location[..self.document]
    }

    /// This subschema with the resolver for references inside it, which an `$id` of its own changes.
    pub(super) fn entered(mut self) -> Self {
        let keywords = Keywords::of(self.schema);
        let has_id = || keywords.is_some_and(|keywords| ["$id", "id"].iter().any(|id| keywords.contains_key(id)));
        if self.location.len() > self.document
            && has_id()
            && let Ok(inner) = self.resolver.in_subresource(ResourceRef::new(self.schema, self.draft))
        {
            self.resolver = Rc::new(inner);
        }
        self
    }
}

/// The keywords of a schema object.
#[derive(Clone, Copy)]
pub(super) struct Keywords<'a>(&'a Map<String, Value>);

/// How many keywords are looked through rather than looked up by their hashes, which takes longer.
const FEW: usize = 12;

impl<'a> Keywords<'a> {
    /// Those of a schema that is an object.
    pub(super) fn of(schema: &'a Value) -> Option<Self> {
        schema.as_object().map(Keywords)
    }

    pub(super) fn get(self, name: &str) -> Option<&'a Value> {
        if self.0.len() > FEW {
            return self.0.get(name);
        }
        self.0.iter().find(|(known, _)| known.as_str() == name).map(|(_, value)| value)
    }

    pub(super) fn contains_key(self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub(super) fn keys(self) -> impl Iterator<Item = &'a String> {
        self.0.keys()
    }

    pub(super) fn iter(self) -> impl Iterator<Item = (&'a String, &'a Value)> {
        self.0.iter()
    }

    /// The same keywords as one JSON object.
    pub(super) fn to_map(self) -> Map<String, Value> {
        self.0.clone()
    }
}

/// One schema object that applies.
pub(super) struct Part<'a> {
    pub(super) sub: Sub<'a>,
    pub(super) keywords: Keywords<'a>,
}

/// The keywords that hold at one place.
pub(super) struct Shape<'a> {
    pub(super) parts: Vec<Part<'a>>,
    /// The types that all parts allow.
    pub(super) kinds: Kinds,
    /// Properties better left out, because another branch of a `oneOf`, or a `not`, requires them.
    pub(super) avoided: BTreeSet<&'a str>,
    /// Schemas that must not take the value: those of `not`, of a failed `if`, of the other branches of `oneOf`.
    pub(super) forbidden: Vec<Sub<'a>>,
    /// Properties that must be there, as what they ask for is taken to hold.
    pub(super) demanded: BTreeSet<&'a str>,
    /// Whether a condition is taken for fulfilled.
    fulfils: bool,
    /// How many schema objects were looked into; what refers to itself in place would have no end.
    opened: usize,
}

impl<'a> Shape<'a> {
    /// Gathers what these subschemas say. With `shallow`, branches that nest least are chosen.
    pub(super) fn open(subs: Vec<Sub<'a>>, shallow: bool, course: &mut Course<'a>) -> Self {
        let mut shape = Self::of(Vec::new(), Kinds::ANY);
        // What is stated outright comes first, so that branches can be chosen to fit it.
        for sub in &subs {
            shape.kinds = shape.kinds & course.kinds_of(sub);
        }
        for sub in subs {
            shape.add(sub, shallow, course);
        }
        shape
    }

    /// The keywords of one schema object alone, without those that its references and branches add.
    pub(super) fn lone(part: Part<'a>) -> Self {
        let kinds = Kinds::stated(part.keywords);
        Self::of(vec![part], kinds)
    }

    fn of(parts: Vec<Part<'a>>, kinds: Kinds) -> Self {
        Self {
            parts,
            kinds,
            avoided: BTreeSet::new(),
            forbidden: Vec::new(),
            demanded: BTreeSet::new(),
            fulfils: false,
            opened: 0,
        }
    }

    fn add(&mut self, sub: Sub<'a>, shallow: bool, course: &mut Course<'a>) {
        let Some(keywords) = Keywords::of(sub.schema) else {
            if sub.schema == &Value::Bool(false) {
                self.kinds = Kinds::NONE;
            }
            return;
        };
        if self.opened >= MOST_PARTS {
            return;
        }
        self.opened += 1;
        let sub = sub.entered();
        for target in course.follow(&sub, keywords) {
            self.add(target, shallow, course);
        }
        if keywords.contains_key("$ref") && is_old(sub.draft) {
            return;
        }
        self.kinds = self.kinds & Kinds::stated(keywords);
        self.parts.push(Part { sub: sub.clone(), keywords });
        for branch in branches(&sub, keywords, "allOf") {
            self.add(branch, shallow, course);
        }
        for keyword in ["anyOf", "oneOf"] {
            self.add_branch(keyword, &branches(&sub, keywords, keyword), shallow, course);
        }
        self.add_condition(&sub, keywords, shallow, course);
        for keyword in ["dependentSchemas", "dependencies"] {
            self.add_dependent(keyword, &sub, keywords, shallow, course);
        }
        if let Some(not) = keywords.get("not") {
            self.avoid(not);
            self.forbidden.push(sub.below(&["not"], not));
        }
    }

    fn add_branch(&mut self, keyword: &str, branches: &[Sub<'a>], shallow: bool, course: &mut Course<'a>) {
        let kinds: Vec<Kinds> = branches.iter().map(|branch| course.kinds_of(branch)).collect();
        let mut fitting: Vec<usize> = (0..branches.len()).filter(|&index| kinds[index].meets(self.kinds)).collect();
        if shallow {
            let heights: Vec<usize> = branches.iter().map(|branch| course.height(branch)).collect();
            let least = fitting.iter().map(|&index| heights[index]).min();
            fitting.retain(|&index| Some(heights[index]) == least);
        }
        let places: Vec<Rc<str>> = fitting.iter().map(|&index| Rc::clone(branches[index].location())).collect();
        let wanted = places.iter().position(|place| course.wants(place));
        let choice = if let Some(wanted) = wanted {
            wanted
        } else if course.dice.percent(70) {
            course.least(&places)
        } else {
            course.dice.below(places.len())
        };
        let Some(&chosen) = fitting.get(choice) else { return };
        let others = (0..kinds.len()).filter(|&index| index != chosen);
        let elsewhere = others.fold(Kinds::NONE, |all, index| all | kinds[index]);
        if keyword == "oneOf" {
            let own = kinds[chosen].without(elsewhere);
            if own.meets(self.kinds) {
                self.kinds = self.kinds & own;
            }
            for (index, other) in branches.iter().enumerate() {
                if index != chosen {
                    self.avoid_unless(other.schema, branches[chosen].schema);
                    self.forbidden.push(other.clone());
                }
            }
        }
        course.visit(&places[choice]);
        self.add(branches[chosen].clone().chosen_beside(elsewhere), shallow, course);
    }

    /// Takes one condition at a place for fulfilled and the others for failed, mostly, as conditions tend to exclude
    /// each other.
    fn add_condition(&mut self, sub: &Sub<'a>, keywords: Keywords<'a>, shallow: bool, course: &mut Course<'a>) {
        let Some(condition) = keywords.get("if") else { return };
        let condition = sub.below(&["if"], condition).chosen_beside(Kinds::ANY);
        let share = if self.fulfils { 10 } else { 60 };
        let wants = |branch, course: &Course<'a>| course.wants(sub.below(&[branch], condition.schema).location());
        let fulfilled = if wants("then", course) || wants("else", course) {
            wants("then", course)
        } else {
            course.kinds_of(&condition).meets(self.kinds) && course.dice.percent(share)
        };
        let branch = if fulfilled { "then" } else { "else" };
        if fulfilled {
            self.fulfils = true;
            self.add(condition, shallow, course);
        } else {
            self.avoid(condition.schema);
            self.forbidden.push(condition);
        }
        if let Some(schema) = keywords.get(branch) {
            self.add(sub.below(&[branch], schema), shallow, course);
        }
    }

    /// Takes a property that asks for a schema of the whole object to be there, or leaves it out.
    fn add_dependent(
        &mut self,
        keyword: &str,
        sub: &Sub<'a>,
        keywords: Keywords<'a>,
        shallow: bool,
        course: &mut Course<'a>,
    ) {
        for (name, schema) in keywords.get(keyword).and_then(Value::as_object).into_iter().flatten() {
            let below = sub.below(&[keyword, name], schema);
            if schema.is_array() {
                continue;
            }
            if schema != &Value::Bool(false) && (course.wants(below.location()) || course.dice.percent(40)) {
                self.demanded.insert(name);
                self.add(below, shallow, course);
            } else {
                self.avoided.insert(name);
            }
        }
    }

    /// Leaves out what would fulfil this schema.
    fn avoid(&mut self, schema: &'a Value) {
        self.avoid_unless(schema, &Value::Null);
        for branch in ["anyOf", "oneOf"].iter().filter_map(|keyword| schema.get(keyword)?.as_array()).flatten() {
            self.avoid_unless(branch, &Value::Null);
        }
    }

    fn avoid_unless(&mut self, schema: &'a Value, but: &Value) {
        let needed = |name: &&Value| required(but).any(|other| other == name.as_str());
        self.avoided.extend(required_values(schema).find(|name| !needed(name)).and_then(Value::as_str));
    }

    /// Where the keywords come from; empty for a place without any.
    pub(super) fn location(&self) -> &str {
        self.parts.first().map_or("", |part| part.sub.location())
    }

    /// Every occurrence of a keyword.
    pub(super) fn all(&self, keyword: &str) -> impl Iterator<Item = &'a Value> {
        self.parts.iter().filter_map(move |part| part.keywords.get(keyword))
    }

    /// The greatest value of a counting keyword that sets a least count, such as `minItems`.
    pub(super) fn at_least(&self, keyword: &str) -> usize {
        self.all(keyword).filter_map(count).max().unwrap_or(0)
    }

    /// The least value of a counting keyword that sets a greatest count, such as `maxItems`.
    pub(super) fn at_most(&self, keyword: &str) -> Option<usize> {
        self.all(keyword).filter_map(count).min()
    }

    /// The values that `const` and `enum` name, and no occurrence of them excludes; nothing without these keywords.
    pub(super) fn choices(&self) -> Option<Vec<Json>> {
        let fixed = self.all("const").map(std::slice::from_ref);
        let mut lists = self.all("enum").filter_map(Value::as_array).map(Vec::as_slice).chain(fixed);
        let first: Vec<Json> = lists.next()?.iter().map(Json::from).collect();
        let rest: Vec<Vec<Json>> = lists.map(|list| list.iter().map(Json::from).collect()).collect();
        let everywhere = |choice: &Json| rest.iter().all(|list| list.iter().any(|other| other.same(choice)));
        Some(first.into_iter().filter(|choice| everywhere(choice) && Kinds::of(choice).meets(self.kinds)).collect())
    }
}

/// Whether a `$ref` hides its neighbours, as it did before draft 2019-09.
pub(super) fn is_old(draft: Draft) -> bool {
    matches!(draft, Draft::Draft4 | Draft::Draft6 | Draft::Draft7)
}

/// The number of a counting keyword, which may be spelled `2.0`.
pub(super) fn count(value: &Value) -> Option<usize> {
    let number = value.as_u64().or_else(|| value.as_f64()?.to_string().parse().ok())?;
    usize::try_from(number).ok()
}

/// The names that `required` lists, where it lists names.
pub(super) fn required(schema: &Value) -> impl Iterator<Item = Option<&str>> {
    required_values(schema).map(Value::as_str)
}

fn required_values(schema: &Value) -> impl Iterator<Item = &Value> {
    schema.get("required").and_then(Value::as_array).into_iter().flatten()
}

fn branches<'a>(sub: &Sub<'a>, keywords: Keywords<'a>, keyword: &str) -> Vec<Sub<'a>> {
    let list = keywords.get(keyword).and_then(Value::as_array).into_iter().flatten();
    list.enumerate().map(|(index, schema)| sub.below(&[keyword, &index.to_string()], schema)).collect()
}
