//! Objects: the members of a struct or a map, each name once.

use super::{At, Counted, Decode, Filling, OneOf, Seed, Step, Violation, Wanted, is_small};
use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, Expected, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

/// A struct that an object schema became.
pub(crate) trait Object<'de>: Sized {
    /// The location of its schema.
    const SCHEMA: &'static str;
    /// The keyword that says which type its values are; empty where others imply it.
    const KEYWORD: &'static str = "type";
    /// The names that `properties` lists, in its order.
    const PROPERTIES: &'static [&'static str];
    /// `dependentRequired`
    const DEPENDENT: &'static [Dependent] = &[];

    fn decode_members<A: MapAccess<'de>>(
        members: &mut Members<'_, 'de, A>,
        slot: &mut Option<Self>,
    ) -> Result<(), A::Error>;
}

/// A list of `dependentRequired`: with a property, others must be there.
pub(crate) struct Dependent {
    pub(crate) property: &'static str,
    pub(crate) required: &'static [&'static str],
    /// The location of the list.
    pub(crate) schema: &'static str,
}

/// Decodes an object into its struct.
pub(crate) fn decode_object<'de, T: Object<'de>, D: Deserializer<'de>>(
    deserializer: D,
    at: &At<'_>,
    slot: &mut Option<T>,
) -> Result<(), D::Error> {
    struct ObjectVisitor<'a, T> {
        at: &'a At<'a>,
        slot: &'a mut Option<T>,
    }

    impl<'de, T: Object<'de>> Visitor<'de> for ObjectVisitor<'_, T> {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            Expected::fmt(&Wanted { what: "an object", at: &self.at.under(T::SCHEMA), keyword: T::KEYWORD }, f)
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
            let at = self.at.under(T::SCHEMA);
            at.enter()?;
            let mut seen = Vec::new();
            let mut members = Members::new(map, &at, T::PROPERTIES);
            if !T::DEPENDENT.is_empty() {
                members.seen = Some(&mut seen);
            }
            T::decode_members(&mut members, self.slot)?;
            judge_dependent(T::DEPENDENT, &seen, &at)
        }
    }

    deserializer.deserialize_map(ObjectVisitor { at, slot })
}

/// Judges which members depend on others, by the names that were read.
fn judge_dependent<E: de::Error>(lists: &[Dependent], names: &[String], at: &At<'_>) -> Result<(), E> {
    let seen = |name: &str| names.iter().any(|seen| seen == name);
    for Dependent { property, required, schema } in lists.iter().filter(|list| seen(list.property)) {
        if let Some(missing) = required.iter().find(|name| !seen(name)) {
            let what = format_args!("missing property `{missing}`, which has to stand beside `{property}`");
            return Err(E::custom(Wanted { what, at: &at.under(schema), keyword: "" }));
        }
    }
    Ok(())
}

/// The members of an object, read in the order in which they come.
pub(crate) struct Members<'a, 'de, A> {
    pub(super) map: A,
    pub(super) at: &'a At<'a>,
    /// The location of the schema of the next value, where it does not follow from that of the object's, or of the one that
    /// asks for what is judged next.
    schema: Option<&'static str>,
    pub(super) names: &'static [&'static str],
    /// The position in `names` behind the property read last, where the next one is likely: most objects keep the order
    /// of their schema. While a property is being read, its own position.
    pub(super) current: usize,
    /// The name that `names` does not list, while such a member is being read.
    other: Cow<'de, str>,
    /// The number of members read.
    count: usize,
    /// The names read, where some depend on others.
    seen: Option<&'a mut Vec<String>>,
}

impl<'a, 'de, A: MapAccess<'de>> Members<'a, 'de, A> {
    pub(super) fn new(map: A, at: &'a At<'a>, names: &'static [&'static str]) -> Self {
        let other = Cow::Borrowed("");
        Members { map, at, schema: None, names, current: 0, other, count: 0, seen: None }
    }

    /// The position of the next member among the names that `properties` lists, their number for one that it does not;
    /// `None` behind the last.
    pub(crate) fn next_member(&mut self) -> Result<Option<usize>, A::Error> {
        let seed = NameSeed { names: self.names, likely: self.current, other: &mut self.other };
        let Some(position) = self.map.next_key_seed(seed)? else { return Ok(None) };
        self.count += 1;
        if position < self.names.len() {
            self.current = position;
        }
        if let Some(seen) = &mut self.seen {
            seen.push(self.names.get(position).map_or_else(|| self.other.to_string(), ToString::to_string));
        }
        Ok(Some(position))
    }

    /// Judges the name of a member, at this position, by a schema of `propertyNames`.
    pub(crate) fn judge_name<T: Decode<'de>>(&self, position: usize, schema: &'static str) -> Result<(), A::Error> {
        let name = self.names.get(position).copied().unwrap_or(&self.other);
        let at = self.at.child(Step::Name(name)).under(schema);
        T::decode(StrDeserializer::new(name), &at).map(drop)
    }

    /// Judges `minProperties`.
    pub(crate) fn at_least(&mut self, least: u64) -> Result<(), A::Error> {
        let expected = format_args!("at least {}, found {}", Counted(least, "property", "properties"), self.count);
        if self.count as u64 >= least {
            Ok(())
        } else {
            Err(Violation::new("minProperties", expected).at(&self.asking()))
        }
    }

    /// Judges `maxProperties`.
    pub(crate) fn at_most(&mut self, most: u64) -> Result<(), A::Error> {
        let expected = format_args!("at most {}, found {}", Counted(most, "property", "properties"), self.count);
        if self.count as u64 <= most {
            Ok(())
        } else {
            Err(Violation::new("maxProperties", expected).at(&self.asking()))
        }
    }

    /// Says the location of the schema of the next value, or of the one that asks for what is judged next.
    pub(crate) fn under(&mut self, schema: &'static str) -> &mut Self {
        self.schema = Some(schema);
        self
    }

    /// The object's place, under the schema that asks for what is being judged.
    fn asking(&mut self) -> At<'a> {
        self.schema.take().map_or(*self.at, |schema| self.at.under(schema))
    }

    /// The place of the next value.
    pub(super) fn place<'b>(&mut self, step: Step<'b>) -> At<'b>
    where
        'a: 'b,
    {
        let held = self.at.held.and_then(|held| held.member(self.count.wrapping_sub(1)));
        self.at.below(step, self.schema.take(), held)
    }

    /// Decodes the value of the property named last; a second one of that name is an error.
    pub(crate) fn read<T: Decode<'de>>(&mut self, slot: &mut Option<T>) -> Result<(), A::Error> {
        self.read_checked(slot, |_| Ok(()))
    }

    /// Like [`Members::read`], with the checks that the property's schema asks for.
    pub(crate) fn read_checked<T: Decode<'de>>(
        &mut self,
        slot: &mut Option<T>,
        check: impl FnOnce(&T) -> Result<(), Violation>,
    ) -> Result<(), A::Error> {
        let name = self.names[self.current];
        if slot.is_some() {
            return Err(self.repeated(name));
        }
        let at = self.place(Step::Property(name));
        if is_small::<T>() {
            *slot = Some(self.map.next_value_seed(Seed::new(&at))?);
        } else {
            self.map.next_value_seed(Filling { at: &at, slot })?;
        }
        self.current += 1;
        slot.as_ref().map_or(Ok(()), check).map_err(|violation| violation.at(&at))
    }

    /// Decodes a value that `additionalProperties` speaks of.
    pub(crate) fn read_additional<M: PropertyMap<'de>>(&mut self, map: &mut M) -> Result<(), A::Error> {
        let name = self.take_other();
        let at = self.place(Step::AdditionalProperty(&name));
        let is_first = self.seeded(MemberSeed { map, name: &name, at: &at })?;
        if is_first { Ok(()) } else { Err(self.repeated(&name)) }
    }

    /// The name of a member that `names` does not list.
    pub(super) fn other(&self) -> &str {
        &self.other
    }

    /// Takes that name away, as its value is read.
    pub(super) fn take_other(&mut self) -> Cow<'de, str> {
        std::mem::take(&mut self.other)
    }

    /// Decodes a value by what a seed makes of it.
    pub(super) fn seeded<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.map.next_value_seed(seed)
    }

    /// Decodes a value as serde has it.
    pub(super) fn raw<T: de::Deserialize<'de>>(&mut self) -> Result<T, A::Error> {
        self.map.next_value()
    }

    /// Passes over a value that is not kept.
    pub(crate) fn skip(&mut self) -> Result<(), A::Error> {
        self.raw::<de::IgnoredAny>().map(drop)
    }

    /// The value of a required property.
    pub(crate) fn required<T>(&mut self, slot: Option<T>, name: &'static str) -> Result<T, A::Error> {
        let at = self.asking();
        slot.ok_or_else(|| {
            let what = format_args!("missing property `{name}`");
            de::Error::custom(Wanted { what, at: &at, keyword: "required" })
        })
    }

    /// The error for a member of an object whose schema says `additionalProperties: false`, or that the schema `false`
    /// speaks of which was told last.
    pub(crate) fn unknown(&mut self) -> A::Error {
        let keyword = if self.schema.is_none() { "additionalProperties" } else { "" };
        let at = self.asking();
        let what = format_args!("unknown property `{}`, expected {}", self.other, OneOf(self.names));
        de::Error::custom(Wanted { what, at: &at, keyword })
    }

    pub(super) fn repeated(&self, name: &str) -> A::Error {
        let what = format_args!("repeated property `{name}`, expected each name once");
        de::Error::custom(Wanted { what, at: self.at, keyword: "" })
    }
}

/// Decodes a member's name to its position in `names`, their number where it is another one, which is kept then.
struct NameSeed<'a, 'de> {
    names: &'static [&'static str],
    likely: usize,
    other: &'a mut Cow<'de, str>,
}

impl NameSeed<'_, '_> {
    /// The position of a name.
    fn find(&self, name: &str) -> Option<usize> {
        let (before, from) = self.names.split_at(self.likely.min(self.names.len()));
        let position = from.iter().position(|known| *known == name).map(|position| position + before.len());
        position.or_else(|| before.iter().position(|known| *known == name))
    }
}

impl<'de> DeserializeSeed<'de> for NameSeed<'_, 'de> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for NameSeed<'_, 'de> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a property name")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<usize, E> {
        Ok(self.find(name).unwrap_or_else(|| {
            *self.other = Cow::Owned(name.to_owned());
            self.names.len()
        }))
    }

    fn visit_borrowed_str<E: de::Error>(self, name: &'de str) -> Result<usize, E> {
        Ok(self.find(name).unwrap_or_else(|| {
            *self.other = Cow::Borrowed(name);
            self.names.len()
        }))
    }
}

/// What keeps properties that a schema does not name.
pub(crate) trait PropertyMap<'de> {
    /// Decodes the value of a member and keeps it; whether its name was not there before.
    fn decode_member<D: Deserializer<'de>>(
        &mut self,
        name: &str,
        deserializer: D,
        at: &At<'_>,
    ) -> Result<bool, D::Error>;
}

impl<'de, T: Decode<'de>> PropertyMap<'de> for BTreeMap<String, T> {
    fn decode_member<D: Deserializer<'de>>(
        &mut self,
        name: &str,
        deserializer: D,
        at: &At<'_>,
    ) -> Result<bool, D::Error> {
        let value = T::decode(deserializer, at)?;
        Ok(self.insert(name.to_owned(), value).is_none())
    }
}

impl<'de> PropertyMap<'de> for serde_json::Map<String, serde_json::Value> {
    fn decode_member<D: Deserializer<'de>>(
        &mut self,
        name: &str,
        deserializer: D,
        at: &At<'_>,
    ) -> Result<bool, D::Error> {
        let value = serde_json::Value::decode(deserializer, at)?;
        Ok(self.insert(name.to_owned(), value).is_none())
    }
}

/// Hands a member's value on to [`PropertyMap::decode_member`].
struct MemberSeed<'a, M> {
    map: &'a mut M,
    name: &'a str,
    at: &'a At<'a>,
}

impl<'de, M: PropertyMap<'de>> DeserializeSeed<'de> for MemberSeed<'_, M> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        self.map.decode_member(self.name, deserializer, self.at)
    }
}

/// Encodes a property that may be absent.
pub(crate) fn serialize_optional<M: SerializeMap, T: Serialize>(
    map: &mut M,
    name: &'static str,
    value: Option<T>,
) -> Result<(), M::Error> {
    value.map_or(Ok(()), |value| map.serialize_entry(name, &value))
}

/// A map whose members are encoded among those of an object.
pub(crate) trait EncodeMembers {
    /// Encodes the members, none of which may be one that another field holds.
    fn encode_members<M: SerializeMap>(
        &self,
        map: &mut M,
        held_elsewhere: impl Fn(&str) -> bool,
    ) -> Result<(), M::Error>;
}

impl<T: Serialize> EncodeMembers for BTreeMap<String, T> {
    fn encode_members<M: SerializeMap>(
        &self,
        map: &mut M,
        held_elsewhere: impl Fn(&str) -> bool,
    ) -> Result<(), M::Error> {
        self.iter().try_for_each(|(name, value)| encode_member(map, name, value, &held_elsewhere))
    }
}

/// Encodes a member, unless it is one that another field holds.
pub(super) fn encode_member<M: SerializeMap, T: Serialize + ?Sized>(
    map: &mut M,
    name: &str,
    value: &T,
    held_elsewhere: impl Fn(&str) -> bool,
) -> Result<(), M::Error> {
    if held_elsewhere(name) {
        let message = format_args!("a map has the property `{name}`, which another field is for");
        return Err(serde::ser::Error::custom(message));
    }
    map.serialize_entry(name, value)
}

/// Encodes the properties that a schema does not name; one that it does name must not stand among them.
pub(crate) fn serialize_additional<M: SerializeMap>(
    map: &mut M,
    additional: &impl EncodeMembers,
    properties: &[&str],
) -> Result<(), M::Error> {
    additional.encode_members(map, |name| properties.contains(&name))
}

/// Decodes a map of one value type, each name once.
fn decode_map<'de, M, D>(deserializer: D, at: &At<'_>) -> Result<M, D::Error>
where
    M: PropertyMap<'de> + Default,
    D: Deserializer<'de>,
{
    struct MapVisitor<'a, M>(&'a At<'a>, PhantomData<M>);

    impl<'de, M> Visitor<'de> for MapVisitor<'_, M>
    where
        M: PropertyMap<'de> + Default,
    {
        type Value = M;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            Expected::fmt(&Wanted { what: "an object", at: self.0, keyword: "type" }, f)
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<M, A::Error> {
            self.0.enter()?;
            let mut members = Members::new(map, self.0, &[]);
            let mut decoded = M::default();
            while members.next_member()?.is_some() {
                members.read_additional(&mut decoded)?;
            }
            Ok(decoded)
        }
    }

    deserializer.deserialize_map(MapVisitor(at, PhantomData))
}

impl<'de, T: Decode<'de>> Decode<'de> for BTreeMap<String, T> {
    fn decode<D: Deserializer<'de>>(deserializer: D, at: &At<'_>) -> Result<Self, D::Error> {
        decode_map(deserializer, at)
    }
}
