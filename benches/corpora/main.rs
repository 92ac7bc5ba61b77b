//! What checked types cost on real documents: decoding and encoding corpora that others measure validators by.
//!
//! The folder that `ISOTYPE_CORPORA` names holds a folder for each corpus, with a `schema.json` and an `instances.jsonl`;
//! that of github.com/sourcemeta-research/jsonschema-benchmark is called `schemas`. Without it, nothing is measured. Names
//! behind `--` choose among the corpora. A program is made of all contenders in Cargo's target folder and run:
//!
//! - `typed`: isotype's types, decoded from the bytes of a document, with all checks;
//! - `plain`: the same types with serde's derives ([`plain`]), which check nothing and drop what the schema does not name;
//! - `kept`: the same with `flatten`, so that they keep what the schema does not name, as isotype's do;
//! - `typify`: plain typify's types;
//! - `validated`: a `serde_json::Value`, `#[jsonschema::validator]`, and `from_value` into the types of `plain`;
//! - corvus-json-schema, which only validates: from bytes, and what was parsed before.
//!
//! Formats are annotations to all of them. Each checks that a document as a whole is UTF-8, and then reads the text:
//! `serde_json` checks string for string what it reads from bytes, and nothing of what it passes over. A contender that does
//! not compile, or does not take every document of a corpus, is left out there; isotype's types must take them all.

mod contenders;
mod plain;

use contenders::{Contender, Corpus};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

fn main() -> Result<(), Box<dyn Error>> {
    let Some(folder) = std::env::var_os("ISOTYPE_CORPORA") else {
        println!("corpora: skipped, as ISOTYPE_CORPORA names no folder with corpora");
        return Ok(());
    };
    let chosen: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let corpora = corpora(Path::new(&folder), &chosen)?;
    let program = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("corpora");
    let mut contenders = contenders::all(&corpora);
    contenders::write(&program, &corpora, &contenders)?;
    while let Some(messages) = build(&program, &program)? {
        // Whose file is named in an error is left out, and the others are tried again.
        if !leave_out(&mut contenders, &messages) {
            return Err(messages.into());
        }
        contenders::write(&program, &corpora, &contenders)?;
    }
    if let Some(messages) = build(&program.join("corvus"), &program)? {
        println!("corvus-json-schema is left out: {messages}");
    }
    let built = program.join("target/release");
    // Else some layouts have the system's allocator give memory back after each group, and fetch it again on the clock.
    let status = Command::new(built.join("corpora"))
        .arg(built.join("corvus"))
        .envs([("MALLOC_TRIM_THRESHOLD_", "4294967296"), ("MALLOC_MMAP_THRESHOLD_", "33554432")])
        .status()?;
    if status.success() { Ok(()) } else { Err("the program has failed".into()) }
}

/// The corpora of a folder, in the order of their names.
fn corpora(folder: &Path, chosen: &[String]) -> Result<Vec<Corpus>, Box<dyn Error>> {
    let mut corpora = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let folder = std::path::absolute(entry?.path())?;
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let corpus = Corpus { name, schema: folder.join("schema.json"), instances: folder.join("instances.jsonl") };
        let is_whole = corpus.schema.is_file() && corpus.instances.is_file();
        if is_whole && (chosen.is_empty() || chosen.contains(&corpus.name)) {
            corpora.push(corpus);
        }
    }
    corpora.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(corpora)
}

/// Builds a program; what the compiler says where it cannot.
fn build(folder: &Path, program: &Path) -> std::io::Result<Option<String>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["build", "--release", "--quiet", "--keep-going", "--color=never"])
        .env("CARGO_TARGET_DIR", program.join("target"))
        .current_dir(folder)
        .output()?;
    Ok((!output.status.success()).then(|| String::from_utf8_lossy(&output.stderr).into_owned()))
}

/// Leaves out the code that errors are about, and says so; whether there was any.
fn leave_out(contenders: &mut [Contender], messages: &str) -> bool {
    let mut found = false;
    for contender in contenders.iter_mut().filter(|contender| contender.name != "typed") {
        let name = contender.name;
        contender.modules.retain(|corpus, _| {
            let is_bad = messages.contains(&format!("{name}/src/{corpus}.rs:"));
            if is_bad {
                println!("{name} of {corpus} is left out, as it does not compile");
            }
            found |= is_bad;
            !is_bad
        });
    }
    found
}
