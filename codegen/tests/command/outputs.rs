//! Several outputs in one workspace, and going on where a document is bad.

use crate::sandbox::{Sandbox, TASK};
use std::path::Path;

const NOTE: &str = "{\"type\": \"object\", \"properties\": {\"text\": {\"type\": \"string\"}}}";

const SETTINGS: &str = "formats = \"annotate\"\n\n\
    [[output]]\nschema = \"api\"\ngenerated = \"crates/api\"\n\n\
    [[output]]\nschema = \"notes\"\ngenerated = \"app/src/notes\"\nkind = \"module\"\nformats = \"assert\"\n";

/// A workspace with a crate and a module.
fn workspace() -> Sandbox {
    Sandbox::new(&[("isotype.toml", SETTINGS), ("api/task.json", TASK), ("notes/note.json", NOTE)])
}

#[test]
fn a_crate_and_a_module_are_generated_together() {
    let sandbox = workspace();
    sandbox.run(&["generate", "--check"]).ends_with(1).says(&["crates/api is stale", "app/src/notes is stale"]);
    sandbox.run(&["generate"]).ends_with(0).says(&[
        "added crates/api/src/task.rs\n",
        "added app/src/notes/mod.rs\n",
        "the crate that app/src/notes is in needs, the feature with or without schemars behind it,\n\n[features]\n",
    ]);
    assert!(sandbox.read("crates/api/src/task.rs").contains("pub started: Option<String>"), "a default of all outputs");
    assert!(sandbox.read("crates/api/Cargo.toml").contains("name = \"api\""), "a package is called as its folder is");
    assert!(sandbox.read("app/src/notes/mod.rs").contains("//! serde = \"1\"\n"), "a module says what it needs");
    assert!(!sandbox.path("app/src/notes/Cargo.toml").exists() && !sandbox.path("schema/x").exists());
    sandbox
        .run(&["generate", "--check"])
        .ends_with(0)
        .says(&["crates/api is up to date", "app/src/notes is up to date"]);
}

#[test]
fn what_an_output_says_goes_before_what_all_do() {
    let sandbox = workspace();
    sandbox.write("notes/note.json", TASK);
    sandbox.run(&["generate"]).ends_with(0);
    assert!(sandbox.read("app/src/notes/note.rs").contains("pub started: Option<chrono::DateTime"));
}

#[test]
fn every_output_is_judged() {
    let sandbox = workspace();
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    std::fs::copy(lock, sandbox.path("Cargo.lock")).expect("the workspace's lock file");
    sandbox.run(&["generate"]).ends_with(0);
    let check = ["check", "--samples", "100"];
    let texts = ["== crates/api\n", "task.json (task::Task)\n", "== app/src/notes\n", "note.json (note::Note)\n"];
    sandbox.run(&check).ends_with(0).says(&texts);
    sandbox.replace("app/src/notes/note.rs", "pub text: Option<String>", "pub text: Option<String>,pub more: ()");
    let report = sandbox.run(&[&check[..], &["--format", "json"]].concat()).ends_with(1).json();
    assert_eq!(report["status"], "fails");
    assert_eq!(report["outputs"][0]["generated"], "crates/api");
    assert_eq!(report["outputs"][0]["report"]["status"], "holds");
    assert_eq!(report["outputs"][1]["report"]["documents"][0]["freshness"]["files"][0], "note.rs");
}

#[test]
fn what_is_wrong_with_one_output_leaves_all_as_they_were() {
    let sandbox = workspace();
    sandbox.write("notes/bad.json", "{\"type\": \"strin\"}");
    sandbox.write("api/bad.json", "{\"minimum\": \"1\"}");
    let before = sandbox.snapshot("");
    sandbox.run(&["generate"]).ends_with(2).complains(&["api/bad.json:1:13\n", "notes/bad.json:1:10\n"]);
    assert!(sandbox.snapshot("") == before, "something was written");
    sandbox.remove("api/bad.json");
    sandbox.remove("notes/bad.json");
    // The place of a file is taken by a folder.
    sandbox.run(&["generate"]).ends_with(0);
    sandbox.write("api/more.json", NOTE);
    sandbox.write("notes/more.json", NOTE);
    sandbox.write("app/src/notes/more.rs/ours.txt", "ours");
    let before = sandbox.snapshot("");
    sandbox.run(&["generate"]).ends_with(2).complains(&["app/src/notes/more.rs"]);
    assert!(sandbox.snapshot("") == before, "something was written");
}

#[test]
fn a_module_takes_no_folder_with_other_files() {
    let sandbox = workspace();
    sandbox.write("app/src/notes/ours.rs", "");
    let before = sandbox.snapshot("");
    sandbox.run(&["generate"]).ends_with(2).complains(&["--> app/src/notes\n", "holds other files"]);
    assert!(sandbox.snapshot("") == before, "something was written");
}

#[test]
fn outputs_that_cannot_be_told_apart() {
    let output =
        |schema: &str, generated: &str| format!("[[output]]\nschema = \"{schema}\"\ngenerated = \"{generated}\"\n");
    for (first, second) in [("out", "out"), ("out", "./out/more"), ("out/more", "out"), ("x/../out", "out")] {
        let settings = output("schema", first) + &output("schema", second);
        let sandbox = Sandbox::new(&[("schema/task.json", TASK), ("isotype.toml", &settings)]);
        sandbox.run(&["generate"]).ends_with(2).complains(&["--> isotype.toml:6:13\n", "no two outputs may share"]);
    }
    let settings = output("schema", "out") + &output("out/src", "more");
    let sandbox = Sandbox::new(&[("schema/task.json", TASK), ("isotype.toml", &settings)]);
    sandbox.run(&["generate"]).ends_with(2).complains(&["--> isotype.toml:3:13\n", "may hold the other"]);
}

#[test]
fn an_output_without_schemas() {
    let sandbox = workspace();
    sandbox.remove("notes/note.json");
    sandbox.run(&["generate"]).ends_with(2).complains(&["--> isotype.toml:8:10\n", "no schema", "`notes`"]);
    let sandbox = Sandbox::new(&[("isotype.toml", "output = []\n")]);
    sandbox.run(&["generate"]).ends_with(2).complains(&["--> isotype.toml:1:1\n", "no output"]);
}

#[test]
fn an_output_in_an_output() {
    let settings = "[[output]]\nschema = \"schema\"\n[[output.output]]\nschema = \"schema\"\n";
    let sandbox = Sandbox::new(&[("schema/task.json", TASK), ("isotype.toml", settings)]);
    sandbox.run(&["generate"]).ends_with(2).complains(&["--> isotype.toml:3:1\n", "has no outputs of its own"]);
}

/// Bad documents of every kind, each with the place of its problem.
const BAD: [(&str, &[u8], &str); 5] = [
    ("cut.json", b"{", "1:2"),
    ("kind.json", b"{\"type\": \"strin\"}", "1:10"),
    ("lost.json", b"{\"items\": {\"$ref\": \"nowhere.json\"}}", "1:20"),
    ("pattern.json", b"{\"pattern\": \"(a\"}", "1:13"),
    ("text.json", b"{\"title\": \"caf\xe9\"}", "1:15"),
];

#[test]
fn the_good_documents_are_generated_without_the_bad() {
    let sandbox = Sandbox::generated();
    let reference = |to: &str| format!("{{\"type\": \"object\", \"properties\": {{\"a\": {{\"$ref\": \"{to}\"}}}}}}");
    for (name, bytes, _) in BAD {
        sandbox.write(&format!("schema/{name}"), bytes);
    }
    sandbox.write("schema/user.json", reference("kind.json"));
    sandbox.write("schema/user-of-user.json", reference("user.json"));
    sandbox.write("schema/good.json", reference("https://example.test/task.json"));
    let places = BAD.map(|(name, _, at)| format!("--> schema/{name}:{at}\n"));
    let places = places.each_ref().map(String::as_str);

    // Without the option, every problem is told and nothing is written.
    let before = sandbox.snapshot("");
    sandbox.run(&["generate"]).ends_with(2).complains(&places);
    assert!(sandbox.snapshot("") == before, "something was written");

    let run = sandbox.run(&["generate", "--keep-going"]).ends_with(2).complains(&places);
    run.says(&["added generated/src/good.rs\n"]).complains(&["schema/user.json:", "schema/user-of-user.json:"]);
    let modules = ["good", "task", "cut", "kind", "lost", "pattern", "text", "user", "user_of_user"];
    let made = modules.map(|module| sandbox.path(&format!("generated/src/{module}.rs")).exists());
    assert_eq!(made, [true, true, false, false, false, false, false, false, false]);
}

#[test]
fn names_of_types_that_are_left_out_are_no_problem() {
    let sandbox = Sandbox::generated();
    sandbox.write("schema/bad.json", "{\"type\": \"strin\"}");
    sandbox.write("isotype.toml", "[types]\n\"bad.json#\" = \"Bad\"\n\"task.json#\" = \"Job\"\n");
    let run = sandbox.run(&["generate", "--keep-going"]).ends_with(2).complains(&["schema/bad.json:1:10\n"]);
    assert!(!run.stderr.contains("isotype.toml"), "{}", run.stderr);
    assert!(sandbox.read("generated/src/task.rs").contains("pub struct Job"));
}

#[test]
fn where_nothing_is_wrong_nothing_is_left_out() {
    let sandbox = Sandbox::generated();
    sandbox.run(&["generate", "--keep-going"]).ends_with(0).says(&["generated is up to date"]);
    sandbox.write("isotype.toml", "[types]\n\"nope.json#\" = \"Name\"\n");
    sandbox.run(&["generate", "--keep-going"]).ends_with(2).complains(&["--> isotype.toml:2:1\n"]);
}
