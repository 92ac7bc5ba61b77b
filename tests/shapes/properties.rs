//! Properties that no schema describes: a map that is made when someone looks at it.

use crate::generated::base::Person;
use crate::generated::support::Properties;
use serde_json::{Map, Value, json};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

/// Values of all types, out of the order of their names.
const TEXT: &str =
    r#"{"name":"Ann","z":[null,true,[],{},-1,18446744073709551615,0.5],"b":{"y":"\"","x":{"":[[1]]}},"a":""}"#;

fn person(text: &str) -> Person {
    serde_json::from_str(text).expect("the value is valid")
}

fn error(text: &str) -> String {
    serde_json::from_str::<Person>(text).expect_err("the value is invalid").to_string()
}

#[test]
fn what_nobody_changed_is_encoded_as_it_came() {
    let ann = person(TEXT);
    assert_eq!(serde_json::to_string(&ann).unwrap(), TEXT);
    assert_eq!(ann.additional_properties.len(), 3);
    assert_eq!(serde_json::to_string(&ann).unwrap(), TEXT);
    assert_eq!(serde_json::to_string(&ann.clone()).unwrap(), TEXT);
    let value: Value = serde_json::from_str(TEXT).unwrap();
    assert_eq!(serde_json::to_value(&ann).unwrap(), value);
    assert_eq!(serde_json::from_value::<Person>(value).unwrap(), ann);
}

#[test]
fn they_are_a_map() {
    let mut ann = person(TEXT);
    let properties = &ann.additional_properties;
    assert_eq!(properties["b"]["x"][""], json!([[1]]));
    assert_eq!(properties.get("name"), None);
    let names: Vec<&String> = properties.into_iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), 3);
    ann.additional_properties["b"] = json!(1.5);
    ann.additional_properties.remove("z");
    assert_eq!(serde_json::to_value(&ann).unwrap(), json!({ "name": "Ann", "a": "", "b": 1.5 }));
    let map = Map::from(ann.additional_properties.clone());
    assert_eq!(ann.additional_properties, map.clone().into());
    assert_eq!(ann.additional_properties, serde_json::from_value(map.clone().into()).unwrap());
    assert_eq!(ann.additional_properties, map.into_iter().collect());
    assert_eq!(format!("{:?}", Properties::new()), format!("{:?}", Map::new()));
}

#[test]
fn they_are_equal_however_they_were_made() {
    let decoded = person(TEXT).additional_properties;
    let other_order = person(
        r#"{"name":"B","a":"","b":{"x":{"":[[1]]},"y":"\""},"z":[null,true,[],{},-1,18446744073709551615,0.5]}"#,
    );
    let mut made = Properties::new();
    made.extend(decoded.clone());
    let hash = |properties: &Properties| BuildHasherDefault::<DefaultHasher>::default().hash_one(properties);
    for other in [decoded.clone(), other_order.additional_properties, made.clone()] {
        assert_eq!(decoded, other);
        assert_eq!(hash(&decoded), hash(&other));
    }
    made.insert("a".to_owned(), json!("b"));
    assert_ne!(decoded, made);
    made.clear();
    assert_eq!(made, Properties::new());
    assert_eq!(hash(&made), hash(&Properties::default()));
    assert_eq!(person(r#"{"name":"Ann"}"#).additional_properties, made);
}

#[test]
fn each_name_is_there_once_at_every_depth() {
    let repeated =
        |pointer: &str| format!("repeated property `a`, expected each name once {pointer} (schema base.json#");
    for (text, pointer) in [
        (r#"{"name":"Ann","a":1,"b":2,"a":3}"#, "at the root"),
        (r#"{"name":"Ann","b":{"a":1,"a":1}}"#, "at /b"),
        (r#"{"name":"Ann","x":[0,{"c/d":[{"a":1,"b":{"a":1},"a":1}]}]}"#, "at /x/1/c~1d/0"),
    ] {
        let message = error(text);
        assert!(message.starts_with(&repeated(pointer)), "{text}: {message}");
    }
    // Many are looked through in another way than few.
    for count in [17, 1000] {
        let members: Vec<String> = (0..count).map(|member| format!("\"m{member}\":{member}")).collect();
        let unique = format!("{{\"name\":\"Ann\",{0},\"x\":{{{0}}}}}", members.join(","));
        assert_eq!(serde_json::to_string(&person(&unique)).unwrap(), unique);
        for (from, to) in [("\"m16\":16}", "\"m3\":0}"), ("\"m16\":16,", "\"m3\":0,")] {
            if let Some(at) = unique.rfind(from) {
                let text = format!("{}{to}{}", &unique[..at], &unique[at + from.len()..]);
                assert!(error(&text).starts_with("repeated property `m3`"), "{text}");
            }
        }
    }
}

#[test]
fn they_nest_as_deep_as_all_values() {
    let nested = |depth: usize| (0..depth).fold(json!({}), |value, _| json!([value]));
    let person = |depth: usize| serde_json::from_value::<Person>(json!({ "name": "Ann", "x": nested(depth) }));
    assert_eq!(serde_json::to_value(person(126).unwrap()).unwrap()["x"], nested(126));
    let message = person(200).unwrap_err().to_string();
    assert!(message.contains("expected at most 128 arrays and objects inside each other at /x/0/0"), "{message}");
}
