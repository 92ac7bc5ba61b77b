//! `isotype explain`: from a schema to its types, and back.

use crate::sandbox::Sandbox;

#[test]
fn a_schema_a_keyword_and_a_rust_item_are_explained() {
    let sandbox = Sandbox::generated();
    let status = "task.json#/properties/status (";
    let field = "  task::Task::status: Option<TaskStatus>\n";
    let held = [
        "  type                 without effect: the listed values are of these types alone\n",
        "  enum                 held by the type\n",
    ];
    for asked in ["task.json#/properties/status", "task::TaskStatus", "task::Task::status"] {
        sandbox.run(&["explain", asked]).ends_with(0).says(&[status, field, held[0], held[1]]);
    }
    let run = sandbox.run(&["explain", "task.json#/properties/status/enum"]).ends_with(0);
    assert!(!run.stdout.contains(held[0]), "{}", run.stdout);
    run.says(&[status, held[1]]);
    let run = sandbox.run(&["explain", "task.json#/properties/started"]).ends_with(0);
    run.says(&[
        "  task::Task::started: Option<chrono::DateTime<chrono::FixedOffset>>\n",
        "  narrowed: a fraction of a second",
    ]);
    let found = sandbox.run(&["explain", "--json", "task.json"]).ends_with(0).json();
    assert_eq!(found[0]["items"], serde_json::json!([{ "path": "task::Task", "declaration": "struct Task" }]));
    assert_eq!(found[0]["keywords"][0]["held"], "structure");
}

#[test]
fn what_is_not_there_is_said() {
    let sandbox = Sandbox::generated();
    for asked in ["task.json#/properties/none", "none.json", "task::Nobody", "", "task.json#~"] {
        let run = sandbox.run(&["explain", asked]).ends_with(2);
        assert!(run.stderr.contains(&format!("`{asked}` is neither the location")), "{asked}: {}", run.stderr);
    }
}
