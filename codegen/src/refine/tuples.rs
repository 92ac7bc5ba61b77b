//! An array schema's struct: a field for each of the first items, decoded and encoded in their order.

use super::docs::{checked, doc};
use super::structs::encoded;
use super::{Context, checks, ident, schemars, typed_keyword};
use crate::model::{Rest, Shape, Tuple, TupleItem, TypeUse};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote};

/// The struct and its impls.
pub(super) fn code(context: &Context<'_>, tuple: &Tuple) -> TokenStream {
    let mut types = context.held();
    let items: Vec<(&TupleItem, syn::Type)> = tuple.items.iter().zip(types.by_ref()).collect();
    let rest = match &tuple.rest {
        Rest::Kept { field, items, location } => types.next().map(|ty| Others {
            field: ident(field),
            ty,
            held: TypeUse::of(Shape::Array(items.clone())),
            location: location.to_string(),
        }),
        Rest::Denied { .. } => None,
    };
    let definition = definition(context, tuple, &items, rest.as_ref());
    let constructor = context.public(constructor(context, &items, rest.as_ref()));
    let decode = context.decode(&quote!(support::decode_tuple(deserializer, at)));
    let impls = decode_items(context, tuple, &items, rest.as_ref());
    let serialize = context.encoded(serialize(context, &items, rest.as_ref()));
    quote!(#definition #constructor #decode #impls #serialize)
}

/// The field of the items that have no schema of their own.
struct Others {
    field: Ident,
    ty: syn::Type,
    held: TypeUse,
    /// The location of the schema of the items.
    location: String,
}

fn definition(
    context: &Context<'_>,
    tuple: &Tuple,
    items: &[(&TupleItem, syn::Type)],
    rest: Option<&Others>,
) -> TokenStream {
    let name = ident(&context.def.name);
    let visibility = context.field_visibility();
    let declared = items.iter().enumerate().map(|(position, (item, ty))| {
        let TupleItem { field, required, held, .. } = item;
        let doc = doc(&held.annotations, &format!("The item {position}."), checked(held));
        let mut said: Vec<_> = schemars::presence(ty, *required).into_iter().collect();
        if !context.def.private {
            said.extend(schemars::annotations(&held.annotations, &doc));
        }
        said.extend(schemars::checks(held));
        said.extend(schemars::transforms(context, held, &held.annotations));
        let (doc, said) = (context.public(doc.attributes), schemars::attribute(&said));
        let deprecated = (held.annotations.deprecated && !context.def.private).then(|| quote!(#[deprecated]));
        let (field, ty) = (ident(field), if *required { quote!(#ty) } else { quote!(Option<#ty>) });
        quote!(#doc #said #deprecated #visibility #field: #ty)
    });
    let others = rest.map(|Others { field, ty, held, .. }| {
        let doc = context.public(quote!(#[doc = " The items behind them."]));
        let said = schemars::attribute(&schemars::transforms(context, held, &held.annotations));
        quote!(#doc #said #visibility #field: #ty)
    });
    let head = context.head(false, context.traits.has_default(context.id), vec![schemars::tuple(tuple)]);
    let non_exhaustive = context.public(quote!(#[non_exhaustive]));
    let visibility = context.visibility();
    quote! {
        #head
        #non_exhaustive
        #visibility struct #name { #(#declared,)* #others }
    }
}

/// `new`, where there are required items; it takes them in their order.
fn constructor(context: &Context<'_>, items: &[(&TupleItem, syn::Type)], rest: Option<&Others>) -> TokenStream {
    let (required, optional): (Vec<_>, Vec<_>) = items.iter().partition(|(item, _)| item.required);
    if required.is_empty() {
        return TokenStream::new();
    }
    let name = ident(&context.def.name);
    let names: Vec<_> = required.iter().map(|(item, _)| ident(&item.field)).collect();
    let types = required.iter().map(|(_, ty)| ty);
    let optional = optional.iter().map(|(item, _)| ident(&item.field));
    let others = rest.map(|Others { field, .. }| quote!(#field: Vec::new()));
    let allow =
        (names.len() > 7).then(|| quote!(#[allow(clippy::too_many_arguments, reason = "one for each required item")]));
    quote! {
        impl #name {
            /// A value with these required items and no other.
            #allow
            #[must_use]
            pub fn new(#(#names: #types),*) -> Self {
                Self { #(#names,)* #(#optional: None,)* #others }
            }
        }
    }
}

fn decode_items(
    context: &Context<'_>,
    tuple: &Tuple,
    items: &[(&TupleItem, syn::Type)],
    rest: Option<&Others>,
) -> TokenStream {
    let name = ident(&context.def.name);
    let location = context.def.typed_by.to_string();
    let keyword = typed_keyword(context.def.typed_keyword);
    let least = Literal::usize_unsuffixed(items.iter().filter(|(item, _)| item.required).count());
    let read = items.iter().map(|(item, ty)| {
        let location = item.location.to_string();
        let check = checks::closure(context, &item.held, ty, &item.location).unwrap_or_else(|| quote!(|_| Ok(())));
        let read = quote!(items.read(#location, #check)?);
        let value = if item.required { quote!({ let item = #read; items.required(item, #least)? }) } else { read };
        let field = ident(&item.field);
        quote!(#field: #value)
    });
    // The fields of a struct's value are evaluated in the order in which they stand.
    let others = rest.map(|Others { field, location, .. }| quote!(#field: items.rest(#location)?));
    let end = match &tuple.rest {
        Rest::Kept { .. } => None,
        Rest::Denied { location } => {
            let location = location.to_string();
            Some(quote!(items.end(#location)?;))
        }
    };
    quote! {
        impl<'de> support::Tuple<'de> for #name {
            const SCHEMA: &'static str = #location;
            #keyword

            fn decode_items<A: serde::de::SeqAccess<'de>>(
                items: &mut support::Items<'_, A>,
            ) -> Result<Self, A::Error> {
                let decoded = Self { #(#read,)* #others };
                #end
                Ok(decoded)
            }
        }
    }
}

fn serialize(context: &Context<'_>, items: &[(&TupleItem, syn::Type)], rest: Option<&Others>) -> TokenStream {
    let name = ident(&context.def.name);
    let required = items.iter().filter(|(item, _)| item.required).count();
    let optional = items.iter().filter(|(item, _)| !item.required).map(|(item, _)| {
        let field = ident(&item.field);
        quote!(usize::from(self.#field.is_some()))
    });
    let others_length = rest.map(|Others { field, .. }| quote!(self.#field.len()));
    let always = (required > 0).then(|| Literal::usize_unsuffixed(required).into_token_stream());
    let mut length: Vec<_> = always.into_iter().chain(optional).chain(others_length).collect();
    if length.is_empty() {
        length.push(quote!(0));
    }
    let writes = items.iter().map(|(item, _)| {
        let field = ident(&item.field);
        if item.required {
            let value = encoded(&item.held, &quote!(&self.#field));
            quote!(items.write(#value)?;)
        } else {
            let value = encoded(&item.held, &quote!(item));
            quote! {
                match &self.#field {
                    Some(item) => items.write(#value)?,
                    None => items.leave_out(),
                }
            }
        }
    });
    let others = rest.map(|Others { field, .. }| {
        quote!(for item in &self.#field {
            items.write(item)?;
        })
    });
    let mutable = (!items.is_empty() || rest.is_some()).then(|| quote!(mut));
    quote! {
        impl serde::Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let #mutable items = support::ItemWriter::<S>::new(serializer, #(#length)+*)?;
                #(#writes)*
                #others
                items.end()
            }
        }
    }
}
