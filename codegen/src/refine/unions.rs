//! Enums that hold values: for `anyOf` and `oneOf`, and for schemas of several JSON types.

use super::docs::{doc, held_in_words};
use super::structs::encoded;
use super::{Context, conversions, ident, schemars, typed_keyword};
use crate::model::{ByType, JsonType, Shape, Tag, TagValues, TypeUse, Union};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use std::collections::BTreeSet;

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
        let doc = doc(&held.annotations, words, []);
        let mut said: Vec<_> = said.iter().cloned().collect();
        if !context.def.private {
            said.extend(schemars::annotations(&held.annotations, &doc));
        }
        said.extend(schemars::transforms(context, held, &held.annotations));
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
///
/// As far as the JSON type of a value leaves one variant, that one decodes it, and as far as a tag does; else the value is held
/// back and each variant is tried that can have it.
pub(super) fn union(context: &Context<'_>, union: &Union) -> TokenStream {
    let keyword = if union.exclusive { "oneOf" } else { "anyOf" };
    let variants = union.variants.iter().zip(context.held()).enumerate().map(|(position, (variant, ty))| Variant {
        name: ident(&variant.name),
        held: &variant.held,
        ty,
        words: format!("{} (`{keyword}/{position}`).", held_in_words(context, &variant.held)),
        said: None,
    });
    let variants: Vec<Variant<'_>> = variants.collect();
    let exclusive = union.exclusive.then(|| quote!(transform = support::any_to_one));
    let definition = definition(context, &variants, exclusive);
    let name = ident(&context.def.name);
    let location = context.def.typed_by.to_string();
    let tagged = union.tag.as_ref().map(|tag| tagged(context, union, tag, &variants));
    let takers = JsonType::ALL.map(|json_type| (json_type, union.takers(json_type)));
    let by_type: Vec<(JsonType, Vec<usize>)> = takers.into_iter().filter(|(_, all)| !all.is_empty()).collect();
    let is_tried = |(json_type, _): &(JsonType, Vec<usize>)| union.tries(*json_type);
    let tried: BTreeSet<usize> =
        by_type.iter().filter(|entry| is_tried(entry)).flat_map(|(_, takers)| takers.clone()).collect();
    let entries = tried.iter().map(|position| {
        let variant = &variants[*position];
        let (name, schema) = (variant.name.to_string(), union.variants[*position].location.to_string());
        let decoded = variant.decoded(&quote!(value));
        quote!(support::Variant { name: #name, schema: #schema, decode: |value, at| #decoded })
    });
    let attempts = (!tried.is_empty()).then(|| {
        quote! {
            impl support::Union for #name {
                const SCHEMA: &'static str = #location;
                const KEYWORD: &'static str = #keyword;
                const VARIANTS: &'static [support::Variant<Self>] = &[#(#entries),*];
            }
        }
    });
    let is_whole = by_type.iter().all(|entry| is_tried(entry) && entry.1.len() == variants.len());
    let (body, impls) = if is_whole {
        (quote!(support::decode_union(deserializer, at)), None)
    } else if let (Some(_), [(JsonType::Object, _)]) = (&tagged, &by_type[..]) {
        (quote!(support::decode_tagged(deserializer, at)), None)
    } else {
        let functions = by_type.iter().map(|entry| {
            let (json_type, takers) = entry;
            let function = function(*json_type);
            let body = match takers[..] {
                [only] => {
                    let schema = union.variants[only].location.to_string();
                    let decoded = variants[only].decoded(&quote!(deserializer));
                    quote!(let at = &at.under(#schema); #decoded)
                }
                _ if is_tried(entry) => {
                    let positions = takers.iter().map(|taker| Literal::usize_unsuffixed(tried.range(..taker).count()));
                    quote!(support::decode_one_of(deserializer, at, &[#(#positions),*]))
                }
                _ => quote!(support::decode_tagged(deserializer, at)),
            };
            type_function(function, &body)
        });
        let functions: Vec<_> = functions.collect();
        let all: Vec<JsonType> = by_type.iter().map(|(json_type, _)| *json_type).collect();
        let expected = in_words(&all);
        let impls = quote! {
            impl<'de> support::ByType<'de> for #name {
                const SCHEMA: &'static str = #location;
                const KEYWORD: &'static str = #keyword;
                const EXPECTED: &'static str = #expected;

                #(#functions)*
            }
        };
        (quote!(support::decode_by_type(deserializer, at)), Some(impls))
    };
    let decode = context.decode(&body);
    quote! {
        #definition
        #decode
        #impls
        #tagged
        #attempts
    }
}

/// What decodes the objects among the values of a union by their tag.
fn tagged(context: &Context<'_>, union: &Union, tag: &Tag, variants: &[Variant<'_>]) -> TokenStream {
    let name = ident(&context.def.name);
    let location = context.def.typed_by.to_string();
    let keyword = if union.exclusive { "oneOf" } else { "anyOf" };
    let tags = union.variants.iter().flat_map(|variant| &variant.tags);
    let property = &tag.property;
    let values = match tag.values {
        TagValues::Strings => None,
        TagValues::Booleans => Some(quote!(Booleans)),
        TagValues::Integers => Some(quote!(Integers)),
    };
    let values = values.map(|values| quote!(const VALUES: support::TagValues = support::TagValues::#values;));
    let arms =
        union.variants.iter().zip(variants).filter(|(found, _)| !found.tags.is_empty()).map(|(found, variant)| {
            let (tags, schema) = (&found.tags, found.location.to_string());
            let decoded = variant.decoded(&quote!(deserializer));
            quote!(#(#tags)|* => { let at = &at.under(#schema); #decoded })
        });
    quote! {
        impl support::Tagged for #name {
            const SCHEMA: &'static str = #location;
            const KEYWORD: &'static str = #keyword;
            const TAG: &'static str = #property;
            #values
            const TAGS: &'static [&'static str] = &[#(#tags),*];

            fn decode_variant<'de, D: serde::Deserializer<'de>>(
                tag: &str,
                deserializer: D,
                at: &support::At<'_>,
            ) -> Result<Self, D::Error> {
                match tag {
                    #(#arms)*
                    _ => Err(support::unknown_tag::<Self, _>(tag, at)),
                }
            }
        }
    }
}

/// A function of `support::ByType`.
fn type_function(function: &str, body: &TokenStream) -> TokenStream {
    let function = ident(function);
    quote! {
        fn #function<D: serde::Deserializer<'de>>(
            deserializer: D,
            at: &support::At<'_>,
        ) -> Result<Self, D::Error> {
            #body
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
        found.types.iter().map(move |json_type| type_function(function(*json_type), &decoded))
    });
    let name = ident(&context.def.name);
    let all: Vec<JsonType> = found.variants.iter().flat_map(|variant| variant.types.iter().copied()).collect();
    let expected = in_words(&all);
    let keyword = typed_keyword(found.keyword);
    let is_plain = found.keyword == "type" && found.variants.iter().all(|variant| says_type_alone(&variant.held));
    let together = is_plain.then(|| quote!(transform = support::types_together));
    let definition = definition(context, &variants, together);
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

/// Whether what holds values says nothing of them but their JSON types.
fn says_type_alone(held: &TypeUse) -> bool {
    let is_open = match &held.shape {
        Shape::Array(below) | Shape::Map(below) => matches!(below.shape, Shape::Any),
        Shape::String | Shape::Integer(_) | Shape::Number | Shape::Exact => true,
        shape => matches!(shape, Shape::Boolean | Shape::Null | Shape::Any),
    };
    is_open && held.checks.is_empty() && held.annotations.is_empty()
}

fn definition(context: &Context<'_>, variants: &[Variant<'_>], more: Option<TokenStream>) -> TokenStream {
    let name = ident(&context.def.name);
    let mut said = vec![quote!(untagged)];
    said.extend(more);
    let head = context.head(false, false, said);
    let declared = variants.iter().map(|variant| variant.declaration(context));
    let arms = variants.iter().map(Variant::serialize);
    let visibility = context.visibility();
    let values: Vec<_> = variants.iter().map(|variant| (&variant.name, variant.held, &variant.ty)).collect();
    let conversions = context.public(conversions::of_variants(context, &values));
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

        #conversions
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
