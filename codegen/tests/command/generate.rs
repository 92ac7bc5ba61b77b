//! `isotype generate`: writes what is needed and no more, all of it or nothing, and leaves to people what is theirs.

use crate::sandbox::{Sandbox, TASK};

/// A manifest with people's parts around those that isotype owns.
const MANIFEST: &str = "# Types of the task service.\n[package]\nname    = 'tasks'   # odd blanks stay\n\
    version = \"3.2.1\"\nedition = \"2024\"\n\n# Ours.\n[dependencies] # no edits\nold = \"1\"\n\n[dev-dependencies]\nserde_json = \"1\"\n\n\
    [lints.clippy]\npedantic = \"warn\"\n# The end.\n";

#[test]
fn the_first_run_makes_the_crate_and_the_second_changes_nothing() {
    let sandbox = Sandbox::new(&[("schema/task.json", TASK)]);
    let run = sandbox.run(&["generate"]).ends_with(0);
    let files =
        ["Cargo.toml", "src/isotype.json", "src/lib.rs", "src/schema/task.json", "src/support.rs", "src/task.rs"];
    for file in files {
        assert!(run.stdout.contains(&format!("added generated/{file}\n")), "{}", run.stdout);
    }
    run.says(&["6 files written or removed; `cargo isotype check` tells of 3 notes\n"]);
    assert!(sandbox.read("generated/Cargo.toml").contains("[package]\n"));
    assert!(sandbox.read("generated/src/task.rs").contains("pub struct Task "));
    assert_eq!(sandbox.read("generated/src/schema/task.json"), TASK);

    let before = sandbox.snapshot("");
    let run = sandbox.run(&["generate"]).ends_with(0);
    assert_eq!(run.stdout, "generated is up to date; `cargo isotype check` tells of 3 notes\n");
    assert!(sandbox.snapshot("") == before, "the second run touched a file");
}

#[cfg(unix)]
#[test]
fn new_files_can_be_read_by_all() {
    use std::os::unix::fs::PermissionsExt as _;
    let sandbox = Sandbox::generated();
    sandbox.write("ordinary", "");
    let mode = |path: &str| sandbox.path(path).metadata().expect("a file").permissions().mode();
    assert_eq!(mode("generated/src/lib.rs"), mode("ordinary"));
}

#[test]
fn what_no_schema_makes_any_more_goes() {
    let sandbox = Sandbox::generated();
    sandbox.write("schema/deep/er/note.json", "{\"type\": \"string\"}");
    sandbox.run(&["generate"]).ends_with(0);
    assert!(sandbox.path("generated/src/schema/deep/er/note.json").exists());
    sandbox.write("generated/src/old/module/file.rs", "fn main() {}");
    sandbox.write("generated/src/.isotype-abc", "left by a run that was killed");
    std::fs::remove_dir_all(sandbox.path("schema/deep")).expect("a folder to remove");
    sandbox.run(&["generate"]).ends_with(0).says(&[
        "removed generated/src/.isotype-abc\n",
        "removed generated/src/deep_er_note.rs\n",
        "removed generated/src/old/module/file.rs\n",
        "removed generated/src/schema/deep/er/note.json\n",
        "changed generated/src/lib.rs\n",
    ]);
    for gone in ["generated/src/old", "generated/src/schema/deep", "generated/src/deep_er_note.rs"] {
        assert!(!sandbox.path(gone).exists(), "{gone}");
    }
    sandbox.run(&["generate", "--check"]).ends_with(0);
}

#[test]
fn what_hands_changed_is_put_right() {
    let sandbox = Sandbox::generated();
    let fresh = sandbox.read("generated/src/task.rs");
    sandbox.replace("generated/src/task.rs", "pub struct Task ", "pub struct Chore ");
    sandbox.remove("generated/src/support.rs");
    let run = sandbox.run(&["generate"]).ends_with(0);
    let told = "added generated/src/support.rs\nchanged generated/src/task.rs\n2 files written or removed";
    assert!(run.stdout.starts_with(told), "{}", run.stdout);
    assert_eq!(sandbox.read("generated/src/task.rs"), fresh);
}

#[test]
fn people_keep_their_part_of_the_crate() {
    let sandbox = Sandbox::new(&[
        ("schema/task.json", TASK),
        ("generated/Cargo.toml", MANIFEST),
        ("generated/README.md", "ours"),
        ("generated/tests/ours.rs", "#[test]\nfn ours() {}\n"),
        ("generated/build.rs", "fn main() {}\n"),
    ]);
    sandbox.run(&["generate"]).ends_with(0).says(&["changed generated/Cargo.toml\n"]);
    let manifest = sandbox.read("generated/Cargo.toml");
    let (head, tail) = MANIFEST.split_once("old = \"1\"\n").expect("an old dependency");
    assert!(manifest.starts_with(head), "{manifest}");
    let (tail, end) = tail.split_once("# The end").expect("a comment at the end");
    assert!(manifest.contains(tail) && manifest.ends_with(&format!("# The end{end}")), "{manifest}");
    assert!(!manifest.contains("old ="), "{manifest}");
    let parsed: toml::Table = manifest.parse().expect("TOML");
    assert_eq!(parsed["features"]["schemars"][0].as_str(), Some("dep:schemars"));
    assert_eq!(parsed["dependencies"]["schemars"]["optional"].as_bool(), Some(true));
    assert_eq!(sandbox.read("generated/README.md"), "ours");
    assert_eq!(sandbox.read("generated/tests/ours.rs"), "#[test]\nfn ours() {}\n");
    assert_eq!(sandbox.read("generated/build.rs"), "fn main() {}\n");
    let before = sandbox.snapshot("");
    sandbox.run(&["generate"]).ends_with(0).says(&["is up to date"]);
    assert!(sandbox.snapshot("") == before);
}

#[test]
fn a_manifest_in_any_style_gets_its_tables() {
    for manifest in [
        "[package]\nname = \"a\"\nversion = \"1.0.0\"\n\n[dependencies.serde]\nversion = \"1\"\n\
         features = [\"rc\"]\n\n[lib]\ndoctest = false\n",
        "dependencies = { serde = \"1\" }\nfeatures = {}\npackage = { name = \"a\", version = \"1.0.0\" }\n",
        "package.name = \"a\"\npackage.version = \"1.0.0\"\ndependencies.serde = \"1\"\n",
        "[features]\n\n[package]\nname = \"a\"\nversion = \"1.0.0\"",
        "[package]\r\nname = \"a\"\r\nversion = \"1.0.0\"\r\n\r\n[lints]\r\nworkspace = true\r\n",
        "",
    ] {
        let sandbox = Sandbox::new(&[("schema/task.json", TASK), ("generated/Cargo.toml", manifest)]);
        sandbox.run(&["generate"]).ends_with(0);
        let text = sandbox.read("generated/Cargo.toml");
        let parsed: toml::Table = text.parse().unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert!(parsed["dependencies"]["serde"].is_str(), "{text}");
        assert!(parsed["dependencies"]["chrono"].is_table(), "{text}");
        if !manifest.is_empty() {
            assert_eq!(parsed["package"]["version"].as_str(), Some("1.0.0"), "{text}");
        }
        sandbox.run(&["generate", "--check"]).ends_with(0);
    }
}

#[test]
fn the_check_writes_nothing_and_shows_the_difference() {
    let sandbox = Sandbox::generated();
    let before = sandbox.snapshot("");
    sandbox.run(&["generate", "--check"]).ends_with(0).says(&["generated is up to date"]);
    sandbox.replace("schema/task.json", "\"DONE\"", "\"DONE\", \"FAILED\"");
    let stale = sandbox.snapshot("generated");
    sandbox.run(&["generate", "--check"]).ends_with(1).says(&[
        "--- committed/src/task.rs\n+++ fresh/src/task.rs\n",
        "\n+    Failed,\n",
        "\ngenerated is stale; to cure it, run `cargo isotype generate`\n",
    ]);
    assert!(sandbox.snapshot("generated") == stale);
    sandbox.replace("schema/task.json", ", \"FAILED\"", "");
    sandbox.run(&["generate", "--check"]).ends_with(0);
    let contents = |snapshot: crate::sandbox::Snapshot| snapshot.into_iter().map(|(path, (bytes, _))| (path, bytes));
    assert!(contents(before).eq(contents(sandbox.snapshot(""))));
}

#[test]
fn the_check_of_a_crate_that_is_missing_makes_no_folder() {
    let sandbox = Sandbox::new(&[("schema/task.json", TASK)]);
    sandbox.run(&["generate", "--check"]).ends_with(1).says(&["+++ fresh/src/task.rs"]);
    assert!(!sandbox.path("generated").exists());
}

#[test]
fn it_works_from_everywhere() {
    let sandbox = Sandbox::new(&[("schema/deep/task.json", TASK), ("isotype.toml", "generated = \"code/types\"\n")]);
    Sandbox::run_in(&sandbox.path("schema/deep"), &["generate"]).ends_with(0);
    assert!(sandbox.path("code/types/src/deep_task.rs").exists());
    Sandbox::run_in(&sandbox.path("code/types/src"), &["generate", "--check"]).ends_with(0);
    let elsewhere = Sandbox::new(&[]);
    let root = sandbox.root().to_str().expect("a UTF-8 path");
    elsewhere.run(&["generate", "--check", "--root", root]).ends_with(0);
    elsewhere.run(&["--root", root, "generate"]).ends_with(0).says(&["is up to date"]);
    sandbox.remove("isotype.toml");
    Sandbox::run_in(&sandbox.path("schema/deep"), &["generate"]).ends_with(0);
    assert!(
        sandbox.path("generated/src/deep_task.rs").exists(),
        "without settings, the folder `schema` tells the root"
    );
}

#[test]
fn a_write_that_fails_leaves_everything_as_it_was() {
    // The place of one file is taken by a folder, and the place of a folder by a file.
    for obstacle in ["generated/src/task.rs/ours.txt", "generated/src/schema"] {
        let sandbox = Sandbox::new(&[("schema/task.json", TASK), (obstacle, "ours")]);
        let before = sandbox.snapshot("");
        sandbox.run(&["generate"]).ends_with(2);
        assert!(sandbox.snapshot("") == before, "{obstacle}: something was written");
    }
}

/// A file that is mounted is written like any other, but can be neither replaced nor removed.
#[cfg(target_os = "linux")]
#[test]
fn a_write_that_fails_late_is_undone() {
    use std::process::Command;
    let sandbox = Sandbox::generated();
    sandbox.write("generated/src/unwanted.rs", "");
    sandbox.write("schema/deep/note.json", "{\"type\": \"string\"}");
    let file = sandbox.path("generated/src/unwanted.rs");
    let script = "mount --bind \"$1\" \"$1\" && cd \"$2\" && shift 2 && exec \"$@\"";
    let mut command = Command::new("unshare");
    command.args(["--mount", "sh", "-c", script, "sh"]).arg(&file).arg(sandbox.root());
    // Only root may mount; without, and where containers forbid it, there is nothing to see here.
    let allowed = command.arg("true").output().is_ok_and(|output| output.status.success());
    if !allowed {
        eprintln!("skipped: a file cannot be mounted here");
        return;
    }
    let before = sandbox.snapshot("");
    let mut command = Command::new("unshare");
    command.args(["--mount", "sh", "-c", script, "sh"]).arg(&file).arg(sandbox.root());
    let output = command.args([env!("CARGO_BIN_EXE_isotype"), "generate"]).output().expect("a command that starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("--> generated/src/unwanted.rs") && said.contains("cannot write"), "{said}");
    assert!(sandbox.snapshot("") == before, "something was written");
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    use std::process::{Command, Stdio};
    let sandbox = Sandbox::new(&[("schema/task.json", TASK)]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_isotype"));
    command.args(["generate", "--check"]).current_dir(sandbox.root()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the command starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the command ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(1));
}
