//! The defaults that a schema gives to optional properties: a method for each that is a plain value, as an absent property stays
//! absent.
//!
//! `retries` with the default 3 has `retries_or_default`, which gives a number. A text is given as `&str`, and an array whose
//! default is empty as a slice. There is none where the property may be null too, where its own type keeps the default out, or
//! where the default is not plain.

use super::{Context, docs, ident};
use crate::lower::{lower_bound, upper_bound};
use crate::model::{Check, Kind, Property, Shape, TypeUse};
use crate::regex::compile;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::{Number, Value};

/// The methods of a struct for the defaults of its properties, which have these types.
pub(super) fn methods<'a>(
    context: &Context<'_>,
    properties: impl Iterator<Item = (&'a Property, &'a syn::Type)>,
) -> TokenStream {
    properties.filter_map(|(property, ty)| method(context, property, ty)).collect()
}

fn method(context: &Context<'_>, property: &Property, ty: &syn::Type) -> Option<TokenStream> {
    let Property { name, field, required: None, held, .. } = property else { return None };
    let (_, default) = held.annotations.others.iter().find(|(keyword, _)| keyword == "default")?;
    let (given, value) = given(context, held, ty, default)?;
    let method = ident(&format!("{}_or_default", field.trim_end_matches('_')));
    let (field, doc) = (
        ident(field),
        format!(" The property {}, or its default: {}.", docs::code(name), docs::code(&default.to_string())),
    );
    let deprecated = held.annotations.deprecated.then(|| quote!(#[deprecated]));
    Some(quote! {
        #[doc = #doc]
        #deprecated
        #[must_use]
        pub fn #method(&self) -> #given {
            self.#field.#value
        }
    })
}

/// What the method gives, and what makes it of the field.
fn given(context: &Context<'_>, held: &TypeUse, ty: &syn::Type, default: &Value) -> Option<(TokenStream, TokenStream)> {
    if held.nullable || !held.checks.iter().all(|located| allows(&located.check, default)) {
        return None;
    }
    let copied = |value: TokenStream| Some((quote!(#ty), quote!(unwrap_or(#value))));
    match (&held.shape, default) {
        (Shape::Boolean, Value::Bool(value)) => copied(quote!(#value)),
        (Shape::Integer(width), Value::Number(number)) => {
            let value = integer(number).filter(|value| (width.least..=width.most).contains(value))?;
            copied(signed(value < 0, &Literal::u128_unsuffixed(value.unsigned_abs())))
        }
        (Shape::Number, Value::Number(number)) => {
            let value = number.as_f64().filter(|value| value.is_finite())?;
            copied(signed(value < 0.0, &Literal::f64_unsuffixed(value.abs())))
        }
        (Shape::String, Value::String(text)) => Some((quote!(&str), quote!(as_deref().unwrap_or(#text)))),
        (Shape::Array(_), Value::Array(items)) if items.is_empty() => {
            let item = item(ty)?;
            Some((quote!(&[#item]), quote!(as_deref().unwrap_or_default())))
        }
        (Shape::Named(id), Value::String(text)) => {
            let def = context.model.get(*id);
            let Kind::Enum(strings) = &def.kind else { return None };
            let variant = strings.variants.iter().find(|variant| variant.value == *text)?;
            let variant = ident(&variant.name);
            // One that holds other strings too is not `Copy`.
            if strings.others.is_some() || !def.conditions.is_empty() {
                return None;
            }
            copied(quote!(#ty::#variant))
        }
        _ => None,
    }
}

fn signed(is_negative: bool, magnitude: &Literal) -> TokenStream {
    let sign = is_negative.then(|| quote!(-));
    quote!(#sign #magnitude)
}

/// What stands between the angle brackets of `Vec<…>`.
fn item(ty: &syn::Type) -> Option<&syn::GenericArgument> {
    let syn::Type::Path(path) = ty else { return None };
    match &path.path.segments.last()?.arguments {
        syn::PathArguments::AngleBracketed(arguments) => arguments.args.first(),
        _ => None,
    }
}

/// The integer that a number is, where it is one that `f64` holds exactly.
#[allow(clippy::cast_possible_truncation, reason = "it has no fraction, and is small")]
fn integer(number: &Number) -> Option<i128> {
    let integral = |number: f64| number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0;
    let whole = number.as_i64().map(i128::from).or(number.as_u64().map(i128::from));
    whole.or_else(|| number.as_f64().filter(|number| integral(*number)).map(|number| number as i128))
}

/// Whether a check surely allows a default.
fn allows(check: &Check, default: &Value) -> bool {
    let length = || default.as_str().map(|text| text.chars().count() as u64);
    let items = || default.as_array().map(|items| items.len() as u64);
    match check {
        Check::MinLength(least) => length().is_some_and(|length| length >= *least),
        Check::MaxLength(most) => length().is_some_and(|length| length <= *most),
        Check::Pattern(pattern) => {
            default.as_str().is_some_and(|text| compile(&pattern.text).is_ok_and(|regex| regex.matches(text)))
        }
        Check::MinItems(least) => items().is_some_and(|items| items >= *least),
        Check::MaxItems(most) => items().is_some_and(|items| items <= *most),
        Check::UniqueItems => items() == Some(0),
        Check::Minimum(bound)
        | Check::Maximum(bound)
        | Check::ExclusiveMinimum(bound)
        | Check::ExclusiveMaximum(bound) => default.as_number().is_some_and(|number| is_within(check, bound, number)),
        Check::Integer => default.as_number().is_some_and(|number| integer(number).is_some()),
        Check::Enum(values) => values.contains(default),
        Check::Const(value) => value == default,
        Check::Format(_) | Check::MultipleOf(_) | Check::MinProperties(_) | Check::MaxProperties(_) => false,
    }
}

fn is_within(check: &Check, bound: &str, number: &Number) -> bool {
    if let Some(number) = integer(number) {
        return lower_bound(check).is_none_or(|least| number >= least)
            && upper_bound(check).is_none_or(|most| number <= most);
    }
    let (Ok(bound), Some(number)) = (bound.parse::<f64>(), number.as_f64()) else { return false };
    match check {
        Check::Minimum(_) => number >= bound,
        Check::ExclusiveMinimum(_) => number > bound,
        Check::Maximum(_) => number <= bound,
        _ => number < bound,
    }
}
