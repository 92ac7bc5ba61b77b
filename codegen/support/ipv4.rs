//! `format: "ipv4"` as `std::net::Ipv4Addr`: the dotted quad of RFC 2673, section 3.2.
//!
//! Four decimal numbers up to 255, without leading zeros: some readers take those for octal.

use super::{At, Decode, decode_str};
use serde::Deserializer;
use std::net::Ipv4Addr;

impl<'de> Decode<'de> for Ipv4Addr {
    fn decode<D: Deserializer<'de>>(deserializer: D, at: &At<'_>) -> Result<Self, D::Error> {
        decode_str(deserializer, at, "an IPv4 address", "format", |text| text.parse().ok())
    }
}
