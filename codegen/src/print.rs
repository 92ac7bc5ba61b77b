//! Items to files: the sources of the generated crate.
//!
//! Output depends on nothing but the model: no dates, no paths, no hash order.

use crate::manifest;
use crate::model::{Model, Module};
use crate::refine;
use crate::settings::Settings;
use crate::support;
use std::collections::BTreeMap;

/// The name of the constant that holds a document's text.
const SCHEMA: &str = "SCHEMA";

/// The files of the generated crate's `src`, by their path below it.
pub(crate) type Files = BTreeMap<String, String>;

/// The files for the items of every module.
pub(crate) fn print(model: &Model, items: Vec<Vec<syn::Item>>, settings: &Settings) -> Files {
    let mut files = Files::new();
    for (module, items) in model.modules.iter().zip(items) {
        let deprecated = items.iter().any(is_deprecated) || uses_deprecated(model, module);
        let mut text = format!("//! The types of the schema document `{}`.\n\n", module.document);
        if deprecated {
            text.push_str(
                "#![allow(deprecated, reason = \"deprecated properties are still decoded and encoded\")]\n\n",
            );
        }
        let mut items = items.into_iter();
        text.extend(items.next().map(unparse));
        text.push_str(&format!(
            "\n/// The text of the schema document.\npub const {SCHEMA}: &str = include_str!(\"schema/{}\");\n",
            module.document
        ));
        for item in items {
            text.push('\n');
            text.push_str(&unparse(item));
        }
        files.insert(format!("{}.rs", module.name), generated(&text));
        files.insert(format!("schema/{}", module.document), module.text.clone());
    }
    let pieces = support::pieces(model);
    files.insert("support.rs".to_owned(), generated(&support::text(&pieces)));
    files.insert("lib.rs".to_owned(), generated(&root(model)));
    files.insert(manifest::FILE.to_owned(), manifest::text(model, settings));
    files
}

/// The same files as one, with a module for each, for `include!`. The schema documents stay files beside it.
pub(crate) fn bundle(model: &Model, files: &Files) -> String {
    let mut text = String::new();
    let modules = model.modules.iter().map(|module| module.name.as_str());
    for module in std::iter::once("support").chain(modules) {
        let body = files.get(&format!("{module}.rs")).map_or("", String::as_str);
        text.push_str(&format!("#{ALLOWED}{}pub mod {module} {{\n{body}}}\n", attributes(module)));
    }
    text.push_str(&exports(model));
    generated(&text)
}

/// The crate's `lib.rs`.
fn root(model: &Model) -> String {
    let mut text = String::from("//! Types that mean exactly what their JSON Schemas mean.\n//!\n");
    text.push_str("//! | schema document | type |\n//! | --- | --- |\n");
    for module in &model.modules {
        let name = &model.get(module.root).name;
        let target =
            if is_exported(model, module) { String::new() } else { format!("(self::{}::{name})", module.name) };
        text.push_str(&format!("//! | `{}` | [`{name}`]{target} |\n", module.document));
    }
    let mut modules: Vec<&str> = model.modules.iter().map(|module| module.name.as_str()).collect();
    modules.push("support");
    modules.sort_unstable();
    text.push_str(&format!("\n#!{ALLOWED}\n"));
    for module in modules {
        // The file of a module is found by a name of ASCII alone.
        let path = if module.is_ascii() { String::new() } else { format!("#[path = \"{module}.rs\"]\n") };
        text.push_str(&format!("{path}{}pub mod {module};\n", attributes(module)));
    }
    text.push('\n');
    text.push_str(&exports(model));
    text
}

/// What is allowed of the modules of schemas.
const ALLOWED: &str = "[allow(
    clippy::approx_constant,
    clippy::doc_lazy_continuation,
    clippy::doc_markdown,
    clippy::doc_overindented_list_items,
    clippy::enum_variant_names,
    clippy::module_inception,
    clippy::module_name_repetitions,
    clippy::option_option,
    clippy::struct_excessive_bools,
    clippy::struct_field_names,
    clippy::too_many_lines,
    clippy::unit_arg,
    clippy::unreadable_literal,
    reason = \"names, numbers, words and sizes are those of the schemas\"
)]
";

fn attributes(module: &str) -> &'static str {
    if module == "support" {
        "#[rustfmt::skip]\n#[allow(dead_code, reason = \"not every crate calls all that the support module has\")]\n"
    } else {
        "#[rustfmt::skip]\n"
    }
}

fn exports(model: &Model) -> String {
    let mut modules: Vec<&Module> = model.modules.iter().filter(|module| is_exported(model, module)).collect();
    modules.sort_unstable_by_key(|module| &module.name);
    let export = |module: &Module| {
        let root = model.get(module.root);
        let allow = if root.annotations.deprecated { ALLOW_DEPRECATED } else { "" };
        format!("{allow}pub use self::{}::{};\n", module.name, root.name)
    };
    modules.into_iter().map(export).collect()
}

/// Whether the root of the crate has the type of a whole document too. A name that two modules give to their types, or
/// that a module has, is left to its module.
fn is_exported(model: &Model, module: &Module) -> bool {
    let name = &model.get(module.root).name;
    let same = |other: &&Module| model.get(other.root).name == *name;
    model.modules.iter().filter(same).count() == 1 && model.modules.iter().all(|other| other.name != *name)
}

const ALLOW_DEPRECATED: &str = "#[allow(deprecated, reason = \"a deprecated type is still exported\")]\n";

/// Whether a module uses deprecated types of other modules.
fn uses_deprecated(model: &Model, module: &Module) -> bool {
    let types = model.types.iter().filter(|def| model.modules[def.module].name == module.name);
    let mut found = false;
    for used in types.flat_map(|def| def.kind.uses()) {
        used.named(&mut |id| found |= model.get(id).annotations.deprecated);
    }
    found
}

fn generated(text: &str) -> String {
    // What turns the direction of text is shown by its escape: rustc denies it as it is.
    let mut visible = String::with_capacity(text.len());
    for character in text.chars() {
        if refine::turns(character) {
            visible.extend(character.escape_unicode());
        } else {
            visible.push(character);
        }
    }
    format!("// @generated by isotype; do not edit: change the schema and run `cargo isotype generate`.\n\n{visible}")
}

fn unparse(item: syn::Item) -> String {
    let text = prettyplease::unparse(&syn::File { shebang: None, attrs: Vec::new(), items: vec![item] });
    let mut spaced = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        spaced.push_str(line);
        spaced.push('\n');
        // prettyplease sets the items of an impl without blank lines between them.
        let item = |line: &str| line.starts_with("    ") && !line.starts_with("     ");
        let ends = item(line) && line.ends_with(['}', ';']);
        let starts =
            |next: &str| ["fn ", "pub fn ", "#[", "///"].iter().any(|start| next.trim_start().starts_with(start));
        if ends && lines.peek().is_some_and(|next| item(next) && starts(next)) {
            spaced.push('\n');
        }
    }
    spaced
}

fn is_deprecated(item: &syn::Item) -> bool {
    let marked =
        |attributes: &[syn::Attribute]| attributes.iter().any(|attribute| attribute.path().is_ident("deprecated"));
    match item {
        syn::Item::Struct(item) => marked(&item.attrs) || item.fields.iter().any(|field| marked(&field.attrs)),
        syn::Item::Enum(item) => marked(&item.attrs),
        _ => false,
    }
}
