//! Every supported keyword, alone and beside others: the types mean exactly what the schemas mean.
//!
//! The cases are data: each file of `cases` holds schema documents, and instances of one of them that are valid or
//! invalid, as JSON texts, so that spelling and repeated names can be told. All cases are compiled into one program.

use isotype::load::{Source, load};
use isotype::verify::{Judge, Probe, Program, Relation, SaysBack, Status, Subject, Values};
use isotype::{Generated, GeneratedModule, Settings, generate};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// How many sampled values judge each document's type.
const SAMPLES: usize = 300;

/// One file of `cases`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// The schema documents, by name; one in a string is taken as it is spelled. One whose name is a URI is vendored.
    schemas: BTreeMap<String, Value>,
    /// The text of `isotype.toml`.
    #[serde(default)]
    settings: String,
    /// The document that the instances are of, where there are several.
    root: Option<String>,
    /// The documents whose comparison with the derived schema the algebra cannot decide, and why.
    #[serde(default)]
    undecided: BTreeMap<String, String>,
    /// The documents that the validator judges otherwise than the specification says, and where it says so.
    #[serde(default)]
    overruled: BTreeMap<String, String>,
    /// Texts that its type accepts.
    #[serde(default)]
    valid: Vec<Valid>,
    /// Texts that its type rejects.
    #[serde(default)]
    invalid: Vec<Invalid>,
}

/// A text that a type accepts, and the value that it gives back: the same one where no other is said.
#[derive(Deserialize)]
#[serde(untagged)]
enum Valid {
    Same(String),
    Respelled(String, String),
}

impl Valid {
    fn texts(&self) -> (&str, &str) {
        match self {
            Valid::Same(text) => (text, text),
            Valid::Respelled(text, back) => (text, back),
        }
    }
}

/// A text that a type rejects, and a part of what the error says.
#[derive(Deserialize)]
#[serde(untagged)]
enum Invalid {
    Rejected(String),
    Explained(String, String),
}

impl Invalid {
    fn texts(&self) -> (&str, &str) {
        match self {
            Invalid::Rejected(text) => (text, ""),
            Invalid::Explained(text, error) => (text, error),
        }
    }
}

/// A case whose types are compiled.
struct Compiled {
    name: String,
    case: Case,
    settings: Settings,
    generated: Generated,
    /// The number of its first document's type in the probe.
    first: usize,
}

#[test]
fn types_mean_what_their_schemas_mean() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/keywords/cases");
    let work = Path::new(env!("CARGO_TARGET_TMPDIR")).join("keywords");
    let cases = cases(&folder);
    let mut compiled = Vec::new();
    let mut programs = Vec::new();
    let mut first = 0;
    for (name, case) in cases {
        let outputs = Settings::parse(Path::new("isotype.toml"), &case.settings).expect("the settings are TOML");
        let settings = outputs.into_iter().next().expect("there is one output");
        let generated = load(sources(&case), settings.dialect).and_then(|documents| generate(documents, &settings));
        let generated = generated.unwrap_or_else(|problems| panic!("{name}: {problems:?}"));
        let crate_folder = work.join("crates").join(&name);
        generated.output.write(&crate_folder).expect("the crate is written");
        let types: Vec<String> =
            generated.modules.iter().flat_map(GeneratedModule::types).map(|(_, item)| item).collect();
        let count = types.len();
        let program = Program::of_crate(&crate_folder, types, settings.derived_dialect);
        programs.push(program.expect("the crate was written"));
        compiled.push(Compiled { name, case, settings, generated, first });
        first += count;
    }
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    let probe = Probe::run(&work.join("probe"), &programs, Some(&lock)).unwrap_or_else(|error| panic!("{error}"));
    // Each thread takes the next case that nobody has taken.
    let (next, failed) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(case) = compiled.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let start = Instant::now();
                    let flaws = judge(case, &probe);
                    let verdict = if flaws.is_empty() { "ok" } else { "FAILED" };
                    println!("case {} ... {verdict} ({:.1?})", case.name, start.elapsed());
                    let flaws = flaws.into_iter().map(|flaw| format!("{}: {flaw}", case.name));
                    failed.lock().expect("no thread panics").extend(flaws);
                }
            });
        }
    });
    let failed = failed.into_inner().expect("no thread panics");
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// The cases by name, in its order. A file that is no case is an error.
fn cases(folder: &Path) -> BTreeMap<String, Case> {
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    let mut cases = BTreeMap::new();
    for entry in entries {
        let path = entry.expect("the folder can be listed").path();
        let name = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).expect("the file can be read");
        cases.insert(name, serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display())));
    }
    cases
}

fn sources(case: &Case) -> Vec<Source> {
    let source = |(name, schema): (&String, &Value)| Source {
        name: name.rsplit("://").next().unwrap_or(name).to_owned(),
        path: name.into(),
        uri: name.contains("://").then(|| name.clone()),
        bytes: schema.as_str().map_or_else(|| schema.to_string(), str::to_owned).into_bytes(),
    };
    case.schemas.iter().map(source).collect()
}

/// What is wrong with the types of a case.
fn judge(compiled: &Compiled, probe: &Probe) -> Vec<String> {
    let Compiled { case, settings, generated, first, .. } = compiled;
    let judge = Judge::new(generated, settings).expect("the validator takes the documents");
    let mut flaws = Vec::new();
    let types = generated.modules.iter().flat_map(GeneratedModule::types);
    for (position, (schema, _)) in types.enumerate() {
        let mut subject = probe.subject(first + position);
        let is_document = schema.pointer.as_str().is_empty();
        if is_document && (case.schemas.len() == 1 || case.root.as_ref() == Some(&schema.document)) {
            flaws.extend(instances(case, &mut *subject));
        }
        let name = if is_document { schema.document.clone() } else { schema.to_string() };
        let samples = judge.samples(&schema, SAMPLES).expect("the schema is there");
        let says_back = judge.says_back(&schema, &mut *subject, &samples);
        let expected = match (&says_back.values, case.undecided.get(&name)) {
            (Relation::Identical | Relation::Equivalent, None) => true,
            (Relation::Unknown { reason, agreed }, Some(known)) => reason.contains(known) && *agreed > 0,
            // What the validator misreads it cannot compare.
            _ => case.overruled.contains_key(&name),
        };
        if !expected || !says_back.annotations.is_empty() {
            flaws.push(describe(&name, &says_back, subject.derived()));
        }
        let values = judge.values(&schema, &mut *subject, &samples);
        if let Some(reason) = case.overruled.get(&name) {
            if values.disagreements.is_empty() {
                flaws.push(format!("{name}: the validator need not be overruled: {reason}"));
            }
        } else if values.accepts_exactly != Status::Holds || values.loses_nothing != Status::Holds {
            let Values { disagreements, changed, reason, .. } = values;
            flaws.push(format!("{name}: {disagreements:#?} {changed:#?} {reason:?}"));
        }
    }
    flaws
}

/// The instances that the type does not judge as the case says.
fn instances(case: &Case, subject: &mut dyn Subject) -> Vec<String> {
    let valid = case.valid.iter().map(Valid::texts);
    let invalid = case.invalid.iter().map(Invalid::texts);
    let expected: Vec<(&str, Result<&str, &str>)> =
        valid.map(|(text, back)| (text, Ok(back))).chain(invalid.map(|(text, error)| (text, Err(error)))).collect();
    let texts: Vec<&str> = expected.iter().map(|(text, _)| *text).collect();
    let outcomes = subject.round_trip(&texts).expect("the probe answers");
    let flaws = expected.iter().zip(outcomes).map(|((text, expected), outcome)| flaw(text, *expected, outcome));
    flaws.flatten().collect()
}

/// What is wrong with what became of a text; `expected` is the value that comes back, or a part of the error.
fn flaw(text: &str, expected: Result<&str, &str>, outcome: Result<String, String>) -> Option<String> {
    match (expected, outcome) {
        (Ok(_), Err(error)) => Some(format!("rejects {text}: {error}")),
        (Ok(back), Ok(found)) => (!same(&parse(back), &parse(&found))).then(|| format!("gives {text} back as {found}")),
        (Err(_), Ok(found)) => Some(format!("accepts {text} as {found}")),
        (Err(part), Err(error)) => (!error.contains(part)).then(|| format!("says of {text}: {error}")),
    }
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Equality of JSON Schema (Core, section 4.2.2).
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}

fn describe(document: &str, says_back: &SaysBack, derived: Result<Value, String>) -> String {
    let derived = derived.map_or_else(|error| error, |schema| format!("{schema:#}"));
    format!("{document}:\n{says_back}{derived}")
}
