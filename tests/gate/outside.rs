//! The committed crate as its users have it: in a package of their own, outside of this workspace.
//!
//! There, no other crate turns on features that generated code could come to rely on; or a crate turns on those of
//! `serde_json` that change how it reads numbers and orders names.

use crate::subjects::{is_as_written, root};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The program that the package runs: it round-trips a value through JSON and through CBOR.
const MAIN: &str = include_str!("outside_main.rs");

/// A package that depends on the committed crate, with these features of it and of `serde_json`, and a program in it.
fn package(name: &str, types: &[&str], serde_json: &[&str], main: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("outside").join(name);
    let generated = root().join("generated").display().to_string();
    let manifest = format!(
        "[package]\nname = \"outside\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         ciborium = \"0.2\"\nparagon-types = {{ path = {generated:?}, features = {types:?} }}\n\
         serde_json = {{ version = \"1\", features = {serde_json:?} }}\n"
    );
    std::fs::create_dir_all(folder.join("src")).expect("the target folder can be written");
    std::fs::write(folder.join("Cargo.toml"), manifest).expect("the target folder can be written");
    std::fs::write(folder.join("src/main.rs"), main).expect("the target folder can be written");
    std::fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).expect("the target folder can be written");
    folder
}

fn cargo(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO"));
    command.args(arguments).arg("--quiet").current_dir(folder);
    command.env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("outside/target"));
    let output = command.output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("cargo prints UTF-8")
}

/// Runs the program of a package, where it is about the types of today.
fn run(folder: &Path) {
    if is_as_written("workflow-execution.json") {
        cargo(folder, &["run"]);
    }
}

/// What README shows of the generated crate compiles and does what it says.
#[test]
fn the_example_of_the_readme_runs() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("README is there");
    let (_, example) = readme.split_once("```rust,ignore\nuse paragon_types").expect("README has an example");
    let (example, _) = example.split_once("```").expect("the example ends");
    let main = format!("use paragon_types{example}").replacen(
        "\n\n",
        "\n\nfn main() -> Result<(), Box<dyn std::error::Error>> {\n",
        1,
    );
    run(&package("readme", &[], &[], &format!("{main}Ok(())\n}}\n")));
}

#[test]
fn the_committed_crate_is_light() {
    let folder = package("plain", &[], &[], MAIN);
    run(&folder);
    let tree = cargo(&folder, &["tree", "--edges", "normal,build", "--prefix", "none"]);
    for name in ["isotype", "typify", "schemars", "jsonschema"] {
        let found = tree.lines().any(|line| line.split(' ').next() == Some(name));
        assert!(!found, "{name} is in the tree:\n{tree}");
    }
}

#[test]
fn the_committed_crate_works_with_other_features_of_serde_json() {
    let folder = package("features", &["schemars"], &["arbitrary_precision", "preserve_order"], MAIN);
    run(&folder);
    let tree = cargo(&folder, &["tree", "--edges", "normal,build", "--prefix", "none"]);
    assert!(!tree.lines().any(|line| line.starts_with("typify")), "{tree}");
}
