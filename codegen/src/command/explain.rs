//! `isotype explain`: what became of a schema, or what a Rust item is made of.

use super::{End, json, say};
use isotype::{Diagnostic, Diagnostics, Explanation, Problem, Workspace};

/// What is asked for.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The location of a schema or of a keyword, as `document#pointer`, or the path of a Rust item, as `module::Type`,
    /// with `::field` or `::Variant`.
    #[arg(value_name = "LOCATION")]
    asked: String,
    /// Print JSON, for programs.
    #[arg(long)]
    pub json: bool,
}

/// Prints the answer of each output that has one.
pub(super) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<End, Diagnostics> {
    let generated = workspace.generate()?;
    let found: Vec<Explanation> = generated.iter().flat_map(|generated| generated.explain(&arguments.asked)).collect();
    if found.is_empty() {
        let message = format!(
            "`{}` is neither the location of a schema or keyword (`document#pointer`) nor the path of a type, field or \
             variant (`module::Type::field`)",
            arguments.asked
        );
        return Err(Diagnostic::of_file(workspace.root(), Problem::NotFound { message }).into());
    }
    let text = || found.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    say(&if arguments.json { json(&found) } else { text() });
    Ok(End::Clean)
}
