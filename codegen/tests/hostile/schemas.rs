//! Hostile schemas: they become types, or are refused at their place.

use isotype::load::{Source, load};
use isotype::{Diagnostics, Generated, Problem, Settings, generate};
use serde_json::{Map, Value, json};

/// What becomes of the text of a schema.
fn generated(text: String) -> Result<Generated, Diagnostics> {
    let (name, path) = ("schema.json".to_owned(), "schema.json".into());
    let source = Source { name, path, uri: None, bytes: text.into_bytes() };
    let settings = Settings::default();
    generate(load(vec![source], settings.dialect)?, &settings)
}

/// The code of the types of a schema.
fn code(schema: &Value) -> String {
    let generated = generated(schema.to_string()).unwrap_or_else(|problems| panic!("{problems:?}"));
    generated.output.sources().find(|(name, _)| *name == "schema.rs").expect("the module of the schema").1.to_owned()
}

/// A schema of this many definitions, and the first of them as the root.
fn defined(count: usize, definition: impl Fn(usize) -> Value) -> Value {
    let definitions: Map<String, Value> = (0..count).map(|number| (format!("d{number}"), definition(number))).collect();
    json!({ "$ref": "#/$defs/d0", "$defs": definitions })
}

fn reference(number: usize) -> Value {
    json!({ "$ref": format!("#/$defs/d{number}") })
}

#[test]
fn a_long_chain_of_references() {
    const LENGTH: usize = 2_000;
    let last = json!({ "type": "string" });
    let chain = defined(LENGTH, |number| if number + 1 == LENGTH { last.clone() } else { reference(number + 1) });
    assert!(code(&chain).contains("pub struct Schema("));
}

#[test]
fn a_long_circle_of_references_is_one_problem() {
    const LENGTH: usize = 20_000;
    let circle = defined(LENGTH, |number| reference((number + 1) % LENGTH));
    let problems = generated(circle.to_string()).expect_err("no value is described");
    let [problem] = &problems.0[..] else { panic!("{problems}") };
    assert_eq!(problem.problem, Problem::CircularReference);
}

#[test]
fn deep_nesting_is_refused_at_its_place() {
    const DEPTH: usize = 100_000;
    let text = format!("{}true{}", r#"{"items":"#.repeat(DEPTH), "}".repeat(DEPTH));
    let problems = generated(text).expect_err("it is too deep");
    let [problem] = &problems.0[..] else { panic!("{problems}") };
    assert!(problem.place.is_some(), "{problem}");
}

#[test]
fn a_tower_of_all_of_is_as_many_schemas_as_it_names() {
    const HEIGHT: usize = 60;
    let top = json!({ "type": "object", "properties": { "only": { "type": "integer" } } });
    let both = |number| json!({ "allOf": [reference(number + 1), reference(number + 1)] });
    let tower = defined(HEIGHT, |number| if number + 1 == HEIGHT { top.clone() } else { both(number) });
    assert_eq!(code(&tower).matches("pub only: ").count(), 1);
}

#[test]
fn a_product_of_choices_is_judged_and_not_multiplied_out() {
    let choice = |factor: usize| {
        let branch = |number: usize| {
            let name = format!("p{factor}{number}");
            json!({ "type": "object", "properties": { (&*name): { "type": "string" } }, "required": [name] })
        };
        json!({ "anyOf": (0..8).map(branch).collect::<Vec<_>>() })
    };
    let product = json!({ "allOf": (0..8).map(choice).collect::<Vec<_>>() });
    assert!(code(&product).len() < 2_000_000);
}

#[test]
fn types_that_all_refer_to_one_another() {
    const TYPES: usize = 40;
    let all = || (0..TYPES).map(|number| (format!("p{number}"), reference(number))).collect::<Map<_, _>>();
    let mutual = defined(TYPES, |_| json!({ "type": "object", "properties": all() }));
    // The document has a type of its own.
    assert_eq!(code(&mutual).matches("pub struct ").count(), TYPES + 1);
}

#[test]
fn an_enum_of_many_strings() {
    const STRINGS: usize = 5_000;
    let strings: Vec<String> = (0..STRINGS).map(|number| format!("string {number}")).collect();
    assert!(code(&json!({ "enum": strings })).contains(&format!("String{},", STRINGS - 1)));
}
