//! Schema documents, read, parsed and linked: every keyword well-formed, every `$ref` resolved over all documents.
//!
//! In come the files of the schema folder, out come [`Documents`]. Nothing is fetched, and no reference reads a file
//! that is not among them.

mod check;
mod references;

use crate::diagnostic::{Diagnostic, Diagnostics, Place, Problem};
use crate::json::{self, Node};
use crate::pointer::{Location, Pointer};
use references::References;
use std::collections::HashMap;
use std::ffi::OsStr;
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
    let mut files = Vec::new();
    list(folder, "", &mut Vec::new(), &mut files)?;
    if files.is_empty() {
        return Err(Diagnostic::of_file(folder, Problem::NoSchemas).into());
    }
    files.sort_unstable();
    let mut problems = Vec::new();
    let mut sources = Vec::new();
    for (name, path) in files {
        match read_file(&path) {
            Ok(bytes) => sources.push(Source { name, path, bytes }),
            Err(Diagnostics(found)) => problems.extend(found),
        }
    }
    if problems.is_empty() { Ok(sources) } else { Err(Diagnostics(problems)) }
}

/// The names and paths of all schema files below a folder; `above` are the folders that it is in, links resolved.
fn list(
    folder: &Path,
    prefix: &str,
    above: &mut Vec<PathBuf>,
    files: &mut Vec<(String, PathBuf)>,
) -> Result<(), Diagnostics> {
    let failed = |error| unreadable(folder, &error);
    let real = folder.canonicalize().map_err(failed)?;
    if above.contains(&real) {
        let message = "a symbolic link that leads back to a folder that it is in".to_owned();
        return Err(Diagnostic::of_file(folder, Problem::Unreadable { message }).into());
    }
    above.push(real);
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let is_folder = path.is_dir();
        if !is_folder && path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let Some(name) = path.file_name().and_then(OsStr::to_str).map(|name| format!("{prefix}{name}")) else {
            let message = "the name is not UTF-8".to_owned();
            return Err(Diagnostic::of_file(path, Problem::Unreadable { message }).into());
        };
        if is_folder {
            list(&path, &format!("{name}/"), above, files)?;
        } else {
            files.push((name, path));
        }
    }
    above.pop();
    Ok(())
}

fn read_file(path: &Path) -> Result<Vec<u8>, Diagnostics> {
    let failed = |error| unreadable(path, &error);
    let metadata = std::fs::metadata(path).map_err(failed)?;
    if !metadata.is_file() {
        // A pipe or a device can be without an end.
        return Err(Diagnostic::of_file(path, Problem::Unreadable { message: "not a regular file".to_owned() }).into());
    }
    let size = metadata.len();
    if size > SIZE {
        let place = Place::new(&Arc::from(""), 0..0, Some(Pointer::root()));
        let problem = Problem::TooLarge { size, limit: SIZE };
        return Err(Diagnostic { problem, file: path.to_owned(), place: Some(place) }.into());
    }
    std::fs::read(path).map_err(failed)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Diagnostics {
    Diagnostic::of_file(path, Problem::Unreadable { message: error.to_string() }).into()
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
            Err(Diagnostics(found)) => problems.extend(found),
        }
    }
    let complete = problems.is_empty();
    for document in &documents {
        problems.extend(check::keywords(document));
    }
    problems.extend(repeated_uris(&documents));
    // Where a reference leads is not clear before it is which documents there are, and what they are called.
    let references = if complete && !problems.iter().any(names_a_document) {
        references::resolve(&documents).unwrap_or_else(|Diagnostics(dangling)| {
            // What the registry stumbles over is told already where a keyword is malformed.
            let told = !problems.is_empty();
            let is_new = |problem: &Diagnostic| !(told && matches!(problem.problem, Problem::Internal { .. }));
            problems.extend(dangling.into_iter().filter(is_new));
            References::new()
        })
    } else {
        References::new()
    };
    if problems.is_empty() {
        return Ok(Documents { documents, references });
    }
    problems.sort_by(|a, b| {
        let start = |problem: &Diagnostic| problem.place.as_ref().map(|place| place.span.start);
        (&a.file, start(a)).cmp(&(&b.file, start(b)))
    });
    Err(Diagnostics(problems))
}

/// Whether a problem is one of an `$id` or a `$schema`.
fn names_a_document(problem: &Diagnostic) -> bool {
    let pointer = problem.place.as_ref().and_then(|place| place.pointer.as_ref());
    pointer.and_then(|pointer| pointer.tokens().last()).is_some_and(|token| token == "$id" || token == "$schema")
}

fn document(source: Source) -> Result<Document, Diagnostics> {
    let Source { name, path, bytes } = source;
    let text: Arc<str> = match String::from_utf8(bytes) {
        // A byte order mark may be ignored (RFC 8259, section 8.1); no editor counts it as a column.
        Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(&text).into(),
        Err(error) => return Err(Diagnostic::not_utf8(path, error.as_bytes(), Some(Pointer::root())).into()),
    };
    match json::parse(&text) {
        Ok(root) => {
            let value = root.to_value();
            let uri = match root.get("$id").and_then(Node::as_str) {
                Some(id) => normal(id.trim_end_matches('#')),
                None => format!("schema:///{}", percent_encoding::utf8_percent_encode(&name, PATH)),
            };
            Ok(Document { name, path, text, root, value, uri })
        }
        Err(flaw) => {
            let place = Place::new(&text, flaw.span, Some(flaw.pointer));
            Err(Diagnostic { problem: flaw.problem, file: path, place: Some(place) }.into())
        }
    }
}

/// A URI in its normal form (RFC 3986, section 6.2.2), as references are resolved to; what is no URI stays as it is.
fn normal(uri: &str) -> String {
    referencing::uri::from_str(uri).map_or_else(|_| uri.to_owned(), |uri| uri.as_str().to_owned())
}

/// The documents whose `$id` is the URI of another one too.
fn repeated_uris(documents: &[Document]) -> Vec<Diagnostic> {
    // Documents without an `$id` first: their names are what they are.
    let (named, unnamed): (Vec<_>, Vec<_>) = documents.iter().partition(|document| document.root.get("$id").is_some());
    let mut owners: HashMap<&str, &Document> = unnamed.into_iter().map(|document| (&*document.uri, document)).collect();
    let mut problems = Vec::new();
    for document in named {
        let Some(id) = document.root.get("$id") else { continue };
        if let Some(other) = owners.get(&*document.uri) {
            let problem = Problem::RepeatedId { id: document.uri.clone(), other: other.name.clone() };
            problems.push(document.problem(problem, id.span.clone(), Pointer::root().child("$id")));
        }
        owners.entry(&document.uri).or_insert(document);
    }
    problems
}
