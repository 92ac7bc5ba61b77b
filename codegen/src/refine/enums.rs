//! An enum for a schema whose values are some strings.

use super::docs::{self, doc};
use super::{Context, ident, schemars};
use crate::model::{OtherStrings, Strings, Variant};
use proc_macro2::TokenStream;
use quote::quote;

/// The enum and its impls.
pub(super) fn code(context: &Context<'_>, strings: &Strings) -> TokenStream {
    let Strings { keyword, variants, others } = strings;
    if let Some(others) = others {
        return open(context, variants, others);
    }
    let name = ident(&context.def.name);
    let head = context.head(true, false, Vec::new());
    let declared = variants.iter().map(|variant| declaration(context, variant));
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

fn declaration(context: &Context<'_>, Variant { name, value, annotations }: &Variant) -> TokenStream {
    let ident = ident(name);
    let mut said: Vec<_> = (name != value).then(|| quote!(rename = #value)).into_iter().collect();
    if annotations.is_empty() || context.def.private {
        let said = schemars::attribute(&said);
        return quote!(#said #ident);
    }
    let doc = doc(annotations, &format!("The string {}.", docs::code(value)), []);
    said.extend(schemars::annotations(annotations, &doc));
    let (doc, said) = (doc.attributes, schemars::attribute(&said));
    let deprecated = annotations.deprecated.then(|| quote!(#[deprecated]));
    quote!(#doc #said #deprecated #ident)
}

/// The enum of some strings and any other, and its impls.
fn open(context: &Context<'_>, variants: &[Variant], others: &OtherStrings) -> TokenStream {
    let name = ident(&context.def.name);
    let head = context.head(false, false, schemars::open(others));
    let declared = variants.iter().map(|variant| declaration(context, variant));
    let names: Vec<_> = variants.iter().map(|variant| ident(&variant.name)).collect();
    let values: Vec<_> = variants.iter().map(|variant| &variant.value).collect();
    let location = context.def.typed_by.to_string();
    let other = ident(&others.name);
    let untagged = schemars::attribute(&[quote!(untagged)]);
    let decode = context.decode(&quote! {
        let text: String = support::Decode::decode(deserializer, &at.under(#location))?;
        Ok(Self::from(text))
    });
    quote! {
        #head
        #[allow(missing_docs, reason = "a doc comment on a variant would turn the derived `enum` into a `oneOf`")]
        pub enum #name {
            #(#declared,)*
            #untagged
            #other(String),
        }

        impl #name {
            /// Every variant of a string that the schema names, in its order.
            pub const KNOWN: &'static [Self] = &[#(Self::#names),*];

            /// The string in JSON.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#names => #values,)*
                    Self::#other(text) => text,
                }
            }
        }

        impl From<String> for #name {
            /// The variant of a string: that which is named after it, where there is one.
            fn from(text: String) -> Self {
                match &*text {
                    #(#values => Self::#names,)*
                    _ => Self::#other(text),
                }
            }
        }

        impl From<&str> for #name {
            fn from(text: &str) -> Self {
                text.to_owned().into()
            }
        }

        impl std::str::FromStr for #name {
            type Err = std::convert::Infallible;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(text.into())
            }
        }

        impl std::fmt::Display for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        #decode
    }
}
