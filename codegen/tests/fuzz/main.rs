//! Random schemas over all keywords of all drafts, and random instances of them: the types and the validator agree.
//!
//! A round generates a set of documents, compiles all of their types into one program, and judges each type on sampled
//! values. `cargo test` runs one round of a fixed seed. The variable `ISOTYPE_FUZZ_MINUTES` makes it run for as long,
//! from a seed that `ISOTYPE_FUZZ_SEED` says or the clock; every round says its seed. A disagreement is told with the
//! document, to become a case of `tests/keywords`.

mod schemas;

use isotype::load::{Source, load};
use isotype::verify::{Judge, Probe, Program, Status};
use isotype::{DerivedDialect, Generated, Settings, Support, generate};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

/// How many documents a round compiles together.
const DOCUMENTS: usize = 250;

/// How many sampled values judge each document's type.
const SAMPLES: usize = 250;

/// The seed of the round that every run of the tests makes.
const SEED: u64 = 20_261_124;

#[test]
fn random_schemas_mean_what_the_validator_says() {
    let minutes = number("ISOTYPE_FUZZ_MINUTES").map(|minutes| Duration::from_secs(minutes * 60));
    let clock = || SystemTime::UNIX_EPOCH.elapsed().map_or(SEED, |since| since.as_secs());
    let mut seed = number("ISOTYPE_FUZZ_SEED").unwrap_or_else(|| minutes.map_or(SEED, |_| clock()));
    let start = Instant::now();
    let mut total = Tally::default();
    loop {
        let flaws = round(seed, &mut total);
        println!("seed {seed}: {total:?}, {:.0?}", start.elapsed());
        assert!(flaws.is_empty(), "seed {seed}:\n{}", flaws.join("\n\n"));
        if minutes.is_none_or(|minutes| start.elapsed() >= minutes) {
            break;
        }
        seed += 1;
    }
    assert!(total.judged * 2 > total.refused, "most documents are refused: {total:?}");
}

/// What was done so far.
#[derive(Debug, Default)]
struct Tally {
    /// Documents whose types were judged.
    judged: usize,
    /// Documents that are refused with a located problem.
    refused: usize,
    values: usize,
    valid: usize,
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} is `{text}`, expected a number")))
}

/// What generated code depends on where no schemas are derived.
fn without_schemars(manifest: &str) -> String {
    let lines = manifest.split_inclusive('\n');
    lines.filter(|line| !line.starts_with("schemars")).collect()
}

/// Judges the documents of one seed, and says what is wrong with their types.
fn round(seed: u64, total: &mut Tally) -> Vec<String> {
    let work = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz");
    let mut random = fastrand::Rng::with_seed(seed);
    let mut flaws = Vec::new();
    let mut compiled: Vec<(Value, Settings, Generated)> = Vec::new();
    // One module of the runtime serves all documents, and nothing is derived: most of a round is compiling.
    let support = Support::full();
    let mut program = format!("pub mod support {{\n{}}}\n", support.source);
    let mut types = Vec::new();
    for number in 0..DOCUMENTS {
        let document = schemas::document(&mut random);
        let formats = if random.bool() { "assert" } else { "annotate" };
        let text = format!("formats = \"{formats}\"\nimplied_types = \"exact\"");
        let outputs = Settings::parse(Path::new("isotype.toml"), &text).expect("the settings are TOML");
        let settings = outputs.into_iter().next().expect("there is one output");
        let (name, bytes) = ("root.json".to_owned(), document.to_string().into_bytes());
        let source = Source { path: name.clone().into(), name, bytes, uri: None };
        match load(vec![source], settings.dialect).and_then(|documents| generate(documents, &settings)) {
            Ok(generated) => {
                let (module, modules) = (&generated.modules[0], generated.modules_alone());
                let _ = writeln!(program, "pub mod document_{number} {{ use super::support;\n{modules}}}");
                types.push(format!("document_{number}::{}::{}", module.module, module.root));
                compiled.push((document, settings, generated));
            }
            Err(problems) => {
                total.refused += 1;
                let text = format!("{problems:?}");
                // Contradictions and circles are refused; anything else is a fault.
                if !text.contains("leads back to itself") {
                    flaws.push(format!("{document}\nis refused: {text}"));
                }
            }
        }
    }
    std::fs::create_dir_all(&work).expect("the folder can be made");
    let root = work.join("types.rs");
    std::fs::write(&root, program).expect("the types are written");
    let manifest = without_schemars(&support.manifest);
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    let probe = match Probe::run(
        &work.join("probe"),
        &[Program { root, manifest, types, dialect: DerivedDialect::default() }],
        Some(&lock),
    ) {
        Ok(probe) => probe,
        Err(error) => return vec![error.to_string()],
    };
    for (position, (document, settings, generated)) in compiled.iter().enumerate() {
        let judge = match Judge::new(generated, settings) {
            Ok(judge) => judge,
            Err(error) => {
                flaws.push(format!("{document}\nis not taken by the validator: {error}"));
                continue;
            }
        };
        let schema = generated.modules[0].schema();
        let samples = judge.samples(&schema, SAMPLES).expect("the document is there");
        let values = judge.values(&schema, &mut *probe.subject(position), &samples);
        total.judged += 1;
        total.values += values.samples;
        total.valid += values.valid;
        if values.accepts_exactly != Status::Holds || values.loses_nothing != Status::Holds {
            flaws.push(format!("{document}\n{:#?}\n{:#?}\n{:?}", values.disagreements, values.changed, values.reason));
        }
    }
    flaws
}
