//! Properties that no schema describes.

use super::object::{EncodeMembers, Members, encode_member};
use super::packed::{Packed, Packer};
use super::{At, Decode, Wanted, json_of};
use serde::de::{Deserialize, Deserializer, Expected, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};
use std::convert::Infallible;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Deref, DerefMut};
use std::sync::{LazyLock, OnceLock};

/// Properties that the schema does not describe, by their names.
///
/// It is a map of any values, with all that a `serde_json::Map` can do. What was decoded becomes that map when it is first
/// looked at: most programs hand such properties on, and for that they need not be taken apart. They are encoded in the
/// order in which they came, until one is changed.
#[derive(Clone, Default)]
pub struct Properties(Option<Box<Kept>>);

#[derive(Clone, Default)]
struct Kept {
    /// What was decoded; empty once it may have been changed.
    packed: Packed,
    /// The map, once someone looked at it.
    map: OnceLock<Map<String, Value>>,
}

impl Kept {
    fn map(&self) -> &Map<String, Value> {
        self.map.get_or_init(|| {
            let mut map = Map::new();
            let Ok(()) = self.packed.try_for_each(|name, value| {
                map.insert(name.to_owned(), json_of(value));
                Ok::<(), Infallible>(())
            });
            map
        })
    }
}

impl Properties {
    /// None.
    #[must_use]
    pub const fn new() -> Self {
        Properties(None)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            None => 0,
            Some(kept) if kept.packed.is_empty() => kept.map().len(),
            Some(kept) => kept.packed.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Deref for Properties {
    type Target = Map<String, Value>;

    fn deref(&self) -> &Map<String, Value> {
        static NONE: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);
        self.0.as_ref().map_or(&NONE, |kept| kept.map())
    }
}

impl DerefMut for Properties {
    fn deref_mut(&mut self) -> &mut Map<String, Value> {
        let kept = self.0.get_or_insert_default();
        kept.map();
        kept.packed = Packed::default();
        kept.map.get_mut().expect("it was made just now")
    }
}

impl PartialEq for Properties {
    fn eq(&self, other: &Self) -> bool {
        let is_same = match (&self.0, &other.0) {
            (Some(one), Some(other)) => !one.packed.is_empty() && one.packed == other.packed,
            (one, other) => one.is_none() && other.is_none(),
        };
        is_same || **self == **other
    }
}

impl Eq for Properties {}

impl Hash for Properties {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

impl fmt::Debug for Properties {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl From<Map<String, Value>> for Properties {
    fn from(map: Map<String, Value>) -> Self {
        let kept = (!map.is_empty()).then(|| Box::new(Kept { packed: Packed::default(), map: map.into() }));
        Properties(kept)
    }
}

impl From<Properties> for Map<String, Value> {
    fn from(mut properties: Properties) -> Self {
        std::mem::take(&mut *properties)
    }
}

impl FromIterator<(String, Value)> for Properties {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(properties: I) -> Self {
        properties.into_iter().collect::<Map<_, _>>().into()
    }
}

impl IntoIterator for Properties {
    type Item = (String, Value);
    type IntoIter = serde_json::map::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        Map::from(self).into_iter()
    }
}

impl<'a> IntoIterator for &'a Properties {
    type Item = (&'a String, &'a Value);
    type IntoIter = serde_json::map::Iter<'a>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl EncodeMembers for Properties {
    fn encode_members<M: SerializeMap>(
        &self,
        map: &mut M,
        held_elsewhere: impl Fn(&str) -> bool,
    ) -> Result<(), M::Error> {
        match &self.0 {
            None => Ok(()),
            Some(kept) if kept.packed.is_empty() => {
                kept.map().iter().try_for_each(|(name, value)| encode_member(map, name, value, &held_elsewhere))
            }
            Some(kept) => kept.packed.try_for_each(|name, value| encode_member(map, name, value, &held_elsewhere)),
        }
    }
}

impl Serialize for Properties {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.len()))?;
        self.encode_members(&mut map, |_| false)?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for Properties {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::decode(deserializer, &At::ROOT)
    }
}

impl<'de> Decode<'de> for Properties {
    fn decode<D: Deserializer<'de>>(deserializer: D, at: &At<'_>) -> Result<Self, D::Error> {
        struct PropertiesVisitor<'a>(&'a At<'a>);

        impl<'de> Visitor<'de> for PropertiesVisitor<'_> {
            type Value = Properties;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                Expected::fmt(&Wanted { what: "an object", at: self.0, keyword: "type" }, f)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Properties, A::Error> {
                self.0.enter()?;
                let mut members = Members::new(map, self.0, &[]);
                let mut packer = Packer::new();
                while members.next_member()?.is_some() {
                    members.read_additional(&mut packer)?;
                }
                members.packed(packer)
            }
        }

        deserializer.deserialize_map(PropertiesVisitor(at))
    }
}

impl<'de, A: MapAccess<'de>> Members<'_, 'de, A> {
    /// The properties that were packed.
    pub(crate) fn packed(&self, packer: Packer) -> Result<Properties, A::Error> {
        let packed = packer.finish().map_err(|name| self.repeated(&name))?;
        Ok(Properties(packed.map(|packed| Box::new(Kept { packed, map: OnceLock::new() }))))
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Properties {
    fn inline_schema() -> bool {
        Map::<String, Value>::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        Map::<String, Value>::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Map::<String, Value>::json_schema(generator)
    }
}
