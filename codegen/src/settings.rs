//! The settings in `isotype.toml`.

use crate::diagnostic::{Diagnostic, Diagnostics, Place, Problem};
use crate::dialect::Draft;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use toml::Spanned;

/// The name of the settings file, which stands at the root of the workspace.
pub const FILE: &str = "isotype.toml";

/// What users can choose for an output. Every key has a default, so the file may be missing.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The folder of the schema documents, from the settings file's folder. Default: `schema`.
    pub schema: PathBuf,
    /// The folder of the generated code, from the settings file's folder. Default: `generated`.
    pub generated: PathBuf,
    /// What is generated there. Default: `crate`.
    pub kind: OutputKind,
    /// What a known `format` does. Default: `assert`.
    pub formats: Formats,
    /// What becomes of properties that a schema allows but does not name. Default: `keep`.
    pub unknown_properties: UnknownProperties,
    /// What `properties` say of a schema whose type nothing tells. Default: `infer`.
    pub implied_types: ImpliedTypes,
    /// What holds numbers. Default: `native`.
    pub numbers: Numbers,
    /// The dialect of a document without `$schema`. Default: `2020-12`.
    pub dialect: Draft,
    /// The dialect of the schemas that are derived from the types. Default: `2020-12`.
    pub derived_dialect: DerivedDialect,
    /// Folders of documents that references may lead to, by the URI that they are known by: a URI that ends in `/`, and
    /// a folder from the settings file's folder. Types are generated from what is referred to.
    pub vendored: BTreeMap<Spanned<String>, Spanned<PathBuf>>,
    /// Names of types, by the location of their schema, as in
    /// `"workflow-execution.json#/properties/status" = "ExecutionStatus"`.
    pub types: BTreeMap<Spanned<String>, Spanned<String>>,
    /// Names of fields, by the location of their schema, as in
    /// `"workflow-execution.json#/properties/id" = "execution_id"`.
    pub fields: BTreeMap<Spanned<String>, Spanned<String>>,
    /// What a person has decided to live with, each with the reason: a finding of the fidelity report or a difference in
    /// what is said, by the location of the keyword, and a derived schema of other values or an undecided comparison, by the
    /// location of the document or of the schema inside it, as in
    /// `"workflow-execution.json#" = "recursion through not"`.
    pub accepted: BTreeMap<Spanned<String>, Spanned<String>>,
    /// Where the settings were read, for messages.
    origin: Option<Origin>,
}

/// What is generated in a folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutputKind {
    /// A crate: isotype owns its `src`, and the tables of its `Cargo.toml` that the code needs.
    #[default]
    Crate,
    /// A module of an existing crate: isotype owns the whole folder, and the crate's `Cargo.toml` is its owner's.
    Module,
}

impl OutputKind {
    /// The name of the file that all others are modules of.
    pub(crate) fn root(self) -> &'static str {
        match self {
            OutputKind::Crate => "lib.rs",
            OutputKind::Module => "mod.rs",
        }
    }
}

/// Where settings were read.
#[derive(Clone, Debug)]
struct Origin {
    path: PathBuf,
    text: Arc<str>,
    /// Where the folder of the schema documents is chosen, or else the output that has none of its own.
    schema: Option<Range<usize>>,
    /// The same of the generated code's folder.
    generated: Option<Range<usize>>,
}

/// What a known `format` does (JSON Schema Validation, section 7.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Formats {
    /// It becomes a type, and a text that is not of that format is rejected.
    #[default]
    Assert,
    /// It is an annotation of a string.
    Annotate,
}

/// What becomes of properties that a schema allows but does not name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnknownProperties {
    /// They stay in the map `additional_properties`.
    #[default]
    Keep,
    /// They are passed over; the report names the loss.
    Drop,
}

/// What holds numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Numbers {
    /// `i64`, `u64` and `f64`; the report names what they cannot hold.
    #[default]
    Native,
    /// `serde_json::Number` wherever no Rust type is sure to hold every valid number. The generated crate turns on the
    /// feature `arbitrary_precision` of `serde_json`, with which it rounds none.
    Exact,
}

/// What `properties` say of a schema whose type nothing tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ImpliedTypes {
    /// That it is one of objects alone; the report names the narrowing. Not where values are only judged or share the
    /// schema of a map's values, nor under an `if`: there, values of several types often meet.
    #[default]
    Infer,
    /// Nothing: values of the other types are kept as they are.
    Exact,
}

/// The dialect of the schemas that are derived from the types.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub enum DerivedDialect {
    /// Draft 2020-12: what `schemars::schema_for!` derives.
    #[default]
    #[serde(rename = "2020-12")]
    Draft202012,
    /// Draft 7: what schemars derives with the `schema_settings` of the generated code.
    #[serde(rename = "7")]
    Draft7,
}

impl From<DerivedDialect> for Draft {
    fn from(dialect: DerivedDialect) -> Self {
        match dialect {
            DerivedDialect::Draft202012 => Draft::Draft202012,
            DerivedDialect::Draft7 => Draft::Draft7,
        }
    }
}

/// The keys of `isotype.toml`, and of each of its `[[output]]` tables.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    schema: Option<Spanned<PathBuf>>,
    generated: Option<Spanned<PathBuf>>,
    formats: Option<Formats>,
    unknown_properties: Option<UnknownProperties>,
    implied_types: Option<ImpliedTypes>,
    numbers: Option<Numbers>,
    dialect: Option<Draft>,
    derived_dialect: Option<DerivedDialect>,
    vendored: Option<BTreeMap<Spanned<String>, Spanned<PathBuf>>>,
    types: Option<BTreeMap<Spanned<String>, Spanned<String>>>,
    fields: Option<BTreeMap<Spanned<String>, Spanned<String>>>,
    accepted: Option<BTreeMap<Spanned<String>, Spanned<String>>>,
    kind: Option<OutputKind>,
    output: Option<Vec<Spanned<Keys>>>,
}

impl Keys {
    /// These keys, and where one is missing, that of the defaults.
    fn or(self, defaults: &Keys) -> Keys {
        let defaults = defaults.clone();
        Keys {
            schema: self.schema.or(defaults.schema),
            generated: self.generated.or(defaults.generated),
            formats: self.formats.or(defaults.formats),
            unknown_properties: self.unknown_properties.or(defaults.unknown_properties),
            implied_types: self.implied_types.or(defaults.implied_types),
            numbers: self.numbers.or(defaults.numbers),
            dialect: self.dialect.or(defaults.dialect),
            derived_dialect: self.derived_dialect.or(defaults.derived_dialect),
            vendored: self.vendored.or(defaults.vendored),
            types: self.types.or(defaults.types),
            fields: self.fields.or(defaults.fields),
            accepted: self.accepted.or(defaults.accepted),
            kind: self.kind.or(defaults.kind),
            output: None,
        }
    }

    /// The settings of an output; `own` is where the settings file speaks of it as a whole.
    fn settings(self, path: &Path, text: &Arc<str>, own: Option<&Range<usize>>) -> Settings {
        let span = |folder: &Option<Spanned<PathBuf>>| folder.as_ref().map(Spanned::span).or_else(|| own.cloned());
        let origin = Origin {
            path: path.to_owned(),
            text: Arc::clone(text),
            schema: span(&self.schema),
            generated: span(&self.generated),
        };
        let default = Settings::default();
        Settings {
            schema: self.schema.map_or(default.schema, Spanned::into_inner),
            generated: self.generated.map_or(default.generated, Spanned::into_inner),
            kind: self.kind.unwrap_or_default(),
            formats: self.formats.unwrap_or_default(),
            unknown_properties: self.unknown_properties.unwrap_or_default(),
            implied_types: self.implied_types.unwrap_or_default(),
            numbers: self.numbers.unwrap_or_default(),
            dialect: self.dialect.unwrap_or_default(),
            derived_dialect: self.derived_dialect.unwrap_or_default(),
            vendored: self.vendored.unwrap_or_default(),
            types: self.types.unwrap_or_default(),
            fields: self.fields.unwrap_or_default(),
            accepted: self.accepted.unwrap_or_default(),
            origin: Some(origin),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            schema: "schema".into(),
            generated: "generated".into(),
            kind: OutputKind::default(),
            formats: Formats::default(),
            unknown_properties: UnknownProperties::default(),
            implied_types: ImpliedTypes::default(),
            numbers: Numbers::default(),
            dialect: Draft::default(),
            derived_dialect: DerivedDialect::default(),
            vendored: BTreeMap::new(),
            types: BTreeMap::new(),
            fields: BTreeMap::new(),
            accepted: BTreeMap::new(),
            origin: None,
        }
    }
}

impl Settings {
    /// The settings of a workspace's outputs: those of its `isotype.toml`, or the defaults where it has none.
    ///
    /// # Errors
    /// A file that cannot be read or is not TOML, a wrong key or a wrong value.
    pub fn read(root: &Path) -> Result<Vec<Self>, Diagnostics> {
        let path = below(root, Path::new(FILE));
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(vec![Settings::default()]),
            Err(error) => {
                return Err(Diagnostic::of_file(path, Problem::Unreadable { message: error.to_string() }).into());
            }
        };
        match std::str::from_utf8(&bytes) {
            Ok(text) => Settings::parse(&path, text),
            Err(_) => Err(Diagnostic::not_utf8(path, &bytes, None).into()),
        }
    }

    /// The settings that a text says, of each output: of its `[[output]]` tables, or of a single one where it has none.
    /// There is at least one. `path` is for messages.
    ///
    /// # Errors
    /// Text that is not TOML, a wrong key or a wrong value, folders of outputs that cannot be told apart.
    pub fn parse(path: &Path, text: &str) -> Result<Vec<Self>, Diagnostics> {
        let text: Arc<str> = text.into();
        let problem = |span: Range<usize>, message: String| {
            let place = Some(Place::new(&text, span, None));
            Diagnostic { problem: Problem::Setting { message }, file: path.to_owned(), place }
        };
        let mut top: Keys =
            toml::from_str(&text).map_err(|error| problem(error.span().unwrap_or(0..0), error.message().to_owned()))?;
        let outputs = match top.output.take() {
            None => vec![top.settings(path, &text, None)],
            Some(tables) => {
                let nested = tables.iter().filter_map(|table| table.get_ref().output.as_ref()?.first());
                let nested =
                    nested.map(|table| problem(table.span(), "an output has no outputs of its own".to_owned()));
                let nested: Vec<Diagnostic> = nested.collect();
                if !nested.is_empty() {
                    return Err(Diagnostics(nested));
                }
                let settings = |table: Spanned<Keys>| {
                    let span = table.span();
                    table.into_inner().or(&top).settings(path, &text, Some(&span))
                };
                tables.into_iter().map(settings).collect()
            }
        };
        if outputs.is_empty() {
            return Err(problem(0..0, "no output: `output` is an empty array".to_owned()).into());
        }
        let mut problems = overlaps(&outputs);
        problems.extend(outputs.iter().flat_map(|output| output.vendored_problems(&outputs)));
        problems.extend(outputs.iter().flat_map(Settings::unreasoned));
        if problems.is_empty() { Ok(outputs) } else { Err(Diagnostics(problems)) }
    }

    /// The vendored folders whose URI is none that paths can be put behind, or that are not apart from the others.
    fn vendored_problems(&self, outputs: &[Settings]) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        for (uri, folder) in &self.vendored {
            let is_prefix = referencing::Uri::parse(uri.get_ref().as_str())
                .is_ok_and(|uri| uri.path().as_str().ends_with('/') && !uri.has_query() && !uri.has_fragment());
            if !is_prefix {
                let message = format!("`{}` is no absolute URI that ends in `/`", uri.get_ref());
                problems.push(self.problem(uri.span(), message));
            }
            let vendored = plain(folder.get_ref());
            let others =
                outputs.iter().flat_map(|output| [("schema", &output.schema), ("generated", &output.generated)]);
            if let Some((name, _)) = others.into_iter().find(|(_, other)| nest(&vendored, &plain(other))) {
                let message = format!("neither a vendored folder nor the folder `{name}` may hold the other");
                problems.push(self.problem(folder.span(), message));
            }
        }
        problems
    }

    /// The acceptances that give no reason.
    fn unreasoned(&self) -> Vec<Diagnostic> {
        let unreasoned = self.accepted.values().filter(|reason| reason.get_ref().trim().is_empty());
        unreasoned.map(|reason| self.problem(reason.span(), "an acceptance needs a reason".to_owned())).collect()
    }

    /// A problem with these bytes of the settings file.
    pub(crate) fn problem(&self, span: Range<usize>, message: String) -> Diagnostic {
        let problem = Problem::Setting { message };
        match &self.origin {
            Some(Origin { path, text, .. }) => {
                Diagnostic { problem, file: path.clone(), place: Some(Place::new(text, span, None)) }
            }
            None => Diagnostic::of_file(FILE, problem),
        }
    }

    /// A problem with the choice of the folder of the schema documents, where the settings file chooses it.
    pub(crate) fn schema_problem(&self, message: String) -> Option<Diagnostic> {
        let span = self.origin.as_ref()?.schema.clone()?;
        Some(self.problem(span, message))
    }

    /// The same settings without the names of types and fields of these documents.
    pub(crate) fn without(&self, documents: &BTreeSet<String>) -> Settings {
        let is_kept = |location: &Spanned<String>| {
            let document = location.get_ref().split('#').next().unwrap_or_default();
            !documents.contains(document)
        };
        let mut settings = self.clone();
        settings.types.retain(|location, _| is_kept(location));
        settings.fields.retain(|location, _| is_kept(location));
        settings.accepted.retain(|location, _| is_kept(location));
        settings
    }
}

/// The folders that cannot be told apart: isotype removes what no schema makes from the folders of generated code, so that
/// nobody else's files may stand there.
fn overlaps(outputs: &[Settings]) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (position, output) in outputs.iter().enumerate() {
        let generated = plain(&output.generated);
        let mut overlap = |message: &str| {
            let origin = output.origin.as_ref();
            let span = origin.and_then(|origin| origin.generated.clone().or_else(|| origin.schema.clone()));
            problems.push(output.problem(span.unwrap_or_default(), message.to_owned()));
        };
        if generated.as_os_str().is_empty() || generated.iter().all(|part| part == "..") {
            overlap("the generated code needs a folder of its own, this is the settings file's or one above it");
        } else if outputs.iter().any(|other| nest(&plain(&other.schema), &generated)) {
            overlap("neither of the folders `schema` and `generated` may hold the other");
        } else if outputs[..position].iter().any(|other| nest(&plain(&other.generated), &generated)) {
            overlap("no two outputs may share a folder `generated`, nor may one hold another's");
        }
    }
    problems
}

/// Whether one of two plain paths is that of a folder which holds the other, or both are the same.
fn nest(one: &Path, other: &Path) -> bool {
    one.starts_with(other) || other.starts_with(one)
}

/// A path without the parts that lead nowhere: `./a/../b` is `b`.
pub(crate) fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if plain.file_name().is_some() => drop(plain.pop()),
            part => plain.push(part),
        }
    }
    plain
}

/// A path below the root; the root itself is left out where it is the current folder, so that messages stay short.
pub(crate) fn below(root: &Path, path: &Path) -> PathBuf {
    if root == Path::new(".") { path.to_owned() } else { root.join(path) }
}
