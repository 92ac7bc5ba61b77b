//! The formats that become types: which Rust type holds each, and what that type loses.
//!
//! JSON Schema Validation, section 7.3. The types' strict parsers are pieces of the generated crate's support module.

/// A format that has a Rust type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// `date-time` (RFC 3339, section 5.6), as `chrono::DateTime<chrono::FixedOffset>`.
    DateTime,
    /// `date` (RFC 3339, section 5.6), as `chrono::NaiveDate`.
    Date,
    /// `time` (RFC 3339, section 5.6), as a checked text.
    Time,
    /// `uuid` (RFC 4122), as `uuid::Uuid`.
    Uuid,
    /// `uri` (RFC 3986), as a checked text.
    Uri,
    /// `uri-reference` (RFC 3986), as a checked text.
    UriReference,
    /// `email` (RFC 5321, section 4.1.2), as a checked text.
    Email,
    /// `ipv4` (RFC 2673, section 3.2), as `std::net::Ipv4Addr`.
    Ipv4,
    /// `ipv6` (RFC 4291, section 2.2), as `std::net::Ipv6Addr`.
    Ipv6,
}

impl Format {
    /// Every format that has a type.
    pub const ALL: [Format; 9] = [
        Format::DateTime,
        Format::Date,
        Format::Time,
        Format::Uuid,
        Format::Uri,
        Format::UriReference,
        Format::Email,
        Format::Ipv4,
        Format::Ipv6,
    ];

    /// The formats of the specification that have no type yet.
    pub const LATER: [&'static str; 10] = [
        "duration",
        "idn-email",
        "hostname",
        "idn-hostname",
        "iri",
        "iri-reference",
        "uri-template",
        "json-pointer",
        "relative-json-pointer",
        "regex",
    ];

    /// The format of that name.
    #[must_use]
    pub fn find(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The name in a schema.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Format::DateTime => "date-time",
            Format::Date => "date",
            Format::Time => "time",
            Format::Uuid => "uuid",
            Format::Uri => "uri",
            Format::UriReference => "uri-reference",
            Format::Email => "email",
            Format::Ipv4 => "ipv4",
            Format::Ipv6 => "ipv6",
        }
    }

    /// The path of the Rust type, as seen from a module of the generated crate.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Format::DateTime => "chrono::DateTime<chrono::FixedOffset>",
            Format::Date => "chrono::NaiveDate",
            Format::Time => "support::Time",
            Format::Uuid => "uuid::Uuid",
            Format::Uri => "support::Uri",
            Format::UriReference => "support::UriReference",
            Format::Email => "support::Email",
            Format::Ipv4 => "std::net::Ipv4Addr",
            Format::Ipv6 => "std::net::Ipv6Addr",
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
            Format::Date | Format::Time | Format::Uri | Format::UriReference | Format::Email | Format::Ipv4 => None,
        }
    }

    /// Whether the type has a default value in Rust.
    #[must_use]
    pub fn has_default(self) -> bool {
        matches!(self, Format::DateTime | Format::Date | Format::Uuid)
    }
}
