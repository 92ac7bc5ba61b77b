//! The documents linked: what of them is in use, which of them are right, and where their references lead.

use super::resources::{Resource, ResourceId};
use super::{Document, Documents, Parsed, meta_schemas};
use crate::diagnostic::{Diagnostic, Problem};
use crate::dialect::{Dialect, Draft};
use crate::json::Node;
use crate::keyword::is_schema;
use crate::pointer::{Location, Pointer};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use std::collections::BTreeSet;
use std::ops::Range;

/// Where a `$dynamicRef` or a `$recursiveRef` leads (Core, section 8.2.3.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DynamicTarget {
    /// Where it leads as a `$ref` would.
    pub initial: Location,
    /// The anchor that the dynamic scope is searched for, where it is: the name of the initial target's `$dynamicAnchor`,
    /// or the empty name for its `$recursiveAnchor`.
    pub anchor: Option<String>,
}

/// What is known of all documents together.
#[derive(Debug, Default)]
pub(super) struct Linked {
    pub resources: Vec<Resource>,
    pub roots: HashMap<Location, ResourceId>,
    /// From the location of the schema that holds a `$ref` to the location of its target.
    pub references: HashMap<Location, Location>,
    pub dynamic_references: HashMap<Location, DynamicTarget>,
}

/// A reference in a schema.
#[derive(Clone)]
pub(super) struct Link<'d> {
    /// The position of the document that holds it.
    pub document: usize,
    pub resource: ResourceId,
    /// The schema that holds it.
    pub schema: Location,
    pub keyword: &'static str,
    pub reference: &'d str,
    pub node: &'d Node,
}

/// An identifier of a resource.
pub(super) struct Claim<'d> {
    pub resource: ResourceId,
    /// The schema that holds it.
    pub schema: &'d Node,
    pub keyword: &'static str,
}

/// Links documents: enters all schemas with what they are called, and then follows all references in use.
pub(super) struct Linker<'d> {
    /// The draft of documents that name none.
    pub draft: Draft,
    /// The documents of the schema folder, the vendored ones, and then those official meta-schemas that are referred to.
    pub documents: Vec<&'d Document>,
    /// What is wrong with each document.
    pub problems: Vec<Vec<Diagnostic>>,
    /// The documents whose schemas are not known: texts that are no JSON or no schema, or of an unknown dialect.
    pub opaque: HashSet<usize>,
    /// The references of each document that are not followed yet.
    pub links: Vec<Vec<Link<'d>>>,
    pub linked: Linked,
    /// The locations of all schemas.
    pub schemas: HashSet<Location>,
    /// The identifiers of all resources that are to be known by them.
    pub claims: Vec<Claim<'d>>,
    /// The first resource that was found by following references.
    pub settled: Option<ResourceId>,
    /// The resource of each URI.
    pub uris: HashMap<String, ResourceId>,
    /// Documents by what a `$schema` may call them.
    meta_schemas: HashMap<String, usize>,
    /// The references that were followed.
    pub followed: Vec<Link<'d>>,
    /// Those from one document to another.
    crossings: Vec<(Link<'d>, usize)>,
    /// Documents, and those that define their dialects.
    defined_by: Vec<(usize, usize)>,
}

/// Links documents: those that are in use and right, and what is wrong with the others.
pub(super) fn link(parsed: &[Parsed], draft: Draft) -> (Documents, Vec<Diagnostic>) {
    let flaw = |parsed: &Parsed| parsed.flaw.iter().cloned().collect();
    let mut linker = Linker {
        draft,
        documents: parsed.iter().map(|parsed| &parsed.document).collect(),
        problems: parsed.iter().map(flaw).collect(),
        opaque: HashSet::default(),
        links: parsed.iter().map(|_| Vec::new()).collect(),
        linked: Linked::default(),
        schemas: HashSet::default(),
        claims: Vec::new(),
        settled: None,
        uris: HashMap::default(),
        meta_schemas: meta_schema_names(parsed),
        followed: Vec::new(),
        crossings: Vec::new(),
        defined_by: Vec::new(),
    };
    for document in 0..parsed.len() {
        linker.enter(document);
    }
    linker.name();
    let reached = linker.follow();
    linker.circles();
    linker.finish(&reached)
}

/// The documents by their URIs; the identifier counts in whatever draft it is one.
fn meta_schema_names(parsed: &[Parsed]) -> HashMap<String, usize> {
    let mut names = HashMap::default();
    for (position, Parsed { document, .. }) in parsed.iter().enumerate() {
        let ids = ["$id", "id"].into_iter().filter_map(|keyword| document.root.get(keyword)?.as_str());
        for uri in ids.filter_map(|id| super::absolute(id.to_owned()).ok()) {
            names.entry(uri).or_insert(position);
        }
        names.entry(document.retrieval.clone()).or_insert(position);
    }
    names
}

impl Linker<'_> {
    pub(super) fn problem(&mut self, document: usize, problem: Problem, span: &Range<usize>, pointer: Pointer) {
        let problem = self.documents[document].problem(problem, span.clone(), pointer);
        self.problems[document].push(problem);
    }

    /// The dialect that a `$schema` names: a draft, or what a meta-schema says that is among the documents.
    pub(super) fn dialect(&mut self, document: usize, uri: &str) -> Result<Dialect, Problem> {
        self.dialect_through(document, uri, &mut HashSet::default())
    }

    fn dialect_through(&mut self, document: usize, uri: &str, seen: &mut HashSet<usize>) -> Result<Dialect, Problem> {
        if let Some(draft) = Draft::of_meta_schema(uri) {
            return Ok(Dialect::of(draft));
        }
        if DRAFT_3.contains(&uri.trim_end_matches('#')) {
            return Err(Problem::UnsupportedDialect { draft: "draft 3".to_owned() });
        }
        let named = super::absolute(uri.to_owned()).ok().and_then(|uri| self.meta_schemas.get(&uri).copied());
        let known = named.filter(|position| is_schema(&self.documents[*position].root) && seen.insert(*position));
        let Some(meta_schema) = known else {
            return Err(Problem::UnknownDialect { dialect: uri.to_owned() });
        };
        self.defined_by.push((document, meta_schema));
        let root = &self.documents[meta_schema].root;
        let draft = match root.get("$schema").and_then(Node::as_str) {
            Some(uri) => self.dialect_through(document, uri, seen)?.draft,
            None => self.draft,
        };
        match root.get("$vocabulary") {
            Some(vocabularies) => Dialect::with_vocabularies(draft, vocabularies)
                .map_err(|vocabulary| Problem::UnknownVocabulary { dialect: uri.to_owned(), vocabulary }),
            None => Ok(Dialect::of(draft)),
        }
    }

    /// Gives every resource its URIs. Where two lay claim to one, the schema folder comes before what is vendored, and
    /// where a document was retrieved before what one says of itself.
    fn name(&mut self) {
        let documents = self.documents.clone();
        for vendored in [false, true] {
            for document in documents.iter().filter(|document| document.vendored == vendored) {
                let root = self.linked.roots[&document.location(Pointer::root())];
                self.uris.entry(document.retrieval.clone()).or_insert(root);
            }
            for Claim { resource, schema, keyword } in std::mem::take(&mut self.claims) {
                let Resource { document, uri, pointer, .. } = &self.linked.resources[resource.0];
                let document = *document;
                if documents[document].vendored != vendored {
                    self.claims.push(Claim { resource, schema, keyword });
                    continue;
                }
                let owner = *self.uris.entry(uri.clone()).or_insert(resource);
                if owner != resource {
                    let other = documents[self.linked.resources[owner.0].document].name.clone();
                    let (problem, at) = (Problem::RepeatedId { id: uri.clone(), other }, pointer.child(keyword));
                    self.problem(document, problem, &schema.get(keyword).unwrap_or(schema).span, at);
                }
            }
        }
        self.settled = Some(ResourceId(self.linked.resources.len()));
    }

    /// Follows every reference of the schema folder's documents, and of those that they lead to: which ones these are.
    fn follow(&mut self) -> HashSet<usize> {
        let mut reached: HashSet<usize> =
            (0..self.documents.len()).filter(|document| !self.documents[*document].vendored).collect();
        let mut pending: Vec<usize> = reached.iter().copied().collect();
        pending.sort_unstable();
        while let Some(document) = pending.pop() {
            for link in std::mem::take(&mut self.links[document]) {
                let Some(target) = self.resolve(&link) else { continue };
                if target != document {
                    self.crossings.push((link.clone(), target));
                }
                self.followed.push(link);
                if reached.insert(target) || !self.links[target].is_empty() {
                    pending.push(target);
                }
            }
        }
        reached
    }

    /// The official meta-schema of that URI, which becomes one of the documents.
    pub(super) fn meta_schema(&mut self, uri: &str) -> Option<ResourceId> {
        let document = meta_schemas::get(uri)?;
        let position = self.documents.len();
        self.documents.push(document);
        self.problems.push(Vec::new());
        self.links.push(Vec::new());
        self.enter(position);
        let root = self.linked.roots[&document.location(Pointer::root())];
        self.uris.insert(uri.to_owned(), root);
        Some(root)
    }

    /// The documents that are right and in use, and all problems of those that were reached.
    fn finish(mut self, reached: &HashSet<usize>) -> (Documents, Vec<Diagnostic>) {
        self.spread();
        let kept = self.kept();
        let is_kept = |document: &usize| kept.contains(document);
        let definers = self.defined_by.iter().filter(|(document, _)| is_kept(document)).map(|(_, definer)| definer);
        let definers: BTreeSet<&usize> = definers.filter(|definer| !is_kept(definer)).collect();
        let meta_schemas = definers.into_iter().map(|definer| self.documents[*definer].clone()).collect();

        let mut linked = self.linked;
        let names: HashSet<&str> = kept.iter().map(|document| self.documents[*document].name.as_str()).collect();
        linked.references.retain(|schema, _| names.contains(schema.document.as_str()));
        linked.dynamic_references.retain(|schema, _| names.contains(schema.document.as_str()));
        let kept = kept.iter().map(|position| {
            let document = self.documents[*position];
            let root = linked.roots[&document.location(Pointer::root())];
            Document { uri: linked.resources[root.0].uri.clone(), ..document.clone() }
        });
        let kept: Vec<Document> = kept.collect();
        let positions = kept.iter().enumerate().map(|(position, document)| (document.name.clone(), position));
        let positions = positions.collect();
        let problems = self.problems.into_iter().enumerate();
        let problems = problems.filter(|(document, _)| reached.contains(document)).flat_map(|(_, problems)| problems);
        (Documents { kept, positions, meta_schemas, linked }, problems.collect())
    }

    /// The documents of the schema folder that are right, and behind them, by their names, those that they refer to.
    fn kept(&self) -> Vec<usize> {
        let is_own = |document: &usize| !self.documents[*document].vendored && self.problems[*document].is_empty();
        let mut kept: Vec<usize> = (0..self.documents.len()).filter(is_own).collect();
        let own = kept.len();
        let mut seen: HashSet<usize> = kept.iter().copied().collect();
        let mut next = 0;
        while let Some(document) = kept.get(next).copied() {
            let crossings = self.crossings.iter().filter(|(link, _)| link.document == document);
            kept.extend(crossings.map(|(_, target)| *target).filter(|target| seen.insert(*target)));
            next += 1;
        }
        kept[own..].sort_by_key(|document| &self.documents[*document].name);
        kept
    }

    /// Gives a problem to each document that refers to one with a problem.
    fn spread(&mut self) {
        let mut faulty: Vec<usize> = (0..self.documents.len()).filter(|it| !self.problems[*it].is_empty()).collect();
        while let Some(target) = faulty.pop() {
            for (link, _) in self.crossings.iter().filter(|(_, crossed)| *crossed == target) {
                if self.problems[link.document].is_empty() {
                    let problem = Problem::FaultyDocument {
                        keyword: link.keyword,
                        document: self.documents[target].name.clone(),
                    };
                    let at = link.schema.pointer.child(link.keyword);
                    let problem = self.documents[link.document].problem(problem, link.node.span.clone(), at);
                    self.problems[link.document].push(problem);
                    faulty.push(link.document);
                }
            }
        }
    }
}

/// The draft that crate `referencing` does not know.
const DRAFT_3: [&str; 2] = ["http://json-schema.org/draft-03/schema", "https://json-schema.org/draft-03/schema"];
