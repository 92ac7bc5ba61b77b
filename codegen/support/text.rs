//! The type of a format that keeps its text: one newtype for each such format, all with the same traits.
//!
//! A value only comes into being by the format's check. Decoding, `FromStr` and both `TryFrom` lead to it.

/// Defines the newtype of a format.
///
/// `parse` takes a `&str` and gives the content, or `None` for a text that the format does not have. The content is a
/// `String` or another type whose `as_str` is the text as it was. `wanted` names the texts of the format in errors.
/// The paths assume a module right below that of [`Decode`](super::Decode).
macro_rules! text_format {
    (
        $(#[$attribute:meta])*
        pub struct $name:ident($content:ty);
        format = $format:literal,
        wanted = $wanted:literal,
        parse = $parse:expr,
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct $name($content);

        impl $name {
            fn parse(text: &str) -> Option<Self> {
                let parse: fn(&str) -> Option<$content> = $parse;
                parse(text).map(Self)
            }

            /// The text, as it was given.
            #[must_use]
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl std::str::FromStr for $name {
            type Err = super::InvalidValue;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text).ok_or_else(|| {
                    super::InvalidValue::new(format_args!("invalid value: string {text:?}, expected {}", $wanted))
                })
            }
        }

        impl TryFrom<&str> for $name {
            type Error = super::InvalidValue;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl TryFrom<String> for $name {
            type Error = super::InvalidValue;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> super::Decode<'de> for $name {
            fn decode<D: serde::Deserializer<'de>>(deserializer: D, at: &super::At<'_>) -> Result<Self, D::Error> {
                super::decode_str(deserializer, at, $wanted, "format", Self::parse)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                super::Decode::decode(deserializer, &super::At::ROOT)
            }
        }

        #[cfg(feature = "schemars")]
        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "format": $format })
            }
        }
    };
}

pub(super) use text_format;
