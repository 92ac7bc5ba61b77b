//! The attributes for schemars' derive: what a Rust type alone does not say, and nothing that it does.
//!
//! Types, properties, `required`, `items` and enum values come from the Rust items. The attributes carry names,
//! annotations and the keywords of checks.

use super::docs::Doc;
use crate::model::{Annotations, Check, Shape, TypeUse};
use crate::pointer::Pointer;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

/// One `schemars` attribute behind the feature, none where there is nothing to say.
pub(super) fn attribute(arguments: &[TokenStream]) -> TokenStream {
    if arguments.is_empty() {
        return TokenStream::new();
    }
    quote!(#[cfg_attr(feature = "schemars", schemars(#(#arguments),*))])
}

/// `title` and `description`, and every other annotation.
pub(super) fn annotations(said: &Annotations, doc: &Doc) -> Vec<TokenStream> {
    let mut arguments = Vec::new();
    match said.title.as_deref() {
        // schemars leaves out a title or description that is empty.
        Some("") => arguments.push(extend("title", &"".into())),
        Some(title) => arguments.push(quote!(title = #title)),
        None if doc.has_heading => arguments.push(quote!(title = "")),
        None => {}
    }
    if !doc.is_description {
        let description = said.description.as_deref().unwrap_or_default();
        arguments.push(quote!(description = #description));
    }
    if said.description.as_deref() == Some("") {
        arguments.push(extend("description", &"".into()));
    }
    arguments.extend(said.others.iter().map(|(keyword, value)| extend(keyword, value)));
    arguments
}

/// The keywords of checks.
pub(super) fn checks(checks: &[Check], shape: &Shape) -> Vec<TokenStream> {
    let unsaid = checks.iter().filter(|check| !said_by_type(check, shape));
    unsaid.map(|check| extend(check.keyword(), &check.value())).collect()
}

/// `u64` says `minimum: 0` itself.
fn said_by_type(check: &Check, shape: &Shape) -> bool {
    matches!((check, shape), (Check::Minimum(bound), Shape::Unsigned) if bound == "0")
}

/// What schemars' own habits add, and what the parts of a value that have no item of their own say.
pub(super) fn transforms(used: &TypeUse, own: &Annotations) -> Vec<TokenStream> {
    let mut arguments = Vec::new();
    let formatted = own.others.iter().any(|(keyword, _)| keyword == "format");
    let has_parts = matches!(used.shape, Shape::Array(_) | Shape::Map(_));
    // A format of the schema's own takes the place of the one that schemars gives.
    if holds_number(used) && (has_parts || !formatted) {
        arguments.push(quote!(transform = support::without_number_formats));
    }
    let mut below = Vec::new();
    parts(used, &Pointer::root(), &mut below);
    arguments.extend(below);
    arguments
}

fn holds_number(used: &TypeUse) -> bool {
    match &used.shape {
        Shape::Signed | Shape::Unsigned | Shape::Number => true,
        Shape::Array(below) | Shape::Map(below) => holds_number(below),
        _ => false,
    }
}

fn parts(used: &TypeUse, pointer: &Pointer, arguments: &mut Vec<TokenStream>) {
    let (below, pointer) = match &used.shape {
        Shape::Array(below) => (below, pointer.child("items")),
        Shape::Map(below) => (below, pointer.child("additionalProperties")),
        _ => return,
    };
    arguments.extend(part(below, &pointer));
    parts(below, &pointer, arguments);
}

/// What the values of the properties say that a schema does not name.
pub(super) fn additional(values: &TypeUse) -> Vec<TokenStream> {
    let mut arguments = Vec::new();
    if holds_number(values) {
        arguments.push(quote!(transform = support::without_number_formats));
    }
    let pointer = Pointer::root().child("additionalProperties");
    arguments.extend(part(values, &pointer));
    parts(values, &pointer, &mut arguments);
    arguments
}

/// The annotations of a part, which has no Rust item that could carry them.
fn part(used: &TypeUse, pointer: &Pointer) -> Option<TokenStream> {
    let said = &used.annotations;
    if said.is_empty() {
        return None;
    }
    let title = said.title.as_ref().map(|text| ("title".to_owned(), text.as_str().into()));
    let description = said.description.as_ref().map(|text| ("description".to_owned(), text.as_str().into()));
    let deprecated = said.deprecated.then(|| ("deprecated".to_owned(), true.into()));
    let all = title.into_iter().chain(description).chain(deprecated).chain(said.others.iter().cloned());
    let (pointer, keywords) = (pointer.as_str(), Value::Object(all.collect()).to_string());
    Some(quote!(transform = support::Annotate { pointer: #pointer, keywords: #keywords }))
}

/// One keyword of any value.
pub(super) fn extend(keyword: &str, value: &Value) -> TokenStream {
    if size(value) > INLINE {
        let text = value.to_string();
        return quote!(extend(#keyword = support::json(#text)));
    }
    let value = tokens(value);
    quote!(extend(#keyword = #value))
}

/// The largest value that stands in an attribute as it is: `json!` recurses for each part of a value.
const INLINE: usize = 32;

/// The number of values in a value.
fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(size).sum::<usize>() + 1,
        Value::Object(members) => members.values().map(size).sum::<usize>() + 1,
        _ => 1,
    }
}

/// A JSON value as schemars' `extend` takes it.
fn tokens(value: &Value) -> TokenStream {
    match value {
        Value::Null => quote!(null),
        Value::Bool(value) => quote!(#value),
        Value::String(text) => quote!(#text),
        Value::Number(number) => self::number(number),
        Value::Array(items) => {
            let items = items.iter().map(tokens);
            quote!([#(#items),*])
        }
        Value::Object(members) => {
            let names = members.keys();
            let values = members.values().map(tokens);
            quote!({ #(#names: #values),* })
        }
    }
}

fn number(number: &serde_json::Number) -> TokenStream {
    // Behind `i32` a literal needs its type's name to be read as it is.
    let literal = |text: String, kind: &str, small: bool| -> TokenStream {
        let text = if small { text } else { format!("{text}{kind}") };
        text.parse::<Literal>().map_or_else(|_| quote!(#text), |literal| quote!(#literal))
    };
    if let Some(value) = number.as_u64() {
        literal(value.to_string(), "u64", i32::try_from(value).is_ok())
    } else if let Some(value) = number.as_i64() {
        let magnitude = literal(value.unsigned_abs().to_string(), "i64", i32::try_from(value).is_ok());
        quote!(-#magnitude)
    } else {
        let value = number.as_f64().unwrap_or_default();
        let magnitude = Literal::f64_suffixed(value.abs());
        if value.is_sign_negative() { quote!(-#magnitude) } else { quote!(#magnitude) }
    }
}

/// Whether a type's schema stands where it is used.
pub(super) fn container(inline: bool) -> Vec<TokenStream> {
    if inline { vec![quote!(inline)] } else { Vec::new() }
}
