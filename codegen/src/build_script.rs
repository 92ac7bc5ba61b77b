//! The one call that a build script needs.

use crate::diagnostic::{Diagnostic, Diagnostics, Problem};
use crate::output::{self, Change, Output};
use crate::settings::{self, plain};
use crate::workspace::{Target, Workspace};
use std::path::{Component, Path, PathBuf};

/// The file that a build script's types are written to, in Cargo's `OUT_DIR`.
const BUNDLE: &str = "isotype.rs";

/// Generates the types of a workspace's schemas into `OUT_DIR`, from a build script.
///
/// `root` is the folder of `isotype.toml`, from the package's own folder: `"."` where they are the same. The types are
/// then compiled by
///
/// ```ignore
/// include!(concat!(env!("OUT_DIR"), "/isotype.rs"));
/// ```
///
/// Where `isotype.toml` names several outputs, each has a folder in `OUT_DIR` that is called as its `generated` is: the
/// types of `generated = "crates/api"` are in `/crates/api/isotype.rs`. A part of that path that leads elsewhere, as `..`
/// does, is `_` there.
///
/// Cargo runs the build script again when a schema, the settings or the generated code change. Where an output's folder is
/// there and not up to date, Cargo prints a warning with the command that cures it. Nothing is written outside of
/// `OUT_DIR`.
///
/// # Errors
/// All that is wrong with the schemas and the settings, each problem with its file, line, column and JSON pointer.
pub fn compile(root: impl AsRef<Path>) -> Result<(), Diagnostics> {
    let root = root.as_ref();
    watch(&root.join(settings::FILE));
    let workspace = Workspace::open(root)?;
    for target in workspace.targets() {
        watch(&target.schema_folder());
        watch(&target.generated_folder());
        target.vendored_folders().for_each(|folder| watch(&folder));
    }
    let generated = workspace.generate()?;
    let out = out_dir()?;
    let mut bundles = Vec::new();
    for (target, generated) in workspace.targets().iter().zip(&generated) {
        let folder = if workspace.targets().len() == 1 { out.clone() } else { out.join(below_out_dir(target)) };
        let changes = generated.output.compare_bundle(&folder, BUNDLE, &generated.bundle(target.settings()))?;
        bundles.push((folder, changes));
    }
    let bundles: Vec<_> = bundles.iter().map(|(folder, changes)| (folder.as_path(), changes.as_slice())).collect();
    output::apply(&bundles)?;
    workspace.targets().iter().zip(&generated).try_for_each(|(target, generated)| warn(target, &generated.output))
}

/// Warns of generated code that is not up to date.
fn warn(target: &Target, output: &Output) -> Result<(), Diagnostics> {
    let folder = target.generated_folder();
    if !folder.exists() {
        return Ok(());
    }
    let changes = output.compare(&folder)?;
    // Code says more than the record of what it was made from.
    let (record, schemas) = (output.path("isotype.json"), output.path("schema/"));
    let is_code = |change: &&Change| change.path != record && !change.path.starts_with(&schemas);
    if let Some(first) = changes.iter().find(is_code).or(changes.first()) {
        let more = if changes.len() > 1 { format!(" and {} more", changes.len() - 1) } else { String::new() };
        let path = folder.join(&first.path);
        println!("cargo::warning=stale: {}{more}; run `cargo isotype generate`", path.display());
    }
    Ok(())
}

/// The folder of one of several outputs below `OUT_DIR`.
fn below_out_dir(target: &Target) -> PathBuf {
    let part = |part| match part {
        Component::Normal(name) => PathBuf::from(name),
        _ => PathBuf::from("_"),
    };
    plain(&target.settings().generated).components().map(part).collect()
}

/// Lets Cargo run the build script again when a file or folder changes.
///
/// One that is missing is left out, as Cargo would run the build script on every build. Nothing is missed: new settings
/// or new generated code call for `isotype generate`, which writes into the folder of an output.
fn watch(path: &Path) {
    if path.exists() {
        println!("cargo::rerun-if-changed={}", path.display());
    }
}

fn out_dir() -> Result<PathBuf, Diagnostics> {
    std::env::var_os("OUT_DIR").map(PathBuf::from).ok_or_else(|| {
        let message = "OUT_DIR is not set: `compile` is for build scripts".to_owned();
        Diagnostic::of_file("OUT_DIR", Problem::Unwritable { message }).into()
    })
}
