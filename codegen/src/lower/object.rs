//! Objects: a struct with a field for each property, or a map.

use super::content::{Form, naming};
use super::facets::Facets;
use super::names::{Scope, distinct, field_name};
use super::part::{Part, denying};
use super::types::Types;
use super::{Lowering, Place};
use crate::fidelity::Outcome;
use crate::json::Node;
use crate::keyword::array;
use crate::model::{
    Additional, Annotations, Check, Constant, Dependent, Names, PatternProperties, Property, Shape, Struct, TypeUse,
};
use crate::regex::Regex;
use crate::settings::UnknownProperties;
use rustc_hash::FxHashMap as HashMap;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The field for the properties that a schema does not name.
const ADDITIONAL: &str = "additional_properties";

/// The field for the properties that match a pattern.
const PATTERN: &str = "pattern_properties";

/// What one schema says of the properties of an object.
struct Rules<'a> {
    part: Part<'a>,
    properties: Vec<(&'a str, Option<Part<'a>>)>,
    /// The position of each property, by its name.
    positions: HashMap<&'a str, usize>,
    patterns: Vec<(Arc<Regex>, Option<Part<'a>>)>,
    additional: Option<Part<'a>>,
}

impl<'a> Rules<'a> {
    fn new(
        part: Part<'a>,
        properties: Vec<(&'a str, Option<Part<'a>>)>,
        patterns: Vec<(Arc<Regex>, Option<Part<'a>>)>,
        additional: Option<Part<'a>>,
    ) -> Self {
        let positions = properties.iter().enumerate().map(|(position, (name, _))| (*name, position)).collect();
        Rules { part, properties, positions, patterns, additional }
    }

    /// What `properties` says of a property, where it names it.
    fn named(&self, name: &str) -> Option<&Option<Part<'a>>> {
        self.positions.get(name).map(|position| &self.properties[*position].1)
    }

    /// The schemas of the patterns that a name matches.
    fn matched(&self, name: &str) -> impl Iterator<Item = &Option<Part<'a>>> {
        self.patterns.iter().filter(move |(regex, _)| regex.matches(name)).map(|(_, part)| part)
    }

    /// The schemas for a property that is named somewhere.
    fn of(&self, name: &str) -> Vec<Part<'a>> {
        let found: Vec<&Option<Part<'a>>> = self.named(name).into_iter().chain(self.matched(name)).collect();
        match found[..] {
            [] => self.additional.iter().cloned().collect(),
            _ => found.into_iter().flatten().cloned().collect(),
        }
    }
}

impl<'a> Lowering<'a> {
    pub(super) fn objects(&mut self, facets: &Facets<'a>, place: &Place) -> Form<'a> {
        if let Some(values) = facets.values_of(Types::OBJECT) {
            return Form::Plain(Shape::Map(Box::new(TypeUse::of(Shape::Any))), vec![Check::Enum(values)]);
        }
        let named = |part: &Part<'a>| {
            let lists = !part.named("properties").is_empty() || !part.named("patternProperties").is_empty();
            lists || !part.items("required").is_empty() || part.get("propertyNames").is_some()
        };
        let rules = self.rules(facets);
        if facets.parts.iter().any(named)
            || !dependent(facets).is_empty()
            || rules.iter().any(|rules| !rules.patterns.is_empty())
        {
            return Form::Object;
        }
        let parts: Vec<Part<'a>> = rules.into_iter().filter_map(|rules| rules.additional).collect();
        let values = self.held_all(parts, &place.values("value"));
        if matches!(values.shape, Shape::Never) {
            return Form::Object;
        }
        self.note_any(&facets.owner, &values, place);
        let checks = [
            facets.most("minProperties").filter(|least| *least > 0).map(Check::MinProperties),
            facets.least("maxProperties").map(Check::MaxProperties),
        ];
        Form::Plain(Shape::Map(Box::new(values)), checks.into_iter().flatten().collect())
    }

    /// What each schema says of the properties.
    fn rules(&mut self, facets: &Facets<'a>) -> Vec<Rules<'a>> {
        let mut rules = Vec::new();
        for part in &facets.parts {
            let named = part.named("properties").iter();
            let properties = named
                .map(|member| {
                    let below = self.child(part, &["properties", &member.name], &member.value);
                    (member.name.as_str(), Some(below))
                })
                .collect();
            let mut patterns = Vec::new();
            for member in part.named("patternProperties") {
                if let Some(regex) = self.regex(part, &member.value, &member.name, "patternProperties") {
                    let below = self.child(part, &["patternProperties", &member.name], &member.value);
                    patterns.push((regex, Some(below)));
                }
            }
            let additional = self.below(part, "additionalProperties");
            rules.push(Rules::new(part.clone(), properties, patterns, additional));
            rules.extend(self.unevaluated_rules(part));
        }
        rules
    }

    /// `unevaluatedProperties` where the text alone tells what is evaluated: it is `additionalProperties` then.
    fn unevaluated_rules(&mut self, part: &Part<'a>) -> Option<Rules<'a>> {
        let additional = self.below(part, "unevaluatedProperties")?;
        let known = self.statically_evaluated(&part.whole())?;
        let properties = known.names.into_iter().map(|name| (name, None)).collect();
        let additional = (!known.all).then_some(additional);
        Some(Rules::new(part.clone(), properties, Vec::new(), additional))
    }

    /// Those of the schemas with patterns that a struct has no place for: they are judged on the whole value.
    pub(super) fn crowded(&mut self, facets: &Facets<'a>) -> Vec<Part<'a>> {
        let patterned = self.rules(facets).into_iter().filter(|rules| !rules.patterns.is_empty());
        patterned.skip(1).map(|rules| rules.part.alone()).filter(|part| !self.allows_all(part)).collect()
    }

    /// The schema with the patterns that a struct has a place for, where a property that `properties` names matches one whose
    /// schema is not held with its own: then the patterns are judged on the whole value, too.
    pub(super) fn overlapping(&mut self, facets: &Facets<'a>) -> Option<Part<'a>> {
        let rules = self.rules(facets);
        let patterned = rules.iter().find(|rules| !rules.patterns.is_empty())?;
        let mut names = rules.iter().flat_map(|rules| &rules.properties).map(|(name, _)| *name);
        let overlaps = |name| {
            let held = self.held_of(&rules, name);
            patterned.matched(name).flatten().any(|part| !held.iter().any(|held| held.is_same(part)))
        };
        names.any(overlaps).then(|| patterned.part.patterns())
    }

    /// The schemas that a property is held by: all that apply to it, but for those of patterns that are best not mixed with
    /// what `properties` says of it.
    fn held_of(&self, rules: &[Rules<'a>], name: &str) -> Vec<Part<'a>> {
        let mut named = rules.iter().filter_map(|rules| rules.named(name)?.clone());
        let says_something = named.any(|part| !self.allows_all(&part));
        let mut held: Vec<Part<'a>> = rules.iter().flat_map(|rules| rules.of(name)).collect();
        if says_something {
            let matched: Vec<&Part<'a>> = rules.iter().flat_map(|rules| rules.matched(name)).flatten().collect();
            let is_matched = |part: &Part<'a>| matched.iter().any(|other| other.is_same(part));
            held.retain(|part| !is_matched(part) || !self.is_apart(part, Types::ALL));
        }
        held
    }

    /// The struct that these schemas become.
    pub(super) fn object(&mut self, facets: &Facets<'a>, place: &Place) -> Struct {
        let rules = self.rules(facets);
        let required = facets.required();
        let mut names: Vec<&'a str> = Vec::new();
        let mut seen = BTreeSet::new();
        let listed = rules.iter().flat_map(|rules| &rules.properties).filter(|(_, part)| part.is_some());
        for name in listed.map(|(name, _)| *name).chain(required.iter().map(|(name, _)| *name)) {
            if seen.insert(name) {
                names.push(name);
            }
        }
        let fields = self.fields(facets, &rules, &names);
        let mut scope = Scope::default();
        fields.iter().map(String::as_str).chain([ADDITIONAL]).for_each(|field| {
            scope.take_exactly(field);
        });
        let mut properties = Vec::new();
        for (name, field) in names.into_iter().zip(fields) {
            let parts = self.held_of(&rules, name);
            let owner = parts.first().unwrap_or(&facets.owner).clone();
            let required = required.iter().find(|(known, _)| *known == name).map(|(_, location)| location.clone());
            let constant = if required.is_some() { self.constant(&parts) } else { None };
            let held = match constant {
                Some(_) => {
                    let flattened = self.flattened(&parts);
                    let said = parts.iter().chain(&flattened).map(|part| self.annotations(part, Types::ALL));
                    let annotations = said.fold(Annotations::default(), Annotations::and);
                    TypeUse { annotations, schemas: self.schemas(parts.iter()), ..TypeUse::of(Shape::Any) }
                }
                None => self.held_all(parts.clone(), &place.below(name, true)),
            };
            if constant.is_none() {
                self.note_any(&owner, &held, place);
            }
            let location = match held.shape {
                Shape::Named(_) => owner.location(),
                Shape::Never => denying(&parts).unwrap_or(&owner).location(),
                _ => self.facets(&owner, &parts).typed_by().location(),
            };
            properties.push(Property { name: name.to_owned(), field, required, held, constant, location });
        }
        let (patterns, additional) = self.others(facets, &rules, &mut scope, place);
        let counts = [
            facets.most("minProperties").filter(|least| *least > required.len() as u64).map(Check::MinProperties),
            facets.least("maxProperties").map(Check::MaxProperties),
        ];
        let counts = counts.into_iter().flatten().map(|count| facets.located(count)).collect();
        let (names, dependent) = (self.property_names(facets, place), dependent(facets));
        Struct { properties, patterns, additional, names, counts, dependent }
    }

    /// The only value that schemas allow, where they say nothing else of it but what a string is checked for, and it is a
    /// scalar that has one spelling.
    fn constant(&mut self, parts: &[Part<'a>]) -> Option<Constant> {
        let facets = self.facets(parts.first()?, parts);
        let [only] = facets.values.as_deref()? else { return None };
        let is_plain = if let Some(text) = only.as_str() {
            let said = ["type", "enum", "const", "minLength", "maxLength", "pattern"];
            facets.says_only(&said) && self.is_fitting(&facets, text)
        } else {
            let is_scalar = only.is_boolean() || only.is_null() || is_small(only);
            is_scalar && facets.says_only(&["type", "enum", "const"])
        };
        is_plain.then(|| Constant { value: only.clone(), keyword: naming(&facets) })
    }

    /// The names of the fields of these properties, as the settings say or as the properties are called.
    fn fields(&mut self, facets: &Facets<'a>, rules: &[Rules<'a>], names: &[&'a str]) -> Vec<String> {
        let mut scope = Scope::default();
        scope.take_exactly(ADDITIONAL);
        let chosen = names.iter().map(|name| {
            let owner = rules.iter().flat_map(|rules| rules.of(name)).next().unwrap_or_else(|| facets.owner.clone());
            let chosen = self.chosen(&self.settings.fields, &owner, |name| field_name(name) == name)?;
            if !scope.take_exactly(chosen.get_ref()) {
                let message = format!("the field name `{}` is taken in this struct", chosen.get_ref());
                self.problems.push(self.settings.problem(chosen.span(), message));
            }
            Some(chosen.get_ref().clone())
        });
        let chosen: Vec<Option<String>> = chosen.collect();
        let free: Vec<&str> =
            names.iter().zip(&chosen).filter(|(_, chosen)| chosen.is_none()).map(|(name, _)| *name).collect();
        let mut free = distinct(&free, |name| scope.has(name), field_name).into_iter();
        chosen.into_iter().map(|chosen| chosen.or_else(|| free.next()).unwrap_or_default()).collect()
    }

    /// What becomes of the properties that no schema names.
    fn others(
        &mut self,
        facets: &Facets<'a>,
        rules: &[Rules<'a>],
        scope: &mut Scope,
        place: &Place,
    ) -> (Vec<PatternProperties>, Additional) {
        // The patterns of one schema decide; those of others are judged, see `crowded`.
        let chosen = rules.iter().position(|rules| !rules.patterns.is_empty());
        let plain =
            rules.iter().enumerate().filter(|(position, rules)| Some(*position) != chosen && rules.patterns.is_empty());
        let plain: Vec<Part<'a>> = plain.filter_map(|(_, rules)| rules.additional.clone()).collect();
        let own = chosen.map(|chosen| &rules[chosen]);
        let parts: Vec<Part<'a>> =
            own.and_then(|own| own.additional.clone()).into_iter().chain(plain.clone()).collect();
        let additional = self.additional(facets, parts, place);
        let mut patterns = Vec::new();
        let mut kept_by_pattern = false;
        for (regex, part) in own.map_or(&[][..], |own| &own.patterns) {
            let parts: Vec<Part<'a>> = part.iter().cloned().chain(plain.clone()).collect();
            let location = parts.first().unwrap_or(&facets.owner).location();
            let values = self.held_all(parts, &place.values("pattern-value"));
            let any = matches!(values.shape, Shape::Any) && values.checks.is_empty();
            let shared = any
                && match &additional {
                    Additional::Kept { values, .. } => matches!(values.shape, Shape::Any),
                    Additional::Denied { .. } => true,
                    Additional::Dropped | Additional::Patterns { .. } => false,
                };
            kept_by_pattern |= shared;
            let field = (!shared).then(|| scope.take(PATTERN.to_owned()));
            patterns.push(PatternProperties { pattern: regex.pattern.clone(), field, values, location });
        }
        match additional {
            Additional::Denied { location } if kept_by_pattern => {
                (patterns, Additional::Patterns { field: ADDITIONAL.to_owned(), location })
            }
            additional => (patterns, additional),
        }
    }

    fn additional(&mut self, facets: &Facets<'a>, parts: Vec<Part<'a>>, place: &Place) -> Additional {
        let location = denying(&parts).map_or_else(
            || facets.owner.document.location(facets.owner.pointer.child("additionalProperties")),
            Part::location,
        );
        let values = self.held_all(parts, &place.values("value"));
        match values.shape {
            Shape::Never => return Additional::Denied { location },
            Shape::Any if self.settings.unknown_properties == UnknownProperties::Drop && !place.private => {
                let reason = "properties that the schema does not name are dropped, as `unknown_properties` says";
                self.note(&facets.owner, "additionalProperties", Outcome::Lost, reason);
                return Additional::Dropped;
            }
            _ => {}
        }
        self.note_any(&facets.owner, &values, place);
        Additional::Kept { field: ADDITIONAL.to_owned(), values: Box::new(values), location }
    }

    fn property_names(&mut self, facets: &Facets<'a>, place: &Place) -> Vec<Names> {
        let mut names = Vec::new();
        for part in &facets.parts {
            if let Some(below) = self.below(part, "propertyNames") {
                let location = below.location();
                let place = place.judged("name");
                names.push(Names { held: self.held_all(vec![below], &place), location });
            }
        }
        names
    }
}

/// Whether a value is an integer that every number type holds exactly.
pub(super) fn is_small(value: &serde_json::Value) -> bool {
    value.as_i64().is_some_and(|integer| integer.unsigned_abs() < 1 << 53)
}

fn dependent(facets: &Facets<'_>) -> Vec<Dependent> {
    let mut dependent = Vec::new();
    for part in &facets.parts {
        for keyword in ["dependentRequired", "dependencies"] {
            for member in part.named(keyword) {
                let Some(names) = array(&member.value) else { continue };
                let required: Vec<String> = names.iter().filter_map(Node::as_str).map(str::to_owned).collect();
                if !required.is_empty() {
                    let location = part.document.location(part.pointer.child(keyword).child(&member.name));
                    dependent.push(Dependent { property: member.name.clone(), required, location });
                }
            }
        }
    }
    dependent
}
