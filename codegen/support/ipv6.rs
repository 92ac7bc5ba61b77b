//! `format: "ipv6"` as `std::net::Ipv6Addr`: the texts of RFC 4291, section 2.2.
//!
//! A prefix length or a zone is not part of an address. An address is encoded in its shortest form (RFC 5952).

use super::{At, Decode, decode_str};
use serde::Deserializer;
use std::net::Ipv6Addr;

impl<'de> Decode<'de> for Ipv6Addr {
    fn decode<D: Deserializer<'de>>(deserializer: D, at: &At<'_>) -> Result<Self, D::Error> {
        decode_str(deserializer, at, "an IPv6 address", "format", |text| text.parse().ok())
    }
}
