//! Items to files: the sources of the generated crate or module.
//!
//! Output depends on nothing but the model: no dates, no paths, no hash order.

use crate::manifest;
use crate::model::{Kind, Model, Module, Part, TypeDef, TypeId};
use crate::package::Tables;
use crate::refine::{self, Refinery};
use crate::settings::{DerivedDialect, OutputKind, Settings};
use crate::support::{self, Piece, SCHEMA_SETTINGS};
use crate::typeset::Layouts;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The name of the constant that holds a document's text.
const SCHEMA: &str = "SCHEMA";

/// The files of the generated code, by their path below the folder of the sources.
pub(crate) type Files = BTreeMap<String, String>;

/// The files for the types of every module. Types are printed side by side, on all processors.
pub(crate) fn print(
    model: &Model,
    refinery: &Refinery<'_>,
    tables: &Tables,
    settings: &Settings,
) -> Result<Files, String> {
    let mut files = Files::new();
    for (module, code) in model.modules.iter().zip(codes(model, refinery)?) {
        files.insert(format!("{}.rs", module.name), code);
        files.insert(format!("schema/{}", module.document), module.text.clone());
    }
    files.insert("support.rs".to_owned(), support(&support::pieces(model, settings)));
    let root = match settings.kind {
        OutputKind::Crate => root(model, settings, ""),
        OutputKind::Module => root(model, settings, &needs(tables)),
    };
    files.insert(settings.kind.root().to_owned(), generated(&root));
    files.insert(manifest::FILE.to_owned(), manifest::text(model, settings));
    Ok(files)
}

/// The code of each module.
fn codes(model: &Model, refinery: &Refinery<'_>) -> Result<Vec<String>, String> {
    let order = refine::order(model);
    let layouts = Layouts::default();
    let print = |id: &TypeId| -> Result<String, String> { Ok(text(&layouts.print(refinery.items(*id)?)?)) };
    let heads = model.modules.iter().zip(&order).map(|(module, types)| head(model, module, types));
    let mut codes: Vec<String> = heads.collect();
    for types in order.concat().chunks(AT_ONCE) {
        for (id, printed) in types.iter().zip(crate::side_by_side(types, print)) {
            codes[model.get(*id).module].push_str(&printed?);
        }
    }
    Ok(codes)
}

/// How many types are printed before their texts are put together.
const AT_ONCE: usize = 1024;

/// What stands before the types of a module.
fn head(model: &Model, module: &Module, types: &[TypeId]) -> String {
    let mut head = format!("{GENERATED}//! The types of the schema document `{}`.\n\n", module.document);
    if use_deprecated(model, types) {
        head.push_str("#![allow(deprecated, reason = \"deprecated properties are still decoded and encoded\")]\n\n");
    }
    head.push_str("use super::support;\n");
    head.push_str(&schema_constant(&module.document));
    escaped(&head).into_owned()
}

/// The text of items, each behind a blank line.
fn text(items: &[String]) -> String {
    let mut text = String::new();
    for item in items {
        text.push('\n');
        text.push_str(&escaped(&spaced(item)));
    }
    text
}

/// The constant that holds a document's text.
fn schema_constant(document: &str) -> String {
    format!("\n/// The text of the schema document.\npub const {SCHEMA}: &str = include_str!(\"schema/{document}\");\n")
}

/// The same files as one, with a module for each, for `include!`. The schema documents stay files beside it.
pub(crate) fn bundle(model: &Model, files: &Files, settings: &Settings) -> String {
    let mut text = String::new();
    let modules = model.modules.iter().map(|module| module.name.as_str());
    for module in std::iter::once("support").chain(modules) {
        let body = files.get(&format!("{module}.rs")).map_or("", String::as_str);
        text.push_str(&as_module(module, body));
    }
    text.push_str(&exports(model, settings));
    generated(&text)
}

/// The modules of documents alone, without the documents' texts, for code that has one support module for several runs.
pub(crate) fn modules(model: &Model, files: &Files) -> String {
    let body = |Module { name, document, .. }: &Module| {
        let body = files.get(&format!("{name}.rs")).map_or("", String::as_str);
        as_module(name, &body.replace(&schema_constant(document), ""))
    };
    generated(&model.modules.iter().map(body).collect::<String>())
}

/// The text of a support module with these pieces.
pub(crate) fn support(pieces: &[&Piece]) -> String {
    generated(&support::text(pieces))
}

/// A file as a module in another one.
fn as_module(module: &str, body: &str) -> String {
    format!("#{ALLOWED}{}pub mod {module} {{\n{body}}}\n", attributes(module))
}

/// What a module says that it needs of the crate that it is in.
fn needs(tables: &Tables) -> String {
    let tables = tables.text();
    let lines: String = tables.lines().map(|line| format!("//! {line}").trim_end().to_owned() + "\n").collect();
    format!(
        "//!\n//! The crate that this module is in needs the following; one without schemars has `schemars = []` among its\n\
         //! features instead.\n//!\n//! ```toml\n{lines}//! ```\n"
    )
}

/// The file that all others are modules of, with more documentation.
fn root(model: &Model, settings: &Settings, doc: &str) -> String {
    let mut text = String::from("//! Types that mean exactly what their JSON Schemas mean.\n//!\n");
    text.push_str("//! | schema document | type |\n//! | --- | --- |\n");
    for module in &model.modules {
        let Some(name) = module.root.map(|root| &model.get(root).name) else { continue };
        let target =
            if is_exported(model, module) { String::new() } else { format!("(self::{}::{name})", module.name) };
        text.push_str(&format!("//! | `{}` | [`{name}`]{target} |\n", module.document));
    }
    let mut modules: Vec<&str> = model.modules.iter().map(|module| module.name.as_str()).collect();
    modules.push("support");
    modules.sort_unstable();
    text.push_str(&format!("{doc}\n#!{ALLOWED}\n"));
    for module in modules {
        // The file of a module is found by a name of ASCII alone.
        let path = if module.is_ascii() { String::new() } else { format!("#[path = \"{module}.rs\"]\n") };
        text.push_str(&format!("{path}{}pub mod {module};\n", attributes(module)));
    }
    text.push('\n');
    text.push_str(&exports(model, settings));
    text
}

/// What is allowed of the modules of schemas.
const ALLOWED: &str = "[allow(
    clippy::approx_constant,
    clippy::doc_lazy_continuation,
    clippy::doc_link_with_quotes,
    clippy::doc_markdown,
    clippy::doc_overindented_list_items,
    clippy::enum_variant_names,
    clippy::large_enum_variant,
    clippy::module_inception,
    clippy::module_name_repetitions,
    clippy::option_option,
    clippy::ref_option,
    clippy::semicolon_if_nothing_returned,
    clippy::similar_names,
    clippy::struct_excessive_bools,
    clippy::struct_field_names,
    clippy::too_many_lines,
    clippy::trivially_copy_pass_by_ref,
    clippy::unit_arg,
    clippy::unreadable_literal,
    reason = \"names, numbers, words and sizes are those of the schemas, and lines are broken where they are long\"
)]
";

fn attributes(module: &str) -> &'static str {
    if module == "support" {
        "#[rustfmt::skip]\n\
         #[allow(dead_code, unused_imports, reason = \"not every crate calls all that the support module has\")]\n"
    } else {
        "#[rustfmt::skip]\n"
    }
}

fn exports(model: &Model, settings: &Settings) -> String {
    let roots = model
        .modules
        .iter()
        .filter_map(|module| Some((module, model.get(module.root?))))
        .filter(|(module, _)| is_exported(model, module))
        .map(|(module, root)| (module.name.as_str(), root.name.as_str(), root.annotations.deprecated));
    let mut exports: Vec<(&str, &str, bool)> = roots.chain([("support", VALIDATE, false)]).collect();
    exports.sort_unstable();
    let export = |(module, name, deprecated)| {
        let allow = if deprecated { ALLOW_DEPRECATED } else { "" };
        format!("{allow}pub use self::{module}::{name};\n")
    };
    let mut text: String = exports.into_iter().map(export).collect();
    if settings.derived_dialect == DerivedDialect::Draft7 {
        text.push_str(&format!("#[cfg(feature = \"schemars\")]\npub use self::support::{SCHEMA_SETTINGS};\n"));
    }
    text
}

/// The trait of the support module that judges values made in Rust.
const VALIDATE: &str = "Validate";

/// Whether the root of the crate has the type of a whole document too. A name that two modules give to their types, or
/// that a module has, is left to its module.
fn is_exported(model: &Model, module: &Module) -> bool {
    let name_of = |module: &Module| module.root.map(|root| model.get(root).name.as_str());
    let Some(name) = name_of(module) else { return false };
    let same = |other: &&Module| name_of(other) == Some(name);
    name != VALIDATE
        && model.modules.iter().filter(same).count() == 1
        && model.modules.iter().all(|other| other.name != name)
}

const ALLOW_DEPRECATED: &str = "#[allow(deprecated, reason = \"a deprecated type is still exported\")]\n";

/// Whether types are deprecated, have a deprecated field, or are made of deprecated types of any module.
fn use_deprecated(model: &Model, types: &[TypeId]) -> bool {
    types.iter().map(|id| model.get(*id)).any(|def| {
        let mut found = is_marked(def);
        for used in def.parts().into_iter().map(Part::used) {
            used.named(&mut |id| found |= model.get(id).annotations.deprecated);
        }
        found
    })
}

/// Whether the items of a type have the attribute `deprecated` at the type or at a field.
fn is_marked(def: &TypeDef) -> bool {
    let marked_field = || match &def.kind {
        Kind::Struct(object) => object.fields().any(|property| property.held.annotations.deprecated),
        Kind::Tuple(tuple) => tuple.items.iter().any(|item| item.held.annotations.deprecated),
        Kind::Enum(_) | Kind::Newtype(_) | Kind::Union(_) | Kind::ByType(_) => false,
    };
    !def.private && (def.annotations.deprecated || marked_field())
}

/// The first lines of every file.
const GENERATED: &str =
    "// @generated by isotype; do not edit: change the schema and run `cargo isotype generate`.\n\n";

fn generated(text: &str) -> String {
    format!("{GENERATED}{}", escaped(text))
}

/// A text of code in which what turns the direction of text is shown by its escape: rustc denies it as it is.
fn escaped(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !text.contains(refine::turns) {
        return Cow::Borrowed(text);
    }
    let escape = |character: char| {
        if refine::turns(character) { character.escape_unicode().collect() } else { character.to_string() }
    };
    text.chars().map(escape).collect()
}

/// An item with blank lines between the items of an impl, which prettyplease sets without.
fn spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len());
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        spaced.push_str(line);
        spaced.push('\n');
        let item = |line: &str| line.starts_with("    ") && !line.starts_with("     ");
        let is_comment = line.trim_start().starts_with("///");
        let ends = item(line) && line.ends_with(['}', ';']) && !is_comment;
        let starts =
            |next: &str| ["fn ", "pub fn ", "#[", "///"].iter().any(|start| next.trim_start().starts_with(start));
        if ends && lines.peek().is_some_and(|next| item(next) && starts(next)) {
            spaced.push('\n');
        }
    }
    spaced
}
