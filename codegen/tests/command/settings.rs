//! `isotype.toml`: every wrong key and value is a located error, and every setting does what its documentation says.

use crate::sandbox::{Sandbox, TASK};

/// Expects a problem with the settings at this line and column.
#[track_caller]
fn rejects(settings: impl AsRef<[u8]>, line: usize, column: usize, message: &str) {
    let sandbox = Sandbox::generated();
    sandbox.write("isotype.toml", settings);
    let before = sandbox.snapshot("");
    let place = format!("--> isotype.toml:{line}:{column}\n");
    sandbox.run(&["generate"]).ends_with(2).complains(&[&place, message]);
    let report = sandbox.run(&["check", "--format", "json"]).ends_with(2).json();
    let problem = &report["problems"][0];
    assert_eq!(problem["file"], "isotype.toml");
    assert_eq!((&problem["line"], &problem["column"]), (&line.into(), &column.into()));
    assert!(problem["pointer"].is_null());
    assert!(sandbox.snapshot("") == before, "something was written");
}

#[test]
fn text_that_is_not_toml() {
    rejects("schema = \n", 1, 10, "");
    rejects("formats = \"assert\"\nformats = \"assert\"\n", 2, 1, "duplicate key");
    rejects(b"# \xc3\xa9\nschema = \"\xff\"\n", 2, 11, "not UTF-8");
}

#[test]
fn keys_that_are_none() {
    rejects("\nschemas = \"x\"\n", 2, 1, "unknown field `schemas`, expected one of `schema`, `generated`, `formats`");
    rejects("[type]\n", 1, 2, "unknown field `type`");
}

#[test]
fn values_that_are_none() {
    rejects("formats = \"asert\"\n", 1, 11, "unknown variant `asert`, expected `assert` or `annotate`");
    rejects("unknown_properties = \"lose\"\n", 1, 22, "unknown variant `lose`, expected `keep` or `drop`");
}

#[test]
fn values_of_another_type() {
    rejects("schema = 3\n", 1, 10, "invalid type: integer `3`");
    rejects("formats = true\n", 1, 11, "wanted string");
    rejects("types = 3\n", 1, 9, "invalid type: integer `3`");
    rejects("[types]\n\"task.json#\" = 1\n", 2, 16, "invalid type: integer `1`");
}

#[test]
fn acceptances_without_a_reason() {
    rejects("[accepted]\n\"task.json#\" = \" \"\n", 2, 16, "an acceptance needs a reason");
}

#[test]
fn folders_that_cannot_be_told_apart() {
    for (settings, column) in [("generated = \".\"", 13), ("generated = \"\"", 13), ("generated = \"a/../..\"", 13)] {
        rejects(settings, 1, column, "the generated code needs a folder of its own");
    }
    for (settings, column) in [("schema = \"generated/src\"", 10), ("generated = \"./schema/x\"", 13)] {
        rejects(settings, 1, column, "neither of the folders `schema` and `generated` may hold the other");
    }
}

#[test]
fn names_of_the_wrong_case() {
    for name in ["task_type", "Self", "", "Task-Type", "2Tasks"] {
        rejects(format!("[types]\n\"task.json#\" = \"{name}\"\n"), 2, 16, "is not a Rust name of the case");
    }
    for name in ["TaskId", "type", "", "task-id"] {
        let settings = format!("[fields]\n\"task.json#/properties/id\" = \"{name}\"\n");
        rejects(settings, 2, 30, "is not a Rust name of the case");
    }
}

#[test]
fn names_for_nothing() {
    for location in ["task.json#/nope", "task.json", "nope.json#", "task.json#/properties/id/"] {
        rejects(format!("[types]\n\"{location}\" = \"Name\"\n"), 2, 1, "matches no type or field");
    }
    rejects("[fields]\n\"task.json#\" = \"name\"\n", 2, 1, "matches no type or field");
}

#[test]
fn names_that_are_chosen_twice() {
    let twice = "[types]\n\"task.json#\" = \"Name\"\n\"task.json#/properties/status\" = \"Name\"\n";
    rejects(twice, 3, 34, "the type name `Name` is taken in this module");
}

#[test]
fn folders() {
    let settings = "schema = \"api/schemas\"\ngenerated = \"api/types\"\n";
    let sandbox = Sandbox::new(&[("api/schemas/task.json", TASK), ("isotype.toml", settings)]);
    sandbox.run(&["generate"]).ends_with(0).says(&["added api/types/src/task.rs\n"]);
    sandbox.run(&["generate", "--check"]).ends_with(0).says(&["api/types is up to date"]);
}

#[test]
fn formats() {
    let sandbox = Sandbox::new(&[("schema/task.json", TASK)]);
    for (settings, expected, dependency) in [
        ("", "pub started: Option<chrono::DateTime<chrono::FixedOffset>>", true),
        ("formats = \"assert\"\n", "pub started: Option<chrono::DateTime<chrono::FixedOffset>>", true),
        ("formats = \"annotate\"\n", "pub started: Option<String>", false),
    ] {
        sandbox.write("isotype.toml", settings);
        sandbox.run(&["generate"]).ends_with(0);
        let code = sandbox.read("generated/src/task.rs");
        assert!(code.contains(expected), "{settings}:\n{code}");
        assert_eq!(sandbox.read("generated/Cargo.toml").contains("chrono = "), dependency);
    }
}

#[test]
fn unknown_properties() {
    let sandbox = Sandbox::new(&[("schema/task.json", TASK)]);
    for (settings, kept) in
        [("", true), ("unknown_properties = \"keep\"\n", true), ("unknown_properties = \"drop\"\n", false)]
    {
        sandbox.write("isotype.toml", settings);
        sandbox.run(&["generate"]).ends_with(0);
        let code = sandbox.read("generated/src/task.rs");
        assert_eq!(code.contains("pub additional_properties: "), kept, "{settings}:\n{code}");
    }
}

#[test]
fn names() {
    let settings = "[types]\n\"task.json#\" = \"Job\"\n\"task.json#/properties/status\" = \"JobState\"\n\
        [fields]\n\"task.json#/properties/id\" = \"job_id\"\n";
    let sandbox = Sandbox::new(&[("schema/task.json", TASK), ("isotype.toml", settings)]);
    sandbox.run(&["generate"]).ends_with(0);
    let code = sandbox.read("generated/src/task.rs");
    for expected in
        ["pub struct Job ", "pub enum JobState ", "pub status: Option<JobState>", "pub job_id: String", "\"id\""]
    {
        assert!(code.contains(expected), "no {expected:?} in\n{code}");
    }
}
