//! `isotype check`: the verdicts, their exit code and their JSON form.
//!
//! Every run compiles types, so there are few of them.

use crate::sandbox::{Run, Sandbox, TASK};
use std::path::Path;

const CURE: &str = "to cure it, run `cargo isotype generate`\n";

/// A workspace with a generated crate, and the lock file that lets its types be compiled without a network.
fn workspace() -> Sandbox {
    let sandbox = Sandbox::generated();
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    std::fs::copy(lock, sandbox.path("Cargo.lock")).expect("the workspace's lock file");
    sandbox
}

fn check(sandbox: &Sandbox, more: &[&str]) -> Run {
    sandbox.run(&[&["check", "--samples", "200"], more].concat())
}

/// Plants a difference, expects it to be shown with its cure, and takes it back.
fn plants(sandbox: &Sandbox, plant: impl FnOnce(&Sandbox), shown: &[&str]) {
    let before = sandbox.snapshot("generated");
    plant(sandbox);
    check(sandbox, &[]).ends_with(1).says(shown).says(&[CURE]);
    assert!(sandbox.snapshot("generated") == before, "`check` wrote into the source tree");
}

/// The report of a run as JSON, which its published schema allows.
fn report(run: &Run) -> serde_json::Value {
    let published: serde_json::Value =
        serde_json::from_str(include_str!("../../report.schema.json")).expect("the schema is JSON");
    let report = run.json();
    let validator = jsonschema::validator_for(&published).expect("the schema is one");
    let flaws: Vec<String> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
    assert_eq!(flaws, Vec::<String>::new(), "{report:#}");
    report
}

#[test]
fn the_schema_of_the_report_is_published() {
    let sandbox = Sandbox::new(&[]);
    let printed = sandbox.run(&["check", "--print-schema"]).ends_with(0).stdout.clone();
    let cure = "cargo isotype check --print-schema > codegen/report.schema.json";
    assert_eq!(printed, include_str!("../../report.schema.json"), "to bring it up to date: {cure}");
    sandbox.write("schema/bad.json", "{ \"type\": 5 }");
    let report = report(&sandbox.run(&["check", "--format", "json"]).ends_with(2));
    assert_eq!(report["problems"][0]["pointer"], "/type");
}

#[test]
fn what_became_of_every_keyword() {
    let sandbox = workspace();
    sandbox.replace("schema/task.json", "\"id\": {", "\"id\": { \"allOf\": [{ \"title\": \"Lost\" }],");
    sandbox.run(&["generate"]).ends_with(0);
    let lost = "task.json#/properties/id/allOf/0/title: lost: its schema has no type or field of its own";
    check(&sandbox, &[]).ends_with(1).says(&["  keywords         ", " held by the type, ", lost]);
    let found = report(&check(&sandbox, &["--format", "json"]).ends_with(1));
    let keywords = found["documents"][0]["keywords"].as_array().expect("all keywords");
    let status = serde_json::json!({
        "location": "task.json#/properties/status/enum",
        "held": "type",
        "items": ["task::Task::status", "task::TaskStatus"],
    });
    assert!(keywords.contains(&status), "{keywords:#?}");
    let row = "| `/properties/status/enum` | held by the type | `task::Task::status`, `task::TaskStatus` |  |\n";
    check(&sandbox, &["--format", "markdown"]).ends_with(1).says(&["| `task.json` | yes |", row]);
    sandbox.write("isotype.toml", "[accepted]\n\"task.json#/properties/id/allOf/0/title\" = \"it says nothing new\"\n");
    sandbox.run(&["generate"]).ends_with(0);
    check(&sandbox, &[]).ends_with(0).says(&["(accepted: it says nothing new)"]);
}

#[test]
fn a_crate_that_is_fresh_and_one_that_is_stale() {
    let sandbox = workspace();
    let before = sandbox.snapshot("");
    let run = check(&sandbox, &[]).ends_with(0);
    run.says(&[
        "task.json (task::Task)\n",
        "  fresh            yes\n",
        "  accepts exactly  yes, 200 values",
        "identical",
    ]);
    let report = report(&check(&sandbox, &["--format", "json"]).ends_with(0));
    assert_eq!(report["status"], "holds");
    assert_eq!(report["isotype"], env!("CARGO_PKG_VERSION"));
    assert_eq!(report["files"], serde_json::json!([]));
    assert_eq!(report["causes"], serde_json::json!([]));
    let document = &report["documents"][0];
    assert_eq!(document["document"], "task.json");
    assert_eq!(document["root"], "task::Task");
    assert_eq!(document["freshness"]["status"], "holds");
    assert_eq!(document["values"]["accepts_exactly"], "holds");
    assert_eq!(document["values"]["loses_nothing"], "holds");
    assert_eq!(document["values"]["samples"], 200);
    assert_eq!(document["says_back"]["status"], "holds");
    assert!(document["fidelity"].is_array());
    assert!(sandbox.snapshot("") == before, "`check` wrote into the source tree");

    sandbox.replace("schema/task.json", "\"id\": {", "\"added\": { \"type\": \"boolean\" },\n    \"id\": {");
    let report = check(&sandbox, &["--format", "json"]).ends_with(1).json();
    assert_eq!(report["status"], "fails");
    assert_eq!(report["causes"], serde_json::json!(["schema"]));
    assert_eq!(report["documents"][0]["freshness"]["status"], "fails");
    let files: Vec<_> =
        report["files"].as_array().into_iter().flatten().map(|file| (&file["path"], &file["action"])).collect();
    assert!(files.iter().any(|(path, action)| *path == "src/task.rs" && *action == "change"), "{report:#}");
}

#[test]
fn every_change_of_a_schema_is_found() {
    let sandbox = workspace();
    let property = "\n+    pub added: Option<bool>,\n";
    let add = |sandbox: &Sandbox| {
        sandbox.replace("schema/task.json", "\"id\": {", "\"added\": { \"type\": \"boolean\" },\n    \"id\": {");
    };
    plants(&sandbox, add, &["  fresh            NO: src/schema/task.json, src/task.rs\n", property]);
    sandbox.write("schema/task.json", TASK);
    let rename = |sandbox: &Sandbox| sandbox.replace("schema/task.json", "\"started\"", "\"begun\"");
    plants(&sandbox, rename, &["\n-    pub started: ", "\n+    pub begun: "]);
    sandbox.write("schema/task.json", TASK);
    let drop_value = |sandbox: &Sandbox| sandbox.replace("schema/task.json", ", \"DONE\"", "");
    plants(&sandbox, drop_value, &["\n-    Done,\n"]);
    sandbox.write("schema/task.json", TASK);
    let add_document = |sandbox: &Sandbox| sandbox.write("schema/note.json", "{\"type\": \"string\"}");
    plants(&sandbox, add_document, &["note.json (note::Note)\n", "+++ fresh/src/note.rs\n"]);
    sandbox.run(&["generate"]).ends_with(0);
    let remove_document = |sandbox: &Sandbox| sandbox.remove("schema/note.json");
    plants(&sandbox, remove_document, &["--- committed/src/note.rs\n", "a schema was added, removed or changed"]);
}

#[test]
fn a_crate_that_does_not_compile_and_one_that_is_missing() {
    let sandbox = workspace();
    let misspell = |sandbox: &Sandbox| sandbox.replace("generated/src/task.rs", "pub id: String", "pub id: Strin");
    misspell(&sandbox);
    check(&sandbox, &[]).ends_with(1).says(&[
        "its code was changed by hand",
        "the generated crate does not compile",
        "cannot find type `Strin`",
        "\n-    pub id: Strin,\n+    pub id: String,\n",
        CURE,
    ]);
    std::fs::remove_dir_all(sandbox.path("generated")).expect("a folder to remove");
    check(&sandbox, &[]).ends_with(1).says(&["+++ fresh/src/task.rs\n", CURE]);
    let report = check(&sandbox, &["--format", "json"]).ends_with(1).json();
    assert_eq!(report["documents"][0]["values"]["accepts_exactly"], "undecided");
    assert!(!sandbox.path("generated").exists());
}

#[test]
fn an_acceptance_of_nothing() {
    let sandbox = workspace();
    sandbox.write("isotype.toml", "[accepted]\n\"task.json#\" = \"so\"\n");
    let report = check(&sandbox, &["--format", "json"]).ends_with(1).json();
    assert_eq!(report["idle_acceptances"], serde_json::json!(["task.json#"]));
}

/// A type that the document's does not reach is judged by itself, and what is accepted of it by its own location.
#[test]
fn a_definition_is_judged_by_itself() {
    let sandbox = workspace();
    let owner =
        "\"$defs\": { \"owner\": { \"type\": \"object\", \"properties\": { \"age\": { \"type\": \"integer\" } } } },";
    sandbox.replace("schema/task.json", "\"title\": \"Task\",", &format!("\"title\": \"Task\", {owner}"));
    sandbox.run(&["generate"]).ends_with(0);
    check(&sandbox, &[]).ends_with(0).says(&["  definitions      yes, 1\n"]);
    sandbox.replace("generated/src/task.rs", "pub age: Option<i64>", "pub age: Option<u8>");
    let shown = [
        "  definitions      0 hold, 1 do not\n",
        "    task.json#/$defs/owner (task::Owner)\n",
        "      accepts exactly  NO, 20 values",
    ];
    check(&sandbox, &[]).ends_with(1).says(&shown);
    let report = report(&check(&sandbox, &["--format", "json"]).ends_with(1));
    let document = &report["documents"][0];
    assert_eq!(document["values"]["accepts_exactly"], "holds");
    assert_eq!(document["definitions"][0]["values"]["accepts_exactly"], "fails");
    assert_eq!(document["definitions"][0]["schema"], "task.json#/$defs/owner");
    let row = "| `/$defs/owner` | `task::Owner` | **no**, 20 values | ";
    check(&sandbox, &["--format", "markdown"]).ends_with(1).says(&[row]);
}

/// What draft 7 cannot say is a difference, which a person can accept.
#[test]
fn derived_schemas_of_draft_7() {
    let sandbox = workspace();
    sandbox.replace("schema/task.json", "\"format\": \"date-time\"", "\"format\": \"uuid\"");
    sandbox.write("isotype.toml", "derived_dialect = \"7\"\n");
    sandbox.run(&["generate"]).ends_with(0);
    check(&sandbox, &[]).ends_with(1).says(&["  says it back     NO, wider: "]);
    sandbox.write("isotype.toml", "derived_dialect = \"7\"\n[accepted]\n\"task.json#\" = \"no uuid in draft 7\"\n");
    sandbox.run(&["generate"]).ends_with(0);
    check(&sandbox, &[]).ends_with(0).says(&["    accepted: no uuid in draft 7\n"]);
    sandbox.replace("schema/task.json", "\"format\": \"uuid\"", "\"format\": \"date-time\"");
    sandbox.write("isotype.toml", "derived_dialect = \"7\"\n");
    sandbox.run(&["generate"]).ends_with(0);
    check(&sandbox, &[]).ends_with(0).says(&["  says it back     yes, "]);
}
