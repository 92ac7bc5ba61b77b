//! What became of every keyword of every schema: what holds it, or why nothing does.
//!
//! Nothing is noted for it while the types are made: the model says which schemas each of its types and fields is made of,
//! and a keyword's place in the model says how it is held.

use super::holders::{Holder, Holders};
use crate::dialect::Draft;
use crate::json::{Member, Node, NodeKind};
use crate::keyword::{Holds, Keyword, Role, SPEAK_OF, array, count, is_schema};
use crate::load::{Document, Documents, ResourceId};
use crate::lower::{lower_bound, upper_bound};
use crate::model::{Check, JsonType, Kind, Model, Shape};
use crate::pointer::{Location, Pointer};
use crate::regex;
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt;

/// What became of one keyword.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "verify", derive(schemars::JsonSchema))]
pub struct KeywordEntry {
    /// The location of the keyword: document and JSON pointer.
    #[serde(serialize_with = "super::serialize_location")]
    #[cfg_attr(feature = "verify", schemars(with = "String"))]
    pub location: Location,
    /// How it is held.
    pub held: Held,
    /// The Rust types, fields and variants that hold it, by their paths in the generated crate.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<String>,
    /// Why it is not held, where it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Why a person accepts that it is lost, as the settings say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted: Option<String>,
}

/// How a keyword is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "verify", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Held {
    /// By a Rust type: there are no other values of it.
    Type,
    /// By a check of values while they are decoded.
    Check,
    /// By a condition, for which a value is held back while it is decoded: it is judged by types that no user sees.
    Condition,
    /// As an annotation: it stands in the documentation, in the derived schema, or in both.
    Annotation,
    /// It names or locates schemas, and holds for no value.
    Structure,
    /// It has no effect where it stands.
    Idle,
    /// It says something that the types do not say.
    Lost,
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Held::Type => "held by the type",
            Held::Check => "held by a check",
            Held::Condition => "held by a condition",
            Held::Annotation => "carried as an annotation",
            Held::Structure => "names or locates schemas",
            Held::Idle => "without effect",
            Held::Lost => "lost",
        })
    }
}

impl fmt::Display for KeywordEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.location, self.held)?;
        if !self.items.is_empty() {
            write!(f, " ({})", self.items.join(", "))?;
        }
        self.reason.as_ref().map_or(Ok(()), |reason| write!(f, ": {reason}"))
    }
}

/// What became of every keyword of these documents, in the order of the text.
pub(crate) fn keywords(documents: &Documents, model: &Model) -> Vec<KeywordEntry> {
    let mut walk = Walk { documents, model, holders: Holders::of(model), entries: Vec::new() };
    for document in documents.iter() {
        let resource = documents.resource_of(&document.location(Pointer::root()));
        walk.schema(&Schema { document, pointer: Pointer::root(), node: &document.root, resource }, None);
    }
    walk.entries
}

/// A schema of a document.
struct Schema<'d> {
    document: &'d Document,
    pointer: Pointer,
    node: &'d Node,
    resource: ResourceId,
}

impl Schema<'_> {
    fn location(&self) -> Location {
        self.document.location(self.pointer.clone())
    }

    fn has(&self, keyword: &str) -> bool {
        self.node.get(keyword).is_some()
    }
}

struct Walk<'d> {
    documents: &'d Documents,
    model: &'d Model,
    holders: Holders<'d>,
    entries: Vec<KeywordEntry>,
}

/// How a keyword is held by something, and why it is not, where it is not.
type Verdict = (Held, Option<&'static str>);

impl<'d> Walk<'d> {
    /// Enters the keywords of a schema; `outer` is where the schema stands that it is a choice of.
    fn schema(&mut self, schema: &Schema<'d>, outer: Option<&Location>) {
        let dialect = *self.documents.dialect(schema.resource);
        let location = schema.location();
        // What is no type of its own is held with the choice that it belongs to.
        let at = if self.holders.at(&location).is_empty() { outer.unwrap_or(&location) } else { &location }.clone();
        let hidden = dialect.draft.reference_stands_alone() && schema.has("$ref");
        for member in schema.node.members() {
            let name = member.name.as_str();
            let found = Keyword::find(name, &dialect);
            if hidden && name != "$ref" && found.is_none_or(|keyword| keyword.role != Role::Core) {
                let reason = "everything beside `$ref` is ignored before draft 2019-09";
                self.enter(schema, name, Held::Idle, Vec::new(), Some(reason));
                continue;
            }
            match found {
                None if !Keyword::annotates(member, dialect) => {
                    let reason = "it is a keyword of other drafts alone";
                    self.enter(schema, name, Held::Idle, Vec::new(), Some(reason));
                }
                None => self.annotation(schema, &at, member),
                Some(keyword) => {
                    match keyword.role {
                        Role::Annotation => self.annotation(schema, &at, member),
                        Role::Core if !is_reference(name) => {
                            self.enter(schema, name, Held::Structure, Vec::new(), None);
                        }
                        Role::Core | Role::Assertion => self.assertion(schema, &at, keyword, member),
                    }
                    self.below(schema, &at, keyword, member);
                }
            }
        }
    }

    /// Enters the schemas that a keyword holds.
    fn below(&mut self, schema: &Schema<'d>, at: &Location, keyword: &Keyword, member: &'d Member) {
        let chosen = matches!(member.name.as_str(), "anyOf" | "oneOf" | "allOf");
        for (pointer, node) in keyword.schemas(&member.value, &schema.pointer.child(&member.name)) {
            let resource = self.documents.resource_at(&schema.document.location(pointer.clone()));
            let below =
                Schema { document: schema.document, pointer, node, resource: resource.unwrap_or(schema.resource) };
            self.schema(&below, chosen.then_some(at));
        }
    }

    fn enter(&mut self, schema: &Schema<'d>, name: &str, held: Held, items: Vec<String>, reason: Option<&'static str>) {
        let location = schema.document.location(schema.pointer.child(name));
        let reason = reason.map(str::to_owned);
        self.entries.push(KeywordEntry { location, held, items, reason, accepted: None });
    }

    /// Enters a keyword that says something beside values.
    fn annotation(&mut self, schema: &Schema<'d>, at: &Location, member: &Member) {
        let value = member.value.to_value();
        if member.name == "deprecated" && value == false {
            return self.enter(schema, "deprecated", Held::Idle, Vec::new(), Some("it is the default"));
        }
        let carrying = self.holders.at(at).iter().filter(|holder| !holder.is_judged());
        let carrying = carrying.filter(|holder| holder.says(&member.name, &value));
        let items: BTreeSet<String> = carrying.map(|holder| holder.item.clone()).collect();
        let (held, reason) = match (items.is_empty(), self.holders.at(at).iter().all(Holder::is_judged)) {
            (false, _) => (Held::Annotation, None),
            (true, true) => (Held::Idle, Some("its schema only judges values, and describes none")),
            (true, false) => (Held::Lost, Some("its schema has no type or field of its own, but is one with others")),
        };
        self.enter(schema, &member.name, held, items.into_iter().collect(), reason);
    }

    /// Enters a keyword that decides which values are valid.
    fn assertion(&mut self, schema: &Schema<'d>, at: &Location, keyword: &Keyword, member: &Member) {
        let mut best: Option<Verdict> = None;
        let mut items = BTreeSet::new();
        for holder in self.holders.at(at) {
            let verdict = self.verdict(schema, holder, keyword, member);
            let is_better = best.is_none_or(|(held, _)| verdict.0 < held);
            if is_better {
                items.clear();
                best = Some(verdict);
            }
            if best == Some(verdict) {
                items.insert(holder.item.clone());
            }
        }
        let unused = (Held::Idle, Some("no reference in use leads to its schema, or no value can be valid for it"));
        let (held, reason) = best.unwrap_or(unused);
        self.enter(schema, &member.name, held, items.into_iter().collect(), reason);
    }

    fn verdict(&self, schema: &Schema<'d>, holder: &Holder<'d>, keyword: &Keyword, member: &Member) -> Verdict {
        let held = self.unjudged(schema, holder, keyword, member);
        match held {
            (Held::Type | Held::Check, reason) if holder.is_judged() => (Held::Condition, reason),
            held => held,
        }
    }

    /// How a keyword is held, if users see the type or not.
    fn unjudged(&self, schema: &Schema<'d>, holder: &Holder<'d>, keyword: &Keyword, member: &Member) -> Verdict {
        let name = member.name.as_str();
        if let Some(reason) = idle(schema, keyword, member, self.documents.dialect(schema.resource).draft) {
            return (Held::Idle, Some(reason));
        }
        let asked = match name {
            "then" | "else" => "if",
            "minContains" | "maxContains" => "contains",
            name => name,
        };
        let asked = schema.document.location(schema.pointer.child(asked));
        if holder.conditions().iter().any(|condition| condition.location == asked) {
            return (Held::Condition, None);
        }
        if let (Some(Kind::Tuple(tuple)), "minItems") = (holder.kind(), name) {
            let required = tuple.items.iter().filter(|item| item.required).count();
            let says_it = count(&member.value).is_some_and(|least| usize::try_from(least) == Ok(required));
            return if says_it { (Held::Type, None) } else { (Held::Idle, Some(MORE)) };
        }
        let types = holder.types(self.model);
        if let Some(json_type) = speaks_of(name).filter(|json_type| !types.contains(json_type)) {
            return (Held::Idle, Some(no_value_is(json_type)));
        }
        if let Some(Shape::Integer(width)) = holder.shape()
            && width_says(name, member, width.least, width.most)
        {
            return (Held::Type, None);
        }
        let mut checks = holder.checks().filter(|located| located.check.keyword() == name).peekable();
        if checks.peek().is_some() {
            let (own, value) = (schema.location(), member.value.to_value());
            let is_own = checks.any(|located| located.location == own || located.check.value() == value);
            return if is_own { (Held::Check, None) } else { (Held::Idle, Some(MORE)) };
        }
        match name {
            "type" if self.is_typed_elsewhere(schema, holder, &member.value) => (Held::Idle, Some(MORE)),
            // All values are valid for it, but what it evaluates may be asked for.
            "if" | "then" | "else" | "contains" | "minContains" => {
                let draft = self.documents.dialect(schema.resource).draft;
                let is_asked = draft >= Draft::Draft201909 && !holder.conditions().is_empty();
                if is_asked { (Held::Condition, None) } else { (Held::Idle, Some("it allows everything")) }
            }
            "propertyNames" | "dependentRequired" | "dependencies" => (Held::Check, None),
            "format" => match holder.shape() {
                Some(Shape::Format(format)) if Some(format.name()) == member.value.as_str() => (Held::Type, None),
                _ if holder.says("format", &member.value.to_value()) => (Held::Annotation, None),
                _ if lists(holder) => (Held::Type, Some(LISTED)),
                _ => (Held::Lost, Some("it is an annotation here, and its schema has no type or field of its own")),
            },
            "minLength" | "maxLength" | "pattern" if lists(holder) => (Held::Type, Some(LISTED)),
            "minLength" | "maxLength" | "pattern" | "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum"
            | "multipleOf" | "minItems" | "maxItems" | "uniqueItems" | "maxProperties" => (Held::Idle, Some(MORE)),
            "minProperties" => (Held::Idle, Some("the required properties are as many")),
            _ => (Held::Type, None),
        }
    }

    /// Whether another schema of the same values leaves the same types or fewer, or the schema's own choices do.
    fn is_typed_elsewhere(&self, schema: &Schema<'d>, holder: &Holder<'d>, types: &Node) -> bool {
        let own = schema.location();
        let mut others = holder.schemas().iter().filter(|other| **other != own);
        others.any(|other| self.leaves(other, types, LOOKED_INTO)) || self.chooses(&own, types, LOOKED_INTO)
    }

    /// Whether a schema leaves no other types than these: by `type`, by a reference or by its choices.
    fn leaves(&self, location: &Location, types: &Node, depth: usize) -> bool {
        let says = |own: &Node| names(own).all(|name| names(types).any(|known| known == name));
        let said = self.node(location).and_then(|node| node.get("type"));
        let target = self.documents.target(location).filter(|_| depth > 0);
        said.is_some_and(says)
            || target.is_some_and(|target| self.leaves(target, types, depth - 1))
            || self.chooses(location, types, depth)
    }

    /// Whether the choices of a schema leave no other types than these.
    fn chooses(&self, location: &Location, types: &Node, depth: usize) -> bool {
        let Some(node) = self.node(location).filter(|_| depth > 0) else { return false };
        ["anyOf", "oneOf"].into_iter().any(|keyword| {
            let count = node.get(keyword).and_then(array).map_or(0, <[Node]>::len);
            let below = |position: usize| location.pointer.child(keyword).child(&position.to_string());
            let leaves = |position| {
                let chosen = Location { document: location.document.clone(), pointer: below(position) };
                self.leaves(&chosen, types, depth - 1)
            };
            count > 0 && (0..count).all(leaves)
        })
    }

    fn node(&self, location: &Location) -> Option<&'d Node> {
        self.documents.get(&location.document)?.root.at(&location.pointer)
    }
}

/// How deep references and choices are looked into for the types that they leave.
const LOOKED_INTO: usize = 4;

const MORE: &str = "what else is said of the same values asks for as much, or for more";
const LISTED: &str = "the values are listed, those alone that fit";

/// Why a keyword has no effect, whatever becomes of its schema.
fn idle(schema: &Schema<'_>, keyword: &Keyword, member: &Member, draft: Draft) -> Option<&'static str> {
    let everything = "it allows everything";
    let is_open = |node: &Node| match &node.kind {
        NodeKind::Boolean(open) => *open,
        NodeKind::Object(members) => members.is_empty(),
        _ => false,
    };
    match member.name.as_str() {
        "if" if !schema.has("then") && !schema.has("else") => Some("there is neither `then` nor `else` beside it"),
        "then" | "else" if !schema.has("if") => Some("there is no `if` beside it"),
        "minContains" | "maxContains" if !schema.has("contains") => Some("there is no `contains` beside it"),
        "additionalItems" if schema.node.get("items").is_none_or(|items| array(items).is_none()) => {
            Some("there is no array `items` beside it")
        }
        "minLength" | "minItems" | "minProperties" if count(&member.value) == Some(0) => Some(everything),
        "uniqueItems" if matches!(member.value.kind, NodeKind::Boolean(false)) => Some(everything),
        "exclusiveMinimum" | "exclusiveMaximum" if matches!(member.value.kind, NodeKind::Boolean(false)) => {
            Some(everything)
        }
        "type" if is_said_by_values(schema, &member.value) => Some("the listed values are of these types alone"),
        "minLength" | "maxLength" | "pattern" if allows_values(schema, member) => Some("the listed strings all fit"),
        "required" if array(&member.value).is_some_and(<[Node]>::is_empty) => Some(everything),
        "properties" | "patternProperties" | "dependentRequired" | "dependentSchemas" | "dependencies"
            if member.value.members().is_empty() =>
        {
            Some(everything)
        }
        "items"
        | "additionalItems"
        | "additionalProperties"
        | "propertyNames"
        | "unevaluatedItems"
        | "unevaluatedProperties"
        | "then"
        | "else"
            if keyword.holds != Holds::Schemas && is_schema(&member.value) && is_open(&member.value) =>
        {
            // What is evaluated is not left to an unevaluated keyword.
            (draft < Draft::Draft201909).then_some(everything)
        }
        _ => None,
    }
}

/// The names that `type` lists, or the only one.
fn names(types: &Node) -> impl Iterator<Item = &str> {
    array(types).unwrap_or(std::slice::from_ref(types)).iter().filter_map(Node::as_str)
}

/// The values that `const` or `enum` lists.
fn listed<'d>(schema: &Schema<'d>) -> Option<&'d [Node]> {
    schema.node.get("const").map(std::slice::from_ref).or_else(|| schema.node.get("enum").and_then(array))
}

/// Whether a keyword of strings allows all strings that `enum` or `const` lists beside it.
fn allows_values(schema: &Schema<'_>, keyword: &Member) -> bool {
    let count = || count(&keyword.value);
    let length = |text: &str| text.chars().count() as u64;
    let fits: Box<dyn Fn(&str) -> bool> = match keyword.name.as_str() {
        "minLength" => Box::new(|text| count().is_some_and(|least| length(text) >= least)),
        "maxLength" => Box::new(|text| count().is_some_and(|most| length(text) <= most)),
        _ => match keyword.value.as_str().and_then(|pattern| regex::compile(pattern).ok()) {
            Some(regex) => Box::new(move |text| regex.matches(text)),
            None => return false,
        },
    };
    listed(schema).is_some_and(|values| values.iter().filter_map(Node::as_str).all(fits))
}

/// Whether all values that `enum` or `const` lists beside a `type` are of that type.
fn is_said_by_values(schema: &Schema<'_>, types: &Node) -> bool {
    let names: Vec<&str> = names(types).collect();
    let is_named = |value: &Node| match &value.kind {
        NodeKind::Null => names.contains(&"null"),
        NodeKind::Boolean(_) => names.contains(&"boolean"),
        NodeKind::Number(text) => names.contains(&"number") || names.contains(&"integer") && !text.contains('.'),
        NodeKind::String(_) => names.contains(&"string"),
        NodeKind::Array(_) => names.contains(&"array"),
        NodeKind::Object(_) => names.contains(&"object"),
    };
    listed(schema).is_some_and(|values| values.iter().all(is_named))
}

/// The one type of JSON that a keyword speaks of.
fn speaks_of(name: &str) -> Option<JsonType> {
    if matches!(name, "additionalItems" | "minContains" | "maxContains") {
        return Some(JsonType::Array);
    }
    SPEAK_OF.iter().find(|(_, keywords)| keywords.contains(&name)).map(|(json_type, _)| *json_type)
}

fn no_value_is(json_type: JsonType) -> &'static str {
    match json_type {
        JsonType::Object => "it speaks of objects, and no valid value is one",
        JsonType::Array => "it speaks of arrays, and no valid value is one",
        JsonType::String => "it speaks of strings, and no valid value is one",
        _ => "it speaks of numbers, and no valid value is one",
    }
}

fn is_reference(name: &str) -> bool {
    matches!(name, "$ref" | "$dynamicRef" | "$recursiveRef")
}

/// Whether the values are listed.
fn lists(holder: &Holder<'_>) -> bool {
    let listed = holder.checks().any(|located| matches!(located.check, Check::Enum(_) | Check::Const(_)));
    listed || holder.constant || matches!(holder.kind(), Some(Kind::Enum(_)))
}

/// Whether an integer type has no values beyond a bound.
fn width_says(name: &str, member: &Member, least: i128, most: i128) -> bool {
    let NodeKind::Number(text) = &member.value.kind else { return false };
    let text = text.clone();
    match name {
        "minimum" => lower_bound(&Check::Minimum(text)).is_some_and(|bound| bound <= least),
        "exclusiveMinimum" => lower_bound(&Check::ExclusiveMinimum(text)).is_some_and(|bound| bound <= least),
        "maximum" => upper_bound(&Check::Maximum(text)).is_some_and(|bound| bound >= most),
        "exclusiveMaximum" => upper_bound(&Check::ExclusiveMaximum(text)).is_some_and(|bound| bound >= most),
        _ => false,
    }
}
