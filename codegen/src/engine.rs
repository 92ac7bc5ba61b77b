//! The one door to typify: the model's shapes go in as schemas that it cannot get wrong, Rust types come out.
//!
//! typify decides how types nest, where `Option` stands and where recursion needs a `Box`. It is asked in a form that
//! avoids its traps: every type is a definition, every property is required, every newtype is a struct of one property,
//! and names are numbers, which its own naming keeps. What comes back is checked against what was asked; a panic of its
//! own becomes an error.

use crate::model::{Model, Part, Shape, TypeDef, TypeId, TypeUse};
use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use schemars08::schema::Schema;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use typify::{TypeSpace, TypeSpaceSettings, UnknownPolicy};

/// What typify made of the model.
pub(crate) struct Shaped {
    /// For each type, the types of its parts ([`TypeDef::parts`]), in their order.
    parts: Vec<Vec<ShapedType>>,
}

impl Shaped {
    /// The types of a type's parts, in their order.
    pub fn parts(&self, id: TypeId) -> &[ShapedType] {
        &self.parts[id.0]
    }
}

/// A type as typify shaped it.
#[derive(Debug)]
pub(crate) enum ShapedType {
    /// `()`
    Unit,
    /// A type of the model.
    Model(TypeId),
    /// Any other type: the path to it, and what stands between its angle brackets.
    Path(String, Vec<ShapedType>),
}

impl ShapedType {
    /// The same as typify's syntax; nothing for what it was not asked for.
    fn of(ty: &syn::Type) -> Option<Self> {
        let path = match ty {
            syn::Type::Path(path) => &path.path,
            syn::Type::Tuple(tuple) if tuple.elems.is_empty() => return Some(ShapedType::Unit),
            _ => return None,
        };
        if let Some(id) = path.get_ident().and_then(|name| id_of(&name.to_string())) {
            return Some(ShapedType::Model(id));
        }
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let arguments = match &path.segments.last()?.arguments {
            syn::PathArguments::AngleBracketed(arguments) => arguments.args.iter().map(|argument| match argument {
                syn::GenericArgument::Type(ty) => ShapedType::of(ty),
                _ => None,
            }),
            _ => return Some(ShapedType::Path(names.join("::"), Vec::new())),
        };
        Some(ShapedType::Path(names.join("::"), arguments.collect::<Option<_>>()?))
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
            let schema = serde_json::from_value(definition(def)).map_err(|error| error.to_string())?;
            Ok((key(id), schema))
        })
        .collect::<Result<_, String>>()?;
    let mut items: HashMap<String, syn::ItemStruct> = HashMap::new();
    for item in structs(run(definitions)?) {
        let item: syn::ItemStruct = syn::parse2(item).map_err(|error| error.to_string())?;
        items.insert(item.ident.to_string(), item);
    }
    let mut parts = Vec::new();
    for (id, def) in types() {
        let item = items.remove(&key(id)).ok_or_else(|| format!("typify has no type for {}", def.location))?;
        parts.push(read(def, item).ok_or_else(|| format!("typify shaped {} otherwise than asked", def.location))?);
    }
    Ok(Shaped { parts })
}

/// The name by which typify knows a type.
fn key(id: TypeId) -> String {
    format!("Type{}", id.0)
}

/// The type that typify knows by a name.
fn id_of(key: &str) -> Option<TypeId> {
    key.strip_prefix("Type")?.parse().ok().map(TypeId)
}

/// The name by which typify knows a field.
fn field_key(position: usize) -> String {
    format!("field{position}")
}

fn run(definitions: Vec<(String, Schema)>) -> Result<TokenStream, String> {
    let mut settings = TypeSpaceSettings::default();
    settings.with_unknown_crates(UnknownPolicy::Allow).with_map_type("::std::collections::BTreeMap");
    catch_unwind(AssertUnwindSafe(|| {
        let mut space = TypeSpace::new(&settings);
        space.add_ref_types(definitions).map_err(|error| error.to_string())?;
        Ok(space.to_stream())
    }))
    .unwrap_or_else(|_| Err("typify panicked".to_owned()))
}

/// The structs of a file, each by itself: of all that typify writes, nothing else is read, so that nothing else has to be
/// parsed.
fn structs(file: TokenStream) -> impl Iterator<Item = TokenStream> {
    let mut tokens = file.into_iter();
    std::iter::from_fn(move || {
        let mut item = Vec::new();
        for token in tokens.by_ref() {
            let ends = match &token {
                TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
                TokenTree::Punct(punct) => punct.as_char() == ';',
                TokenTree::Ident(_) | TokenTree::Literal(_) => false,
            };
            item.push(token);
            if ends {
                let is_struct = item.iter().any(|token| matches!(token, TokenTree::Ident(word) if word == "struct"));
                if is_struct {
                    return Some(item.into_iter().collect());
                }
                item.clear();
            }
        }
        None
    })
}

fn definition(def: &TypeDef) -> Value {
    let parts = def.parts().into_iter().enumerate().map(|(position, part)| (field_key(position), asked(part)));
    let properties: Map<String, Value> = parts.collect();
    let required: Vec<&String> = properties.keys().collect();
    json!({ "type": "object", "required": required, "properties": properties, "additionalProperties": false })
}

fn asked(part: Part<'_>) -> Value {
    match part {
        Part::One(used) => held(used),
        Part::Map(values) => map(values),
        // What is only judged takes no room, so that it needs no box where it recurs: like the items of an array.
        Part::Array(items) | Part::Judged(items) => array(items),
    }
}

fn held(used: &TypeUse) -> Value {
    let schema = match &used.shape {
        Shape::Named(id) => json!({ "$ref": format!("#/definitions/{}", key(*id)) }),
        Shape::String => json!({ "type": "string" }),
        Shape::Format(format) => foreign(format.path()),
        Shape::Never => foreign("support::Never"),
        Shape::Integer(width) => {
            let (sign, bits) = width.name.split_at(1);
            let word = if sign == "u" { "uint" } else { "int" };
            json!({ "type": "integer", "format": format!("{word}{bits}") })
        }
        Shape::Number => json!({ "type": "number" }),
        Shape::Exact => foreign("serde_json::Number"),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Null => json!({ "type": "null" }),
        Shape::Array(items) => array(items),
        Shape::Map(values) => map(values),
        Shape::Any => json!(true),
    };
    if used.nullable { json!({ "oneOf": [schema, { "type": "null" }] }) } else { schema }
}

fn map(values: &TypeUse) -> Value {
    json!({ "type": "object", "additionalProperties": held(values) })
}

fn array(items: &TypeUse) -> Value {
    json!({ "type": "array", "items": held(items) })
}

/// A type that typify takes as it is.
fn foreign(path: &str) -> Value {
    let name = path.split("::").next().unwrap_or(path);
    json!({ "x-rust-type": { "crate": name, "version": "*", "path": path, "parameters": [] } })
}

/// The types of the parts of what typify made, by their position, where it is what was asked for.
fn read(def: &TypeDef, item: syn::ItemStruct) -> Option<Vec<ShapedType>> {
    let name = |ident: Option<Ident>| ident.map(|ident| ident.to_string());
    let mut fields: HashMap<Option<String>, syn::Type> =
        item.fields.into_iter().map(|field| (name(field.ident), field.ty)).collect();
    let parts = def.parts().into_iter().enumerate().map(|(position, part)| {
        let shaped = ShapedType::of(&fields.remove(&Some(field_key(position)))?)?;
        match shaped {
            shaped if part.is_held() => Some(shaped),
            // What is only judged was asked for as an array.
            ShapedType::Path(_, mut items) if items.len() == 1 => items.pop(),
            _ => None,
        }
    });
    let parts = parts.collect::<Option<_>>()?;
    fields.is_empty().then_some(parts)
}
