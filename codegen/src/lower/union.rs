//! `anyOf` and `oneOf` that become an enum: a variant for each of their schemas.
//!
//! What stands beside them applies to each variant as well, so the variants are of all those schemas together. A choice
//! that says nothing of how values are held, like one of several `required`, is [judged](super::conditions) instead.

use super::content::{Chosen, ChosenVariant, Form};
use super::facets::Facets;
use super::part::Part;
use super::types::Types;
use super::{Lowering, Place};
use crate::json::{Member, Node, NodeKind};
use crate::model::{Annotations, ByType, JsonType, OtherStrings, Shape, TypeVariant, Union, UnionVariant};
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
    /// The name of each variant, its own schema and what applies beside it.
    pub variants: Vec<(String, Vec<Part<'a>>)>,
}

impl<'a> Lowering<'a> {
    /// The choice that decides how values are held, where there is one.
    pub(super) fn choice(&mut self, facets: &Facets<'a>, place: &Place) -> Option<Choice<'a>> {
        let unevaluated = ["unevaluatedProperties", "unevaluatedItems"];
        let leaves_others = |part: &&Part<'a>| unevaluated.iter().any(|keyword| part.get(keyword).is_some());
        let unevaluated: Vec<Part<'a>> = facets.parts.iter().filter(leaves_others).cloned().collect();
        // What they apply in place is judged with them; beside them, the type of JSON may decide.
        let judged_as_one = self.flattened(&unevaluated);
        let scalar = facets.typed && !facets.types.has(Types::ARRAY | Types::OBJECT) && facets.types.only().is_some();
        if facets.values.is_some() {
            return None;
        }
        let saying = self.saying(facets);
        let names = property_names_of(&saying);
        let held = !names.is_empty() || saying.iter().any(has_items);
        for (position, part) in facets.parts.iter().enumerate() {
            if judged_as_one.iter().any(|judged| judged.is_same(part)) {
                continue;
            }
            for keyword in ["anyOf", "oneOf"] {
                let branches = self.each(part, keyword);
                let is_judged = !unevaluated.is_empty() && !self.share_no_type(&branches);
                if is_judged || branches.len() < 2 || branches.len() * names.len() > REPEATED {
                    continue;
                }
                let shapes = |branch: &Part<'a>| self.shapes(branch, facets.types);
                let shapes = if held { self.names_more(facets, part, keyword) } else { branches.iter().any(shapes) };
                let beside = facets.parts.iter().map(Part::alone).filter(|part| self.asserts(part));
                let beside: Vec<Part<'a>> = beside.collect();
                let variant = |branch| std::iter::once(branch).chain(beside.iter().cloned()).collect();
                let names = self.branch_names(part, keyword);
                let variants = names.into_iter().zip(branches.into_iter().map(variant)).collect();
                let choice = Choice { part: position, keyword, variants };
                // A choice between scalars of one type says which are valid, but not how they are held, but for strings.
                if self.leaves_one(part, keyword, facets.types)
                    || if scalar { self.named_strings(&choice, place).is_some() } else { shapes }
                {
                    return Some(choice);
                }
            }
        }
        None
    }

    /// Whether no two of these schemas allow values of the same type of JSON.
    fn share_no_type(&self, branches: &[Part<'a>]) -> bool {
        let mut taken = Types::NONE;
        branches.iter().all(|branch| {
            let types = self.facets(branch, std::slice::from_ref(branch)).types;
            let is_free = !types.each().any(|(kind, ..)| taken.has(kind));
            taken = taken | types;
            is_free
        })
    }

    /// The schemas that do not allow every value.
    fn saying(&self, facets: &Facets<'a>) -> Vec<Part<'a>> {
        facets.parts.iter().filter(|part| !self.allows_all(part)).cloned().collect()
    }

    /// Whether a schema of a choice decides how values of these types are held. To name a property is to require it where
    /// nothing is said of it.
    fn shapes(&self, branch: &Part<'a>, types: Types) -> bool {
        let required: BTreeSet<&str> = branch.items("required").iter().filter_map(Node::as_str).collect();
        let is_bare = |member: &Member| match &member.value.kind {
            NodeKind::Boolean(allows) => *allows,
            _ => member.value.members().is_empty(),
        };
        SHAPING.iter().filter(|keyword| branch.get(keyword).is_some()).any(|keyword| match *keyword {
            "type" => self.facets(branch, std::slice::from_ref(branch)).types & types != types,
            "properties" => {
                let named = branch.named(keyword).iter();
                { named }.any(|member| !is_bare(member) || !required.contains(&*member.name))
            }
            "anyOf" | "oneOf" => self.left_of(branch, keyword, types).is_none_or(|left| self.shapes(&left, types)),
            _ => true,
        })
    }

    /// Whether values of some types are left one schema of a choice of several.
    pub(super) fn leaves_one(&self, part: &Part<'a>, keyword: &str, types: Types) -> bool {
        self.left_of(part, keyword, types).is_some()
    }

    /// The one schema of a choice of several that is left for values of some types.
    fn left_of(&self, part: &Part<'a>, keyword: &str, types: Types) -> Option<Part<'a>> {
        let branches = self.each(part, keyword);
        let is_choice = branches.len() > 1;
        let can_be = |branch: &Part<'a>| self.facets(branch, std::slice::from_ref(branch)).types.has(types);
        let mut left = branches.into_iter().filter(can_be);
        let only = left.next().filter(|_| is_choice)?;
        left.next().is_none().then_some(only)
    }

    /// Whether the schemas of a choice name properties that those beside it do not.
    pub(super) fn names_more(&self, facets: &Facets<'a>, part: &Part<'a>, keyword: &str) -> bool {
        let names = property_names_of(&self.saying(facets));
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
    /// `said` is added to by a schema that alone is left of the choice.
    pub(super) fn chosen_form(
        &mut self,
        facets: &mut Facets<'a>,
        choice: Choice<'a>,
        place: &Place,
        said: &mut Annotations,
    ) -> (Form<'a>, bool) {
        if let Some(form) = self.named_strings(&choice, place) {
            return (form, false);
        }
        let variants = choice.variants.into_iter().map(|(name, parts)| {
            let types = self.types_of(&parts, place);
            ChosenVariant { name, parts, types }
        });
        let mut left: Vec<ChosenVariant<'a>> = variants.collect();
        let with_null = left.iter().filter(|variant| variant.types.has(Types::NULL)).count();
        let null = left.iter().position(|variant| self.is_null(variant));
        let nullable = null.filter(|_| choice.keyword == "anyOf" || with_null == 1);
        // Where nothing else is left, `null` is the one variant.
        let is_other =
            |(position, variant): (usize, &ChosenVariant<'a>)| Some(position) != nullable && !variant.types.is_empty();
        let nullable = nullable.filter(|_| left.iter().enumerate().any(is_other));
        if let Some(null) = nullable {
            left.remove(null);
        }
        // A variant that no value can be is none.
        left.retain(|variant| !variant.types.is_empty());
        if left.is_empty() {
            return (Form::Plain(Shape::Never, Vec::new()), false);
        }
        if let [only] = &mut left[..] {
            let own = only.parts[0].clone();
            // What stands beside the choice says more of the value than the choice that is left of it.
            only.parts.rotate_left(1);
            let held = self.held_all(only.parts.clone(), place);
            // A type that is made of it says it itself.
            if !matches!(held.shape, Shape::Named(_)) || !self.asserts(&own) {
                *said = self.annotations(&own, only.types);
            }
            // What has no type of its own is made of that schema, too.
            if !matches!(held.shape, Shape::Named(_)) {
                let left = self.flattened(&only.parts);
                let left = left.into_iter().filter(|part| !facets.parts.iter().any(|known| known.is_same(part)));
                facets.parts.extend(left.collect::<Vec<_>>());
            }
            let checks = held.checks.into_iter().map(|located| located.check).collect();
            return (Form::Plain(held.shape, checks), nullable.is_some() || held.nullable);
        }
        let mut taken = Types::NONE;
        let disjoint = left.iter().all(|variant| {
            let free = !variant.types.each().any(|(kind, ..)| taken.has(kind));
            taken = taken | variant.types;
            free
        });
        let (location, keyword) = (facets.parts[choice.part].location(), choice.keyword);
        let tag = if disjoint { None } else { self.tag(&facets.parts[choice.part], &left) };
        let chosen = Chosen { location, keyword, variants: left, tag };
        let form = if disjoint { Form::Disjoint(chosen) } else { Form::Union(chosen) };
        (form, nullable.is_some())
    }

    /// Whether a variant takes `null`, and nothing else.
    fn is_null(&self, variant: &ChosenVariant<'a>) -> bool {
        let judges = |part: &Part<'a>| ["anyOf", "oneOf", "not", "if"].iter().any(|name| part.get(name).is_some());
        variant.types == Types::NULL && !self.flattened(&variant.parts).iter().any(judges)
    }

    /// The form of a choice between strings alone that names them: each by a schema of its own, or some beside all others.
    fn named_strings(&self, choice: &Choice<'a>, place: &Place) -> Option<Form<'a>> {
        let facets = choice.variants.iter().map(|(_, parts)| self.facets(&parts[0], parts));
        let facets: Vec<Facets<'a>> = facets.collect();
        if place.private || facets.iter().any(|facets| facets.types != Types::STRING) {
            return None;
        }
        let annotations = |facets: &Facets<'a>| self.annotations(&facets.owner, Types::STRING);
        let named = |facets: &Facets<'a>| -> Option<Vec<String>> {
            let values = facets.values.as_ref().filter(|_| facets.says_only(&["type", "enum", "const"]))?;
            Some(values.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect())
        };
        let each: Option<Vec<(String, Annotations)>> = facets
            .iter()
            .map(|facets| match &named(facets)?[..] {
                [only] => Some((only.clone(), annotations(facets))),
                _ => None,
            })
            .collect();
        if let Some(each) = each {
            let distinct: BTreeSet<&String> = each.iter().map(|(value, _)| value).collect();
            return (distinct.len() == each.len()).then_some(Form::Strings(each, None));
        }
        let [first, second] = &facets[..] else { return None };
        let is_any = |facets: &Facets<'a>| facets.values.is_none() && self.strings_are_free(facets);
        let all_first = is_any(first);
        let (all, known) = if all_first { (first, second) } else { (second, first) };
        let values = named(known).filter(|_| choice.keyword == "anyOf" && is_any(all))?;
        let name = "Other".to_owned();
        let others = OtherStrings { name, known: annotations(known), all: annotations(all), all_first };
        let values = values.into_iter().map(|value| (value, Annotations::default()));
        Some(Form::Strings(values.collect(), Some(others)))
    }

    /// Whether schemas allow every string.
    fn strings_are_free(&self, facets: &Facets<'a>) -> bool {
        facets.says_only(&["type", "format"]) && facets.parts.iter().all(|part| self.asserted_format(part).is_none())
    }

    pub(super) fn union(&mut self, chosen: Chosen<'a>, place: &Place) -> Union {
        let Chosen { keyword, variants, tag, .. } = chosen;
        let (tag, mut values) = tag.map_or((None, Vec::new()), |found| (Some(found.tag), found.values));
        values.resize(variants.len(), Vec::new());
        let variants = variants.into_iter().zip(values).map(|(ChosenVariant { name, parts, types }, tags)| {
            let location = parts.first().map(Part::location).expect("a variant has a schema of its own");
            let held = self.held_together(parts, &place.below(&name, false));
            UnionVariant { name, types: json_types(types), tags, held, location }
        });
        Union { exclusive: keyword == "oneOf", tag, variants: variants.collect() }
    }

    pub(super) fn disjoint(&mut self, Chosen { keyword, variants, .. }: Chosen<'a>, place: &Place) -> ByType {
        let variants = variants.into_iter().map(|ChosenVariant { name, parts, types }| {
            let held = self.held_together(parts, &place.below(&name, false));
            TypeVariant { name, types: json_types(types), held }
        });
        ByType { keyword, variants: variants.collect() }
    }
}

fn json_types(types: Types) -> Vec<JsonType> {
    types.each().map(|(_, kind, _)| kind).collect()
}

fn property_names_of<'a>(parts: &[Part<'a>]) -> BTreeSet<&'a str> {
    let named = parts.iter().flat_map(|part| part.named("properties"));
    named.map(|member| member.name.as_str()).collect()
}

fn has_items(part: &Part<'_>) -> bool {
    part.prefix().is_some() || part.rest().is_some()
}
