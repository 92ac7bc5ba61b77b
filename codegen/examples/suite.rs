//! Types for every schema of a suite, to be compiled into one program: what measures isotype's exactness from outside.
//!
//! Each line of the input is `{"id": N, "schema": S}`. A schema that becomes a type is written to `mN.rs`, a module that
//! calls it `__Root`, and answered with `N ok`; any other with `N err` and why. All modules share `support.rs`, and
//! `deps.toml` says what they depend on.

use clap::Parser;
use isotype::load::{self, Source};
use isotype::{Diagnostics, Draft, Formats, ImpliedTypes, Numbers, Settings, Support, generate};
use serde::de::value::{Error, StrDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer as _};
use serde_json::value::RawValue;
use std::error::Error as StdError;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use toml::Spanned;

/// The URI that the documents of the suite are served at.
const REMOTES: &str = "http://localhost:1234/";

/// The name of each line's document.
const DOCUMENT: &str = "schema.json";

/// The stack of a schema's run, in bytes.
const STACK: usize = 64 << 20;

/// Turn each schema of a suite into a Rust module.
#[derive(Parser)]
struct Arguments {
    /// The draft of schemas without `$schema`: 4, 6, 7, 2019-09 or 2020-12.
    #[arg(long, default_value = "2020-12", value_parser = named::<Draft>)]
    default_draft: Draft,
    /// What a known `format` does: assert or annotate.
    #[arg(long, default_value = "assert", value_parser = named::<Formats>)]
    formats: Formats,
    /// What a schema is whose keywords speak of one type only: infer or exact.
    #[arg(long, default_value = "infer", value_parser = named::<ImpliedTypes>)]
    implied_types: ImpliedTypes,
    /// The schemas, one a line.
    #[arg(value_name = "IN.jsonl")]
    input: PathBuf,
    /// The folder of the modules.
    #[arg(value_name = "OUT_DIR")]
    output: PathBuf,
    /// The folder of the documents that the suite serves.
    #[arg(value_name = "REMOTES_DIR")]
    remotes: Option<PathBuf>,
}

/// The value of that name in `isotype.toml`.
fn named<T: DeserializeOwned>(name: &str) -> Result<T, Error> {
    let name: StrDeserializer<'_, Error> = name.into_deserializer();
    T::deserialize(name)
}

/// A line of the input.
#[derive(serde::Deserialize)]
struct Line<'a> {
    id: u64,
    /// The text as it stands, so that numbers stay as they are spelled.
    #[serde(borrow)]
    schema: &'a RawValue,
}

fn main() -> Result<(), Box<dyn StdError>> {
    let arguments = Arguments::parse();
    std::fs::create_dir_all(&arguments.output)?;
    let support = Support::full();
    std::fs::write(arguments.output.join("support.rs"), &support.source)?;
    std::fs::write(arguments.output.join("deps.toml"), dependencies(&support)?)?;
    let mut settings = Settings::default();
    settings.formats = arguments.formats;
    settings.implied_types = arguments.implied_types;
    // Who wants no type inferred wants no number rounded.
    settings.numbers = match arguments.implied_types {
        ImpliedTypes::Infer => Numbers::Native,
        ImpliedTypes::Exact => Numbers::Exact,
    };
    settings.dialect = arguments.default_draft;
    if let Some(folder) = arguments.remotes {
        settings
            .vendored
            .insert(Spanned::new(0..0, REMOTES.to_owned()), Spanned::new(0..0, std::path::absolute(folder)?));
    }
    let remotes = load::read_vendored(Path::new("."), &settings)?;
    let mut answers = std::io::stdout().lock();
    for line in BufReader::new(std::fs::File::open(&arguments.input)?).lines() {
        let line = line?;
        let Line { id, schema } = serde_json::from_str(&line)?;
        match on_a_large_stack(|| module(schema, remotes.clone(), &settings)) {
            Ok(text) => {
                std::fs::write(arguments.output.join(format!("m{id}.rs")), text)?;
                writeln!(answers, "{id} ok")?;
            }
            Err(why) => writeln!(answers, "{id} err {}", on_a_line(&why))?,
        }
        answers.flush()?;
    }
    Ok(())
}

/// A text without anything that ends a line, in Unicode too.
fn on_a_line(text: &str) -> String {
    let ends = |end: char| end.is_control() || matches!(end, '\u{2028}' | '\u{2029}');
    text.split(ends).collect::<Vec<_>>().join("; ")
}

/// What all modules depend on, as the lines of a `[dependencies]` table.
fn dependencies(support: &Support) -> Result<String, toml_edit::TomlError> {
    let mut manifest: toml_edit::DocumentMut = support.manifest.parse()?;
    let Some(dependencies) = manifest["dependencies"].as_table_mut() else { return Ok(String::new()) };
    dependencies.remove("schemars");
    // The suite has integers that no double holds, and wants them back.
    let version = dependencies["serde_json"].as_str().unwrap_or("1").to_owned();
    let features: toml_edit::Array = std::iter::once("arbitrary_precision").collect();
    let exact = [("version", toml_edit::Value::from(version)), ("features", features.into())];
    dependencies["serde_json"] = toml_edit::value(exact.into_iter().collect::<toml_edit::InlineTable>());
    Ok(dependencies.to_string())
}

/// Runs what recurses along the schema. A panic is an error here: the next schema is to be tried.
fn on_a_large_stack(run: impl FnOnce() -> Result<String, String> + Send) -> Result<String, String> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, run);
        let joined = thread.map_err(|error| error.to_string())?.join();
        joined.unwrap_or_else(|_| Err("isotype panicked".to_owned()))
    })
}

/// The module of a schema.
fn module(schema: &RawValue, remotes: Vec<Source>, settings: &Settings) -> Result<String, String> {
    let source =
        Source { name: DOCUMENT.to_owned(), path: DOCUMENT.into(), bytes: schema.get().as_bytes().to_vec(), uri: None };
    let sources = std::iter::once(source).chain(remotes).collect();
    let generated = load::load(sources, settings.dialect).and_then(|documents| generate(documents, settings));
    let generated = generated.map_err(|problems: Diagnostics| problems.to_string())?;
    let root = generated.modules.iter().find(|module| module.document == DOCUMENT).ok_or("the schema has no type")?;
    let (modules, name, root) = (generated.modules_alone(), &root.module, &root.root);
    Ok(format!("{modules}\nuse crate::support;\n\npub type __Root = {name}::{root};\n"))
}
