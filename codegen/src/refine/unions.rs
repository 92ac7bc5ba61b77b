//! Enums that hold values: for `anyOf` and `oneOf`, and for schemas of several JSON types.

use super::docs::doc;
use super::structs::encoded;
use super::{Context, ident, schemars, typed_keyword};
use crate::model::{ByType, JsonType, Shape, TypeUse, Union};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// A variant, whatever decides on it.
struct Variant<'a> {
    name: Ident,
    held: &'a TypeUse,
    ty: syn::Type,
    /// What it holds, in words.
    words: String,
    /// What the derived schema says beside its type.
    said: Option<TokenStream>,
}

impl Variant<'_> {
    /// Whether it has no field: there is one `null` only.
    fn is_unit(&self) -> bool {
        matches!(self.held.shape, Shape::Null) && self.held.checks.is_empty()
    }

    fn declaration(&self, context: &Context<'_>) -> TokenStream {
        let Variant { name, held, ty, words, said } = self;
        let doc = doc(&held.annotations, words, &[], false);
        let mut said: Vec<_> = said.iter().cloned().collect();
        if !context.def.private {
            said.extend(schemars::annotations(&held.annotations, &doc));
        }
        said.extend(schemars::transforms(held, &held.annotations));
        let (doc, said) = (context.public(doc.attributes), schemars::attribute(&said));
        let deprecated = (held.annotations.deprecated && !context.def.private).then(|| quote!(#[deprecated]));
        let field = (!self.is_unit()).then(|| quote!((#ty)));
        quote!(#doc #said #deprecated #name #field)
    }

    /// The variant of a decoded value, a `Result`.
    fn decoded(&self, value: &TokenStream) -> TokenStream {
        let Variant { name, ty, .. } = self;
        if self.is_unit() {
            quote!(<() as support::Decode>::decode(#value, at).map(|()| Self::#name))
        } else {
            quote!(<#ty as support::Decode>::decode(#value, at).map(Self::#name))
        }
    }

    fn serialize(&self) -> TokenStream {
        let Variant { name, held, .. } = self;
        if self.is_unit() {
            return quote!(Self::#name => serializer.serialize_unit(),);
        }
        let value = encoded(held, &quote!(value));
        quote!(Self::#name(value) => serde::Serialize::serialize(#value, serializer),)
    }
}

/// The enum of a schema with `anyOf` or `oneOf`, and its impls.
pub(super) fn union(context: &Context<'_>, union: &Union) -> TokenStream {
    let keyword = if union.exclusive { "oneOf" } else { "anyOf" };
    let location = context.def.typed_by.to_string();
    let variants = union.variants.iter().zip(context.held()).enumerate().map(|(position, (variant, ty))| Variant {
        name: ident(&variant.name),
        held: &variant.held,
        ty,
        words: format!("A value of `{keyword}/{position}`."),
        said: None,
    });
    let variants: Vec<Variant<'_>> = variants.collect();
    let entries = variants.iter().zip(&union.variants).map(|(variant, found)| {
        let (name, schema) = (variant.name.to_string(), found.location.to_string());
        let decoded = variant.decoded(&quote!(value));
        quote!(support::Variant { name: #name, schema: #schema, decode: |value, at| #decoded })
    });
    let name = ident(&context.def.name);
    let exclusive = union.exclusive.then(|| quote!(transform = support::any_to_one));
    let definition = definition(context, &variants, exclusive);
    let decode = context.decode(&quote!(support::decode_union(deserializer, at)));
    quote! {
        #definition
        #decode

        impl support::Union for #name {
            const SCHEMA: &'static str = #location;
            const KEYWORD: &'static str = #keyword;
            const VARIANTS: &'static [support::Variant<Self>] = &[#(#entries),*];
        }
    }
}

/// The enum of a schema of several JSON types, and its impls.
pub(super) fn by_type(context: &Context<'_>, found: &ByType) -> TokenStream {
    let location = context.def.typed_by.to_string();
    let variants = found.variants.iter().zip(context.held()).map(|(variant, ty)| Variant {
        name: ident(&variant.name),
        held: &variant.held,
        ty,
        words: format!("{}.", capitalized(&in_words(&variant.types))),
        said: schemars::types(context, variant),
    });
    let variants: Vec<Variant<'_>> = variants.collect();
    let functions = found.variants.iter().zip(&variants).flat_map(|(found, variant)| {
        let decoded = variant.decoded(&quote!(deserializer));
        let function = move |json_type: &JsonType| {
            let function = ident(function(*json_type));
            quote! {
                fn #function<D: serde::Deserializer<'de>>(
                    deserializer: D,
                    at: &support::At<'_>,
                ) -> Result<Self, D::Error> {
                    #decoded
                }
            }
        };
        found.types.iter().map(function)
    });
    let name = ident(&context.def.name);
    let all: Vec<JsonType> = found.variants.iter().flat_map(|variant| variant.types.iter().copied()).collect();
    let expected = in_words(&all);
    let keyword = typed_keyword(found.keyword);
    let definition = definition(context, &variants, None);
    let decode = context.decode(&quote!(support::decode_by_type(deserializer, at)));
    quote! {
        #definition
        #decode

        impl<'de> support::ByType<'de> for #name {
            const SCHEMA: &'static str = #location;
            #keyword
            const EXPECTED: &'static str = #expected;

            #(#functions)*
        }
    }
}

fn definition(context: &Context<'_>, variants: &[Variant<'_>], more: Option<TokenStream>) -> TokenStream {
    let name = ident(&context.def.name);
    let mut said = vec![quote!(untagged)];
    said.extend(more);
    let head = context.head(false, false, &[], said);
    let declared = variants.iter().map(|variant| variant.declaration(context));
    let arms = variants.iter().map(Variant::serialize);
    let visibility = context.visibility();
    let serialize = context.encoded(quote! {
        impl serde::Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self { #(#arms)* }
            }
        }
    });
    quote! {
        #head
        #visibility enum #name { #(#declared),* }

        #serialize
    }
}

/// The function of `support::ByType` for values of a type.
fn function(json_type: JsonType) -> &'static str {
    match json_type {
        JsonType::Null => "null",
        JsonType::Boolean => "boolean",
        JsonType::Number => "number",
        JsonType::String => "string",
        JsonType::Array => "array",
        JsonType::Object => "object",
    }
}

/// Types as in "a string or an array".
fn in_words(types: &[JsonType]) -> String {
    let words = types.iter().map(|json_type| match json_type {
        JsonType::Null => "null",
        JsonType::Boolean => "a boolean",
        JsonType::Number => "a number",
        JsonType::String => "a string",
        JsonType::Array => "an array",
        JsonType::Object => "an object",
    });
    words.collect::<Vec<_>>().join(" or ")
}

fn capitalized(words: &str) -> String {
    let (first, rest) = words.split_at(words.len().min(1));
    format!("{}{rest}", first.to_uppercase())
}
