//! The formats that become types: which Rust type holds each, and what that type loses.
//!
//! JSON Schema Validation, section 7.3. The types' strict parsers are pieces of the generated crate's support module.

use crate::dialect::Draft;
use std::ops::RangeInclusive;

/// A format that has a Rust type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// `date-time` (RFC 3339, section 5.6), as `chrono::DateTime<chrono::FixedOffset>`.
    DateTime,
    /// `date` (RFC 3339, section 5.6), as `chrono::NaiveDate`.
    Date,
    /// `time` (RFC 3339, section 5.6), as a checked text.
    Time,
    /// `duration` (RFC 3339, appendix A), as a checked text.
    Duration,
    /// `uuid` (RFC 4122), as `uuid::Uuid`.
    Uuid,
    /// `uri` (RFC 3986), as a checked text.
    Uri,
    /// `uri-reference` (RFC 3986), as a checked text.
    UriReference,
    /// `uri-template` (RFC 6570), as a checked text.
    UriTemplate,
    /// `iri` (RFC 3987), as a checked text.
    Iri,
    /// `iri-reference` (RFC 3987), as a checked text.
    IriReference,
    /// `email` (RFC 5321, section 4.1.2), as a checked text.
    Email,
    /// `idn-email` (RFC 6531, section 3.3), as a checked text.
    IdnEmail,
    /// `hostname` as drafts 4 and 6 define it (RFC 1034, section 3.1), as a checked text.
    PlainHostname,
    /// `hostname` (RFC 1123, section 2.1, and RFC 5891, section 4.4), as a checked text.
    Hostname,
    /// `idn-hostname` (RFC 5890, section 2.3.2.3), as a checked text.
    IdnHostname,
    /// `ipv4` (RFC 2673, section 3.2), as `std::net::Ipv4Addr`.
    Ipv4,
    /// `ipv6` (RFC 4291, section 2.2), as `std::net::Ipv6Addr`.
    Ipv6,
    /// `json-pointer` (RFC 6901, section 5), as a checked text.
    JsonPointer,
    /// `relative-json-pointer` (Relative JSON Pointers, section 3), as a checked text.
    RelativeJsonPointer,
    /// `regex` (ECMA-262), as a checked text.
    Regex,
}

impl Format {
    /// Every format that has a type.
    pub const ALL: [Format; 20] = [
        Format::DateTime,
        Format::Date,
        Format::Time,
        Format::Duration,
        Format::Uuid,
        Format::Uri,
        Format::UriReference,
        Format::UriTemplate,
        Format::Iri,
        Format::IriReference,
        Format::Email,
        Format::IdnEmail,
        Format::PlainHostname,
        Format::Hostname,
        Format::IdnHostname,
        Format::Ipv4,
        Format::Ipv6,
        Format::JsonPointer,
        Format::RelativeJsonPointer,
        Format::Regex,
    ];

    /// The format that a draft defines by that name; any other name is an annotation in it.
    #[must_use]
    pub fn find(name: &str, draft: Draft) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name && format.drafts().contains(&draft))
    }

    /// The name in a schema.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Format::DateTime => "date-time",
            Format::Date => "date",
            Format::Time => "time",
            Format::Duration => "duration",
            Format::Uuid => "uuid",
            Format::Uri => "uri",
            Format::UriReference => "uri-reference",
            Format::UriTemplate => "uri-template",
            Format::Iri => "iri",
            Format::IriReference => "iri-reference",
            Format::Email => "email",
            Format::IdnEmail => "idn-email",
            Format::PlainHostname | Format::Hostname => "hostname",
            Format::IdnHostname => "idn-hostname",
            Format::Ipv4 => "ipv4",
            Format::Ipv6 => "ipv6",
            Format::JsonPointer => "json-pointer",
            Format::RelativeJsonPointer => "relative-json-pointer",
            Format::Regex => "regex",
        }
    }

    /// The drafts that define it.
    fn drafts(self) -> RangeInclusive<Draft> {
        let first = match self {
            Format::DateTime | Format::Uri | Format::Email | Format::PlainHostname | Format::Ipv4 | Format::Ipv6 => {
                Draft::Draft4
            }
            Format::UriReference | Format::UriTemplate | Format::JsonPointer => Draft::Draft6,
            Format::Date
            | Format::Time
            | Format::Iri
            | Format::IriReference
            | Format::IdnEmail
            | Format::Hostname
            | Format::IdnHostname
            | Format::RelativeJsonPointer
            | Format::Regex => Draft::Draft7,
            Format::Duration | Format::Uuid => Draft::Draft201909,
        };
        let last = if self == Format::PlainHostname { Draft::Draft6 } else { Draft::Draft202012 };
        first..=last
    }

    /// The path of the Rust type, as seen from a module of the generated crate.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Format::DateTime => "chrono::DateTime<chrono::FixedOffset>",
            Format::Date => "chrono::NaiveDate",
            Format::Time => "support::Time",
            Format::Duration => "support::Duration",
            Format::Uuid => "uuid::Uuid",
            Format::Uri => "support::Uri",
            Format::UriReference => "support::UriReference",
            Format::UriTemplate => "support::UriTemplate",
            Format::Iri => "support::Iri",
            Format::IriReference => "support::IriReference",
            Format::Email => "support::Email",
            Format::IdnEmail => "support::IdnEmail",
            Format::PlainHostname => "support::PlainHostname",
            Format::Hostname => "support::Hostname",
            Format::IdnHostname => "support::IdnHostname",
            Format::Ipv4 => "std::net::Ipv4Addr",
            Format::Ipv6 => "std::net::Ipv6Addr",
            Format::JsonPointer => "support::JsonPointer",
            Format::RelativeJsonPointer => "support::RelativeJsonPointer",
            Format::Regex => "support::Regex",
        }
    }

    /// Valid texts that the type cannot hold, and so rejects: why, and a pattern that matches them.
    #[must_use]
    pub fn rejects(self) -> Option<(&'static str, &'static str)> {
        let finer = "a fraction of a second finer than a nanosecond is rejected";
        (self == Format::DateTime).then_some((finer, r"\.[0-9]{9}[0-9]*[1-9]"))
    }

    /// How a text can come back in another spelling of the same value.
    #[must_use]
    pub fn respells(self) -> Option<&'static str> {
        match self {
            Format::DateTime => Some(
                "held as an instant with its offset: trailing zeros of the fraction, `t`, `z` and `+00:00` may come back \
                 in another spelling",
            ),
            Format::Uuid => Some("comes back in lower case"),
            Format::Ipv6 => Some("comes back in its canonical text (RFC 5952)"),
            _ => None,
        }
    }

    /// Whether the type has a default value in Rust.
    #[must_use]
    pub fn has_default(self) -> bool {
        matches!(self, Format::DateTime | Format::Date | Format::Uuid)
    }
}
