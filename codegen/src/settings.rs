//! The settings in `isotype.toml`.

use crate::diagnostic::{Diagnostic, Diagnostics, Place, Problem};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
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
        let path = root.join(FILE);
        match std::fs::read_to_string(&path) {
            Ok(text) => Settings::parse(&path, &text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Settings::default()),
            Err(error) => Err(Diagnostic::of_file(path, Problem::Unreadable { message: error.to_string() }).into()),
        }
    }

    /// The settings that a text says; `path` is for messages.
    ///
    /// # Errors
    /// Text that is not TOML, a wrong key or a wrong value.
    pub fn parse(path: &Path, text: &str) -> Result<Self, Diagnostics> {
        let text: Arc<str> = text.into();
        match toml::from_str::<Settings>(&text) {
            Ok(settings) => Ok(Settings { origin: Some((path.to_owned(), text)), ..settings }),
            Err(error) => {
                let place = Place::new(&text, error.span().unwrap_or(0..0), None);
                let problem = Problem::Setting { message: error.message().to_owned() };
                Err(Diagnostic { problem, file: path.to_owned(), place: Some(place) }.into())
            }
        }
    }

    /// A problem with these bytes of the settings file.
    pub(crate) fn problem(&self, span: Range<usize>, message: String) -> Diagnostic {
        let problem = Problem::Setting { message };
        match &self.origin {
            Some((path, text)) => {
                Diagnostic { problem, file: path.clone(), place: Some(Place::new(text, span, None)) }
            }
            None => Diagnostic::of_file(FILE, problem),
        }
    }
}
