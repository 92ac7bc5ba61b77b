//! Compares the figures of a measurement with the committed ones, and the tests that fail with those that are excepted.
//!
//! A figure that falls is an error, one that rises is told. Each row of the measurement is a file `SUITE/DRAFT/PART.json`
//! with totals and failing tests.

use clap::Parser;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// How many tests may be excepted.
const EXCEPTIONS: usize = 10;

/// Compare a measurement with the committed figures.
#[derive(Parser)]
struct Arguments {
    /// Write the figures instead.
    #[arg(long)]
    write: bool,
    /// The folder of `figures.json` and `exceptions.toml`.
    committed: PathBuf,
    /// The folder of the measurement's rows.
    results: PathBuf,
}

/// What is counted in a row.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Figures {
    /// The schemas.
    groups: u64,
    /// Those whose types compile.
    #[serde(alias = "group_ok")]
    usable: u64,
    /// Those all of whose tests agree, with nothing lost.
    #[serde(alias = "exact_groups")]
    exact: u64,
    /// The values.
    tests: u64,
    /// Those that are accepted if and only if they are valid.
    agree: u64,
    /// Those that come back changed.
    lossy: u64,
    /// The fields of the structs.
    fields: u64,
    /// Those whose type is no JSON value of any kind.
    typed: u64,
    /// The types of whole documents that are a JSON value of any kind although the schema names properties.
    loose_roots: u64,
}

impl Figures {
    /// Each figure by name, as a number that is better when it is greater.
    fn named(&self) -> [(&'static str, i128); 6] {
        [
            ("usable schemas", self.usable.into()),
            ("exact schemas", self.exact.into()),
            ("values that agree", self.agree.into()),
            ("lossy values", -i128::from(self.lossy)),
            ("untyped fields", i128::from(self.typed) - i128::from(self.fields)),
            ("loose roots", -i128::from(self.loose_roots)),
        ]
    }
}

/// A row of the measurement.
#[derive(Deserialize)]
struct Row {
    total: Figures,
    /// File, group, test, sort of failure, and what was found.
    fails: Vec<[String; 5]>,
}

/// The committed exceptions.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exceptions {
    #[serde(default, rename = "exception")]
    exceptions: Vec<Exception>,
}

/// A test that fails, and why.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exception {
    suite: String,
    draft: String,
    file: String,
    group: String,
    test: String,
    reason: String,
}

impl Exception {
    fn is_of(&self, row: &str, [file, group, test, ..]: &[String; 5]) -> bool {
        row.starts_with(&format!("{}/{}/", self.suite, self.draft))
            && (&self.file, &self.group, &self.test) == (file, group, test)
    }
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments = Arguments::parse();
    let rows = rows(&arguments.results)?;
    let path = arguments.committed.join("figures.json");
    if arguments.write {
        let figures: BTreeMap<&str, Figures> = rows.iter().map(|(name, row)| (name.as_str(), row.total)).collect();
        std::fs::write(path, serde_json::to_string_pretty(&figures)? + "\n")?;
        return Ok(ExitCode::SUCCESS);
    }
    let committed = serde_json::from_str(&std::fs::read_to_string(path)?)?;
    let exceptions = std::fs::read_to_string(arguments.committed.join("exceptions.toml"))?;
    let Exceptions { exceptions } = toml::from_str(&exceptions)?;
    let (better, worse) = figures(&rows, &committed);
    let failures = failures(&rows, &exceptions);
    print!("{better}{worse}{failures}");
    Ok(if worse.is_empty() && failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The rows by name: `SUITE/DRAFT/PART`.
fn rows(folder: &Path) -> Result<BTreeMap<String, Row>, Box<dyn Error>> {
    let mut rows = BTreeMap::new();
    let mut folders = vec![(folder.to_owned(), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            let name = format!("{prefix}{}", path.file_stem().unwrap_or_default().to_string_lossy());
            if path.is_dir() {
                let name = format!("{prefix}{}/", path.file_name().unwrap_or_default().to_string_lossy());
                folders.push((path, name));
            } else {
                rows.insert(name, serde_json::from_str(&std::fs::read_to_string(&path)?)?);
            }
        }
    }
    Ok(rows)
}

/// What is better than the committed figures, and what is worse.
fn figures(rows: &BTreeMap<String, Row>, committed: &BTreeMap<String, Figures>) -> (String, String) {
    let (mut better, mut worse) = (String::new(), String::new());
    for name in committed.keys().filter(|name| !rows.contains_key(*name)) {
        let _ = writeln!(worse, "{name}: not measured");
    }
    for (name, Row { total, .. }) in rows {
        let Some(known) = committed.get(name) else {
            let _ = writeln!(worse, "{name}: no figures are committed; run `.ci/conformance --write`");
            continue;
        };
        if (total.groups, total.tests) != (known.groups, known.tests) {
            let _ = writeln!(worse, "{name}: the suite itself has changed; run `.ci/conformance --write`");
        }
        for ((figure, now), (_, before)) in total.named().into_iter().zip(known.named()) {
            let told = if now > before { &mut better } else { &mut worse };
            if now != before {
                let verdict = if now > before { "better, run `.ci/conformance --write`" } else { "WORSE" };
                let _ = writeln!(told, "{name}: {figure}: {} before, {} now: {verdict}", before.abs(), now.abs());
            }
        }
    }
    (better, worse)
}

/// The tests that fail without being excepted, and the exceptions that are none.
fn failures(rows: &BTreeMap<String, Row>, exceptions: &[Exception]) -> String {
    let mut told = String::new();
    if exceptions.len() > EXCEPTIONS {
        let _ = writeln!(told, "{} tests are excepted, {EXCEPTIONS} may be", exceptions.len());
    }
    // Formats that are held by a type of their own come back re-spelled, as the fidelity report says; how many do is a
    // figure.
    let is_respelled = |name: &str, [.., kind, _]: &[String; 5]| name.ends_with("/formats") && kind == "lossy";
    let all = || rows.iter().flat_map(|(name, row)| row.fails.iter().map(move |fail| (name, fail)));
    let fails = || all().filter(|(name, fail)| !is_respelled(name, fail));
    for (name, fail) in fails() {
        if !exceptions.iter().any(|exception| exception.is_of(name, fail)) {
            let _ = writeln!(told, "{name}: FAILS: {}", fail.join(" | "));
        }
    }
    for exception in exceptions {
        let Exception { suite, draft, file, group, test, reason } = exception;
        if reason.is_empty() || !fails().any(|(name, fail)| exception.is_of(name, fail)) {
            let _ = writeln!(told, "{suite}/{draft}: excepted, but passes or has no reason: {file} | {group} | {test}");
        }
    }
    told
}
