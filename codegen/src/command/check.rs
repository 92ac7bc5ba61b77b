//! `isotype check`: every schema document of every output judged.

use super::{End, Format, say};
use indicatif::{ProgressBar, ProgressStyle};
use isotype::verify::{CheckReport, OutputReport, Probe, Program, Report, Status, verify};
use isotype::{Diagnostic, Diagnostics, Generated, OutputKind, Problem, Target, Workspace};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

/// Judges the committed types and prints the verdicts.
pub(super) fn run(workspace: &Workspace, format: Format, samples: usize) -> Result<End, Diagnostics> {
    let generated = workspace.generate()?;
    let outputs = workspace.targets().iter().zip(&generated);
    let reports = outputs.map(|(target, generated)| judge(workspace, target, generated, samples));
    let mut reports = reports.collect::<Result<Vec<Report>, _>>()?;
    let status = reports.iter().map(|report| report.status).max().unwrap_or_default();
    let report = if reports.len() == 1 {
        CheckReport::One(reports.remove(0))
    } else {
        let folders = workspace.targets().iter().map(|target| target.settings().generated.display().to_string());
        let outputs = folders.zip(reports).map(|(generated, report)| OutputReport { generated, report });
        CheckReport::Several { isotype: env!("CARGO_PKG_VERSION"), status, outputs: outputs.collect() }
    };
    say(&format.of(&report));
    Ok(match status {
        Status::Holds => End::Clean,
        Status::Fails => End::Findings,
        Status::Undecided => End::Undecided,
    })
}

/// The verdicts on one output.
fn judge(workspace: &Workspace, target: &Target, generated: &Generated, samples: usize) -> Result<Report, Diagnostics> {
    let folder = target.generated_folder();
    let changes = generated.output.compare(&folder)?;
    let causes = if changes.is_empty() { BTreeSet::new() } else { generated.output.causes(&folder) };
    let numbers = numbers(generated, &folder);
    let progress = progress(generated.modules.len());
    progress.set_message("compiling the types");
    let probe = probe(workspace, target, generated, &numbers);
    let report = verify(generated, target.settings(), &changes, &causes, samples, |position| {
        progress.set_position(position as u64);
        progress.set_message(generated.modules[position].document.clone());
        let number = numbers[position].ok_or("the generated code has no type for this document")?;
        probe.as_ref().map(|probe| probe.subject(number)).map_err(Clone::clone)
    })
    .map_err(|message| Diagnostic::of_file(target.schema_folder(), Problem::Internal { message }).into());
    progress.finish_and_clear();
    report
}

/// A progress bar of so many documents, on standard error where that is a terminal.
fn progress(documents: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {elapsed} {wide_msg}");
    let bar = ProgressBar::new(documents as u64).with_style(style.expect("the template is one"));
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

/// For each document, the number of its type among those that the committed code has.
fn numbers(generated: &Generated, folder: &Path) -> Vec<Option<usize>> {
    let mut next = 0;
    let number = |module: &isotype::GeneratedModule| {
        let path = generated.output.path(&format!("{}.rs", module.module));
        let text = std::fs::read_to_string(folder.join(path)).ok()?;
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

fn probe(
    workspace: &Workspace,
    target: &Target,
    generated: &Generated,
    numbers: &[Option<usize>],
) -> Result<Probe, String> {
    let types = generated.modules.iter().zip(numbers).filter(|(_, number)| number.is_some());
    let types = types.map(|(module, _)| format!("{}::{}", module.module, module.root)).collect();
    let lock = workspace.root().join("Cargo.lock");
    let lock = lock.exists().then_some(lock.as_path());
    let folder = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.root().join("target"), Into::into);
    let mut folder = folder.join("isotype");
    if let Some(number) =
        workspace.targets().iter().position(|other| std::ptr::eq(other, target)).filter(|number| *number > 0)
    {
        folder.push(number.to_string());
    }
    let sources = target.generated_folder();
    let program = match generated.output.kind() {
        OutputKind::Crate => Program::of_crate(&sources, types).map_err(|error| error.to_string())?,
        OutputKind::Module => {
            Program { root: sources.join(generated.output.root()), manifest: generated.output.manifest(), types }
        }
    };
    Probe::run(&folder, &[program], lock).map_err(|error| error.to_string())
}
