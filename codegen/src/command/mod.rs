//! The command line: `generate`, `check`, `explain` and `sample`, and how they end.

mod check;
mod explain;
mod generate;
mod problems;
mod sample;

use clap::{Parser, Subcommand, ValueEnum};
use isotype::verify::CheckReport;
use isotype::{Diagnostic, Diagnostics, Problem, Workspace};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Turn JSON Schemas into Rust types that mean exactly what the schemas mean, and prove it.
///
/// Exit codes: 0 clean, 1 findings, 2 could not decide (bad input, a file that cannot be read or written).
#[derive(Parser)]
#[command(version, bin_name = "cargo isotype")]
struct Arguments {
    /// The workspace: the folder of `isotype.toml` [default: found from the current folder upwards].
    #[arg(long, global = true, value_name = "FOLDER")]
    root: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write the code of all outputs: only what changed, all of it or nothing.
    Generate {
        /// Write nothing; say what would be written, and end with 1 if there is anything.
        #[arg(long)]
        check: bool,
        /// Generate the good documents where others are bad, and end with 2 then: a document that something is wrong with
        /// is reported and has no code, and so has one that refers to it.
        #[arg(long)]
        keep_going: bool,
    },
    /// Judge every schema document of every output: is its code fresh, and does its type keep the three promises? Writes nothing into the
    /// source tree; the types are compiled and run in the target folder.
    Check {
        /// How the verdicts are written.
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
        /// How many values are run through the type of each document; a tenth through that of a schema inside.
        #[arg(long, default_value_t = 1_000, value_name = "NUMBER")]
        samples: usize,
        /// Print the JSON Schema of what `--format json` prints, and judge nothing.
        #[arg(long)]
        print_schema: bool,
    },
    /// Say what became of a schema, and of each of its keywords: which type, field or variant holds it, and how, and why
    /// something does not. Or the other way round: which schemas a type, a field or a variant is made of.
    Explain(explain::Arguments),
    /// Print values of a schema, a JSON text a line, each confirmed by an independent validator: valid ones, or near
    /// misses, which break one keyword alone. Ends with 2 where fewer are found than asked for.
    Sample(sample::Arguments),
}

/// How verdicts are written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs: JSON, whose schema is published as `report.schema.json`.
    Json,
    /// For a page: Markdown, with what became of every keyword.
    Markdown,
}

impl Format {
    /// A report as it is printed.
    fn of(self, report: &CheckReport) -> String {
        match self {
            Format::Text => report.to_string(),
            Format::Json => json(report),
            Format::Markdown => report.markdown(),
        }
    }
}

/// How a command ends.
enum End {
    Clean,
    Findings,
    Undecided,
}

/// Runs the command that the process was called with.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let format = match &arguments.command {
        Command::Check { format, .. } => *format,
        Command::Explain(arguments) if arguments.json => Format::Json,
        Command::Generate { .. } | Command::Explain(_) | Command::Sample(_) => Format::Text,
    };
    let workspace = open(arguments.root.as_deref());
    let end = match arguments.command {
        Command::Generate { check, keep_going } => {
            workspace.and_then(|workspace| generate::run(&workspace, check, keep_going))
        }
        Command::Check { print_schema: true, .. } => {
            say(&json(&CheckReport::schema()));
            Ok(End::Clean)
        }
        Command::Check { format, samples, print_schema: false } => {
            workspace.and_then(|workspace| check::run(&workspace, format, samples))
        }
        Command::Explain(arguments) => workspace.and_then(|workspace| explain::run(&workspace, &arguments)),
        Command::Sample(arguments) => sample::run(workspace.as_ref().ok(), &arguments),
    };
    match end {
        Ok(End::Clean) => ExitCode::SUCCESS,
        Ok(End::Findings) => ExitCode::from(1),
        Ok(End::Undecided) => ExitCode::from(2),
        Err(diagnostics) => {
            problems::print(&diagnostics, format);
            ExitCode::from(2)
        }
    }
}

/// Writes to standard output. A reader that has read enough and goes away, as `head` does, is no failure.
fn say(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// A report as JSON text.
fn json(report: &impl serde::Serialize) -> String {
    let text = serde_json::to_string_pretty(report).expect("a report holds nothing that JSON cannot say");
    format!("{text}\n")
}

fn open(root: Option<&Path>) -> Result<Workspace, Diagnostics> {
    if let Some(root) = root {
        return Workspace::open(root);
    }
    let unreadable = |folder: &Path, message: String| Diagnostic::of_file(folder, Problem::Unreadable { message });
    let current = std::env::current_dir().map_err(|error| unreadable(Path::new("."), error.to_string()))?;
    match Workspace::find(&current) {
        Some(root) if root == current => Workspace::open("."),
        Some(root) => Workspace::open(root),
        None => {
            let message = "neither this folder nor one above it has an `isotype.toml` or a folder `schema`".to_owned();
            Err(unreadable(&current, message).into())
        }
    }
}
