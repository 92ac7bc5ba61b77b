//! The one call of a build script, run as Cargo runs it.

use isotype::Workspace;
use std::path::Path;
use std::process::{Command, Output};

const SCHEMA: &str = r#"{ "type": "object", "properties": { "name": { "type": "string" } } }"#;

/// A package with one schema.
fn package() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    std::fs::create_dir_all(folder.path().join("schema")).expect("it can be written");
    std::fs::create_dir_all(folder.path().join("out")).expect("it can be written");
    std::fs::write(folder.path().join("schema/pet.json"), SCHEMA).expect("it can be written");
    folder
}

/// What a build script holds.
#[test]
#[ignore = "the other tests run it, in a process of its own, as Cargo runs a build script"]
fn the_build_script() -> Result<(), isotype::Diagnostics> {
    isotype::compile(".")
}

/// Runs the build script in a package.
fn build(package: &Path) -> Output {
    let mut command = Command::new(std::env::current_exe().expect("tests have a path"));
    command.args(["--ignored", "--exact", "the_build_script", "--nocapture"]);
    command.current_dir(package).env("OUT_DIR", package.join("out")).output().expect("this program runs")
}

fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).expect("it prints UTF-8")
}

#[test]
fn types_go_into_out_dir_and_nowhere_else() {
    let package = package();
    let printed = printed(&build(package.path()));
    let bundle = std::fs::read_to_string(package.path().join("out/isotype.rs")).expect("it was written");
    assert!(bundle.contains("pub struct Pet"), "{bundle}");
    assert!(!printed.contains("cargo::warning"), "{printed}");
    let mut left: Vec<_> = std::fs::read_dir(package.path())
        .expect("it is there")
        .map(|entry| entry.expect("it is there").file_name())
        .collect();
    left.sort();
    assert_eq!(left, ["out", "schema"]);
}

#[test]
fn a_stale_crate_is_warned_of_with_the_cure() {
    let package = package();
    let workspace = Workspace::open(package.path()).expect("the settings are right");
    let generated = workspace.generate().expect("the schema is right");
    Workspace::write(workspace.targets().iter().zip(&generated)).expect("it can be written");
    assert!(!printed(&build(package.path())).contains("cargo::warning"));
    let changed = SCHEMA.replace("name", "title");
    std::fs::write(package.path().join("schema/pet.json"), changed).expect("it can be written");
    let printed = printed(&build(package.path()));
    let warning = printed.lines().find(|line| line.starts_with("cargo::warning=")).expect("there is a warning");
    assert!(warning.contains("stale") && warning.contains("cargo isotype generate"), "{warning}");
}

#[test]
fn a_wrong_schema_fails_the_build_with_its_place() {
    let package = package();
    let wrong = SCHEMA.replace("\"string\"", "\"strin\"");
    std::fs::write(package.path().join("schema/pet.json"), wrong).expect("it can be written");
    let output = build(package.path());
    assert!(!output.status.success());
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        error.contains("pet.json:1:") && error.contains("#/properties/name/type") && error.contains("strin"),
        "{error}"
    );
    assert!(!package.path().join("out/isotype.rs").exists());
}

#[test]
fn each_of_several_outputs_has_a_folder_in_out_dir() {
    let package = package();
    let settings = "[[output]]\ngenerated = \"a/types\"\n[[output]]\ngenerated = \"../b\"\nkind = \"module\"\n";
    std::fs::write(package.path().join("isotype.toml"), settings).expect("it can be written");
    printed(&build(package.path()));
    for path in ["out/a/types", "out/_/b"] {
        let folder = package.path().join(path);
        let bundle = std::fs::read_to_string(folder.join("isotype.rs")).expect("it was written");
        assert!(bundle.contains("pub struct Pet") && folder.join("schema/pet.json").exists(), "{bundle}");
    }
    assert!(!package.path().join("out/isotype.rs").exists());
}
