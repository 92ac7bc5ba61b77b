//! `isotype check`: every schema document of every output judged.

use super::{End, Format, json, say};
use isotype::verify::{Probe, Program, Report, Status, verify};
use isotype::{Diagnostic, Diagnostics, Generated, OutputKind, Problem, Target, Workspace};
use std::collections::BTreeSet;
use std::path::Path;

/// Judges the committed types and prints the verdicts.
pub(super) fn run(workspace: &Workspace, format: Format, samples: usize) -> Result<End, Diagnostics> {
    let generated = workspace.generate()?;
    let outputs = workspace.targets().iter().zip(&generated);
    let reports = outputs.map(|(target, generated)| judge(workspace, target, generated, samples));
    let reports = reports.collect::<Result<Vec<Report>, _>>()?;
    let status = reports.iter().map(|report| report.status).max().unwrap_or_default();
    say(&match (format, reports.as_slice()) {
        (Format::Text, [report]) => report.to_string(),
        (Format::Json, [report]) => json(report),
        (Format::Text, _) => {
            let folders = workspace.targets().iter().map(Target::generated_folder);
            folders
                .zip(&reports)
                .fold(String::new(), |text, (folder, report)| format!("{text}== {}\n\n{report}", folder.display()))
        }
        (Format::Json, _) => {
            let settings = workspace.targets().iter().map(Target::settings);
            let outputs = settings.zip(&reports);
            let outputs = outputs
                .map(|(settings, report)| serde_json::json!({ "generated": settings.generated, "report": report }));
            let outputs: Vec<_> = outputs.collect();
            json(&serde_json::json!({ "isotype": env!("CARGO_PKG_VERSION"), "status": status, "outputs": outputs }))
        }
    });
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
    let probe = probe(workspace, target, generated, &numbers);
    verify(generated, target.settings(), &changes, &causes, samples, |position| {
        let number = numbers[position].ok_or("the generated code has no type for this document")?;
        probe.as_ref().map(|probe| probe.subject(number)).map_err(Clone::clone)
    })
    .map_err(|message| Diagnostic::of_file(target.schema_folder(), Problem::Internal { message }).into())
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
