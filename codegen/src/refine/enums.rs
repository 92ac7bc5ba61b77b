//! An enum for a schema whose values are some strings.

use super::{Context, deserialize, ident, schemars};
use crate::model::Variant;
use proc_macro2::TokenStream;
use quote::quote;

/// The enum and its impls.
pub(super) fn code(context: &Context<'_>, variants: &[Variant]) -> TokenStream {
    let name = ident(&context.def.name);
    let head = context.head(true, false, &[], Vec::new());
    let declared = variants.iter().map(|variant| {
        let Variant { name, value } = variant;
        let ident = ident(name);
        let rename = (name != value).then(|| schemars::attribute(&[quote!(rename = #value)]));
        quote!(#rename #ident)
    });
    let location = context.def.location.to_string();
    let names: Vec<_> = variants.iter().map(|variant| ident(&variant.name)).collect();
    let values: Vec<_> = variants.iter().map(|variant| &variant.value).collect();
    let deserialize = deserialize(&name);
    quote! {
        #head
        #[allow(missing_docs, reason = "a doc comment on a variant would turn the derived `enum` into a `oneOf`")]
        pub enum #name { #(#declared),* }

        impl #name {
            /// Every variant, in the order of the schema.
            pub const ALL: &'static [Self] = &[#(Self::#names),*];

            const VALUES: &'static [&'static str] = &[#(#values),*];

            /// The string in JSON.
            #[must_use]
            pub fn as_str(&self) -> &'static str {
                match self { #(Self::#names => #values),* }
            }

            fn find(value: &str) -> Option<Self> {
                Some(match value {
                    #(#values => Self::#names,)*
                    _ => return None,
                })
            }
        }

        impl std::fmt::Display for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for #name {
            type Err = support::InvalidValue;

            fn from_str(value: &str) -> Result<Self, support::InvalidValue> {
                Self::find(value).ok_or_else(|| support::OneOf(Self::VALUES).violated("enum").under(#location))
            }
        }

        #deserialize

        impl<'de> support::Decode<'de> for #name {
            fn decode<D: serde::Deserializer<'de>>(deserializer: D, at: &support::At<'_>) -> Result<Self, D::Error> {
                let at = at.under(#location);
                support::decode_str(deserializer, &at, support::OneOf(Self::VALUES), "enum", Self::find)
            }
        }

        impl serde::Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    }
}
