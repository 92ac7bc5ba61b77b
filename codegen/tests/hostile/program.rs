//! Decodes values that are made to take long, or to use up the stack.

#[path = "../generated/src/lib.rs"]
#[allow(warnings)]
mod types;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::fmt::{Debug, Write as _};
use std::time::Instant;
use types::{
    AnyOf, Anything, Array, Contains, If, Levels, Not, Object, OneOf, Patterned, Patterns, Unevaluated, Unique, Validate,
};

fn main() {
    // As small as the stack of a test's thread.
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(all).expect("there is memory for a thread");
    thread.join().expect("all promises hold");
}

fn all() {
    let timed = |name: &str, run: fn()| {
        let start = Instant::now();
        run();
        println!("{name} ... ok ({:.1?})", start.elapsed());
    };
    timed("patterns", patterns);
    timed("unique items", unique_items);
    timed("alternatives", alternatives);
    timed("conditions", conditions);
    timed("depth", depth);
}

fn decode<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

#[track_caller]
fn rejects<T: DeserializeOwned>(text: &str, words: &str) {
    let error = decode::<T>(text).err().expect("the value is invalid");
    assert!(error.contains(words), "{error}");
    // It tells of every alternative, and yet it stays readable.
    assert!(error.len() < 3000, "{error}");
}

#[track_caller]
fn accepts<T: DeserializeOwned + Serialize + Validate + Clone + PartialEq + Debug>(text: &str) {
    let value: T = decode(text).expect("the value is valid");
    value.validate().expect("the value is valid");
    let back: T = decode(&serde_json::to_string(&value).expect("the value is JSON")).expect("the value is valid");
    assert_eq!(value.clone(), back);
}

/// How long texts are.
const LENGTH: usize = 50_000;

fn patterns() {
    let long = "a".repeat(LENGTH);
    for property in ["linear", "around"] {
        accepts::<Patterns>(&format!(r#"{{"{property}":"{long}"}}"#));
        rejects::<Patterns>(&format!(r#"{{"{property}":"{long}!"}}"#), "a text that matches");
    }
    // What takes too many steps is invalid, also where only what does not match is valid.
    accepts::<Patterns>(r#"{"backtracking":"aaa","negated":"b","named":{"aa":1,"b":"c"}}"#);
    rejects::<Patterns>(&format!(r#"{{"backtracking":"{long}!"}}"#), "in fewer steps");
    rejects::<Patterns>(&format!(r#"{{"negated":"{long}!"}}"#), "in fewer steps");
    let name = "a".repeat(100);
    rejects::<Patterns>(&format!(r#"{{"named":{{"{name}!":1}}}}"#), "in fewer steps");
}

/// How many items arrays have.
const ITEMS: usize = 50_000;

fn unique_items() {
    let mut text = String::from("[");
    for item in 0..ITEMS {
        let _ = write!(text, r#"{{"name":"item","id":{item}}},"#);
    }
    accepts::<Unique>(&format!(r#"{text}{{"id":0.5}}]"#));
    rejects::<Unique>(&format!(r#"{text}{{"id":1.0,"name":"item"}}]"#), "found the same at 1 and 50000");
}

/// A value in as many objects, each with these members before and behind it.
fn nested(levels: usize, before: &str, value: &str, behind: &str) -> String {
    format!("{}{value}{}", format!(r#"{{{before}"child":"#).repeat(levels), format!("{behind}}}").repeat(levels))
}

fn alternatives() {
    for levels in [20, 40, 120] {
        accepts::<AnyOf>(&nested(levels, "", r#"{"leaf":true}"#, ""));
        rejects::<AnyOf>(&nested(levels, "", r#"{"leaf":1}"#, ""), "/child");
        accepts::<OneOf>(&nested(levels, "", r#"{"leaf":true}"#, r#","left":1"#));
        accepts::<OneOf>(&nested(levels, "", r#"{"leaf":true}"#, r#","right":1"#));
        rejects::<OneOf>(&nested(levels, "", r#"{"leaf":1}"#, r#","right":1"#), "/child");
        rejects::<OneOf>(&nested(levels, "", r#"{"leaf":true}"#, r#","left":1,"right":1"#), "/child");
    }
    accepts::<Levels>(&nested(40, "", r#"{"leaf":true}"#, ""));
    rejects::<Levels>(&nested(40, "", r#"{"leaf":1}"#, ""), "/child");
}

fn conditions() {
    for levels in [20, 40, 120] {
        let (valid, invalid) = (r#"{"leaf":true}"#, r#"{"leaf":1}"#);
        accepts::<Not>(&nested(levels, "", valid, ""));
        rejects::<Not>(&nested(levels, "", invalid, ""), "not valid for this schema");
        accepts::<If>(&nested(levels, "", valid, ""));
        rejects::<If>(&nested(levels, "", invalid, ""), "");
        accepts::<Unevaluated>(&nested(levels, "", valid, ""));
        rejects::<Unevaluated>(&nested(levels, "", invalid, ""), "");
        accepts::<Patterned>(&nested(levels, "", valid, ""));
        rejects::<Patterned>(&nested(levels, "", invalid, ""), "");
        accepts::<Contains>(&format!("{}{}", "[".repeat(levels), "]".repeat(levels)));
        rejects::<Contains>(&format!("{}1{}", "[".repeat(levels), "]".repeat(levels)), "");
    }
}

/// As deep as the format itself reads.
const DEEP: usize = 127;

fn depth() {
    accepts::<Array>(&format!("{}{}", "[".repeat(DEEP), "]".repeat(DEEP)));
    accepts::<Anything>(&format!("{}{}", "[".repeat(DEEP), "]".repeat(DEEP)));
    accepts::<Object>(&nested(DEEP - 1, "", "{}", ""));
    accepts::<AnyOf>(&nested(DEEP - 1, "", r#"{"leaf":true}"#, ""));
    accepts::<OneOf>(&nested(DEEP - 1, "", r#"{"leaf":true}"#, r#","left":1"#));
    accepts::<Not>(&nested(DEEP - 1, "", r#"{"leaf":true}"#, ""));
    accepts::<If>(&nested(DEEP - 1, "", r#"{"leaf":true}"#, ""));
    for levels in [LENGTH, 2 * LENGTH] {
        too_deep::<Array>(levels, "[", "]");
        too_deep::<Contains>(levels, "[", "]");
        too_deep::<Anything>(levels, "[", "]");
        too_deep::<Object>(levels, r#"{"child":"#, "}");
        too_deep::<AnyOf>(levels, r#"{"child":"#, "}");
        too_deep::<Not>(levels, r#"{"child":"#, "}");
    }
}

/// A value that is deeper than any format should hand on.
fn too_deep<T: DeserializeOwned>(levels: usize, open: &str, close: &str) {
    let text = format!("{}{}{}", open.repeat(levels), if open == "[" { "" } else { "{}" }, close.repeat(levels));
    let mut deserializer = serde_json::Deserializer::from_str(&text);
    deserializer.disable_recursion_limit();
    let error = T::deserialize(&mut deserializer).err().expect("the value is too deep").to_string();
    assert!(error.contains("at most 128 arrays and objects"), "{error}");
    let mut value = if open == "[" { Value::Array(Vec::new()) } else { serde_json::json!({}) };
    for _ in 0..levels {
        value = if open == "[" { vec![value].into() } else { serde_json::Map::from_iter([("child".to_owned(), value)]).into() };
    }
    let error = T::deserialize(&value).err().expect("the value is too deep").to_string();
    assert!(error.contains("at most 128 arrays and objects"), "{error}");
    // Such a value cannot even be dropped.
    std::mem::forget(value);
}
