//! `isotype check`: every schema document judged.

use super::{End, Format, json, say};
use isotype::verify::{Probe, Status, verify};
use isotype::{Diagnostic, Diagnostics, Generated, Problem, Workspace};
use std::collections::BTreeSet;
use std::path::Path;

/// Judges the committed types and prints the verdicts.
pub(super) fn run(workspace: &Workspace, format: Format, samples: usize) -> Result<End, Diagnostics> {
    let generated = workspace.generate()?;
    let folder = workspace.generated_folder();
    let changes = generated.output.compare(&folder)?;
    let causes = if changes.is_empty() { BTreeSet::new() } else { generated.output.causes(&folder) };
    let numbers = numbers(&generated, &folder);
    let probe = probe(workspace, &generated, &numbers);
    let report = verify(&generated, workspace.settings(), &changes, &causes, samples, |position| {
        let number = numbers[position].ok_or("the generated crate has no type for this document")?;
        probe.as_ref().map(|probe| probe.subject(number)).map_err(Clone::clone)
    })
    .map_err(|message| Diagnostic::of_file(workspace.schema_folder(), Problem::Internal { message }))?;
    match format {
        Format::Text => say(&report.to_string()),
        Format::Json => say(&json(&report)),
    }
    Ok(match report.status {
        Status::Holds => End::Clean,
        Status::Fails => End::Findings,
        Status::Undecided => End::Undecided,
    })
}

/// For each document, the number of its type among those that the committed crate has.
fn numbers(generated: &Generated, folder: &Path) -> Vec<Option<usize>> {
    let mut next = 0;
    let number = |module: &isotype::GeneratedModule| {
        let text = std::fs::read_to_string(folder.join(format!("src/{}.rs", module.module))).ok()?;
        let declared = ["pub struct", "pub enum"].iter().any(|item| {
            text.lines().any(|line| {
                let name = line.strip_prefix(item).map(str::trim_start).unwrap_or_default();
                let rest = name.strip_prefix(module.root.as_str());
                rest.is_some_and(|rest| !rest.starts_with(|next: char| next == '_' || next.is_alphanumeric()))
            })
        });
        declared.then(|| {
            next += 1;
            next - 1
        })
    };
    generated.modules.iter().map(number).collect()
}

fn probe(workspace: &Workspace, generated: &Generated, numbers: &[Option<usize>]) -> Result<Probe, String> {
    let types = generated.modules.iter().zip(numbers).filter(|(_, number)| number.is_some());
    let types = types.map(|(module, _)| format!("{}::{}", module.module, module.root)).collect();
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.root().join("target"), Into::into);
    let lock = workspace.root().join("Cargo.lock");
    let lock = lock.exists().then_some(lock.as_path());
    let folder = target.join("isotype");
    Probe::build(&folder, &[(workspace.generated_folder(), types)], lock).map_err(|error| error.to_string())
}
