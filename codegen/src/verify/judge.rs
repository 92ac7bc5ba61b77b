//! The documents as an independent validator sees them.

use super::algebra::{self, Effort, Side};
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
use crate::sample::{Occurrence, Sample, Sampler};
use jsonschema::Validator;
use referencing::{Registry, RegistryBuilder, Resolver, ResourceRef, Retrieve, Uri};
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// The documents of a run: as they are, and with reported narrowings written into them.
///
/// What is judged is a document, or a schema inside one, by its location.
pub struct Judge {
    documents: Vec<Known>,
    /// The documents that define dialects, with the URIs that they were retrieved by, and their drafts.
    meta_schemas: Vec<(String, Value, Draft)>,
    originals: Registry<'static>,
    /// What the types promise to accept: the originals less what the fidelity report names.
    narrowed: Registry<'static>,
    /// What the derived schemas promise to say: the originals less what the derived schemas say of it.
    said: Registry<'static>,
    /// Where the schemas of the originals stand.
    places: Places,
    /// The draft of derived schemas.
    derived: Draft,
    formats: bool,
    /// Whether unknown properties are dropped, as the settings say.
    drops: bool,
    /// Whether some schema has a dynamic reference.
    dynamic: bool,
}

/// A document that the judge knows.
struct Known {
    name: String,
    /// The URI of its root schema.
    uri: String,
    /// The URI that it was retrieved by.
    retrieval: String,
    /// The dialect of its root schema.
    dialect: Dialect,
}

/// A schema as the validator is given it.
pub(super) struct Given<'r> {
    /// The schema: of a document itself, else a reference to it.
    pub schema: Cow<'r, Value>,
    /// The URI that references in it are relative to.
    pub base: &'r str,
    dialect: Dialect,
}

/// The URI of what refers to a schema inside a document.
const REFERENCE: &str = "schema:///reference";

impl Judge {
    /// A judge for the documents of a run.
    ///
    /// # Errors
    /// Documents that the validator does not take.
    pub fn new(generated: &Generated, settings: &Settings) -> Result<Self, String> {
        let mut judge = Judge::of(&generated.documents, settings)?;
        let originals = readable(&generated.documents);
        let (mut narrowed, mut said) = (originals.clone(), originals);
        let documents = || generated.documents.iter();
        let dialect = |location: &Location| generated.documents.dialect(generated.documents.resource_of(location));
        let mut is_narrowed = false;
        for entry in generated.fidelity.entries.iter().filter(|entry| entry.outcome == Outcome::Narrowed) {
            let Some(narrowing) = &entry.narrowing else { continue };
            let name = &narrowing.schema.document;
            if let Some(position) = documents().position(|document| document.name == *name) {
                let dialect = *dialect(&narrowing.schema);
                is_narrowed = true;
                narrow(&mut narrowed[position], narrowing, dialect);
                if narrowing.derived {
                    narrow(&mut said[position], narrowing, dialect);
                }
            }
        }
        if is_narrowed {
            judge.narrowed = registry(&judge.documents, &judge.meta_schemas, narrowed)?;
            judge.said = registry(&judge.documents, &judge.meta_schemas, said)?;
        }
        Ok(judge)
    }

    /// A judge for documents alone, which knows of no types and of no narrowings.
    ///
    /// # Errors
    /// Documents that the validator does not take.
    pub fn of(documents: &Documents, settings: &Settings) -> Result<Self, String> {
        let root = |document: &Document| *documents.dialect(documents.resource_of(&document.location(Pointer::root())));
        let known = |document: &Document| Known {
            name: document.name.clone(),
            uri: document.uri.clone(),
            retrieval: document.retrieval.clone(),
            dialect: root(document),
        };
        let meta_schema =
            |document: &Document| (document.retrieval.clone(), document.value.clone(), root(document).draft);
        let known: Vec<Known> = documents.iter().map(known).collect();
        let meta_schemas: Vec<_> = documents.meta_schemas().map(meta_schema).collect();
        let originals = registry(&known, &meta_schemas, readable(documents))?;
        let mut judge = Judge {
            narrowed: originals.clone(),
            said: originals.clone(),
            places: Places::default(),
            derived: settings.derived_dialect.into(),
            originals,
            documents: known,
            meta_schemas,
            formats: settings.formats == Formats::Assert,
            drops: settings.unknown_properties == crate::UnknownProperties::Drop,
            dynamic: documents.dynamic_targets().next().is_some(),
        };
        let mut places = Places::default();
        for Known { name, .. } in &judge.documents {
            let document = Location::of(name);
            judge.original(&document)?;
            places.enter(judge.find(&judge.originals, &document)?.0, document);
        }
        judge.places = places;
        Ok(judge)
    }

    /// Compares the schema that is derived from a type with the schema that the type stands for, of which there are
    /// [`samples`](Judge::samples).
    pub fn says_back(&self, schema: &Location, subject: &mut dyn Subject, samples: &[Sample]) -> SaysBack {
        let judged = subject.derived().and_then(|derived| self.compare(schema, &derived, samples));
        judged.unwrap_or_else(|reason| SaysBack::undecided(&reason))
    }

    fn compare(&self, schema: &Location, derived: &Value, samples: &[Sample]) -> Result<SaysBack, String> {
        let base = derived.get("$id").and_then(Value::as_str).unwrap_or("schema:///derived").trim_end_matches('#');
        let dialect = Dialect::of(self.derived);
        let alone = Registry::new()
            .add(base, ResourceRef::new(derived, dialect.draft.into()))
            .and_then(RegistryBuilder::prepare);
        let alone = alone.map_err(|error| error.to_string())?;
        let given = self.given(&self.said, schema)?;
        let original = Side {
            schema: &given.schema,
            registry: &self.said,
            base: given.base,
            validator: &self.validator(&self.said, &given)?,
            draft: given.dialect.draft,
            formats: self.formats,
            dynamic: self.dynamic,
        };
        let derived_side = Side {
            schema: derived,
            registry: &alone,
            base,
            validator: &validator(derived, &alone, base, dialect, self.formats, given.dialect.draft)?,
            draft: dialect.draft,
            formats: self.formats,
            dynamic: false,
        };
        let annotations = annotations::compare(
            self.find(&self.originals, schema)?,
            (derived, alone.resolver(referencing::uri::from_str(base).map_err(|error| error.to_string())?)),
            [given.dialect.draft, dialect.draft],
            &self.places,
        );
        let is_document = schema.pointer.as_str().is_empty();
        let effort = if is_document { Effort::OF_DOCUMENT } else { Effort::OF_DEFINITION };
        Ok(SaysBack::of(algebra::relate(&original, &derived_side, samples, effort), annotations))
    }

    pub(super) fn formats(&self) -> bool {
        self.formats
    }

    pub(super) fn drops(&self) -> bool {
        self.drops
    }

    /// A sampler of values for a schema as it is.
    pub(super) fn sampler<'a>(&'a self, given: &'a Given<'_>, seed: u64) -> Result<Sampler<'a>, String> {
        let base = referencing::uri::from_str(given.base).map_err(|error| error.to_string())?;
        Ok(Sampler::new(&given.schema, self.originals.resolver(base), seed))
    }

    /// A schema as it is.
    pub(super) fn schema(&self, schema: &Location) -> Result<Given<'_>, String> {
        self.given(&self.originals, schema)
    }

    /// The validator of a schema as it is.
    pub(super) fn original(&self, schema: &Location) -> Result<Validator, String> {
        self.validator(&self.originals, &self.given(&self.originals, schema)?)
    }

    /// The validator of what a schema's type promises to accept.
    pub(super) fn promised(&self, schema: &Location) -> Result<Validator, String> {
        self.validator(&self.narrowed, &self.given(&self.narrowed, schema)?)
    }

    /// The validator of what a schema means, with the types that schemas imply.
    pub(super) fn implied(&self, schema: &Location) -> Result<Validator, String> {
        self.validator(&self.said, &self.given(&self.said, schema)?)
    }

    /// The validator of a schema as it is, but for one keyword, which is not there.
    pub(super) fn without(&self, schema: &Location, occurrence: &Occurrence) -> Result<Validator, String> {
        let mut documents = Vec::new();
        for Known { name, .. } in &self.documents {
            documents.push(self.find(&self.originals, &Location::of(name))?.0.clone());
        }
        let position = |is_it: &dyn Fn(&Known) -> bool| self.documents.iter().position(is_it);
        let (document, pointer) = match occurrence.schema.rsplit_once('#') {
            Some((uri, pointer)) if !occurrence.schema.starts_with('/') => {
                (position(&|known| known.uri == uri || known.retrieval == uri), pointer)
            }
            _ => (position(&|known| known.name == schema.document), occurrence.schema.as_str()),
        };
        let holder = document.and_then(|document| documents[document].pointer_mut(pointer));
        if let Some(Value::Object(holder)) = holder {
            holder.remove(&occurrence.keyword);
        }
        let documents = registry(&self.documents, &self.meta_schemas, documents)?;
        self.validator(&documents, &self.given(&documents, schema)?)
    }

    fn validator(&self, documents: &Registry<'_>, given: &Given<'_>) -> Result<Validator, String> {
        let Given { schema, base, dialect } = given;
        validator(schema, documents, base, *dialect, self.formats, dialect.draft)
    }

    /// A schema among documents, as the validator is given it.
    fn given<'r>(&'r self, documents: &'r Registry<'static>, schema: &Location) -> Result<Given<'r>, String> {
        let known = self.known(schema)?;
        let (schema, base) = if schema.pointer.as_str().is_empty() {
            (Cow::Borrowed(self.find(documents, schema)?.0), known.uri.as_str())
        } else {
            (Cow::Owned(json!({ "$ref": known.reference(schema) })), REFERENCE)
        };
        Ok(Given { schema, base, dialect: known.dialect })
    }

    /// A schema among documents, and what resolves its references.
    fn find<'r>(
        &self,
        documents: &'r Registry<'static>,
        schema: &Location,
    ) -> Result<(&'r Value, Resolver<'r>), String> {
        let known = self.known(schema)?;
        let base = referencing::uri::from_str(&known.retrieval).map_err(|error| error.to_string())?;
        let found = documents.resolver(base).lookup(&known.reference(schema)).map_err(|error| error.to_string())?;
        let (contents, resolver, _) = found.into_inner();
        Ok((contents, resolver))
    }

    fn known(&self, schema: &Location) -> Result<&Known, String> {
        let known = self.documents.iter().find(|known| known.name == schema.document);
        known.ok_or_else(|| format!("there is no document `{}`", schema.document))
    }
}

impl Known {
    /// The reference to a schema of this document.
    fn reference(&self, schema: &Location) -> String {
        let fragment = percent_encoding::utf8_percent_encode(schema.pointer.as_str(), NO_FRAGMENT);
        format!("{}#{fragment}", self.retrieval.trim_end_matches('#'))
    }
}

/// The documents as the validator can read them.
fn readable(documents: &Documents) -> Vec<Value> {
    let mut values: Vec<Value> = documents.iter().map(|document| document.value.clone()).collect();
    for Location { document, pointer } in documents.referring() {
        let position = documents.iter().position(|known| known.name == *document);
        let schema = position.and_then(|position| values[position].pointer_mut(pointer.as_str()));
        if let Some(Value::String(reference)) = schema.and_then(|schema| schema.get_mut("$ref")) {
            *reference = percent_encoding::utf8_percent_encode(reference, NO_URI).to_string();
        }
    }
    values
}

/// The documents with these texts, each under the URI that it was retrieved by.
fn registry(
    known: &[Known],
    meta_schemas: &[(String, Value, Draft)],
    documents: Vec<Value>,
) -> Result<Registry<'static>, String> {
    let own = known.iter().zip(documents).map(|(known, document)| (&known.retrieval, document, known.dialect.draft));
    let meta_schemas = meta_schemas.iter().map(|(uri, document, draft)| (uri, document.clone(), *draft));
    let mut builder = Registry::new().retriever(Nowhere);
    for (uri, document, draft) in own.chain(meta_schemas) {
        let resource = referencing::Draft::from(draft).create_resource(document);
        builder = builder.add(uri, resource).map_err(|error| error.to_string())?;
    }
    builder.prepare().map_err(|error| error.to_string())
}

/// What stands in no fragment of a URI.
const NO_FRAGMENT: &percent_encoding::AsciiSet = &NO_URI.add(b'#').add(b'%').add(b'[').add(b']');

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
