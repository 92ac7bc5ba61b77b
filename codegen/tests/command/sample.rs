//! `isotype sample`: confirmed values of a schema, the same for the same seed.

use crate::sandbox::{Sandbox, TASK};
use serde_json::Value;

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"))).collect()
}

fn validator(without: &str) -> jsonschema::Validator {
    let mut schema: Value = serde_json::from_str(TASK).expect("the schema is JSON");
    if let Some((parent, keyword)) = without.rsplit_once('/') {
        let parent = schema.pointer_mut(parent).and_then(Value::as_object_mut).expect("a schema");
        parent.remove(keyword).expect("the keyword is there");
    }
    jsonschema::options().should_validate_formats(true).build(&schema).expect("the schema is valid")
}

#[test]
fn valid_values_are_valid() {
    let sandbox = Sandbox::new(&[("schema/task.json", TASK)]);
    let run = sandbox.run(&["sample", "task.json", "--count", "40"]).ends_with(0);
    let values = lines(&run.stdout);
    assert_eq!(values.len(), 40);
    assert!(values.iter().all(|value| validator("").is_valid(value)));
    assert_eq!(sandbox.run(&["sample", "task.json", "--count", "40"]).stdout, run.stdout);
    assert_ne!(sandbox.run(&["sample", "task.json", "--count", "40", "--seed", "1"]).stdout, run.stdout);
}

#[test]
fn a_near_miss_breaks_the_keyword_that_it_names_alone() {
    let sandbox = Sandbox::new(&[("schema/task.json", TASK)]);
    let run = sandbox.run(&["sample", "task.json", "--invalid", "--explain", "--count", "24"]).ends_with(0);
    let mut keywords = std::collections::BTreeSet::new();
    for line in lines(&run.stdout) {
        let keyword = line["schema"].as_str().and_then(|schema| schema.strip_prefix("task.json#")).expect("a location");
        assert!(!validator("").is_valid(&line["value"]), "{line}");
        assert!(validator(keyword).is_valid(&line["value"]), "{line}");
        keywords.insert(keyword.to_owned());
    }
    let expected =
        ["/properties/id/type", "/properties/started/format", "/properties/started/type", "/properties/status/enum"];
    let expected = expected.into_iter().chain(["/required", "/type"]);
    assert_eq!(keywords, expected.map(str::to_owned).collect());
}

#[test]
fn values_of_a_schema_inside() {
    let sandbox = Sandbox::new(&[("schema/task.json", TASK)]);
    let run = sandbox.run(&["sample", "task.json#/properties/status", "--count", "6"]).ends_with(0);
    assert!(lines(&run.stdout).iter().all(|value| value == "RUNNING" || value == "DONE"), "{}", run.stdout);
    sandbox.run(&["sample", "task.json#/properties/status", "--invalid"]).ends_with(0);
    let missing = "the document has no value at the JSON pointer `/properties/none`";
    sandbox.run(&["sample", "task.json#/properties/none"]).ends_with(2).complains(&[missing]);
}

#[test]
fn a_file_needs_no_workspace() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("one.json"), r#"{ "const": 14 }"#).expect("a writable file");
    let run = Sandbox::run_in(folder.path(), &["sample", "one.json", "--count", "1"]).ends_with(0);
    assert_eq!(run.stdout.parse::<f64>().ok().or(run.stdout.trim().parse().ok()), Some(14.0));
    std::fs::write(folder.path().join("none.json"), "false").expect("a writable file");
    let run = Sandbox::run_in(folder.path(), &["sample", "none.json"]).ends_with(2);
    run.complains(&["found 0 of 10 values"]);
    Sandbox::run_in(folder.path(), &["sample", "missing.json"]).ends_with(2).complains(&["missing.json"]);
}
