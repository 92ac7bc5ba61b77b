//! A schema as it applies to a value, and several that apply to the same value.
//!
//! All schemas that apply to one value in place (JSON Schema Core, section 7.5) say what that value is only together: a
//! schema, those of its `allOf`, and what its `$ref` leads to. A [`Part`] is one of them.

use super::Lowering;
use super::types::Types;
use crate::diagnostic::{Diagnostic, Problem};
use crate::dialect::{Dialect, Draft};
use crate::json::{Member, Node, NodeKind};
use crate::keyword::{Keyword, Role, array};
use crate::load::{Document, Documents, ResourceId};
use crate::pointer::{Location, Pointer};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// The dynamic scope (Core, section 7.1), as far as it decides where references lead: for each dynamic anchor, the
/// outermost resource that has it.
pub(super) type Scope = Rc<BTreeMap<String, ResourceId>>;

/// The keywords whose schemas speak of the parts of a value.
const STRUCTURED: [&str; 5] = ["properties", "patternProperties", "additionalProperties", "items", "prefixItems"];

/// How deep schemas are looked into for whether they allow every value.
const LOOKED_INTO: usize = 8;

/// One schema that applies to a value: where it stands, and how evaluation came there.
#[derive(Clone)]
pub(super) struct Part<'a> {
    pub document: &'a Document,
    pub pointer: Pointer,
    pub node: &'a Node,
    pub resource: ResourceId,
    pub dialect: &'a Dialect,
    pub scope: Scope,
    /// Keywords that are seen to elsewhere.
    pub without: Without,
}

/// Keywords of a schema that a type leaves to another one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(clippy::struct_excessive_bools, reason = "each stands for keywords of its own")]
pub(super) struct Without {
    pub any_of: bool,
    pub one_of: bool,
    /// Those that are judged on the whole value.
    pub conditions: bool,
    /// `enum` and `const`.
    pub values: bool,
    /// Those that apply other schemas in place without a condition: `allOf` and references.
    pub applied: bool,
    /// All but `patternProperties`.
    pub unpatterned: bool,
}

/// What tells apart the schemas that apply to a value.
pub(super) type Key = (Location, Scope, Without);

impl<'a> Part<'a> {
    pub fn location(&self) -> Location {
        self.document.location(self.pointer.clone())
    }

    pub fn key(&self) -> Key {
        (self.location(), self.scope.clone(), self.without)
    }

    /// A problem of the schema as a whole.
    pub fn problem(&self, problem: Problem) -> Diagnostic {
        self.document.problem(problem, self.node.span.clone(), self.pointer.clone())
    }

    /// Whether both have the same key.
    pub fn is_same(&self, other: &Part<'_>) -> bool {
        let place = (self.node.span.start, &self.document.name, &self.scope, self.without);
        place == (other.node.span.start, &other.document.name, &other.scope, other.without)
    }

    /// The keyword's value, where the schema has that keyword in its dialect and it is not left to another type.
    pub fn get(&self, keyword: &str) -> Option<&'a Node> {
        let value = self.node.get(keyword)?;
        let left = match keyword {
            _ if self.without.unpatterned && keyword != "patternProperties" => true,
            "anyOf" => self.without.any_of,
            "oneOf" => self.without.one_of,
            "enum" | "const" => self.without.values,
            "not" | "if" | "then" | "else" | "dependentSchemas" | "contains" | "unevaluatedItems" => {
                self.without.conditions
            }
            _ => false,
        };
        let is_hidden = left || self.hides(keyword) || Keyword::find(keyword, self.dialect).is_none();
        (!is_hidden).then_some(value)
    }

    /// The schema less the keywords that choose, judge or apply other schemas.
    pub fn alone(&self) -> Part<'a> {
        let without = Without { any_of: true, one_of: true, conditions: true, applied: true, ..self.without };
        Part { without, ..self.clone() }
    }

    /// The schema's `patternProperties`.
    pub fn patterns(&self) -> Part<'a> {
        Part { without: Without { applied: true, unpatterned: true, ..Without::default() }, ..self.clone() }
    }

    /// The schema with all of its keywords.
    pub fn whole(&self) -> Part<'a> {
        Part { without: Without::default(), ..self.clone() }
    }

    /// Whether the keyword stands beside a `$ref` that hides it: before draft 2019-09, that is every keyword.
    pub fn hides(&self, keyword: &str) -> bool {
        self.dialect.draft < Draft::Draft201909 && keyword != "$ref" && self.node.get("$ref").is_some()
    }

    /// The members of the schema that are not hidden.
    pub fn members(&self) -> impl Iterator<Item = &'a Member> + use<'a, '_> {
        self.node.members().iter().filter(|member| !self.hides(&member.name))
    }

    pub fn is_false(&self) -> bool {
        matches!(self.node.kind, NodeKind::Boolean(false))
    }

    pub fn items(&self, keyword: &str) -> &'a [Node] {
        self.get(keyword).and_then(array).unwrap_or_default()
    }

    pub fn named(&self, keyword: &str) -> &'a [Member] {
        self.get(keyword).map_or(&[], Node::members)
    }

    pub fn count(&self, keyword: &str) -> Option<u64> {
        self.get(keyword).and_then(crate::keyword::count)
    }

    /// The array form of `items`, which is `prefixItems` since draft 2020-12.
    pub fn prefix(&self) -> Option<(&'static str, &'a [Node])> {
        let (keyword, node) = match self.dialect.draft {
            Draft::Draft202012 => ("prefixItems", self.get("prefixItems")?),
            _ => ("items", self.get("items")?),
        };
        array(node).map(|items| (keyword, items))
    }

    /// The keyword whose schema is that of all items behind the prefix.
    pub fn rest(&self) -> Option<&'static str> {
        let keyword = match (self.dialect.draft, self.prefix()) {
            (Draft::Draft202012, _) | (_, None) => "items",
            (_, Some(_)) => "additionalItems",
        };
        self.get(keyword).map(|_| keyword)
    }
}

impl<'a> Lowering<'a> {
    /// The part that a whole document is, where evaluation begins there.
    pub(super) fn root(&self, document: &'a Document) -> Part<'a> {
        let location = document.location(Pointer::root());
        self.part(&location, &Scope::default()).expect("a document has a root")
    }

    /// The schema at a location, entered from this scope.
    pub(super) fn part(&self, location: &Location, scope: &Scope) -> Option<Part<'a>> {
        let document = self.documents.get(&location.document)?;
        let node = document.root.at(&location.pointer)?;
        let resource = self.documents.resource_of(location);
        let dialect = self.documents.dialect(resource);
        let (pointer, scope) = (location.pointer.clone(), self.entered(scope, resource));
        Some(Part { document, pointer, node, resource, dialect, scope, without: Without::default() })
    }

    /// The schema that stands inside another one.
    pub(super) fn child(&self, part: &Part<'a>, tokens: &[&str], node: &'a Node) -> Part<'a> {
        let pointer = tokens.iter().fold(part.pointer.clone(), |pointer, token| pointer.child(token));
        let mut child = Part { pointer, node, without: Without::default(), ..part.clone() };
        if let Some(resource) = self.documents.resource_at(&child.location()) {
            child.resource = resource;
            child.dialect = self.documents.dialect(resource);
            child.scope = self.entered(&part.scope, resource);
        }
        child
    }

    /// The schema that a keyword holds.
    pub(super) fn below(&self, part: &Part<'a>, keyword: &str) -> Option<Part<'a>> {
        part.get(keyword).map(|node| self.child(part, &[keyword], node))
    }

    /// The schemas that a keyword holds in an array.
    pub(super) fn each(&self, part: &Part<'a>, keyword: &str) -> Vec<Part<'a>> {
        let items = part.items(keyword).iter().enumerate();
        items.map(|(index, node)| self.child(part, &[keyword, &index.to_string()], node)).collect()
    }

    /// The schemas that a part applies in place and without a condition: those of `allOf`, and what references lead to.
    pub(super) fn applied(&self, part: &Part<'a>) -> Vec<Part<'a>> {
        let mut parts = Vec::new();
        if part.without.applied {
            return parts;
        }
        let location = part.location();
        if part.get("$ref").is_some()
            && let Some(target) = self.documents.target(&location)
        {
            parts.extend(self.part(target, &part.scope));
        }
        for keyword in ["$dynamicRef", "$recursiveRef"] {
            if part.get(keyword).is_some()
                && let Some(target) = self.documents.dynamic_target(&location)
            {
                let anchor = target.anchor.as_deref();
                let outermost = anchor.and_then(|anchor| Some((anchor, *part.scope.get(anchor)?)));
                let found = outermost.and_then(|(anchor, resource)| {
                    self.documents.dynamic_anchors(resource).find(|(name, _)| *name == anchor)
                });
                let found = found.map(|(_, location)| location);
                parts.extend(self.part(found.unwrap_or(&target.initial), &part.scope));
            }
        }
        parts.extend(self.each(part, "allOf"));
        // A choice of one is none.
        for keyword in ["anyOf", "oneOf"] {
            if part.items(keyword).len() == 1 {
                parts.extend(self.each(part, keyword));
            }
        }
        parts
    }

    /// Whether a part decides by itself, applied schemas aside, which values are valid or how they are held.
    pub(super) fn asserts(&self, part: &Part<'a>) -> bool {
        if part.is_false() {
            return true;
        }
        part.members().any(|member| {
            let name = member.name.as_str();
            let asserting = Keyword::find(name, part.dialect).is_some_and(|found| found.role == Role::Assertion);
            asserting
                && part.get(name).is_some()
                && match name {
                    "allOf" => false,
                    "anyOf" | "oneOf" => part.items(name).len() != 1,
                    "format" => self.asserted_format(part).is_some(),
                    "then" | "else" => part.get("if").is_some(),
                    "if" => part.get("then").is_some() || part.get("else").is_some(),
                    "minContains" | "maxContains" => part.get("contains").is_some(),
                    _ => true,
                }
        })
    }

    /// Whether a schema allows every value, as its text tells: at most, it says of parts of a value that they may be anything.
    pub(super) fn allows_all(&self, part: &Part<'a>) -> bool {
        self.allows_all_within(part, LOOKED_INTO)
    }

    fn allows_all_within(&self, part: &Part<'a>, depth: usize) -> bool {
        if depth == 0 || part.is_false() {
            return false;
        }
        let allows = |below: &Part<'a>| self.allows_all_within(below, depth - 1);
        let says_nothing = |member: &'a Member| {
            let name = member.name.as_str();
            let Some(keyword) = Keyword::find(name, part.dialect) else { return true };
            if keyword.role != Role::Assertion || part.get(name).is_none() {
                return true;
            }
            let all_allow = || {
                let below = keyword.schemas(&member.value, &Pointer::root());
                below.into_iter().all(|(pointer, node)| {
                    let tokens: Vec<_> = pointer.tokens().collect();
                    let tokens = std::iter::once(name).chain(tokens.iter().map(AsRef::as_ref));
                    allows(&self.child(part, &tokens.collect::<Vec<_>>(), node))
                })
            };
            match name {
                "allOf" | "if" | "minContains" | "maxContains" => true,
                "contains" => is_idle_contains(part),
                "then" | "else" => part.get("if").is_none() || all_allow(),
                "anyOf" | "oneOf" => part.items(name).len() == 1,
                "format" => self.asserted_format(part).is_none(),
                name => STRUCTURED.contains(&name) && all_allow(),
            }
        };
        part.members().all(says_nothing) && self.applied(part).iter().all(allows)
    }

    /// The fewest parts that say the same: those that say nothing are left out, and those that only apply others are
    /// replaced by them.
    pub(super) fn essential(&self, parts: Vec<Part<'a>>) -> Vec<Part<'a>> {
        let mut essential = Vec::new();
        let mut seen = BTreeSet::new();
        for part in parts {
            self.enter_essential(part, &mut essential, &mut seen);
        }
        essential
    }

    fn enter_essential(&self, part: Part<'a>, essential: &mut Vec<Part<'a>>, seen: &mut BTreeSet<Key>) {
        if !seen.insert(part.key()) {
            return;
        }
        if self.asserts(&part) {
            return essential.push(part);
        }
        for applied in self.applied(&part) {
            if self.is_declared(&applied) && !self.is_trivial(&applied) {
                if seen.insert(applied.key()) {
                    essential.push(applied);
                }
            } else {
                self.enter_essential(applied, essential, seen);
            }
        }
    }

    /// Whether a schema says nothing about values by itself, nor applies another one.
    fn is_trivial(&self, part: &Part<'a>) -> bool {
        !self.asserts(part) && self.applied(part).is_empty()
    }

    /// All parts that apply in place and without a condition and say something themselves.
    pub(super) fn flattened(&self, parts: &[Part<'a>]) -> Vec<Part<'a>> {
        let mut flattened = Vec::new();
        let mut seen = BTreeSet::new();
        let mut waiting: Vec<Part<'a>> = parts.iter().rev().cloned().collect();
        while let Some(part) = waiting.pop() {
            if seen.insert(part.key()) && self.budget.spend() {
                let applied = self.applied(&part);
                if self.asserts(&part) {
                    flattened.push(part);
                }
                waiting.extend(applied.into_iter().rev());
            }
        }
        flattened
    }

    /// Where these schemas stand, and those that they apply in place and without a condition and that have no type of
    /// their own name.
    pub(super) fn schemas<'p>(&self, parts: impl IntoIterator<Item = &'p Part<'a>>) -> Vec<Location>
    where
        'a: 'p,
    {
        let mut schemas = Vec::new();
        let mut seen = BTreeSet::new();
        let mut waiting: Vec<Part<'a>> = parts.into_iter().map(Part::whole).collect();
        waiting.reverse();
        while let Some(part) = waiting.pop() {
            let location = part.location();
            if seen.insert(location.clone()) {
                schemas.push(location);
                waiting.extend(self.applied(&part).into_iter().filter(|applied| !self.is_declared(applied)).rev());
            }
        }
        schemas
    }

    /// Whether a schema makes a type of its own that is best not mixed with others: one with a name, or a choice, of arrays or
    /// objects whose parts have schemas. To take two of them together would be to make a type for each pair of their parts.
    /// Of a choice, the other schemas may leave one schema alone, as values of these types are left.
    pub(super) fn is_apart(&self, part: &Part<'a>, types: Types) -> bool {
        let flattened = self.flattened(std::slice::from_ref(part));
        let chooses = |part: &Part<'a>| {
            let several = |keyword: &&str| part.items(keyword).len() > 1 && !self.leaves_one(part, keyword, types);
            ["anyOf", "oneOf"].iter().any(several)
        };
        let has_parts = |part: &Part<'a>| STRUCTURED.iter().any(|keyword| part.get(keyword).is_some());
        let is_choice = flattened.iter().any(chooses);
        is_choice || flattened.iter().any(has_parts) && self.is_named(part)
    }

    /// Whether a schema, or one that it applies in place, has a type of its own name.
    pub(super) fn is_named(&self, part: &Part<'a>) -> bool {
        self.essential(vec![part.clone()]).iter().any(|part| self.is_declared(part))
    }

    /// Whether a schema is among those that it applies in place and without a condition, or that these apply.
    pub(super) fn applies_itself(&self, part: &Part<'a>) -> bool {
        if let Some(known) = self.circular.borrow().get(&part.key()) {
            return *known;
        }
        let mut circular = self.circular.borrow_mut();
        // The schemas that were met, with their positions on the way, where they are on it.
        let mut met: BTreeMap<Key, Option<usize>> = BTreeMap::from([(part.key(), Some(0))]);
        // The schemas on the way to where the walk is, each with those that it applies and that are still to be walked.
        let mut way: Vec<(Key, Vec<Part<'a>>, bool)> = vec![(part.key(), self.applied(part), true)];
        while let Some((key, left, ends)) = way.last_mut() {
            let Some(next) = left.pop() else {
                let (key, ends) = (key.clone(), *ends);
                way.pop();
                met.insert(key.clone(), None);
                if ends {
                    circular.insert(key, false);
                } else if let Some((_, _, above)) = way.last_mut() {
                    *above = false;
                }
                continue;
            };
            let next_key = next.key();
            if circular.get(&next_key) == Some(&false) {
                continue;
            }
            match met.get(&next_key) {
                Some(Some(start)) => {
                    for (key, _, ends) in &mut way[*start..] {
                        circular.insert(key.clone(), true);
                        *ends = false;
                    }
                }
                None if self.budget.spend() => {
                    met.insert(next_key.clone(), Some(way.len()));
                    way.push((next_key, self.applied(&next), true));
                }
                // It was walked, and is not known to end.
                _ => *ends = false,
            }
        }
        circular.get(&part.key()) == Some(&true)
    }

    fn entered(&self, scope: &Scope, resource: ResourceId) -> Scope {
        let new = |anchor: &str| self.dynamic.contains(anchor) && !scope.contains_key(anchor);
        let found: Vec<&str> =
            self.documents.dynamic_anchors(resource).map(|(anchor, _)| anchor).filter(|anchor| new(anchor)).collect();
        if found.is_empty() {
            return scope.clone();
        }
        let mut entered = (**scope).clone();
        entered.extend(found.into_iter().map(|anchor| (anchor.to_owned(), resource)));
        Rc::new(entered)
    }
}

/// Whether `contains` allows every array, and only tells which items it evaluates.
pub(super) fn is_idle_contains(part: &Part<'_>) -> bool {
    part.count("minContains") == Some(0) && part.get("maxContains").is_none()
}

/// The anchors that dynamic references look for.
pub(super) fn dynamic(documents: &Documents) -> BTreeSet<String> {
    documents.dynamic_targets().filter_map(|target| target.anchor.clone()).collect()
}

/// The schema of these that denies every value, else the first.
pub(super) fn denying<'p, 'a>(parts: &'p [Part<'a>]) -> Option<&'p Part<'a>> {
    parts.iter().find(|part| part.is_false()).or(parts.first())
}
