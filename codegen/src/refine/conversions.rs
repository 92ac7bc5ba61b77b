//! What makes values of a type from those that it holds.

use super::{Context, ident};
use crate::model::{Shape, TypeUse};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use std::collections::HashMap;

/// `From` for each variant of an enum whose type no other one holds, nor any value at all: the variants, how they hold their
/// values, and of which type.
pub(super) fn of_variants(context: &Context<'_>, variants: &[(&Ident, &TypeUse, &syn::Type)]) -> TokenStream {
    let name = ident(&context.def.name);
    let variants =
        variants.iter().filter(|(_, held, _)| !matches!(held.shape, Shape::Any | Shape::Null | Shape::Never));
    let variants: Vec<_> = variants.map(|(variant, _, ty)| (variant, unboxed(ty))).collect();
    let mut holders: HashMap<String, usize> = HashMap::new();
    for (_, (ty, _)) in &variants {
        *holders.entry(ty.to_token_stream().to_string()).or_default() += 1;
    }
    let is_sure = |ty: &syn::Type| {
        let text = ty.to_token_stream().to_string();
        // What holds itself is made from itself already.
        holders[&text] == 1 && text != context.def.name
    };
    let sure = variants.iter().filter(|(_, (ty, _))| is_sure(ty));
    let impls = sure.map(|(variant, (ty, is_boxed))| {
        let value = if *is_boxed { quote!(Box::new(value)) } else { quote!(value) };
        quote! {
            impl From<#ty> for #name {
                fn from(value: #ty) -> Self {
                    Self::#variant(#value)
                }
            }
        }
    });
    impls.collect()
}

/// A type, and whether it stood in a box.
fn unboxed(ty: &syn::Type) -> (&syn::Type, bool) {
    let syn::Type::Path(path) = ty else { return (ty, false) };
    let Some(last) = path.path.segments.last().filter(|last| last.ident == "Box") else { return (ty, false) };
    match &last.arguments {
        syn::PathArguments::AngleBracketed(arguments) => match arguments.args.first() {
            Some(syn::GenericArgument::Type(inner)) => (inner, true),
            _ => (ty, false),
        },
        _ => (ty, false),
    }
}
