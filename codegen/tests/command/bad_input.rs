//! Bad input: exit code 2, each problem with file, line, column and JSON pointer, the old output untouched, no panic.

use crate::sandbox::{Sandbox, TASK};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// A problem: its file, line, column, pointer, and a part of its message.
type Expected<'a> = (&'a str, usize, usize, &'a str, &'a str);

/// Puts documents beside a good one whose crate is generated already, and expects exactly these problems of them.
#[track_caller]
fn rejects<B: AsRef<[u8]>>(documents: &[(&str, B)], expected: &[Expected]) {
    let sandbox = Sandbox::generated();
    for (name, bytes) in documents {
        sandbox.write(&format!("schema/{name}"), bytes);
    }
    rejected(&sandbox, expected);
}

#[track_caller]
fn rejected(sandbox: &Sandbox, expected: &[Expected]) {
    let before = sandbox.snapshot("generated");
    let written = sandbox.run(&["generate"]).ends_with(2);
    assert_eq!(written.stdout, "");
    sandbox.run(&["generate", "--check"]).ends_with(2);
    let judged = sandbox.run(&["check", "--format", "json"]).ends_with(2);
    assert_eq!(judged.stderr, "");
    assert!(sandbox.snapshot("generated") == before, "the old output was touched");

    let report = judged.json();
    assert_eq!(report["status"], "undecided");
    let problems = report["problems"].as_array().expect("a list of problems");
    let found: Vec<Value> = problems.iter().map(without_message).collect();
    let wanted: Vec<Value> = expected
        .iter()
        .map(|(file, line, column, pointer, _)| {
            json!({ "file": format!("schema/{file}"), "line": line, "column": column, "pointer": pointer })
        })
        .collect();
    assert_eq!(found, wanted, "{report:#}");
    for (problem, (file, line, column, pointer, message)) in problems.iter().zip(expected) {
        let said = problem["message"].as_str().expect("a message");
        assert!(said.contains(message), "{said:?} does not say {message:?}");
        assert!(!said.ends_with('.') && !said.contains('\n'), "{said:?}");
        let name = file.rsplit('/').next().unwrap_or(file);
        written.stderr.find(&format!("schema/{file}:{line}:{column}\n")).expect(&written.stderr);
        written.stderr.find(&format!("at {name}#{pointer}\n")).expect(&written.stderr);
    }
}

fn without_message(problem: &Value) -> Value {
    let mut problem = problem.clone();
    problem.as_object_mut().expect("an object").remove("message").expect("a message");
    problem
}

/// A problem of a file or folder as a whole.
#[track_caller]
fn rejected_whole(sandbox: &Sandbox, file: &str, message: &str) {
    let before = sandbox.snapshot("");
    sandbox.run(&["generate"]).ends_with(2).complains(&[&format!("--> {file}"), message]);
    let report = sandbox.run(&["check", "--format", "json"]).ends_with(2).json();
    assert_eq!(report["problems"][0]["file"], file);
    assert!(report["problems"][0]["message"].as_str().is_some_and(|said| said.contains(message)), "{report:#}");
    assert!(sandbox.snapshot("") == before, "something was written");
}

#[test]
fn text_that_is_not_json() {
    rejects(&[("x.json", "{\n\t\"type\": objekt\n}")], &[("x.json", 2, 10, "/type", "not JSON: expected a value")]);
    rejects(&[("x.json", "{\"é\": \"日本\", nul}")], &[("x.json", 1, 13, "", "not JSON")]);
    rejects(&[("x.json", "{\"title\": tru}")], &[("x.json", 1, 14, "/title", "not JSON: expected a value")]);
    rejects(&[("x.json", "{}\n{}")], &[("x.json", 2, 1, "", "not JSON: trailing characters")]);
    rejects(&[("x.json", "{\"title\":\n")], &[("x.json", 2, 1, "/title", "not JSON: EOF")]);
    rejects(&[("x.json", "{\"enum\": [1, 2,]}")], &[("x.json", 1, 16, "/enum", "not JSON: trailing comma")]);
    rejects(&[("x.json", "// no\n{}")], &[("x.json", 1, 1, "", "not JSON: expected a value")]);
    rejects(&[("x.json", "{\"title\": \"a\tb\"}")], &[("x.json", 1, 13, "/title", "not JSON: control character")]);
}

#[test]
fn numbers_that_are_not_json() {
    for number in ["NaN", "Infinity", "-Infinity", "01", "1.", ".5", "+1", "-", "1e", "0x1"] {
        let sandbox = Sandbox::generated();
        sandbox.write("schema/x.json", format!("{{\"minimum\": {number}}}"));
        sandbox.run(&["generate"]).ends_with(2).complains(&["not JSON", "schema/x.json:1:", "x.json#"]);
    }
}

#[test]
fn an_empty_file() {
    for text in ["", " \n\t\r\n", "\u{feff}"] {
        rejects(&[("x.json", text)], &[("x.json", 1, 1, "", "the file is empty")]);
    }
}

#[test]
fn a_repeated_key() {
    let text = "{\n  \"title\": \"a\",\n  \"properties\": {\"a\": {}, \"b\": {}, \"\\u0061\": {}}\n}";
    rejects(&[("x.json", text)], &[("x.json", 3, 36, "/properties/a", "repeated name `a`")]);
    rejects(&[("x.json", "{\"x\":1,\n\"x\":1}")], &[("x.json", 2, 1, "/x", "repeated name `x`")]);
}

#[test]
fn an_unknown_dialect() {
    let text = "{\n\"$schema\": \"https://example.test/dialect\", \"type\": \"strin\"}";
    rejects(&[("x.json", text)], &[("x.json", 2, 12, "/$schema", "unknown dialect")]);
}

#[test]
fn a_draft_that_is_too_old() {
    let text = "{\"$schema\": \"http://json-schema.org/draft-03/schema#\", \"type\": 1}";
    rejects(&[("x.json", text)], &[("x.json", 1, 13, "/$schema", "draft 3 is not supported")]);
}

#[test]
fn dangling_references() {
    let text = |reference: &str| format!("{{\"$defs\": {{\"a\": {{}}}},\n\"items\": {{\"$ref\": \"{reference}\"}}}}");
    for (reference, message) in [
        ("#/$defs/b", "dangling `$ref` `#/$defs/b`: nothing stands there"),
        ("#b", "dangling `$ref` `#b`: no schema has the anchor `b`"),
        ("tasks.json#/properties/nope", "no document has the URI `schema:///tasks.json`"),
        ("task.json#/properties/nope", "dangling `$ref` `task.json#/properties/nope`: nothing stands there"),
        ("https://example.test/task.json#/properties/nope", "nothing stands there"),
        ("https://example.test/task.json#/required/0", "leads to a value that is not a schema"),
        ("http://[x", "it is no URI reference"),
        ("a b", "it is no URI reference"),
    ] {
        rejects(&[("x.json", text(reference))], &[("x.json", 2, 19, "/items/$ref", message)]);
    }
}

#[test]
fn references_to_a_document_that_is_not_there() {
    let text = "{\"$id\": \"https://example.test/deep/x.json\",\n\"properties\": {\n\
        \"a\": {\"$ref\": \"y.json\"},\n\"b\": {\"$ref\": \"../y.json#/foo\"},\n\"c\": {\"$ref\": \"y.json#foo\"},\n\
        \"d\": {\"$ref\": \"https://json-schema.org/draft/2020-12\"}}}";
    let missing = |uri: &str| format!("no document has the URI `{uri}`; references are never fetched");
    rejects(
        &[("x.json", text)],
        &[
            ("x.json", 3, 15, "/properties/a/$ref", &missing("https://example.test/deep/y.json")),
            ("x.json", 4, 15, "/properties/b/$ref", &missing("https://example.test/y.json")),
            ("x.json", 5, 15, "/properties/c/$ref", &missing("https://example.test/deep/y.json")),
            ("x.json", 6, 15, "/properties/d/$ref", &missing("https://json-schema.org/draft/2020-12")),
        ],
    );
}

#[test]
fn references_that_lead_back_to_themselves() {
    let text = "{\"$defs\": {\n\"a\": {\"$ref\": \"#/$defs/b\"},\n\
        \"b\": {\"$ref\": \"#/$defs/a\"},\n\"c\": {\"$ref\": \"#/$defs/a\"}}}";
    rejects(&[("x.json", text)], &[("x.json", 2, 15, "/$defs/a/$ref", "`$ref` leads back to itself")]);
    rejects(&[("x.json", "{\"$ref\": \"#\"}")], &[("x.json", 1, 10, "/$ref", "`$ref` leads back to itself")]);
}

#[test]
fn two_documents_with_one_id() {
    rejects(&[("x.json", TASK)], &[("x.json", 3, 10, "/$id", "belongs to `task.json` already")]);
    let spelled = "{\"$id\": \"HTTPS://example.test:443/a/../task.json#\"}";
    rejects(&[("x.json", spelled)], &[("x.json", 1, 9, "/$id", "belongs to `task.json` already")]);
    let taken = [("x.json", "{\"$id\": \"schema:///y.json\"}"), ("y.json", "{}")];
    rejects(&taken, &[("x.json", 1, 9, "/$id", "belongs to `y.json` already")]);
}

#[test]
fn identifiers_that_are_none() {
    for id in ["#part", "https://example.test/x.json#part", "http://[x", "a b"] {
        let text = format!("{{\"$id\": \"{id}\"}}");
        rejects(&[("x.json", text)], &[("x.json", 1, 9, "/$id", "expected a URI reference without a fragment")]);
    }
}

#[test]
fn malformed_keywords() {
    for (keyword, value, message) in [
        ("type", "\"strin\"", "`type` is \"strin\", expected one of the types"),
        ("type", "[]", "expected a type, or a non-empty array of types"),
        ("minimum", "\"1\"", "`minimum` is \"1\", expected a number"),
        ("maxLength", "-1", "expected a non-negative integer"),
        ("maxLength", "1.5", "expected a non-negative integer"),
        ("properties", "[]", "expected an object of schemas"),
        ("items", "[\n{},\n  {}]", "`items` is [ {}, {}], expected a schema"),
        ("enum", "{}", "expected an array"),
        ("$anchor", "\"#a\"", "expected a name"),
        ("prefixItems", "[]", "expected a non-empty array of schemas"),
        ("required", "\"a\"", "expected an array of strings"),
        ("$ref", "1", "expected a string"),
        ("$id", "1", "expected a string"),
        ("$schema", "1", "expected a string"),
        ("deprecated", "\"yes\"", "expected a boolean"),
        ("pattern", "\"a(b\"", "invalid pattern"),
        ("pattern", "\"\\\\p{Nope}\"", "invalid pattern"),
    ] {
        let mut text = format!("{{\"{keyword}\":\n {value}}}");
        if keyword == "pattern" {
            text = text.replace('{', "{\"type\": \"string\", ").replacen("\\\\p{\"type\": \"string\", ", "\\\\p{", 1);
        }
        rejects(&[("x.json", text)], &[("x.json", 2, 2, &format!("/{keyword}"), message)]);
    }
}

#[test]
fn values_that_nest_too_deeply() {
    for (open, close, token) in [("[", "]", "0"), ("{\"a\":", "}", "a"), ("{\"items\":", "}", "items")] {
        let text = format!("{}{}{}", open.repeat(20_000), "1", close.repeat(20_000));
        let pointer = format!("/{token}").repeat(127);
        let column = open.len() * 127 + 1;
        rejects(&[("x.json", text)], &[("x.json", 1, column, &pointer, "values nest deeper than 127 levels")]);
    }
}

#[test]
fn schemas_that_nest_just_deeply_enough() {
    for (open, close) in
        [("{\"type\":\"array\",\"items\":", "}"), ("{\"type\":\"object\",\"additionalProperties\":", "}")]
    {
        let text = format!("{}{}{}", open.repeat(126), "{\"type\":\"null\"}", close.repeat(126));
        Sandbox::new(&[("schema/x.json", &text)]).run(&["generate"]).ends_with(0);
    }
}

#[test]
fn a_file_that_is_too_large() {
    let sandbox = Sandbox::generated();
    sandbox.write("schema/x.json", format!("{{\"title\":\"{}\"}}", "a".repeat(50_000_000)));
    let start = Instant::now();
    rejected(&sandbox, &[("x.json", 1, 1, "", "the document has 50000012 bytes, 16777216 are read at most")]);
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

#[test]
fn text_that_is_not_utf8() {
    rejects(&[("x.json", b"\xff\xfe{\x00}\x00")], &[("x.json", 1, 1, "", "not UTF-8")]);
    rejects(&[("x.json", b"{\n\"title\": \"\xc3\xa9\xff\"}")], &[("x.json", 2, 12, "", "not UTF-8")]);
}

#[test]
fn a_byte_order_mark_is_no_problem() {
    let sandbox = Sandbox::new(&[("schema/task.json", &format!("\u{feff}{TASK}"))]);
    sandbox.run(&["generate"]).ends_with(0);
    assert_eq!(sandbox.read("generated/src/schema/task.json"), TASK);
    let text = "\u{feff}{\"type\": \"strin\"}";
    rejects(&[("x.json", text)], &[("x.json", 1, 10, "/type", "`type` is \"strin\"")]);
}

#[test]
fn escapes_of_half_a_character() {
    rejects(&[("x.json", r#"{"title": "\ud800"}"#)], &[("x.json", 1, 18, "/title", "not JSON")]);
    rejects(&[("x.json", r#"{"title": "\udc00\ud800"}"#)], &[("x.json", 1, 17, "/title", "lone leading surrogate")]);
}

#[test]
fn numbers_out_of_range() {
    let long = "9".repeat(5_000);
    for (keyword, number) in [("minimum", "1e999"), ("maxLength", "1e999"), ("default", "-1E+400"), ("minimum", &long)]
    {
        let text = format!("{{\n\"{keyword}\": {number}}}");
        let column = keyword.len() + 5;
        rejects(&[("x.json", text)], &[("x.json", 2, column, &format!("/{keyword}"), "is out of range")]);
    }
}

#[test]
fn documents_that_are_not_schemas() {
    for (text, found) in [("1", "number"), ("[]", "array"), ("null", "null"), ("\"a\"", "string")] {
        let message = format!("the document is of type {found}, expected a schema");
        rejects(&[("x.json", text)], &[("x.json", 1, 1, "", &message)]);
    }
}

#[test]
fn two_documents_with_one_module() {
    rejects(&[("a-b.json", "{}"), ("a_b.json", "{}")], &[("a_b.json", 1, 1, "", "both become the Rust module `a_b`")]);
}

#[test]
fn all_problems_are_reported_at_once() {
    rejects(
        &[
            ("a.json", "{\"type\": \"strin\",\n\"items\": {\"minimum\": \"1\"}, \"allOf\": []}"),
            ("b.json", "{\"$ref\": \"#/nope\"}"),
            ("c.json", "{\"$ref\": \"d.json\"}"),
        ],
        &[
            ("a.json", 1, 10, "/type", "\"strin\""),
            ("a.json", 2, 22, "/items/minimum", "\"1\""),
            ("a.json", 2, 37, "/allOf", "a non-empty array"),
            ("b.json", 1, 10, "/$ref", "dangling"),
            ("c.json", 1, 10, "/$ref", "`schema:///d.json`"),
        ],
    );
    rejects(
        &[("a.json", ""), ("b.json", "{"), ("c.json", "{\"type\": 1}")],
        &[("a.json", 1, 1, "", "empty"), ("b.json", 1, 2, "", "not JSON"), ("c.json", 1, 10, "/type", "`type` is 1")],
    );
}

#[test]
fn no_schema_at_all() {
    let sandbox = Sandbox::new(&[("schema/readme.txt", "none yet")]);
    rejected_whole(&sandbox, "schema", "no schema: the folder holds no file whose name ends in `.json`");
    sandbox.write("isotype.toml", "schema = \"nowhere\"\n");
    rejected_whole(&sandbox, "nowhere", "cannot read: No such file");
    sandbox.write("isotype.toml", "schema = \"schema/readme.txt\"\n");
    rejected_whole(&sandbox, "schema/readme.txt", "cannot read: Not a directory");
}

#[test]
fn no_workspace_at_all() {
    let sandbox = Sandbox::new(&[]);
    std::fs::remove_dir(sandbox.path("schema")).expect("an empty folder");
    sandbox.run(&["generate"]).ends_with(2).complains(&["has an `isotype.toml` or a folder `schema`"]);
    sandbox.run(&["--root", "nowhere", "generate"]).ends_with(2).complains(&["nowhere/schema", "cannot read"]);
}

#[test]
fn a_folder_that_is_called_like_a_document() {
    let sandbox = Sandbox::new(&[("schema/x.json/task.json", TASK)]);
    sandbox.run(&["generate"]).ends_with(0).says(&["generated/src/x_json_task.rs"]);
    sandbox.remove("schema/x.json/task.json");
    let run = sandbox.run(&["generate"]).ends_with(2);
    run.complains(&["no schema"]);
}

#[cfg(unix)]
#[test]
fn links_and_devices_in_the_schema_folder() {
    use std::os::unix::fs::symlink;
    let sandbox = Sandbox::new(&[("schema/task.json", TASK)]);
    symlink(".", sandbox.path("schema/again")).expect("a link");
    rejected_whole(&sandbox, "schema/again", "a symbolic link that leads back");
    sandbox.remove("schema/again");
    symlink("x.json", sandbox.path("schema/x.json")).expect("a link");
    sandbox.run(&["generate"]).ends_with(2).complains(&["--> schema/x.json", "cannot read: Too many levels"]);
    sandbox.remove("schema/x.json");
    symlink("/dev/zero", sandbox.path("schema/x.json")).expect("a link");
    sandbox.run(&["generate"]).ends_with(2).complains(&["--> schema/x.json", "cannot read: not a regular file"]);
    sandbox.remove("schema/x.json");
    symlink("task.json", sandbox.path("schema/x.json")).expect("a link");
    sandbox.run(&["generate"]).ends_with(2).complains(&["belongs to `task.json` already"]);
}

#[cfg(target_os = "linux")]
#[test]
fn an_output_folder_that_cannot_be_written() {
    let sandbox = Sandbox::new(&[("schema/task.json", TASK), ("file", "")]);
    // Permission bits do not bind root, whereas a file is no folder for anybody, and /proc holds no new files.
    for (folder, message) in [("file/generated", "Not a directory"), ("/proc/generated", "cannot write")] {
        sandbox.write("isotype.toml", format!("generated = \"{folder}\"\n"));
        let before = sandbox.snapshot("");
        sandbox.run(&["generate"]).ends_with(2).complains(&[&format!("--> {folder}/"), message]);
        assert!(sandbox.snapshot("") == before, "something was written");
    }
    // As root this part is skipped.
    if sandbox.permissions_bind() {
        use std::os::unix::fs::PermissionsExt as _;
        sandbox.write("isotype.toml", "");
        sandbox.run(&["generate"]).ends_with(0);
        sandbox.replace("schema/task.json", "DONE", "OVER");
        let before = sandbox.snapshot("generated");
        let source = sandbox.path("generated/src");
        std::fs::set_permissions(&source, std::fs::Permissions::from_mode(0o555)).expect("an own folder");
        sandbox.run(&["generate"]).ends_with(2).complains(&["cannot write: Permission denied"]);
        std::fs::set_permissions(&source, std::fs::Permissions::from_mode(0o755)).expect("an own folder");
        assert!(sandbox.snapshot("generated") == before, "something was written");
    }
}

#[test]
fn a_manifest_that_is_not_toml() {
    let sandbox = Sandbox::generated();
    sandbox.write("generated/Cargo.toml", "[package]\nname = \n");
    sandbox.run(&["generate"]).ends_with(2).complains(&["--> generated/Cargo.toml:2:8"]);
    sandbox.write("generated/Cargo.toml", b"[package]\nname = \"\xff\"\n");
    sandbox.run(&["check"]).ends_with(2).complains(&["--> generated/Cargo.toml:2:9", "not UTF-8"]);
}
