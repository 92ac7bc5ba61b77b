//! Conditions as code: a value is held back, and judged before it is decoded.

use super::checks;
use super::{Context, ident};
use crate::model::{Check, Condition, Evaluated, Evaluates, Guard, Test};
use proc_macro2::TokenStream;
use quote::quote;

/// The types that the tests of a value judge by, in the order of the model.
struct Types<I>(I);

impl<I: Iterator<Item = syn::Type>> Types<I> {
    fn next(&mut self) -> syn::Type {
        self.0.next().unwrap_or_else(|| syn::parse_quote!(support::Never))
    }
}

/// The impl that judges values of a type, and decodes them by `body`.
pub(super) fn code(context: &Context<'_>, body: &TokenStream) -> TokenStream {
    let name = ident(&context.def.name);
    let location = context.def.location.to_string();
    let mut types = Types(context.conditioned());
    let tests: Vec<_> = context.def.conditions.iter().map(|condition| test(condition, &mut types)).collect();
    quote! {
        impl support::Judged for #name {
            const SCHEMA: &'static str = #location;

            fn judge(value: &support::Content<'_>, at: &support::At<'_>) -> Result<(), support::Refusal> {
                #(#tests)*
                Ok(())
            }

            fn decode_judged(
                deserializer: &support::Content<'_>,
                at: &support::At<'_>,
            ) -> Result<Self, support::Refusal> {
                #body
            }
        }
    }
}

/// The statement that judges `value`.
fn test(condition: &Condition, types: &mut Types<impl Iterator<Item = syn::Type>>) -> TokenStream {
    let location = condition.location.to_string();
    let at = quote!(&at.under(#location));
    match &condition.test {
        Test::Not(_) => {
            let schema = types.next();
            quote!(support::not(value, #at, support::judge::<#schema>)?;)
        }
        Test::Also(_) | Test::Patterns(_) => {
            let schema = types.next();
            quote!(support::judge::<#schema>(value, #at)?;)
        }
        Test::AnyOf(schemas) => {
            let schemas = schemas.iter().map(|_| types.next());
            quote!(support::any_of(value, #at, &[#(support::judge::<#schemas>),*])?;)
        }
        Test::OneOf(schemas) => {
            let schemas = schemas.iter().map(|_| types.next());
            quote!(support::exactly_one_of(value, #at, &[#(support::judge::<#schemas>),*])?;)
        }
        Test::OneOfBeyond(schemas) => {
            let schemas = schemas.iter().map(|_| types.next());
            let judged = quote!(support::exactly_one_of(value, #at, &[#(support::judge::<#schemas>),*])?;);
            quote!(if support::is_beyond(value) { #judged })
        }
        Test::If { then, otherwise, .. } => {
            let test = types.next();
            let mut branch = |schema: &Option<_>| {
                schema.as_ref().map(|_| {
                    let schema = types.next();
                    quote!(support::judge::<#schema>(value, at)?;)
                })
            };
            let (then, otherwise) = (branch(then), branch(otherwise));
            match (then, otherwise) {
                (Some(then), None) => quote!(if support::passes::<#test>(value, at) { #then }),
                (None, Some(otherwise)) => quote!(if !support::passes::<#test>(value, at) { #otherwise }),
                (then, otherwise) => quote!(if support::passes::<#test>(value, at) { #then } else { #otherwise }),
            }
        }
        Test::Dependent { property, .. } => {
            let schema = types.next();
            quote!(if support::has(value, #property) { support::judge::<#schema>(value, #at)?; })
        }
        Test::Contains { least, most, .. } => {
            let item = types.next();
            let most = most.map_or_else(|| quote!(None), |most| quote!(Some(#most)));
            quote!(support::contains::<#item>(value, #at, #least, #most)?;)
        }
        Test::UnevaluatedProperties { evaluated, .. } => {
            let evaluated: Vec<_> = evaluated.iter().map(|entry| self::evaluated(entry, types)).collect();
            let others = types.next();
            quote!(support::unevaluated_properties::<#others>(value, #at, &[#(#evaluated),*])?;)
        }
        Test::UnevaluatedItems { evaluated, .. } => {
            let evaluated: Vec<_> = evaluated.iter().map(|entry| self::evaluated(entry, types)).collect();
            let others = types.next();
            quote!(support::unevaluated_items::<#others>(value, #at, &[#(#evaluated),*])?;)
        }
        Test::Value(check) => {
            let call = match check {
                Check::UniqueItems => Some(quote!(value.as_array().map_or(Ok(()), support::unique_items))),
                check => checks::of_any(check),
            };
            quote!(support::check(#call, at)?;)
        }
    }
}

fn evaluated(entry: &Evaluated, types: &mut Types<impl Iterator<Item = syn::Type>>) -> TokenStream {
    let guards: Vec<_> = entry
        .guards
        .iter()
        .map(|guard| match guard {
            Guard::Is(_) => {
                let schema = types.next();
                quote!(support::Guard::Is(support::passes::<#schema>))
            }
            Guard::IsNot(_) => {
                let schema = types.next();
                quote!(support::Guard::IsNot(support::passes::<#schema>))
            }
            Guard::Has(property) => quote!(support::Guard::Has(#property)),
        })
        .collect();
    let what = match &entry.what {
        Evaluates::All => quote!(All),
        Evaluates::Names(names) => quote!(Names(&[#(#names),*])),
        Evaluates::Pattern(pattern) => {
            let compiled = checks::compiled(pattern);
            quote!(Pattern(|name| { #compiled PATTERN.matches(name) }))
        }
        Evaluates::First(count) => quote!(First(#count)),
        Evaluates::Items(_) => {
            let schema = types.next();
            quote!(Items(support::passes::<#schema>))
        }
    };
    quote!(support::Evaluated { guards: &[#(#guards),*], what: support::Evaluates::#what })
}
