//! The one door to typify: the model's shapes go in as schemas that it cannot get wrong, Rust types come out.
//!
//! typify decides how types nest, where `Option` stands and where recursion needs a `Box`. It is asked in a form that
//! avoids its traps: every type is a definition under its final name, every property is required, every newtype is a
//! struct of one property, and every name is one that its own naming would keep. What comes back is checked against what
//! was asked; a panic of its own becomes an error.

use crate::format::Format;
use crate::model::{Additional, Kind, Model, Shape, TypeId, TypeUse};
use proc_macro2::Ident;
use schemars08::schema::Schema;
use serde_json::{Map, Value, json};
use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use typify::{TypeSpace, TypeSpaceSettings, UnknownPolicy};

/// The property that stands for what a newtype holds.
const INNER: &str = "value";

/// What typify made of the model.
pub(crate) struct Shaped {
    /// For each type, the types of its fields by name, or of a newtype's only field; none for an enum.
    pub fields: Vec<HashMap<String, syn::Type>>,
    /// The type that each name in those types stands for.
    pub ids: HashMap<String, TypeId>,
}

impl Shaped {
    /// The type of a field.
    pub fn field(&self, id: TypeId, name: &str) -> Result<&syn::Type, String> {
        self.fields[id.0].get(name).ok_or_else(|| format!("typify has no field `{name}` for type {}", id.0))
    }

    /// What a newtype holds.
    pub fn inner(&self, id: TypeId) -> Result<&syn::Type, String> {
        self.field(id, INNER)
    }
}

/// Lets typify shape every type of the model.
///
/// # Errors
/// What typify says, or how its answer differs from what was asked: a bug of isotype.
pub(crate) fn shape(model: &Model) -> Result<Shaped, String> {
    let keys = keys(model);
    let definitions: Vec<(String, Schema)> = model
        .types
        .iter()
        .zip(&keys)
        .map(|(def, key)| {
            let schema = serde_json::from_value(definition(&def.kind, &keys)).map_err(|error| error.to_string())?;
            Ok((key.clone(), schema))
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
    for (def, key) in model.types.iter().zip(&keys) {
        let item = items.remove(key).ok_or_else(|| format!("typify has no type `{key}`"))?;
        fields.push(read(&def.kind, item).ok_or_else(|| format!("typify shaped `{key}` otherwise than asked"))?);
    }
    let ids = keys.into_iter().enumerate().map(|(position, key)| (key, TypeId(position))).collect();
    Ok(Shaped { fields, ids })
}

/// A name for each type that no other type of any module has: its own, or one with its module's in front.
fn keys(model: &Model) -> Vec<String> {
    let mut taken = HashSet::new();
    let mut keys = Vec::new();
    for def in &model.types {
        let module = &model.modules[def.module].name;
        let mut key = def.name.clone();
        let mut number = 1;
        while !taken.insert(key.clone()) {
            let suffix = if number > 1 { number.to_string() } else { String::new() };
            key = crate::lower::type_name(&format!("{module}-{}-{suffix}", def.name));
            number += 1;
        }
        keys.push(key);
    }
    keys
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

fn definition(kind: &Kind, keys: &[String]) -> Value {
    let properties = match kind {
        Kind::Enum(variants) => {
            let names: Vec<&str> = variants.iter().map(|variant| variant.name.as_str()).collect();
            return json!({ "type": "string", "enum": names });
        }
        Kind::Newtype(inner) => Map::from_iter([(INNER.to_owned(), held(inner, keys))]),
        Kind::Struct(object) => {
            let named = object.properties.iter().map(|property| (property.field.clone(), held(&property.held, keys)));
            let additional = match &object.additional {
                Additional::Kept { field, values } => Some((field.clone(), map(values, keys))),
                Additional::Denied | Additional::Dropped => None,
            };
            named.chain(additional).collect()
        }
    };
    let required: Vec<&String> = properties.keys().collect();
    json!({ "type": "object", "required": required, "properties": properties, "additionalProperties": false })
}

fn held(used: &TypeUse, keys: &[String]) -> Value {
    let schema = match &used.shape {
        Shape::Named(id) => json!({ "$ref": format!("#/definitions/{}", keys[id.0]) }),
        Shape::String => json!({ "type": "string" }),
        Shape::Format(format) => foreign(*format),
        Shape::Signed => json!({ "type": "integer", "format": "int64" }),
        Shape::Unsigned => json!({ "type": "integer", "format": "uint64" }),
        Shape::Number => json!({ "type": "number" }),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Null => json!({ "type": "null" }),
        Shape::Array(items) => json!({ "type": "array", "items": held(items, keys) }),
        Shape::Map(values) => map(values, keys),
        Shape::Any => json!(true),
    };
    if used.nullable { json!({ "oneOf": [schema, { "type": "null" }] }) } else { schema }
}

fn map(values: &TypeUse, keys: &[String]) -> Value {
    json!({ "type": "object", "additionalProperties": held(values, keys) })
}

/// A type that typify takes as it is.
fn foreign(format: Format) -> Value {
    let path = format.path();
    let name = path.split("::").next().unwrap_or(path);
    json!({ "x-rust-type": { "crate": name, "version": "*", "path": path, "parameters": [] } })
}

/// The field types of what typify made, where it is of the kind that was asked for.
fn read(kind: &Kind, item: syn::Item) -> Option<HashMap<String, syn::Type>> {
    match (kind, item) {
        (Kind::Enum(variants), syn::Item::Enum(found)) => {
            let names = found.variants.iter().map(|variant| variant.ident.to_string());
            names.eq(variants.iter().map(|variant| variant.name.clone())).then(HashMap::new)
        }
        (Kind::Struct(_) | Kind::Newtype(_), syn::Item::Struct(found)) => {
            let name = |ident: Option<Ident>| ident.map(|ident| ident.to_string());
            found.fields.into_iter().map(|field| Some((name(field.ident)?, field.ty))).collect()
        }
        _ => None,
    }
}
