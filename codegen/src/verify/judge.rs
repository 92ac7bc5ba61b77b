//! The documents as an independent validator sees them.

use super::algebra::{self, Side};
use super::report::SaysBack;
use super::{Generated, Settings, Subject, annotations};
use crate::Formats;
use crate::fidelity::{Narrowing, Outcome};
use jsonschema::Validator;
use referencing::{Draft, Registry, RegistryBuilder, Resolver};
use serde_json::Value;

/// The documents of a run: as they are, and with reported narrowings written into them.
pub struct Judge {
    /// The URI of each document.
    uris: Vec<String>,
    originals: Vec<Value>,
    /// What the types promise to accept: the originals less what the fidelity report names.
    narrowed: Vec<Value>,
    /// What the derived schemas promise to say: the originals less what the derived schemas say of it.
    said: Vec<Value>,
    formats: bool,
    /// Whether unknown properties are dropped, as the settings say.
    drops: bool,
}

impl Judge {
    /// A judge for the documents of a run.
    ///
    /// # Errors
    /// Documents that the validator does not take.
    pub fn new(generated: &Generated, settings: &Settings) -> Result<Self, String> {
        let documents = || generated.documents.iter();
        let originals: Vec<Value> = documents().map(|document| document.value.clone()).collect();
        let (mut narrowed, mut said) = (originals.clone(), originals.clone());
        for entry in generated.fidelity.entries.iter().filter(|entry| entry.outcome == Outcome::Narrowed) {
            let Some(narrowing) = &entry.narrowing else { continue };
            let name = &narrowing.schema.document;
            if let Some(position) = documents().position(|document| document.name == *name) {
                narrow(&mut narrowed[position], narrowing);
                if narrowing.derived {
                    narrow(&mut said[position], narrowing);
                }
            }
        }
        let judge = Judge {
            uris: documents().map(|document| document.uri.clone()).collect(),
            originals,
            narrowed,
            said,
            formats: settings.formats == Formats::Assert,
            drops: settings.unknown_properties == crate::UnknownProperties::Drop,
        };
        for position in 0..judge.uris.len() {
            judge.original(position)?;
        }
        Ok(judge)
    }

    /// Compares the schema that is derived from a document's type with the document.
    pub fn says_back(&self, position: usize, subject: &mut dyn Subject) -> SaysBack {
        let judged = subject.derived().and_then(|derived| self.compare(position, &derived));
        judged.unwrap_or_else(|reason| SaysBack::undecided(&reason))
    }

    fn compare(&self, position: usize, derived: &Value) -> Result<SaysBack, String> {
        let (originals, said) = (self.originals()?, self.registry(&self.said)?);
        let base = derived.get("$id").and_then(Value::as_str).unwrap_or("schema:///derived");
        let alone = Registry::new().draft(Draft::Draft202012).add(base, derived).and_then(RegistryBuilder::prepare);
        let alone = alone.map_err(|error| error.to_string())?;
        let original = Side {
            schema: &self.said[position],
            registry: &said,
            base: &self.uris[position],
            validator: &self.validator(&self.said, position)?,
            formats: self.formats,
        };
        let derived_side = Side {
            schema: derived,
            registry: &alone,
            base,
            validator: &validator(derived, Some(&alone), base, self.formats)?,
            formats: self.formats,
        };
        let annotations = annotations::compare(
            (&self.originals[position], self.resolver(&originals, position)?),
            (derived, alone.resolver(referencing::uri::from_str(base).map_err(|error| error.to_string())?)),
        );
        Ok(SaysBack::of(algebra::relate(&original, &derived_side), annotations))
    }

    /// The document as it is.
    pub(super) fn document(&self, position: usize) -> &Value {
        &self.originals[position]
    }

    pub(super) fn formats(&self) -> bool {
        self.formats
    }

    pub(super) fn drops(&self) -> bool {
        self.drops
    }

    /// The validator of a document as it is.
    pub(super) fn original(&self, position: usize) -> Result<Validator, String> {
        self.validator(&self.originals, position)
    }

    /// The validator of what a document's type promises to accept.
    pub(super) fn promised(&self, position: usize) -> Result<Validator, String> {
        self.validator(&self.narrowed, position)
    }

    fn validator(&self, documents: &[Value], position: usize) -> Result<Validator, String> {
        let registry = self.registry(documents)?;
        let base = &self.uris[position];
        validator(&documents[position], Some(&registry), base, self.formats)
    }

    /// The originals, each under its URI.
    pub(super) fn originals(&self) -> Result<Registry<'_>, String> {
        self.registry(&self.originals)
    }

    fn registry<'a>(&self, documents: &'a [Value]) -> Result<Registry<'a>, String> {
        let mut builder = Registry::new().draft(Draft::Draft202012);
        for (uri, document) in self.uris.iter().zip(documents) {
            builder = builder.add(uri, document).map_err(|error| error.to_string())?;
        }
        builder.prepare().map_err(|error| error.to_string())
    }

    /// What resolves the references of a document.
    pub(super) fn resolver<'a>(&self, registry: &'a Registry<'a>, position: usize) -> Result<Resolver<'a>, String> {
        let base = referencing::uri::from_str(&self.uris[position]).map_err(|error| error.to_string())?;
        Ok(registry.resolver(base))
    }
}

/// A validator of crate `jsonschema`.
pub(super) fn validator(
    schema: &Value,
    registry: Option<&Registry<'_>>,
    base: &str,
    formats: bool,
) -> Result<Validator, String> {
    let mut options = jsonschema::options().with_draft(jsonschema::Draft::Draft202012).should_validate_formats(formats);
    if let Some(registry) = registry {
        options = options.with_registry(registry).with_base_uri(base);
    }
    options.build(schema).map_err(|error| error.to_string())
}

/// Writes a narrowing beside the schema that it narrows.
fn narrow(document: &mut Value, narrowing: &Narrowing) {
    let Some(Value::Object(schema)) = document.pointer_mut(narrowing.schema.pointer.as_str()) else { return };
    let parts = schema.entry("allOf").or_insert_with(|| Value::Array(Vec::new()));
    if let Value::Array(parts) = parts {
        parts.push(narrowing.only.clone());
    }
}
