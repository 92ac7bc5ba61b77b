//! isotype's types as one would write them without isotype: the same items with serde's derives, and nothing else.
//!
//! What the attributes for schemars say of serde's (names, `untagged`) is said to serde. Nothing is checked: formats are
//! strings, and properties that the schema does not name are dropped unless it gives them a type, or all are kept.

use quote::{ToTokens as _, format_ident, quote};
use std::error::Error;
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Field, Fields, Item, ItemMod, Meta, Token, Visibility, parse_quote};

/// The code of the types, made from that of isotype's; with what structs `keep` that the schema does not name, or without.
pub(crate) fn types(generated: &str, keep: bool) -> Result<String, Box<dyn Error>> {
    let mut file = syn::parse_file(generated)?;
    file.items.retain_mut(|item| is_kept(item, keep));
    Ok(file.into_token_stream().to_string())
}

fn is_kept(item: &mut Item, keep: bool) -> bool {
    match item {
        Item::Type(_) => true,
        Item::Mod(ItemMod { content: Some((_, items)), attrs, .. }) => {
            attrs.clear();
            items.retain_mut(|item| is_kept(item, keep));
            true
        }
        Item::Struct(found) if is_public(&found.vis) => {
            let is_newtype = matches!(found.fields, Fields::Unnamed(_));
            found.attrs = container(&found.attrs);
            if is_newtype {
                found.attrs.push(parse_quote!(#[serde(transparent)]));
            }
            if let Fields::Named(fields) = &mut found.fields {
                let kept = std::mem::take(&mut fields.named).into_iter().filter_map(|kept| field(kept, keep));
                fields.named = kept.collect();
            }
            Strings.visit_item_struct_mut(found);
            true
        }
        Item::Enum(found) if is_public(&found.vis) => {
            found.attrs = container(&found.attrs);
            for variant in &mut found.variants {
                variant.attrs = serdes(&variant.attrs);
            }
            Strings.visit_item_enum_mut(found);
            true
        }
        _ => false,
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// The derives and serde's attributes of a type.
fn container(attributes: &[Attribute]) -> Vec<Attribute> {
    let derives = attributes.iter().filter(|attribute| attribute.path().is_ident("derive")).cloned();
    let own: Attribute = parse_quote!(#[derive(serde::Deserialize, serde::Serialize)]);
    derives.chain([own]).chain(serdes(attributes)).collect()
}

/// A field with serde's attributes; none where it holds what a struct without checks would drop.
fn field(mut field: Field, keep: bool) -> Option<Field> {
    let said = said(&field.attrs);
    let is = |name: &str| said.iter().any(|meta| meta.path().is_ident(name));
    let ty = field.ty.to_token_stream().to_string();
    let is_map = is("flatten") || is("skip");
    if is_map && !keep && ty == "support :: Properties" {
        return None;
    }
    field.attrs = serdes(&field.attrs);
    if is_map {
        field.attrs = vec![parse_quote!(#[serde(flatten)])];
    } else if ty.starts_with("Option <") {
        field.attrs.push(parse_quote!(#[serde(skip_serializing_if = "Option::is_none")]));
    }
    Some(field)
}

/// serde's attributes, where those for schemars say the same.
fn serdes(attributes: &[Attribute]) -> Vec<Attribute> {
    let same = ["rename", "untagged", "tag", "content"].map(|name| format_ident!("{name}"));
    let same = |meta: &Meta| same.iter().any(|name| meta.path().is_ident(name));
    let said: Vec<Meta> = said(attributes).into_iter().filter(same).collect();
    if said.is_empty() { Vec::new() } else { vec![parse_quote!(#[serde(#(#said),*)])] }
}

/// What is said to schemars.
fn said(attributes: &[Attribute]) -> Vec<Meta> {
    let list = |meta: &Meta| match meta {
        Meta::List(list) => list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).ok(),
        _ => None,
    };
    let behind_feature = attributes.iter().filter(|attribute| attribute.path().is_ident("cfg_attr"));
    let inner = behind_feature.filter_map(|attribute| list(&attribute.meta)).flatten();
    inner.filter(|meta| meta.path().is_ident("schemars")).filter_map(|meta| list(&meta)).flatten().collect()
}

/// Replaces the types of the support module.
struct Strings;

impl VisitMut for Strings {
    fn visit_type_mut(&mut self, ty: &mut syn::Type) {
        let text = ty.to_token_stream().to_string();
        if text == quote!(support::Never).to_string() {
            *ty = parse_quote!(());
        } else if text == quote!(support::Properties).to_string() {
            *ty = parse_quote!(serde_json::Map<String, serde_json::Value>);
        } else if text.starts_with("support ::") {
            *ty = parse_quote!(String);
        } else {
            visit_mut::visit_type_mut(self, ty);
        }
    }

    fn visit_attribute_mut(&mut self, _: &mut Attribute) {}
}
