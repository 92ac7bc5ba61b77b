//! The keywords of JSON Schema: what each holds, what it does, and in which dialects it is one.
//!
//! One table for all drafts, read by the loader (is the value well-formed? where are subschemas?) and by the lowering
//! (what is an annotation?). To add a keyword, enter it here and give it its place in `lower`.

use crate::dialect::{Dialect, Draft};
use crate::json::{Member, Node, NodeKind};
use crate::model::JsonType;
use crate::pointer::Pointer;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// What kind of value a keyword holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    /// One schema.
    Schema,
    /// A non-empty array of schemas.
    Schemas,
    /// An object whose values are schemas.
    SchemaMap,
    /// One schema, or a non-empty array of schemas.
    SchemaOrSchemas,
    /// An object whose values are schemas or arrays of strings.
    SchemaOrStringsMap,
    /// A type name, or a non-empty array of distinct ones.
    Types,
    /// A non-negative integer.
    Count,
    /// A number.
    Number,
    /// A number above zero.
    PositiveNumber,
    /// `true` or `false`.
    Boolean,
    /// A string.
    String,
    /// The name of an anchor.
    Anchor,
    /// An array of strings.
    Strings,
    /// An object whose values are arrays of strings.
    StringsMap,
    /// An array.
    Array,
    /// Any value.
    Any,
}

/// What a keyword does to a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Names or locates schemas (Core, section 8).
    Core,
    /// Decides which values are valid.
    Assertion,
    /// Tells people and programs more about a value (Validation, sections 7 to 9).
    Annotation,
}

/// The vocabularies that a dialect may leave out, and what is always there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Vocabulary {
    Always,
    Applicator,
    Unevaluated,
    Validation,
}

/// One keyword of the vocabularies.
pub(crate) struct Keyword {
    pub name: &'static str,
    pub holds: Holds,
    pub role: Role,
    vocabulary: Vocabulary,
    /// The first draft and the last draft that have it, with this kind of value.
    drafts: (Draft, Draft),
}

impl Keyword {
    const fn new(name: &'static str, holds: Holds, role: Role, vocabulary: Vocabulary) -> Self {
        Keyword { name, holds, role, vocabulary, drafts: (Draft::Draft4, Draft::Draft202012) }
    }

    const fn since(self, first: Draft) -> Self {
        Keyword { drafts: (first, self.drafts.1), ..self }
    }

    const fn until(self, last: Draft) -> Self {
        Keyword { drafts: (self.drafts.0, last), ..self }
    }
}

const fn core(name: &'static str, holds: Holds) -> Keyword {
    Keyword::new(name, holds, Role::Core, Vocabulary::Always)
}

const fn applicator(name: &'static str, holds: Holds) -> Keyword {
    Keyword::new(name, holds, Role::Assertion, Vocabulary::Applicator)
}

const fn unevaluated(name: &'static str) -> Keyword {
    Keyword::new(name, Holds::Schema, Role::Assertion, Vocabulary::Unevaluated).since(Draft::Draft201909)
}

const fn assertion(name: &'static str, holds: Holds) -> Keyword {
    Keyword::new(name, holds, Role::Assertion, Vocabulary::Validation)
}

const fn annotation(name: &'static str, holds: Holds) -> Keyword {
    Keyword::new(name, holds, Role::Annotation, Vocabulary::Always)
}

const KEYWORDS: &[Keyword] = &[
    // Core, section 8
    core("$schema", Holds::String),
    core("id", Holds::String).until(Draft::Draft4),
    core("$id", Holds::String).since(Draft::Draft6),
    core("$ref", Holds::String),
    core("$defs", Holds::SchemaMap).since(Draft::Draft201909),
    core("definitions", Holds::SchemaMap),
    core("$anchor", Holds::Anchor).since(Draft::Draft201909),
    core("$recursiveRef", Holds::String).since(Draft::Draft201909).until(Draft::Draft201909),
    core("$recursiveAnchor", Holds::Boolean).since(Draft::Draft201909).until(Draft::Draft201909),
    core("$dynamicRef", Holds::String).since(Draft::Draft202012),
    core("$dynamicAnchor", Holds::Anchor).since(Draft::Draft202012),
    core("$vocabulary", Holds::Any).since(Draft::Draft201909),
    annotation("$comment", Holds::String).since(Draft::Draft7),
    // Applicators: Core, section 10, and unevaluated locations, section 11
    applicator("properties", Holds::SchemaMap),
    applicator("patternProperties", Holds::SchemaMap),
    applicator("additionalProperties", Holds::Schema),
    applicator("propertyNames", Holds::Schema).since(Draft::Draft6),
    applicator("prefixItems", Holds::Schemas).since(Draft::Draft202012),
    applicator("items", Holds::SchemaOrSchemas).until(Draft::Draft201909),
    applicator("items", Holds::Schema).since(Draft::Draft202012),
    applicator("additionalItems", Holds::Schema).until(Draft::Draft201909),
    applicator("contains", Holds::Schema).since(Draft::Draft6),
    applicator("allOf", Holds::Schemas),
    applicator("anyOf", Holds::Schemas),
    applicator("oneOf", Holds::Schemas),
    applicator("not", Holds::Schema),
    applicator("if", Holds::Schema).since(Draft::Draft7),
    applicator("then", Holds::Schema).since(Draft::Draft7),
    applicator("else", Holds::Schema).since(Draft::Draft7),
    applicator("dependentSchemas", Holds::SchemaMap).since(Draft::Draft201909),
    // Split in two since draft 2019-09, whose meta-schema keeps it for compatibility, as later ones do.
    applicator("dependencies", Holds::SchemaOrStringsMap),
    unevaluated("unevaluatedItems"),
    unevaluated("unevaluatedProperties"),
    // Assertions: Validation, section 6
    assertion("type", Holds::Types),
    assertion("enum", Holds::Array),
    assertion("const", Holds::Any).since(Draft::Draft6),
    assertion("maximum", Holds::Number),
    assertion("exclusiveMaximum", Holds::Boolean).until(Draft::Draft4),
    assertion("exclusiveMaximum", Holds::Number).since(Draft::Draft6),
    assertion("minimum", Holds::Number),
    assertion("exclusiveMinimum", Holds::Boolean).until(Draft::Draft4),
    assertion("exclusiveMinimum", Holds::Number).since(Draft::Draft6),
    assertion("multipleOf", Holds::PositiveNumber),
    assertion("maxLength", Holds::Count),
    assertion("minLength", Holds::Count),
    assertion("pattern", Holds::String),
    assertion("maxItems", Holds::Count),
    assertion("minItems", Holds::Count),
    assertion("uniqueItems", Holds::Boolean),
    assertion("maxContains", Holds::Count).since(Draft::Draft201909),
    assertion("minContains", Holds::Count).since(Draft::Draft201909),
    assertion("maxProperties", Holds::Count),
    assertion("minProperties", Holds::Count),
    assertion("required", Holds::Strings),
    assertion("dependentRequired", Holds::StringsMap).since(Draft::Draft201909),
    // Formats and content: Validation, sections 7 and 8
    Keyword::new("format", Holds::String, Role::Assertion, Vocabulary::Always),
    annotation("contentEncoding", Holds::String).since(Draft::Draft7),
    annotation("contentMediaType", Holds::String).since(Draft::Draft7),
    annotation("contentSchema", Holds::Schema).since(Draft::Draft201909),
    // Annotations: Validation, section 9
    annotation("title", Holds::String),
    annotation("description", Holds::String),
    annotation("default", Holds::Any),
    annotation("deprecated", Holds::Boolean).since(Draft::Draft201909),
    annotation("readOnly", Holds::Boolean).since(Draft::Draft7),
    annotation("writeOnly", Holds::Boolean).since(Draft::Draft7),
    annotation("examples", Holds::Array).since(Draft::Draft6),
];

/// The keywords that speak of values of one type only (Validation, section 6), with that type; those aside that have no
/// meaning without one of these.
pub(crate) const SPEAK_OF: [(JsonType, &[&str]); 4] = [
    (
        JsonType::Object,
        &[
            "properties",
            "patternProperties",
            "additionalProperties",
            "required",
            "minProperties",
            "maxProperties",
            "propertyNames",
            "dependentRequired",
            "dependentSchemas",
            "dependencies",
            "unevaluatedProperties",
        ],
    ),
    (JsonType::Array, &["items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains", "unevaluatedItems"]),
    (JsonType::String, &["minLength", "maxLength", "pattern", "format"]),
    (JsonType::Number, &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
];

/// The type names of JSON Schema (Validation, section 6.1.1).
pub(crate) const TYPES: [&str; 7] = ["null", "boolean", "object", "array", "number", "string", "integer"];

/// The members of a schema that are keywords, with what they are. Where `$ref` stands alone, nothing beside it is one.
pub(crate) fn keywords<'n>(
    schema: &'n Node,
    dialect: &Dialect,
) -> impl Iterator<Item = (&'static Keyword, &'n Member)> {
    let alone = dialect.draft.reference_stands_alone() && schema.get("$ref").is_some();
    let members = schema.members().iter().filter(move |member| !alone || member.name == "$ref");
    members.filter_map(|member| Some((Keyword::find(&member.name, dialect)?, member)))
}

impl Keyword {
    /// The keyword of that name, where the dialect has one. Any other name in a schema is an annotation (Core, section
    /// 6.5).
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "as `Documents::dialect` gives it")]
    pub fn find(name: &str, dialect: &Dialect) -> Option<&'static Keyword> {
        Keyword::called(name).find(|keyword| keyword.is_of(*dialect))
    }

    /// Whether a member of a schema is an annotation (Core, section 6.5): by its keyword, by having none, or by one that is an
    /// annotation in other drafts, where its value is right for those.
    pub fn annotates(member: &Member, dialect: Dialect) -> bool {
        match (Keyword::find(&member.name, &dialect), Keyword::of_any_draft(&member.name)) {
            (Some(keyword), _) => keyword.role == Role::Annotation,
            (None, None) => true,
            (None, Some(other)) => {
                other.role == Role::Annotation && other.holds != Holds::Schema && other.flaw(&member.value).is_none()
            }
        }
    }

    /// The keyword of that name in whatever draft has one.
    pub fn of_any_draft(name: &str) -> Option<&'static Keyword> {
        Keyword::called(name).next()
    }

    /// The keywords of that name, in the order of the table: in other drafts, it may be another one.
    fn called(name: &str) -> impl Iterator<Item = &'static Keyword> {
        static BY_NAME: LazyLock<FxHashMap<&str, Vec<&Keyword>>> = LazyLock::new(|| {
            let mut found: FxHashMap<_, Vec<_>> = FxHashMap::default();
            for keyword in KEYWORDS {
                found.entry(keyword.name).or_default().push(keyword);
            }
            found
        });
        BY_NAME.get(name).into_iter().flatten().copied()
    }

    fn is_of(&self, dialect: Dialect) -> bool {
        let (first, last) = self.drafts;
        let in_use = match self.vocabulary {
            Vocabulary::Always => true,
            Vocabulary::Applicator => dialect.applicator,
            Vocabulary::Unevaluated => dialect.unevaluated,
            Vocabulary::Validation => dialect.validation,
        };
        in_use && first <= dialect.draft && dialect.draft <= last
    }

    /// The schemas in the keyword's value, which stands at the pointer, and where they stand.
    pub fn schemas<'n>(&self, value: &'n Node, at: &Pointer) -> Vec<(Pointer, &'n Node)> {
        let found: Vec<_> = match (self.holds, &value.kind) {
            (Holds::Schemas | Holds::SchemaOrSchemas, NodeKind::Array(items)) => {
                items.iter().enumerate().map(|(index, item)| (at.child(&index.to_string()), item)).collect()
            }
            (Holds::SchemaMap | Holds::SchemaOrStringsMap, NodeKind::Object(members)) => {
                members.iter().map(|member| (at.child(&member.name), &member.value)).collect()
            }
            (Holds::Schema | Holds::SchemaOrSchemas, _) => vec![(at.clone(), value)],
            _ => Vec::new(),
        };
        found.into_iter().filter(|(_, schema)| is_schema(schema)).collect()
    }

    /// What is wrong with the value, where something is: what was expected, and the part that is at fault.
    pub fn flaw<'n>(&self, node: &'n Node) -> Option<(&'static str, &'n Node)> {
        let check = |holds, expected| if holds { None } else { Some((expected, node)) };
        match self.holds {
            Holds::Any => None,
            Holds::Schema => check(is_schema(node), SCHEMA),
            Holds::Schemas => schemas(node, "a non-empty array of schemas"),
            Holds::SchemaOrSchemas if is_schema(node) => None,
            Holds::SchemaOrSchemas => schemas(node, "a schema, or a non-empty array of schemas"),
            Holds::SchemaMap => match &node.kind {
                NodeKind::Object(members) => find(members.iter().map(|member| &member.value), is_schema, SCHEMA),
                _ => Some(("an object of schemas", node)),
            },
            Holds::SchemaOrStringsMap => match &node.kind {
                NodeKind::Object(members) => {
                    members.iter().map(|member| &member.value).filter(|value| !is_schema(value)).find_map(|value| {
                        let strings = strings(value)?;
                        Some(if array(value).is_some() { strings } else { ("a schema, or an array of strings", value) })
                    })
                }
                _ => Some(("an object of schemas and arrays of strings", node)),
            },
            Holds::Types => {
                let expected = "one of the types null, boolean, object, array, number, string, integer";
                let is_type = |node: &Node| node.as_str().is_some_and(|name| TYPES.contains(&name));
                match array(node) {
                    Some([]) => Some(("a type, or a non-empty array of types", node)),
                    Some(items) => find(items, is_type, expected).or_else(|| repeated(items)),
                    None => check(is_type(node), expected),
                }
            }
            Holds::Count => check(count(node).is_some(), "a non-negative integer"),
            Holds::Number => check(matches!(node.kind, NodeKind::Number(_)), "a number"),
            Holds::PositiveNumber => {
                let positive = |text: &str| text.parse::<f64>().is_ok_and(|number| number > 0.0);
                check(matches!(&node.kind, NodeKind::Number(text) if positive(text)), "a number above 0")
            }
            Holds::Boolean => check(matches!(node.kind, NodeKind::Boolean(_)), "a boolean"),
            Holds::String => check(node.as_str().is_some(), "a string"),
            Holds::Anchor => check(
                node.as_str().is_some_and(is_anchor),
                "a name (a letter or `_`, and then letters, digits, `-`, `_`, `.` and `:`)",
            ),
            Holds::Strings => strings(node),
            Holds::StringsMap => match &node.kind {
                NodeKind::Object(members) => members.iter().find_map(|member| strings(&member.value)),
                _ => Some(("an object of arrays of strings", node)),
            },
            Holds::Array => check(array(node).is_some(), "an array"),
        }
    }
}

/// What a schema is, for messages.
const SCHEMA: &str = "a schema (an object or a boolean)";

/// The elements of an array.
pub(crate) fn array(node: &Node) -> Option<&[Node]> {
    match &node.kind {
        NodeKind::Array(items) => Some(items),
        _ => None,
    }
}

/// Whether a value can be a schema (Core, section 4.3).
pub(crate) fn is_schema(node: &Node) -> bool {
    matches!(node.kind, NodeKind::Object(_) | NodeKind::Boolean(_))
}

/// Whether a text is a plain name, as anchors are (Core, section 8.2.2).
fn is_anchor(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'))
}

/// A non-negative integer, `2.0` being one; a count beyond `u64` is as good as the largest.
pub(crate) fn count(node: &Node) -> Option<u64> {
    let NodeKind::Number(text) = &node.kind else { return None };
    if let Ok(count) = text.parse() {
        return Some(count);
    }
    let number = text.parse::<f64>().ok()?;
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "integral and not negative; `as` saturates"
    )]
    (number >= 0.0 && number.fract() == 0.0).then_some(number as u64)
}

fn schemas<'n>(node: &'n Node, expected: &'static str) -> Option<(&'static str, &'n Node)> {
    match array(node) {
        Some(items) if !items.is_empty() => find(items, is_schema, SCHEMA),
        _ => Some((expected, node)),
    }
}

fn strings(node: &Node) -> Option<(&'static str, &Node)> {
    match array(node) {
        Some(items) => find(items, |item| item.as_str().is_some(), "a string"),
        None => Some(("an array of strings", node)),
    }
}

fn find<'n>(
    items: impl IntoIterator<Item = &'n Node>,
    holds: impl Fn(&Node) -> bool,
    expected: &'static str,
) -> Option<(&'static str, &'n Node)> {
    items.into_iter().find(|item| !holds(item)).map(|item| (expected, item))
}

fn repeated(items: &[Node]) -> Option<(&'static str, &Node)> {
    let mut seen = std::collections::HashSet::new();
    items.iter().find(|item| !seen.insert(item.as_str())).map(|item| ("distinct strings", item))
}
