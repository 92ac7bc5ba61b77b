//! The model and typify's types to Rust items: what typify leaves out goes back in.
//!
//! Each kind of type has a file here: [`structs`], [`enums`], [`newtypes`], [`unions`] for both sorts of enums that hold
//! values, and [`tuples`]. What they share: the paths of types ([`paths`]), documentation ([`docs`]), the attributes for
//! schemars ([`schemars`]), the checks ([`checks`]) and conditions ([`conditions`]), and the traits that can be derived
//! ([`traits`]).

mod checks;
mod conditions;
mod conversions;
mod defaults;
mod docs;
mod enums;
mod members;
mod newtypes;
mod paths;
mod schemars;
mod structs;
mod traits;
mod tuples;
mod unions;

pub(crate) use docs::turns;

use crate::engine::Shaped;
use crate::model::{Annotations, JsonType, Kind, Model, Shape, TypeDef, TypeId, TypeUse};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use std::collections::{BTreeSet, HashSet};
use traits::Traits;

/// What the code of one type is made from.
struct Context<'a> {
    model: &'a Model,
    shaped: &'a Shaped,
    traits: &'a Traits,
    id: TypeId,
    def: &'a TypeDef,
    /// The names of all types of its module.
    names: &'a HashSet<&'a str>,
}

impl Context<'_> {
    /// The `$id` of the document whose type this is, for the derived schema.
    fn identifier(&self) -> Option<TokenStream> {
        let module = &self.model.modules[self.def.module];
        let id = module.id.as_ref().filter(|_| module.root == Some(self.id))?;
        let id = schemars::extend("$id", &id.as_str().into());
        // `generator` is the parameter of the derived `json_schema`. Transforms run in the order in which they stand.
        Some(quote!(#id, transform = support::resource::<Self>(generator)))
    }

    /// The types of the fields or variants, as they stand in this module.
    fn held(&self) -> impl Iterator<Item = syn::Type> {
        self.parts(0, self.def.kind.held().len())
    }

    /// The types that parts of the values are judged by.
    fn judged(&self) -> impl Iterator<Item = syn::Type> {
        self.parts(self.def.kind.held().len(), self.def.kind.judged().len())
    }

    /// The types that the conditions judge by.
    fn conditioned(&self) -> impl Iterator<Item = syn::Type> {
        self.parts(self.def.kind.held().len() + self.def.kind.judged().len(), usize::MAX)
    }

    fn parts(&self, from: usize, count: usize) -> impl Iterator<Item = syn::Type> {
        self.shaped.parts(self.id).iter().skip(from).take(count).map(|ty| self.written(ty))
    }

    /// Whether users can make values in Rust that the schema does not allow, for want of a check.
    fn is_open(&self) -> bool {
        let kind = match &self.def.kind {
            Kind::Struct(object) => {
                let checked = object.fields().any(|property| checks::unkept(&property.held).next().is_some());
                let counted = !object.counts.is_empty() || !object.dependent.is_empty();
                checked || counted || !object.patterns.is_empty() || !object.names.is_empty()
            }
            Kind::Tuple(tuple) => {
                tuple.items.iter().any(|item| !item.required || checks::unkept(&item.held).next().is_some())
            }
            Kind::Union(union) => union.exclusive && JsonType::ALL.into_iter().any(|json_type| union.tries(json_type)),
            Kind::Enum(_) | Kind::Newtype(_) | Kind::ByType(_) => false,
        };
        kind || !self.def.conditions.is_empty() && !matches!(self.def.kind, Kind::Newtype(_))
    }

    /// The doc comment, the derives and the attributes that stand before the type.
    fn head(&self, copy: bool, default: bool, more: Vec<TokenStream>) -> TokenStream {
        let said = if self.def.private { &Annotations::default() } else { &self.def.annotations };
        let doc = if self.def.private {
            docs::doc(said, &format!("The schema `{}`.", self.def.location), [])
        } else {
            docs::of_type(self)
        };
        let derives = if self.def.private { private_derives() } else { derives(self, copy, default) };
        let mut arguments = schemars::container(self);
        arguments.extend(schemars::annotations(said, &doc));
        arguments.extend(more);
        arguments.extend(schemars::beside(self).map(|(attribute, _)| attribute));
        if let Kind::Struct(object) = &self.def.kind {
            arguments.extend(schemars::pattern_parts(object));
        }
        arguments.extend(self.identifier());
        let (doc, arguments) = (doc.attributes, schemars::attribute(&arguments));
        let deprecated = said.deprecated.then(|| quote!(#[deprecated]));
        quote!(#doc #derives #arguments #deprecated)
    }

    /// Whether values are judged by the type, and never kept.
    fn only_judges(&self) -> bool {
        self.def.private && !self.traits.is_encoded(self.id)
    }

    /// Who sees the type: a private one is seen by the other modules of schemas.
    fn visibility(&self) -> TokenStream {
        if self.def.private { quote!(pub(super)) } else { quote!(pub) }
    }

    /// Who sees its fields.
    fn field_visibility(&self) -> TokenStream {
        if self.def.private { TokenStream::new() } else { quote!(pub) }
    }

    /// What only types have that users see.
    fn public(&self, code: TokenStream) -> TokenStream {
        if self.def.private { TokenStream::new() } else { code }
    }

    /// What only types have that are encoded.
    fn encoded(&self, code: TokenStream) -> TokenStream {
        if self.traits.is_encoded(self.id) { code } else { TokenStream::new() }
    }

    /// `Deserialize` and `Decode`; `body` decodes a value by `deserializer` and `at`, after the conditions have judged it.
    fn decode(&self, body: &TokenStream) -> TokenStream {
        let (body, judged) = if self.def.conditions.is_empty() {
            (body.clone(), TokenStream::new())
        } else {
            (quote!(support::decode_judged(deserializer, at)), conditions::code(self, body))
        };
        let decode = self.decode_by(&quote! {
            fn decode<D: serde::Deserializer<'de>>(deserializer: D, at: &support::At<'_>) -> Result<Self, D::Error> {
                #body
            }
        });
        quote!(#decode #judged)
    }

    /// The same, where `body` puts the value in a `slot`.
    fn decode_into(&self, body: &TokenStream) -> TokenStream {
        if !self.def.conditions.is_empty() {
            return self.decode(&quote!(support::filled(|slot| #body)));
        }
        self.decode_by(&quote! {
            fn decode_into<D: serde::Deserializer<'de>>(
                deserializer: D,
                at: &support::At<'_>,
                slot: &mut Option<Self>,
            ) -> Result<(), D::Error> {
                #body
            }
        })
    }

    /// `Deserialize`, and `Decode` by a function.
    fn decode_by(&self, function: &TokenStream) -> TokenStream {
        let name = ident(&self.def.name);
        let deserialize = self.public(deserialize(&name));
        quote! {
            #deserialize

            impl<'de> support::Decode<'de> for #name {
                #function
            }
        }
    }
}

/// What the items of types are made from.
pub(crate) struct Refinery<'a> {
    model: &'a Model,
    shaped: &'a Shaped,
    traits: Traits,
    /// The names of all types of each module.
    names: Vec<HashSet<&'a str>>,
}

impl<'a> Refinery<'a> {
    pub fn new(model: &'a Model, shaped: &'a Shaped) -> Self {
        let mut names = vec![HashSet::new(); model.modules.len()];
        for def in &model.types {
            names[def.module].insert(def.name.as_str());
        }
        Refinery { model, shaped, traits: Traits::of(model), names }
    }

    /// The items of a type. They take far more room than their text, so they are made when they are asked for.
    ///
    /// An error is what typify shaped otherwise than it was asked to: a bug of isotype.
    pub fn items(&self, id: TypeId) -> Result<TokenStream, String> {
        let Refinery { model, shaped, traits, names } = self;
        let def = model.get(id);
        let context = &Context { model, shaped, traits, id, def, names: &names[def.module] };
        let mut tokens = match &def.kind {
            Kind::Struct(object) => structs::code(context, object),
            Kind::Enum(strings) => enums::code(context, strings),
            Kind::Newtype(inner) => newtypes::code(context, inner)?,
            Kind::Union(union) => unions::union(context, union),
            Kind::ByType(found) => unions::by_type(context, found),
            Kind::Tuple(tuple) => tuples::code(context, tuple),
        };
        tokens.extend(schemars::beside(context).map(|(_, code)| code));
        Ok(tokens)
    }
}

/// The types of every module, in the order in which they stand there.
pub(crate) fn order(model: &Model) -> Vec<Vec<TypeId>> {
    let mut modules = vec![Vec::new(); model.modules.len()];
    for (position, def) in model.types.iter().enumerate() {
        modules[def.module].push(TypeId(position));
    }
    modules.into_iter().map(|types| in_order(model, &types)).collect()
}

/// The types of a module as a reader wants them: each one followed by those that stand inside its schema.
fn in_order(model: &Model, types: &[TypeId]) -> Vec<TypeId> {
    let mut order = Vec::new();
    let mut placed = BTreeSet::new();
    let named = types.iter().filter(|id| !model.get(**id).inline);
    // A type that stands inside the schema of another module's comes last.
    for id in named.chain(types) {
        place(model, *id, &mut order, &mut placed);
    }
    order
}

fn place(model: &Model, id: TypeId, order: &mut Vec<TypeId>, placed: &mut BTreeSet<TypeId>) {
    if placed.insert(id) {
        order.push(id);
        let def = model.get(id);
        for part in def.parts() {
            part.used().named(&mut |below| {
                let found = model.get(below);
                if found.inline && found.module == def.module {
                    place(model, below, order, placed);
                }
            });
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

/// The constant for the keyword that says the type of a type's values, where it is not `type`.
fn typed_keyword(keyword: &str) -> Option<TokenStream> {
    (keyword != "type").then(|| quote!(const KEYWORD: &'static str = #keyword;))
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

/// The derive that a type has which is only judged by.
fn private_derives() -> TokenStream {
    quote! {
        #[allow(dead_code, reason = "values are judged by it, and not kept")]
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
