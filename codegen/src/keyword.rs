//! The keywords of JSON Schema 2020-12: what each holds, what it does, and whether it is supported yet.
//!
//! One table, read by the loader (is the value well-formed? where are subschemas?) and by the lowering (what is an
//! annotation?). To add a keyword, turn its `supported` on here and give it its place in `lower`.

use crate::json::{Node, NodeKind};

/// What kind of value a keyword holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    /// One schema.
    Schema,
    /// A non-empty array of schemas.
    Schemas,
    /// An object whose values are schemas.
    SchemaMap,
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
    /// An array of distinct strings.
    Strings,
    /// An object whose values are arrays of distinct strings.
    StringsMap,
    /// A non-empty array.
    Values,
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

/// One keyword of the vocabularies.
pub(crate) struct Keyword {
    pub name: &'static str,
    pub holds: Holds,
    pub role: Role,
    pub supported: bool,
}

const fn keyword(name: &'static str, holds: Holds, role: Role) -> Keyword {
    Keyword { name, holds, role, supported: true }
}

const fn later(name: &'static str, holds: Holds) -> Keyword {
    Keyword { name, holds, role: Role::Assertion, supported: false }
}

const KEYWORDS: &[Keyword] = &[
    // Core, section 8
    keyword("$schema", Holds::String, Role::Core),
    keyword("$id", Holds::String, Role::Core),
    keyword("$ref", Holds::String, Role::Core),
    keyword("$defs", Holds::SchemaMap, Role::Core),
    keyword("definitions", Holds::SchemaMap, Role::Core),
    keyword("$comment", Holds::String, Role::Annotation),
    later("$anchor", Holds::String),
    later("$dynamicRef", Holds::String),
    later("$dynamicAnchor", Holds::String),
    later("$recursiveRef", Holds::String),
    later("$recursiveAnchor", Holds::Boolean),
    later("$vocabulary", Holds::Any),
    // Applicators: Core, section 10, and unevaluated locations, section 11
    keyword("properties", Holds::SchemaMap, Role::Assertion),
    keyword("additionalProperties", Holds::Schema, Role::Assertion),
    keyword("items", Holds::Schema, Role::Assertion),
    later("allOf", Holds::Schemas),
    later("anyOf", Holds::Schemas),
    later("oneOf", Holds::Schemas),
    later("not", Holds::Schema),
    later("if", Holds::Schema),
    later("then", Holds::Schema),
    later("else", Holds::Schema),
    later("dependentSchemas", Holds::SchemaMap),
    later("dependencies", Holds::Any),
    later("prefixItems", Holds::Schemas),
    later("contains", Holds::Schema),
    later("patternProperties", Holds::SchemaMap),
    later("propertyNames", Holds::Schema),
    later("unevaluatedItems", Holds::Schema),
    later("unevaluatedProperties", Holds::Schema),
    // Assertions: Validation, section 6
    keyword("type", Holds::Types, Role::Assertion),
    keyword("enum", Holds::Values, Role::Assertion),
    keyword("const", Holds::Any, Role::Assertion),
    keyword("maximum", Holds::Number, Role::Assertion),
    keyword("exclusiveMaximum", Holds::Number, Role::Assertion),
    keyword("minimum", Holds::Number, Role::Assertion),
    keyword("exclusiveMinimum", Holds::Number, Role::Assertion),
    keyword("maxLength", Holds::Count, Role::Assertion),
    keyword("minLength", Holds::Count, Role::Assertion),
    keyword("pattern", Holds::String, Role::Assertion),
    keyword("maxItems", Holds::Count, Role::Assertion),
    keyword("minItems", Holds::Count, Role::Assertion),
    keyword("required", Holds::Strings, Role::Assertion),
    later("multipleOf", Holds::PositiveNumber),
    later("uniqueItems", Holds::Boolean),
    later("maxContains", Holds::Count),
    later("minContains", Holds::Count),
    later("maxProperties", Holds::Count),
    later("minProperties", Holds::Count),
    later("dependentRequired", Holds::StringsMap),
    // Formats and content: Validation, sections 7 and 8
    keyword("format", Holds::String, Role::Assertion),
    keyword("contentEncoding", Holds::String, Role::Annotation),
    keyword("contentMediaType", Holds::String, Role::Annotation),
    keyword("contentSchema", Holds::Any, Role::Annotation),
    // Annotations: Validation, section 9
    keyword("title", Holds::String, Role::Annotation),
    keyword("description", Holds::String, Role::Annotation),
    keyword("default", Holds::Any, Role::Annotation),
    keyword("deprecated", Holds::Boolean, Role::Annotation),
    keyword("readOnly", Holds::Boolean, Role::Annotation),
    keyword("writeOnly", Holds::Boolean, Role::Annotation),
    keyword("examples", Holds::Array, Role::Annotation),
];

/// The type names of JSON Schema (Validation, section 6.1.1).
pub(crate) const TYPES: [&str; 7] = ["null", "boolean", "object", "array", "number", "string", "integer"];

impl Keyword {
    /// The keyword of that name. Any other name in a schema is an annotation (Core, section 6.5).
    pub fn find(name: &str) -> Option<&'static Keyword> {
        KEYWORDS.iter().find(|keyword| keyword.name == name)
    }

    /// What is wrong with the value, where something is: what was expected, and the part that is at fault.
    pub fn flaw<'n>(&self, node: &'n Node) -> Option<(&'static str, &'n Node)> {
        let check = |holds, expected| if holds { None } else { Some((expected, node)) };
        match self.holds {
            Holds::Any => None,
            Holds::Schema => check(is_schema(node), "a schema (an object or a boolean)"),
            Holds::Schemas => match array(node) {
                Some(items) if !items.is_empty() => find(items, is_schema, "a schema (an object or a boolean)"),
                _ => Some(("a non-empty array of schemas", node)),
            },
            Holds::SchemaMap => match &node.kind {
                NodeKind::Object(members) => {
                    find(members.iter().map(|member| &member.value), is_schema, "a schema (an object or a boolean)")
                }
                _ => Some(("an object of schemas", node)),
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
            Holds::Strings => strings(node),
            Holds::StringsMap => match &node.kind {
                NodeKind::Object(members) => members.iter().find_map(|member| strings(&member.value)),
                _ => Some(("an object of arrays of strings", node)),
            },
            Holds::Values => check(array(node).is_some_and(|items| !items.is_empty()), "a non-empty array"),
            Holds::Array => check(array(node).is_some(), "an array"),
        }
    }
}

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

fn strings(node: &Node) -> Option<(&'static str, &Node)> {
    match array(node) {
        Some(items) => find(items, |item| item.as_str().is_some(), "a string").or_else(|| repeated(items)),
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
