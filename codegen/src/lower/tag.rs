//! The tag of a choice: the property that tells by its value which of the schemas an object can be valid for.

use super::Lowering;
use super::content::ChosenVariant;
use super::object::is_small;
use super::part::Part;
use super::types::Types;
use super::values;
use crate::model::{Tag, TagValues};
use serde_json::Value;
use std::collections::BTreeSet;

/// How deep choices within the schemas of a choice are looked into for the tag's values.
const CHOICES: usize = 3;

/// The tag of a choice, and for each variant the values that it has.
pub(super) struct Discriminator {
    pub tag: Tag,
    /// Of a variant that has no objects, none.
    pub values: Vec<Vec<String>>,
}

impl<'a> Lowering<'a> {
    /// The tag of a choice: a property that each of its schemas of objects requires and allows some strings for, or booleans, or
    /// integers, none of which another one allows. `discriminator` of `OpenAPI` (3.1, section 4.8.25) says which, where there are several.
    pub(super) fn tag(&self, part: &Part<'a>, variants: &[ChosenVariant<'a>]) -> Option<Discriminator> {
        let of_objects = || variants.iter().filter(|variant| variant.types.has(Types::OBJECT));
        if of_objects().count() < 2 {
            return None;
        }
        let named = part.node.get("discriminator").and_then(|node| node.get("propertyName")?.as_str());
        let first = of_objects().next()?;
        let required = self.facets(first.parts.first()?, &first.parts).required();
        let candidates = named.into_iter().chain(required.iter().map(|(name, _)| *name));
        let mut candidates = candidates.filter(|name| self.tag_values(&first.parts, name, CHOICES).is_some());
        candidates.find_map(|property| {
            let mut seen = BTreeSet::new();
            let values = variants.iter().map(|variant| {
                if !variant.types.has(Types::OBJECT) {
                    return Some(Vec::new());
                }
                let values = self.tag_values(&variant.parts, property, CHOICES)?;
                values.iter().all(|value| seen.insert(value.to_string())).then_some(values)
            });
            let values: Vec<Vec<Value>> = values.collect::<Option<_>>()?;
            let all = |such: fn(&Value) -> bool| values.iter().flatten().all(such);
            let kind = if all(Value::is_string) {
                TagValues::Strings
            } else if all(Value::is_boolean) {
                TagValues::Booleans
            } else if all(is_small) {
                TagValues::Integers
            } else {
                return None;
            };
            let text = |value: Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let values = values.into_iter().map(|values| values.into_iter().map(text).collect()).collect();
            Some(Discriminator { tag: Tag { property: property.to_owned(), values: kind }, values })
        })
    }

    /// The values that schemas allow for a property that they require.
    fn tag_values(&self, parts: &[Part<'a>], property: &str, depth: usize) -> Option<Vec<Value>> {
        let facets = self.facets(parts.first()?, parts);
        let below = facets.parts.iter().filter_map(|part| {
            let named = part.named("properties").iter().find(|member| member.name == property);
            named.map(|member| self.child(part, &["properties", property], &member.value))
        });
        let below: Vec<Part<'a>> = below.collect();
        let is_required = facets.required().iter().any(|(name, _)| *name == property);
        if is_required
            && let Some(owner) = below.first()
            && let Some(values) = self.facets(owner, &below).values
        {
            return Some(values);
        }
        if depth == 0 {
            return None;
        }
        let choices = facets.parts.iter().flat_map(|part| ["anyOf", "oneOf"].map(|keyword| self.each(part, keyword)));
        choices.filter(|branches| branches.len() > 1).find_map(|branches| {
            let values =
                branches.iter().map(|branch| self.tag_values(std::slice::from_ref(branch), property, depth - 1));
            Some(values::distinct(values.collect::<Option<Vec<_>>>()?.into_iter().flatten().collect()))
        })
    }
}
