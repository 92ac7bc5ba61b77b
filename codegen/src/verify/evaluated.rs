//! Formulas for `unevaluatedProperties` and `unevaluatedItems`: what schemas in place evaluate of a value, and when (Core,
//! sections 11.2 and 11.3).

use super::formula::{ARRAY, Atom, Formula, Formulas, Id, OBJECT, Place};
use referencing::Draft;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// How many conditions may decide together what is evaluated: each doubles the formula.
const CONDITIONS: usize = 7;

/// How many schemas are looked through, each in the place of the one before.
const DEEP: usize = 100;

/// A part of the value that some schema evaluates, where all of its guards hold.
type Evaluated = (Vec<Id>, Part);

/// A part of an object or an array.
#[derive(Clone)]
enum Part {
    /// Every property, or every item.
    All,
    /// The property of this name.
    Name(String),
    /// The properties whose names match this pattern.
    Pattern(String),
    /// The first items, so many.
    First(usize),
    /// The items of which this formula holds.
    Matching(Id),
}

/// `unevaluatedProperties` or `unevaluatedItems`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Unevaluated {
    Properties,
    Items,
}

impl Unevaluated {
    fn keyword(self) -> &'static str {
        match self {
            Unevaluated::Properties => "unevaluatedProperties",
            Unevaluated::Items => "unevaluatedItems",
        }
    }
}

impl Formulas {
    /// What one of the keywords says, whose schema is `others`, beside the other keywords of its schema.
    ///
    /// # Errors
    /// Why it has no formula.
    pub(super) fn unevaluated<'a>(
        &mut self,
        which: Unevaluated,
        others: &'a Value,
        place: &Place<'a>,
        keywords: &'a Map<String, Value>,
    ) -> Result<Id, String> {
        let others = self.below(place, others)?;
        let mut all = Vec::new();
        self.evaluated(which, place, keywords, &[], &mut all, 0)?;
        let mut always = Vec::new();
        let mut conditional: BTreeMap<Vec<Id>, Vec<Part>> = BTreeMap::new();
        for (mut guards, part) in all {
            guards.sort_unstable();
            guards.dedup();
            if guards.is_empty() {
                always.push(part);
            } else {
                conditional.entry(guards).or_default().push(part);
            }
        }
        if conditional.len() > CONDITIONS {
            return Err(format!("`{}` depends on {} conditions", which.keyword(), conditional.len()));
        }
        let conditional: Vec<(Vec<Id>, Vec<Part>)> = conditional.into_iter().collect();
        Ok(self.by_condition(which, others, always, &conditional))
    }

    /// What is said of what is not evaluated, where these parts are, and those of the conditions that hold.
    fn by_condition(
        &mut self,
        which: Unevaluated,
        others: Id,
        known: Vec<Part>,
        conditional: &[(Vec<Id>, Vec<Part>)],
    ) -> Id {
        if known.iter().any(|part| matches!(part, Part::All)) {
            return self.add(Formula::Always);
        }
        let Some(((guards, parts), rest)) = conditional.split_first() else {
            let atom = self.all_others(which, others, known);
            return self.add(atom);
        };
        let test = self.add(Formula::All(guards.clone()));
        let with = [known.as_slice(), parts].concat();
        let with = self.by_condition(which, others, with, rest);
        let without = self.by_condition(which, others, known, rest);
        self.add(Formula::If(test, with, without))
    }

    /// What is said of all but these parts.
    fn all_others(&mut self, which: Unevaluated, others: Id, known: Vec<Part>) -> Formula {
        let always = self.add(Formula::Always);
        let (mut named, mut patterns, mut first, mut rest) = (BTreeMap::new(), Vec::new(), 0, vec![others]);
        for part in known {
            match part {
                Part::All => {}
                Part::Name(name) => drop(named.insert(name, always)),
                Part::Pattern(pattern) => patterns.push((pattern, always)),
                Part::First(count) => first = first.max(count),
                Part::Matching(id) => rest.push(id),
            }
        }
        match which {
            Unevaluated::Properties => Formula::Atom(OBJECT, Atom::Properties(named, patterns, others)),
            Unevaluated::Items => {
                let rest = if rest.len() == 1 { others } else { self.add(Formula::Any(rest)) };
                Formula::Atom(ARRAY, Atom::Items(vec![always; first], rest))
            }
        }
    }

    /// Collects what the keywords of a schema evaluate, and those of the schemas in its place; at `depth` 0, the keyword
    /// itself is left out.
    fn evaluated<'a>(
        &mut self,
        which: Unevaluated,
        place: &Place<'a>,
        keywords: &'a Map<String, Value>,
        guards: &[Id],
        found: &mut Vec<Evaluated>,
        depth: usize,
    ) -> Result<(), String> {
        if depth == DEEP {
            return Err(format!("`{}` stands beside schemas that nest too deep", which.keyword()));
        }
        let mut own: Vec<Part> = Vec::new();
        if depth > 0 && keywords.contains_key(which.keyword()) {
            own.push(Part::All);
        }
        match which {
            Unevaluated::Properties => {
                let names =
                    |keyword: &str| keywords.get(keyword).and_then(Value::as_object).into_iter().flat_map(Map::keys);
                own.extend(names("properties").cloned().map(Part::Name));
                own.extend(names("patternProperties").cloned().map(Part::Pattern));
                own.extend(keywords.get("additionalProperties").map(|_| Part::All));
            }
            Unevaluated::Items => {
                let (first, rest) = match keywords.get("items") {
                    _ if place.draft >= Draft::Draft202012 => (keywords.get("prefixItems"), keywords.get("items")),
                    Some(items @ Value::Array(_)) => (Some(items), keywords.get("additionalItems")),
                    items => (None, items),
                };
                own.extend(first.and_then(Value::as_array).map(|first| Part::First(first.len())));
                own.extend(rest.map(|_| Part::All));
                if place.draft >= Draft::Draft202012
                    && let Some(contained) = keywords.get("contains")
                {
                    own.push(Part::Matching(self.below(place, contained)?));
                }
            }
        }
        found.extend(own.into_iter().map(|part| (guards.to_vec(), part)));
        for target in place.targets(keywords)? {
            self.evaluated_by(which, &target, guards, found, depth)?;
        }
        let list = |keyword: &str| keywords.get(keyword).and_then(Value::as_array).into_iter().flatten();
        for schema in list("allOf") {
            self.evaluated_by(which, &place.below(schema), guards, found, depth)?;
        }
        for schema in list("anyOf").chain(list("oneOf")) {
            let holds = self.below(place, schema)?;
            self.evaluated_by(which, &place.below(schema), &[guards, &[holds]].concat(), found, depth)?;
        }
        if let Some(test) = keywords.get("if") {
            let holds = self.below(place, test)?;
            let fails = self.add(Formula::Not(holds));
            let branches = [(Some(test), holds), (keywords.get("then"), holds), (keywords.get("else"), fails)];
            for (schema, guard) in branches {
                let Some(schema) = schema else { continue };
                self.evaluated_by(which, &place.below(schema), &[guards, &[guard]].concat(), found, depth)?;
            }
        }
        for (name, schema) in keywords.get("dependentSchemas").and_then(Value::as_object).into_iter().flatten() {
            let has = self.has(name);
            // An array, say, has no such property.
            let object = self.add(Formula::Types(OBJECT));
            self.evaluated_by(which, &place.below(schema), &[guards, &[object, has]].concat(), found, depth)?;
        }
        Ok(())
    }

    /// The same of a schema in place.
    fn evaluated_by(
        &mut self,
        which: Unevaluated,
        place: &Place<'_>,
        guards: &[Id],
        found: &mut Vec<Evaluated>,
        depth: usize,
    ) -> Result<(), String> {
        let Some(keywords) = place.schema.as_object() else { return Ok(()) };
        let place = place.entered()?;
        self.evaluated(which, &place, keywords, guards, found, depth + 1)
    }
}
