//! A newtype for a schema with a name that is neither an object with properties nor some strings.
//!
//! Without checks its field is public. With checks it is private, and the only ways in check the value, so every value of
//! the type is valid.

use super::{Context, checks, ident, schemars};
use crate::model::{Shape, TypeUse};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// The newtype and its impls.
pub(super) fn code(context: &Context<'_>, inner: &TypeUse) -> Result<TokenStream, String> {
    let name = ident(&context.def.name);
    let ty = context.held().next().ok_or("typify shaped a newtype without a field")?;
    let location = context.def.typed_by.to_string();
    // A bound that the type keeps by itself needs no check.
    let statements = checks::statements(context, inner, &context.def.typed_by);
    let mut said = schemars::checks(inner);
    said.extend(schemars::transforms(context, inner, &context.def.annotations));
    let head = context.head(false, context.traits.has_default(context.id), said);
    let check = statements.as_ref().map(|_| quote!(Self::check(&value).map_err(|violation| violation.at(&at))?;));
    let decode = context.decode(&quote! {
        let at = at.under(#location);
        let value: #ty = support::Decode::decode(deserializer, &at)?;
        #check
        Ok(Self(value))
    });
    let check = statements.map(|statements| check_code(&name, &ty, &statements));
    let serialize = context.encoded(quote! {
        impl serde::Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.0.serialize(serializer)
            }
        }
    });
    if context.def.private {
        return Ok(quote!(#head pub(super) struct #name(#ty); #check #decode #serialize));
    }
    let checked = check.is_some() || !context.def.conditions.is_empty();
    let construct = if !context.def.conditions.is_empty() {
        try_from(
            &name,
            &ty,
            &quote! {
                let made = Self(value);
                support::Validate::validate(&made)?;
                Ok(made)
            },
        )
    } else if checked {
        try_from(
            &name,
            &ty,
            &quote! {
                Self::check(&value).map_err(|violation| violation.under(#location))?;
                Ok(Self(value))
            },
        )
    } else {
        from(&name, &ty)
    };
    let visibility = (!checked).then(|| quote!(pub));
    let text = (!inner.nullable).then(|| match inner.shape {
        Shape::String => text_code(&name, checked),
        Shape::Integer(_) | Shape::Number | Shape::Boolean => display(&name),
        _ => TokenStream::new(),
    });
    Ok(quote! {
        #head
        pub struct #name(#visibility #ty);

        impl std::ops::Deref for #name {
            type Target = #ty;

            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }

        impl From<#name> for #ty {
            fn from(value: #name) -> Self {
                value.0
            }
        }

        #check
        #construct
        #text
        #decode
        #serialize
    })
}

fn check_code(name: &Ident, ty: &syn::Type, statements: &TokenStream) -> TokenStream {
    let borrowed = borrowed(ty);
    quote! {
        impl #name {
            fn check(value: &#borrowed) -> Result<(), support::Violation> {
                #statements
            }
        }
    }
}

fn from(name: &Ident, ty: &syn::Type) -> TokenStream {
    quote! {
        impl From<#ty> for #name {
            fn from(value: #ty) -> Self {
                Self(value)
            }
        }
    }
}

fn try_from(name: &Ident, ty: &syn::Type, body: &TokenStream) -> TokenStream {
    quote! {
        impl TryFrom<#ty> for #name {
            type Error = support::InvalidValue;

            fn try_from(value: #ty) -> Result<Self, Self::Error> {
                #body
            }
        }
    }
}

/// What a reference to a type is best a reference to: of a text or an array, its slice.
fn borrowed(ty: &syn::Type) -> TokenStream {
    let syn::Type::Path(path) = ty else { return quote!(#ty) };
    let Some(last) = path.path.segments.last() else { return quote!(#ty) };
    match &last.arguments {
        syn::PathArguments::AngleBracketed(arguments) if last.ident == "Vec" => {
            let items = &arguments.args;
            quote!([#items])
        }
        syn::PathArguments::None if last.ident == "String" && path.path.segments.len() == 1 => quote!(str),
        _ => quote!(#ty),
    }
}

/// What a plain value is shown as.
fn display(name: &Ident) -> TokenStream {
    quote! {
        impl std::fmt::Display for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.0, f)
            }
        }
    }
}

/// What a text can be made from and shown as.
fn text_code(name: &Ident, checked: bool) -> TokenStream {
    let (error, construct) = if checked {
        (quote!(support::InvalidValue), quote!(Self::try_from(value.to_owned())))
    } else {
        (quote!(std::convert::Infallible), quote!(Ok(Self(value.to_owned()))))
    };
    let from = (!checked).then(|| {
        quote! {
            impl From<&str> for #name {
                fn from(value: &str) -> Self {
                    Self(value.to_owned())
                }
            }
        }
    });
    let display = display(name);
    quote! {
        #display
        #from

        impl AsRef<str> for #name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for #name {
            type Err = #error;

            fn from_str(value: &str) -> Result<Self, Self::Err> {
                #construct
            }
        }
    }
}
