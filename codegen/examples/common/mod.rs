//! What the examples that measure over a suite share: its schemas, and the settings that they are generated with.

use clap::Args;
use isotype::load::{self, Documents, Source};
use isotype::{Diagnostics, Draft, Formats, ImpliedTypes, Numbers, Settings};
use serde::de::value::{Error, StrDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer as _};
use serde_json::value::RawValue;
use std::error::Error as StdError;
use std::path::{Path, PathBuf};
use toml::Spanned;

/// The URI that the documents of the suite are served at.
const REMOTES: &str = "http://localhost:1234/";

/// The name of each schema's document.
pub const DOCUMENT: &str = "schema.json";

/// The stack of a schema's run, in bytes.
const STACK: usize = 64 << 20;

/// A suite, and the settings for its schemas.
#[derive(Args)]
pub struct Suite {
    /// The draft of schemas without `$schema`: 4, 6, 7, 2019-09 or 2020-12.
    #[arg(long, default_value = "2020-12", value_parser = named::<Draft>)]
    default_draft: Draft,
    /// What a known `format` does: assert or annotate.
    #[arg(long, default_value = "assert", value_parser = named::<Formats>)]
    formats: Formats,
    /// What a schema is whose keywords speak of one type only: infer or exact.
    #[arg(long, default_value = "exact", value_parser = named::<ImpliedTypes>)]
    implied_types: ImpliedTypes,
    /// The folder of the documents that the suite serves.
    #[arg(long)]
    remotes: Option<PathBuf>,
    /// Only schemas whose file's path and description hold this text.
    #[arg(long, default_value = "")]
    only: String,
    /// The folder of the suite's files: arrays of objects with a `description` and a `schema`.
    folder: PathBuf,
}

/// The value of that name in `isotype.toml`.
fn named<T: DeserializeOwned>(name: &str) -> Result<T, Error> {
    let name: StrDeserializer<'_, Error> = name.into_deserializer();
    T::deserialize(name)
}

/// A schema of the suite.
pub struct Schema {
    /// Its file and its description.
    pub name: String,
    /// Its text, as it stands there.
    pub text: String,
}

/// A group of a suite's file.
#[derive(serde::Deserialize)]
struct Group {
    description: String,
    schema: Box<RawValue>,
}

impl Suite {
    /// The settings for all of its schemas.
    pub fn settings(&self) -> Result<Settings, Box<dyn StdError>> {
        let mut settings = Settings::default();
        settings.formats = self.formats;
        settings.implied_types = self.implied_types;
        settings.numbers = Numbers::Native;
        settings.dialect = self.default_draft;
        if let Some(folder) = &self.remotes {
            let folder = std::path::absolute(folder)?;
            settings.vendored.insert(Spanned::new(0..0, REMOTES.to_owned()), Spanned::new(0..0, folder));
        }
        Ok(settings)
    }

    /// Its schemas, in the order of their files.
    pub fn schemas(&self) -> Result<Vec<Schema>, Box<dyn StdError>> {
        let mut files = Vec::new();
        let mut folders = vec![self.folder.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder)? {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "json") {
                    files.push(path);
                }
            }
        }
        files.sort();
        let mut schemas = Vec::new();
        for path in files {
            let groups: Vec<Group> = serde_json::from_str(&std::fs::read_to_string(&path)?)?;
            let file = path.strip_prefix(&self.folder)?.display();
            let schema = |group: Group| Schema {
                name: format!("{file}: {}", group.description),
                text: group.schema.get().to_owned(),
            };
            schemas.extend(groups.into_iter().map(schema).filter(|schema| schema.name.contains(&self.only)));
        }
        Ok(schemas)
    }
}

/// The documents of a schema: itself, and those that it refers to.
pub fn documents(text: &str, settings: &Settings) -> Result<Documents, Diagnostics> {
    let source =
        Source { name: DOCUMENT.to_owned(), path: DOCUMENT.into(), bytes: text.as_bytes().to_vec(), uri: None };
    let remotes = load::read_vendored(Path::new("."), settings)?;
    load::load(std::iter::once(source).chain(remotes).collect(), settings.dialect)
}

/// Runs what recurses along a schema; nothing where it panics.
pub fn on_a_large_stack<T: Send>(run: impl FnOnce() -> T + Send) -> Option<T> {
    std::thread::scope(|scope| std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, run).ok()?.join().ok())
}
