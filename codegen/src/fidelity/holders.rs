//! What holds the values of each schema: the Rust types, fields and variants that are made of it.

use crate::model::{
    Additional, Annotations, Condition, JsonType, Kind, LocatedCheck, Model, Rest, Shape, TypeDef, TypeUse,
};
use crate::pointer::Location;
use serde_json::Value;
use std::collections::HashMap;

/// Something that is made of a schema: a named type, or a field or variant of one.
pub(super) struct Holder<'m> {
    /// Its path in the generated crate.
    pub item: String,
    def: &'m TypeDef,
    /// How a field or a variant holds its values.
    held: Option<&'m TypeUse>,
    /// Whether the only value is said by the type, which has no field for it.
    pub constant: bool,
    /// Whether values are only judged by it.
    judged: bool,
}

/// The holders of every schema.
pub(super) struct Holders<'m>(HashMap<&'m Location, Vec<Holder<'m>>>);

impl<'m> Holders<'m> {
    pub fn of(model: &'m Model) -> Self {
        let mut holders = Holders(HashMap::new());
        for def in &model.types {
            let item = format!("{}::{}", model.modules[def.module].name, def.name);
            for schema in &def.schemas {
                let holder = Holder { item: item.clone(), def, held: None, constant: false, judged: def.private };
                holders.0.entry(schema).or_default().push(holder);
            }
            holders.enter_parts(def, &item);
        }
        holders
    }

    /// What is made of the schema at a location.
    pub fn at(&self, schema: &Location) -> &[Holder<'m>] {
        self.0.get(schema).map_or(&[], Vec::as_slice)
    }

    /// Every item, with the schemas that it is made of.
    pub fn items(&self) -> impl Iterator<Item = (&'m Location, &Holder<'m>)> {
        self.0.iter().flat_map(|(schema, holders)| holders.iter().map(|holder| (*schema, holder)))
    }

    fn enter_parts(&mut self, def: &'m TypeDef, item: &str) {
        let below = |name: &str| format!("{item}::{name}");
        match &def.kind {
            Kind::Newtype(inner) => self.enter(def, item.to_owned(), inner, false, false),
            Kind::Enum(_) => {}
            Kind::Struct(object) => {
                for property in &object.properties {
                    let constant = property.constant.is_some();
                    let item = if constant { item.to_owned() } else { below(&property.field) };
                    self.enter(def, item, &property.held, constant, false);
                }
                let additional = match &object.additional {
                    Additional::Kept { field, values, .. } => {
                        self.enter(def, below(field), values, false, false);
                        Some(field)
                    }
                    Additional::Patterns { field, .. } => Some(field),
                    Additional::Denied { .. } | Additional::Dropped => None,
                };
                for pattern in &object.patterns {
                    let field = pattern.field.as_ref().or(additional);
                    self.enter(def, field.map_or(item.to_owned(), |field| below(field)), &pattern.values, false, false);
                }
                for names in &object.names {
                    self.enter(def, item.to_owned(), &names.held, false, true);
                }
            }
            Kind::Union(union) => {
                for variant in &union.variants {
                    self.enter(def, below(&variant.name), &variant.held, false, false);
                }
            }
            Kind::ByType(found) => {
                for variant in &found.variants {
                    self.enter(def, below(&variant.name), &variant.held, false, false);
                }
            }
            Kind::Tuple(tuple) => {
                for tuple_item in &tuple.items {
                    self.enter(def, below(&tuple_item.field), &tuple_item.held, false, false);
                }
                if let Rest::Kept { field, items, .. } = &tuple.rest {
                    self.enter(def, below(field), items, false, false);
                }
            }
        }
        for used in def.conditions.iter().flat_map(|condition| condition.test.uses()) {
            self.enter(def, item.to_owned(), used, false, true);
        }
    }

    fn enter(&mut self, def: &'m TypeDef, item: String, held: &'m TypeUse, constant: bool, judged: bool) {
        for schema in &held.schemas {
            let judged = judged || def.private;
            let holder = Holder { item: item.clone(), def, held: Some(held), constant, judged };
            self.0.entry(schema).or_default().push(holder);
        }
        if let Shape::Array(below) | Shape::Map(below) = &held.shape {
            self.enter(def, item, below, constant, judged);
        }
    }
}

impl<'m> Holder<'m> {
    /// Whether values are only judged by it, never kept.
    pub fn is_judged(&self) -> bool {
        self.judged
    }

    /// What a named type is.
    pub fn kind(&self) -> Option<&'m Kind> {
        self.held.is_none().then_some(&self.def.kind)
    }

    /// How it holds values, where it is no named type, or a newtype.
    pub fn shape(&self) -> Option<&'m Shape> {
        self.used().map(|used| &used.shape)
    }

    fn used(&self) -> Option<&'m TypeUse> {
        match (self.held, &self.def.kind) {
            (Some(held), _) => Some(held),
            (None, Kind::Newtype(inner)) => Some(inner),
            _ => None,
        }
    }

    /// What is checked of its values.
    pub fn checks(&self) -> impl Iterator<Item = &'m LocatedCheck> {
        let counts = match self.kind() {
            Some(Kind::Struct(object)) => object.counts.as_slice(),
            _ => &[],
        };
        self.used().map_or(&[][..], |used| &used.checks).iter().chain(counts)
    }

    /// What is judged of its values.
    pub fn conditions(&self) -> &'m [Condition] {
        if self.held.is_none() { &self.def.conditions } else { &[] }
    }

    /// All schemas that it is made of.
    pub fn schemas(&self) -> &'m [Location] {
        self.held.map_or(&self.def.schemas, |held| &held.schemas)
    }

    /// Whether it carries an annotation.
    pub fn says(&self, keyword: &str, value: &Value) -> bool {
        self.annotations().any(|said| match keyword {
            "title" => said.title.as_deref() == value.as_str(),
            "description" => said.description.as_deref() == value.as_str(),
            "deprecated" => said.deprecated,
            _ => said.others.iter().any(|(known, said)| known == keyword && said == value),
        })
    }

    /// What is said beside its values; of an enum, of each variant too.
    fn annotations(&self) -> impl Iterator<Item = &'m Annotations> {
        let said = self.held.map_or(&self.def.annotations, |held| &held.annotations);
        let (variants, others) = match self.kind() {
            Some(Kind::Enum(strings)) => (strings.variants.as_slice(), strings.others.as_ref()),
            _ => (&[][..], None),
        };
        let variants = variants.iter().map(|variant| &variant.annotations);
        std::iter::once(said).chain(variants).chain(others.into_iter().flat_map(|others| [&others.known, &others.all]))
    }

    /// The types of JSON that its values can have.
    pub fn types(&self, model: &Model) -> Vec<JsonType> {
        match self.held {
            _ if self.constant => JsonType::ALL.to_vec(),
            Some(held) => types_of(held, model, 0),
            None => types_of_kind(&self.def.kind, model, 0),
        }
    }
}

/// How many named types are looked through.
const DEEP: usize = 8;

fn types_of(held: &TypeUse, model: &Model, depth: usize) -> Vec<JsonType> {
    let mut types = match &held.shape {
        Shape::Named(_) if depth == DEEP => JsonType::ALL.to_vec(),
        Shape::Named(id) => types_of_kind(&model.get(*id).kind, model, depth + 1),
        Shape::String | Shape::Format(_) => vec![JsonType::String],
        Shape::Integer(_) | Shape::Number | Shape::Exact => vec![JsonType::Number],
        Shape::Boolean => vec![JsonType::Boolean],
        Shape::Null => vec![JsonType::Null],
        Shape::Array(_) => vec![JsonType::Array],
        Shape::Map(_) => vec![JsonType::Object],
        Shape::Any => JsonType::ALL.to_vec(),
        Shape::Never => Vec::new(),
    };
    if held.nullable {
        types.push(JsonType::Null);
    }
    types
}

fn types_of_kind(kind: &Kind, model: &Model, depth: usize) -> Vec<JsonType> {
    match kind {
        Kind::Struct(_) => vec![JsonType::Object],
        Kind::Enum(_) => vec![JsonType::String],
        Kind::Newtype(inner) => types_of(inner, model, depth),
        Kind::Union(union) => union.variants.iter().flat_map(|variant| variant.types.clone()).collect(),
        Kind::ByType(found) => found.variants.iter().flat_map(|variant| variant.types.clone()).collect(),
        Kind::Tuple(_) => vec![JsonType::Array],
    }
}
