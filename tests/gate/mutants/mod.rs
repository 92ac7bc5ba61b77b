//! Types say their schemas: whatever is changed of a generated type, its derived schema is another one.
//!
//! Each change of each type is planted in a module of its own, beside the types as they are. What the type derives there is
//! compared with what it derives unchanged. Only what schemas are derived from is kept: the item, the constants that its
//! attributes name, and `Beside`.

mod planter;

use crate::attributes::{self, plain};
use crate::subjects::{mutant, root};
use isotype::load::{Source, load};
use isotype::verify::Program;
use isotype::{DerivedDialect, Generated, Settings, Support, Workspace, generate};
use planter::{Mutant, mutants};
use quote::{ToTokens as _, quote};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;
use syn::{File, ImplItem, Item, parse_quote};

/// The shapes whose types are changed.
const SHAPES: [&str; 5] = ["base", "choices", "containers", "optional", "tagged"];

/// The cases of keywords whose types are changed.
const CASES: [&str; 9] = [
    "annotations_of_parts",
    "contains",
    "deprecated",
    "dependent",
    "if_then_else",
    "one_of",
    "pattern_properties",
    "prefix_items",
    "unevaluated_properties",
];

/// Changes that leave a derived schema as it is, by a part of what they are called, and why that is right.
const UNSEEN: [(&str, &str); 22] = [
    ("additional_properties: ", "it keeps what the schema does not name: promise 2 misses it"),
    ("pattern_properties: ", "`Beside` says what it keeps, of the types of the values: promise 2 misses it"),
    ("pattern_properties_2: ", "like the first one"),
    ("additional_items: in an Option", "of an array, the schema of its items is said alone"),
    ("additional_items: documentation", "of an array, the schema of its items is said alone"),
    ("Point.second: in no Option", "an item that may be missing is told by `minItems`"),
    ("Point.second: default", "an item that may be missing is told by `minItems`"),
    ("size: in ", "one `Option` is optional and nullable, and so are two: promise 2 tells them apart"),
    ("sometimes_or_null: in ", "one `Option` is optional and nullable, and so are two: promise 2 tells them apart"),
    ("made: in ", "one `Option` is optional and nullable, and so are two: promise 2 tells them apart"),
    ("referred: in ", "one `Option` is optional and nullable, and so are two: promise 2 tells them apart"),
    ("Maybe.0: in an Option", "a null is one however often it is allowed"),
    ("retries: u16 for u8", "the bounds of the schema are said beside the type"),
    (": 1 for 0", "the property is the last one as well"),
    (": 2 for 1", "the property is the last one as well"),
    ("A.inline: deprecated dropped", "the field and the type that stands there say it both"),
    ("Maybe: deprecated dropped", "the newtype and the type that stands there say it both"),
    ("retries: skip_serializing_if", "the schema has a `default` of its own"),
    ("JudgedObject.address: skip_serializing_if", "what only judges is not encoded, and so has no default"),
    ("JudgedObject.code: skip_serializing_if", "what only judges is not encoded, and so has no default"),
    ("JudgedObject.address: with", "its schema says no type, so that it allows `null` already"),
    ("JudgedObject.code: with", "its schema says no type, so that it allows `null` already"),
];

/// The types that are changed.
pub static MUTANTS: LazyLock<Mutants> = LazyLock::new(Mutants::of_all);

/// Types with changes, in one program.
pub struct Mutants {
    code: String,
    /// The path of each type, as it is or changed.
    paths: Vec<String>,
    planted: Vec<Planted>,
}

/// A type, as it is or changed.
struct Planted {
    /// The module of the type.
    module: String,
    /// What is changed; nothing for a type as it is.
    change: Option<String>,
    /// What attributes say in place of Rust items.
    offences: Vec<String>,
}

impl Mutants {
    fn of_all() -> Self {
        let mut all = Mutants { code: include_str!("derives.rs").to_owned(), paths: Vec::new(), planted: Vec::new() };
        let support = Support::full().source;
        all.code.push_str(&format!("pub mod support {{\n{support}}}\n"));
        let shapes = Workspace::open(root().join("tests/shapes")).and_then(|shapes| shapes.generate());
        all.add("shapes", &shapes.expect("the schemas are right")[0], |module| SHAPES.contains(&module));
        for case in CASES {
            all.add(case, &self::case(case), |_| true);
        }
        all
    }

    /// Plants each change of the types of some modules.
    fn add(&mut self, name: &str, generated: &Generated, is_changed: impl Fn(&str) -> bool) {
        let modules = generated.modules_alone();
        let file: File = syn::parse_file(&modules).expect("generated code is Rust");
        let mut code = format!("pub mod {name} {{\nuse super::support;\n{modules}\n");
        for item in &file.items {
            let Item::Mod(module) = item else { continue };
            if !is_changed(&module.ident.to_string()) {
                continue;
            }
            let (ident, items) = (&module.ident, module.content.as_ref().map_or(&[][..], |(_, items)| items));
            for (ty, items) in types(items) {
                let same = Mutant { change: String::new(), items: items.clone() };
                for Mutant { change, items } in std::iter::once(same).chain(mutants(&items)) {
                    let number = self.planted.len();
                    let (mutant, alias) = (quote::format_ident!("m{number}"), quote::format_ident!("M{number}"));
                    let file = File { shebang: None, attrs: Vec::new(), items };
                    let items = &file.items;
                    // A `default` is asked for its value.
                    let encoded = quote! {
                        impl serde::Serialize for #ty {
                            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                                serializer.serialize_unit()
                            }
                        }
                    };
                    let text = quote! {
                        pub mod #mutant { use super::#ident::*; use super::support; #(#items)* #encoded }
                        pub type #alias = super::Derives<#mutant::#ty>;
                    };
                    code.push_str(&format!("{text}\n"));
                    self.paths.push(format!("{name}::{alias}"));
                    self.planted.push(Planted {
                        module: format!("{name}::{ident}"),
                        change: Some(change).filter(|change| !change.is_empty()),
                        offences: attributes::offences(&file),
                    });
                }
            }
        }
        self.code.push_str(&format!("{code}}}\n"));
    }

    /// Writes the program.
    pub fn write(&self, folder: &Path) -> std::io::Result<Program> {
        let root = folder.join("mutants.rs");
        std::fs::create_dir_all(folder)?;
        if !std::fs::read_to_string(&root).is_ok_and(|text| text == self.code) {
            std::fs::write(&root, &self.code)?;
        }
        let (manifest, types) = (Support::full().manifest, self.paths.clone());
        Ok(Program { root, manifest, types, dialect: DerivedDialect::default() })
    }
}

/// What is generated for a case of keywords.
fn case(name: &str) -> Generated {
    let path = root().join("codegen/tests/keywords/cases").join(name).with_extension("json");
    let text = std::fs::read_to_string(path).expect("the case is there");
    let case: Value = serde_json::from_str(&text).expect("the case is JSON");
    let text = case["settings"].as_str().unwrap_or_default();
    let settings = Settings::parse(Path::new("isotype.toml"), text).expect("the settings are TOML").remove(0);
    let schemas = case["schemas"].as_object().expect("the case has schemas");
    let source = |(name, schema): (&String, &Value)| Source {
        name: name.clone(),
        path: name.into(),
        uri: None,
        bytes: schema.to_string().into_bytes(),
    };
    let documents = load(schemas.iter().map(source).collect(), settings.dialect);
    documents.and_then(|documents| generate(documents, &settings)).expect("the schemas are right")
}

/// The types of a module, each with the items that its schema is derived from.
fn types(items: &[Item]) -> Vec<(syn::Ident, Vec<Item>)> {
    let derives = |item: &Item| -> Option<(syn::Ident, Item)> {
        let mut item = item.clone();
        let (name, attributes, visibility) = match &mut item {
            Item::Struct(item) => (item.ident.clone(), &mut item.attrs, &mut item.vis),
            Item::Enum(item) => (item.ident.clone(), &mut item.attrs, &mut item.vis),
            _ => return None,
        };
        *visibility = parse_quote!(pub);
        attributes.retain(|attribute| !attribute.path().is_ident("derive"));
        Some((name, item))
    };
    let types = items.iter().filter_map(derives);
    let with_impls = types.map(|(name, ty)| {
        let text = ty.to_token_stream().to_string();
        let is_named = |item: &ImplItem| match item {
            ImplItem::Const(constant) => text.contains(&format!("Self :: {}", constant.ident)),
            _ => false,
        };
        let said = items.iter().filter_map(|item| {
            let Item::Impl(item) = item else { return None };
            let mut item = item.clone();
            let of = item.trait_.as_ref().map(|(_, path, _)| plain(path));
            match of.as_deref() {
                Some("support::Beside") => {}
                None => item.items.retain(is_named),
                _ => return None,
            }
            (name == plain(&item.self_ty) && !item.items.is_empty()).then_some(Item::Impl(item))
        });
        let said: Vec<Item> = said.collect();
        (name, std::iter::once(ty).chain(said).collect())
    });
    with_impls.collect()
}

#[test]
fn whatever_is_changed_of_a_type_changes_what_it_says() {
    let (mut unseen, mut used, mut same) = (Vec::new(), BTreeSet::new(), String::new());
    for (position, planted) in MUTANTS.planted.iter().enumerate() {
        let derived = mutant(position).derived().expect("the program runs").to_string();
        let Some(change) = &planted.change else {
            same = derived;
            assert!(planted.offences.is_empty(), "{}: {:#?}", planted.module, planted.offences);
            continue;
        };
        if derived != same || !planted.offences.is_empty() {
            continue;
        }
        match UNSEEN.iter().find(|(part, _)| change.contains(part)) {
            Some((part, _)) => drop(used.insert(*part)),
            None => unseen.push(format!("{}: {change}", planted.module)),
        }
    }
    assert!(unseen.is_empty(), "{} of {}:\n{}", unseen.len(), MUTANTS.planted.len(), unseen.join("\n"));
    let idle = UNSEEN.iter().find(|(part, _)| !used.contains(part));
    assert!(idle.is_none(), "nothing is unseen for `{}`", idle.map_or("", |(part, _)| part));
}
