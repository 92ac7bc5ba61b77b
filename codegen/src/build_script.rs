//! The one call that a build script needs.

use crate::diagnostic::{Diagnostic, Diagnostics, Problem};
use crate::output::Change;
use crate::settings;
use crate::workspace::Workspace;
use std::path::{Path, PathBuf};

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
/// Cargo runs the build script again when a schema, the settings or the generated crate change. Where the workspace has a
/// generated crate that is not up to date, Cargo prints a warning with the command that cures it. Nothing is written
/// outside of `OUT_DIR`.
///
/// # Errors
/// All that is wrong with the schemas and the settings, each problem with its file, line, column and JSON pointer.
pub fn compile(root: impl AsRef<Path>) -> Result<(), Diagnostics> {
    let root = root.as_ref();
    watch(&root.join(settings::FILE));
    let workspace = Workspace::open(root)?;
    watch(&workspace.schema_folder());
    watch(&workspace.generated_folder());
    let generated = workspace.generate()?;
    generated.output.write_bundle(&out_dir()?, BUNDLE)?;
    let folder = workspace.generated_folder();
    if folder.exists() {
        let changes = generated.output.compare(&folder)?;
        // Code says more than the record of what it was made from.
        let is_code = |change: &&Change| change.path != "src/isotype.json" && !change.path.starts_with("src/schema/");
        if let Some(first) = changes.iter().find(is_code).or(changes.first()) {
            let more = if changes.len() > 1 { format!(" and {} more", changes.len() - 1) } else { String::new() };
            let path = folder.join(&first.path);
            println!("cargo::warning=stale: {}{more}; run `cargo isotype generate`", path.display());
        }
    }
    Ok(())
}

/// Lets Cargo run the build script again when a file or folder changes.
///
/// One that is missing is left out, as Cargo would run the build script on every build. Nothing is missed: new settings
/// or a new generated crate call for `isotype generate`, which writes into the generated crate.
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
