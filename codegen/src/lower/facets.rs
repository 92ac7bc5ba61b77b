//! What all schemas say together that apply to one value in place.

use super::content::constant;
use super::part::Part;
use super::scalars::bounds;
use super::types::Types;
use super::values::{self, Set};
use super::{Lowering, Place};
use crate::format::Format;
use crate::json::{Node, NodeKind};
use crate::keyword::{Keyword, Role, SPEAK_OF, array};
use crate::model::{Check, JsonType, LocatedCheck};
use crate::pointer::Location;
use serde_json::Value;
use std::collections::BTreeSet;

/// How deep choices within choices are looked into for the types of JSON that they leave.
const CHOICES: usize = 4;

/// What the schemas that apply to a value say together.
#[derive(Clone)]
pub(super) struct Facets<'a> {
    /// The schema that brought them together, whose type this will be.
    pub owner: Part<'a>,
    /// Every schema that says something by itself.
    pub parts: Vec<Part<'a>>,
    /// The JSON types of valid values, as far as `type`, `enum` and `const` tell, also those of choices.
    pub types: Types,
    /// Whether one of these keywords is there.
    pub typed: bool,
    /// The values that `enum` and `const` leave, where one is there.
    pub values: Option<Vec<Value>>,
}

impl<'a> Facets<'a> {
    /// The keyword of that name that a part has, with its part.
    pub fn find(&self, keyword: &str) -> Option<(&Part<'a>, &'a Node)> {
        self.parts.iter().find_map(|part| part.get(keyword).map(|node| (part, node)))
    }

    /// The values of `enum` and `const` of some types.
    pub fn values_of(&self, types: Types) -> Option<Vec<Value>> {
        let values = self.values.as_ref()?;
        Some(values.iter().filter(|value| types.has(Types::of_value(value))).cloned().collect())
    }

    /// The same for the values of some types only.
    pub fn restricted(&self, types: Types) -> Facets<'a> {
        let values = self.values_of(types);
        let parts = self.parts.iter().map(Part::alone).collect();
        Facets { types: self.types & types, typed: true, values, parts, owner: self.owner.clone() }
    }

    /// Whether the schemas assert nothing of values by other keywords than these, those aside that apply schemas in place.
    pub fn says_only(&self, known: &[&str]) -> bool {
        let asserts = |part: &Part<'a>, name: &str| {
            let is_assertion = Keyword::find(name, part.dialect).is_some_and(|keyword| keyword.role == Role::Assertion);
            is_assertion && part.get(name).is_some() && name != "allOf" && !known.contains(&name)
        };
        self.parts.iter().all(|part| !part.is_false() && !part.members().any(|member| asserts(part, &member.name)))
    }

    /// The largest count that a keyword gives.
    pub fn most(&self, keyword: &str) -> Option<u64> {
        self.parts.iter().filter_map(|part| part.count(keyword)).max()
    }

    /// The smallest count that a keyword gives.
    pub fn least(&self, keyword: &str) -> Option<u64> {
        self.parts.iter().filter_map(|part| part.count(keyword)).min()
    }

    /// The names that `required` lists, in the order of the text, each with the location of the first schema that has it.
    pub fn required(&self) -> Vec<(&'a str, Location)> {
        let mut seen = BTreeSet::new();
        let mut required = Vec::new();
        for part in &self.parts {
            let names = part.items("required").iter().filter_map(Node::as_str);
            required.extend(names.filter(|name| seen.insert(*name)).map(|name| (name, part.location())));
        }
        required
    }

    /// The schema that says the JSON type of the values: the owner, where it does.
    pub fn typed_by(&self) -> &Part<'a> {
        let says = |part: &&Part<'a>| typing(part).is_some();
        std::iter::once(&self.owner).chain(&self.parts).find(says).unwrap_or(&self.owner)
    }

    /// The keyword by which it does; none where the type is implied by others.
    pub fn typed_keyword(&self) -> &'static str {
        typing(self.typed_by()).unwrap_or_default()
    }

    /// A check, with the location of the first schema that asks for it.
    pub fn located(&self, check: Check) -> LocatedCheck {
        let asking = self.parts.iter().find(|part| asks_for(part, &check)).unwrap_or(&self.owner);
        LocatedCheck { location: asking.location(), check }
    }

    /// These checks, as the schemas say them.
    pub fn all_located(&self, checks: Vec<Check>) -> Vec<LocatedCheck> {
        checks.into_iter().map(|check| self.located(constant(check, self))).collect()
    }
}

impl<'a> Lowering<'a> {
    /// What these schemas say together; `owner` is the one that brought them together.
    pub(super) fn facets(&self, owner: &Part<'a>, parts: &[Part<'a>]) -> Facets<'a> {
        self.facets_within(owner, parts, CHOICES)
    }

    fn facets_within(&self, owner: &Part<'a>, parts: &[Part<'a>], depth: usize) -> Facets<'a> {
        let parts = self.flattened(parts);
        let mut types = Types::ALL;
        let mut is_typed = false;
        let mut values: Option<Vec<Value>> = None;
        for part in &parts {
            if part.is_false() || self.below(part, "not").is_some_and(|below| self.allows_all(&below)) {
                types = Types::NONE;
            }
            if let Some(node) = part.get("type") {
                types = types & of_keyword(node);
                is_typed = true;
            }
            let chosen = self.chosen_types(part, depth);
            types = types & chosen;
            is_typed |= chosen != Types::ALL;
            let constant = part.get("const").map(|node| vec![node.to_value()]);
            let listed = part.get("enum").and_then(array).map(|items| items.iter().map(Node::to_value).collect());
            for list in [constant, listed].into_iter().flatten() {
                values = Some(match values {
                    Some(values) => {
                        let list: Set = list.into_iter().collect();
                        values.into_iter().filter(|value| list.contains(value)).collect()
                    }
                    None => values::distinct(list),
                });
                is_typed = true;
            }
        }
        let within = |value: &Value| types.has(Types::of_value(value));
        let values = values.map(|values| values.into_iter().filter(within).collect::<Vec<Value>>());
        if let Some(values) = &values {
            let found = values.iter().map(Types::of_value).fold(Types::NONE, |all, one| all | one);
            types = types & found;
        }
        Facets { owner: owner.clone(), parts, types, typed: is_typed, values }
    }

    /// The types of values that some keyword speaks of.
    pub(super) fn constrained(&self, facets: &Facets<'a>) -> Types {
        let said = |keyword: &&&str| {
            facets.parts.iter().any(|part| match **keyword {
                "format" => self.asserted_format(part).is_some(),
                keyword => part.get(keyword).is_some(),
            })
        };
        let of = |(json_type, keywords): &(JsonType, &[&str])| {
            keywords.iter().find(said).map(|_| Types::of_json_type(*json_type))
        };
        SPEAK_OF.iter().filter_map(of).fold(Types::NONE, |all, one| all | one)
    }

    /// These schemas, less those that say nothing but types of JSON, where the others leave no other types anyway: a property of
    /// an extension is held as the extension says, where its base only says that it is an object.
    pub(super) fn telling<'p>(&self, parts: &'p [Part<'a>]) -> Vec<&'p Part<'a>> {
        if parts.len() < 2 {
            return parts.iter().collect();
        }
        let alone = |part: &Part<'a>| self.facets(part, std::slice::from_ref(part));
        let says_types = |part: &Part<'a>| {
            let facets = alone(part);
            (facets.parts.len() == 1 && facets.says_only(&["type"])).then_some(facets.types)
        };
        let others: Vec<Part<'a>> = parts.iter().filter(|part| says_types(part).is_none()).cloned().collect();
        let Some(first) = others.first() else { return parts.iter().collect() };
        let left = self.facets(first, &others).types;
        let says_more = |part: &&Part<'a>| says_types(part).is_none_or(|types| !left.less(types).is_empty());
        parts.iter().filter(says_more).collect()
    }

    /// The types that values can have which are valid for all of these schemas, or more.
    pub(super) fn types_of(&self, parts: &[Part<'a>], place: &Place) -> Types {
        let Some(owner) = parts.first() else { return Types::ALL };
        let facets = self.facets(owner, parts);
        if self.implies_object(&facets, place) { Types::OBJECT } else { facets.types }
    }

    /// The types that the choices of a schema leave, or more.
    fn chosen_types(&self, part: &Part<'a>, depth: usize) -> Types {
        let key = (part.key(), depth);
        if let Some(known) = self.chosen.borrow().get(&key) {
            return *known;
        }
        let mut types = Types::ALL;
        for keyword in ["anyOf", "oneOf"] {
            let branches = self.each(part, keyword);
            if branches.len() > 1 && depth > 0 {
                let each =
                    branches.iter().map(|branch| self.facets_within(branch, std::slice::from_ref(branch), depth - 1));
                types = types & each.map(|facets| facets.types).fold(Types::NONE, |all, one| all | one);
            }
        }
        self.chosen.borrow_mut().insert(key, types);
        types
    }
}

/// The keyword of a schema that says the JSON type of the values.
fn typing(part: &Part<'_>) -> Option<&'static str> {
    ["type", "enum", "const"].into_iter().find(|keyword| part.get(keyword).is_some())
}

/// Whether a schema has the keyword of a check, with its value.
fn asks_for(part: &Part<'_>, check: &Check) -> bool {
    let keyword = check.keyword();
    let text = || part.get(keyword).and_then(Node::as_str);
    match check {
        Check::MinLength(count)
        | Check::MaxLength(count)
        | Check::MinItems(count)
        | Check::MaxItems(count)
        | Check::MinProperties(count)
        | Check::MaxProperties(count) => part.count(keyword) == Some(*count),
        Check::Pattern(pattern) => text() == Some(&pattern.text),
        Check::Format(format) => text().and_then(|name| Format::find(name, part.dialect.draft)) == Some(*format),
        Check::Minimum(_)
        | Check::Maximum(_)
        | Check::ExclusiveMinimum(_)
        | Check::ExclusiveMaximum(_)
        | Check::MultipleOf(_) => bounds(part).contains(check),
        Check::UniqueItems | Check::Integer | Check::Enum(_) | Check::Const(_) => part.get(keyword).is_some(),
    }
}

fn of_keyword(node: &Node) -> Types {
    let names = match &node.kind {
        NodeKind::Array(names) => names.as_slice(),
        _ => std::slice::from_ref(node),
    };
    names.iter().filter_map(Node::as_str).map(Types::of_name).fold(Types::NONE, |all, one| all | one)
}
