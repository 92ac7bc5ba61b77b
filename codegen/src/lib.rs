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
//! print. [`Workspace`] adds the outputs and folders that `isotype.toml` names, and the command `isotype` adds the rest.

mod build_script;
mod diagnostic;
mod dialect;
mod engine;
mod fidelity;
mod format;
pub mod json;
mod keep_going;
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
mod regex;
#[cfg(feature = "verify")]
pub mod sample;
mod settings;
mod support;
mod typeset;
#[cfg(feature = "verify")]
pub mod verify;
mod workspace;

pub use build_script::compile;
pub use diagnostic::{Diagnostic, Diagnostics, Place, Problem};
pub use dialect::{Dialect, Draft};
pub use fidelity::{Entry, Explanation, Fidelity, Held, Item, KeywordEntry, Outcome, Severity};
pub use keep_going::generate_good;
pub use output::{Cause, Change, Output};
pub use pointer::{Location, Pointer};
pub use settings::{DerivedDialect, Formats, ImpliedTypes, Numbers, OutputKind, Settings, UnknownProperties};
pub use workspace::{Target, Workspace};

use load::{Document, Documents};
use rayon::iter::{IndexedParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _};
use rayon::{ThreadPool, ThreadPoolBuilder};
use refine::Refinery;
use std::sync::LazyLock;

/// What a run generates.
#[derive(Debug)]
pub struct Generated {
    /// The schema documents that it was made from.
    pub documents: Documents,
    /// For each document of the schema folder, in their order, what it became.
    pub modules: Vec<GeneratedModule>,
    /// Where the types mean less than the schemas.
    pub fidelity: Fidelity,
    /// The code.
    pub output: Output,
    /// What the schemas became, before any Rust was written.
    model: model::Model,
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
    /// The types of the schemas inside the document that have a name of their own: those of `$defs`, and what references
    /// lead to.
    pub definitions: Vec<GeneratedDefinition>,
}

/// What a schema inside a document became.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneratedDefinition {
    /// The schema.
    pub schema: Location,
    /// The name of its type, in the module of the document.
    pub name: String,
}

impl GeneratedModule {
    /// The schema of the whole document.
    #[must_use]
    pub fn schema(&self) -> Location {
        Location::of(&self.document)
    }

    /// The path of one of its types in the generated crate.
    #[must_use]
    pub fn path_of(&self, name: &str) -> String {
        format!("{}::{name}", self.module)
    }

    /// The types that have a name of their own, the document's first: the schema of each, and its path in the generated
    /// crate.
    pub fn types(&self) -> impl Iterator<Item = (Location, String)> {
        let definitions =
            self.definitions.iter().map(|definition| (definition.schema.clone(), self.path_of(&definition.name)));
        std::iter::once((self.schema(), self.path_of(&self.root))).chain(definitions)
    }
}

impl Generated {
    /// The modules of the documents as one text, without the documents' own texts.
    ///
    /// For programs that compile the types of many runs: one [`Support`] serves them all, and stands beside each text under
    /// the name `support`.
    #[must_use]
    pub fn modules_alone(&self) -> String {
        print::modules(&self.model, &self.output.sources)
    }

    /// All code as one file, for `include!`.
    pub(crate) fn bundle(&self, settings: &Settings) -> String {
        print::bundle(&self.model, &self.output.sources, settings)
    }

    /// What became of every keyword of every document, in the order of the texts.
    #[must_use]
    pub fn keywords(&self) -> Vec<KeywordEntry> {
        fidelity::keywords(&self.documents, &self.model)
    }

    /// What became of a schema, by its location, or what a Rust item is made of, by its path: `document#pointer`, or
    /// `module::Type`, with `::field` or `::Variant`. Nothing where there is no such thing.
    #[must_use]
    pub fn explain(&self, asked: &str) -> Vec<Explanation> {
        fidelity::explain(&self.documents, &self.model, &self.fidelity, &self.output, asked)
    }
}

/// The support module of all types that can be generated.
#[derive(Clone, Debug)]
pub struct Support {
    /// Its text.
    pub source: String,
    /// What it needs, as the tables of a `Cargo.toml`.
    pub manifest: String,
}

impl Support {
    /// The support module with all that generated code can call.
    #[must_use]
    pub fn full() -> Self {
        let pieces = support::all();
        Support { source: print::support(&pieces), manifest: package::Tables::of_pieces(&pieces).text() }
    }
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

/// What becomes of each of these, found by all processors, on stacks as large.
fn side_by_side<T: Sync, R: Send>(each: &[T], run: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
    static PROCESSORS: LazyLock<ThreadPool> = LazyLock::new(|| {
        let pool = ThreadPoolBuilder::new().stack_size(STACK).build();
        pool.expect("the system has memory for a thread on each processor")
    });
    // Each by itself, so that who is done takes over what another has not begun.
    PROCESSORS.install(|| each.par_iter().with_max_len(1).map(run).collect())
}

fn generate_here(documents: Documents, settings: &Settings) -> Result<Generated, Diagnostics> {
    let (model, fidelity) = lower::lower(&documents, settings)?;
    let internal = |message| internal(&documents, message);
    let shaped = engine::shape(&model).map_err(internal)?;
    let tables = package::Tables::of(&model, settings);
    let sources = print::print(&model, &Refinery::new(&model, &shaped), &tables, settings).map_err(internal)?;
    let modules = model.modules.iter().filter_map(|module| {
        let root = model.get(module.root?).name.clone();
        let definitions = module.definitions.iter().map(|id| {
            let def = model.get(*id);
            GeneratedDefinition { schema: def.location.clone(), name: def.name.clone() }
        });
        let definitions = definitions.collect();
        Some(GeneratedModule { document: module.document.clone(), module: module.name.clone(), root, definitions })
    });
    let modules = modules.collect();
    let output = Output { kind: settings.kind, tables, sources };
    Ok(Generated { documents, modules, fidelity, output, model })
}

fn internal(documents: &Documents, message: String) -> Diagnostics {
    let problem = Problem::Internal { message };
    match documents.iter().next() {
        Some(Document { path, .. }) => Diagnostic::of_file(path, problem).into(),
        None => Diagnostic::of_file("", Problem::NoSchemas).into(),
    }
}
