//! Growing a value that is meant to be valid, and noting on the way which keywords hold at which of its places.

use std::collections::{BTreeSet, HashMap};

use super::course::Course;
use super::json::Json;
use super::judge::any_takes;
use super::kinds::Kinds;
use super::members::{self, implied, item, member, named, required, tuple_length, unknown_name};
use super::noise;
use super::numbers::{Range, respelled};
use super::shape::{Shape, Sub};
use super::strings::Demand;
use serde_json::Value;

/// From this depth on, a value gets only what it must have.
const DEEP: usize = 7;

/// At this depth a value ends, even if its schema never does.
const BOTTOM: usize = 30;

/// How far below its budget a value may go for what it must have.
const MOST_OVERDRAWN: i32 = -300;

/// How often a value is grown anew that turns out to be what its schema forbids.
const TRIES: usize = 5;

/// How much of what is optional a value gets.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    Least,
    /// So much in a hundred.
    Some(usize),
    Most,
}

/// A place in a value, and the keywords that hold there.
pub(super) struct Place<'a> {
    pub(super) path: Vec<String>,
    pub(super) shape: Shape<'a>,
}

impl Place<'_> {
    /// A name for this place and its like: the same for all items of an array, and for all that lies deep below.
    pub(super) fn name(&self) -> String {
        let digits = |step: &str| step.bytes().all(|byte| byte.is_ascii_digit());
        let steps = self.path.iter().take(4).map(|step| if digits(step) { "*" } else { step });
        steps.fold("at".to_owned(), |name, step| name + "/" + step)
    }
}

/// One value while it grows.
pub(super) struct Growth<'a, 'c> {
    pub(super) course: &'c mut Course<'a>,
    pub(super) places: Vec<Place<'a>>,
    path: Vec<String>,
    extent: Extent,
    /// How many more places the value may get before it stops taking what is optional.
    budget: i32,
}

impl<'a, 'c> Growth<'a, 'c> {
    pub(super) fn new(course: &'c mut Course<'a>, extent: Extent) -> Self {
        Self { course, places: Vec::new(), path: Vec::new(), extent, budget: 300 }
    }

    /// A value to which all these subschemas apply.
    pub(super) fn value(&mut self, subs: &[Sub<'a>]) -> Json {
        let mark = self.places.len();
        let extent = self.extent;
        let reached = self.course.aim.as_ref().is_some_and(|aim| aim.reached);
        for turn in 0..TRIES {
            // What tells branches apart is often optional.
            self.extent = if turn > 1 { Extent::Some(60) } else { extent };
            let value = self.attempt(subs.to_vec());
            let forbidden = self.places.last().map(|place| place.shape.forbidden.clone()).unwrap_or_default();
            self.extent = extent;
            if turn + 1 == TRIES || self.budget < MOST_OVERDRAWN / 2 || !any_takes(&forbidden, &value, self.course) {
                return value;
            }
            self.places.truncate(mark);
            if let Some(aim) = &mut self.course.aim {
                aim.reached = reached;
            }
        }
        Json::Null
    }

    fn attempt(&mut self, subs: Vec<Sub<'a>>) -> Json {
        self.budget = self.budget.saturating_sub(1);
        let shape = Shape::open(subs, self.is_scant(), self.course);
        self.course.visit(shape.location());
        if let Some(aim) = &mut self.course.aim {
            aim.reached |= shape.parts.iter().any(|part| **part.sub.location() == *aim.target);
        }
        let value = self.of_shape(&shape);
        self.places.push(Place { path: self.path.clone(), shape });
        value
    }

    fn is_scant(&self) -> bool {
        self.budget <= 0 || self.path.len() >= DEEP
    }

    /// Whether even what a value must have is left out, since it would have no end.
    fn is_spent(&self) -> bool {
        self.budget < MOST_OVERDRAWN || self.path.len() >= BOTTOM
    }

    fn of_shape(&mut self, shape: &Shape<'a>) -> Json {
        if let Some(choice) = self.choice(shape) {
            return choice;
        }
        if shape.parts.is_empty() && shape.kinds == Kinds::ANY {
            return noise::value(if self.is_scant() { 0 } else { 2 }, &mut self.course.dice);
        }
        match self.kind(shape) {
            Kinds::BOOLEAN => Json::Bool(self.course.dice.percent(50)),
            Kinds::INTEGER | Kinds::FRACTION => Json::Number(Range::of(shape).valid(&mut self.course.dice)),
            Kinds::STRING => Json::String(Demand::of(shape, self.course).valid(self.course)),
            Kinds::ARRAY => self.array(shape),
            Kinds::OBJECT => self.object(shape),
            _ => Json::Null,
        }
    }

    /// One of the values that `enum` or `const` names.
    fn choice(&mut self, shape: &Shape<'a>) -> Option<Json> {
        let choices = shape.choices()?;
        let demand = Demand::of(shape, self.course);
        let range = Range::of(shape);
        let fitting = choices.iter().filter(|choice| match choice {
            Json::String(text) => demand.accepts(text),
            Json::Number(literal) => range.accepts(literal),
            _ => true,
        });
        let fitting: Vec<&Json> = fitting.collect();
        let choice = self.course.dice.pick(&fitting).map(|choice| (*choice).clone());
        Some(match choice.or_else(|| self.course.dice.pick(&choices).cloned())? {
            Json::Number(literal) if self.course.dice.percent(20) => {
                Json::Number(respelled(&literal, &mut self.course.dice))
            }
            choice => choice,
        })
    }

    /// The type to grow: one that the keywords speak about, where `type` leaves several.
    fn kind(&mut self, shape: &Shape<'a>) -> Kinds {
        const HINTS: [(&[&str], Kinds); 4] = [
            (&["properties", "required", "additionalProperties", "patternProperties", "minProperties"], Kinds::OBJECT),
            (&["items", "prefixItems", "minItems", "maxItems", "contains"], Kinds::ARRAY),
            (&["pattern", "format", "minLength", "maxLength"], Kinds::STRING),
            (&["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"], Kinds::NUMBER),
        ];
        let says = |keywords: &[&str]| keywords.iter().any(|keyword| shape.all(keyword).next().is_some());
        let hinted =
            HINTS.iter().filter(|(keywords, _)| says(keywords)).fold(Kinds::NONE, |all, (_, kind)| all | *kind);
        let mut kinds = shape.kinds;
        let wanted = self.wanted(shape);
        if wanted.meets(kinds) {
            kinds = kinds & wanted;
        } else if hinted.meets(kinds) && self.course.dice.percent(70) {
            kinds = kinds & hinted;
        }
        let scalar = kinds.without(Kinds::CONTAINER);
        if self.is_scant() && wanted == Kinds::NONE && scalar != Kinds::NONE {
            kinds = scalar;
        }
        let each: Vec<Kinds> = Kinds::EACH.into_iter().filter(|kind| kind.meets(kinds)).collect();
        self.course.dice.pick(&each).copied().unwrap_or(Kinds::NULL)
    }

    /// The types of container below which the value is to reach something.
    fn wanted(&self, shape: &Shape<'a>) -> Kinds {
        if self.course.aim.is_none() {
            return Kinds::NONE;
        }
        let below = |keywords: &[&str]| {
            shape.parts.iter().any(|part| {
                let step = |keyword: &&str| match part.keywords.get(keyword) {
                    Some(Value::Array(list)) => (0..list.len())
                        .any(|index| self.course.wants(&format!("{}/{keyword}/{index}", part.sub.location()))),
                    Some(Value::Object(members)) if matches!(*keyword, "properties" | "patternProperties") => members
                        .iter()
                        .any(|(name, schema)| self.course.wants(part.sub.below(&[keyword, name], schema).location())),
                    Some(_) => self.course.wants(&format!("{}/{keyword}", part.sub.location())),
                    None => false,
                };
                keywords.iter().any(step)
            })
        };
        if below(&["properties", "patternProperties", "additionalProperties", "unevaluatedProperties"]) {
            Kinds::OBJECT
        } else if below(&["items", "prefixItems", "additionalItems", "unevaluatedItems"]) {
            Kinds::ARRAY
        } else {
            Kinds::NONE
        }
    }

    fn array(&mut self, shape: &Shape<'a>) -> Json {
        let least = shape.at_least("minItems");
        let most = shape.at_most("maxItems").unwrap_or(usize::MAX);
        let tuple = tuple_length(shape);
        let contained = members::keyword(shape, "contains");
        let least = if contained.is_empty() { least } else { least.max(shape.at_least("minContains")).max(1) };
        let least = if self.is_spent() { 0 } else { least };
        let length = match (self.extent, self.course.dice.below(8)) {
            _ if self.is_scant() => least,
            (Extent::Least, _) | (Extent::Some(_), 0) => least,
            (_, 1) if most <= 40 => most,
            (_, 2) if tuple > 0 => tuple,
            (_, 3) => least.saturating_add(1),
            (_, 4) => least.saturating_add(9),
            (Extent::Most, _) => self.course.dice.length(least.max(1), least.saturating_add(3).max(tuple)),
            _ => self.course.dice.length(least, least.saturating_add(4)),
        };
        let wanted = (0..=tuple).find(|index| self.wants_any(&item(shape, *index).unwrap_or_default()));
        let length = wanted.map_or(length, |index| length.max(index + 1));
        let unique = shape.all("uniqueItems").any(|flag| flag == true);
        let mut items: Vec<Json> = Vec::new();
        let end = if self.is_spent() { 0 } else { length.min(most).min(1_000) };
        'items: while items.len() < end {
            let Some(mut subs) = item(shape, items.len()) else { break };
            if items.len() < shape.at_least("minContains").max(1) {
                subs.extend(contained.iter().cloned());
            }
            for _ in 0..12 {
                let mark = self.places.len();
                let item = self.step(items.len().to_string(), &subs);
                if !unique || items.iter().all(|known| !known.same(&item)) {
                    items.push(item);
                    continue 'items;
                }
                self.places.truncate(mark);
            }
            break;
        }
        Json::Array(items)
    }

    fn wants_any(&self, subs: &[Sub<'a>]) -> bool {
        subs.iter().any(|sub| self.course.wants(sub.location()))
    }

    fn wants_member(&mut self, shape: &Shape<'a>, name: &str) -> bool {
        self.course.aim.is_some() && {
            let subs = member(shape, name, self.course).unwrap_or_default();
            self.wants_any(&subs)
        }
    }

    fn object(&mut self, shape: &Shape<'a>) -> Json {
        let known = named(shape, "properties");
        let most = shape.at_most("maxProperties").unwrap_or(usize::MAX);
        let least = if self.is_spent() { 0 } else { shape.at_least("minProperties") };
        let mut names: BTreeSet<String> = BTreeSet::new();
        for name in required(shape).into_iter().chain(shape.demanded.iter().copied()) {
            take(shape, name, &mut names);
        }
        if self.is_spent() {
            names.clear();
        }
        let optional = self.optional(shape, &known);
        let mut subs_of: HashMap<&str, Vec<Sub<'a>>> = HashMap::new();
        for (name, subs) in optional {
            let likely = match self.extent {
                Extent::Least => 0,
                Extent::Some(percent) => percent,
                Extent::Most => 100,
            };
            let wanted = !self.is_scant() && self.course.dice.percent(likely);
            let wanted = wanted || self.wants_any(&subs);
            subs_of.insert(name, subs);
            if names.len() < most && (wanted || names.len() < least) {
                take(shape, name, &mut names);
            }
        }
        let more = match self.extent {
            _ if self.is_scant() => 0,
            Extent::Least => 0,
            _ if self.course.dice.percent(60) => 0,
            _ => self.course.dice.length(1, 3),
        };
        let most_unknown = names.len().saturating_add(more).max(least).min(most);
        for _ in 0..(4 * more).max(4 * least).min(200) {
            if names.len() < most_unknown {
                let name = self.unknown(shape, &known);
                if member(shape, &name, self.course).is_some() && !shape.avoided.contains(name.as_str()) {
                    take(shape, &name, &mut names);
                }
            }
        }
        // What is to be reached may be behind a name that no keyword lists.
        if self.wanted(shape) == Kinds::OBJECT {
            for _ in 0..20 {
                if names.iter().any(|name| self.wants_member(shape, name)) {
                    break;
                }
                let name = self.unknown(shape, &known);
                if self.wants_member(shape, &name) {
                    take(shape, &name, &mut names);
                }
            }
        }
        let mut names: Vec<String> = names.into_iter().collect();
        self.course.dice.shuffle(&mut names);
        let mut members = Vec::new();
        for name in names {
            let subs = subs_of.remove(name.as_str()).or_else(|| member(shape, &name, self.course)).unwrap_or_default();
            let value = self.step(name.clone(), &subs);
            members.push((name, value));
        }
        Json::Object(members)
    }

    /// The known names that need not be there, the least visited first, with the subschemas of each.
    fn optional(&mut self, shape: &Shape<'a>, known: &BTreeSet<&'a str>) -> Vec<(&'a str, Vec<Sub<'a>>)> {
        let mut ranked = Vec::new();
        for name in known.iter().filter(|name| !shape.avoided.contains(*name)) {
            if let Some(subs) = member(shape, name, self.course) {
                let visits = subs.first().map(|sub| self.course.visits(sub.location())).unwrap_or_default();
                ranked.push((visits, (*name, subs)));
            }
        }
        self.course.dice.shuffle(&mut ranked);
        ranked.sort_by_key(|(visits, _)| *visits);
        ranked.into_iter().map(|(_, optional)| optional).collect()
    }

    /// A name that the schema does not list, by `propertyNames` where that is there.
    fn unknown(&mut self, shape: &Shape<'a>, known: &BTreeSet<&'a str>) -> String {
        let rules = members::keyword(shape, "propertyNames");
        if rules.is_empty() {
            return unknown_name(shape, known, self.course);
        }
        let rules = Shape::open(rules, true, self.course);
        match rules.choices() {
            Some(choices) => match self.course.dice.pick(&choices) {
                Some(Json::String(name)) => name.clone(),
                _ => unknown_name(shape, known, self.course),
            },
            None => Demand::of(&rules, self.course).valid(self.course),
        }
    }

    fn step(&mut self, step: String, subs: &[Sub<'a>]) -> Json {
        self.path.push(step);
        let value = self.value(subs);
        self.path.pop();
        value
    }
}

/// Takes a name and all that its presence demands.
fn take(shape: &Shape<'_>, name: &str, names: &mut BTreeSet<String>) {
    if names.insert(name.to_owned()) {
        for name in implied(shape, name) {
            take(shape, name, names);
        }
    }
}
