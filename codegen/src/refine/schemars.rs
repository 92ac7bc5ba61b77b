//! The attributes for schemars' derive: what a Rust type alone does not say, and nothing that it does.
//!
//! Types, properties, `required`, `items` and enum values come from the Rust items. The attributes carry names,
//! annotations and the keywords of checks.

use super::Context;
use super::docs::{Described, Doc};
use super::paths::{less_option, text};
use crate::model::{
    Annotations, Check, Constant, Evaluated, Evaluates, Guard, JsonType, Kind, LocatedCheck, OtherStrings, Rest, Shape,
    Struct, Test, Tuple, TypeId, TypeUse, TypeVariant,
};
use crate::pointer::Pointer;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;
use std::collections::BTreeSet;

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
    match doc.description {
        Described::Whole => {}
        Described::FirstLine => arguments.push(quote!(transform = support::first_line)),
        Described::Not => {
            let description = said.description.as_deref().unwrap_or_default();
            arguments.push(quote!(description = #description));
        }
    }
    if said.description.as_deref() == Some("") {
        arguments.push(extend("description", &"".into()));
    }
    arguments.extend(said.others.iter().map(|(keyword, value)| extend(keyword, value)));
    arguments
}

/// The keywords of checks. One that stands there twice has no room beside itself.
pub(super) fn checks(used: &TypeUse) -> Vec<TokenStream> {
    let checks = used.checks.iter().map(|located| &located.check);
    let unsaid = checks.filter(|check| !said_by_type(check, &used.shape));
    let unsaid: Vec<Check> = unsaid.map(|check| with_null(check, used.nullable)).collect();
    let said = unsaid.iter().enumerate().map(|(position, check)| {
        let first = unsaid[..position].iter().all(|other| other.keyword() != check.keyword());
        if first { extend(check.keyword(), &check.value()) } else { also(check) }
    });
    said.collect()
}

/// A check that has no room beside another one of its keyword.
fn also(check: &Check) -> TokenStream {
    let (keyword, text) = (check.keyword(), check.value().to_string());
    quote!(transform = support::Also::one(#keyword, support::json(#text)))
}

/// The values of `enum` or `const`, and `null` where that is valid beside them.
fn with_null(check: &Check, nullable: bool) -> Check {
    match check {
        Check::Enum(values) if nullable => Check::Enum([&values[..], &[Value::Null]].concat()),
        Check::Const(value) if nullable => Check::Enum(vec![value.clone(), Value::Null]),
        check => check.clone(),
    }
}

/// An unsigned integer says `minimum: 0` itself, and a short one its bounds.
fn said_by_type(check: &Check, shape: &Shape) -> bool {
    let Shape::Integer(width) = shape else { return false };
    let is_short = width.most <= i128::from(u16::MAX);
    match check {
        Check::Minimum(bound) => (is_short || width.least == 0) && *bound == width.least.to_string(),
        Check::Maximum(bound) => is_short && *bound == width.most.to_string(),
        _ => false,
    }
}

/// What schemars' own habits add, and what the parts of a value that have no item of their own say.
pub(super) fn transforms(context: &Context<'_>, used: &TypeUse, own: &Annotations) -> Vec<TokenStream> {
    let mut arguments = Vec::new();
    if used.nullable && is_inline_union(context, used) {
        arguments.push(quote!(transform = support::null_among));
    }
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

/// Whether a use is of a choice whose schema stands there.
fn is_inline_union(context: &Context<'_>, used: &TypeUse) -> bool {
    let Shape::Named(id) = used.shape else { return false };
    let def = context.model.get(id);
    def.inline && def.conditions.is_empty() && matches!(def.kind, Kind::Union(_))
}

fn holds_number(used: &TypeUse) -> bool {
    match &used.shape {
        Shape::Integer(_) | Shape::Number => true,
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
    annotate(&used.annotations, pointer)
}

fn annotate(said: &Annotations, pointer: &Pointer) -> Option<TokenStream> {
    if said.is_empty() {
        return None;
    }
    let (pointer, keywords) = (pointer.as_str(), Value::Object(keywords(said)).to_string());
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

/// Whether a type's schema stands where it is used; one that would stand in itself cannot.
pub(super) fn container(context: &Context<'_>) -> Vec<TokenStream> {
    let inline = context.def.inline && !reaches(context, context.id, &mut BTreeSet::new());
    let inline = inline.then(|| quote!(inline));
    // What judges by a schema that was derived of such a type says the same, and is called the same.
    let name = context.def.name.trim_end_matches(JUDGED);
    let is_again = context.def.private && context.def.name[name.len()..].len() > JUDGED.len();
    let name = is_again.then(|| format!("{name}{JUDGED}"));
    inline.into_iter().chain(name.map(|name| quote!(rename = #name))).collect()
}

/// What the names of types end with that only judge.
const JUDGED: &str = "Judged";

/// Whether a type makes use of the context's own, with only such types between them whose schemas stand where they are
/// used.
fn reaches(context: &Context<'_>, from: TypeId, seen: &mut BTreeSet<TypeId>) -> bool {
    let mut found = false;
    for part in context.model.get(from).parts() {
        part.used().named(&mut |id| {
            found |= id == context.id || context.model.get(id).inline && seen.insert(id) && reaches(context, id, seen);
        });
    }
    found
}

/// How a property or an item is there that is not required, or that may be null.
pub(super) fn presence(ty: &syn::Type, required: bool) -> Option<TokenStream> {
    if !required {
        // An `Option` in an `Option` is optional and nullable to schemars as well.
        if less_option(ty).is_some() {
            return None;
        }
        let with = text(ty);
        return Some(quote!(default, skip_serializing_if = "Option::is_none", with = #with));
    }
    // schemars takes an `Option` for an optional property; this is a required one that may be null.
    less_option(ty).map(|inner| {
        let with = format!("support::Nullable<{}>", text(inner));
        quote!(with = #with)
    })
}

/// What stands beside what the fields or variants of a type say: the attribute, where there is anything, and the code that
/// it calls.
pub(super) fn beside(context: &Context<'_>) -> Option<(TokenStream, TokenStream)> {
    let mut more = match &context.def.kind {
        Kind::Struct(object) => self::object(context, object),
        _ => Vec::new(),
    };
    let mut types = context.conditioned();
    let conditions = context.def.conditions.iter().map(|condition| &condition.test);
    let conditions = conditions.map(|test| (order(test), self::condition(test, &mut types)));
    let mut conditions: Vec<_> = conditions.collect();
    // The order of one schema that says them all.
    conditions.sort_by_key(|(order, _)| *order);
    more.extend(conditions.into_iter().filter_map(|(_, said)| said));
    if more.is_empty() {
        return None;
    }
    let name = super::ident(&context.def.name);
    // `generator` is the parameter of the derived `json_schema`.
    let attribute = quote!(transform = support::beside::<Self>(generator));
    let code = quote! {
        #[cfg(feature = "schemars")]
        impl support::Beside for #name {
            #[allow(unused_variables, reason = "a value needs no schema of a type")]
            fn beside(generator: &mut schemars::SchemaGenerator) -> Vec<support::Also> {
                vec![#(support::Also::new([#more])),*]
            }
        }
    };
    Some((attribute, code))
}

/// The position of a condition's keyword among those of a schema.
fn order(test: &Test) -> usize {
    match test {
        Test::AnyOf(_) => 0,
        Test::OneOf(_) => 1,
        Test::Not(_) => 2,
        Test::If { .. } => 3,
        Test::Dependent { .. } => 4,
        Test::UnevaluatedProperties { .. } => 5,
        Test::Contains { .. } => 6,
        Test::UnevaluatedItems { .. } => 7,
        Test::Value(_) | Test::OneOfBeyond(_) | Test::Also(_) | Test::Patterns(_) => 8,
    }
}

/// What an object's properties say that have no field of their own, and what holds of all of them.
fn object(context: &Context<'_>, object: &Struct) -> Vec<TokenStream> {
    let mut types = context.judged();
    let mut more = Vec::new();
    let patterns = object.patterns.iter().zip(types.by_ref()).map(|(found, ty)| {
        let (pattern, schema) = (&found.pattern.text, subschema(&found.values, &ty));
        quote!((#pattern, #schema))
    });
    let patterns: Vec<_> = patterns.collect();
    if !patterns.is_empty() {
        more.push(quote!(("patternProperties", support::members([#(#patterns),*]))));
    }
    more.extend(object.names.iter().zip(types).map(|(names, ty)| {
        let schema = subschema(&names.held, &ty);
        quote!(("propertyNames", #schema))
    }));
    more.extend(object.counts.iter().map(|LocatedCheck { check, .. }| {
        let (keyword, count) = (check.keyword(), json(&check.value()));
        quote!((#keyword, #count))
    }));
    more.extend(object.dependent.iter().map(|list| {
        let value = json(&serde_json::json!({ &*list.property: list.required }));
        quote!(("dependentRequired", #value))
    }));
    more
}

/// The annotations in the schemas of `patternProperties`, which have no Rust item that could carry them.
pub(super) fn pattern_parts(object: &Struct) -> Vec<TokenStream> {
    let mut arguments = Vec::new();
    for found in &object.patterns {
        let pointer = Pointer::root().child("patternProperties").child(&found.pattern.text);
        arguments.extend(part(&found.values, &pointer));
        parts(&found.values, &pointer, &mut arguments);
    }
    arguments
}

/// What the two schemas of an enum of some strings and any other say beside their values, each where the original has it.
pub(super) fn open(others: &OtherStrings) -> Vec<TokenStream> {
    let mut arguments = Vec::new();
    arguments.extend(others.all_first.then(|| quote!(transform = support::reverse_any_of)));
    let (known, all) = if others.all_first { ("1", "0") } else { ("0", "1") };
    for (position, said) in [(known, &others.known), (all, &others.all)] {
        arguments.extend(annotate(said, &Pointer::root().child("anyOf").child(position)));
    }
    arguments
}

/// The properties of a struct that have no field, each with its position among all of them.
pub(super) fn constants(context: &Context<'_>, object: &Struct) -> Vec<TokenStream> {
    let properties = object.properties.iter().enumerate();
    let constants =
        properties.filter_map(|(position, property)| Some((position, property, property.constant.as_ref()?)));
    constants
        .map(|(position, property, Constant { value, .. })| {
            let name = &property.name;
            let keywords = Value::Object(keywords(&property.held.annotations)).to_string();
            let value = if context.def.private {
                json(value)
            } else {
                let constant = super::structs::constant_name(property);
                quote!(serde_json::json!(Self::#constant))
            };
            let position = Literal::usize_unsuffixed(position);
            quote!(transform = support::Constant { position: #position, name: #name, value: #value, keywords: #keywords })
        })
        .collect()
}

/// The keywords of annotations.
fn keywords(said: &Annotations) -> serde_json::Map<String, Value> {
    let title = said.title.as_ref().map(|text| ("title".to_owned(), text.as_str().into()));
    let description = said.description.as_ref().map(|text| ("description".to_owned(), text.as_str().into()));
    let deprecated = said.deprecated.then(|| ("deprecated".to_owned(), true.into()));
    title.into_iter().chain(description).chain(deprecated).chain(said.others.iter().cloned()).collect()
}

/// What makes the derived object of a tuple's fields an array.
pub(super) fn tuple(tuple: &Tuple) -> TokenStream {
    let least = Literal::usize_unsuffixed(tuple.items.iter().filter(|item| item.required).count());
    let rest = matches!(tuple.rest, Rest::Kept { .. });
    quote!(transform = support::FieldsAsItems { least: #least, rest: #rest })
}

/// The JSON types of a variant, where the type that it holds does not say them.
pub(super) fn types(context: &Context<'_>, variant: &TypeVariant) -> Option<TokenStream> {
    let says = says_type(context, &variant.held, &mut BTreeSet::new());
    // schemars adds `null` at the end, too.
    let (null, others): (Vec<JsonType>, Vec<JsonType>) =
        variant.types.iter().partition(|json_type| **json_type == JsonType::Null);
    let names = others.into_iter().chain(null).map(|json_type| match json_type {
        JsonType::Null => "null",
        JsonType::Boolean => "boolean",
        JsonType::Number => "number",
        JsonType::String => "string",
        JsonType::Array => "array",
        JsonType::Object => "object",
    });
    let names: Vec<Value> = names.map(Value::from).collect();
    let value = if let [only] = &names[..] { only.clone() } else { names.into() };
    (!says).then(|| extend("type", &value))
}

/// Whether the schema of a type says the JSON types of its values, in it or in each schema of its choice.
fn says_type(context: &Context<'_>, used: &TypeUse, seen: &mut BTreeSet<TypeId>) -> bool {
    match &used.shape {
        Shape::Named(id) => match &context.model.get(*id).kind {
            Kind::Struct(_) | Kind::Enum(_) | Kind::Tuple(_) | Kind::ByType(_) => true,
            Kind::Newtype(inner) => !used.nullable && says_type(context, inner, seen),
            Kind::Union(union) => {
                seen.insert(*id) && union.variants.iter().all(|variant| says_type(context, &variant.held, seen))
            }
        },
        Shape::Any => false,
        _ => !used.nullable,
    }
}

/// The keywords of a condition.
fn condition(test: &Test, types: &mut impl Iterator<Item = syn::Type>) -> Option<TokenStream> {
    let mut schemas = test.uses().into_iter().zip(types).map(|(used, ty)| subschema(used, &ty)).collect::<Vec<_>>();
    let mut schemas = schemas.drain(..);
    Some(match test {
        Test::Not(_) => {
            let schema = schemas.next()?;
            quote!(("not", #schema))
        }
        Test::Also(_) => quote!(("allOf", support::list([#(#schemas),*]))),
        Test::AnyOf(_) => quote!(("anyOf", support::list([#(#schemas),*]))),
        Test::OneOf(_) => quote!(("oneOf", support::list([#(#schemas),*]))),
        // The variants say it, or the struct's own patterns.
        Test::OneOfBeyond(_) | Test::Patterns(_) => return None,
        Test::If { then, otherwise, .. } => {
            let branches = [Some("if"), then.as_ref().map(|_| "then"), otherwise.as_ref().map(|_| "else")];
            let branches = branches.into_iter().flatten();
            quote!(#((#branches, #schemas)),*)
        }
        Test::Dependent { property, .. } => {
            quote!(("dependentSchemas", support::members([#((#property, #schemas)),*])))
        }
        Test::Contains { least, most, .. } => {
            let schema = schemas.next()?;
            let least = (*least != 1).then(|| quote!(, ("minContains", #least.into())));
            let most = most.map(|most| quote!(, ("maxContains", #most.into())));
            quote!(("contains", #schema) #least #most)
        }
        Test::UnevaluatedProperties { evaluated, .. } => {
            let evaluated: Vec<_> = evaluated.iter().map(|entry| self::evaluated(entry, true, &mut schemas)).collect();
            let others = schemas.next()?;
            quote!(("allOf", support::unevaluated("unevaluatedProperties", #others, [#(#evaluated),*])))
        }
        Test::UnevaluatedItems { evaluated, .. } => {
            let evaluated: Vec<_> = evaluated.iter().map(|entry| self::evaluated(entry, false, &mut schemas)).collect();
            let others = schemas.next()?;
            quote!(("allOf", support::unevaluated("unevaluatedItems", #others, [#(#evaluated),*])))
        }
        Test::Value(check) => {
            let (keyword, value) = (check.keyword(), json(&check.value()));
            quote!((#keyword, #value))
        }
    })
}

/// What is evaluated, as a schema that all values are valid for, and the schemas that a value must be valid for first.
fn evaluated(entry: &Evaluated, properties: bool, schemas: &mut impl Iterator<Item = TokenStream>) -> TokenStream {
    let guards: Vec<_> = entry
        .guards
        .iter()
        .map(|guard| match guard {
            Guard::Is(_) => {
                let schema = schemas.next();
                // What it evaluates itself is said by entries of its own; below `not`, nothing is evaluated.
                quote!(support::not_schema(support::not_schema(#schema)))
            }
            Guard::IsNot(_) => {
                let schema = schemas.next();
                quote!(support::not_schema(#schema))
            }
            Guard::Has(property) => {
                let value = json(&serde_json::json!({ "required": [property] }));
                quote!(#value)
            }
        })
        .collect();
    let all = || Value::Bool(true);
    let what = match &entry.what {
        Evaluates::All if properties => json(&serde_json::json!({ "additionalProperties": true })),
        Evaluates::All => json(&serde_json::json!({ "items": true })),
        Evaluates::Names(names) => {
            let members: serde_json::Map<String, Value> = names.iter().map(|name| (name.clone(), all())).collect();
            json(&serde_json::json!({ "properties": members }))
        }
        Evaluates::Pattern(pattern) => {
            let members: serde_json::Map<String, Value> = [(pattern.text.clone(), all())].into_iter().collect();
            json(&serde_json::json!({ "patternProperties": members }))
        }
        Evaluates::First(count) => {
            let items: Vec<Value> = (0..*count).map(|_| all()).collect();
            json(&serde_json::json!({ "prefixItems": items }))
        }
        Evaluates::Items(_) => {
            let schema = schemas.next();
            quote!(support::members([("contains", #schema), ("minContains", 0.into())]))
        }
    };
    quote!(support::where_all(vec![#(#guards),*], #what))
}

/// The schema of a type, as a JSON value.
fn subschema(used: &TypeUse, ty: &syn::Type) -> TokenStream {
    if holds_number(used) {
        quote!(support::plain_schema::<#ty>(generator))
    } else {
        quote!(generator.subschema_for::<#ty>().to_value())
    }
}

/// A JSON value as an expression.
fn json(value: &Value) -> TokenStream {
    if size(value) > INLINE {
        let text = value.to_string();
        return quote!(support::json(#text));
    }
    let value = tokens(value);
    quote!(serde_json::json!(#value))
}
