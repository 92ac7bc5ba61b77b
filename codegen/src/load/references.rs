//! Where every `$ref` leads: a map from the schema that holds it to the schema that it names.
//!
//! Resolution is that of crate `referencing` (Core, sections 8.2 and 8.3), over the documents of the run alone.

use super::Document;
use super::check::subschemas;
use crate::diagnostic::{Diagnostic, Diagnostics, Problem};
use crate::json::{Node, NodeKind};
use crate::keyword::is_schema;
use crate::pointer::{Location, Pointer};
use referencing::{Draft, Registry, Retrieve, Uri};
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// From the location of the schema that holds a `$ref` to the location of its target.
pub(super) type References = HashMap<Location, Location>;

/// Resolves every `$ref` of all documents.
pub(super) fn resolve(documents: &[Document]) -> Result<References, Diagnostics> {
    let mut problems = Vec::new();
    let links = links(documents, &mut problems)?;
    let registry = registry(documents)?;
    let places = Places::new(documents);
    let mut references = References::new();
    for Link { document, schema, reference, node } in links {
        let base = base(&document.uri).map_err(|message| internal(document, message))?;
        let target = registry.resolver(base).lookup(reference).map_err(|error| dangling(reference, &error));
        match target.and_then(|resolved| places.of(resolved.contents(), documents, reference)) {
            Ok(target) => drop(references.insert(document.location(schema), target)),
            Err(problem) => problems.push(document.problem(problem, node.span.clone(), schema.child("$ref"))),
        }
    }
    problems.extend(circles(documents, &references));
    if problems.is_empty() { Ok(references) } else { Err(Diagnostics(problems)) }
}

/// A `$ref` to a document that is there.
struct Link<'d> {
    document: &'d Document,
    /// The schema that holds it.
    schema: Pointer,
    reference: &'d str,
    node: &'d Node,
}

/// Every `$ref` to a document that is there; the others are problems.
///
/// # Errors
/// A `$ref` that is no URI reference. The registry takes no document that holds one, so all problems end here then.
fn links<'d>(documents: &'d [Document], problems: &mut Vec<Diagnostic>) -> Result<Vec<Link<'d>>, Diagnostics> {
    let uris: HashSet<&str> = documents.iter().map(|document| document.uri.as_str()).collect();
    let mut links = Vec::new();
    let mut malformed = false;
    for document in documents {
        let base = base(&document.uri).map_err(|message| internal(document, message))?;
        subschemas(&document.root, &Pointer::root(), &mut |schema, pointer| {
            let Some(node) = schema.get("$ref") else { return };
            let Some(reference) = node.as_str() else { return };
            let problem = match referencing::uri::resolve_against(&base.borrow(), reference) {
                Ok(uri) if uris.contains(uri.strip_fragment().as_str()) => {
                    return links.push(Link { document, schema: pointer.clone(), reference, node });
                }
                Ok(uri) => Problem::MissingDocument { uri: uri.strip_fragment().to_string() },
                Err(error) => {
                    malformed = true;
                    dangling(reference, &error)
                }
            };
            problems.push(document.problem(problem, node.span.clone(), pointer.child("$ref")));
        });
    }
    if malformed { Err(Diagnostics(std::mem::take(problems))) } else { Ok(links) }
}

/// The documents as a registry, each under its URI.
pub(crate) fn registry(documents: &[Document]) -> Result<Registry<'_>, Diagnostics> {
    let failed = |document: &Document, error: referencing::Error| internal(document, error.to_string());
    let mut builder = Registry::new().retriever(Nowhere).draft(Draft::Draft202012);
    for document in documents {
        builder = builder.add(&document.uri, &document.value).map_err(|error| failed(document, error))?;
    }
    builder.prepare().map_err(|error| failed(&documents[0], error))
}

fn internal(document: &Document, message: String) -> Diagnostics {
    let problem = Problem::Internal { message };
    document.problem(problem, document.root.span.clone(), Pointer::root()).into()
}

fn base(uri: &str) -> Result<Uri<String>, String> {
    referencing::uri::from_str(uri).map_err(|error| error.to_string())
}

/// Retrieves nothing: what is not among the documents is a schema that no reference in use leads to.
///
/// The registry looks for the target of every `$ref`, missing ones too, and would else fail at the first without a place.
struct Nowhere;

impl Retrieve for Nowhere {
    fn retrieve(&self, _: &Uri<String>) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Value::Bool(true))
    }
}

/// The places of all values of all documents, by their address in the documents' trees.
struct Places(HashMap<*const Value, (usize, Pointer)>);

impl Places {
    fn new(documents: &[Document]) -> Self {
        let mut places = HashMap::new();
        for (index, document) in documents.iter().enumerate() {
            enter(&document.value, index, Pointer::root(), &mut places);
        }
        Places(places)
    }

    /// The location of a schema that a reference was resolved to.
    fn of(&self, value: &Value, documents: &[Document], reference: &str) -> Result<Location, Problem> {
        let Some((index, pointer)) = self.0.get(&std::ptr::from_ref(value)) else {
            return Err(Problem::NotASchema { reference: reference.to_owned() });
        };
        let document = &documents[*index];
        match document.root.at(pointer) {
            Some(node) if is_schema(node) => Ok(document.location(pointer.clone())),
            _ => Err(Problem::NotASchema { reference: reference.to_owned() }),
        }
    }
}

fn enter(value: &Value, document: usize, pointer: Pointer, places: &mut HashMap<*const Value, (usize, Pointer)>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                enter(value, document, pointer.child(name), places);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                enter(item, document, pointer.child(&index.to_string()), places);
            }
        }
        _ => {}
    }
    places.insert(std::ptr::from_ref(value), (document, pointer));
}

fn dangling(reference: &str, error: &referencing::Error) -> Problem {
    let message = match error {
        referencing::Error::PointerToNowhere { .. } => "nothing stands there".to_owned(),
        referencing::Error::NoSuchAnchor { anchor } => format!("no schema has the `$anchor` `{anchor}`"),
        referencing::Error::InvalidUri(_) => "it is no URI reference (RFC 3986)".to_owned(),
        error => error.to_string(),
    };
    Problem::DanglingReference { reference: reference.to_owned(), message }
}

/// The references that lead back to themselves by references alone.
fn circles(documents: &[Document], references: &References) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for document in documents {
        subschemas(&document.root, &Pointer::root(), &mut |schema: &Node, pointer| {
            let start = document.location(pointer.clone());
            let mut seen = HashSet::new();
            let mut next = references.get(&start);
            while let Some(location) = next
                && seen.insert(location)
            {
                next = references.get(location);
            }
            if seen.contains(&start)
                && let NodeKind::Object(_) = schema.kind
            {
                let span = schema.get("$ref").map_or(schema.span.clone(), |node| node.span.clone());
                problems.push(document.problem(Problem::CircularReference, span, pointer.child("$ref")));
            }
        });
    }
    problems
}
