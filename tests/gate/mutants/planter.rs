//! One change of a generated type at a time: each field, variant and attribute that its derived schema is made of.

use crate::attributes::{arguments, less_option, plain};
use proc_macro2::{Group, Ident, Literal, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use std::mem::replace;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Field, Fields, ImplItem, Item, Meta, Stmt, Token, Type, Variant, parse_quote};

/// Generated items with one change in them.
pub struct Mutant {
    /// What is changed.
    pub change: String,
    pub items: Vec<Item>,
}

/// Every change of these items: a type, and what it says of its schema in impls.
pub fn mutants(items: &[Item]) -> Vec<Mutant> {
    let planted = |number: usize| {
        let mut items = items.to_vec();
        let mut planter = Planter { left: number, change: None };
        for item in &mut items {
            planter.item(item);
        }
        Some(Mutant { change: planter.change?, items })
    };
    (0..).map_while(planted).collect()
}

/// Walks over items, and changes them at one of the places.
struct Planter {
    /// How many places are left before the one.
    left: usize,
    /// What was changed, once it was.
    change: Option<String>,
}

impl Planter {
    /// Whether this is the place; `change` says what is changed there.
    fn turn(&mut self, change: impl FnOnce() -> String) -> bool {
        let is_mine = self.left == 0 && self.change.is_none();
        if is_mine {
            self.change = Some(change());
        }
        self.left = self.left.saturating_sub(1);
        is_mine
    }

    fn item(&mut self, item: &mut Item) {
        match item {
            Item::Struct(item) => {
                self.attributes(&item.ident.to_string(), &mut item.attrs);
                self.fields(&item.ident, &mut item.fields);
            }
            Item::Enum(item) => {
                self.attributes(&item.ident.to_string(), &mut item.attrs);
                self.variants(&item.ident, &mut item.variants);
            }
            Item::Impl(item) => {
                let name = plain(&item.self_ty);
                for item in &mut item.items {
                    self.said(&name, item);
                }
            }
            _ => {}
        }
    }

    fn variants(&mut self, name: &Ident, variants: &mut Punctuated<Variant, Token![,]>) {
        for position in 0..variants.len() {
            let path = format!("{name}::{}", variants[position].ident);
            if self.turn(|| format!("{path}: dropped")) {
                let dropped = |(number, variant)| (number != position).then_some(variant);
                *variants = replace(variants, Punctuated::new()).into_iter().enumerate().filter_map(dropped).collect();
                return;
            }
            let variant = &mut variants[position];
            self.attributes(&path, &mut variant.attrs);
            for field in &mut variant.fields {
                self.types(&path, &mut field.ty, &mut variant.attrs);
            }
        }
    }

    fn fields(&mut self, name: &Ident, fields: &mut Fields) {
        for position in 0..fields.len() {
            let path = |field: &Field| match &field.ident {
                Some(field) => format!("{name}.{field}"),
                None => format!("{name}.{position}"),
            };
            let list = match fields {
                Fields::Named(fields) => &mut fields.named,
                Fields::Unnamed(fields) => &mut fields.unnamed,
                Fields::Unit => return,
            };
            let path = path(&list[position]);
            if self.turn(|| format!("{path}: dropped")) {
                let dropped = |(number, field)| (number != position).then_some(field);
                *list = replace(list, Punctuated::new()).into_iter().enumerate().filter_map(dropped).collect();
                return;
            }
            let Field { attrs, ty, .. } = &mut list[position];
            self.presence(&path, ty, attrs);
            self.types(&path, ty, attrs);
            self.attributes(&path, attrs);
        }
    }

    /// An `Option` more, or one less.
    fn presence(&mut self, path: &str, ty: &mut Type, attributes: &mut Vec<Attribute>) {
        if self.turn(|| format!("{path}: in an Option")) {
            *ty = parse_quote!(Option<#ty>);
        }
        let Some(inner) = less_option(ty).cloned() else { return };
        // What says how an `Option` is there goes with it: without one, it does not compile.
        if self.turn(|| format!("{path}: in no Option")) {
            *ty = inner;
            let says_presence = |argument: &Meta| {
                ["default", "skip_serializing_if", "with"].iter().any(|name| argument.path().is_ident(name))
            };
            let arguments: Vec<Meta> =
                arguments(attributes).into_iter().filter(|argument| !says_presence(argument)).collect();
            set(attributes, &arguments);
        }
    }

    /// Another type, and a wider one.
    fn types(&mut self, path: &str, ty: &mut Type, attributes: &mut Vec<Attribute>) {
        let said = innermost(ty).map_or_else(|| plain(ty), plain);
        let other: Type = if said == "bool" { parse_quote!(String) } else { parse_quote!(bool) };
        if self.turn(|| format!("{path}: another type")) {
            put(ty, other.clone());
        }
        if self.turn(|| format!("{path}: another type, and said so")) {
            self::put_said(ty, &other, attributes);
        }
        let wider = match said.as_str() {
            "u8" => "u16",
            "u16" => "u32",
            "u32" => "u64",
            "i8" => "i16",
            "i16" => "i32",
            "i32" | "u64" => "i64",
            "i64" => "f64",
            _ => return,
        };
        if self.turn(|| format!("{path}: {wider} for {said}")) {
            let wider: Type = syn::parse_str(wider).expect("it is a type");
            self::put_said(ty, &wider, attributes);
        }
    }

    fn attributes(&mut self, path: &str, attributes: &mut Vec<Attribute>) {
        let said = arguments(attributes);
        let is_described = said.iter().any(|argument| argument.path().is_ident("description"));
        let is_doc = |attribute: &Attribute| attribute.path().is_ident("doc");
        // Other documentation is no description.
        if !is_described && attributes.iter().any(is_doc) {
            if self.turn(|| format!("{path}: documentation dropped")) {
                attributes.retain(|attribute| !is_doc(attribute));
            }
            if self.turn(|| format!("{path}: documentation altered")) {
                attributes.insert(0, parse_quote!(#[doc = " Planted."]));
            }
        }
        let is_deprecated = |attribute: &Attribute| attribute.path().is_ident("deprecated");
        if attributes.iter().any(is_deprecated) && self.turn(|| format!("{path}: deprecated dropped")) {
            attributes.retain(|attribute| !is_deprecated(attribute));
        }
        for position in 0..said.len() {
            let text = plain(&said[position]);
            if self.turn(|| format!("{path}: {text} dropped")) {
                let mut said = said.clone();
                said.remove(position);
                return set(attributes, &said);
            }
            let names_rust = ["with", "skip_serializing_if"].iter().any(|name| said[position].path().is_ident(name));
            if names_rust {
                continue;
            }
            let altered = self.tokens(&format!("{path}: {text}"), said[position].to_token_stream());
            if self.change.is_some() && altered.to_string() != said[position].to_token_stream().to_string() {
                let mut said = said.clone();
                said[position] = syn::parse2(altered).expect("it is an argument still");
                return set(attributes, &said);
            }
        }
    }

    /// What an item of an impl says of the schema: a constant, or the schemas beside those of the fields.
    fn said(&mut self, name: &str, item: &mut ImplItem) {
        match item {
            ImplItem::Const(constant) => {
                let path = format!("{name}::{}", constant.ident);
                let altered = self.tokens(&path, constant.expr.to_token_stream());
                constant.expr = syn::parse2(altered).expect("it is a value still");
            }
            ImplItem::Fn(function) => {
                let Some(Stmt::Expr(Expr::Macro(list), _)) = function.block.stmts.first_mut() else { return };
                let also = list.mac.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated);
                let also: Vec<Expr> = also.expect("it is a list").into_iter().collect();
                for position in 0..also.len() {
                    let text = plain(&also[position]);
                    let mut also = also.clone();
                    if self.turn(|| format!("{name}: {text} dropped")) {
                        also.remove(position);
                        list.mac.tokens = quote!(#(#also),*);
                        return;
                    }
                    let altered = self.tokens(&format!("{name}: {text}"), also[position].to_token_stream());
                    also[position] = syn::parse2(altered).expect("it is a call still");
                    if self.change.is_some() {
                        list.mac.tokens = quote!(#(#also),*);
                        return;
                    }
                }
            }
            _ => {}
        }
    }

    /// The tokens with one of their literals altered.
    fn tokens(&mut self, path: &str, tokens: TokenStream) -> TokenStream {
        let altered = tokens.into_iter().map(|token| match token {
            TokenTree::Group(group) => {
                let mut altered = Group::new(group.delimiter(), self.tokens(path, group.stream()));
                altered.set_span(group.span());
                altered.into()
            }
            TokenTree::Ident(word) if word == "true" && self.turn(|| format!("{path}: true for false")) => {
                Ident::new("false", word.span()).into()
            }
            TokenTree::Ident(word) if word == "false" && self.turn(|| format!("{path}: false for true")) => {
                Ident::new("true", word.span()).into()
            }
            TokenTree::Literal(literal) => self.literal(path, literal).into(),
            other => other,
        });
        altered.collect()
    }

    fn literal(&mut self, path: &str, literal: Literal) -> Literal {
        let altered = match syn::Lit::new(literal.clone()) {
            syn::Lit::Str(text) => match serde_json::from_str(&text.value()) {
                Ok(serde_json::Value::Object(mut members)) => {
                    let Some(name) = members.keys().next_back().cloned() else { return literal };
                    members.remove(&name);
                    Literal::string(&serde_json::Value::Object(members).to_string())
                }
                Ok(serde_json::Value::Array(mut items)) => {
                    items.pop();
                    Literal::string(&serde_json::Value::Array(items).to_string())
                }
                _ => Literal::string(&format!("{}x", text.value())),
            },
            syn::Lit::Int(number) => {
                let next = number.base10_parse::<u128>().expect("it is an integer") + 1;
                format!("{next}{}", number.suffix()).parse().expect("it is a number")
            }
            syn::Lit::Float(number) => {
                Literal::f64_suffixed(number.base10_parse::<f64>().expect("it is a number") + 1.0)
            }
            _ => return literal,
        };
        if self.turn(|| format!("{path}: {altered} for {literal}")) { altered } else { literal }
    }
}

/// Gives an item these arguments of `schemars`, and no other.
fn set(attributes: &mut Vec<Attribute>, arguments: &[Meta]) {
    attributes.retain(|attribute| self::arguments(std::slice::from_ref(attribute)).is_empty());
    attributes.push(parse_quote!(#[cfg_attr(feature = "schemars", schemars(#(#arguments),*))]));
}

/// The type in all of the options.
fn innermost(ty: &Type) -> Option<&Type> {
    let inner = less_option(ty)?;
    innermost(inner).or(Some(inner))
}

/// Puts another type in place of the one in all of the options.
fn put(ty: &mut Type, other: Type) {
    let found = replace(ty, other.clone());
    if let Some(inner) = less_option(&found) {
        let mut inner = inner.clone();
        put(&mut inner, other);
        *ty = parse_quote!(Option<#inner>);
    }
}

/// Puts another type in place of the one in all of the options, and what `with` says of it.
fn put_said(ty: &mut Type, other: &Type, attributes: &mut Vec<Attribute>) {
    let (old, new) = (innermost(ty).unwrap_or(ty).clone(), plain(other));
    put(ty, other.clone());
    let mut said = arguments(attributes);
    for argument in said.iter_mut().filter(|argument| argument.path().is_ident("with")) {
        let Meta::NameValue(value) = argument else { continue };
        let text = plain(&value.value).replace(&plain(&old), &new);
        value.value = syn::parse_str(&text).expect("it is a type still");
    }
    if said.iter().any(|argument| argument.path().is_ident("with")) {
        set(attributes, &said);
    }
}
