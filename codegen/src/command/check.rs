//! `isotype check`: every schema document of every output judged.

use super::{End, Format, say};
use indicatif::{ProgressBar, ProgressStyle};
use isotype::verify::{CheckReport, OutputReport, Probe, Program, Report, Status, verify};
use isotype::{Diagnostic, Diagnostics, Generated, GeneratedModule, OutputKind, Problem, Target, Workspace};
use std::collections::{BTreeSet, HashMap};
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
    let types = committed_types(generated, &folder);
    let progress = progress(types.len());
    progress.set_message("compiling the types");
    let probe = probe(workspace, target, generated, &types);
    let numbers: HashMap<&str, usize> = types.iter().map(String::as_str).zip(0..).collect();
    let subject = |item: &str| {
        let number = numbers.get(item).ok_or("the generated code has no such type")?;
        probe.as_ref().map(|probe| probe.subject(*number)).map_err(Clone::clone)
    };
    let begun = |item: &str| {
        progress.set_message(item.to_owned());
        progress.inc(1);
    };
    let report = verify(generated, target.settings(), &changes, &causes, samples, subject, begun)
        .map_err(|message| Diagnostic::of_file(target.schema_folder(), Problem::Internal { message }).into());
    progress.finish_and_clear();
    report
}

/// A progress bar of so many types, on standard error where that is a terminal.
fn progress(types: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {elapsed} {wide_msg}");
    let bar = ProgressBar::new(types as u64).with_style(style.expect("the template is one"));
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

/// The paths of the types with a name of their own, those that the committed code has.
fn committed_types(generated: &Generated, folder: &Path) -> Vec<String> {
    let of_module = |module: &GeneratedModule| {
        let path = generated.output.path(&format!("{}.rs", module.module));
        let text = std::fs::read_to_string(folder.join(path)).unwrap_or_default();
        let declared: BTreeSet<&str> = text.lines().filter_map(declared).collect();
        let names = module.types().map(|(_, item)| item);
        let is_there = |item: &String| item.rsplit("::").next().is_some_and(|name| declared.contains(name));
        names.filter(is_there).collect::<Vec<_>>()
    };
    generated.modules.iter().flat_map(of_module).collect()
}

/// The name of the public type that a line of code declares.
fn declared(line: &str) -> Option<&str> {
    let rest = ["pub struct ", "pub enum "].iter().find_map(|item| line.strip_prefix(item))?;
    let end = rest.find(|next: char| next != '_' && !next.is_alphanumeric()).unwrap_or(rest.len());
    Some(&rest[..end])
}

fn probe(workspace: &Workspace, target: &Target, generated: &Generated, types: &[String]) -> Result<Probe, String> {
    let lock = workspace.root().join("Cargo.lock");
    let lock = lock.exists().then_some(lock.as_path());
    let folder = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.root().join("target"), Into::into);
    let mut folder = folder.join("isotype");
    if let Some(number) =
        workspace.targets().iter().position(|other| std::ptr::eq(other, target)).filter(|number| *number > 0)
    {
        folder.push(number.to_string());
    }
    let (sources, dialect) = (target.generated_folder(), target.settings().derived_dialect);
    let program = match generated.output.kind() {
        OutputKind::Crate => Program::of_crate(&sources, types.to_vec(), dialect).map_err(|error| error.to_string())?,
        OutputKind::Module => Program {
            root: sources.join(generated.output.root()),
            manifest: generated.output.manifest(),
            types: types.to_vec(),
            dialect,
        },
    };
    Probe::run(&folder, &[program], lock).map_err(|error| error.to_string())
}
