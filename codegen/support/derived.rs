//! What the derived JSON Schema needs beside the derive: schemars' habits undone, and annotations without a Rust item.

use schemars::transform::Transform;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::Value;
use std::borrow::Cow;

/// Takes away the `format` that schemars gives to every Rust number.
pub(crate) fn without_number_formats(schema: &mut Schema) {
    let Some(object) = schema.as_object_mut() else { return };
    if matches!(object.get("format").and_then(Value::as_str), Some("int64" | "uint64" | "double")) {
        object.remove("format");
    }
    for part in ["items", "additionalProperties"] {
        if let Some(part) = object.get_mut(part).and_then(|part| <&mut Schema>::try_from(part).ok()) {
            without_number_formats(part);
        }
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
