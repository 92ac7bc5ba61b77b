//! typify's types as a person writes them: prelude names bare, the model's types by their final names.

use super::Context;
use crate::model::TypeId;
use quote::ToTokens;
use syn::visit_mut::{VisitMut, visit_type_path_mut};

impl Context<'_> {
    /// A type of typify's, as it stands in this module.
    pub(super) fn written(&self, shaped: &syn::Type) -> syn::Type {
        let mut written = shaped.clone();
        Rewrite { context: self }.visit_type_mut(&mut written);
        written
    }

    /// The path of a type of the model, as seen from this module.
    fn path(&self, id: TypeId) -> syn::Path {
        let def = self.model.get(id);
        let name = super::ident(&def.name);
        if def.module == self.def.module {
            return name.into();
        }
        let module = super::ident(&self.model.modules[def.module].name);
        syn::parse_quote!(super::#module::#name)
    }
}

struct Rewrite<'a> {
    context: &'a Context<'a>,
}

impl VisitMut for Rewrite<'_> {
    fn visit_type_path_mut(&mut self, node: &mut syn::TypePath) {
        visit_type_path_mut(self, node);
        if let Some(name) = node.path.get_ident()
            && let Some(id) = self.context.shaped.ids.get(&name.to_string())
        {
            node.path = self.context.path(*id);
            return;
        }
        node.path.leading_colon = None;
        let names: Vec<String> = node.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let prelude = matches!(
            names[..],
            ["std", "string", "String"] | ["std", "option", "Option"] | ["std", "vec", "Vec"] | ["std", "boxed", "Box"]
        );
        if prelude && let Some(last) = node.path.segments.pop() {
            node.path.segments = std::iter::once(last.into_value()).collect();
        }
    }
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
