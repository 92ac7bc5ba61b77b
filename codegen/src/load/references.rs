//! Where every reference leads: from the schema that holds it to the schema that it names (Core, sections 8.2.3 and 8.3).

use super::linker::{DynamicTarget, Link, Linker};
use super::resources::{Anchor, Resource, ResourceId};
use crate::diagnostic::Problem;
use crate::keyword::is_schema;
use crate::pointer::{Location, Pointer};
use percent_encoding::percent_decode_str;
use referencing::Uri;
use rustc_hash::FxHashMap as HashMap;

/// The URI that a reference means in a resource of that URI.
pub(super) fn resolve(base: &str, reference: &str) -> Result<Uri<String>, referencing::Error> {
    referencing::uri::resolve_against(&referencing::uri::from_str(base)?.borrow(), reference)
}

impl Linker<'_> {
    /// Enters where a reference leads, and gives the position of that document, where there is one.
    pub(super) fn resolve(&mut self, link: &Link<'_>) -> Option<usize> {
        match self.lookup(link) {
            Ok(document) => Some(document),
            Err(problem) => {
                let pointer = link.schema.pointer.child(link.keyword);
                self.problem(link.document, problem, &link.node.span, pointer);
                None
            }
        }
    }

    fn lookup(&mut self, link: &Link<'_>) -> Result<usize, Problem> {
        // Many fragments hold what a URI would escape, like `#/definitions/List<string>`.
        let (reference, fragment) = link.reference.split_once('#').unwrap_or((link.reference, ""));
        let uri = resolve(&self.linked.resources[link.resource.0].uri, reference).map_err(|error| match error {
            referencing::Error::InvalidUri(_) => dangling(link, "it is no URI reference (RFC 3986)"),
            error => dangling(link, &error.to_string()),
        })?;
        let resource = self.resource(link, uri.strip_fragment().as_str())?;
        let document = self.linked.resources[resource.0].document;
        if self.opaque.contains(&document) {
            return Ok(document);
        }
        let fragment = percent_decode_str(fragment).decode_utf8().map_err(|_| dangling(link, "it is not UTF-8"))?;
        let (location, anchor) = self.fragment(link, resource, &fragment)?;
        if link.keyword == "$ref" {
            self.linked.references.insert(link.schema.clone(), location);
        } else {
            let target = DynamicTarget { initial: location, anchor };
            self.linked.dynamic_references.insert(link.schema.clone(), target);
        }
        Ok(document)
    }

    /// The resource of a URI. That of the reference itself has its URI even where only a reference made it a resource.
    fn resource(&mut self, link: &Link<'_>, uri: &str) -> Result<ResourceId, Problem> {
        if self.linked.resources[link.resource.0].uri == uri {
            return Ok(link.resource);
        }
        let known = self.uris.get(uri).copied().or_else(|| self.meta_schema(uri));
        known.ok_or_else(|| Problem::MissingDocument { keyword: link.keyword, uri: uri.to_owned() })
    }

    /// The schema that a fragment leads to in a resource, and the name that the dynamic scope is searched for from there
    /// by a dynamic reference.
    fn fragment(
        &mut self,
        link: &Link<'_>,
        resource: ResourceId,
        fragment: &str,
    ) -> Result<(Location, Option<String>), Problem> {
        let Resource { document, pointer: root, anchors, .. } = &self.linked.resources[resource.0];
        let document = *document;
        if !fragment.is_empty() && !fragment.starts_with('/') {
            let anchor = anchors.get(fragment);
            let Anchor { location, dynamic } =
                anchor.ok_or_else(|| dangling(link, &format!("no schema has the anchor `{fragment}`")))?;
            return Ok((location.clone(), dynamic.then(|| fragment.to_owned())));
        }
        let recursive = fragment.is_empty() && link.keyword == "$recursiveRef" && anchors.contains_key("");
        let pointer =
            Pointer::parse(fragment).map(|pointer| pointer.tokens().fold(root.clone(), |at, token| at.child(&token)));
        let found = pointer.and_then(|pointer| Some((self.documents[document].root.at(&pointer)?, pointer)));
        let (node, pointer) = found.ok_or_else(|| dangling(link, "nothing stands there"))?;
        if !is_schema(node) {
            let reference = link.reference.to_owned();
            return Err(Problem::NotASchema { keyword: link.keyword, reference });
        }
        let location = self.documents[document].location(pointer.clone());
        let around = pointer
            .ancestors()
            .find_map(|pointer| self.linked.roots.get(&self.documents[document].location(pointer)).copied());
        // A schema for no other reason than that a reference leads there.
        self.schema(document, node, pointer, around.unwrap_or(resource));
        Ok((location, recursive.then(String::new)))
    }

    /// Finds the circles of references that lead to no schema beside themselves, each once: where it is first entered.
    pub(super) fn circles(&mut self) {
        let links = || self.followed.iter().filter(|link| link.keyword == "$ref");
        let by_schema: HashMap<&Location, &Link<'_>> = links().map(|link| (&link.schema, link)).collect();
        // The first link from which each schema was reached.
        let mut reached: HashMap<&Location, &Location> = HashMap::default();
        let mut circles = Vec::new();
        for Link { schema: start, .. } in links() {
            let mut next = Some(start);
            while let Some(schema) = next {
                if let Some(before) = reached.get(schema) {
                    circles.extend(by_schema.get(schema).filter(|_| *before == start).copied().cloned());
                    break;
                }
                reached.insert(schema, start);
                next = self.linked.references.get(schema);
            }
        }
        for link in circles {
            let pointer = link.schema.pointer.child(link.keyword);
            self.problem(link.document, Problem::CircularReference, &link.node.span, pointer);
        }
    }
}

fn dangling(link: &Link<'_>, message: &str) -> Problem {
    let message = message.to_owned();
    Problem::DanglingReference { keyword: link.keyword, reference: link.reference.to_owned(), message }
}
