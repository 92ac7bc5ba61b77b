//! The one door to typify: the model's shapes go in as schemas that it cannot get wrong, Rust types come out.
//!
//! typify decides how types nest, where `Option` stands and where recursion needs a `Box`. It is asked in a form that
//! avoids its traps: every type is a definition, every property is required, every newtype is a struct of one property,
//! and names are numbers, which its own naming keeps. What comes back is checked against what was asked; a panic of its
//! own becomes an error.

use crate::model::{Additional, Kind, Model, Shape, TypeId, TypeUse};
use proc_macro2::Ident;
use schemars08::schema::Schema;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use typify::{TypeSpace, TypeSpaceSettings, UnknownPolicy};

/// What typify made of the model.
pub(crate) struct Shaped {
    /// For each type, the types of its fields in the order of the model, the map of other properties last.
    fields: Vec<Vec<syn::Type>>,
    /// The type that each name in those types stands for.
    pub ids: HashMap<String, TypeId>,
}

impl Shaped {
    /// The type of a field, by its position.
    pub fn field(&self, id: TypeId, position: usize) -> Result<&syn::Type, String> {
        self.fields[id.0].get(position).ok_or_else(|| format!("typify has no field {position} for type {}", id.0))
    }

    /// What a newtype holds.
    pub fn inner(&self, id: TypeId) -> Result<&syn::Type, String> {
        self.field(id, 0)
    }
}

/// Lets typify shape every type of the model.
///
/// # Errors
/// What typify says, or how its answer differs from what was asked: a bug of isotype.
pub(crate) fn shape(model: &Model) -> Result<Shaped, String> {
    let types = || model.types.iter().enumerate().map(|(position, def)| (TypeId(position), def));
    let definitions: Vec<(String, Schema)> = types()
        .map(|(id, def)| {
            let schema = serde_json::from_value(definition(&def.kind)).map_err(|error| error.to_string())?;
            Ok((key(id), schema))
        })
        .collect::<Result<_, String>>()?;
    let file = run(definitions)?;
    let mut items: HashMap<String, syn::Item> = HashMap::new();
    for item in file.items {
        match &item {
            syn::Item::Struct(found) => drop(items.insert(found.ident.to_string(), item)),
            syn::Item::Enum(found) => drop(items.insert(found.ident.to_string(), item)),
            _ => {}
        }
    }
    let mut fields = Vec::new();
    for (id, def) in types() {
        let item = items.remove(&key(id)).ok_or_else(|| format!("typify has no type for {}", def.location))?;
        fields
            .push(read(&def.kind, item).ok_or_else(|| format!("typify shaped {} otherwise than asked", def.location))?);
    }
    let ids = types().map(|(id, _)| (key(id), id)).collect();
    Ok(Shaped { fields, ids })
}

/// The name by which typify knows a type.
fn key(id: TypeId) -> String {
    format!("Type{}", id.0)
}

/// The name by which typify knows a field.
fn field_key(position: usize) -> String {
    format!("field{position}")
}

fn run(definitions: Vec<(String, Schema)>) -> Result<syn::File, String> {
    let mut settings = TypeSpaceSettings::default();
    settings.with_unknown_crates(UnknownPolicy::Allow).with_map_type("::std::collections::BTreeMap");
    let stream = catch_unwind(AssertUnwindSafe(|| {
        let mut space = TypeSpace::new(&settings);
        space.add_ref_types(definitions).map_err(|error| error.to_string())?;
        Ok(space.to_stream())
    }))
    .unwrap_or_else(|_| Err("typify panicked".to_owned()))?;
    syn::parse2(stream).map_err(|error| error.to_string())
}

fn definition(kind: &Kind) -> Value {
    let fields: Vec<Value> = match kind {
        Kind::Enum(_) => return json!({ "type": "string", "enum": ["A", "B"] }),
        Kind::Newtype(inner) => vec![held(inner)],
        Kind::Struct(object) => {
            let additional = match &object.additional {
                Additional::Kept { values, .. } => Some(map(values)),
                Additional::Denied | Additional::Dropped => None,
            };
            object.properties.iter().map(|property| held(&property.held)).chain(additional).collect()
        }
    };
    let properties: Map<String, Value> =
        fields.into_iter().enumerate().map(|(position, schema)| (field_key(position), schema)).collect();
    let required: Vec<&String> = properties.keys().collect();
    json!({ "type": "object", "required": required, "properties": properties, "additionalProperties": false })
}

fn held(used: &TypeUse) -> Value {
    let schema = match &used.shape {
        Shape::Named(id) => json!({ "$ref": format!("#/definitions/{}", key(*id)) }),
        Shape::String => json!({ "type": "string" }),
        Shape::Format(format) => foreign(format.path()),
        Shape::Never => foreign("support::Never"),
        Shape::Signed => json!({ "type": "integer", "format": "int64" }),
        Shape::Unsigned => json!({ "type": "integer", "format": "uint64" }),
        Shape::Number => json!({ "type": "number" }),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Null => json!({ "type": "null" }),
        Shape::Array(items) => json!({ "type": "array", "items": held(items) }),
        Shape::Map(values) => map(values),
        Shape::Any => json!(true),
    };
    if used.nullable { json!({ "oneOf": [schema, { "type": "null" }] }) } else { schema }
}

fn map(values: &TypeUse) -> Value {
    json!({ "type": "object", "additionalProperties": held(values) })
}

/// A type that typify takes as it is.
fn foreign(path: &str) -> Value {
    let name = path.split("::").next().unwrap_or(path);
    json!({ "x-rust-type": { "crate": name, "version": "*", "path": path, "parameters": [] } })
}

/// The field types of what typify made, by their position, where it is of the kind that was asked for.
fn read(kind: &Kind, item: syn::Item) -> Option<Vec<syn::Type>> {
    match (kind, item) {
        (Kind::Enum(_), syn::Item::Enum(_)) => Some(Vec::new()),
        (Kind::Struct(_) | Kind::Newtype(_), syn::Item::Struct(found)) => {
            let name = |ident: Option<Ident>| ident.map(|ident| ident.to_string());
            let mut fields: HashMap<Option<String>, syn::Type> =
                found.fields.into_iter().map(|field| (name(field.ident), field.ty)).collect();
            (0..fields.len()).map(|position| fields.remove(&Some(field_key(position)))).collect()
        }
        _ => None,
    }
}
