//! Nothing is silently ignored: where a keyword is deleted, the code changes, unless the report says that it has no effect.

use super::{generated, suite};
use isotype::{Entry, Generated, Held, KeywordEntry};
use serde_json::{Value, json};
use std::sync::Mutex;

/// How many keywords of a schema are deleted, evenly spread over the text.
const DELETIONS: usize = 60;

/// The largest schema whose keywords are deleted, in bytes: each deletion generates all of its code again.
const LARGEST: usize = 10_000;

/// Keywords that make no difference alone, as others say the same in a way that the report does not see through, and which.
const EXCEPTIONS: [(&str, &str); 1] =
    [("devinit.schema-6.0.json: document.json#/properties/run/items/", "`allOf` and `anyOf` lead to the same schema")];

/// What a schema without one of its keywords is.
fn without(schema: &Value, keyword: &KeywordEntry) -> Option<Value> {
    let mut schema = schema.clone();
    let (at, name) = keyword.location.pointer.as_str().rsplit_once('/')?;
    let name = name.replace("~1", "/").replace("~0", "~");
    schema.pointer_mut(at)?.as_object_mut()?.shift_remove(&name)?;
    Some(schema)
}

/// The code, and what it means less than the schema.
fn told(generated: &Generated) -> (String, &[Entry]) {
    (generated.modules_alone(), &generated.fidelity.entries)
}

/// What is wrong with the report on some keywords of a schema, and how many were deleted.
fn flaws(name: &str, schema: &Value, deletions: usize) -> (Vec<String>, usize) {
    let Some(plain) = generated(schema) else { return (Vec::new(), 0) };
    let keywords = plain.keywords();
    let step = keywords.len().div_ceil(deletions).max(1);
    let chosen: Vec<&KeywordEntry> = keywords.iter().step_by(step).collect();
    let before = told(&plain);
    let is_flaw = |keyword: &&&KeywordEntry| {
        let is_held = !matches!(keyword.held, Held::Idle | Held::Lost | Held::Structure);
        // A schema that is refused without the keyword says so.
        let after = without(schema, keyword).and_then(|schema| generated(&schema));
        is_held && after.is_some_and(|after| told(&after) == before)
    };
    let flaws = chosen.iter().filter(is_flaw).map(|keyword| format!("{name}: {keyword}")).collect();
    (flaws, chosen.len())
}

#[test]
fn each_keyword_that_is_held_makes_a_difference() {
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Everything",
        "type": "object",
        "required": ["name", "kind"],
        "properties": {
            "name": { "type": "string", "minLength": 1, "description": "A name", "default": "n" },
            "kind": { "const": "everything" },
            "size": { "type": "integer", "minimum": 0, "maximum": 255 },
            "parts": { "type": "array", "items": { "$ref": "#/$defs/part" }, "uniqueItems": true, "minItems": 0 },
            "not": { "not": { "type": "string", "description": "Nobody sees it" } },
            "choice": { "oneOf": [{ "type": "string" }, { "type": "array", "items": { "type": "number" } }] },
            "strict": { "type": "string", "allOf": [{ "maxLength": 5 }, { "maxLength": 9 }] },
            "pair": { "type": "array", "prefixItems": [{ "type": "string" }], "items": false }
        },
        "dependentRequired": { "size": ["parts"] },
        "additionalProperties": { "type": ["boolean", "null"] },
        "$defs": { "part": { "type": "object", "properties": { "id": { "type": "string", "minimum": 5 } } } }
    });
    assert_eq!(flaws("everything", &schema, usize::MAX).0, Vec::<String>::new());
    let report = generated(&schema).expect("the schema is good").keywords();
    let held = |pointer: &str| {
        let found = report.iter().find(|keyword| keyword.location.pointer.as_str() == pointer);
        let found = found.expect("every keyword is in the report");
        (found.held, found.items.join(" "), found.reason.clone().unwrap_or_default())
    };
    let told = |held: Held, items: &str, reason: &str| (held, items.to_owned(), reason.to_owned());
    assert_eq!(held("/title"), told(Held::Annotation, "document::Document", ""));
    assert_eq!(held("/properties/name/minLength"), told(Held::Check, "document::Document::name", ""));
    assert_eq!(held("/properties/kind/const"), told(Held::Type, "document::Document", ""));
    assert_eq!(held("/properties/size/maximum"), told(Held::Type, "document::Document::size", ""));
    assert_eq!(held("/properties/not/not/type").0, Held::Condition);
    assert_eq!(held("/properties/not/not/description").0, Held::Idle);
    assert_eq!(held("/properties/strict/allOf/1/maxLength").0, Held::Idle);
    assert_eq!(held("/$defs").0, Held::Structure);
    let (held, _, reason) = held("/$defs/part/properties/id/minimum");
    assert_eq!((held, &*reason), (Held::Idle, "it speaks of numbers, and no valid value is one"));
}

#[test]
fn each_keyword_of_real_schemas_that_is_held_makes_a_difference() {
    let Some(suite) = suite() else { return };
    let is_small = |(_, schema): &&(String, Value)| schema.to_string().len() <= LARGEST;
    let waiting = Mutex::new(suite.iter().filter(is_small));
    let done = Mutex::new((Vec::new(), 0, 0));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, Into::into) {
            scope.spawn(|| {
                while let Some((name, schema)) = { waiting.lock().expect("no thread panics").next() } {
                    let (flaws, deletions) = flaws(name, schema, DELETIONS);
                    let mut done = done.lock().expect("no thread panics");
                    done.0.extend(flaws);
                    done.1 += deletions;
                    done.2 += 1;
                }
            });
        }
    });
    let (flaws, deletions, schemas) = done.into_inner().expect("no thread panics");
    let (known, flaws): (Vec<String>, Vec<String>) =
        flaws.into_iter().partition(|flaw| EXCEPTIONS.iter().any(|(known, _)| flaw.starts_with(known)));
    println!("{deletions} keywords of {schemas} schemas deleted");
    let applies = EXCEPTIONS.iter().all(|(exception, _)| known.iter().any(|flaw| flaw.starts_with(exception)));
    assert!(applies, "an exception no longer applies: {known:?}");
    assert!(deletions >= 5_000 && schemas >= 60, "{deletions} keywords of {schemas} schemas");
    assert!(flaws.is_empty(), "{} of {deletions}:\n{}", flaws.len(), flaws.join("\n"));
}
