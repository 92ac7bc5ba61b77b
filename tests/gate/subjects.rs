//! The types under test, built into one program: the committed crate, the fresh one, and the mutations.

use crate::mutants::MUTANTS;
use crate::mutations::MUTATIONS;
use isotype::verify::{Judge, Probe, Program, Subject};
use isotype::{Generated, Location, Target, Workspace};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The workspace's root.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The one output of the workspace.
pub fn target() -> Target {
    target_of(root())
}

/// The one output of the workspace in a folder.
pub fn target_of(root: &Path) -> Target {
    let workspace = Workspace::open(root).expect("the settings are right");
    let [target] = workspace.targets() else { panic!("the workspace has several outputs") };
    target.clone()
}

/// What the schemas make.
pub static GENERATED: LazyLock<Generated> = LazyLock::new(|| target().generate().expect("the schemas are right"));

/// The types that are judged: those of the documents, in the order of [`Generated::modules`], and then those of the schemas
/// inside that have a name of their own; each with its schema.
pub static TYPES: LazyLock<Vec<(Location, String)>> = LazyLock::new(|| {
    let roots = GENERATED.modules.iter().filter_map(|module| module.types().next());
    roots.chain(GENERATED.modules.iter().flat_map(|module| module.types().skip(1))).collect()
});

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

/// A type of a crate, by its position in [`TYPES`].
pub fn subject(of: Crate, position: usize) -> Box<dyn Subject> {
    probe().subject(of.number() * TYPES.len() + position)
}

/// The type of a mutant, by its position among them.
pub fn mutant(position: usize) -> Box<dyn Subject> {
    probe().subject(Crate::Mutated(MUTATIONS.len()).number() * TYPES.len() + position)
}

/// The program of all types.
fn probe() -> &'static Probe {
    static PROBE: LazyLock<Result<Probe, String>> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("gate");
        let types: Vec<String> = TYPES.iter().map(|(_, item)| item.clone()).collect();
        let fresh = folder.join("fresh");
        GENERATED.output.write(&fresh).expect("the target folder can be written");
        let mutated = MUTATIONS.iter().map(|mutation| mutation.write(&folder.join("mutated")));
        let folders: Vec<PathBuf> = [target().generated_folder(), fresh].into_iter().chain(mutated).collect();
        let crates =
            folders.iter().map(|folder| Program::of_crate(folder, types.clone(), target().settings().derived_dialect));
        let crates: std::io::Result<Vec<Program>> = crates.chain([MUTANTS.write(&folder)]).collect();
        let crates = crates.expect("the target folder can be read and written");
        Probe::run(&folder, &crates, Some(&root().join("Cargo.lock"))).map_err(|error| error.to_string())
    });
    match &*PROBE {
        Ok(probe) => probe,
        Err(error) => panic!("{error}"),
    }
}

/// The judge of the workspace's documents.
pub fn judge() -> Judge {
    judge_of(&GENERATED, &target())
}

/// The judge of the documents of a run.
pub fn judge_of(generated: &Generated, target: &Target) -> Judge {
    Judge::new(generated, target.settings()).expect("the validator takes the schemas")
}

/// The texts of the documents that `tests/values` and the mutations were written for, by their hashes.
///
/// A changed schema leaves them behind: they are then not run, and say so, until they are looked through and the hash is
/// brought up to date. All other tests follow the schemas by themselves.
const WRITTEN_FOR: [(&str, &str); 2] = [
    ("workflow-execution.json", "sha256:271925955db51887c4de4a0a18817b8f75aea3aef746ab7f1b9b34651bd0b097"),
    ("workflow-execution-list.json", "sha256:1633794bbad5683af3e49331b4d2e11b1219f6faf8f597fd67d7f4013a26d3c9"),
];

/// Whether what is written down of a document is about its text of today.
pub fn is_as_written(document: &str) -> bool {
    let sources = || GENERATED.output.sources();
    let manifest = sources().find(|(path, _)| *path == "isotype.json").map(|(_, text)| text);
    let manifest: serde_json::Value = manifest.and_then(|text| serde_json::from_str(text).ok()).expect("it is JSON");
    let known = WRITTEN_FOR.iter().any(|(name, hash)| *name == document && manifest["schemas"][name] == **hash);
    if !known {
        eprintln!("not run: what is written down of {document} is about another text of it");
    }
    known
}

/// The position of a document in [`GENERATED`], where the workspace has it.
pub fn position(document: &str) -> Option<usize> {
    GENERATED.modules.iter().position(|module| module.document == document)
}
