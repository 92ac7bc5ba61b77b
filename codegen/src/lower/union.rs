//! `anyOf` and `oneOf` that become an enum: a variant for each of their schemas.
//!
//! What stands beside them applies to each variant as well, so the variants are of all those schemas together. A choice
//! that says nothing of how values are held, like one of several `required`, is [judged](super::conditions) instead.

use super::content::{Chosen, Form};
use super::facets::Facets;
use super::names::{Scope, variant_name};
use super::part::Part;
use super::types::Types;
use super::{Lowering, Place};
use crate::json::Node;
use crate::keyword::array;
use crate::model::{ByType, JsonType, TypeVariant, Union, UnionVariant};
use std::collections::BTreeSet;

/// The keywords that decide how values are held, and not only which are valid.
const SHAPING: [&str; 17] = [
    "$ref",
    "$dynamicRef",
    "$recursiveRef",
    "type",
    "enum",
    "const",
    "properties",
    "patternProperties",
    "additionalProperties",
    "items",
    "prefixItems",
    "allOf",
    "anyOf",
    "oneOf",
    "pattern",
    "format",
    "minimum",
];

/// The most fields that the properties beside a choice may become, over all of its variants.
const REPEATED: usize = 400;

/// A choice that becomes an enum.
#[derive(Clone)]
pub(super) struct Choice<'a> {
    /// The position in the facets of the schema that has it.
    pub part: usize,
    pub keyword: &'static str,
    /// For each variant, its own schema and what applies beside it.
    pub variants: Vec<Vec<Part<'a>>>,
}

impl<'a> Lowering<'a> {
    /// The choice that decides how values are held, where there is one.
    pub(super) fn choice(&mut self, facets: &Facets<'a>) -> Option<Choice<'a>> {
        let unevaluated = ["unevaluatedProperties", "unevaluatedItems"];
        let judged_as_one = |part: &Part<'a>| unevaluated.iter().any(|keyword| part.get(keyword).is_some());
        let scalar = facets.typed && !facets.types.has(Types::ARRAY | Types::OBJECT) && facets.types.only().is_some();
        if facets.values.is_some() || scalar || facets.parts.iter().any(judged_as_one) {
            return None;
        }
        let names = property_names_of(&facets.parts);
        let held = !names.is_empty() || facets.parts.iter().any(has_items);
        for (position, part) in facets.parts.iter().enumerate() {
            for keyword in ["anyOf", "oneOf"] {
                let branches = self.each(part, keyword);
                if branches.len() < 2 {
                    continue;
                }
                let shapes = |branch: &Part<'a>| SHAPING.iter().any(|keyword| branch.get(keyword).is_some());
                let shapes = if held { self.names_more(facets, part, keyword) } else { branches.iter().any(shapes) };
                if shapes && branches.len() * names.len() <= REPEATED {
                    let beside = facets.parts.iter().map(Part::alone).filter(|part| self.asserts(part));
                    let beside: Vec<Part<'a>> = beside.collect();
                    let variant = |branch| std::iter::once(branch).chain(beside.iter().cloned()).collect();
                    let variants = branches.into_iter().map(variant).collect();
                    return Some(Choice { part: position, keyword, variants });
                }
            }
        }
        None
    }

    /// Whether the schemas of a choice name properties that those beside it do not.
    pub(super) fn names_more(&self, facets: &Facets<'a>, part: &Part<'a>, keyword: &str) -> bool {
        let names = property_names_of(&facets.parts);
        let below = |branch: &Part<'a>| self.property_names_below(branch, 3);
        self.each(part, keyword).iter().flat_map(below).any(|name| !names.contains(name))
    }

    /// The properties that a schema names, or those of its choices.
    fn property_names_below(&self, part: &Part<'a>, depth: usize) -> BTreeSet<&'a str> {
        let parts = self.flattened(std::slice::from_ref(part));
        let mut names = property_names_of(&parts);
        if depth > 0 {
            for part in &parts {
                for keyword in ["anyOf", "oneOf"] {
                    for branch in self.each(part, keyword) {
                        names.extend(self.property_names_below(&branch, depth - 1));
                    }
                }
            }
        }
        names
    }

    /// What a choice becomes, and whether `null` is valid beside it: where the variants share no JSON type, that type
    /// decides, and nothing has to be held back.
    pub(super) fn chosen_form(&mut self, facets: &Facets<'a>, choice: Choice<'a>, place: &Place) -> (Form<'a>, bool) {
        let types: Vec<Types> = choice.variants.iter().map(|parts| self.types_of(parts, place)).collect();
        let with_null = types.iter().filter(|types| types.has(Types::NULL)).count();
        let null = types.iter().position(|types| *types == Types::NULL);
        let mut left: Vec<(Vec<Part<'a>>, Types)> = choice.variants.into_iter().zip(types).collect();
        let nullable = null.filter(|_| choice.keyword == "anyOf" || with_null == 1);
        if let Some(null) = nullable {
            left.remove(null);
        }
        if let [(parts, _)] = &left[..] {
            let held = self.held_all(parts.clone(), &Place { field: false, ..place.clone() });
            return (Form::Plain(held.shape, Vec::new()), true);
        }
        let mut taken = Types::NONE;
        let disjoint = left.iter().all(|(_, types)| {
            let free = !types.is_empty() && !types.each().any(|(kind, ..)| taken.has(kind));
            taken = taken | *types;
            free
        });
        let (location, keyword) = (facets.parts[choice.part].location(), choice.keyword);
        let chosen = Chosen { location, keyword, variants: left };
        let form = if disjoint { Form::Disjoint(chosen) } else { Form::Union(chosen) };
        (form, nullable.is_some())
    }

    pub(super) fn union(&mut self, Chosen { keyword, variants, .. }: Chosen<'a>, place: &Place) -> Union {
        let names = self.variant_names(&variants);
        let variants = variants.into_iter().zip(names).map(|((parts, _), name)| {
            let location = parts.first().map(Part::location).expect("a variant has a schema of its own");
            let held = self.held_all(parts, &place.below(&name, false));
            UnionVariant { name, held, location }
        });
        Union { exclusive: keyword == "oneOf", variants: variants.collect() }
    }

    pub(super) fn disjoint(&mut self, Chosen { keyword, variants, .. }: Chosen<'a>, place: &Place) -> ByType {
        let names = self.variant_names(&variants);
        let variants = variants.into_iter().zip(names).map(|((parts, types), name)| {
            let held = self.held_all(parts, &place.below(&name, false));
            let types: Vec<JsonType> = types.each().map(|(_, kind, _)| kind).collect();
            TypeVariant { name, types, held }
        });
        ByType { keyword, variants: variants.collect() }
    }

    /// The names of variants: of the title, the schema that is referred to, the constant that it has or that one of its
    /// properties is, or the JSON type.
    fn variant_names(&mut self, variants: &[(Vec<Part<'a>>, Types)]) -> Vec<String> {
        let mut scope = Scope::default();
        variants
            .iter()
            .map(|(parts, types)| {
                let text = parts.first().and_then(|part| self.variant_text(part));
                let kind = || types.only().map(|_| types.each().next().map_or("variant", |(.., word)| word).to_owned());
                scope.take([variant_name(&text.or_else(kind).unwrap_or_else(|| "variant".to_owned()))])
            })
            .collect()
    }

    fn variant_text(&self, part: &Part<'a>) -> Option<String> {
        if let Some(title) = part.get("title").and_then(Node::as_str).filter(|title| title.len() <= 40) {
            return Some(title.to_owned());
        }
        let essential = self.essential(vec![part.clone()]);
        if let [only] = &essential[..]
            && only.key() != part.key()
            && let Some(token) = only.pointer.tokens().last()
        {
            return Some(token.into_owned());
        }
        let parts = self.flattened(&essential);
        let tags = parts.iter().flat_map(|part| part.named("properties")).map(|member| &member.value);
        let constants = parts.iter().map(|part| part.node).chain(tags).filter_map(constant);
        constants.map(str::to_owned).find(|text| text.len() <= 40)
    }
}

/// The one string that a schema allows, where it says so by `const` or `enum`.
fn constant(schema: &Node) -> Option<&str> {
    let listed = schema.get("enum").and_then(array).filter(|values| values.len() == 1);
    schema.get("const").or(listed.and_then(<[Node]>::first)).and_then(Node::as_str)
}

fn property_names_of<'a>(parts: &[Part<'a>]) -> BTreeSet<&'a str> {
    let named = parts.iter().flat_map(|part| part.named("properties"));
    named.map(|member| member.name.as_str()).collect()
}

fn has_items(part: &Part<'_>) -> bool {
    part.prefix().is_some() || part.rest().is_some()
}
