//! The files of folders, read. Nothing else of the loader touches the file system.

use super::Source;
use crate::diagnostic::{Diagnostic, Diagnostics, Place, Problem};
use crate::pointer::Pointer;
use crate::settings::{Settings, below};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The size of the largest document that is read, in bytes.
const SIZE: u64 = 16 << 20;

/// Reads every file below the schema folder whose name ends in `.json`, in the order of their names.
///
/// # Errors
/// A folder or file that cannot be read, a file that is too large, or a folder without a schema.
pub fn read_folder(folder: &Path) -> Result<Vec<Source>, Diagnostics> {
    let files = files(folder)?;
    if files.is_empty() {
        return Err(Diagnostic::of_file(folder, Problem::NoSchemas).into());
    }
    let mut problems = Vec::new();
    let mut sources = Vec::new();
    for (name, path) in files {
        match read_file(&path) {
            Ok(bytes) => sources.push(Source { name, path, bytes, uri: None }),
            Err(Diagnostics(found)) => problems.extend(found),
        }
    }
    if problems.is_empty() { Ok(sources) } else { Err(Diagnostics(problems)) }
}

/// Reads every file below the vendored folders whose name ends in `.json`. What is too large for a document is left out.
///
/// A document's URI is its folder's, and its path below the folder; its name is the folder's last part, and that path.
///
/// # Errors
/// A folder or file that cannot be read.
pub fn read_vendored(root: &Path, settings: &Settings) -> Result<Vec<Source>, Diagnostics> {
    let mut sources = Vec::new();
    let mut problems = Vec::new();
    for (prefix, folder) in &settings.vendored {
        let folder = below(root, folder.get_ref());
        let called = folder.file_name().and_then(OsStr::to_str).unwrap_or("vendored");
        let files = files(&folder).unwrap_or_else(|Diagnostics(found)| {
            problems.extend(found);
            Vec::new()
        });
        for (name, path) in files {
            let uri = format!("{}{}", prefix.get_ref(), percent_encoding::utf8_percent_encode(&name, super::PATH));
            match read_file(&path) {
                Ok(bytes) => sources.push(Source { name: format!("{called}/{name}"), path, bytes, uri: Some(uri) }),
                Err(Diagnostics(found)) => {
                    problems.extend(found.into_iter().filter(|it| !matches!(it.problem, Problem::TooLarge { .. })));
                }
            }
        }
    }
    if problems.is_empty() { Ok(sources) } else { Err(Diagnostics(problems)) }
}

/// The names and paths of all schema files below a folder, in the order of their names.
fn files(folder: &Path) -> Result<Vec<(String, PathBuf)>, Diagnostics> {
    let mut files = Vec::new();
    list(folder, "", &mut Vec::new(), &mut files)?;
    files.sort_unstable();
    Ok(files)
}

/// Adds the names and paths of all schema files below a folder; `above` are the folders that it is in, links resolved.
fn list(
    folder: &Path,
    prefix: &str,
    above: &mut Vec<PathBuf>,
    files: &mut Vec<(String, PathBuf)>,
) -> Result<(), Diagnostics> {
    let failed = |error| unreadable(folder, &error);
    let real = folder.canonicalize().map_err(failed)?;
    if above.contains(&real) {
        let message = "a symbolic link that leads back to a folder that it is in".to_owned();
        return Err(Diagnostic::of_file(folder, Problem::Unreadable { message }).into());
    }
    above.push(real);
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let is_folder = path.is_dir();
        if !is_folder && path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let Some(name) = path.file_name().and_then(OsStr::to_str).map(|name| format!("{prefix}{name}")) else {
            let message = "the name is not UTF-8".to_owned();
            return Err(Diagnostic::of_file(path, Problem::Unreadable { message }).into());
        };
        if is_folder {
            list(&path, &format!("{name}/"), above, files)?;
        } else {
            files.push((name, path));
        }
    }
    above.pop();
    Ok(())
}

fn read_file(path: &Path) -> Result<Vec<u8>, Diagnostics> {
    let failed = |error| unreadable(path, &error);
    let metadata = std::fs::metadata(path).map_err(failed)?;
    if !metadata.is_file() {
        // A pipe or a device can be without an end.
        return Err(Diagnostic::of_file(path, Problem::Unreadable { message: "not a regular file".to_owned() }).into());
    }
    let size = metadata.len();
    if size > SIZE {
        let place = Place::new(&Arc::from(""), 0..0, Some(Pointer::root()));
        let problem = Problem::TooLarge { size, limit: SIZE };
        return Err(Diagnostic { problem, file: path.to_owned(), place: Some(place) }.into());
    }
    std::fs::read(path).map_err(failed)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Diagnostics {
    Diagnostic::of_file(path, Problem::Unreadable { message: error.to_string() }).into()
}
