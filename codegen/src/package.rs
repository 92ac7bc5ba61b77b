//! The dependency and feature tables of the generated crate's `Cargo.toml`; the rest of that file belongs to people.
//!
//! Of a generated module, all of its crate's `Cargo.toml` does: these tables are then what its owner is told.

use crate::diagnostic::{Diagnostic, Diagnostics, Place, Problem};
use crate::model::Model;
use crate::settings::{Numbers, Settings};
use crate::support::{self, ALWAYS, Dependency, Piece};
use std::path::Path;
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value};

/// The tables that isotype owns.
#[derive(Clone, Debug)]
pub(crate) struct Tables {
    dependencies: Vec<Dependency>,
}

impl Tables {
    /// What the code for a model needs.
    pub fn of(model: &Model, settings: &Settings) -> Self {
        let mut tables = Tables::of_pieces(&support::pieces(model, settings));
        let parser = tables.dependencies.iter_mut().find(|dependency| dependency.name == "serde_json");
        if let Some(parser) = parser.filter(|_| settings.numbers == Numbers::Exact) {
            parser.features = &["arbitrary_precision"];
        }
        tables
    }

    /// What these pieces of the support module need.
    pub fn of_pieces(pieces: &[&Piece]) -> Self {
        let mut dependencies: Vec<_> = ALWAYS.into_iter().collect();
        dependencies.extend(pieces.iter().flat_map(|piece| piece.crates));
        dependencies.sort_unstable();
        dependencies.dedup();
        Tables { dependencies }
    }

    /// The tables as text.
    pub fn text(&self) -> String {
        let mut document = DocumentMut::new();
        document.insert("features", Item::Table(Tables::features()));
        let mut dependencies = self.dependencies();
        dependencies.decor_mut().set_prefix("\n");
        document.insert("dependencies", Item::Table(dependencies));
        document.to_string()
    }

    /// The manifest with these tables in place of its own; a new one where there is none.
    ///
    /// # Errors
    /// A manifest that is not TOML.
    pub fn put_into(&self, manifest: Option<&str>, path: &Path) -> Result<String, Diagnostics> {
        let text = manifest.map_or_else(|| new_manifest(path), str::to_owned);
        let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
            let place = Place::new(&text.as_str().into(), error.span().unwrap_or(0..0), None);
            let problem = Problem::Setting { message: error.message().to_owned() };
            Diagnostics::from(Diagnostic { problem, file: path.to_owned(), place: Some(place) })
        })?;
        replace(&mut document, "features", Tables::features());
        replace(&mut document, "dependencies", self.dependencies());
        Ok(document.to_string())
    }

    fn features() -> Table {
        let mut features = Table::new();
        let list: Array = std::iter::once("dep:schemars").collect();
        features.insert("schemars", Item::Value(list.into()));
        features
    }

    fn dependencies(&self) -> Table {
        let mut table = Table::new();
        for dependency in &self.dependencies {
            table.insert(dependency.name, Item::Value(Tables::dependency(dependency)));
        }
        // The derived schema keeps the order of properties.
        let mut features: Array = std::iter::once("preserve_order").collect();
        features.extend(self.dependencies.iter().filter_map(|dependency| dependency.schemars));
        let mut schemars = InlineTable::new();
        schemars.insert("version", "1.2".into());
        schemars.insert("features", features.into());
        schemars.insert("optional", true.into());
        table.insert("schemars", Item::Value(schemars.into()));
        table.sort_values();
        table
    }

    fn dependency(dependency: &Dependency) -> Value {
        if dependency.default_features && dependency.features.is_empty() {
            return dependency.version.into();
        }
        let mut table = InlineTable::new();
        table.insert("version", dependency.version.into());
        if !dependency.default_features {
            table.insert("default-features", false.into());
        }
        if !dependency.features.is_empty() {
            table.insert("features", dependency.features.iter().copied().collect::<Array>().into());
        }
        table.into()
    }
}

/// Puts a table in the place of the old one, and keeps the comments in front of it.
fn replace(document: &mut DocumentMut, name: &str, mut table: Table) {
    if let Some(old) = document.get(name).and_then(Item::as_table) {
        *table.decor_mut() = old.decor().clone();
        if let Some(position) = old.position() {
            table.set_position(Some(position));
        }
    } else {
        table.decor_mut().set_prefix("\n");
    }
    document.insert(name, Item::Table(table));
}

/// A manifest for a crate that has none yet.
fn new_manifest(path: &Path) -> String {
    format!(
        "[package]\nname = \"{}\"\nversion = \"0.1.0\"\nedition = \"2024\"\ndescription = \"Types generated from JSON \
         Schemas\"\npublish = false\n",
        package_name(path)
    )
}

/// The name of the package whose manifest has this path: that of its folder, or of the folder around it where its own is
/// called `generated`.
fn package_name(manifest: &Path) -> String {
    let absolute = std::path::absolute(manifest).unwrap_or_else(|_| manifest.to_path_buf());
    let name = |folder: Option<&Path>| {
        let name = folder.and_then(Path::file_name).map(|name| name.to_string_lossy().to_lowercase());
        let name = name.unwrap_or_default().replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        // A package's name starts with a letter.
        name.trim_start_matches(|c: char| !c.is_ascii_alphabetic()).trim_end_matches('-').to_owned()
    };
    let folder = absolute.parent();
    match name(folder).as_str() {
        "" => "schema-types".to_owned(),
        "generated" => match name(folder.and_then(Path::parent)).as_str() {
            "" => "schema-types".to_owned(),
            around => format!("{around}-types"),
        },
        own => own.to_owned(),
    }
}
