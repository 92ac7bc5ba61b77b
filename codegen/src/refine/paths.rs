//! typify's types as a person writes them: prelude names bare, the model's types by their final names.

use super::{Context, ident};
use crate::engine::ShapedType;
use crate::model::TypeId;
use quote::ToTokens;
use syn::Token;
use syn::punctuated::Punctuated;

/// What every module knows by a bare name.
const PRELUDE: [&str; 4] = ["std::string::String", "std::option::Option", "std::vec::Vec", "std::boxed::Box"];

impl Context<'_> {
    /// A type of typify's, as it stands in this module.
    pub(super) fn written(&self, shaped: &ShapedType) -> syn::Type {
        match shaped {
            ShapedType::Unit => {
                let (paren_token, elems) = (syn::token::Paren::default(), Punctuated::new());
                syn::Type::Tuple(syn::TypeTuple { paren_token, elems })
            }
            ShapedType::Model(id) => self.path(*id),
            // A map of any values.
            ShapedType::Path(path, _) if path == "serde_json::Map" => syn::parse_quote!(support::Properties),
            ShapedType::Path(path, arguments) => {
                let bare = path.rsplit("::").next().filter(|_| PRELUDE.contains(&path.as_str()));
                path_of(bare.unwrap_or(path).split("::"), arguments.iter().map(|argument| self.written(argument)))
            }
        }
    }

    /// The path of a type of the model, as seen from this module.
    fn path(&self, id: TypeId) -> syn::Type {
        let def = self.model.get(id);
        if def.module == self.def.module {
            return path_of([def.name.as_str()], []);
        }
        path_of(["super", &self.model.modules[def.module].name, &def.name], [])
    }
}

/// The type of a path, with what stands between its angle brackets.
fn path_of<'a>(names: impl IntoIterator<Item = &'a str>, arguments: impl IntoIterator<Item = syn::Type>) -> syn::Type {
    let mut segments: Punctuated<syn::PathSegment, Token![::]> =
        names.into_iter().map(|name| syn::PathSegment::from(ident(name))).collect();
    let args: Punctuated<_, _> = arguments.into_iter().map(syn::GenericArgument::Type).collect();
    if let Some(last) = segments.last_mut().filter(|_| !args.is_empty()) {
        last.arguments = syn::PathArguments::AngleBracketed(syn::AngleBracketedGenericArguments {
            colon2_token: None,
            lt_token: <Token![<]>::default(),
            args,
            gt_token: <Token![>]>::default(),
        });
    }
    syn::Type::Path(syn::TypePath { qself: None, path: syn::Path { leading_colon: None, segments } })
}

/// A link to a type of the model in documentation.
pub(super) fn link(context: &Context<'_>, id: TypeId) -> String {
    let def = context.model.get(id);
    let name = &def.name;
    if def.module == context.def.module {
        return format!("[`{name}`]");
    }
    format!("[`{name}`](super::{}::{name})", context.model.modules[def.module].name)
}

/// What stands between the angle brackets of `Option<…>`, where the type is one.
pub(super) fn less_option(written: &syn::Type) -> Option<&syn::Type> {
    let syn::Type::Path(path) = written else { return None };
    let segment = path.path.segments.last()?;
    match &segment.arguments {
        syn::PathArguments::AngleBracketed(arguments) if segment.ident == "Option" => match arguments.args.first()? {
            syn::GenericArgument::Type(inner) => Some(inner),
            _ => None,
        },
        _ => None,
    }
}

/// A type as the text of an attribute.
pub(super) fn text(written: &syn::Type) -> String {
    written.to_token_stream().to_string().replace(' ', "").replace(',', ", ")
}
