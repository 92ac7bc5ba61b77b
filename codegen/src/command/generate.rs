//! `isotype generate`: the generated code, brought up to date.

use super::{End, Format, problems, say};
use isotype::verify::Action;
use isotype::{Change, Diagnostics, Generated, OutputKind, Target, Workspace};
use std::fmt::Write as _;

/// Writes the code of all outputs, or with `check` says what would be written. To `keep_going` is to leave out the
/// documents that something is wrong with.
pub(super) fn run(workspace: &Workspace, check: bool, keep_going: bool) -> Result<End, Diagnostics> {
    let (outputs, left_out) = if keep_going { good(workspace) } else { (all(workspace)?, None) };
    let pairs = || outputs.iter().map(|(target, generated)| (*target, generated));
    let changes = if check {
        let compare = |(target, generated): (&Target, &Generated)| generated.output.compare(&target.generated_folder());
        pairs().map(compare).collect::<Result<Vec<_>, _>>()?
    } else {
        Workspace::write(pairs())?
    };
    let told = pairs().zip(&changes).map(|((target, generated), changes)| tell(target, generated, changes, check));
    say(&told.collect::<String>());
    Ok(match left_out {
        Some(problems) => {
            problems::print(&problems, Format::Text);
            End::Undecided
        }
        None if check && changes.iter().any(|changes| !changes.is_empty()) => End::Findings,
        None => End::Clean,
    })
}

/// The outputs, and what was generated for each.
type Outputs<'a> = Vec<(&'a Target, Generated)>;

fn all(workspace: &Workspace) -> Result<Outputs<'_>, Diagnostics> {
    Ok(workspace.targets().iter().zip(workspace.generate()?).collect())
}

/// What is good of the outputs, and what is wrong with the rest.
fn good(workspace: &Workspace) -> (Outputs<'_>, Option<Diagnostics>) {
    let (mut outputs, mut problems) = (Vec::new(), Diagnostics(Vec::new()));
    for target in workspace.targets() {
        let (generated, found) = target.generate_good();
        outputs.extend(generated.map(|generated| (target, generated)));
        problems.add(found);
    }
    (outputs, (!problems.0.is_empty()).then_some(problems))
}

/// What was changed, or with `check` would be.
fn tell(target: &Target, generated: &Generated, changes: &[Change], check: bool) -> String {
    let folder = target.generated_folder();
    let mut told = String::new();
    for change in changes {
        let action = match change.action() {
            Action::Add => "added",
            Action::Change => "changed",
            Action::Remove => "removed",
        };
        if check {
            told.push_str(&change.diff());
        } else {
            let _ = writeln!(told, "{action} {}", folder.join(&change.path).display());
        }
    }
    let notes = match generated.fidelity.entries.len() {
        0 => String::new(),
        1 => "; `cargo isotype check` tells of 1 note".to_owned(),
        notes => format!("; `cargo isotype check` tells of {notes} notes"),
    };
    let _ = match (changes.len(), check) {
        (0, _) => writeln!(told, "{} is up to date{notes}", folder.display()),
        (_, true) => writeln!(told, "{} is stale; to cure it, run `cargo isotype generate`", folder.display()),
        (1, false) => writeln!(told, "1 file written or removed{notes}"),
        (count, false) => writeln!(told, "{count} files written or removed{notes}"),
    };
    if generated.output.kind() == OutputKind::Module && !check {
        let manifest = generated.output.manifest();
        let _ = writeln!(
            told,
            "the crate that {} is in needs, the feature with or without schemars behind it,\n\n{manifest}",
            folder.display()
        );
    }
    told
}
