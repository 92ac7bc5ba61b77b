//! The model and typify's types to Rust items: what typify leaves out goes back in.
//!
//! Each kind of type has a file here: [`structs`], [`enums`], [`newtypes`]. What they share: the paths of types
//! ([`paths`]), documentation ([`docs`]), the attributes for schemars ([`schemars`]), the checks ([`checks`]) and the
//! traits that can be derived ([`traits`]).

mod checks;
mod docs;
mod enums;
mod newtypes;
mod paths;
mod schemars;
mod structs;
mod traits;

pub(crate) use docs::turns;

use crate::engine::Shaped;
use crate::model::{Check, Kind, Model, Shape, TypeDef, TypeId, TypeUse};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use std::collections::BTreeSet;
use traits::Traits;

/// What the code of one type is made from.
struct Context<'a> {
    model: &'a Model,
    shaped: &'a Shaped,
    traits: &'a Traits,
    id: TypeId,
    def: &'a TypeDef,
}

impl Context<'_> {
    /// The `$id` of the document whose type this is, for the derived schema.
    fn identifier(&self) -> Option<TokenStream> {
        let module = &self.model.modules[self.def.module];
        let id = module.id.as_ref().filter(|_| module.root == self.id)?;
        let id = schemars::extend("$id", &id.as_str().into());
        // `generator` is the parameter of the derived `json_schema`.
        Some(quote!(#id, transform = support::resource::<Self>(generator)))
    }

    /// The doc comment, the derives and the attributes that stand before the type.
    fn head(&self, copy: bool, default: bool, checks: &[Check], more: Vec<TokenStream>) -> TokenStream {
        let doc = docs::doc(&self.def.annotations, &format!("The schema `{}`.", self.def.location), checks);
        let derives = derives(self, copy, default);
        let mut said = schemars::container(self.def.inline);
        said.extend(schemars::annotations(&self.def.annotations, &doc));
        said.extend(self.identifier());
        said.extend(more);
        let (doc, said) = (doc.attributes, schemars::attribute(&said));
        let deprecated = self.def.annotations.deprecated.then(|| quote!(#[deprecated]));
        quote!(#doc #derives #said #deprecated)
    }
}

/// The items of every module of the model, in the order of its modules.
///
/// # Errors
/// What typify shaped otherwise than it was asked to: a bug of isotype.
pub(crate) fn refine(model: &Model, shaped: &Shaped) -> Result<Vec<Vec<syn::Item>>, String> {
    let traits = Traits::of(model);
    (0..model.modules.len()).map(|module| items(model, shaped, &traits, module)).collect()
}

fn items(model: &Model, shaped: &Shaped, traits: &Traits, module: usize) -> Result<Vec<syn::Item>, String> {
    let mut tokens = quote!(
        use super::support;
    );
    for id in in_order(model, module) {
        let context = Context { model, shaped, traits, id, def: model.get(id) };
        tokens.extend(match &context.def.kind {
            Kind::Struct(object) => structs::code(&context, object)?,
            Kind::Enum(variants) => enums::code(&context, variants),
            Kind::Newtype(inner) => newtypes::code(&context, inner)?,
        });
    }
    let file: syn::File = syn::parse2(tokens).map_err(|error| error.to_string())?;
    Ok(file.items)
}

/// The types of a module as a reader wants them: each one followed by those that stand inside its schema.
fn in_order(model: &Model, module: usize) -> Vec<TypeId> {
    let mut order = Vec::new();
    let mut placed = BTreeSet::new();
    for (id, def) in model.types_of(module) {
        if !def.inline {
            place(model, id, &mut order, &mut placed);
        }
    }
    order
}

fn place(model: &Model, id: TypeId, order: &mut Vec<TypeId>, placed: &mut BTreeSet<TypeId>) {
    if placed.insert(id) {
        order.push(id);
        for used in model.get(id).kind.uses() {
            used.named(&mut |below| {
                if model.get(below).inline {
                    place(model, below, order, placed);
                }
            });
        }
    }
}

impl Kind {
    /// The uses of types that make up this one.
    pub(crate) fn uses(&self) -> Vec<&TypeUse> {
        match self {
            Kind::Enum(_) => Vec::new(),
            Kind::Newtype(inner) => vec![inner],
            Kind::Struct(object) => {
                let named = object.properties.iter().map(|property| &property.held);
                let additional = match &object.additional {
                    crate::model::Additional::Kept { values, .. } => Some(&**values),
                    _ => None,
                };
                named.chain(additional).collect()
            }
        }
    }
}

impl TypeUse {
    /// Calls back for every named type that the use mentions.
    pub(crate) fn named(&self, visit: &mut impl FnMut(TypeId)) {
        match &self.shape {
            Shape::Named(id) => visit(*id),
            Shape::Array(below) | Shape::Map(below) => below.named(visit),
            _ => {}
        }
    }
}

fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// The derives that a type can have, and the one for schemars behind its feature.
fn derives(context: &Context<'_>, copy: bool, default: bool) -> TokenStream {
    let traits = context.traits;
    let mut names = vec!["Clone"];
    names.extend(copy.then_some("Copy"));
    names.push("Debug");
    names.extend(default.then_some("Default"));
    names.push("PartialEq");
    names.extend(traits.has_eq(context.id).then_some("Eq"));
    names.extend(copy.then_some(["PartialOrd", "Ord"]).into_iter().flatten());
    names.extend(traits.has_eq(context.id).then_some("Hash"));
    let names = names.into_iter().map(ident);
    quote! {
        #[derive(#(#names),*)]
        #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    }
}

/// `Deserialize`, which starts decoding at the root of a value.
fn deserialize(name: &Ident) -> TokenStream {
    quote! {
        impl<'de> serde::Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                support::Decode::decode(deserializer, &support::At::ROOT)
            }
        }
    }
}
