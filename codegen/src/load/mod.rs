//! Schema documents, read, parsed and linked: every keyword well-formed, every `$ref` resolved over all documents.
//!
//! In come the files of the schema folder, out come [`Documents`]. Nothing is fetched, and no reference reads a file
//! that is not among them.

mod check;
mod json;
mod references;

pub use json::{Member, Node, NodeKind};

use crate::diagnostic::{Diagnostic, Diagnostics, Place, Problem};
use crate::pointer::{Location, Pointer};
use references::References;
use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a document's name must escape to be the path of a URI (RFC 3986, section 3.3).
const PATH: &percent_encoding::AsciiSet =
    &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// The size of the largest document that is read, in bytes.
const SIZE: u64 = 16 << 20;

/// A file of the schema folder.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its path below the schema folder, with forward slashes.
    pub name: String,
    /// Where it was read, for messages.
    pub path: PathBuf,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// One schema document.
#[derive(Debug)]
pub struct Document {
    /// Its path below the schema folder, with forward slashes.
    pub name: String,
    /// Where it was read, for messages.
    pub path: PathBuf,
    /// The text as it stands in the file.
    pub text: Arc<str>,
    /// The tree of its values.
    pub root: Node,
    /// The same tree as `serde_json` has it, for the libraries that resolve and validate.
    pub value: serde_json::Value,
    /// The URI that it is known by: its `$id`, or one made of its name.
    pub uri: String,
}

/// All documents of a run, and where their references lead.
#[derive(Debug)]
pub struct Documents {
    documents: Vec<Document>,
    references: References,
}

impl Documents {
    /// The documents, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = &Document> {
        self.documents.iter()
    }

    /// The document of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Document> {
        self.documents.iter().find(|document| document.name == name)
    }

    /// Where the `$ref` of the schema at this location leads.
    #[must_use]
    pub fn target(&self, schema: &Location) -> Option<&Location> {
        self.references.get(schema)
    }

    /// Every location that a `$ref` leads to.
    pub fn targets(&self) -> impl Iterator<Item = &Location> {
        self.references.values()
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

/// Reads every file below a folder whose name ends in `.json`, in the order of their names.
///
/// # Errors
/// A folder or file that cannot be read, a file that is too large, or a folder without a schema.
pub fn read_folder(folder: &Path) -> Result<Vec<Source>, Diagnostics> {
    let mut paths = Vec::new();
    list(folder, &mut paths).map_err(|(path, error)| unreadable(path, &error))?;
    if paths.is_empty() {
        return Err(Diagnostic::of_file(folder, Problem::NoSchemas).into());
    }
    let mut problems = Vec::new();
    let mut sources = Vec::new();
    for path in paths {
        let below = path.strip_prefix(folder).unwrap_or(&path);
        let name = below.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
        match read_file(&path) {
            Ok(bytes) => sources.push(Source { name, path, bytes }),
            Err(problem) => problems.push(problem),
        }
    }
    sources.sort_by(|a, b| a.name.cmp(&b.name));
    if problems.is_empty() { Ok(sources) } else { Err(Diagnostics(problems)) }
}

fn list(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<(), (PathBuf, std::io::Error)> {
    let failed = |error| (folder.to_owned(), error);
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            list(&path, paths)?;
        } else if path.extension().is_some_and(|extension| extension == "json") {
            paths.push(path);
        }
    }
    Ok(())
}

fn read_file(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    let failed = |error| unreadable(path.to_owned(), &error);
    let size = std::fs::metadata(path).map_err(failed)?.len();
    if size > SIZE {
        let place = Place::new(&Arc::from(""), 0..0, Some(Pointer::root()));
        return Err(Diagnostic {
            problem: Problem::TooLarge { size, limit: SIZE },
            file: path.to_owned(),
            place: Some(place),
        });
    }
    std::fs::read(path).map_err(failed)
}

fn unreadable(path: PathBuf, error: &std::io::Error) -> Diagnostic {
    Diagnostic::of_file(path, Problem::Unreadable { message: error.to_string() })
}

/// Parses and links documents.
///
/// # Errors
/// All problems of all documents: text that is not JSON, keywords that are malformed or not supported yet, identifiers
/// that clash, references that lead nowhere.
pub fn load(sources: Vec<Source>) -> Result<Documents, Diagnostics> {
    let mut problems = Vec::new();
    let mut documents = Vec::new();
    for source in sources {
        match document(source) {
            Ok(document) => documents.push(document),
            Err(problem) => problems.push(problem),
        }
    }
    for document in &documents {
        problems.extend(check::keywords(document));
    }
    problems.extend(repeated_ids(&documents));
    if !problems.is_empty() {
        return Err(Diagnostics(problems));
    }
    let references = references::resolve(&documents)?;
    Ok(Documents { documents, references })
}

fn document(source: Source) -> Result<Document, Diagnostic> {
    let Source { name, path, bytes } = source;
    let text: Arc<str> = match String::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into();
            let place = Place::new(&text, at..at, Some(Pointer::root()));
            return Err(Diagnostic { problem: Problem::NotUtf8, file: path, place: Some(place) });
        }
    };
    // A byte order mark is allowed to be ignored (RFC 8259, section 8.1); blanks in its stead keep the positions.
    let parsed = match text.strip_prefix('\u{feff}') {
        Some(rest) => json::parse(&format!("   {rest}")),
        None => json::parse(&text),
    };
    match parsed {
        Ok(root) => {
            let value = root.to_value();
            let id = root.get("$id").and_then(Node::as_str).map(|id| id.trim_end_matches('#').to_owned());
            let uri = id.unwrap_or_else(|| format!("schema:///{}", percent_encoding::utf8_percent_encode(&name, PATH)));
            Ok(Document { name, path, text, root, value, uri })
        }
        Err(flaw) => {
            let place = Place::new(&text, flaw.span, Some(flaw.pointer));
            Err(Diagnostic { problem: flaw.problem, file: path, place: Some(place) })
        }
    }
}

fn repeated_ids(documents: &[Document]) -> Vec<Diagnostic> {
    let mut owners: HashMap<&str, &Document> = HashMap::new();
    let mut problems = Vec::new();
    for document in documents {
        let Some(id) = document.root.get("$id") else { continue };
        if let Some(other) = owners.insert(&document.uri, document) {
            let problem = Problem::RepeatedId { id: document.uri.clone(), other: other.name.clone() };
            problems.push(document.problem(problem, id.span.clone(), Pointer::root().child("$id")));
        }
    }
    problems
}
