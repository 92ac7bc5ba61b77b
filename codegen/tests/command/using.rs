//! Generated code as its users have it: types of several drafts in a module of their own, and values made in Rust.

use crate::sandbox::Sandbox;
use std::path::Path;
use std::process::Command;

const ORDER: &str = r#"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "properties": {
    "id": { "type": "string", "minLength": 2 },
    "count": { "type": "integer", "minimum": 1 },
    "price": { "type": "number" },
    "tags": { "type": "array", "items": { "type": "string" }, "uniqueItems": true },
    "paid": {
      "oneOf": [
        { "title": "Card", "type": "object", "properties": { "card": { "type": "string" } }, "required": ["card"] },
        { "title": "Cash", "type": "object", "properties": { "cash": { "type": "integer" } }, "required": ["cash"] }
      ]
    },
    "point": { "type": "array", "prefixItems": [{ "type": "integer" }, { "type": "integer" }] },
    "parcel": { "$ref": "parcel.json" }
  },
  "required": ["id"],
  "patternProperties": { "^x-": { "type": "integer" } },
  "additionalProperties": { "type": "string" },
  "propertyNames": { "maxLength": 8 },
  "maxProperties": 3,
  "dependentRequired": { "count": ["price"] },
  "not": { "required": ["tags", "point"] }
}
"#;

/// Of another draft than what refers to it.
const PARCEL: &str = r#"{
  "$schema": "http://json-schema.org/draft-04/schema#",
  "type": "object",
  "properties": { "weight": { "type": "number", "minimum": 0, "exclusiveMinimum": true } },
  "dependencies": { "weight": { "required": ["unit"] } }
}
"#;

const SETTINGS: &str = "generated = \"src/types\"\nkind = \"module\"\n";

/// A crate that has the types under another name, and all that they need.
const MANIFEST: &str = r#"[package]
name = "using"
version = "0.0.0"
edition = "2021"

[features]
schemars = []

[dependencies]
foldhash = "0.2"
regex = "1"
serde = "1"
serde_json = "1"

[workspace]
"#;

/// The program: it breaks values, and validates them.
const MAIN: &str = include_str!("using_main.rs");

#[test]
fn every_sort_of_broken_value_is_found() {
    let sandbox = Sandbox::new(&[
        ("schema/order.json", ORDER),
        ("schema/parcel.json", PARCEL),
        ("isotype.toml", SETTINGS),
        ("Cargo.toml", MANIFEST),
        ("src/main.rs", MAIN),
    ]);
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    std::fs::copy(lock, sandbox.path("Cargo.lock")).expect("the workspace's lock file");
    sandbox.run(&["generate"]).ends_with(0);
    let mut command = Command::new(env!("CARGO"));
    command.args(["run", "--quiet", "--offline"]).current_dir(sandbox.root());
    command.env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("using"));
    let output = command.output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
