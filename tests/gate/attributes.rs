//! The generated code speaks for itself: what a Rust item can say of its schema, no attribute says in its place.
//!
//! With `schemars(with = …)` or `schemars(extend(…))`, code could claim a schema that its types do not have, and the
//! comparison of schemas would compare the schema with itself.

use crate::subjects::GENERATED;
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Attribute, Field, File, GenericArgument, Item, Meta, PathArguments, Token, Type};

/// The keywords that Rust items say: types, structure, and which strings there are.
const SAID_BY_RUST: [&str; 12] = [
    "type",
    "properties",
    "required",
    "items",
    "prefixItems",
    "additionalProperties",
    "$ref",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "patternProperties",
];

/// The Rust types that say the type of their values.
const PLAIN: [&str; 12] = ["bool", "String", "u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64", "f64", "()"];

/// What undoes schemars' habits, and what carries keywords that Rust items cannot say.
const TRANSFORMS: [&str; 12] = [
    "support::without_number_formats",
    "support::first_line",
    "support::Annotate",
    "support::resource::<Self>(generator)",
    "support::beside::<Self>(generator)",
    "support::Also::one",
    "support::types_together",
    "support::any_to_one",
    "support::null_among",
    "support::reverse_any_of",
    "support::Constant",
    "support::FieldsAsItems",
];

#[test]
fn attributes_say_only_what_types_cannot() {
    for (path, text) in GENERATED.output.sources().filter(|(path, _)| is_code(path)) {
        let found = offences(&code(text));
        assert!(found.is_empty(), "{path}: {found:#?}");
    }
}

#[test]
fn the_scan_finds_what_it_looks_for() {
    let cases = [
        r#"pub struct A { #[cfg_attr(feature = "schemars", schemars(with = "String"))] pub a: Option<i64> }"#,
        r#"pub struct A { #[schemars(schema_with = "lie")] pub a: String }"#,
        r#"#[schemars(extend("properties" = {}))] pub struct A {}"#,
        "#[schemars(transform = lie)] pub struct A {}",
        r#"pub struct A { #[schemars(extend("enum" = ["a"]))] pub a: String }"#,
        "impl schemars::JsonSchema for A {}",
    ];
    for case in cases {
        assert!(!offences(&code(case)).is_empty(), "{case}");
    }
}

/// Whether a path is that of Rust code.
pub fn is_code(path: &str) -> bool {
    std::path::Path::new(path).extension().is_some_and(|extension| extension == "rs")
}

/// Generated code.
pub fn code(text: &str) -> File {
    syn::parse_file(text).expect("generated code is Rust")
}

/// What a file's attributes and impls say in place of its types.
pub fn offences(file: &File) -> Vec<String> {
    let mut found = Vec::new();
    for item in &file.items {
        match item {
            Item::Struct(item) => {
                container(&item.attrs, &mut found);
                for field in &item.fields {
                    self::field(field, &mut found);
                }
            }
            Item::Enum(item) => {
                container(&item.attrs, &mut found);
                for variant in &item.variants {
                    let held = variant.fields.iter().map(|field| &field.ty).next();
                    for meta in &arguments(&variant.attrs) {
                        argument(meta, held, &mut found);
                    }
                }
            }
            Item::Impl(item) => {
                let derived = |path: &syn::Path| path.segments.iter().any(|segment| segment.ident == "JsonSchema");
                if item.trait_.as_ref().is_some_and(|(_, path, _)| derived(path)) {
                    found.push(format!("a hand-written JsonSchema for {}", item.self_ty.to_token_stream()));
                }
            }
            _ => {}
        }
    }
    found
}

fn container(attributes: &[Attribute], found: &mut Vec<String>) {
    for meta in arguments(attributes) {
        argument(&meta, None, found);
    }
}

fn field(field: &Field, found: &mut Vec<String>) {
    for meta in arguments(&field.attrs) {
        argument(&meta, Some(&field.ty), found);
    }
}

fn argument(meta: &Meta, ty: Option<&Type>, found: &mut Vec<String>) {
    let text = meta.to_token_stream().to_string();
    let name = meta.path().get_ident().map(ToString::to_string).unwrap_or_default();
    match name.as_str() {
        "schema_with" => found.push(text),
        "with" => {
            let Meta::NameValue(value) = meta else { return found.push(text) };
            let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(with), .. }) = &value.value else {
                return found.push(text);
            };
            // It says how an `Option` is there, and what is in it.
            let said = with.value().replace(' ', "");
            let less = ty.and_then(less_option).map(plain);
            if less.is_none_or(|less| said != less && said != format!("support::Nullable<{less}>")) {
                found.push(format!("{text} on a field of type {}", ty.map(plain).unwrap_or_default()));
            }
        }
        "transform" => {
            let function = text.trim_start_matches("transform = ").replace(' ', "");
            if !TRANSFORMS.iter().any(|known| function.starts_with(known)) {
                found.push(text);
            }
        }
        "extend" => {
            let keyword = text.split('"').nth(1).unwrap_or_default();
            let strings = ty.is_some_and(|ty| plain(ty).contains("String"));
            // A value of any type says nothing of it, nor does an enum of several.
            let types = keyword == "type" && ty.is_some_and(|ty| !PLAIN.contains(&plain(ty).as_str()));
            let said_by_rust = SAID_BY_RUST.contains(&keyword) && !types;
            if said_by_rust || strings && matches!(keyword, "enum" | "const") {
                found.push(text);
            }
        }
        _ => {}
    }
}

/// The text of code, without spaces.
pub fn plain(code: &impl ToTokens) -> String {
    code.to_token_stream().to_string().replace(' ', "")
}

/// The type in an `Option`.
pub fn less_option(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == "Option")?;
    let PathArguments::AngleBracketed(inner) = &last.arguments else { return None };
    match inner.args.first()? {
        GenericArgument::Type(inner) => Some(inner),
        _ => None,
    }
}

/// The arguments of all `schemars` attributes, those behind `cfg_attr` too.
pub fn arguments(attributes: &[Attribute]) -> Vec<Meta> {
    let mut found = Vec::new();
    for attribute in attributes {
        let metas = match attribute.path().get_ident().map(ToString::to_string).as_deref() {
            Some("cfg_attr") => list(&attribute.meta).into_iter().skip(1).collect(),
            _ => vec![attribute.meta.clone()],
        };
        for meta in metas.iter().filter(|meta| meta.path().is_ident("schemars") || meta.path().is_ident("serde")) {
            found.extend(list(meta));
        }
    }
    found
}

fn list(meta: &Meta) -> Vec<Meta> {
    let Meta::List(list) = meta else { return Vec::new() };
    // `extend("key" = value)` is no meta of syn's own grammar below its first level, which is as deep as this looks.
    let parsed = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
    parsed.expect("the attributes are well-formed").into_iter().collect()
}
