//! The one door to typify: the model's shapes go in as schemas that it cannot get wrong, Rust types come out.
//!
//! typify decides how types nest, where `Option` stands and where recursion needs a `Box`. It is asked in a form that
//! avoids its traps: every type is a definition, every property is required, every newtype is a struct of one property,
//! and names are numbers, which its own naming keeps. What comes back is checked against what was asked; a panic of its
//! own becomes an error.

use crate::model::{Model, Part, Shape, TypeDef, TypeId, TypeUse};
use petgraph::Graph;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::NodeIndex;
use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use schemars08::schema::Schema;
use serde_json::{Map, Value, json};
use std::collections::{BTreeSet, HashMap};
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
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if let Some(id) = id_of(&names) {
            return Some(ShapedType::Model(id));
        }
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

/// How many types typify shapes at least in one run, while there are as many: what it makes of each takes far more room than
/// what is read of that.
const AT_ONCE: usize = 128;

/// Lets typify shape every type of the model.
///
/// # Errors
/// What typify says, or how its answer differs from what was asked: a bug of isotype.
pub(crate) fn shape(model: &Model) -> Result<Shaped, String> {
    let mut parts: Vec<Vec<ShapedType>> = model.types.iter().map(|_| Vec::new()).collect();
    for shaped in crate::side_by_side(&runs(model), |together| shape_together(model, together)) {
        for (id, shaped) in shaped? {
            parts[id.0] = shaped;
        }
    }
    Ok(Shaped { parts })
}

/// The types of the parts of each of these types, as one run of typify shapes them.
fn shape_together(model: &Model, together: &BTreeSet<TypeId>) -> Result<Vec<(TypeId, Vec<ShapedType>)>, String> {
    let definitions = together.iter().map(|id| {
        let schema = serde_json::from_value(definition(model.get(*id), together));
        Ok((key(*id), schema.map_err(|error| error.to_string())?))
    });
    let mut items: HashMap<String, syn::ItemStruct> = HashMap::new();
    for item in structs(run(definitions.collect::<Result<_, String>>()?)?) {
        let item: syn::ItemStruct = syn::parse2(item).map_err(|error| error.to_string())?;
        items.insert(item.ident.to_string(), item);
    }
    let shaped = together.iter().map(|id| {
        let def = model.get(*id);
        let item = items.remove(&key(*id)).ok_or_else(|| format!("typify has no type for {}", def.location))?;
        let shaped = read(def, item).ok_or_else(|| format!("typify shaped {} otherwise than asked", def.location))?;
        Ok((*id, shaped))
    });
    shaped.collect()
}

/// The types of the model by the runs that shape them. Types that hold one another are shaped together, as one of them needs
/// a box; to all others, a type of another run is one of another crate.
fn runs(model: &Model) -> Vec<BTreeSet<TypeId>> {
    let mut graph = Graph::<(), ()>::with_capacity(model.types.len(), model.types.len());
    let nodes: Vec<NodeIndex> = model.types.iter().map(|_| graph.add_node(())).collect();
    for (position, def) in model.types.iter().enumerate() {
        for part in def.parts() {
            part.used().named(&mut |id| {
                graph.add_edge(nodes[position], nodes[id.0], ());
            });
        }
    }
    let mut runs: Vec<BTreeSet<TypeId>> = Vec::new();
    for circle in kosaraju_scc(&graph) {
        let circle = circle.into_iter().map(|node| TypeId(node.index()));
        match runs.last_mut().filter(|run| run.len() < AT_ONCE) {
            Some(run) => run.extend(circle),
            None => runs.push(circle.collect()),
        }
    }
    runs
}

/// The name by which typify knows a type.
fn key(id: TypeId) -> String {
    format!("Type{}", id.0)
}

/// The crate whose types those of other runs are, to typify.
const MODEL: &str = "model";

/// The type that typify knows by a path.
fn id_of(path: &[String]) -> Option<TypeId> {
    let key = match path {
        [key] => key,
        [first, key] if first == MODEL => key,
        _ => return None,
    };
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

/// The schema that asks for a type, among those of the same run.
fn definition(def: &TypeDef, together: &BTreeSet<TypeId>) -> Value {
    let parts = def.parts().into_iter().enumerate();
    let parts = parts.map(|(position, part)| (field_key(position), asked(part, together)));
    let properties: Map<String, Value> = parts.collect();
    let required: Vec<&String> = properties.keys().collect();
    json!({ "type": "object", "required": required, "properties": properties, "additionalProperties": false })
}

fn asked(part: Part<'_>, together: &BTreeSet<TypeId>) -> Value {
    match part {
        Part::One(used) => held(used, together),
        Part::Map(values) => map(values, together),
        // What is only judged takes no room, so that it needs no box where it recurs: like the items of an array.
        Part::Array(items) | Part::Judged(items) => array(items, together),
    }
}

fn held(used: &TypeUse, together: &BTreeSet<TypeId>) -> Value {
    let schema = match &used.shape {
        Shape::Named(id) if !together.contains(id) => foreign(&format!("{MODEL}::{}", key(*id))),
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
        Shape::Array(items) => array(items, together),
        Shape::Map(values) => map(values, together),
        Shape::Any => json!(true),
    };
    if used.nullable { json!({ "oneOf": [schema, { "type": "null" }] }) } else { schema }
}

fn map(values: &TypeUse, together: &BTreeSet<TypeId>) -> Value {
    json!({ "type": "object", "additionalProperties": held(values, together) })
}

fn array(items: &TypeUse, together: &BTreeSet<TypeId>) -> Value {
    json!({ "type": "array", "items": held(items, together) })
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
