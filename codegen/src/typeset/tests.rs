use super::Layouts;
use crate::load::{load, read_folder};
use crate::refine::{Refinery, order};
use crate::{Draft, Settings, engine, lower};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use std::path::Path;

/// Asserts that items are set as prettyplease sets each of them.
fn assert_set_alike(layouts: &Layouts, stream: TokenStream) {
    let items = syn::parse2::<syn::File>(stream.clone()).unwrap().items;
    let unparse = |item| prettyplease::unparse(&syn::File { shebang: None, attrs: Vec::new(), items: vec![item] });
    let expected: Vec<String> = items.into_iter().map(unparse).collect();
    assert_eq!(layouts.print(stream).unwrap().join("\n"), expected.join("\n"));
}

#[test]
fn types_of_every_shape_are_set_alike() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/shapes/schema");
    let documents = load(read_folder(&folder).unwrap(), Draft::Draft7).unwrap();
    let settings = Settings::default();
    let (model, _) = lower::lower(&documents, &settings).unwrap();
    let shaped = engine::shape(&model).unwrap();
    let refinery = Refinery::new(&model, &shaped);
    let layouts = Layouts::default();
    for id in order(&model).concat() {
        assert_set_alike(&layouts, refinery.items(id).unwrap());
    }
}

#[test]
fn names_of_every_width_are_set_alike() {
    let layouts = Layouts::default();
    for width in 1..120 {
        let (name, field) = ("N".repeat(width), "f".repeat(width));
        let (ty, field) = (Ident::new(&name, Span::call_site()), Ident::new(&field, Span::call_site()));
        for count in [1, 2, 5] {
            let fields: Vec<_> = (0..count).map(|n| Ident::new(&format!("{field}{n}"), Span::call_site())).collect();
            let values: Vec<_> = fields.iter().map(|field| quote!(#field: members.required(#field, #name)?)).collect();
            let reads: Vec<_> = fields.iter().map(|field| quote!(members.read(&mut #field)?)).collect();
            let names = vec![&name; count];
            let types = vec![quote!(std::collections::BTreeMap<String, Vec<#ty>>); count];
            assert_set_alike(
                &layouts,
                quote! {
                    /// A type.
                    #[derive(Clone, Debug)]
                    #[cfg_attr(feature = "schemars", schemars(rename = #name, title = #name, extend("a" = {"b": #name})))]
                    pub struct #ty { #(#[doc = #name] #[schemars(default, with = #name)] pub #fields: #types),* }

                    pub enum #ty { #(#fields(#ty)),* }

                    impl<'de> support::Decode<'de> for #ty {
                        pub const ALL: &'static [Self] = &[#(Self::#fields),*];
                        const NAMES: &'static [&'static str] = &[#(#names),*];
                        /// A value.
                        #[must_use]
                        pub fn new(#(#fields: #types),*) -> Self {
                            Self { #(#fields,)* }
                        }
                        fn decode<D: serde::Deserializer<'de>>(#field: D) -> Result<Self, D::Error> {
                            use serde::ser::SerializeMap as _;
                            let #field: #ty = support::Decode::decode(deserializer, &at.under(#name))?;
                            while let Some(#field) = members.next_member()? {
                                match #field {
                                    #(#count => #reads,)*
                                    1 => { let at = &at.under(#name); #field.#field(at) }
                                    Some(0) => self.#field.as_ref().map(|#field| #field.of(#name)).unwrap_or(#name),
                                    _ => {}
                                }
                            }
                            if #field { return Err(#field.unknown()); }
                            Self::find(#field).ok_or_else(|| support::OneOf(#field).violated("enum").under(#name))?;
                            matches!(#field, Some(0) | None);
                            Ok(Self { #(#values),* })
                        }
                    }
                },
            );
        }
    }
}
