//! Checks as code: one call of the support module for each keyword.

use super::Context;
use crate::format::Format;
use crate::lower::{lower_bound, upper_bound};
use crate::model::{Check, Kind, LocatedCheck, Shape, TypeDef, TypeUse};
use crate::pointer::Location;
use crate::regex::{Engine, Pattern};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// The closure that checks a value of this type, where there is anything to check; `schema` is the schema that errors are
/// told to be of.
pub(super) fn closure(context: &Context<'_>, held: &TypeUse, ty: &syn::Type, schema: &Location) -> Option<TokenStream> {
    let calls = calls(context, held, schema);
    if calls.is_empty() {
        return None;
    }
    let body = body(held, &calls);
    Some(quote!(|value: &#ty| #body))
}

/// What checks `value`, a reference to it: all calls, where it is not null.
fn body(held: &TypeUse, calls: &[TokenStream]) -> TokenStream {
    if held.nullable {
        quote!(value.as_ref().map_or(Ok(()), |value| { #(#calls?;)* Ok(()) }))
    } else {
        quote!({ #(#calls?;)* Ok(()) })
    }
}

/// The statements that check `value`, and end with an error or `Ok`; `schema` is the schema that errors are told to be of.
pub(super) fn statements(context: &Context<'_>, held: &TypeUse, schema: &Location) -> Option<TokenStream> {
    let calls = calls(context, held, schema);
    if calls.is_empty() {
        return None;
    }
    Some(if held.nullable { body(held, &calls) } else { quote!(#(#calls?;)* Ok(())) })
}

/// What is checked of a value beside what its type keeps by itself.
pub(super) fn unkept(held: &TypeUse) -> impl Iterator<Item = &Check> {
    held.checks.iter().map(|located| &located.check).filter(|check| call(check, &held.shape).is_some())
}

/// Whether a check compares the JSON that a value is, so that the value's type has to be encoded.
pub(super) fn compares(check: &Check, shape: &Shape) -> bool {
    !matches!(
        (check, shape),
        (Check::MinLength(_) | Check::MaxLength(_) | Check::Pattern(_) | Check::Format(_), Shape::String)
            | (Check::MinItems(_) | Check::MaxItems(_), Shape::Array(_))
            | (Check::MinProperties(_) | Check::MaxProperties(_), Shape::Map(_))
            | (_, Shape::Integer(_) | Shape::Number | Shape::Exact | Shape::Any)
    )
}

/// The calls that check a value, each a `Result<(), Violation>`; `value` is a reference to it. A check that is another
/// schema's says so.
fn calls(context: &Context<'_>, held: &TypeUse, schema: &Location) -> Vec<TokenStream> {
    let calls = held.checks.iter().filter_map(|LocatedCheck { check, location }| {
        let call = match (check, &held.shape) {
            (Check::UniqueItems, Shape::Array(items)) if equals_as_json(context, items) => {
                quote!(support::distinct_items(value))
            }
            (check, shape) => call(check, shape)?,
        };
        if location == schema {
            return Some(call);
        }
        let location = location.to_string();
        Some(quote!(#call.map_err(|violation| violation.of(#location))))
    });
    calls.collect()
}

/// Whether two values of a type are equal in Rust where they are the same JSON, and there alone.
fn equals_as_json(context: &Context<'_>, held: &TypeUse) -> bool {
    match &held.shape {
        Shape::String | Shape::Integer(_) | Shape::Boolean => true,
        Shape::Named(id) => match context.model.get(*id) {
            TypeDef { private: true, .. } => false,
            TypeDef { kind: Kind::Enum(_), .. } => true,
            TypeDef { kind: Kind::Newtype(inner), .. } => equals_as_json(context, inner),
            _ => false,
        },
        _ => false,
    }
}

/// The call that checks a value of any JSON type; a check speaks of values of its own type alone.
pub(super) fn of_any(check: &Check) -> Option<TokenStream> {
    let (accessor, call) = match check {
        Check::Enum(_) | Check::Const(_) => return Some(compared(check)),
        Check::MinLength(_) | Check::MaxLength(_) | Check::Pattern(_) | Check::Format(_) => {
            (quote!(as_str()), call(check, &Shape::String)?)
        }
        Check::MinItems(_) | Check::MaxItems(_) | Check::UniqueItems => (quote!(as_array()), counted(check)),
        Check::MinProperties(_) | Check::MaxProperties(_) => (quote!(as_object()), counted(check)),
        Check::MultipleOf(_)
        | Check::Integer
        | Check::Minimum(_)
        | Check::Maximum(_)
        | Check::ExclusiveMinimum(_)
        | Check::ExclusiveMaximum(_) => (quote!(as_number()), call(check, &Shape::Exact)?),
    };
    Some(quote!(value.#accessor.map_or(Ok(()), |value| #call)))
}

fn call(check: &Check, shape: &Shape) -> Option<TokenStream> {
    match (check, shape) {
        (Check::Enum(_) | Check::Const(_), _) => Some(compared(check)),
        (Check::MinLength(_) | Check::MaxLength(_) | Check::Pattern(_) | Check::Format(_), Shape::String) => {
            text(check)
        }
        (Check::MinItems(_) | Check::MaxItems(_) | Check::UniqueItems, Shape::Array(_))
        | (Check::MinProperties(_) | Check::MaxProperties(_), Shape::Map(_)) => Some(counted(check)),
        (Check::Integer, Shape::Number | Shape::Exact) => Some(quote!(support::integer(value))),
        (Check::MultipleOf(divisor), Shape::Integer(_) | Shape::Number | Shape::Exact) => {
            Some(quote!(support::multiple_of(value, #divisor)))
        }
        (
            Check::Minimum(bound)
            | Check::Maximum(bound)
            | Check::ExclusiveMinimum(bound)
            | Check::ExclusiveMaximum(bound),
            Shape::Integer(_) | Shape::Number | Shape::Exact,
        ) => match shape {
            Shape::Exact => {
                let keyword = check.keyword();
                Some(quote!(support::within(value, #keyword, #bound)))
            }
            Shape::Integer(width) => integer(check, width.least, width.most, Literal::i128_unsuffixed),
            _ => Some(number(check, bound)),
        },
        (_, Shape::Any) => of_any(check),
        _ => {
            let call = of_any(check)?;
            Some(quote!({ let value = &support::json_of(value); #call }))
        }
    }
}

/// The call for a keyword of texts.
fn text(check: &Check) -> Option<TokenStream> {
    Some(match check {
        Check::MinLength(count) => quote!(support::min_length(value, #count)),
        Check::MaxLength(count) => quote!(support::max_length(value, #count)),
        Check::Pattern(pattern) => {
            let compiled = compiled(pattern);
            quote!({ #compiled PATTERN.check(value) })
        }
        // Its type has no room for every text.
        Check::Format(Format::DateTime) => quote!(support::date_time_text(value)),
        Check::Format(format) => {
            let (path, wanted) =
                (syn::parse_str::<syn::Path>(format.path()).ok()?, format!("a text of the format `{}`", format.name()));
            quote!(support::format::<#path>(value, #wanted))
        }
        _ => return None,
    })
}

/// The static `PATTERN`, compiled when it is first used.
pub(super) fn compiled(pattern: &Pattern) -> TokenStream {
    let pattern = self::pattern(pattern);
    quote! {
        static PATTERN: std::sync::LazyLock<support::Pattern> = std::sync::LazyLock::new(|| #pattern);
    }
}

/// The expression that compiles a pattern.
pub(super) fn pattern(Pattern { text, engine, translated }: &Pattern) -> TokenStream {
    match engine {
        Engine::Linear => quote!(support::Pattern::new(#text, support::linear(#translated))),
        Engine::Backtracking => quote!(support::Pattern::new(#text, support::backtracking(#translated))),
    }
}

/// The call for a keyword of the items of an array, or of the properties of a map.
fn counted(check: &Check) -> TokenStream {
    match check {
        Check::MinItems(count) => quote!(support::min_items(value, #count)),
        Check::MaxItems(count) => quote!(support::max_items(value, #count)),
        Check::MinProperties(count) => quote!(support::min_properties(value.len(), #count)),
        Check::MaxProperties(count) => quote!(support::max_properties(value.len(), #count)),
        _ => quote!(support::unique_items(value)),
    }
}

/// The call for `enum` or `const`.
fn compared(check: &Check) -> TokenStream {
    let keyword = check.keyword();
    let text = check.value().to_string();
    let allowed = if keyword == "const" { format!("[{text}]") } else { text };
    quote! {{
        static VALUES: std::sync::LazyLock<Vec<serde_json::Value>> = std::sync::LazyLock::new(|| support::values(#allowed));
        support::one_of(value, #keyword, #allowed, &VALUES)
    }}
}

/// The call for a bound of an `f64`.
fn number(check: &Check, bound: &str) -> TokenStream {
    let magnitude = Literal::f64_unsuffixed(bound.parse::<f64>().unwrap_or_default().abs());
    let sign = bound.starts_with('-').then(|| quote!(-));
    let function = super::ident(match check {
        Check::Minimum(_) => "minimum",
        Check::Maximum(_) => "maximum",
        Check::ExclusiveMinimum(_) => "exclusive_minimum",
        _ => "exclusive_maximum",
    });
    quote!(support::#function(*value, #sign #magnitude))
}

/// A bound of an integer, rounded to the nearest integer that it allows; none where the type keeps it already.
fn integer(check: &Check, least: i128, most: i128, literal: fn(i128) -> Literal) -> Option<TokenStream> {
    let keyword = check.keyword();
    let number = |bound: i128| {
        let magnitude = literal(bound.saturating_abs());
        if bound < 0 { quote!(-#magnitude) } else { quote!(#magnitude) }
    };
    // A bound beyond the type's range leaves nothing; the nearest end of the range lets one value through, so none is
    // let through by the empty range.
    match (lower_bound(check), upper_bound(check)) {
        (Some(bound), _) if bound <= least => None,
        (Some(bound), _) if bound > most => Some(quote!(support::never(value, #keyword))),
        (Some(bound), _) => {
            let bound = number(bound);
            Some(quote!(support::at_least(*value, #bound, #keyword)))
        }
        (_, Some(bound)) if bound >= most => None,
        (_, Some(bound)) if bound < least => Some(quote!(support::never(value, #keyword))),
        (_, Some(bound)) => {
            let bound = number(bound);
            Some(quote!(support::at_most(*value, #bound, #keyword)))
        }
        (None, None) => None,
    }
}
