//! Every kind of drift, planted in a copy of the workspace, is seen, and cured by generating.

use crate::attributes::is_code;
use crate::subjects::{Crate, judge_of, root, subject, target_of};
use isotype::verify::{Relation, Status};
use isotype::{Cause, Target};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;

/// A property that no schema has.
const PLANTED: &str = "plantedByTheDriftTest";

const EXECUTION: &str = "schema/workflow-execution.json";
const LIST: &str = "schema/workflow-execution-list.json";

/// A copy of the workspace's schemas, settings and committed crate, with a change in it.
fn planted(plant: impl FnOnce(&Path)) -> (tempfile::TempDir, Target) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    for part in ["schema", "generated"] {
        copy(&root().join(part), &folder.path().join(part));
    }
    let settings = root().join("isotype.toml");
    if settings.exists() {
        std::fs::copy(settings, folder.path().join("isotype.toml")).expect("the copy can be written");
    }
    // Whatever the committed crate is, the copy starts fresh.
    let target = target_of(folder.path());
    let generated = target.generate().expect("the schemas are right");
    generated.output.write(&target.generated_folder()).expect("the copy can be written");
    plant(folder.path());
    let target = target_of(folder.path());
    (folder, target)
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("the copy can be written");
    for entry in std::fs::read_dir(from).expect("the folder is there") {
        let entry = entry.expect("the folder can be read");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).expect("the copy can be written");
        }
    }
}

fn edit(folder: &Path, path: &str, change: impl FnOnce(&mut Value)) {
    let path = folder.join(path);
    let text = std::fs::read_to_string(&path).expect("the schema is there");
    let mut schema: Value = serde_json::from_str(&text).expect("the schema is JSON");
    change(&mut schema);
    let text = serde_json::to_string_pretty(&schema).expect("the schema is JSON");
    std::fs::write(path, text + "\n").expect("the copy can be written");
}

/// What the copy's committed crate has to change, and why; after generating, nothing.
fn stale(target: &Target) -> (BTreeSet<String>, BTreeSet<Cause>) {
    let generated = target.generate().expect("the schemas are right");
    let folder = target.generated_folder();
    let changes = generated.output.compare(&folder).expect("the copy can be read");
    let causes = generated.output.causes(&folder);
    generated.output.write(&folder).expect("the copy can be written");
    assert_eq!(generated.output.compare(&folder).expect("the copy can be read"), []);
    (changes.into_iter().map(|change| change.path).collect(), causes)
}

fn paths(paths: &[&str]) -> BTreeSet<String> {
    paths.iter().map(|path| (*path).to_owned()).collect()
}

/// The files that a change of the workflow execution's schema changes.
fn execution_files() -> BTreeSet<String> {
    paths(&["src/isotype.json", "src/schema/workflow-execution.json", "src/workflow_execution.rs"])
}

/// How the committed type of the workflow execution relates to the schema with the change in it.
fn relation(target: &Target) -> Relation {
    let generated = target.generate().expect("the schemas are right");
    let position = generated.modules.iter().position(|module| module.document == "workflow-execution.json");
    let position = position.expect("the document is there");
    let judge = judge_of(&generated, target);
    let mut committed = subject(Crate::Fresh, position);
    let schema = generated.modules[position].schema();
    let samples = judge.samples(&schema, 2_000).expect("the document is there");
    let values = judge.values(&schema, &mut *committed, &samples);
    let says_back = judge.says_back(&schema, &mut *committed, &samples);
    let kept = (values.accepts_exactly, values.loses_nothing, says_back.status);
    assert_ne!(kept, (Status::Holds, Status::Holds, Status::Holds), "the promises do not show the drift");
    says_back.values
}

#[test]
fn a_property_added() {
    let (_folder, target) = planted(|folder| {
        edit(folder, EXECUTION, |schema| {
            schema["properties"][PLANTED] =
                json!({ "type": "integer", "description": "How often it was tried again." });
        });
    });
    assert!(matches!(relation(&target), Relation::Wider { .. }));
    assert_eq!(stale(&target), (execution_files(), BTreeSet::from([Cause::Schema])));
}

/// The diff of the generated crate holds the new property and nothing else.
#[test]
fn a_property_added_changes_no_other_line() {
    let (_folder, target) = planted(|folder| {
        edit(folder, EXECUTION, |schema| schema["properties"][PLANTED] = json!({ "type": "integer" }));
    });
    let generated = target.generate().expect("the schemas are right");
    let changes = generated.output.compare(&target.generated_folder()).expect("the copy can be read");
    for change in changes.iter().filter(|change| is_code(&change.path)) {
        let diff = change.diff();
        let removed: Vec<&str> = diff.lines().skip(2).filter(|line| line.starts_with('-')).collect();
        assert_eq!(removed, [""; 0], "{diff}");
    }
}

#[test]
fn a_property_renamed() {
    let (_folder, target) = planted(|folder| {
        edit(folder, EXECUTION, |schema| {
            let properties = schema["properties"].as_object_mut().expect("an object");
            let name = properties.keys().next().expect("there is a property").clone();
            let renamed = properties.remove(&name).expect("it is there");
            properties.insert(PLANTED.to_owned(), renamed);
        });
    });
    assert!(matches!(relation(&target), Relation::Different { .. }));
    assert_eq!(stale(&target), (execution_files(), BTreeSet::from([Cause::Schema])));
}

#[test]
fn an_enum_value_dropped() {
    let mut dropped = None;
    let (_folder, target) = planted(|folder| {
        edit(folder, EXECUTION, |schema| {
            for (name, property) in schema["properties"].as_object_mut().expect("an object") {
                let values = property.get_mut("enum").and_then(Value::as_array_mut).filter(|values| values.len() > 1);
                if let Some(values) = values {
                    dropped = values.pop().map(|value| (name.clone(), value));
                    return;
                }
            }
        });
    });
    let Some((name, value)) = dropped else {
        return eprintln!("not run: no property has an enum of two values or more");
    };
    assert!(matches!(relation(&target), Relation::Wider { witness } if witness[&name] == value));
    assert_eq!(stale(&target), (execution_files(), BTreeSet::from([Cause::Schema])));
}

#[test]
fn a_schema_deleted() {
    let (folder, target) = planted(|folder| {
        let path = folder.join(LIST);
        if path.exists() {
            std::fs::remove_file(path).expect("the copy can be written");
        }
    });
    let (changed, causes) = stale(&target);
    if root().join(LIST).exists() {
        assert!(changed.is_superset(&paths(&["src/lib.rs", "src/isotype.json", "src/workflow_execution_list.rs"])));
        assert_eq!(causes, BTreeSet::from([Cause::Schema]));
    }
    assert!(!folder.path().join("generated/src/workflow_execution_list.rs").exists());
}

#[test]
fn a_schema_added() {
    let (folder, target) = planted(|folder| {
        let schema = json!({ "type": "object", "properties": { "id": { "type": "string", "format": "uuid" } } });
        std::fs::write(folder.join("schema/added.json"), schema.to_string()).expect("the copy can be written");
    });
    let (changed, causes) = stale(&target);
    assert!(changed.is_superset(&paths(&["src/lib.rs", "src/isotype.json", "src/added.rs"])));
    assert_eq!(causes, BTreeSet::from([Cause::Schema]));
    let manifest = std::fs::read_to_string(folder.path().join("generated/Cargo.toml")).expect("it was written");
    assert!(manifest.contains("uuid = "), "{manifest}");
}

#[test]
fn the_settings_changed() {
    let (_folder, target) = planted(|folder| {
        std::fs::write(folder.join("isotype.toml"), "formats = \"annotate\"\n").expect("the copy can be written");
    });
    let (changed, causes) = stale(&target);
    assert!(changed.contains("src/workflow_execution.rs"));
    assert_eq!(causes, BTreeSet::from([Cause::Settings]));
}

#[test]
fn another_version_of_isotype() {
    let (_folder, target) = planted(|folder| {
        let path = folder.join("generated/src/isotype.json");
        let text = std::fs::read_to_string(&path).expect("the manifest is there");
        let mut manifest: Value = serde_json::from_str(&text).expect("the manifest is JSON");
        manifest["isotype"] = json!("0.0.1");
        std::fs::write(&path, manifest.to_string()).expect("the copy can be written");
    });
    assert_eq!(stale(&target), (paths(&["src/isotype.json"]), BTreeSet::from([Cause::Version])));
}

#[test]
fn code_changed_by_hand() {
    let (_folder, target) = planted(|folder| {
        let path = folder.join("generated/src/workflow_execution.rs");
        let text = std::fs::read_to_string(&path).expect("the code is there");
        std::fs::write(&path, text.replace("Option<i64>", "Option<i32>")).expect("the copy can be written");
    });
    assert_eq!(stale(&target), (paths(&["src/workflow_execution.rs"]), BTreeSet::from([Cause::Code])));
}
