//! The settings in `isotype.toml`.

use crate::diagnostic::{Diagnostic, Diagnostics, Place, Problem};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use toml::Spanned;

/// The name of the settings file, which stands at the root of the workspace.
pub const FILE: &str = "isotype.toml";

/// What users can choose. Every key has a default, so the file may be missing.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "snake_case")]
pub struct Settings {
    /// The folder of the schema documents, from the settings file's folder. Default: `schema`.
    pub schema: PathBuf,
    /// The folder of the generated crate, from the settings file's folder. Default: `generated`.
    pub generated: PathBuf,
    /// What a known `format` does. Default: `assert`.
    pub formats: Formats,
    /// What becomes of properties that a schema allows but does not name. Default: `keep`.
    pub unknown_properties: UnknownProperties,
    /// Names of types, by the location of their schema, as in
    /// `"workflow-execution.json#/properties/status" = "ExecutionStatus"`.
    pub types: BTreeMap<Spanned<String>, Spanned<String>>,
    /// Names of fields, by the location of their schema, as in
    /// `"workflow-execution.json#/properties/id" = "execution_id"`.
    pub fields: BTreeMap<Spanned<String>, Spanned<String>>,
    /// Where the settings were read, for messages.
    #[serde(skip)]
    origin: Option<(PathBuf, Arc<str>)>,
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

/// Where settings stand whose value is judged after it was read.
#[derive(Deserialize)]
struct Spans {
    schema: Option<Spanned<PathBuf>>,
    generated: Option<Spanned<PathBuf>>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            schema: "schema".into(),
            generated: "generated".into(),
            formats: Formats::default(),
            unknown_properties: UnknownProperties::default(),
            types: BTreeMap::new(),
            fields: BTreeMap::new(),
            origin: None,
        }
    }
}

impl Settings {
    /// The settings of a workspace: those of its `isotype.toml`, or the defaults where it has none.
    ///
    /// # Errors
    /// A file that cannot be read or is not TOML, a wrong key or a wrong value.
    pub fn read(root: &Path) -> Result<Self, Diagnostics> {
        let path = below(root, Path::new(FILE));
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Settings::default()),
            Err(error) => {
                return Err(Diagnostic::of_file(path, Problem::Unreadable { message: error.to_string() }).into());
            }
        };
        match std::str::from_utf8(&bytes) {
            Ok(text) => Settings::parse(&path, text),
            Err(_) => Err(Diagnostic::not_utf8(path, &bytes, None).into()),
        }
    }

    /// The settings that a text says; `path` is for messages.
    ///
    /// # Errors
    /// Text that is not TOML, a wrong key or a wrong value.
    pub fn parse(path: &Path, text: &str) -> Result<Self, Diagnostics> {
        let text: Arc<str> = text.into();
        let wrong = |error: toml::de::Error| {
            let place = Place::new(&text, error.span().unwrap_or(0..0), None);
            let problem = Problem::Setting { message: error.message().to_owned() };
            Diagnostics::from(Diagnostic { problem, file: path.to_owned(), place: Some(place) })
        };
        let settings: Settings = toml::from_str(&text).map_err(wrong)?;
        let Spans { schema, generated } = toml::from_str(&text).map_err(wrong)?;
        let settings = Settings { origin: Some((path.to_owned(), Arc::clone(&text))), ..settings };
        match (generated.or(schema), settings.overlap()) {
            (Some(folder), Some(message)) => Err(settings.problem(folder.span(), message).into()),
            _ => Ok(settings),
        }
    }

    /// Why the folders cannot be told apart, where they cannot: isotype removes what no schema makes from the generated
    /// crate's `src`, so that nobody else's files may stand there.
    fn overlap(&self) -> Option<String> {
        let (schema, generated) = (plain(&self.schema), plain(&self.generated));
        if generated.as_os_str().is_empty() || generated.iter().all(|part| part == "..") {
            return Some(
                "the generated crate needs a folder of its own, this is the settings file's or one above it".to_owned(),
            );
        }
        (schema.starts_with(&generated) || generated.starts_with(&schema))
            .then(|| "neither of the folders `schema` and `generated` may hold the other".to_owned())
    }

    /// A problem with these bytes of the settings file.
    pub(crate) fn problem(&self, span: Range<usize>, message: String) -> Diagnostic {
        let problem = Problem::Setting { message };
        match &self.origin {
            Some((path, text)) => Diagnostic { problem, file: path.clone(), place: Some(Place::new(text, span, None)) },
            None => Diagnostic::of_file(FILE, problem),
        }
    }
}

/// A path without the parts that lead nowhere: `./a/../b` is `b`.
fn plain(path: &Path) -> PathBuf {
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
