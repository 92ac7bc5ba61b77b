//! The dialects of JSON Schema: which keywords a schema has, and what they mean in it.

use crate::json::Node;
use serde::{Deserialize, Serialize};

/// A draft of JSON Schema; a later one is greater.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub enum Draft {
    /// Draft 4.
    #[serde(rename = "4")]
    Draft4,
    /// Draft 6.
    #[serde(rename = "6")]
    Draft6,
    /// Draft 7.
    #[serde(rename = "7")]
    Draft7,
    /// Draft 2019-09.
    #[serde(rename = "2019-09")]
    Draft201909,
    /// Draft 2020-12.
    #[default]
    #[serde(rename = "2020-12")]
    Draft202012,
}

impl Draft {
    /// The draft whose meta-schema a `$schema` names; with or without TLS, and with or without an empty fragment.
    pub(crate) fn of_meta_schema(uri: &str) -> Option<Self> {
        match referencing::Draft::from_schema_uri(uri) {
            referencing::Draft::Draft4 => Some(Draft::Draft4),
            referencing::Draft::Draft6 => Some(Draft::Draft6),
            referencing::Draft::Draft7 => Some(Draft::Draft7),
            referencing::Draft::Draft201909 => Some(Draft::Draft201909),
            referencing::Draft::Draft202012 => Some(Draft::Draft202012),
            _ => None,
        }
    }

    /// The keyword that identifies a schema.
    pub(crate) fn id_keyword(self) -> &'static str {
        if self == Draft::Draft4 { "id" } else { "$id" }
    }

    /// Whether everything beside `$ref` is ignored.
    pub(crate) fn reference_stands_alone(self) -> bool {
        self <= Draft::Draft7
    }
}

impl From<Draft> for referencing::Draft {
    fn from(draft: Draft) -> Self {
        match draft {
            Draft::Draft4 => referencing::Draft::Draft4,
            Draft::Draft6 => referencing::Draft::Draft6,
            Draft::Draft7 => referencing::Draft::Draft7,
            Draft::Draft201909 => referencing::Draft::Draft201909,
            Draft::Draft202012 => referencing::Draft::Draft202012,
        }
    }
}

/// What a schema resource is written in: a draft, less the vocabularies that its own meta-schema leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "vocabularies are in use or not, each for itself")]
pub struct Dialect {
    /// The draft.
    pub draft: Draft,
    /// Whether the keywords of the validation vocabulary are in use (JSON Schema Validation, section 6).
    pub validation: bool,
    /// Whether those of the applicator vocabulary are (Core, section 10).
    pub applicator: bool,
    /// Whether those of the unevaluated vocabulary are (Core, section 11). Before draft 2020-12, they are applicators.
    pub unevaluated: bool,
    /// Whether `format` is to be asserted whatever the settings say (Validation, section 7.2.2).
    pub format_assertion: bool,
}

impl Dialect {
    /// A draft with all of its vocabularies.
    #[must_use]
    pub fn of(draft: Draft) -> Self {
        Dialect { draft, validation: true, applicator: true, unevaluated: true, format_assertion: false }
    }

    /// A draft with the vocabularies that a meta-schema lists in its `$vocabulary` (Core, section 8.1.2).
    ///
    /// # Errors
    /// A vocabulary that must be understood, and is not known.
    pub(crate) fn with_vocabularies(draft: Draft, vocabularies: &Node) -> Result<Self, String> {
        let (prefix, known): (_, &[&str]) = match draft {
            Draft::Draft4 | Draft::Draft6 | Draft::Draft7 => return Ok(Dialect::of(draft)),
            Draft::Draft201909 => (
                "https://json-schema.org/draft/2019-09/vocab/",
                &["core", "applicator", "validation", "meta-data", "format", "content"],
            ),
            Draft::Draft202012 => (
                "https://json-schema.org/draft/2020-12/vocab/",
                &[
                    "core",
                    "applicator",
                    "unevaluated",
                    "validation",
                    "meta-data",
                    "format-annotation",
                    "format-assertion",
                    "content",
                ],
            ),
        };
        for member in vocabularies.members() {
            let is_known = member.name.strip_prefix(prefix).is_some_and(|name| known.contains(&name));
            if !is_known && member.value.is_true() {
                return Err(member.name.clone());
            }
        }
        let listed = |name: &str| vocabularies.get(&format!("{prefix}{name}"));
        let applicator = listed("applicator").is_some();
        Ok(Dialect {
            draft,
            validation: listed("validation").is_some(),
            applicator,
            unevaluated: if draft == Draft::Draft201909 { applicator } else { listed("unevaluated").is_some() },
            // The later vocabulary asserts wherever it is understood, the earlier one where it is required.
            format_assertion: listed("format-assertion").is_some() || listed("format").is_some_and(Node::is_true),
        })
    }
}
