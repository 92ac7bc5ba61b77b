//! `isotype generate`: the generated crate, brought up to date.

use super::End;
use isotype::verify::{FileChange, Action};
use isotype::{Change, Diagnostics, Workspace};

/// Writes the generated crate, or with `check` says what would be written.
pub(super) fn run(workspace: &Workspace, check: bool) -> Result<End, Diagnostics> {
    let generated = workspace.generate()?;
    let folder = workspace.generated_folder();
    let changes = if check { generated.output.compare(&folder)? } else { generated.output.write(&folder)? };
    let changes: Vec<FileChange> = changes.iter().map(Change::describe).collect();
    for FileChange { path, action, diff } in &changes {
        let action = match action {
            Action::Add => "added",
            Action::Change => "changed",
            Action::Remove => "removed",
        };
        let path = folder.join(path);
        if check {
            print!("{diff}");
        } else {
            println!("{action} {}", path.display());
        }
    }
    let notes = generated.fidelity.entries.len();
    match (changes.len(), check) {
        (0, _) => println!("{} is up to date; `isotype check` tells of {notes} notes", folder.display()),
        (_, true) => println!("{} is stale; to cure it, run `cargo isotype generate`", folder.display()),
        (count, false) => println!("{count} files written or removed; `isotype check` tells of {notes} notes"),
    }
    Ok(if check && !changes.is_empty() { End::Findings } else { End::Clean })
}
