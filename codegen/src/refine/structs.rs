//! An object schema's struct: a field for each property, decoded in one pass, encoded in the order of the schema.

use super::docs::{self, checked, doc};
use super::{Context, defaults, ident, members, schemars};
use crate::format::Format;
use crate::model::{Additional, Constant, Property, Shape, Struct, TypeUse};
use crate::pointer::Location;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use serde_json::Value;

/// One field of the struct.
pub(super) struct Field<'a> {
    pub(super) property: &'a Property,
    /// The type of the property's values.
    pub(super) ty: syn::Type,
    private: bool,
}

/// A field for the properties that have none of their own.
pub(super) struct Map {
    pub(super) field: Ident,
    ty: TokenStream,
    /// Whether its values are any, and packed.
    pub(super) packed: bool,
    doc: String,
    /// What it is to schemars.
    role: TokenStream,
    /// The positions of the patterns whose properties it keeps.
    pub(super) patterns: Vec<usize>,
    /// Whether it keeps those that match no pattern, and the location of their schema where it has to be said.
    pub(super) additional: bool,
    pub(super) location: Option<String>,
}

impl Map {
    /// What it is without any properties.
    pub(super) fn empty(&self) -> TokenStream {
        if self.packed { quote!(support::Properties::new()) } else { quote!(std::collections::BTreeMap::new()) }
    }
}

/// The struct and its impls.
pub(super) fn code(context: &Context<'_>, object: &Struct) -> TokenStream {
    let mut types = context.held();
    let fields: Vec<_> = object.fields().zip(types.by_ref()).collect();
    let fields = fields.into_iter().map(|(property, ty)| {
        let is_passed_over = context.only_judges() && property.held.is_any() && property.held.checks.is_empty();
        let ty = if is_passed_over { syn::parse_quote!(support::Anything) } else { ty };
        Field { property, ty, private: context.def.private }
    });
    let fields: Vec<_> = fields.collect();
    let maps = maps(context, object, types);
    let definition = definition(context, object, &fields, &maps);
    let associated = context.public(associated(context, object, &fields, &maps));
    let decode = context.decode_into(&quote!(support::decode_object(deserializer, at, slot)));
    let impls = members::code(context, object, &fields, &maps);
    let serialize = context.encoded(serialize(context, object, &maps));
    quote!(#definition #associated #decode #impls #serialize)
}

/// The maps, those of patterns first; `types` are those of the maps.
fn maps(context: &Context<'_>, object: &Struct, mut types: impl Iterator<Item = syn::Type>) -> Vec<Map> {
    let patterns = object.patterns.iter().enumerate();
    let with_field = patterns.clone().filter_map(|(position, found)| {
        let (field, ty) = (found.field.as_ref()?, types.next()?);
        Some(Map {
            field: ident(field),
            packed: found.values.is_any(),
            ty: quote!(#ty),
            doc: format!("The properties whose names match {}.", docs::code(&found.pattern.text)),
            role: quote!(skip),
            patterns: vec![position],
            additional: false,
            location: None,
        })
    });
    let mut maps: Vec<Map> = with_field.collect();
    let without_field: Vec<_> =
        patterns.filter(|(_, found)| found.field.is_none()).map(|(position, _)| position).collect();
    match &object.additional {
        Additional::Denied { .. } | Additional::Dropped => {}
        Additional::Kept { values, .. } if context.only_judges() && values.is_any() && without_field.is_empty() => {}
        Additional::Kept { field, values, location } => {
            // Any value is what JSON Schema takes for granted, so the derived schema need not say it.
            let open = matches!(values.shape, Shape::Any) && values.annotations.is_empty();
            maps.extend(types.next().map(|ty| Map {
                field: ident(field),
                ty: quote!(#ty),
                packed: values.is_any(),
                doc: "The properties that the schema does not name.".to_owned(),
                role: if open { quote!(skip) } else { quote!(flatten) },
                patterns: without_field,
                additional: true,
                location: unlike(location, context, &["additionalProperties"]),
            }));
        }
        Additional::Patterns { field, .. } => maps.push(Map {
            field: ident(field),
            ty: quote!(support::Properties),
            packed: true,
            doc: "The properties whose names match a pattern.".to_owned(),
            role: quote!(skip),
            patterns: without_field,
            additional: false,
            location: None,
        }),
    }
    maps
}

/// A location as text, where it does not follow along these tokens from that of the schema that errors are told to be of.
pub(super) fn unlike(location: &Location, context: &Context<'_>, tokens: &[&str]) -> Option<String> {
    let own = &context.def.typed_by;
    let pointer = tokens.iter().fold(own.pointer.clone(), |pointer, token| pointer.child(token));
    (*location != Location { document: own.document.clone(), pointer }).then(|| location.to_string())
}

fn definition(context: &Context<'_>, object: &Struct, fields: &[Field<'_>], maps: &[Map]) -> TokenStream {
    let name = ident(&context.def.name);
    let mut said = Vec::new();
    let declared: Vec<TokenStream> = fields.iter().map(|field| field.declaration(context)).collect();
    match &object.additional {
        Additional::Denied { .. } | Additional::Patterns { .. } => said.push(quote!(deny_unknown_fields)),
        Additional::Dropped => {}
        Additional::Kept { values, .. } => said.extend(schemars::additional(values)),
    }
    let visibility = context.field_visibility();
    let kept = maps.iter().map(|Map { field, ty, doc, role, .. }| {
        let doc = (!context.def.private).then(|| format!(" {doc}")).map(|doc| quote!(#[doc = #doc]));
        quote!(#doc #[cfg_attr(feature = "schemars", schemars(#role))] #visibility #field: #ty)
    });
    said.extend(schemars::constants(context, object));
    let head = context.head(false, context.traits.has_default(context.id), said);
    let non_exhaustive = context.public(quote!(#[non_exhaustive]));
    let visibility = context.visibility();
    quote! {
        #head
        #non_exhaustive
        #visibility struct #name { #(#declared,)* #(#kept),* }
    }
}

impl Field<'_> {
    /// The field's type: of an optional property, `Option`; of one that may be null too, `Option<Option<…>>`.
    fn outer(&self) -> TokenStream {
        let ty = &self.ty;
        if self.property.required.is_some() { quote!(#ty) } else { quote!(Option<#ty>) }
    }

    fn declaration(&self, context: &Context<'_>) -> TokenStream {
        let Property { name, field, required, held, .. } = self.property;
        let doc = doc(&held.annotations, &format!("The property {}.", docs::code(name)), checked(held));
        let mut said = Vec::new();
        if name != field {
            said.push(quote!(rename = #name));
        }
        said.extend(schemars::presence(&self.ty, required.is_some()));
        if !self.private {
            said.extend(schemars::annotations(&held.annotations, &doc));
        }
        said.extend(schemars::checks(held));
        said.extend(schemars::transforms(context, held, &held.annotations));
        let said = schemars::attribute(&said);
        let (field, outer) = (ident(field), self.outer());
        if self.private {
            return quote!(#said #field: #outer);
        }
        let doc = doc.attributes;
        let deprecated = held.annotations.deprecated.then(|| quote!(#[deprecated]));
        quote!(#doc #said #deprecated pub #field: #outer)
    }
}

/// What users call on the type itself.
fn associated(context: &Context<'_>, object: &Struct, fields: &[Field<'_>], maps: &[Map]) -> TokenStream {
    let constants = constants(object);
    let constructor = constructor(fields, maps);
    let defaults = defaults::methods(context, fields.iter().map(|field| (field.property, &field.ty)));
    if constants.is_empty() && constructor.is_none() && defaults.is_empty() {
        return TokenStream::new();
    }
    let name = ident(&context.def.name);
    quote!(impl #name { #constants #constructor #defaults })
}

/// The values of the properties that have one only.
fn constants(object: &Struct) -> TokenStream {
    let constants = object.constants().map(|(property, Constant { value, .. })| {
        let (name, ty, value) = (constant_name(property), constant_type(value), constant_value(value));
        let said = &property.held.annotations;
        let doc = doc(said, &format!("The property {}, which has no other value.", docs::code(&property.name)), []);
        let (doc, deprecated) = (doc.attributes, said.deprecated.then(|| quote!(#[deprecated])));
        quote!(#doc #deprecated pub const #name: #ty = #value;)
    });
    constants.collect()
}

/// The name of a constant: `KIND` for the property `kind`.
pub(super) fn constant_name(property: &Property) -> Ident {
    ident(&property.field.trim_end_matches('_').to_uppercase())
}

fn constant_type(value: &Value) -> TokenStream {
    match value {
        Value::String(_) => quote!(&'static str),
        Value::Bool(_) => quote!(bool),
        Value::Number(_) => quote!(i64),
        _ => quote!(()),
    }
}

fn constant_value(value: &Value) -> TokenStream {
    match value {
        Value::String(text) => quote!(#text),
        Value::Bool(value) => quote!(#value),
        Value::Number(number) => {
            let magnitude = Literal::u64_unsuffixed(number.as_i64().unwrap_or_default().unsigned_abs());
            let sign = number.as_i64().is_some_and(i64::is_negative).then(|| quote!(-));
            quote!(#sign #magnitude)
        }
        _ => quote!(()),
    }
}

/// The value of a property that has one only, as an expression: of a type that users see, its constant.
pub(super) fn constant(context: &Context<'_>, property: &Property, value: &Value) -> TokenStream {
    if context.def.private {
        return constant_value(value);
    }
    let name = constant_name(property);
    quote!(Self::#name)
}

/// `new`, where there are required properties; it takes them in the order of the schema.
fn constructor(fields: &[Field<'_>], maps: &[Map]) -> Option<TokenStream> {
    let required: Vec<&Field<'_>> = fields.iter().filter(|field| field.property.required.is_some()).collect();
    if required.is_empty() {
        return None;
    }
    let names: Vec<_> = required.iter().map(|field| ident(&field.property.field)).collect();
    let types = required.iter().map(|field| &field.ty);
    let optional =
        fields.iter().filter(|field| field.property.required.is_none()).map(|field| ident(&field.property.field));
    let kept = maps.iter().map(|map| {
        let (field, empty) = (&map.field, map.empty());
        quote!(#field: #empty)
    });
    let allow = (names.len() > 7)
        .then(|| quote!(#[allow(clippy::too_many_arguments, reason = "one for each required property")]));
    Some(quote! {
        /// A value with these required properties and no other.
        #allow
        #[must_use]
        pub fn new(#(#names: #types),*) -> Self {
            Self { #(#names,)* #(#optional: None,)* #(#kept),* }
        }
    })
}

fn serialize(context: &Context<'_>, object: &Struct, maps: &[Map]) -> TokenStream {
    let name = ident(&context.def.name);
    let entries = object.properties.iter().map(|property| {
        let Property { name, field, required, held, .. } = property;
        if let Some(Constant { value, .. }) = &property.constant {
            let value = constant(context, property, value);
            return quote!(map.serialize_entry(#name, &#value)?;);
        }
        let field = ident(field);
        if required.is_some() {
            let value = encoded(held, &quote!(&self.#field));
            return quote!(map.serialize_entry(#name, #value)?;);
        }
        let encoded = is_encoded(held).then(|| quote!(.map(support::Encoded)));
        quote!(support::serialize_optional(&mut map, #name, self.#field.as_ref() #encoded)?;)
    });
    let entries: Vec<_> = entries.collect();
    let others: Vec<_> = maps.iter().map(|map| serialize_map(map, object)).collect();
    let mutable = (!entries.is_empty() || !others.is_empty()).then(|| quote!(mut));
    quote! {
        impl serde::Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap as _;
                let #mutable map = serializer.serialize_map(None)?;
                #(#entries)*
                #(#others)*
                map.end()
            }
        }
    }
}

/// Encodes a map, none of whose properties may be one that another field is for.
fn serialize_map(map: &Map, object: &Struct) -> TokenStream {
    let field = &map.field;
    if object.patterns.is_empty() {
        return quote! {
            support::serialize_additional(&mut map, &self.#field, <Self as support::Object>::PROPERTIES)?;
        };
    }
    let patterns = map.patterns.iter().map(|position| {
        let position = Literal::usize_unsuffixed(*position);
        quote!(Some(#position))
    });
    let is_own = if map.patterns.is_empty() {
        quote!(first.is_none())
    } else {
        let none = map.additional.then(|| quote!(None));
        let own = patterns.chain(none);
        quote!(matches!(first, #(#own)|*))
    };
    quote!(support::serialize_matched::<Self, _>(&mut map, &self.#field, |first| #is_own)?;)
}

/// A reference to a value, as serde's map takes it: through the support module, where that is faster than the type's own
/// `Serialize`.
pub(super) fn encoded(held: &TypeUse, reference: &TokenStream) -> TokenStream {
    if is_encoded(held) { quote!(&support::Encoded(#reference)) } else { quote!(#reference) }
}

/// Whether values are encoded faster than by their type's own `Serialize`.
fn is_encoded(held: &TypeUse) -> bool {
    matches!(held.shape, Shape::Format(Format::DateTime))
}
