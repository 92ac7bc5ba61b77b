//! Types of a generated crate, compiled and run in a process of their own.
//!
//! In go the folders of generated sources and what their crate depends on; Cargo builds a small program of them in the
//! workspace's target folder, which decodes and encodes what it is sent, line by line.

use super::Subject;
use crate::settings::DerivedDialect;
use crate::support::SCHEMA_SETTINGS;
use serde_json::Value;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};

/// A program with the types of one or more generated crates in it, running.
#[derive(Clone)]
pub struct Probe {
    /// Several that do the same, so that who judges types side by side need not wait.
    processes: Arc<[Mutex<Process>]>,
}

/// Why a probe cannot be built or started.
#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    /// A file or a process that cannot be made.
    #[error("cannot build the program that runs the types: {0}")]
    Io(#[from] std::io::Error),
    /// A manifest that is not TOML.
    #[error("the generated crate's Cargo.toml is not TOML: {0}")]
    Manifest(#[from] toml_edit::TomlError),
    /// Types that do not compile.
    #[error("the generated crate does not compile:\n{0}")]
    Compile(String),
}

struct Process {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Process {
    fn start(program: &Path) -> std::io::Result<Self> {
        let mut child =
            Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let pipes = (child.stdin.take(), child.stdout.take());
        let (Some(input), Some(output)) = pipes else { return Err(std::io::Error::other("no pipe")) };
        Ok(Process { child, input: Some(input), output: BufReader::new(output) })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // The end of its input ends the program.
        self.input = None;
        let _ = self.child.wait();
    }
}

/// Generated code that becomes part of a probe.
#[derive(Clone, Debug)]
pub struct Program {
    /// The file that all others are modules of.
    pub root: PathBuf,
    /// What it depends on, as the tables of a `Cargo.toml`; without schemars, no schemas are derived.
    pub manifest: String,
    /// The paths of the types to run, such as `workflow_execution::WorkflowExecution`.
    pub types: Vec<String>,
    /// The dialect of the schemas that are derived.
    pub dialect: DerivedDialect,
}

impl Program {
    /// A generated crate, which says itself what it depends on.
    ///
    /// # Errors
    /// A `Cargo.toml` that cannot be read.
    pub fn of_crate(folder: &Path, types: Vec<String>, dialect: DerivedDialect) -> std::io::Result<Self> {
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml"))?;
        Ok(Program { root: folder.join("src/lib.rs"), manifest, types, dialect })
    }
}

/// One type in a probe.
struct Probed {
    probe: Probe,
    number: usize,
}

/// The `main.rs` of a probe, behind the modules and the table of types.
const MAIN: &str = include_str!("probe_main.rs");

impl Probe {
    /// Builds a probe in `folder`, of all of these programs; `lock` is a `Cargo.lock` with the versions to
    /// use, where there is one.
    ///
    /// # Errors
    /// Types that do not compile, and files that cannot be read or written.
    pub fn run(folder: &Path, programs: &[Program], lock: Option<&Path>) -> Result<Self, ProbeError> {
        let folder = std::path::absolute(folder)?;
        std::fs::create_dir_all(folder.join("src"))?;
        // Who shares a folder builds and starts programs there in turn, so that nobody runs another's.
        let turn = File::create(folder.join("turn"))?;
        turn.lock()?;
        write(&folder.join("Cargo.toml"), &manifest_for(programs)?)?;
        write(&folder.join("src/main.rs"), &main_for(programs)?)?;
        if let Some(lock) = lock {
            // Cargo takes out of the copy what is not needed here, so the original is kept beside it to compare with.
            let text = std::fs::read_to_string(lock)?;
            if write(&folder.join("Cargo.lock.original"), &text)? {
                std::fs::write(folder.join("Cargo.lock"), text)?;
            }
        }
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let target = folder.join("target");
        let mut build = Command::new(cargo);
        build.args(["build", "--quiet", "--color=never"]).current_dir(&folder).env("CARGO_TARGET_DIR", &target);
        // What Cargo tells the program that it runs is not meant for a build of another package.
        for name in
            ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET", "RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER"]
        {
            build.env_remove(name);
        }
        let output = build.stdin(Stdio::null()).output()?;
        if !output.status.success() {
            return Err(ProbeError::Compile(String::from_utf8_lossy(&output.stderr).into_owned()));
        }
        let program = target.join("debug").join(format!("isotype-probe{}", std::env::consts::EXE_SUFFIX));
        let count = std::thread::available_parallelism().map_or(1, usize::from);
        let processes = (0..count).map(|_| Ok(Mutex::new(Process::start(&program)?)));
        Ok(Probe { processes: processes.collect::<std::io::Result<_>>()? })
    }

    /// The type of that number, counted over all crates.
    #[must_use]
    pub fn subject(&self, number: usize) -> Box<dyn Subject> {
        Box::new(Probed { probe: self.clone(), number })
    }

    /// Sends lines and reads as many.
    fn ask(&self, lines: &[String]) -> std::io::Result<Vec<String>> {
        let idle = self.processes.iter().find_map(|process| process.try_lock().ok());
        let mut process = match idle {
            Some(process) => process,
            None => self.processes[0].lock().map_err(|_| std::io::Error::other("a thread panicked"))?,
        };
        let Process { input, output, .. } = &mut *process;
        let input = input.as_mut().ok_or_else(|| std::io::Error::other("the program has ended"))?;
        std::thread::scope(|scope| {
            let writer = scope.spawn(move || {
                lines.iter().try_for_each(|line| writeln!(input, "{line}"))?;
                input.flush()
            });
            let mut answers = Vec::new();
            for _ in lines {
                let mut answer = String::new();
                if output.read_line(&mut answer)? == 0 {
                    return Err(std::io::Error::other("the program that runs the types ended early"));
                }
                answers.push(answer);
            }
            writer.join().map_err(|_| std::io::Error::other("a thread panicked"))??;
            Ok(answers)
        })
    }
}

impl Subject for Probed {
    fn round_trip(&mut self, texts: &[&str]) -> Result<Vec<Result<String, String>>, String> {
        let lines: Vec<String> = texts.iter().map(|text| format!("{}\t{}", self.number, Value::from(*text))).collect();
        let answers = self.probe.ask(&lines).map_err(|error| error.to_string())?;
        answers.iter().map(|answer| serde_json::from_str(answer).map_err(|error| error.to_string())).collect()
    }

    fn derived(&mut self) -> Result<Value, String> {
        let answers = self.probe.ask(&[format!("{}", self.number)]).map_err(|error| error.to_string())?;
        let answer = answers.first().map(String::as_str).unwrap_or_default();
        serde_json::from_str(answer).map_err(|error| error.to_string())
    }
}

/// A manifest with the dependencies of all generated crates, their feature `schemars` on where that is one.
fn manifest_for(programs: &[Program]) -> Result<String, toml_edit::TomlError> {
    let mut manifest: toml_edit::DocumentMut =
        "[package]\nname = \"isotype-probe\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
        [features]\ndefault = []\nschemars = []\n\n[workspace]\n\n\
        [profile.dev]\ndebug = false\ndebug-assertions = false\noverflow-checks = true\n\n\
        [profile.dev.package.\"*\"]\nopt-level = 1\n"
            .parse()?;
    let mut dependencies = toml_edit::Table::new();
    for program in programs {
        let generated: toml_edit::DocumentMut = program.manifest.parse()?;
        let table = generated.get("dependencies").and_then(toml_edit::Item::as_table_like);
        for (name, dependency) in table.into_iter().flat_map(toml_edit::TableLike::iter) {
            match dependencies.get_mut(name) {
                Some(known) => add_features(known, dependency),
                None => drop(dependencies.insert(name, dependency.clone())),
            }
        }
    }
    if let Some(schemars) = dependencies.get_mut("schemars").and_then(toml_edit::Item::as_table_like_mut) {
        schemars.remove("optional");
        manifest["features"]["default"] = toml_edit::value(toml_edit::Array::from_iter(["schemars"]));
    }
    manifest.insert("dependencies", toml_edit::Item::Table(dependencies));
    Ok(manifest.to_string())
}

/// Turns the features on that another crate wants of the same dependency.
fn add_features(known: &mut toml_edit::Item, other: &toml_edit::Item) {
    let Some(wanted) = other.get("features").and_then(toml_edit::Item::as_array) else { return };
    let Some(features) = known.get_mut("features").and_then(toml_edit::Item::as_array_mut) else { return };
    for feature in wanted.iter().filter_map(toml_edit::Value::as_str) {
        if !features.iter().any(|known| known.as_str() == Some(feature)) {
            features.push(feature);
        }
    }
}

fn main_for(programs: &[Program]) -> std::io::Result<String> {
    let mut text = String::from("#![allow(warnings)]\n\n");
    let mut table = String::new();
    for (number, Program { root, types, dialect, .. }) in programs.iter().enumerate() {
        let path = std::path::absolute(root)?;
        let path = Value::from(path.to_string_lossy());
        let settings = match dialect {
            DerivedDialect::Draft202012 => "schemars::generate::SchemaSettings::draft2020_12".to_owned(),
            DerivedDialect::Draft7 => format!("crate_{number}::{SCHEMA_SETTINGS}"),
        };
        let _ = writeln!(
            text,
            "#[path = {path}]\nmod crate_{number};\n\
             #[cfg(feature = \"schemars\")]\nconst SETTINGS_{number}: Settings = {settings};\n\
             #[cfg(not(feature = \"schemars\"))]\nconst SETTINGS_{number}: Settings = ();"
        );
        for name in types {
            let _ = writeln!(table, "        Type::of::<crate_{number}::{name}>(SETTINGS_{number}),");
        }
    }
    let _ = writeln!(text, "\nfn types() -> Vec<Type> {{\n    vec![\n{table}    ]\n}}\n\n{MAIN}");
    Ok(text)
}

/// Writes a file whose text is not there already, so that Cargo sees no change where there is none; says whether it did.
fn write(path: &Path, text: &str) -> std::io::Result<bool> {
    let changed = !std::fs::read_to_string(path).is_ok_and(|old| old == text);
    if changed {
        std::fs::write(path, text)?;
    }
    Ok(changed)
}
