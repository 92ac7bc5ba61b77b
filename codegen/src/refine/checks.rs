//! Checks as code: one call of the support module for each keyword.

use crate::lower::{lower_bound, upper_bound};
use crate::model::{Check, Shape};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// The calls that check a value, each a `Result<(), Violation>`; `value` is a reference to it.
pub(super) fn calls(checks: &[Check], shape: &Shape) -> Vec<TokenStream> {
    checks.iter().filter_map(|check| call(check, shape)).collect()
}

fn call(check: &Check, shape: &Shape) -> Option<TokenStream> {
    let keyword = check.keyword();
    Some(match check {
        Check::MinLength(count) => quote!(support::min_length(value, #count)),
        Check::MaxLength(count) => quote!(support::max_length(value, #count)),
        Check::MinItems(count) => quote!(support::min_items(value, #count)),
        Check::MaxItems(count) => quote!(support::max_items(value, #count)),
        Check::Pattern(pattern) => quote! {{
            static PATTERN: std::sync::LazyLock<support::Pattern> =
                std::sync::LazyLock::new(|| support::Pattern::new(#pattern));
            PATTERN.check(value)
        }},
        Check::Format(format) => {
            let (path, wanted) =
                (syn::parse_str::<syn::Path>(format.path()).ok()?, format!("a text of the format `{}`", format.name()));
            quote!(support::format::<#path>(value, #wanted))
        }
        Check::Enum(_) | Check::Const(_) => {
            let text = check.value().to_string();
            let allowed = if keyword == "const" { format!("[{text}]") } else { text };
            quote! {{
                static VALUES: std::sync::LazyLock<Vec<serde_json::Value>> = std::sync::LazyLock::new(|| support::values(#allowed));
                support::one_of(value, #keyword, #allowed, &VALUES)
            }}
        }
        Check::Minimum(bound)
        | Check::Maximum(bound)
        | Check::ExclusiveMinimum(bound)
        | Check::ExclusiveMaximum(bound) => match shape {
            Shape::Signed => integer(check, i128::from(i64::MIN), i128::from(i64::MAX), Literal::i128_unsuffixed)?,
            Shape::Unsigned => integer(check, 0, i128::from(u64::MAX), Literal::i128_unsuffixed)?,
            _ => {
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
        },
    })
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
