use paragon_types::WorkflowExecution;

const TEXT: &str = r#"{"id":"a","status":"FAILED","taskCount":14.0,"runDuration":9223372036854775807,"dateStarted":"2026-05-21T11:42:10.250+02:00","other":{"list":[1,-2,1.5,null,true,"x"],"object":{"a":18446744073709551615}}}"#;

fn main() {
    let value: WorkflowExecution = serde_json::from_str(TEXT).expect("the text is valid");
    assert_eq!(value.task_count, Some(14));
    let back = serde_json::to_string(&value).expect("the value can be encoded");
    assert_eq!(back, TEXT.replace("14.0", "14"));

    let tree: serde_json::Value = serde_json::from_str(TEXT).expect("the text is JSON");
    assert_eq!(serde_json::from_value::<WorkflowExecution>(tree).expect("the value is valid"), value);

    let mut bytes = Vec::new();
    ciborium::into_writer(&value, &mut bytes).expect("the value can be encoded");
    let decoded: WorkflowExecution = ciborium::from_reader(&bytes[..]).expect("what was encoded is valid");
    assert_eq!(decoded, value);

    for wrong in [r#"{"taskCount":14.5}"#, r#"{"taskCount":1e400}"#, r#"{"status":"RUNNING"}"#, r#"{"a":1,"a":1}"#] {
        serde_json::from_str::<WorkflowExecution>(wrong).expect_err(wrong);
    }
    let mut bytes = Vec::new();
    ciborium::into_writer(&std::collections::BTreeMap::from([("status", "RUNNING")]), &mut bytes).expect("a map");
    let error = ciborium::from_reader::<WorkflowExecution, _>(&bytes[..]).expect_err("no such status");
    assert!(error.to_string().contains("/status"), "{error}");
}
