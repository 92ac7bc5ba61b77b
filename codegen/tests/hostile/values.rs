//! Hostile values: the types decode them, or say why not. All types are compiled into one program, which judges itself.

use isotype::load::{Source, load};
use isotype::{Settings, generate};
use serde_json::{Map, Value, json};
use std::path::Path;
use std::process::Command;

/// The schemas, by their documents' names.
const SCHEMAS: &str = include_str!("schemas.json");

/// The program.
const MAIN: &str = include_str!("program.rs");

/// How many levels the schema has whose levels are all different.
const LEVELS: usize = 40;

#[test]
fn hostile_values_end_in_a_time_that_grows_with_them() {
    let mut schemas: Map<String, Value> = serde_json::from_str(SCHEMAS).expect("the file is JSON");
    schemas.insert("levels.json".to_owned(), levels());
    let sources = schemas.iter().map(|(name, schema)| Source {
        name: name.clone(),
        path: name.into(),
        uri: None,
        bytes: schema.to_string().into_bytes(),
    });
    let settings = Settings::default();
    let generated = load(sources.collect(), settings.dialect).and_then(|documents| generate(documents, &settings));
    let generated = generated.unwrap_or_else(|problems| panic!("{problems:?}"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile");
    generated.output.write(&folder.join("generated")).expect("the crate is written");
    let manifest = std::fs::read_to_string(folder.join("generated/Cargo.toml")).expect("the crate has a manifest");
    let mut manifest: toml_edit::DocumentMut = manifest.parse().expect("the manifest is TOML");
    manifest["package"]["name"] = toml_edit::value("hostile");
    manifest["dependencies"]["serde_json"] = toml_edit::Item::Value(serde_json_of_any_depth());
    manifest.insert("workspace", toml_edit::Item::Table(toml_edit::Table::new()));
    std::fs::create_dir_all(folder.join("src")).expect("the folder can be made");
    std::fs::write(folder.join("Cargo.toml"), manifest.to_string()).expect("the manifest is written");
    std::fs::write(folder.join("src/main.rs"), MAIN).expect("the program is written");
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    std::fs::copy(lock, folder.join("Cargo.lock")).expect("the workspace's lock file");
    let mut command = Command::new(env!("CARGO"));
    command.args(["run", "--quiet", "--offline"]).current_dir(&folder);
    command.env("CARGO_TARGET_DIR", folder.join("target"));
    let output = command.output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    println!("{}", String::from_utf8_lossy(&output.stdout));
}

/// The dependency with the feature that turns its own limit of the depth off.
fn serde_json_of_any_depth() -> toml_edit::Value {
    let mut table = toml_edit::InlineTable::new();
    table.insert("version", "1".into());
    table.insert("features", toml_edit::Array::from_iter(["unbounded_depth"]).into());
    table.into()
}

/// A choice of two inside a choice of two, and so on.
fn levels() -> Value {
    let mut definitions = Map::new();
    for level in 0..LEVELS {
        let below = json!({ "$ref": format!("#/$defs/level{}", level + 1) });
        let branch = |name: &str| {
            json!({
                "type": "object",
                "properties": { "child": below, (name): { "type": "integer" } },
                "required": ["child"],
            })
        };
        definitions.insert(format!("level{level}"), json!({ "anyOf": [branch("left"), branch("right")] }));
    }
    definitions
        .insert(format!("level{LEVELS}"), json!({ "type": "object", "properties": { "leaf": { "type": "boolean" } } }));
    json!({ "$ref": "#/$defs/level0", "$defs": definitions })
}
