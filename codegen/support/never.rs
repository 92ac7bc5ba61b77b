//! The schema `false`: the type that no value decodes to.

use super::{At, Decode, Wanted};
use serde::{Deserializer, Serialize, Serializer, de};

/// No value at all. It stands where a schema says `false`: for a property that must be absent, or items that there must
/// not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Never(());

impl<'de> Decode<'de> for Never {
    fn decode<D: Deserializer<'de>>(_: D, at: &At<'_>) -> Result<Self, D::Error> {
        Err(de::Error::custom(Wanted { what: "no value is allowed", at, keyword: "" }))
    }
}

impl Serialize for Never {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Never {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Never".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        false.into()
    }
}
