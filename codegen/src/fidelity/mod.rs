//! The fidelity report: every place where a type does not mean exactly what its schema means, and why.

mod explanation;
mod holders;
mod keywords;

pub(crate) use explanation::explain;
pub use explanation::{Explanation, Item};
pub(crate) use keywords::keywords;
pub use keywords::{Held, KeywordEntry};

use crate::pointer::Location;
use serde::Serialize;
use std::fmt;

/// Every place where a promise does not hold, in the order of documents and pointers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "verify", derive(schemars::JsonSchema))]
pub struct Fidelity {
    /// The places.
    pub entries: Vec<Entry>,
}

/// One place where a promise does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "verify", derive(schemars::JsonSchema))]
pub struct Entry {
    /// The location of the keyword: document and JSON pointer.
    #[serde(serialize_with = "serialize_location")]
    #[cfg_attr(feature = "verify", schemars(with = "String"))]
    pub location: Location,
    /// What becomes of the keyword's meaning.
    pub outcome: Outcome,
    /// Whether it is what every Rust user expects (a note), or something to decide on (a finding).
    pub severity: Severity,
    /// Why.
    pub reason: String,
    /// Why a person accepts it, as the settings say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted: Option<String>,
    /// Of a narrowing, what is still accepted.
    #[serde(skip)]
    pub narrowing: Option<Narrowing>,
}

/// The values that a narrowed type still accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Narrowing {
    /// The location of the schema that is narrowed.
    pub schema: Location,
    /// A JSON Schema that holds beside it.
    pub only: serde_json::Value,
    /// Whether the schema that is derived from the type says so too.
    pub derived: bool,
}

/// What becomes of a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "verify", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Some valid values are rejected (promise 1).
    Narrowed,
    /// Some values come back in another spelling of the same value (promise 2).
    Respelled,
    /// Something of a value does not come back (promise 2).
    Lost,
    /// Values are accepted exactly and come back, but no Rust type says what they are.
    Untyped,
}

/// How much an entry matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "verify", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// A default mapping.
    Note,
    /// A loss that a person has to decide on.
    Finding,
}

pub(crate) fn serialize_location<S: serde::Serializer>(location: &Location, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(location)
}

impl Fidelity {
    /// The entries of one document.
    pub fn of<'a>(&'a self, document: &'a str) -> impl Iterator<Item = &'a Entry> {
        self.entries.iter().filter(move |entry| entry.location.document == document)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Outcome::Narrowed => "narrowed",
            Outcome::Respelled => "re-spelled",
            Outcome::Lost => "lost",
            Outcome::Untyped => "untyped",
        })
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.location, self.outcome, self.reason)?;
        self.accepted.as_ref().map_or(Ok(()), |reason| write!(f, " (accepted: {reason})"))
    }
}

impl fmt::Display for Fidelity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.entries.iter().try_for_each(|entry| writeln!(f, "{entry}"))
    }
}
