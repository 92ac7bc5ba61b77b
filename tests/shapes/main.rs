//! The shapes of generated types: what users write against them compiles, and the code stays as it is committed.
//!
//! Each schema of `schema` has one or more shapes that real schemas have. Their code is the module `generated`, brought up to
//! date by `cargo isotype --root tests/shapes generate`.

#![allow(clippy::field_reassign_with_default, reason = "what users of another crate have to write")]

#[allow(dead_code, unused_imports, reason = "users call what these tests do not")]
mod generated;

use generated::base::{Manager, Name, Person};
use generated::choices::{Choices, ChoicesColor, ChoicesCommand, ChoicesDose, ChoicesLevel, ChoicesSource};
use generated::containers::{Containers, ContainersPoint, Node};
use generated::optional::Optional;
use generated::tagged::{Adopted, Tagged};
use isotype::Workspace;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::path::Path;

/// A value as it comes back from its type.
fn back<T: DeserializeOwned + Serialize>(value: &Value) -> Value {
    let decoded: T = serde_json::from_str(&value.to_string()).expect("the value is valid");
    serde_json::to_value(decoded).expect("what was decoded can be encoded")
}

fn error<T: DeserializeOwned>(value: &Value) -> String {
    match serde_json::from_str::<T>(&value.to_string()) {
        Ok(_) => panic!("{value} was accepted"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn the_code_is_what_the_schemas_make() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shapes");
    let workspace = Workspace::open(root).expect("the workspace is well-formed");
    let generated = workspace.generate().expect("the schemas are good");
    for (target, generated) in workspace.targets().iter().zip(&generated) {
        let changes = generated.output.compare(&target.generated_folder()).expect("the code can be read");
        let paths: Vec<&str> = changes.iter().map(|change| change.path.as_str()).collect();
        assert!(paths.is_empty(), "stale: {paths:?}; run `cargo isotype --root tests/shapes generate`");
    }
}

#[test]
fn a_tag_decides_wherever_it_stands_and_no_field_holds_it() {
    let adopted = Tagged::Adopted(Adopted::new("Ann".to_owned()));
    assert_eq!(serde_json::to_value(&adopted).unwrap(), json!({ "event": "adopted", "owner": "Ann" }));
    assert_eq!(Adopted::EVENT, "adopted");
    for text in [r#"{"event":"adopted","owner":"Ann"}"#, r#"{"owner":"Ann","event":"adopted"}"#] {
        assert_eq!(serde_json::from_str::<Tagged>(text).unwrap(), adopted);
    }
    assert_eq!(back::<Tagged>(&json!({ "by": "Bob", "event": "fed" })), json!({ "event": "fed", "by": "Bob" }));
    let message = error::<Tagged>(&json!({ "event": "lost" }));
    assert!(message.contains("expected one of `adopted`, `returned`, `fed`, `walked` at /event"), "{message}");
    let message = error::<Tagged>(&json!({ "event": "returned" }));
    assert!(message.contains("missing property `reason`") && message.contains("#/$defs/returned"), "{message}");
    assert!(error::<Tagged>(&json!({ "owner": "Ann" })).contains("missing property `event`"));
    assert!(error::<Tagged>(&json!([])).contains("expected an object"));
}

#[test]
fn strings_that_a_choice_names_are_variants() {
    assert_eq!("red".parse::<ChoicesColor>().unwrap(), ChoicesColor::Red);
    assert_eq!(ChoicesColor::from("blue"), ChoicesColor::Other("blue".to_owned()));
    assert_eq!(ChoicesLevel::ALL, [ChoicesLevel::Low, ChoicesLevel::High]);
    let mut choices = Choices::default();
    choices.color = Some("green".into());
    choices.command = Some(ChoicesCommand::Array(vec!["ls".to_owned()]));
    assert_eq!(serde_json::to_value(&choices).unwrap(), json!({ "color": "green", "command": ["ls"] }));
    let decoded: Choices =
        serde_json::from_str(r#"{"source":{"url":"a"},"operator":">=","case":"","size":null}"#).unwrap();
    assert!(matches!(decoded.source, Some(ChoicesSource::Url(_))));
    assert_eq!(back::<Choices>(&json!({ "size": null })), json!({ "size": null }));
    for text in [r#"{"dose":{"placebo":false,"mg":0.5}}"#, r#"{"dose":{"mg":0.5,"placebo":false}}"#] {
        let decoded: Choices = serde_json::from_str(text).unwrap();
        assert!(matches!(&decoded.dose, Some(ChoicesDose::Mg(dose)) if dose.mg > 0.4), "{decoded:?}");
    }
    let message = error::<Choices>(&json!({ "dose": { "placebo": "true" } }));
    assert!(message.contains("expected one of `true`, `false` at /dose/placebo"), "{message}");
}

#[test]
fn absent_null_and_a_value_are_three() {
    let mut optional = Optional::new("a".to_owned(), None);
    assert_eq!(serde_json::to_value(&optional).unwrap(), json!({ "always": "a", "always_or_null": null }));
    optional.sometimes_or_null = Some(None);
    optional.foo_bar = Some(true);
    optional.foo_bar_mixed = Some(false);
    let value =
        json!({ "always": "a", "always_or_null": null, "sometimes_or_null": null, "foo_bar": true, "fooBar": false });
    assert_eq!(serde_json::to_value(&optional).unwrap(), value);
    assert!(error::<Optional>(&json!({ "always": "a" })).contains("missing property `always_or_null`"));
}

#[test]
fn an_extension_has_the_types_of_its_base() {
    let name = Name::try_from("Ann".to_owned()).unwrap();
    let mut person = Person::new(name.clone());
    person.address = Some(generated::base::PersonAddress::default());
    let mut manager = Manager::new(name);
    manager.address = person.address.clone();
    manager.deputy = Some(Box::new(manager.clone()));
    manager.reports = Some(vec![person]);
    assert!(Name::try_from(String::new()).is_err());
    assert_eq!(back::<Manager>(&serde_json::to_value(&manager).unwrap()), serde_json::to_value(&manager).unwrap());
}

#[test]
fn containers_and_numbers_are_as_narrow_as_their_schemas() {
    let mut containers = Containers::default();
    containers.port = Some(u16::MAX);
    containers.offset = Some(i8::MIN);
    containers.point = Some(ContainersPoint::new(1.0, 2.5));
    containers.tree = Some(Node::new("root".to_owned()));
    containers.additional_properties.insert("x-more".to_owned(), json!([1]));
    let value =
        json!({ "point": [1.0, 2.5], "port": 65535, "offset": -128, "tree": { "value": "root" }, "x-more": [1] });
    assert_eq!(serde_json::to_value(&containers).unwrap(), value);
    assert_eq!(back::<Containers>(&value), value);
    assert!(error::<Containers>(&json!({ "port": 65536 })).contains("/properties/port/maximum"));
    assert!(error::<Containers>(&json!({ "y": 1 })).contains("unknown property `y`"));
}
