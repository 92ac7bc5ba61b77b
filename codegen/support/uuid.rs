//! `format: "uuid"` as `uuid::Uuid`: the hyphenated text of RFC 4122, section 3, in either case.
//!
//! The crate's own decoding also takes plain hexadecimal digits, braces and URNs, none of which the format has. A UUID
//! is encoded in lower case.

use super::{At, Decode, decode_str};
use serde::Deserializer;
use uuid::Uuid;
use uuid::fmt::Hyphenated;

impl<'de> Decode<'de> for Uuid {
    fn decode<D: Deserializer<'de>>(deserializer: D, at: &At<'_>) -> Result<Self, D::Error> {
        let parse = |text: &str| text.parse::<Hyphenated>().ok().map(Hyphenated::into_uuid);
        decode_str(deserializer, at, "a hyphenated UUID", "format", parse)
    }
}
