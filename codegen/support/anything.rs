//! Any value, where only its being there is judged.

use super::{At, Decode};
use serde::de::{Deserializer, IgnoredAny};

/// Any value, which nobody will ask for.
pub(crate) struct Anything;

impl<'de> Decode<'de> for Anything {
    fn decode<D: Deserializer<'de>>(deserializer: D, _: &At<'_>) -> Result<Self, D::Error> {
        deserializer.deserialize_ignored_any(IgnoredAny).map(|_| Anything)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Anything {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Anything".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        true.into()
    }
}
