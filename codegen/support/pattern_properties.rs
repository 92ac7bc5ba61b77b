//! Properties whose names match a pattern.

use super::content::Refusal;
use super::held::{Holding, judge};
use super::object::{EncodeMembers, Members};
use super::{At, Content, Decode, Object, Pattern, PropertyMap, Step, Violation};
use serde::de::MapAccess;
use serde::ser::SerializeMap;

/// An entry of `patternProperties`.
pub(crate) struct PatternProperties {
    pattern: Pattern,
    /// The location of its schema.
    schema: &'static str,
    judge: fn(&Content<'_>, &At<'_>) -> Result<(), Refusal>,
}

impl PatternProperties {
    /// The properties whose names match a pattern, and whose values are judged by a type.
    pub(crate) fn new<T: for<'de> Decode<'de> + 'static>(pattern: Pattern, schema: &'static str) -> Self {
        PatternProperties { pattern, schema, judge: judge::<T> }
    }
}

/// A struct whose schema has `patternProperties`.
pub(crate) trait WithPatterns {
    /// The patterns, in the order of the schema.
    fn patterns() -> &'static [PatternProperties];
}

/// The position of the first pattern that a name matches.
fn first_match<T: WithPatterns>(name: &str) -> Result<Option<usize>, Violation> {
    for (position, entry) in T::patterns().iter().enumerate() {
        if entry.pattern.matches(name)? {
            return Ok(Some(position));
        }
    }
    Ok(None)
}

impl<'de, A: MapAccess<'de>> Members<'_, 'de, A> {
    /// The position of the first pattern that the name matches of a member that `properties` does not list.
    pub(crate) fn first_match<T: WithPatterns>(&self) -> Result<Option<usize>, A::Error> {
        let name = self.other();
        first_match::<T>(name).map_err(|violation| violation.at(&self.at.child(Step::AdditionalProperty(name))))
    }

    /// Decodes a value whose name matches the pattern at this position, and none before. It must be valid for the other
    /// patterns that the name matches, too.
    pub(crate) fn read_matched<T: WithPatterns, M: for<'a> PropertyMap<'a>>(
        &mut self,
        first: usize,
        map: &mut M,
    ) -> Result<(), A::Error> {
        let (kept_by, behind) = T::patterns()[first..].split_first().expect("the pattern kept_by");
        let mut others = Vec::new();
        for other in behind {
            let name = self.other();
            let matches = other.pattern.matches(name);
            if matches.map_err(|violation| violation.at(&self.at.child(Step::AdditionalProperty(name))))? {
                others.push(other);
            }
        }
        self.under(kept_by.schema);
        if others.is_empty() {
            return self.read_additional(map);
        }
        let name = self.take_other();
        let at = self.place(Step::AdditionalProperty(&name));
        let decode = |value: &Content<'_>, at: &At<'_>| {
            others.iter().try_for_each(|other| (other.judge)(value, &at.under(other.schema)))?;
            map.decode_member(&name, value, at)
        };
        let is_first = self.seeded(Holding { at: &at, decode })?;
        if is_first { Ok(()) } else { Err(self.repeated(&name)) }
    }
}

/// Encodes the properties of the map that keeps what matches the pattern at this position first, or no pattern.
pub(crate) fn serialize_matched<T: WithPatterns + for<'de> Object<'de>, M: SerializeMap>(
    map: &mut M,
    kept: &impl EncodeMembers,
    belongs: impl Fn(Option<usize>) -> bool,
) -> Result<(), M::Error> {
    kept.encode_members(map, |name| T::PROPERTIES.contains(&name) || !first_match::<T>(name).is_ok_and(&belongs))
}
