//! What generated code does not depend on: the order of keys, and what else stands in a document.
//!
//! Judged on every schema of `SchemaStore` that is at hand, and on a few that always are.

use super::{generated, suite};
use quote::ToTokens as _;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The keywords whose values are objects of schemas.
const MAPS: [&str; 6] = ["properties", "patternProperties", "definitions", "$defs", "dependentSchemas", "dependencies"];

/// The keywords whose values are schemas, or arrays of them.
const SCHEMAS: [&str; 17] = [
    "items",
    "prefixItems",
    "additionalItems",
    "unevaluatedItems",
    "additionalProperties",
    "unevaluatedProperties",
    "propertyNames",
    "contains",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "then",
    "else",
    "contentSchema",
    "extends",
];

/// A schema with the keywords of every schema in the opposite order, and with `maps` also what `properties` and their kin
/// name.
fn reversed(schema: &Value, maps: bool) -> Value {
    match schema {
        Value::Array(schemas) => schemas.iter().map(|schema| reversed(schema, maps)).collect(),
        Value::Object(keywords) => {
            let below = keywords.iter().map(|(keyword, value)| {
                let value = match value {
                    Value::Object(named) if MAPS.contains(&keyword.as_str()) => {
                        let each = named.iter().map(|(name, schema)| (name.clone(), reversed(schema, maps)));
                        let each: Vec<(String, Value)> = each.collect();
                        if maps { each.into_iter().rev().collect() } else { each.into_iter().collect() }
                    }
                    value if SCHEMAS.contains(&keyword.as_str()) => reversed(value, maps),
                    value => value.clone(),
                };
                (keyword.clone(), value)
            });
            let below: Vec<(String, Value)> = below.collect();
            Value::Object(below.into_iter().rev().collect())
        }
        other => other.clone(),
    }
}

/// The code of a schema's types, without the schema's text.
fn code(schema: &Value) -> Option<String> {
    Some(generated(schema)?.modules_alone())
}

/// The words of a text, each as often as it stands there, whatever their order; not the numbers, as positions are.
fn words(text: &str) -> Vec<&str> {
    let is_word = |word: &&str| word.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let mut words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(is_word).collect();
    words.sort_unstable();
    words
}

/// The items of generated code, each as text.
fn items(code: &str) -> BTreeSet<String> {
    let file = syn::parse_file(code).expect("generated code is Rust");
    let mut found = BTreeSet::new();
    for item in file.items {
        match item {
            syn::Item::Mod(module) => {
                let items = module.content.into_iter().flat_map(|(_, items)| items);
                found.extend(items.map(|item| item.to_token_stream().to_string()));
            }
            item => drop(found.insert(item.to_token_stream().to_string())),
        }
    }
    found
}

/// The schemas whose types still depend on the order of properties, and why.
const EXCEPTIONS: [(&str, &str); 1] = [(
    "web-types.json",
    "a property that `properties` and `patternProperties` speak of with schemas of their own: which of its types judge is found \
     in the order of the properties",
)];

/// What is wrong with a schema's code, by the name of the schema.
fn flaws(name: &str, schema: &Value) -> Vec<String> {
    let Some(plain) = code(schema) else { return Vec::new() };
    let mut flaws = Vec::new();
    let keywords = code(&reversed(schema, false)).unwrap_or_default();
    if keywords != plain {
        let first = plain.lines().zip(keywords.lines()).find(|(one, other)| one != other);
        flaws.push(format!("{name}: the order of keywords changes {first:?}"));
    }
    let all = code(&reversed(schema, true)).unwrap_or_default();
    let (before, after) = (words(&plain), words(&all));
    if before != after {
        let first = before.iter().zip(&after).find(|(one, other)| one != other);
        flaws.push(format!("{name}: the order of properties and definitions changes {first:?}"));
    }
    let Value::Object(root) = schema else { return flaws };
    let mut added: Map<String, Value> = root.clone();
    let own = json!({ "type": "object", "properties": { "zzOwn": { "enum": ["zzA"] } }, "required": ["zzOwn"] });
    if let Value::Object(definitions) = added.entry("definitions").or_insert_with(|| json!({})) {
        definitions.insert("zzUnrelated".to_owned(), own);
    }
    let with = items(&code(&added.into()).unwrap_or_default());
    if let Some(changed) = items(&plain).difference(&with).next() {
        flaws.push(format!("{name}: an unrelated definition changes {changed:.200}"));
    }
    flaws
}

#[test]
fn neither_order_nor_what_is_unrelated_changes_a_name() {
    let clashing = json!({
        "description": "Names that clash, and types that several schemas share",
        "type": "object",
        "properties": {
            "fooBar": { "type": "object", "properties": { "baz": { "enum": ["a"] } } },
            "foo_bar": { "type": "object", "properties": { "baz": { "enum": ["b", "B"] } } },
            "foo": { "type": "object", "properties": { "bar_baz": { "enum": ["c"] } } },
            "dog": { "$ref": "#/definitions/dog" },
            "animal": { "$ref": "#/definitions/animal" }
        },
        "definitions": {
            "animal": { "type": "object", "properties": { "home": { "type": "object", "required": ["city"] } } },
            "dog": { "allOf": [{ "$ref": "#/definitions/animal" }], "properties": { "tricks": { "enum": ["sit"] } } },
            "Animal": { "enum": ["cat"] }
        }
    });
    assert_eq!(flaws("clashing", &clashing), Vec::<String>::new());
}

#[test]
fn the_code_of_real_schemas_is_stable() {
    let Some(suite) = suite() else { return };
    let (known, flaws): (Vec<String>, Vec<String>) = suite
        .iter()
        .flat_map(|(name, schema)| flaws(name, schema))
        .partition(|flaw| EXCEPTIONS.iter().any(|(name, _)| flaw.starts_with(name)));
    assert_eq!(known.len(), EXCEPTIONS.len(), "an exception no longer applies: {known:?}");
    assert!(flaws.is_empty(), "{} of {}:\n{}", flaws.len(), suite.len(), flaws.join("\n"));
}
