//! `isotype sample`: values of a schema, valid ones or near misses.

use super::{End, say};
use isotype::load::{self, Documents, Source};
use isotype::sample::Sample;
use isotype::verify::Judge;
use isotype::{Diagnostic, Diagnostics, Pointer, Problem, Settings, Workspace};
use std::path::{Path, PathBuf};

/// What is asked for.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// A schema document of the workspace, by its path below the schema folder, or else a file; behind a `#`, the JSON
    /// pointer of a schema in it.
    #[arg(value_name = "SCHEMA")]
    schema: String,
    /// How many values are printed.
    #[arg(long, default_value_t = 10, value_name = "NUMBER")]
    count: usize,
    /// The seed: the same values for the same seed.
    #[arg(long, default_value_t = 0, value_name = "NUMBER")]
    seed: u64,
    /// Print valid values; that is the default.
    #[arg(long, conflicts_with = "invalid")]
    valid: bool,
    /// Print near misses.
    #[arg(long)]
    invalid: bool,
    /// Print an object for each value: the `value`, and of a near miss the location of the keyword that it breaks
    /// (`schema`) and the JSON pointer of the place that breaks it (`instance`).
    #[arg(long)]
    explain: bool,
}

/// Prints the values. Without a workspace, files alone can be sampled.
pub(super) fn run(workspace: Option<&Workspace>, arguments: &Arguments) -> Result<End, Diagnostics> {
    let (file, pointer) = arguments.schema.split_once('#').unwrap_or((&arguments.schema, ""));
    let (documents, settings, position) = find(workspace, file)?;
    let document = documents.iter().nth(position).expect("the position is that of a document");
    let internal = |message| Diagnostic::of_file(&document.path, Problem::Internal { message });
    let judge = Judge::of(&documents, &settings).map_err(internal)?;
    let samples = if arguments.invalid { Judge::near_misses } else { Judge::valid_samples };
    let Some(pointer) = Pointer::parse(pointer).filter(|pointer| document.root.at(pointer).is_some()) else {
        let message = format!("the document has no value at the JSON pointer `{pointer}`");
        return Err(Diagnostic::of_file(&document.path, Problem::NotFound { message }).into());
    };
    let samples = samples(&judge, &document.location(pointer), arguments.seed, arguments.count).map_err(internal)?;
    // In JSON, a line end stands between values alone.
    let line = |sample: &Sample| {
        let text = if arguments.explain {
            sample.explained(&document.name).to_string()
        } else {
            sample.text.replace(['\n', '\r'], " ")
        };
        format!("{text}\n")
    };
    say(&samples.iter().map(line).collect::<String>());
    if samples.len() < arguments.count {
        eprintln!("found {} of {} values", samples.len(), arguments.count);
        return Ok(End::Undecided);
    }
    Ok(End::Clean)
}

/// The documents that a schema is one of, their settings, and its position among them.
fn find(workspace: Option<&Workspace>, schema: &str) -> Result<(Documents, Settings, usize), Diagnostics> {
    let position = |documents: &Documents| documents.iter().position(|document| document.name == schema);
    let mut settings = Settings::default();
    if let Some(workspace) = workspace {
        for target in workspace.targets() {
            if target.schema_folder().join(schema).is_file() {
                let documents = target.documents()?;
                if let Some(position) = position(&documents) {
                    return Ok((documents, target.settings().clone(), position));
                }
            }
        }
        settings = workspace.targets().first().map_or(settings, |target| target.settings().clone());
    }
    let path = PathBuf::from(schema);
    let unreadable = |message: String| Diagnostic::of_file(Path::new(schema), Problem::Unreadable { message });
    let bytes = std::fs::read(&path).map_err(|error| unreadable(error.to_string()))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let documents = load::load(vec![Source { name, path, bytes, uri: None }], settings.dialect)?;
    Ok((documents, settings, 0))
}
