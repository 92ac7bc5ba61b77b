//! Is every keyword of a document well-formed, and supported?

use super::Document;
use super::json::shorten;
use crate::diagnostic::{Diagnostic, Problem};
use crate::json::{Node, NodeKind};
use crate::keyword::{Holds, Keyword, is_schema};
use crate::pointer::Pointer;
use referencing::Draft;

/// The problems of all schemas of a document.
pub(super) fn keywords(document: &Document) -> Vec<Diagnostic> {
    if !is_schema(&document.root) {
        let problem = Problem::InvalidDocument { found: document.root.type_name() };
        return vec![document.problem(problem, document.root.span.clone(), Pointer::root())];
    }
    // What another dialect means by its keywords is not for this one to judge.
    if let Some(problem) = dialect(document) {
        return vec![problem];
    }
    let mut problems = Vec::new();
    subschemas(&document.root, &Pointer::root(), &mut |schema, pointer| {
        for member in schema.members() {
            let Some(keyword) = Keyword::find(&member.name) else { continue };
            let at = pointer.child(keyword.name);
            if let Some((expected, node)) = keyword.flaw(&member.value) {
                let found = shorten(&document.text[node.span.clone()]);
                let expected = expected.to_owned();
                let problem = Problem::InvalidKeyword { keyword: keyword.name.to_owned(), expected, found };
                problems.push(document.problem(problem, node.span.clone(), at));
            } else if !keyword.supported {
                let problem = Problem::Unsupported { what: format!("keyword `{}`", keyword.name) };
                problems.push(document.problem(problem, member.name_span.clone(), at));
            } else if keyword.name == "$id" {
                problems.extend(identifier(document, pointer, &member.value));
            } else if keyword.name == "$schema" && pointer != &Pointer::root() {
                let problem = Problem::Unsupported { what: "`$schema` below the root of a document".to_owned() };
                problems.push(document.problem(problem, member.name_span.clone(), at));
            }
        }
    });
    problems
}

/// Calls back for the schema and every schema below it, with its pointer.
pub(super) fn subschemas<'n>(schema: &'n Node, pointer: &Pointer, visit: &mut impl FnMut(&'n Node, &Pointer)) {
    visit(schema, pointer);
    for member in schema.members() {
        let Some(keyword) = Keyword::find(&member.name) else { continue };
        let below = pointer.child(&member.name);
        match (keyword.holds, &member.value.kind) {
            (Holds::Schema, NodeKind::Object(_)) => subschemas(&member.value, &below, visit),
            (Holds::Schemas, NodeKind::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    subschemas(item, &below.child(&index.to_string()), visit);
                }
            }
            (Holds::SchemaMap, NodeKind::Object(members)) => {
                for member in members {
                    subschemas(&member.value, &below.child(&member.name), visit);
                }
            }
            _ => {}
        }
    }
}

/// The draft that crate `referencing` does not know.
const DRAFT_3: [&str; 2] = ["http://json-schema.org/draft-03/schema", "https://json-schema.org/draft-03/schema"];

/// Is the document written in a dialect that is known and supported (Core, section 8.1.1)?
fn dialect(document: &Document) -> Option<Diagnostic> {
    let node = document.root.get("$schema")?;
    let dialect = node.as_str()?;
    let problem = match Draft::from_schema_uri(dialect) {
        Draft::Draft202012 => return None,
        Draft::Draft201909 => Problem::UnsupportedDialect { draft: "draft 2019-09".to_owned() },
        Draft::Draft7 => Problem::UnsupportedDialect { draft: "draft 7".to_owned() },
        Draft::Draft6 => Problem::UnsupportedDialect { draft: "draft 6".to_owned() },
        Draft::Draft4 => Problem::UnsupportedDialect { draft: "draft 4".to_owned() },
        _ if DRAFT_3.contains(&dialect.trim_end_matches('#')) => {
            Problem::UnsupportedDialect { draft: "draft 3".to_owned() }
        }
        _ => Problem::UnknownDialect { dialect: dialect.to_owned() },
    };
    Some(document.problem(problem, node.span.clone(), Pointer::root().child("$schema")))
}

/// Is an `$id` one that a document can have (Core, section 8.2.1)?
fn identifier(document: &Document, schema: &Pointer, node: &Node) -> Option<Diagnostic> {
    let id = node.as_str()?;
    let absolute =
        referencing::Uri::parse(id).is_ok_and(|uri| uri.fragment().is_none_or(|fragment| fragment.as_str().is_empty()));
    let problem = if schema != &Pointer::root() {
        Problem::Unsupported { what: "`$id` below the root of a document".to_owned() }
    } else if absolute {
        return None;
    } else {
        Problem::InvalidId { id: id.to_owned() }
    };
    Some(document.problem(problem, node.span.clone(), schema.child("$id")))
}
