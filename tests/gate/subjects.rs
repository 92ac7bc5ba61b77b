//! The types under test, built into one program: the committed crate, the fresh one, and the mutations.

use crate::mutations::MUTATIONS;
use isotype::verify::{Judge, Probe, Subject};
use isotype::{Generated, Workspace};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The workspace's root.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The workspace.
pub fn workspace() -> Workspace {
    Workspace::open(root()).expect("the settings are right")
}

/// What the schemas make.
pub static GENERATED: LazyLock<Generated> = LazyLock::new(|| workspace().generate().expect("the schemas are right"));

/// A generated crate that is under test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crate {
    Committed,
    Fresh,
    /// The mutation of that position.
    Mutated(usize),
}

impl Crate {
    fn number(self) -> usize {
        match self {
            Crate::Committed => 0,
            Crate::Fresh => 1,
            Crate::Mutated(position) => 2 + position,
        }
    }
}

/// The type of a document, by its position in [`GENERATED`], in a crate.
pub fn subject(of: Crate, position: usize) -> Box<dyn Subject> {
    static PROBE: LazyLock<Result<Probe, String>> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("gate");
        let types: Vec<String> =
            GENERATED.modules.iter().map(|module| format!("{}::{}", module.module, module.root)).collect();
        let fresh = folder.join("fresh");
        GENERATED.output.write(&fresh).expect("the target folder can be written");
        let mutated = MUTATIONS.iter().map(|mutation| mutation.write(&folder.join("mutated")));
        let folders: Vec<PathBuf> = [workspace().generated_folder(), fresh].into_iter().chain(mutated).collect();
        let crates: Vec<_> = folders.into_iter().map(|folder| (folder, types.clone())).collect();
        Probe::build(&folder, &crates, Some(&root().join("Cargo.lock"))).map_err(|error| error.to_string())
    });
    match &*PROBE {
        Ok(probe) => probe.subject(of.number() * GENERATED.modules.len() + position),
        Err(error) => panic!("{error}"),
    }
}

/// The judge of the workspace's documents.
pub fn judge() -> Judge {
    judge_of(&GENERATED, &workspace())
}

/// The judge of the documents of a run.
pub fn judge_of(generated: &Generated, workspace: &Workspace) -> Judge {
    Judge::new(generated, workspace.settings()).expect("the validator takes the schemas")
}

/// The position of a document in [`GENERATED`], where the workspace has it.
pub fn position(document: &str) -> Option<usize> {
    GENERATED.modules.iter().position(|module| module.document == document)
}
