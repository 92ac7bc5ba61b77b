//! What is derived from types stays as it is: the types that are made of a derived schema derive the same text.
//!
//! The schemas of `schemas.json` are small, one for each shape that once came back otherwise.

use isotype::load::{Source, load};
use isotype::verify::{Judge, Probe, Program, Relation, Subject};
use isotype::{Generated, Settings, Support, generate};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;

/// How many values a schema and what is derived from it are compared on, beside the proof.
const SAMPLES: usize = 100;

#[test]
fn types_of_a_derived_schema_derive_it_again() {
    let schemas: Value = serde_json::from_str(include_str!("schemas.json")).expect("it is JSON");
    let schemas = schemas.as_object().expect("they have names").clone();
    let (names, schemas): (Vec<String>, Vec<Value>) = schemas.into_iter().unzip();
    let settings = Settings::default();
    let (generated, first) = derived(&schemas, &settings);
    let (_, second) = derived(&first, &settings);
    let mut moved = Vec::new();
    for (position, name) in names.iter().enumerate() {
        let (first, second) = (&first[position], &second[position]);
        let judge = Judge::new(&generated[position], &settings).expect("the validator takes the schema");
        let schema = generated[position].modules[0].schema();
        let samples = judge.samples(&schema, SAMPLES).expect("the schema is there");
        let says_back = judge.says_back(&schema, &mut Derived(first.clone()), &samples);
        let is_same = matches!(says_back.values, Relation::Identical | Relation::Equivalent);
        if !is_same || !says_back.annotations.is_empty() {
            moved.push(format!("{name}: {says_back}{first:#}"));
        }
        // The order of keywords counts, too.
        let (first, second) = (format!("{first:#}"), format!("{second:#}"));
        if first != second {
            moved.push(format!("{name}: {first}\nbecomes {second}"));
        }
    }
    assert!(moved.is_empty(), "{}", moved.join("\n"));
}

/// A schema that is derived already.
struct Derived(Value);

impl Subject for Derived {
    fn round_trip(&mut self, _: &[&str]) -> Result<Vec<Result<String, String>>, String> {
        Err("the type is not at hand".to_owned())
    }

    fn derived(&mut self) -> Result<Value, String> {
        Ok(self.0.clone())
    }
}

/// What is generated for each schema, and what its type derives.
fn derived(schemas: &[Value], settings: &Settings) -> (Vec<Generated>, Vec<Value>) {
    let work = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fixpoint");
    let support = Support::full();
    let mut program = format!("pub mod support {{\n{}}}\n", support.source);
    let (mut all, mut types) = (Vec::new(), Vec::new());
    for (number, schema) in schemas.iter().enumerate() {
        let name = "schema.json".to_owned();
        let source = Source { path: name.clone().into(), name, bytes: schema.to_string().into_bytes(), uri: None };
        let generated = load(vec![source], settings.dialect).and_then(|documents| generate(documents, settings));
        let generated = generated.unwrap_or_else(|problems| panic!("{schema}: {problems:?}"));
        let (module, modules) = (&generated.modules[0], generated.modules_alone());
        let _ = writeln!(program, "pub mod schema_{number} {{ use super::support;\n{modules}}}");
        types.push(format!("schema_{number}::{}::{}", module.module, module.root));
        all.push(generated);
    }
    std::fs::create_dir_all(&work).expect("the folder can be made");
    let root = work.join("types.rs");
    std::fs::write(&root, program).expect("the types are written");
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    let program = Program { root, manifest: support.manifest, types, dialect: settings.derived_dialect };
    let probe = Probe::run(&work.join("probe"), &[program], Some(&lock)).unwrap_or_else(|error| panic!("{error}"));
    let derived = (0..schemas.len()).map(|number| probe.subject(number).derived().expect("the program runs"));
    (all, derived.collect())
}
