//! What the derived JSON Schema needs beside the derive: schemars' habits undone, and annotations without a Rust item.

use schemars::transform::Transform;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// Takes away the `format` that schemars gives to every Rust number.
pub(crate) fn without_number_formats(schema: &mut Schema) {
    let Some(object) = schema.as_object_mut() else { return };
    let formats = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "double"];
    if object.get("format").and_then(Value::as_str).is_some_and(|format| formats.contains(&format)) {
        object.remove("format");
    }
    for part in ["items", "additionalProperties"] {
        if let Some(part) = object.get_mut(part).and_then(|part| <&mut Schema>::try_from(part).ok()) {
            without_number_formats(part);
        }
    }
}

/// Leaves the first line of a description: the schema's. What comes behind it in a doc comment is not.
pub(crate) fn first_line(schema: &mut Schema) {
    let Some(Value::String(description)) = schema.get_mut("description") else { return };
    if let Some(end) = description.find('\n') {
        description.truncate(end);
    }
}

/// A JSON value.
pub(crate) fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("the generator wrote this value")
}

/// What becomes of the `$id` of a document's type: it stays where the schema is a resource of its own.
///
/// schemars puts the definitions of all types into the root of the derived schema, and refers to them as `#/$defs/…`.
/// Below an `$id`, such a reference would be looked up in the embedded schema (Core, section 8.2.1), which has no
/// definitions. So a schema that refers to others keeps its `$id` only as the root.
pub(crate) fn resource<T: JsonSchema>(generator: &mut SchemaGenerator) -> impl Transform {
    let is_root = refers_to(generator.subschema_for::<T>().as_value(), |reference| reference == "#");
    move |schema: &mut Schema| {
        if !is_root && refers_to(schema.as_value(), |reference| reference.starts_with('#')) {
            schema.remove("$id");
        }
    }
}

/// Whether some `$ref` in a schema is such a reference.
fn refers_to(schema: &Value, such: fn(&str) -> bool) -> bool {
    match schema {
        Value::Object(members) => members.iter().any(|(name, value)| match value.as_str() {
            Some(reference) => name == "$ref" && such(reference),
            None => refers_to(value, such),
        }),
        Value::Array(items) => items.iter().any(|item| refers_to(item, such)),
        _ => false,
    }
}

/// Gives annotations to a part of a schema: the items of an array, or the values of a map.
pub(crate) struct Annotate {
    /// The JSON pointer of the part.
    pub(crate) pointer: &'static str,
    /// The annotations, as a JSON object.
    pub(crate) keywords: &'static str,
}

impl Transform for Annotate {
    fn transform(&mut self, schema: &mut Schema) {
        let Some(part) = schema.pointer_mut(self.pointer) else { return };
        if part == &Value::Bool(true) {
            *part = Value::Object(serde_json::Map::new());
        }
        if let (Some(part), Ok(Value::Object(keywords))) = (part.as_object_mut(), serde_json::from_str(self.keywords)) {
            part.extend(keywords);
        }
    }
}

/// Keywords beside those of a schema: in it, or in its `allOf` where one of them stands there already.
#[derive(Clone)]
pub(crate) struct Also(serde_json::Map<String, Value>);

impl Also {
    pub(crate) fn new<const N: usize>(keywords: [(&str, Value); N]) -> Self {
        Also(keywords.into_iter().map(|(keyword, value)| (keyword.to_owned(), value)).collect())
    }

    pub(crate) fn one(keyword: &str, value: Value) -> Self {
        Also::new([(keyword, value)])
    }
}

impl Transform for Also {
    fn transform(&mut self, schema: &mut Schema) {
        let object = schema.ensure_object();
        if !self.0.keys().any(|keyword| object.contains_key(keyword)) {
            return object.extend(self.0.clone());
        }
        let more = match self.0.get("allOf") {
            Some(Value::Array(schemas)) => schemas.clone(),
            _ => vec![Value::Object(self.0.clone())],
        };
        if let Value::Array(schemas) = object.entry("allOf").or_insert_with(|| Value::Array(Vec::new())) {
            schemas.extend(more);
        }
    }
}

/// A type whose schema says more than its fields or variants do.
pub(crate) trait Beside {
    /// What it says, in the order of its keywords.
    fn beside(generator: &mut SchemaGenerator) -> Vec<Also>;
}

/// What stands beside what the fields or variants of a type say.
pub(crate) fn beside<T: Beside>(generator: &mut SchemaGenerator) -> impl Transform {
    let more = T::beside(generator);
    move |schema: &mut Schema| {
        let mut within = Vec::new();
        for also in &more {
            let has = |keyword: &str| keyword == "allOf" || schema.get(keyword).is_some();
            if also.0.keys().any(|keyword| has(keyword)) {
                within.push(also.clone());
            } else {
                also.clone().transform(schema);
            }
        }
        // `allOf` comes behind all that stands in the schema itself.
        for also in &mut within {
            also.transform(schema);
        }
    }
}

/// Schemas as an array.
pub(crate) fn list<const N: usize>(schemas: [Value; N]) -> Value {
    schemas.into_iter().collect()
}

/// Values as the members of an object.
pub(crate) fn members<const N: usize>(values: [(&str, Value); N]) -> Value {
    values.into_iter().collect()
}

/// The schema of a type, without the formats that schemars gives to numbers.
pub(crate) fn plain_schema<T: JsonSchema>(generator: &mut SchemaGenerator) -> Value {
    let mut schema = generator.subschema_for::<T>();
    without_number_formats(&mut schema);
    schema.to_value()
}

/// `unevaluatedProperties` or `unevaluatedItems`, in a schema apart from the one that it is part of: only what these
/// schemas evaluate counts.
pub(crate) fn unevaluated<const N: usize>(keyword: &str, others: Value, evaluated: [Value; N]) -> Value {
    let evaluated = (N > 0).then(|| ("allOf", list(evaluated)));
    list([evaluated.into_iter().chain([(keyword, others)]).collect()])
}

/// A schema that evaluates what another one does, where a value is valid for all of the guards.
pub(crate) fn where_all(guards: Vec<Value>, what: Value) -> Value {
    if guards.is_empty() {
        return what;
    }
    members([("if", members([("allOf", guards.into())])), ("then", what)])
}

/// The schema of the values that are not valid for another one.
pub(crate) fn not_schema(schema: Value) -> Value {
    members([("not", schema)])
}

/// Says the types of an enum by JSON type in one list, where its variants say nothing else.
pub(crate) fn types_together(schema: &mut Schema) {
    let Some(Value::Array(variants)) = schema.get("anyOf") else { return };
    let Some(types) = variants.iter().map(types_alone).collect::<Option<Vec<_>>>() else { return };
    schema.remove("anyOf");
    schema.insert("type".to_owned(), types.concat().into());
}

/// The types that a schema says, where it allows all of their values.
fn types_alone(schema: &Value) -> Option<Vec<Value>> {
    let keywords = schema.as_object()?;
    let is_open = |name: &str, value: &Value| matches!(name, "items" | "additionalProperties") && *value == true;
    if keywords.iter().any(|(name, value)| name != "type" && !is_open(name, value)) {
        return None;
    }
    Some(match keywords.get("type")? {
        Value::Array(types) => types.clone(),
        only => vec![only.clone()],
    })
}

/// Makes the `anyOf` of an enum's variants a `oneOf`.
pub(crate) fn any_to_one(schema: &mut Schema) {
    if let Some(variants) = schema.remove("anyOf") {
        schema.insert("oneOf".to_owned(), variants);
    }
}

/// Says `null` as the last schema of a choice that stands beside it in an `anyOf` of both.
pub(crate) fn null_among(schema: &mut Schema) {
    let object = schema.ensure_object();
    let Some(Value::Array(both)) = object.get("anyOf") else { return };
    let [Value::Object(choice), null] = &both[..] else { return };
    let (mut choice, null) = (choice.clone(), null.clone());
    let keyword = if choice.contains_key("oneOf") { "oneOf" } else { "anyOf" };
    let Some(Value::Array(schemas)) = choice.get_mut(keyword) else { return };
    schemas.push(null);
    object.remove("anyOf");
    choice.extend(std::mem::take(object));
    *object = choice;
}

/// Puts the schemas of `anyOf` into the other order.
pub(crate) fn reverse_any_of(schema: &mut Schema) {
    if let Some(schemas) = schema.get_mut("anyOf").and_then(Value::as_array_mut) {
        schemas.reverse();
    }
}

/// Adds a property that no field holds, as it has one value only, to the schema of a struct's fields.
pub(crate) struct Constant {
    /// Its position among all properties.
    pub(crate) position: usize,
    pub(crate) name: &'static str,
    pub(crate) value: Value,
    /// What else its schema says, as JSON.
    pub(crate) keywords: &'static str,
}

impl Transform for Constant {
    fn transform(&mut self, schema: &mut Schema) {
        let object = schema.ensure_object();
        let mut own = json(self.keywords);
        own["const"] = self.value.clone();
        let properties = object.entry("properties").or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(properties) = properties {
            let mut members: Vec<(String, Value)> = std::mem::take(properties).into_iter().collect();
            members.insert(self.position.min(members.len()), (self.name.to_owned(), own));
            properties.extend(members);
        }
        let required = object.entry("required").or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(required) = required {
            required.push(self.name.into());
        }
    }
}

/// Makes the schema of a struct's fields one of an array's items, the fields in their order.
pub(crate) struct FieldsAsItems {
    /// The number of items that are required.
    pub(crate) least: usize,
    /// Whether the last field is an array of the items behind those of the other fields.
    pub(crate) rest: bool,
}

impl Transform for FieldsAsItems {
    fn transform(&mut self, schema: &mut Schema) {
        let object = schema.ensure_object();
        object.insert("type".to_owned(), "array".into());
        object.remove("required");
        object.remove("additionalProperties");
        let fields = object.remove("properties");
        let fields = fields.iter().filter_map(Value::as_object).flatten();
        let mut items: Vec<Value> = fields.map(|(_, field)| field.clone()).collect();
        let rest = if self.rest { items.pop() } else { None };
        let others = rest.map_or(Value::Bool(false), |rest| rest.get("items").cloned().unwrap_or(true.into()));
        if self.least > 0 {
            object.insert("minItems".to_owned(), self.least.into());
        }
        if !items.is_empty() {
            object.insert("prefixItems".to_owned(), items.into());
        }
        if others != Value::Bool(true) {
            object.insert("items".to_owned(), others);
        }
    }
}

/// A required property's `Option<T>`: to JSON Schema the same type, but one that schemars does not take for optional.
pub(crate) struct Nullable<T>(std::marker::PhantomData<T>);

impl<T: JsonSchema> JsonSchema for Nullable<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Option::<T>::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        format!("Nullable<{}>", T::schema_id()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Option::<T>::json_schema(generator)
    }
}
