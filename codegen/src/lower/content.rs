//! What one schema holds, read from its own keywords.

use super::{Lowering, Place, Schema};
use crate::diagnostic::Problem;
use crate::fidelity::Outcome;
use crate::format::Format;
use crate::json::{Node, NodeKind};
use crate::keyword::{Keyword, Role, array, count};
use crate::model::{Check, Shape, TypeId, TypeUse};
use crate::settings::Formats;
use serde_json::json;
use std::collections::BTreeSet;

/// What a schema holds, `null` aside.
pub(super) enum Content {
    /// What another schema holds.
    Reference(TypeId),
    /// An object with named properties.
    Object,
    /// One of some strings.
    Strings(Vec<String>),
    /// Values of a type that needs no name, and what is checked of them.
    Plain(Shape, Vec<Check>),
}

/// The keywords that speak of values of one type only (Validation, section 6), with that type.
const APPLIES: &[(&str, &[&str])] = &[
    ("object", &["properties", "additionalProperties", "required"]),
    ("array", &["items", "minItems", "maxItems"]),
    ("string", &["minLength", "maxLength", "pattern", "format"]),
    ("number", &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]),
];

impl Content {
    /// Whether the type, or a check, holds the schema's `format`.
    pub(super) fn holds_format(&self) -> bool {
        match self {
            Content::Plain(shape, checks) => {
                matches!(shape, Shape::Format(_)) || checks.iter().any(|check| matches!(check, Check::Format(_)))
            }
            _ => false,
        }
    }
}

impl<'a> Lowering<'a> {
    /// What a schema holds, and whether `null` is valid beside it. `called` names the types made for its parts.
    pub(super) fn content(&mut self, schema: &Schema<'a>, called: &str) -> Option<(Content, bool)> {
        match &schema.node.kind {
            NodeKind::Boolean(true) => return Some((Content::Plain(Shape::Any, Vec::new()), false)),
            NodeKind::Boolean(false) => return Some((Content::Plain(Shape::Never, Vec::new()), false)),
            _ => {}
        }
        if schema.node.get("$ref").is_some() {
            return self.reference(schema).map(|content| (content, false));
        }
        if schema.node.get("enum").is_some() || schema.node.get("const").is_some() {
            return self.values(schema);
        }
        let mut types = self.types(schema)?;
        let nullable = types.remove("null");
        let content = match types.iter().copied().collect::<Vec<_>>()[..] {
            [] if nullable => return Some((Content::Plain(Shape::Null, Vec::new()), false)),
            [] => Content::Plain(Shape::Any, Vec::new()),
            ["object"] => self.objects(schema, called)?,
            ["array"] => self.arrays(schema, called)?,
            ["string"] => self.strings(schema)?,
            ["integer"] => self.integers(schema),
            ["number"] | ["integer", "number"] => self.numbers(schema),
            ["boolean"] => Content::Plain(Shape::Boolean, Vec::new()),
            _ => {
                self.unsupported(schema, "type", "a `type` of several types other than null");
                return None;
            }
        };
        Some((content, nullable))
    }

    /// The types that `type` allows, or those that the other keywords imply where it is missing; none for any type.
    fn types(&mut self, schema: &Schema<'a>) -> Option<BTreeSet<&'a str>> {
        if let Some(node) = schema.node.get("type") {
            let names = array(node).unwrap_or(std::slice::from_ref(node));
            let types: BTreeSet<&str> = names.iter().filter_map(Node::as_str).collect();
            // All types are as good as no `type`; `number` holds every integer.
            let all =
                ["null", "boolean", "object", "array", "number", "string"].iter().all(|name| types.contains(name));
            return if all { self.implied(schema) } else { Some(types) };
        }
        self.implied(schema)
    }

    fn implied(&mut self, schema: &Schema<'a>) -> Option<BTreeSet<&'a str>> {
        let present = |(_, keywords): &&(&str, &[&'static str])| keywords.iter().any(|name| self.asserts(schema, name));
        let implied: Vec<&(&'static str, &[&'static str])> = APPLIES.iter().filter(present).collect();
        match implied[..] {
            [] => Some(BTreeSet::new()),
            [(name, keywords)] => {
                let keyword = keywords.iter().find(|name| schema.node.get(name).is_some()).unwrap_or(&"type");
                let reason = format!("`type` is missing: values of other types than {name} are rejected");
                self.note_narrowed(schema, keyword, &reason, json!({ "type": name }), true);
                Some(BTreeSet::from([*name]))
            }
            _ => {
                self.unsupported(schema, "", "a schema without `type` whose keywords speak of several types");
                None
            }
        }
    }

    /// Whether a keyword stands there and decides which values are valid.
    fn asserts(&self, schema: &Schema<'a>, keyword: &str) -> bool {
        match schema.node.get(keyword) {
            Some(node) if keyword == "format" => {
                let known = node.as_str().and_then(Format::find).is_some();
                known && self.settings.formats == Formats::Assert
            }
            found => found.is_some(),
        }
    }

    /// A reference; annotations may stand beside it (Core, section 8.2.3.1).
    fn reference(&mut self, schema: &Schema<'a>) -> Option<Content> {
        for member in schema.node.members() {
            let role = Keyword::find(&member.name).map(|keyword| keyword.role);
            if role == Some(Role::Assertion) {
                self.unsupported(schema, &member.name, format!("`{}` beside `$ref`", member.name));
                return None;
            }
        }
        let id = self.documents.target(&schema.location()).and_then(|target| self.ids.get(target));
        id.copied().map(Content::Reference)
    }

    fn objects(&mut self, schema: &Schema<'a>, called: &str) -> Option<Content> {
        let named = |keyword: &str| match schema.node.get(keyword).map(|node| &node.kind) {
            Some(NodeKind::Object(members)) => !members.is_empty(),
            Some(NodeKind::Array(items)) => !items.is_empty(),
            _ => false,
        };
        let additional = schema.node.get("additionalProperties");
        let denied = matches!(additional.map(|node| &node.kind), Some(NodeKind::Boolean(false)));
        if named("properties") || named("required") || denied {
            return Some(Content::Object);
        }
        let values = match additional {
            Some(node) => {
                let below = schema.child(&["additionalProperties"], node);
                self.held(&below, &Place::new(called, "value", false))?
            }
            None => TypeUse::of(Shape::Any),
        };
        self.note_any(schema, &values);
        Some(Content::Plain(Shape::Map(Box::new(values)), Vec::new()))
    }

    fn arrays(&mut self, schema: &Schema<'a>, called: &str) -> Option<Content> {
        let items = match schema.node.get("items") {
            Some(node) => self.held(&schema.child(&["items"], node), &Place::new(called, "item", false))?,
            None => TypeUse::of(Shape::Any),
        };
        self.note_any(schema, &items);
        let count = |keyword: &str| schema.node.get(keyword).and_then(count);
        let checks = [count("minItems").map(Check::MinItems), count("maxItems").map(Check::MaxItems)];
        Some(Content::Plain(Shape::Array(Box::new(items)), checks.into_iter().flatten().collect()))
    }

    fn strings(&mut self, schema: &Schema<'a>) -> Option<Content> {
        let mut checks = Vec::new();
        let count = |keyword: &str| schema.node.get(keyword).and_then(count);
        checks.extend(count("minLength").map(Check::MinLength));
        checks.extend(count("maxLength").map(Check::MaxLength));
        if let Some(pattern) = schema.node.get("pattern").and_then(Node::as_str) {
            self.pattern(schema)?;
            checks.push(Check::Pattern(pattern.to_owned()));
        }
        let Some(name) = schema.node.get("format").and_then(Node::as_str) else {
            return Some(Content::Plain(Shape::String, checks));
        };
        if self.settings.formats == Formats::Annotate {
            return Some(Content::Plain(Shape::String, checks));
        }
        let Some(format) = Format::find(name) else {
            if Format::LATER.contains(&name) {
                self.unsupported(schema, "format", format!("the format `{name}`"));
            }
            return Some(Content::Plain(Shape::String, checks));
        };
        if let Some((reason, pattern)) = format.rejects() {
            self.note_narrowed(
                schema,
                "format",
                reason,
                json!({ "not": { "type": "string", "pattern": pattern } }),
                false,
            );
        }
        if !checks.is_empty() {
            // The checks are of the text, which a type of its own would not keep.
            checks.push(Check::Format(format));
            return Some(Content::Plain(Shape::String, checks));
        }
        if let Some(reason) = format.respells() {
            self.note(schema, "format", Outcome::Respelled, reason);
        }
        Some(Content::Plain(Shape::Format(format), checks))
    }

    /// The compiled `pattern`, where there is one.
    pub(super) fn pattern(&mut self, schema: &Schema<'a>) -> Option<Option<regress::Regex>> {
        let Some(pattern) = schema.node.get("pattern").and_then(Node::as_str) else { return Some(None) };
        match regress::Regex::with_flags(pattern, "u") {
            Ok(regex) => Some(Some(regex)),
            Err(error) => {
                self.problems.push(schema.problem("pattern", Problem::InvalidPattern { message: error.text }));
                None
            }
        }
    }

    fn integers(&mut self, schema: &Schema<'a>) -> Content {
        let checks = bounds(schema.node);
        let lowest = checks.iter().filter_map(lower_bound).max();
        let highest = checks.iter().filter_map(upper_bound).min();
        let unsigned = lowest.is_some_and(|bound| bound >= 0);
        let (shape, name, least, most) = if unsigned {
            (Shape::Unsigned, "u64", json!(0), json!(u64::MAX))
        } else {
            (Shape::Signed, "i64", json!(i64::MIN), json!(i64::MAX))
        };
        let held_below = unsigned || lowest.is_some_and(|bound| bound >= i64::MIN.into());
        let held_above = highest.is_some_and(|bound| bound <= if unsigned { u64::MAX.into() } else { i64::MAX.into() });
        if !(held_below && held_above) {
            let reason = format!("held by {name}: integers outside {least} to {most} are rejected");
            self.note_narrowed(schema, "type", &reason, json!({ "minimum": least, "maximum": most }), false);
        }
        Content::Plain(shape, checks)
    }

    fn numbers(&mut self, schema: &Schema<'a>) -> Content {
        let reason = "held by f64: a number of more than about 15 digits comes back rounded";
        self.note(schema, "type", Outcome::Lost, reason);
        Content::Plain(Shape::Number, bounds(schema.node))
    }

    /// Values of any type are held by `serde_json`, whose numbers have a limit.
    pub(super) fn note_any(&mut self, schema: &Schema<'a>, values: &TypeUse) {
        if matches!(values.shape, Shape::Any) {
            let reason = "values without a schema are held by serde_json::Value: their numbers beyond i64 and u64 come back \
                          rounded to f64";
            self.note(schema, "", Outcome::Lost, reason);
        }
    }
}

/// The bounds of a number, as written.
fn bounds(node: &Node) -> Vec<Check> {
    let bound = |keyword: &str| match node.get(keyword).map(|node| &node.kind) {
        Some(NodeKind::Number(text)) => Some(text.clone()),
        _ => None,
    };
    let checks = [
        bound("minimum").map(Check::Minimum),
        bound("exclusiveMinimum").map(Check::ExclusiveMinimum),
        bound("maximum").map(Check::Maximum),
        bound("exclusiveMaximum").map(Check::ExclusiveMaximum),
    ];
    checks.into_iter().flatten().collect()
}

/// The least integer that a check allows.
pub(crate) fn lower_bound(check: &Check) -> Option<i128> {
    match check {
        Check::Minimum(text) => Some(round(text, f64::ceil)),
        Check::ExclusiveMinimum(text) => Some(round(text, f64::floor).saturating_add(1)),
        _ => None,
    }
}

/// The greatest integer that a check allows.
pub(crate) fn upper_bound(check: &Check) -> Option<i128> {
    match check {
        Check::Maximum(text) => Some(round(text, f64::floor)),
        Check::ExclusiveMaximum(text) => Some(round(text, f64::ceil).saturating_sub(1)),
        _ => None,
    }
}

#[allow(clippy::cast_possible_truncation, reason = "`as` saturates, and so does a bound that no integer type reaches")]
fn round(text: &str, toward: fn(f64) -> f64) -> i128 {
    text.parse().unwrap_or_else(|_| toward(text.parse().unwrap_or_default()) as i128)
}
