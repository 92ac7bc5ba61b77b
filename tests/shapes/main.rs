//! The shapes of generated types: what users write against them compiles, and the code stays as it is committed.
//!
//! Each schema of `schema` has one or more shapes that real schemas have. Their code is the module `generated`, brought up to
//! date by `cargo isotype --root tests/shapes generate`.

#![allow(clippy::field_reassign_with_default, reason = "what users of another crate have to write")]

#[allow(dead_code, unused_imports, reason = "users call what these tests do not")]
mod generated;
mod properties;

use generated::base::{Manager, Name, Person};
use generated::chart::{Align, ExprRef, Gradient, Mark};
use generated::choices::{Choices, ChoicesColor, ChoicesCommand, ChoicesDose, ChoicesLevel, ChoicesSource};
use generated::containers::{Containers, ContainersPoint, Node};
use generated::defaults::{Defaults, DefaultsLevel};
use generated::described::{Reference, Schema, SchemaNot};
use generated::geometry::{Geometry, GeometryCollection, GeometryLine, GeometryPoint};
use generated::manifest::{License, Manifest, PersonObject, Version, Weight};
use generated::messages::{CancelArguments, CancelRequest, StoppedEvent, StoppedEventBody};
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

#[test]
fn a_default_is_given_and_not_written() {
    let mut defaults = Defaults::default();
    assert!(defaults.enabled_or_default());
    assert_eq!((defaults.attempts_or_default(), defaults.index_or_default()), (3, -1));
    assert!((defaults.ratio_or_default() - 1.0).abs() < f64::EPSILON);
    assert_eq!((defaults.shell_or_default(), defaults.type_or_default()), ("bash", "job"));
    assert_eq!(defaults.level_or_default(), DefaultsLevel::Warning);
    assert!(defaults.tags_or_default().is_empty());
    assert_eq!(serde_json::to_value(&defaults).unwrap(), json!({}));
    defaults.shell = Some("fish".to_owned());
    defaults.enabled = Some(false);
    assert_eq!((defaults.shell_or_default(), defaults.enabled_or_default()), ("fish", false));
}

#[test]
fn a_message_extends_its_base() {
    let mut cancel = CancelRequest::new(7);
    let mut arguments = CancelArguments::default();
    arguments.request_id = Some(6);
    cancel.arguments = Some(arguments);
    let value = json!({ "seq": 7, "type": "request", "command": "cancel", "arguments": { "requestId": 6 } });
    assert_eq!(serde_json::to_value(&cancel).unwrap(), value);
    assert_eq!((CancelRequest::TYPE, CancelRequest::COMMAND), ("request", "cancel"));
    let stopped = StoppedEvent::new(8, StoppedEventBody::new("step".to_owned()));
    assert_eq!(back::<StoppedEvent>(&serde_json::to_value(&stopped).unwrap()), serde_json::to_value(&stopped).unwrap());
    assert!(error::<CancelRequest>(&json!({ "seq": 0, "type": "request", "command": "cancel" })).contains("at /seq"));
}

#[test]
fn a_choice_is_made_from_each_of_its_types() {
    let point = GeometryPoint::new(vec![1.0, 2.0]);
    let line = GeometryLine::new(vec![vec![1.0, 2.0].try_into().unwrap(), vec![3.0, 4.0].try_into().unwrap()]);
    let geometry: Geometry = GeometryCollection::new(vec![point.into(), line.into()]).into();
    let value = serde_json::to_value(&geometry).unwrap();
    assert_eq!(value["geometries"][1], json!({ "type": "Line", "coordinates": [[1.0, 2.0], [3.0, 4.0]] }));
    assert_eq!(back::<Geometry>(&value), value);
    let mut schema = Schema::default();
    schema.not = Some(Schema::default().into());
    schema.additional_properties_mixed = Some(true.into());
    assert!(matches!(schema.not, Some(SchemaNot::Schema(_))));
    schema.not = Some(Reference::new("#/components/schemas/A".to_owned()).into());
    let value = json!({ "not": { "$ref": "#/components/schemas/A" }, "additionalProperties": true });
    assert_eq!(serde_json::to_value(&schema).unwrap(), value);
    let mut mark = Mark::default();
    mark.align = Some(Align::Left.into());
    mark.color = Some(Some(Gradient::default().into()));
    mark.tooltip = Some(Some(ExprRef::new("datum.x".to_owned()).into()));
    let value = json!({ "align": "left", "color": { "gradient": "linear" }, "tooltip": { "expr": "datum.x" } });
    assert_eq!(serde_json::to_value(&mark).unwrap(), value);
}

#[test]
fn a_plain_value_of_its_own_type_is_made_and_shown() {
    let mut manifest = Manifest::default();
    manifest.license = Some("MIT".into());
    manifest.version = Some("1.2".parse().unwrap());
    manifest.author = Some(PersonObject::new("Ann".to_owned()).into());
    manifest.contributors = Some(vec!["Bob".to_owned().into()]);
    manifest.port = Some(8080.into());
    manifest.weight = Some(Weight::try_from(2).unwrap());
    manifest.nested = Some(Box::new(Manifest::default()));
    let value = json!({
        "version": "1.2", "license": "MIT", "weight": 2, "author": { "name": "Ann" }, "contributors": ["Bob"], "port": 8080, "nested": {}
    });
    assert_eq!(serde_json::to_value(&manifest).unwrap(), value);
    assert_eq!(back::<Manifest>(&value), value);
    assert!("1".parse::<Version>().is_err() && Weight::try_from(0).is_err());
    let (license, weight) = (License::from("MIT"), manifest.weight.unwrap());
    assert_eq!((license.to_string(), weight.to_string()), ("MIT".to_owned(), "2".to_owned()));
    let length = |text: &dyn AsRef<str>| text.as_ref().len();
    assert_eq!(length(&license), 3);
}

#[test]
fn a_workflow_starts_in_three_ways() {
    let jobs = json!({ "build": { "runs-on": ["self-hosted", "linux"], "timeout-minutes": "${{ inputs.most }}" }, "reuse": { "uses": "./a.yml" } });
    for on in [
        json!("push"),
        json!(["push", "release"]),
        json!({ "push": null }),
        json!({ "push": { "branches": ["main"] }, "release": null }),
    ] {
        let value = json!({ "on": on, "jobs": jobs });
        assert_eq!(back::<generated::workflow::Workflow>(&value), value);
    }
    assert!(error::<generated::workflow::Workflow>(&json!({ "on": [], "jobs": jobs })).contains("at /on"));
}
