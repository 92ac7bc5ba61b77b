//! An object schema's struct: a field for each property, decoded in one pass, encoded in the order of the schema.

use super::checks;
use super::docs::doc;
use super::paths::{less_option, text};
use super::{Context, deserialize, ident, schemars};
use crate::format::Format;
use crate::model::{Additional, Property, Shape, Struct, TypeUse};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote};

/// One field of the struct.
struct Field<'a> {
    property: &'a Property,
    /// The type of the property's values.
    ty: syn::Type,
}

/// The struct and its impls.
pub(super) fn code(context: &Context<'_>, object: &Struct) -> Result<TokenStream, String> {
    let fields = object
        .properties
        .iter()
        .enumerate()
        .map(|(position, property)| {
            let ty = context.written(context.shaped.field(context.id, position)?);
            Ok(Field { property, ty })
        })
        .collect::<Result<Vec<_>, String>>()?;
    let definition = definition(context, object, &fields)?;
    let constructor = constructor(context, object, &fields);
    let deserialize = deserialize(&ident(&context.def.name));
    let decode = decode(context, object, &fields);
    let serialize = serialize(context, object, &fields);
    Ok(quote!(#definition #constructor #deserialize #decode #serialize))
}

fn definition(context: &Context<'_>, object: &Struct, fields: &[Field<'_>]) -> Result<TokenStream, String> {
    let name = ident(&context.def.name);
    let mut said = Vec::new();
    let mut declared: Vec<TokenStream> = fields.iter().map(Field::declaration).collect();
    match &object.additional {
        Additional::Denied => said.push(quote!(deny_unknown_fields)),
        Additional::Dropped => {}
        Additional::Kept { field, values } => {
            let ty = context.written(context.shaped.field(context.id, fields.len())?);
            let field = ident(field);
            // Any value is what JSON Schema takes for granted, so the derived schema need not say it.
            let open = matches!(values.shape, Shape::Any) && values.annotations.is_empty();
            let role = if open { quote!(skip) } else { quote!(flatten) };
            said.extend(schemars::additional(values));
            declared.push(quote! {
                /// The properties that the schema does not name.
                #[cfg_attr(feature = "schemars", schemars(#role))]
                pub #field: #ty
            });
        }
    }
    let head = context.head(false, context.traits.has_default(context.id), &[], said);
    Ok(quote! {
        #head
        #[non_exhaustive]
        pub struct #name { #(#declared),* }
    })
}

impl Field<'_> {
    fn held(&self) -> &TypeUse {
        &self.property.held
    }

    /// The field's type: of an optional property, `Option`; of one that may be null too, `Option<Option<…>>`.
    fn outer(&self) -> TokenStream {
        let ty = &self.ty;
        if self.property.required { quote!(#ty) } else { quote!(Option<#ty>) }
    }

    fn declaration(&self) -> TokenStream {
        let Property { name, field, required, held } = self.property;
        let doc = doc(&held.annotations, &format!("The property `{name}`."), &held.checks);
        let mut said = Vec::new();
        if name != field {
            said.push(quote!(rename = #name));
        }
        if !required {
            let with = text(&self.ty);
            said.push(quote!(default, skip_serializing_if = "Option::is_none", with = #with));
        } else if let Some(inner) = less_option(&self.ty) {
            // schemars takes an `Option` for an optional property; this is a required one that may be null.
            let with = format!("support::Nullable<{}>", text(inner));
            said.push(quote!(with = #with));
        }
        said.extend(schemars::annotations(&held.annotations, &doc));
        said.extend(schemars::checks(&held.checks, &held.shape));
        said.extend(schemars::transforms(held, &held.annotations));
        let (doc, said) = (doc.attributes, schemars::attribute(&said));
        let deprecated = held.annotations.deprecated.then(|| quote!(#[deprecated]));
        let (field, outer) = (ident(field), self.outer());
        quote!(#doc #said #deprecated pub #field: #outer)
    }

    /// The variable that holds the property's value while the object is being read.
    fn slot(&self, context: &Context<'_>) -> Ident {
        let field = &self.property.field;
        // A field's name never ends in `_` but for a keyword, so no other variable has this name.
        let taken = ["members", "name"].contains(&field.as_str())
            || context.model.types_of(context.def.module).any(|(_, def)| def.name == *field);
        if taken { ident(&format!("{field}_")) } else { ident(field) }
    }

    /// What reads the property's value into its slot.
    fn read(&self, slot: &Ident) -> TokenStream {
        let calls = checks::calls(&self.held().checks, &self.held().shape);
        if calls.is_empty() {
            return quote!(members.read(&mut #slot)?);
        }
        let body = if self.held().nullable {
            quote!(value.as_ref().map_or(Ok(()), |value| { #(#calls?;)* Ok(()) }))
        } else {
            quote!({ #(#calls?;)* Ok(()) })
        };
        let ty = &self.ty;
        quote!(members.read_checked(&mut #slot, |value: &#ty| #body)?)
    }
}

/// `new`, where there are required properties; it takes them in the order of the schema.
fn constructor(context: &Context<'_>, object: &Struct, fields: &[Field<'_>]) -> TokenStream {
    let required: Vec<&Field<'_>> = fields.iter().filter(|field| field.property.required).collect();
    if required.is_empty() {
        return TokenStream::new();
    }
    let name = ident(&context.def.name);
    let names: Vec<_> = required.iter().map(|field| ident(&field.property.field)).collect();
    let types = required.iter().map(|field| &field.ty);
    let optional = fields.iter().filter(|field| !field.property.required).map(|field| ident(&field.property.field));
    let kept = kept(object).map(|(kept, empty)| quote!(#kept: #empty));
    let allow = (names.len() > 7)
        .then(|| quote!(#[allow(clippy::too_many_arguments, reason = "one for each required property")]));
    quote! {
        impl #name {
            /// A value with these required properties and no other.
            #allow
            #[must_use]
            pub fn new(#(#names: #types),*) -> Self {
                Self { #(#names,)* #(#optional: None,)* #kept }
            }
        }
    }
}

fn decode(context: &Context<'_>, object: &Struct, fields: &[Field<'_>]) -> TokenStream {
    let name = ident(&context.def.name);
    let location = context.def.location.to_string();
    let properties = fields.iter().map(|field| &field.property.name);
    let slots: Vec<_> = fields.iter().map(|field| field.slot(context)).collect();
    let reads = fields.iter().zip(&slots).map(|(field, slot)| {
        let (name, read) = (&field.property.name, field.read(slot));
        quote!(#name => #read,)
    });
    let kept = kept(object);
    let kept_slot = kept.as_ref().map(|(kept, empty)| quote!(let mut #kept = #empty;));
    let kept = kept.map(|(kept, _)| kept);
    let other = match &object.additional {
        Additional::Denied => quote!(_ => return Err(members.unknown(&name)),),
        Additional::Dropped => quote!(_ => members.skip()?,),
        Additional::Kept { field, .. } => {
            let field = ident(field);
            quote!(_ => { members.read_additional(name.into_owned(), &mut #field)?; })
        }
    };
    let values = fields.iter().zip(&slots).map(|(field, slot)| {
        let (name, field, required) = (&field.property.name, ident(&field.property.field), field.property.required);
        match required {
            true => quote!(#field: members.required(#slot, #name)?),
            false if field == *slot => quote!(#field),
            false => quote!(#field: #slot),
        }
    });
    let loops = if fields.is_empty() && kept.is_none() && matches!(object.additional, Additional::Denied) {
        quote!(if let Some(name) = members.next_name()? {
            return Err(members.unknown(&name));
        })
    } else {
        quote! {
            while let Some(name) = members.next_name()? {
                match &*name {
                    #(#reads)*
                    #other
                }
            }
        }
    };
    quote! {
        impl<'de> support::Decode<'de> for #name {
            fn decode<D: serde::Deserializer<'de>>(deserializer: D, at: &support::At<'_>) -> Result<Self, D::Error> {
                support::decode_object(deserializer, at)
            }
        }

        impl<'de> support::Object<'de> for #name {
            const SCHEMA: &'static str = #location;
            const PROPERTIES: &'static [&'static str] = &[#(#properties),*];

            fn decode_members<A: serde::de::MapAccess<'de>>(
                members: &mut support::Members<'_, A>,
            ) -> Result<Self, A::Error> {
                #(let mut #slots = None;)*
                #kept_slot
                #loops
                Ok(Self { #(#values,)* #kept })
            }
        }
    }
}

/// The field for the properties that the schema does not name, where there is one, and what it is without any.
fn kept(object: &Struct) -> Option<(Ident, TokenStream)> {
    match &object.additional {
        Additional::Kept { field, values } => {
            let any = matches!(values.shape, Shape::Any);
            let empty = if any { quote!(serde_json::Map::new()) } else { quote!(std::collections::BTreeMap::new()) };
            Some((ident(field), empty))
        }
        Additional::Denied | Additional::Dropped => None,
    }
}

fn serialize(context: &Context<'_>, object: &Struct, fields: &[Field<'_>]) -> TokenStream {
    let name = ident(&context.def.name);
    let kept = kept(object).map(|(kept, _)| kept);
    let required = fields.iter().filter(|field| field.property.required).count();
    let always = match (&kept, required) {
        (Some(kept), 0) => quote!(self.#kept.len()),
        (Some(kept), _) => {
            let required = Literal::usize_unsuffixed(required);
            quote!(#required + self.#kept.len())
        }
        (None, _) => Literal::usize_unsuffixed(required).into_token_stream(),
    };
    // One statement for each optional property, so that a new one changes no other line.
    let optional = fields.iter().filter(|field| !field.property.required).map(|field| {
        let field = ident(&field.property.field);
        quote!(length += usize::from(self.#field.is_some());)
    });
    let optional: Vec<_> = optional.collect();
    let growing = (!optional.is_empty()).then(|| quote!(mut));
    let entries = fields.iter().map(|field| {
        let field_use = field.held();
        let (name, field, required) = (&field.property.name, ident(&field.property.field), field.property.required);
        if required {
            let value = encoded(field_use, &quote!(&self.#field));
            quote!(map.serialize_entry(#name, #value)?;)
        } else {
            let value = encoded(field_use, &quote!(value));
            quote!(if let Some(value) = &self.#field { map.serialize_entry(#name, #value)?; })
        }
    });
    let entries: Vec<_> = entries.collect();
    let others = kept.map(
        |kept| quote!(support::serialize_additional(&mut map, &self.#kept, <Self as support::Object>::PROPERTIES)?;),
    );
    let mutable = (!entries.is_empty() || others.is_some()).then(|| quote!(mut));
    quote! {
        impl serde::Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap as _;
                let #growing length = #always;
                #(#optional)*
                let #mutable map = serializer.serialize_map(Some(length))?;
                #(#entries)*
                #others
                map.end()
            }
        }
    }
}

/// A reference to a value, as serde's map takes it: through the support module, where that is faster than the type's own
/// `Serialize`.
fn encoded(held: &TypeUse, reference: &TokenStream) -> TokenStream {
    if matches!(held.shape, Shape::Format(Format::DateTime)) {
        quote!(&support::Encoded(#reference))
    } else {
        quote!(#reference)
    }
}
