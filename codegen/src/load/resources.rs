//! Schema resources: which schemas have a URI of their own, and which anchors they have (Core, section 8.2).

use super::linker::{Claim, Link, Linker};
use super::references::resolve;
use crate::diagnostic::Problem;
use crate::dialect::{Dialect, Draft};
use crate::json::{Node, shorten};
use crate::keyword::{is_schema, keywords};
use crate::pointer::{Location, Pointer};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// A schema resource: the root schema of a document, or an embedded one with an identifier of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceId(pub(super) usize);

/// What is known of a schema resource.
#[derive(Debug)]
pub(super) struct Resource {
    /// The position of its document.
    pub document: usize,
    /// Its URI, without a fragment.
    pub uri: String,
    /// Where its root schema stands.
    pub pointer: Pointer,
    pub dialect: Dialect,
    /// Its anchors: `$anchor`, `$dynamicAnchor`, fragments of older identifiers, and the empty name for `$recursiveAnchor`.
    pub anchors: BTreeMap<String, Anchor>,
}

/// A schema with a name in its resource.
#[derive(Debug)]
pub(super) struct Anchor {
    pub location: Location,
    /// Whether a dynamic reference may lead to it from elsewhere.
    pub dynamic: bool,
}

/// A schema that is being entered.
struct Found<'d> {
    /// The position of its document.
    document: usize,
    node: &'d Node,
    location: Location,
    /// The resource that it stands in, or whose root it is.
    around: ResourceId,
}

impl<'d> Linker<'d> {
    /// Enters all schemas of a document.
    pub(super) fn enter(&mut self, document: usize) {
        let parsed = self.documents[document];
        let resource = Resource {
            document,
            uri: parsed.retrieval.clone(),
            pointer: Pointer::root(),
            dialect: Dialect::of(self.draft),
            anchors: BTreeMap::new(),
        };
        let resource = self.add(resource);
        if !self.problems[document].is_empty() {
            self.opaque.insert(document);
        } else if is_schema(&parsed.root) {
            self.schema(document, &parsed.root, Pointer::root(), resource);
        } else {
            self.opaque.insert(document);
            let problem = Problem::InvalidDocument { found: parsed.root.type_name() };
            self.problem(document, problem, &parsed.root.span, Pointer::root());
        }
    }

    fn add(&mut self, resource: Resource) -> ResourceId {
        let id = ResourceId(self.linked.resources.len());
        self.linked.roots.insert(self.documents[resource.document].location(resource.pointer.clone()), id);
        self.linked.resources.push(resource);
        id
    }

    /// Enters a schema and every schema below it; `around` is the resource that it stands in, or whose root it is.
    pub(super) fn schema(&mut self, document: usize, node: &'d Node, pointer: Pointer, around: ResourceId) {
        let location = self.documents[document].location(pointer);
        if !self.schemas.insert(location.clone()) {
            return;
        }
        let found = Found { document, node, location, around };
        let dialect = match self.dialect_at(&found) {
            Ok(dialect) => dialect,
            Err(problem) => {
                self.opaque.insert(document);
                return self.complain(&found, "$schema", problem);
            }
        };
        let resource = self.identify(&found, dialect);
        for (keyword, member) in keywords(node, &dialect) {
            let at = found.location.pointer.child(keyword.name);
            if let Some((expected, node)) = keyword.flaw(&member.value) {
                let found = shorten(&self.documents[document].text[node.span.clone()]);
                let (keyword, expected) = (keyword.name.to_owned(), expected.to_owned());
                self.problem(document, Problem::InvalidKeyword { keyword, expected, found }, &node.span, at);
                continue;
            }
            self.core(&found, resource, keyword.name, &member.value);
            for (pointer, schema) in keyword.schemas(&member.value, &at) {
                self.schema(document, schema, pointer, resource);
            }
        }
    }

    /// Enters what a keyword refers to, or what it names.
    fn core(&mut self, found: &Found<'d>, resource: ResourceId, keyword: &'static str, value: &'d Node) {
        match (keyword, value.as_str()) {
            ("$ref" | "$dynamicRef" | "$recursiveRef", Some(reference)) => {
                let (document, schema) = (found.document, found.location.clone());
                self.links[document].push(Link { document, resource, schema, keyword, reference, node: value });
            }
            ("$anchor", Some(name)) => self.anchor(found, resource, keyword, (name, false)),
            ("$dynamicAnchor", Some(name)) => self.anchor(found, resource, keyword, (name, true)),
            ("$recursiveAnchor", _) if value.is_true() && self.is_root(found, resource) => {
                self.anchor(found, resource, keyword, ("", true));
            }
            _ => {}
        }
    }

    fn is_root(&self, found: &Found<'_>, resource: ResourceId) -> bool {
        self.linked.resources[resource.0].pointer == found.location.pointer
    }

    /// The dialect that a schema's `$schema` names, or else that of the resource around it.
    fn dialect_at(&mut self, found: &Found<'_>) -> Result<Dialect, Problem> {
        let enclosing = self.linked.resources[found.around.0].dialect;
        let ignored = !self.is_root(found, found.around) && stands_alone(found.node, enclosing.draft);
        match found.node.get("$schema").and_then(Node::as_str) {
            Some(uri) if !ignored => self.dialect(found.document, uri),
            _ => Ok(enclosing),
        }
    }

    /// The resource that a schema of this dialect belongs to: its own, where it has an identifier, or that around it.
    fn identify(&mut self, found: &Found<'d>, dialect: Dialect) -> ResourceId {
        let &Found { document, around, .. } = found;
        let is_root = self.is_root(found, around);
        if is_root {
            self.linked.resources[around.0].dialect = dialect;
        }
        let keyword = dialect.draft.id_keyword();
        let (uri, anchor) = match self.identifier(found, dialect.draft) {
            Ok(identifier) => identifier,
            Err(problem) => {
                self.complain(found, keyword, problem);
                (None, None)
            }
        };
        let resource = match uri {
            Some(uri) => {
                let pointer = found.location.pointer.clone();
                let resource = if is_root {
                    self.linked.resources[around.0].uri = uri;
                    around
                } else {
                    self.add(Resource { document, uri, pointer, dialect, anchors: BTreeMap::new() })
                };
                self.claims.push(Claim { resource, schema: found.node, keyword });
                resource
            }
            None => around,
        };
        if self.linked.resources[resource.0].dialect != dialect {
            self.complain(found, "$schema", Problem::MisplacedDialect);
        }
        if let Some(anchor) = anchor {
            self.anchor(found, resource, keyword, (anchor, false));
        }
        resource
    }

    /// What the identifier of a schema says: a URI, where there is more than a fragment, and a fragment that is a plain
    /// name.
    fn identifier(&self, found: &Found<'d>, draft: Draft) -> Result<(Option<String>, Option<&'d str>), Problem> {
        let id = found.node.get(draft.id_keyword()).and_then(Node::as_str);
        let Some(id) = id.filter(|_| !stands_alone(found.node, draft)) else { return Ok((None, None)) };
        let (reference, fragment) = id.split_once('#').unwrap_or((id, ""));
        let invalid = || Problem::InvalidId { id: id.to_owned() };
        if !fragment.is_empty() && draft >= Draft::Draft201909 {
            return Err(invalid());
        }
        let anchor = Some(fragment).filter(|name| !name.is_empty() && !name.starts_with('/'));
        if reference.is_empty() {
            return Ok((None, anchor));
        }
        let uri = resolve(&self.linked.resources[found.around.0].uri, reference).map_err(|_| invalid())?;
        Ok((Some(uri.as_str().to_owned()), anchor))
    }

    /// Gives a schema a name in its resource, which the dynamic scope may be searched for or not.
    fn anchor(&mut self, found: &Found<'_>, resource: ResourceId, keyword: &str, (name, dynamic): (&str, bool)) {
        // What only a reference makes a schema adds no names to what was there before.
        if self.settled.is_some_and(|settled| resource < settled) {
            return;
        }
        match self.linked.resources[resource.0].anchors.entry(name.to_owned()) {
            Entry::Vacant(entry) => drop(entry.insert(Anchor { location: found.location.clone(), dynamic })),
            Entry::Occupied(mut entry) if entry.get().location == found.location => entry.get_mut().dynamic |= dynamic,
            Entry::Occupied(_) => self.complain(found, keyword, Problem::RepeatedAnchor { anchor: name.to_owned() }),
        }
    }

    /// A problem with the value of a keyword.
    fn complain(&mut self, found: &Found<'_>, keyword: &str, problem: Problem) {
        let node = found.node.get(keyword).unwrap_or(found.node);
        self.problem(found.document, problem, &node.span, found.location.pointer.child(keyword));
    }
}

/// Whether a schema is a `$ref` beside which everything is ignored.
fn stands_alone(schema: &Node, draft: Draft) -> bool {
    draft.reference_stands_alone() && schema.get("$ref").is_some()
}
