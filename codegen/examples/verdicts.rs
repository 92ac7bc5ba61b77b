//! Promise 3 over a suite: how the schema that is derived from each schema's type relates to it.
//!
//! The types of all schemas are compiled in chunks, with schemars; what they derive is kept in the work folder, so that
//! another run compiles only what is generated otherwise. One line for each schema, then the totals.

mod common;

use clap::Parser;
use common::{DOCUMENT, Schema, Suite, documents, on_a_large_stack};
use isotype::verify::{Judge, Probe, Program, Relation, SaysBack, Subject};
use isotype::{DerivedDialect, Generated, Held, Location, Settings, Support, generate};
use serde_json::Value;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// How many bytes of code are compiled at a time, about.
const CHUNK: usize = 3_000_000;

/// How many samples of each schema its derived schema is tried on.
const SAMPLES: usize = 1_000;

/// Compare each schema of a suite with what its type derives.
#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    suite: Suite,
    /// Compare only what is derived already.
    #[arg(long)]
    known: bool,
    /// Whether what is derived stays the same: it is made into types in turn, and what those derive is compared.
    #[arg(long)]
    fixpoint: bool,
    /// The folder to work in.
    #[arg(long)]
    work: PathBuf,
}

/// A schema, and what its type derives.
struct Case {
    name: String,
    generated: Generated,
    module: String,
    derived: Option<Value>,
}

/// A derived schema that is at hand.
struct Derived(Value);

impl Subject for Derived {
    fn round_trip(&mut self, _: &[&str]) -> Result<Vec<Result<String, String>>, String> {
        Err("the type is not at hand".to_owned())
    }

    fn derived(&mut self) -> Result<Value, String> {
        Ok(self.0.clone())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let settings = arguments.suite.settings()?;
    let mut cases = cases(arguments.suite.schemas()?, &settings)?;
    derive(&mut cases, &arguments.work, arguments.known)?;
    if arguments.fixpoint {
        fixpoint(&cases, &settings, &arguments)?;
    } else {
        verdicts(&cases, &settings);
    }
    Ok(())
}

/// What is generated for each schema.
fn cases(schemas: Vec<Schema>, settings: &Settings) -> Result<Vec<Case>, Box<dyn Error>> {
    let mut cases = Vec::new();
    for Schema { name, text } in schemas {
        let generated = on_a_large_stack(|| documents(&text, settings).and_then(|found| generate(found, settings)));
        let generated = generated.ok_or_else(|| "panicked".to_owned());
        match generated.and_then(|generated| generated.map_err(|problems| problems.to_string())) {
            Ok(generated) => {
                let module = module(&generated)?;
                cases.push(Case { name, generated, module, derived: None });
            }
            Err(why) => println!("refused\t{name}\t{}", why.lines().next().unwrap_or_default()),
        }
    }
    Ok(cases)
}

/// Prints whether what is derived from each schema's type is the same text as what is derived from that again.
fn fixpoint(cases: &[Case], settings: &Settings, arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let derived = cases.iter().filter_map(|case| Some((case.name.clone(), case.derived.as_ref()?)));
    let again = derived.map(|(name, derived)| Schema { name, text: derived.to_string() });
    let mut again = self::cases(again.collect(), settings)?;
    derive(&mut again, &arguments.work, arguments.known)?;
    let mut totals: BTreeMap<&str, usize> = BTreeMap::new();
    for case in cases {
        let found = again.iter().find(|again| again.name == case.name).and_then(|again| again.derived.as_ref());
        let (Some(first), Some(second)) = (&case.derived, found) else {
            *totals.entry("not derived").or_default() += 1;
            continue;
        };
        let is_same = first == second;
        let (first, second) = (format!("{first:#}"), format!("{second:#}"));
        let moved = first.lines().zip(second.lines()).enumerate().find(|(_, (one, other))| one != other);
        let verdict = match (first == second, is_same) {
            (true, _) => "fixed",
            (false, true) => "REORDERED",
            (false, false) => "MOVED",
        };
        *totals.entry(verdict).or_default() += 1;
        let told = moved.map(|(line, (one, other))| format!("{line}: {} -> {}", one.trim(), other.trim()));
        println!("{verdict}\t{}\t{}", case.name, told.unwrap_or_default());
    }
    for (verdict, count) in totals {
        println!("{count}\t{verdict}");
    }
    Ok(())
}

/// Prints how each schema relates to what is derived from its type.
fn verdicts(cases: &[Case], settings: &Settings) {
    let mut totals: BTreeMap<&str, usize> = BTreeMap::new();
    for case in cases {
        let says_back = on_a_large_stack(|| compared(case, settings)).unwrap_or_else(|| Err("panicked".to_owned()));
        let (verdict, told) = match &says_back {
            Ok(says_back) => (verdict(says_back), says_back.to_string()),
            Err(why) => ("undecided", why.clone()),
        };
        *totals.entry(verdict).or_default() += 1;
        let differ = says_back.as_ref().map_or(&[][..], |says_back| &says_back.annotations);
        let keywords = if differ.is_empty() { Vec::new() } else { case.generated.keywords() };
        let is_reported = |location: &Location| {
            let entry = keywords.iter().find(|keyword| keyword.location == *location);
            entry.is_some_and(|keyword| matches!(keyword.held, Held::Lost | Held::Idle))
        };
        *totals.entry("annotations that differ").or_default() += differ.len();
        for difference in differ.iter().filter(|difference| !is_reported(&difference.location)) {
            *totals.entry("annotations that differ and are not reported").or_default() += 1;
            println!("unreported\t{}\t{}", case.name, difference.location);
        }
        println!("{verdict}\t{}\t{}", case.name, told.trim().replace('\n', "\n\t"));
    }
    for (verdict, count) in totals {
        println!("{count}\t{verdict}");
    }
}

/// The text of a schema's module, which calls its type `Root`.
fn module(generated: &Generated) -> Result<String, Box<dyn Error>> {
    let root = generated.modules.iter().find(|module| module.document == DOCUMENT).ok_or("the schema has no type")?;
    let (modules, name, root) = (generated.modules_alone(), &root.module, &root.root);
    Ok(format!("{modules}\nuse super::support;\n\npub type Root = {name}::{root};\n"))
}

/// Finds what the types derive: what is known already, and what a probe says.
fn derive(cases: &mut [Case], work: &Path, known: bool) -> Result<(), Box<dyn Error>> {
    let kept = work.join("derived");
    std::fs::create_dir_all(&kept)?;
    let mut support = Support::full();
    support.source.insert_str(0, "#![allow(dead_code)]\n");
    // What a module derives hangs on its text and on the support's.
    let key = |case: &Case| kept.join(format!("{:016x}.json", hash(&[&case.module, &support.source])));
    for case in cases.iter_mut() {
        let text = std::fs::read_to_string(key(case)).ok();
        case.derived = text.and_then(|text| serde_json::from_str(&text).ok());
    }
    let mut left: Vec<&mut Case> = cases.iter_mut().filter(|case| case.derived.is_none() && !known).collect();
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    while !left.is_empty() {
        let mut size = 0;
        let mut fits = |case: &&mut Case| {
            size += case.module.len();
            size <= CHUNK
        };
        let count = left.iter().take_while(|case| fits(case)).count().max(1);
        let chunk: Vec<&mut Case> = left.drain(..count).collect();
        let folder = work.join("code");
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join("support.rs"), &support.source)?;
        let mut root = "pub mod support;\n".to_owned();
        for (number, case) in chunk.iter().enumerate() {
            std::fs::write(folder.join(format!("m{number}.rs")), &case.module)?;
            let _ = writeln!(root, "pub mod m{number};");
        }
        std::fs::write(folder.join("lib.rs"), root)?;
        let types = (0..chunk.len()).map(|number| format!("m{number}::Root")).collect();
        let (root, manifest) = (folder.join("lib.rs"), support.manifest.clone());
        let program = Program { root, manifest, types, dialect: DerivedDialect::default() };
        let probe = Probe::run(&work.join("probe"), &[program], Some(&lock))?;
        for (number, case) in chunk.into_iter().enumerate() {
            match probe.subject(number).derived() {
                Ok(derived) => {
                    std::fs::write(key(case), derived.to_string())?;
                    case.derived = Some(derived);
                }
                Err(why) => eprintln!("{} derives nothing: {why}", case.name),
            }
        }
        eprintln!("{} left", left.len());
    }
    Ok(())
}

/// A hash of texts that is the same in every run (FNV-1a).
fn hash(texts: &[&str]) -> u64 {
    let bytes = texts.iter().flat_map(|text| text.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn compared(case: &Case, settings: &Settings) -> Result<SaysBack, String> {
    let derived = case.derived.clone().ok_or("not derived yet")?;
    let judge = Judge::new(&case.generated, settings)?;
    let document = Location::of(DOCUMENT);
    Ok(judge.says_back(&document, &mut Derived(derived), &judge.samples(&document, SAMPLES)?))
}

fn verdict(says_back: &SaysBack) -> &'static str {
    match says_back.values {
        Relation::Identical => "identical",
        Relation::Equivalent => "equivalent",
        Relation::Narrower { .. } => "NARROWER",
        Relation::Wider { .. } => "WIDER",
        Relation::Different { .. } => "DIFFERENT",
        Relation::Unknown { .. } => "unknown",
    }
}
