//! An enum for a schema whose values are some strings.

use super::{Context, ident, schemars};
use crate::model::{Strings, Variant};
use proc_macro2::TokenStream;
use quote::quote;

/// The enum and its impls.
pub(super) fn code(context: &Context<'_>, strings: &Strings) -> TokenStream {
    let Strings { keyword, variants } = strings;
    let name = ident(&context.def.name);
    let head = context.head(true, false, &[], Vec::new());
    let declared = variants.iter().map(|variant| {
        let Variant { name, value } = variant;
        let ident = ident(name);
        let rename = (name != value).then(|| schemars::attribute(&[quote!(rename = #value)]));
        quote!(#rename #ident)
    });
    let location = context.def.typed_by.to_string();
    let names: Vec<_> = variants.iter().map(|variant| ident(&variant.name)).collect();
    let values: Vec<_> = variants.iter().map(|variant| &variant.value).collect();
    let decode = context.decode(&quote! {
        let at = at.under(#location);
        support::decode_str(deserializer, &at, support::OneOf(Self::VALUES), #keyword, Self::find)
    });
    let table = quote!(const VALUES: &'static [&'static str] = &[#(#values),*];);
    let text = quote! {
        #[must_use]
        pub fn as_str(&self) -> &'static str {
            match self { #(Self::#names => #values),* }
        }
    };
    let find = quote! {
        fn find(value: &str) -> Option<Self> {
            Some(match value {
                #(#values => Self::#names,)*
                _ => return None,
            })
        }
    };
    let serialize = context.encoded(quote! {
        impl serde::Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    });
    if context.def.private {
        let text = context.encoded(text);
        return quote! {
            #head
            pub(super) enum #name { #(#declared),* }

            impl #name {
                #table
                #text
                #find
            }

            #decode
            #serialize
        };
    }
    quote! {
        #head
        #[allow(missing_docs, reason = "a doc comment on a variant would turn the derived `enum` into a `oneOf`")]
        pub enum #name { #(#declared),* }

        impl #name {
            /// Every variant, in the order of the schema.
            pub const ALL: &'static [Self] = &[#(Self::#names),*];

            #table

            /// The string in JSON.
            #text

            #find
        }

        impl std::fmt::Display for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for #name {
            type Err = support::InvalidValue;

            fn from_str(value: &str) -> Result<Self, support::InvalidValue> {
                Self::find(value).ok_or_else(|| support::OneOf(Self::VALUES).violated(#keyword).under(#location))
            }
        }

        #decode
        #serialize
    }
}
