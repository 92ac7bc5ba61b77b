//! The documents as an independent validator sees them.

use super::algebra::{self, Side};
use super::annotations::Places;
use super::report::SaysBack;
use super::{Generated, Settings, Subject, annotations};
use crate::Formats;
use crate::dialect::{Dialect, Draft};
use crate::fidelity::{Narrowing, Outcome};
use crate::format::Format;
use crate::keyword::{Keyword, Role};
use crate::load::{Document, Documents};
use crate::pointer::{Location, Pointer};
use crate::sample::Occurrence;
use jsonschema::Validator;
use referencing::{Registry, RegistryBuilder, Resolver, ResourceRef, Retrieve, Uri};
use serde_json::{Map, Value, json};

/// The documents of a run: as they are, and with reported narrowings written into them.
pub struct Judge {
    names: Vec<String>,
    /// The URI of each document's root schema.
    uris: Vec<String>,
    /// The URI that each document was retrieved by.
    retrievals: Vec<String>,
    /// The dialect of each document's root schema.
    dialects: Vec<Dialect>,
    /// The documents that define dialects, with the URIs that they were retrieved by, and their drafts.
    meta_schemas: Vec<(String, Value, Draft)>,
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
        let mut judge = Judge::of(&generated.documents, settings)?;
        let Judge { narrowed, said, .. } = &mut judge;
        let documents = || generated.documents.iter();
        let dialect = |location: &Location| generated.documents.dialect(generated.documents.resource_of(location));
        for entry in generated.fidelity.entries.iter().filter(|entry| entry.outcome == Outcome::Narrowed) {
            let Some(narrowing) = &entry.narrowing else { continue };
            let name = &narrowing.schema.document;
            if let Some(position) = documents().position(|document| document.name == *name) {
                let dialect = *dialect(&narrowing.schema);
                narrow(&mut narrowed[position], narrowing, dialect);
                if narrowing.derived {
                    narrow(&mut said[position], narrowing, dialect);
                }
            }
        }
        Ok(judge)
    }

    /// A judge for documents alone, which knows of no types and of no narrowings.
    ///
    /// # Errors
    /// Documents that the validator does not take.
    pub fn of(documents: &Documents, settings: &Settings) -> Result<Self, String> {
        let all = || documents.iter();
        let mut originals: Vec<Value> = all().map(|document| document.value.clone()).collect();
        for Location { document, pointer } in documents.referring() {
            let position = all().position(|known| known.name == *document);
            let schema = position.and_then(|position| originals[position].pointer_mut(pointer.as_str()));
            if let Some(Value::String(reference)) = schema.and_then(|schema| schema.get_mut("$ref")) {
                *reference = percent_encoding::utf8_percent_encode(reference, NO_URI).to_string();
            }
        }
        let dialect = |location: &Location| documents.dialect(documents.resource_of(location));
        let root = |document: &Document| *dialect(&document.location(Pointer::root()));
        let meta_schema =
            |document: &Document| (document.retrieval.clone(), document.value.clone(), root(document).draft);
        let judge = Judge {
            names: all().map(|document| document.name.clone()).collect(),
            uris: all().map(|document| document.uri.clone()).collect(),
            retrievals: all().map(|document| document.retrieval.clone()).collect(),
            dialects: all().map(root).collect(),
            meta_schemas: documents.meta_schemas().map(meta_schema).collect(),
            narrowed: originals.clone(),
            said: originals.clone(),
            originals,
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
        let base = derived.get("$id").and_then(Value::as_str).unwrap_or("schema:///derived").trim_end_matches('#');
        let newest = Dialect::of(Draft::Draft202012);
        let alone = Registry::new()
            .add(base, ResourceRef::new(derived, newest.draft.into()))
            .and_then(RegistryBuilder::prepare);
        let alone = alone.map_err(|error| error.to_string())?;
        let original = Side {
            schema: &self.said[position],
            registry: &said,
            base: &self.uris[position],
            validator: &self.validator(&self.said, position)?,
            draft: self.dialects[position].draft,
            formats: self.formats,
        };
        let derived_side = Side {
            schema: derived,
            registry: &alone,
            base,
            validator: &validator(derived, &alone, base, newest, self.formats, self.dialects[position].draft)?,
            draft: newest.draft,
            formats: self.formats,
        };
        let names = self.names.iter().map(String::as_str);
        let annotations = annotations::compare(
            (&self.originals[position], self.resolver(&originals, position)?),
            (derived, alone.resolver(referencing::uri::from_str(base).map_err(|error| error.to_string())?)),
            self.dialects[position].draft,
            &Places::of(names.zip(&self.originals)),
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

    /// The validator of what a document means, with the types that its schemas imply.
    pub(super) fn implied(&self, position: usize) -> Result<Validator, String> {
        self.validator(&self.said, position)
    }

    /// The validator of a document as it is, but for one keyword, which is not there.
    pub(super) fn without(&self, position: usize, occurrence: &Occurrence) -> Result<Validator, String> {
        let mut documents = self.originals.clone();
        let (document, pointer) = match occurrence.schema.rsplit_once('#') {
            Some((uri, pointer)) if !occurrence.schema.starts_with('/') => {
                (self.uris.iter().position(|known| known == uri), pointer)
            }
            _ => (Some(position), occurrence.schema.as_str()),
        };
        let schema = document.and_then(|document| documents[document].pointer_mut(pointer));
        if let Some(Value::Object(schema)) = schema {
            schema.remove(&occurrence.keyword);
        }
        self.validator(&documents, position)
    }

    fn validator(&self, documents: &[Value], position: usize) -> Result<Validator, String> {
        let registry = self.registry(documents)?;
        let base = &self.uris[position];
        let dialect = self.dialects[position];
        validator(&documents[position], &registry, base, dialect, self.formats, dialect.draft)
    }

    /// The originals, each under its URI.
    pub(super) fn originals(&self) -> Result<Registry<'_>, String> {
        self.registry(&self.originals)
    }

    fn registry<'a>(&'a self, documents: &'a [Value]) -> Result<Registry<'a>, String> {
        let own = self.retrievals.iter().zip(documents).zip(&self.dialects);
        let own = own.map(|((uri, document), dialect)| (uri, document, dialect.draft));
        let meta_schemas = self.meta_schemas.iter().map(|(uri, document, draft)| (uri, document, *draft));
        let mut builder = Registry::new().retriever(Nowhere);
        for (uri, document, draft) in own.chain(meta_schemas) {
            let resource = ResourceRef::new(document, draft.into());
            builder = builder.add(uri, resource).map_err(|error| error.to_string())?;
        }
        builder.prepare().map_err(|error| error.to_string())
    }

    /// What resolves the references of a document.
    pub(super) fn resolver<'a>(&self, registry: &'a Registry<'a>, position: usize) -> Result<Resolver<'a>, String> {
        let base = referencing::uri::from_str(&self.uris[position]).map_err(|error| error.to_string())?;
        Ok(registry.resolver(base))
    }
}

/// The printable characters that stand in no URI (RFC 3986, appendix A), but in references that people write: the validator
/// takes them percent-encoded alone.
const NO_URI: &percent_encoding::AsciiSet = &percent_encoding::CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Retrieves nothing: what is not among the documents is a schema that no reference in use leads to.
///
/// The registry looks for the target of every `$ref` that it sees, also of one that is none, and would else fail.
struct Nowhere;

impl Retrieve for Nowhere {
    fn retrieve(&self, _: &Uri<String>) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Value::Bool(true))
    }
}

/// A validator of crate `jsonschema`, for a schema of this dialect. What `defines` does not define as a format is an
/// annotation, even where the crate asserts it.
fn validator(
    schema: &Value,
    registry: &Registry<'_>,
    base: &str,
    dialect: Dialect,
    formats: bool,
    defines: Draft,
) -> Result<Validator, String> {
    let mut options = jsonschema::options()
        .with_draft(dialect.draft.into())
        .should_validate_formats(formats || dialect.format_assertion)
        // What a text holds is an annotation (Validation, section 8), which the crate asserts in drafts 6 and 7.
        .without_content_media_type_support("application/json")
        .without_content_encoding_support("base64")
        .with_registry(registry)
        .with_base_uri(base);
    for format in Format::ALL.map(Format::name).into_iter().filter(|name| Format::find(name, defines).is_none()) {
        options = options.with_format(format, |_: &str| true);
    }
    options.build(schema).map_err(|error| error.to_string())
}

/// Writes a narrowing beside the schema that it narrows, which is of this dialect.
fn narrow(document: &mut Value, narrowing: &Narrowing, dialect: Dialect) {
    let Some(Value::Object(schema)) = document.pointer_mut(narrowing.schema.pointer.as_str()) else { return };
    if dialect.draft.reference_stands_alone() {
        step_aside(schema, dialect);
    }
    let parts = schema.entry("allOf").or_insert_with(|| Value::Array(Vec::new()));
    if let Value::Array(parts) = parts {
        parts.push(narrowing.only.clone());
    }
}

/// Moves a `$ref` beside which everything is ignored out of the way, and drops what was ignored; schemas that it may lead
/// to stay where they are.
fn step_aside(schema: &mut Map<String, Value>, dialect: Dialect) {
    let Some(reference) = schema.remove("$ref") else { return };
    let stays = |name: &str| match Keyword::find(name, &dialect) {
        Some(keyword) => keyword.role != Role::Assertion && name != dialect.draft.id_keyword(),
        None => true,
    };
    schema.retain(|name, _| stays(name));
    schema.insert("allOf".to_owned(), json!([{ "$ref": reference }]));
}
