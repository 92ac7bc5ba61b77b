//! Schema documents, read, parsed and linked: every keyword well-formed, every reference resolved over all documents.
//!
//! In come the files of the schema folder and the vendored ones, out come [`Documents`]. Nothing is fetched, and no
//! reference reads a file that is not among them.

mod linker;
mod meta_schemas;
mod read;
mod references;
mod resources;

pub use linker::DynamicTarget;
pub use read::{read_folder, read_vendored};
pub use resources::ResourceId;

use crate::diagnostic::{Diagnostic, Diagnostics, Place, Problem};
use crate::dialect::{Dialect, Draft};
use crate::json::{self, Node, NodeKind};
use crate::pointer::{Location, Pointer};
use linker::Linked;
use referencing::Uri;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a document's name must escape to be the path of a URI (RFC 3986, section 3.3).
const PATH: &percent_encoding::AsciiSet =
    &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// A file of the schema folder, or a vendored one.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its path below the schema folder, with forward slashes; of a vendored document, any name.
    pub name: String,
    /// Where it was read, for messages.
    pub path: PathBuf,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// The URI that a vendored document is known by.
    pub uri: Option<String>,
}

/// One schema document.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its path below the schema folder, with forward slashes. A vendored document is called after its folder and its
    /// path below it, an official meta-schema after its URI; where another document has that name, `vendored/` stands
    /// before it.
    pub name: String,
    /// Where it was read, for messages.
    pub path: PathBuf,
    /// The text as it stands in the file.
    pub text: Arc<str>,
    /// The tree of its values.
    pub root: Node,
    /// The same tree as `serde_json` has it, for the libraries that resolve and validate.
    pub value: serde_json::Value,
    /// The URI of its root schema, which its references are relative to: its `$id`, or the one that it was retrieved by.
    pub uri: String,
    /// The URI that it was retrieved by: a vendored document's own, or one made of the name.
    pub retrieval: String,
    /// Whether it is there for references alone, instead of being one of the schema folder.
    pub vendored: bool,
}

/// All documents of a run, and where their references lead.
#[derive(Debug)]
pub struct Documents {
    kept: Vec<Document>,
    /// The position of each of these, by its name.
    positions: HashMap<String, usize>,
    meta_schemas: Vec<Document>,
    linked: Linked,
}

impl Documents {
    /// The documents: those of the schema folder, in the order of their names, and then the vendored ones that they
    /// refer to.
    pub fn iter(&self) -> impl Iterator<Item = &Document> {
        self.kept.iter()
    }

    /// The document of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Document> {
        self.positions.get(name).map(|position| &self.kept[*position])
    }

    /// The documents that define the dialect of another one, and that no reference leads to.
    pub fn meta_schemas(&self) -> impl Iterator<Item = &Document> {
        self.meta_schemas.iter()
    }

    /// The schema resource whose root stands exactly here.
    #[must_use]
    pub fn resource_at(&self, schema: &Location) -> Option<ResourceId> {
        self.linked.roots.get(schema).copied()
    }

    /// The innermost schema resource that a location is in.
    ///
    /// # Panics
    /// For a location that is not in these documents.
    #[must_use]
    pub fn resource_of(&self, location: &Location) -> ResourceId {
        let at = |pointer| Location { document: location.document.clone(), pointer };
        let innermost = location.pointer.ancestors().find_map(|pointer| self.resource_at(&at(pointer)));
        innermost.expect("every document is a resource")
    }

    /// The dialect of a schema resource.
    #[must_use]
    pub fn dialect(&self, resource: ResourceId) -> &Dialect {
        &self.linked.resources[resource.0].dialect
    }

    /// The URI of a schema resource.
    #[must_use]
    pub fn uri_of(&self, resource: ResourceId) -> &str {
        &self.linked.resources[resource.0].uri
    }

    /// The schemas of a resource that a dynamic reference may lead to, by their anchors: `$dynamicAnchor`, or the empty
    /// name for a root with `$recursiveAnchor`.
    pub fn dynamic_anchors(&self, resource: ResourceId) -> impl Iterator<Item = (&str, &Location)> {
        let anchors = self.linked.resources[resource.0].anchors.iter().filter(|(_, anchor)| anchor.dynamic);
        anchors.map(|(name, anchor)| (name.as_str(), &anchor.location))
    }

    /// Where the `$ref` of the schema at this location leads.
    #[must_use]
    pub fn target(&self, schema: &Location) -> Option<&Location> {
        self.linked.references.get(schema)
    }

    /// The schemas that have a `$ref`.
    pub fn referring(&self) -> impl Iterator<Item = &Location> {
        self.linked.references.keys()
    }

    /// Where the `$dynamicRef` or `$recursiveRef` of the schema at this location leads.
    #[must_use]
    pub fn dynamic_target(&self, schema: &Location) -> Option<&DynamicTarget> {
        self.linked.dynamic_references.get(schema)
    }

    /// Where all `$dynamicRef` and `$recursiveRef` lead.
    pub fn dynamic_targets(&self) -> impl Iterator<Item = &DynamicTarget> {
        self.linked.dynamic_references.values()
    }

    /// Every location that a reference of either sort leads to.
    pub fn targets(&self) -> impl Iterator<Item = &Location> {
        let dynamic = self.linked.dynamic_references.values().map(|target| &target.initial);
        self.linked.references.values().chain(dynamic)
    }
}

impl Document {
    /// The location of a value of this document.
    #[must_use]
    pub fn location(&self, pointer: Pointer) -> Location {
        Location { document: self.name.clone(), pointer }
    }

    /// A problem with these bytes of the text.
    #[must_use]
    pub fn problem(&self, problem: Problem, span: Range<usize>, pointer: Pointer) -> Diagnostic {
        Diagnostic { problem, file: self.path.clone(), place: Some(Place::new(&self.text, span, Some(pointer))) }
    }
}

/// Parses and links documents; `draft` is that of the documents that name none.
///
/// # Errors
/// All problems of all documents that are in use: text that is not JSON, dialects that are not known, keywords that are
/// malformed, identifiers that clash, references that lead nowhere.
pub fn load(sources: Vec<Source>, draft: Draft) -> Result<Documents, Diagnostics> {
    let (documents, Diagnostics(mut problems)) = load_good(sources, draft);
    if problems.is_empty() {
        return Ok(documents);
    }
    problems.retain(|problem| !matches!(problem.problem, Problem::FaultyDocument { .. }));
    Err(Diagnostics(problems))
}

/// Like [`load`], but keeps the documents that have no problem, and refer to none that has one.
#[must_use]
pub fn load_good(sources: Vec<Source>, draft: Draft) -> (Documents, Diagnostics) {
    let (mut sources, vendored): (Vec<_>, Vec<_>) = sources.into_iter().partition(|source| source.uri.is_none());
    sources.extend(vendored);
    let mut taken = HashSet::default();
    for Source { name, .. } in &mut sources {
        while !taken.insert(name.clone()) {
            *name = format!("vendored/{name}");
        }
    }
    let parsed = crate::side_by_side(&sources, Parsed::new);
    let (documents, mut problems) = linker::link(&parsed, draft);
    problems.sort_by(|a, b| {
        let start = |problem: &Diagnostic| problem.place.as_ref().map(|place| place.span.start);
        (&a.file, start(a)).cmp(&(&b.file, start(b)))
    });
    (documents, Diagnostics(problems))
}

/// A document as it was read.
struct Parsed {
    /// The document; `null` in place of a text that is not JSON.
    document: Document,
    /// Why it cannot be used.
    flaw: Option<Diagnostic>,
}

impl Parsed {
    fn new(source: &Source) -> Self {
        let Source { name, path, bytes, uri } = source;
        let (name, path) = (name.clone(), path.clone());
        let own = || format!("schema:///{}", percent_encoding::utf8_percent_encode(&name, PATH));
        let vendored = uri.is_some();
        let named = absolute(uri.clone().unwrap_or_else(own))
            .map_err(|id| Diagnostic::of_file(&path, Problem::InvalidId { id }));
        let (text, root) = text(&path, bytes);
        let (uri, flaw) = match named {
            Ok(uri) => (uri, None),
            Err(flaw) => (own(), Some(flaw)),
        };
        let (root, flaw) = match root {
            Ok(root) => (root, flaw),
            Err(flaw) => (Node { span: 0..0, kind: NodeKind::Null }, Some(flaw)),
        };
        let (value, retrieval) = (root.to_value(), uri.clone());
        Parsed { document: Document { name, path, text, root, value, uri, retrieval, vendored }, flaw }
    }
}

/// The text of a file, and the value that it says.
fn text(path: &Path, bytes: &[u8]) -> (Arc<str>, Result<Node, Diagnostic>) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        let problem = Diagnostic::not_utf8(path, bytes, Some(Pointer::root()));
        return (String::from_utf8_lossy(bytes).into(), Err(problem));
    };
    // A byte order mark may be ignored (RFC 8259, section 8.1); no editor counts it as a column.
    let text: Arc<str> = text.strip_prefix('\u{feff}').unwrap_or(text).into();
    let root = json::parse(&text).map_err(|flaw| {
        let place = Place::new(&text, flaw.span, Some(flaw.pointer));
        Diagnostic { problem: flaw.problem, file: path.to_owned(), place: Some(place) }
    });
    (text, root)
}

/// A URI without its fragment in its normal form (RFC 3986, section 6.2.2), as references are resolved to; the text
/// itself where it is none.
fn absolute(text: String) -> Result<String, String> {
    match Uri::parse(text) {
        Ok(uri) => Ok(uri.strip_fragment().normalize().as_str().to_owned()),
        Err((_, text)) => Err(text),
    }
}
