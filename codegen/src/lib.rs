//! isotype turns JSON Schemas into Rust types that mean exactly what the schemas mean.
//!
//! A build script needs one call:
//!
//! ```no_run
//! fn main() -> Result<(), isotype::Diagnostics> {
//!     isotype::compile(".")
//! }
//! ```
//!
//! [`generate`] is the whole way of the data, without touching a file: [`load`](load::load) → lower → typify → refine →
//! print. [`Workspace`] adds the folders that `isotype.toml` names, and the command `isotype` adds the rest.

mod build_script;
mod diagnostic;
mod engine;
mod fidelity;
mod format;
pub mod json;
mod keyword;
pub mod load;
mod lower;
mod manifest;
mod model;
mod output;
mod package;
mod pointer;
mod print;
mod refine;
#[cfg(feature = "verify")]
pub mod sample;
mod settings;
mod support;
#[cfg(feature = "verify")]
pub mod verify;
mod workspace;

pub use build_script::compile;
pub use diagnostic::{Diagnostic, Diagnostics, Place, Problem};
pub use fidelity::{Entry, Fidelity, Outcome, Severity};
pub use output::{Cause, Change, Output};
pub use pointer::{Location, Pointer};
pub use settings::{Formats, Settings, UnknownProperties};
pub use workspace::Workspace;

use load::{Document, Documents};

/// What a run generates.
#[derive(Debug)]
pub struct Generated {
    /// The schema documents that it was made from.
    pub documents: Documents,
    /// For each document, in their order, what it became.
    pub modules: Vec<GeneratedModule>,
    /// Where the types mean less than the schemas.
    pub fidelity: Fidelity,
    /// The code.
    pub output: Output,
}

/// What a schema document became.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneratedModule {
    /// The document's name.
    pub document: String,
    /// The Rust module's name.
    pub module: String,
    /// The name of the type of the whole document, in that module.
    pub root: String,
}

/// Generates code for schema documents.
///
/// # Errors
/// All that is wrong with the documents and the names in the settings, each problem with its place.
pub fn generate(documents: Documents, settings: &Settings) -> Result<Generated, Diagnostics> {
    on_a_large_stack(move || generate_here(documents, settings))
}

/// The stack of [`generate`], in bytes: schemas nest at most 127 deep, and a debug build takes 60 kB for each level.
const STACK: usize = 64 << 20;

/// Runs what recurses along the schemas; the caller's own stack may be as small as a test's 2 MB.
fn on_a_large_stack<T: Send>(run: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, run);
        let joined = thread.expect("the system has memory for one more thread").join();
        joined.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn generate_here(documents: Documents, settings: &Settings) -> Result<Generated, Diagnostics> {
    let (model, fidelity) = lower::lower(&documents, settings)?;
    let internal = |message| internal(&documents, message);
    let shaped = engine::shape(&model).map_err(internal)?;
    let items = refine::refine(&model, &shaped).map_err(internal)?;
    let sources = print::print(&model, items, settings);
    let bundle = print::bundle(&model, &sources);
    let modules = model.modules.iter().map(|module| GeneratedModule {
        document: module.document.clone(),
        module: module.name.clone(),
        root: model.get(module.root).name.clone(),
    });
    let modules = modules.collect();
    let output = Output { tables: package::Tables::of(&model), sources, bundle };
    Ok(Generated { documents, modules, fidelity, output })
}

fn internal(documents: &Documents, message: String) -> Diagnostics {
    let problem = Problem::Internal { message };
    match documents.iter().next() {
        Some(Document { path, .. }) => Diagnostic::of_file(path, problem).into(),
        None => Diagnostic::of_file("", Problem::NoSchemas).into(),
    }
}
