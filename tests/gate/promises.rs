//! The three promises, for every document and every schema inside that has a type of its own name, on the committed and on the fresh types.

use crate::subjects::{Crate, GENERATED, TYPES, judge, subject};
use isotype::sample::{Intent, Sampler};
use isotype::verify::{Relation, Status};
use serde_json::Value;
use std::collections::BTreeMap;

/// How many values are run through each committed type; a tenth of them through the fresh one, which is the same code.
const VALUES: usize = 20_000;

#[test]
fn types_accept_exactly_and_lose_nothing() {
    for (position, (schema, _)) in TYPES.iter().enumerate() {
        let all = judge().samples(schema, VALUES).expect("the schema is there");
        for (of, samples) in [(Crate::Committed, &all[..]), (Crate::Fresh, &all[..VALUES / 10])] {
            let values = judge().values(schema, &mut *subject(of, position), samples);
            assert_eq!(values.samples, samples.len());
            assert_eq!(values.disagreements, [], "{of:?} type of {schema}");
            assert_eq!(values.changed, [], "{of:?} type of {schema}");
            assert_eq!((values.accepts_exactly, values.loses_nothing), (Status::Holds, Status::Holds), "{values:?}");
        }
    }
}

#[test]
fn derived_schemas_say_the_schemas_back() {
    for (position, (schema, _)) in TYPES.iter().enumerate() {
        let samples = judge().samples(schema, VALUES / 10).expect("the schema is there");
        for of in [Crate::Committed, Crate::Fresh] {
            let says_back = judge().says_back(schema, &mut *subject(of, position), &samples);
            assert_eq!(says_back.annotations, [], "{of:?} type of {schema}");
            let proved = matches!(says_back.values, Relation::Identical | Relation::Equivalent);
            assert!(proved, "{of:?} type of {schema}: {:?}", says_back.values);
        }
    }
}

/// What a derived schema says of a place that any schema can name: the keywords of a property, and their order.
#[test]
fn derived_schemas_keep_identifiers_titles_and_the_order_of_properties() {
    for (position, document) in GENERATED.documents.iter().enumerate() {
        let derived = subject(Crate::Committed, position).derived().expect("the program runs");
        for keyword in ["$id", "title", "description"] {
            let original = document.value.get(keyword);
            assert!(original.is_none() || derived.get(keyword) == original, "{keyword} of {}", document.name);
        }
        let names = |schema: &Value| -> Option<Vec<String>> {
            Some(schema.get("properties")?.as_object()?.keys().cloned().collect())
        };
        assert_eq!(names(&derived), names(&document.value), "{}", document.name);
    }
}

/// A derived schema is a document of its own: it resolves where no other document is known.
#[test]
fn derived_schemas_resolve_alone() {
    for position in 0..GENERATED.modules.len() {
        let derived = subject(Crate::Committed, position).derived().expect("the program runs");
        let validator = jsonschema::options().should_validate_formats(true).build(&derived);
        let validator = validator.unwrap_or_else(|error| panic!("{error}: {derived:#}"));
        assert!(!validator.is_valid(&Value::from("no object")));
    }
}

/// The sampler is worth its name only if it shows both verdicts for every property.
#[test]
fn the_sampler_shows_both_verdicts_for_every_property() {
    for document in GENERATED.documents.iter() {
        let mut verdicts: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
        let Some(properties) = document.value.get("properties").and_then(Value::as_object) else { continue };
        let registry = referencing::Registry::new()
            .extend(GENERATED.documents.iter().map(|document| (document.uri.as_str(), &document.value)));
        let registry = registry.and_then(referencing::RegistryBuilder::prepare).expect("the schemas are right");
        let validator = jsonschema::options().should_validate_formats(true).with_registry(&registry);
        let validator = validator.build(&document.value).expect("the schemas are right");
        let base = referencing::uri::from_str(&document.uri).expect("the loader checked it");
        for sample in Sampler::new(&document.value, registry.resolver(base), 1).take(VALUES) {
            let valid = validator.is_valid(&sample.value);
            for name in properties.keys() {
                let counts = verdicts.entry(name).or_default();
                match &sample.intent {
                    Intent::Valid => counts[0] += usize::from(valid && sample.value.get(name).is_some()),
                    Intent::NearMiss { instance, .. } => {
                        let within = *instance == format!("/{name}") || instance.starts_with(&format!("/{name}/"));
                        counts[1] += usize::from(!valid && within);
                    }
                    Intent::Noise => {}
                }
            }
        }
        for (name, [valid, invalid]) in verdicts {
            assert!(valid > 100 && invalid > 100, "{name} of {}: {valid} valid, {invalid} invalid", document.name);
        }
    }
}
