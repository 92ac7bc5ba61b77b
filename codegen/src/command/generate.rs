//! `isotype generate`: the generated crate, brought up to date.

use super::{End, say};
use isotype::verify::{Action, FileChange};
use isotype::{Change, Diagnostics, Workspace};
use std::fmt::Write as _;

/// Writes the generated crate, or with `check` says what would be written.
pub(super) fn run(workspace: &Workspace, check: bool) -> Result<End, Diagnostics> {
    let generated = workspace.generate()?;
    let folder = workspace.generated_folder();
    let changes = if check { generated.output.compare(&folder)? } else { generated.output.write(&folder)? };
    let changes: Vec<FileChange> = changes.iter().map(Change::describe).collect();
    let mut told = String::new();
    for FileChange { path, action, diff } in &changes {
        let action = match action {
            Action::Add => "added",
            Action::Change => "changed",
            Action::Remove => "removed",
        };
        if check {
            told.push_str(diff);
        } else {
            let _ = writeln!(told, "{action} {}", folder.join(path).display());
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
    say(&told);
    Ok(if check && !changes.is_empty() { End::Findings } else { End::Clean })
}
