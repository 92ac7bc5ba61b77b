//! The generated crate on disk: how it differs from what was generated, and how it is brought up to date.
//!
//! One comparison serves the command, the build script and the tests. Writing is all or nothing: every file is staged
//! beside its place before the first one is put there, and a file whose bytes are right already is not touched.

use crate::diagnostic::{Diagnostic, Diagnostics, Problem};
use crate::manifest::{self, Manifest};
use crate::package::Tables;
use crate::print::Files;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::{NamedTempFile, TempPath};

/// How the names of files begin that are there only while others are written.
const PREFIX: &str = ".isotype-";

/// What a generated crate has to hold: the files of its `src`, and the tables of its manifest that isotype owns.
#[derive(Clone, Debug)]
pub struct Output {
    pub(crate) sources: Files,
    pub(crate) tables: Tables,
    pub(crate) bundle: String,
}

/// A file of the generated crate that is not as it has to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The path below the generated crate's folder, with forward slashes.
    pub path: String,
    /// The bytes that are there, none where the file is missing.
    pub old: Option<Vec<u8>>,
    /// The text that has to be there, none where no schema makes the file any more.
    pub new: Option<String>,
}

/// Why a generated crate is not up to date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// A schema was added, removed or changed.
    Schema,
    /// The settings were changed.
    Settings,
    /// It was made by another version of isotype.
    Version,
    /// Its code was changed by hand, or it was never generated.
    Code,
}

impl Output {
    /// How the crate in a folder differs, by path; nothing where it is up to date.
    ///
    /// # Errors
    /// A file that cannot be read, and a `Cargo.toml` that is not TOML.
    pub fn compare(&self, folder: &Path) -> Result<Vec<Change>, Diagnostics> {
        let mut changes = Vec::new();
        let manifest_path = folder.join("Cargo.toml");
        let manifest = read(&manifest_path)?;
        let text = match &manifest {
            None => None,
            Some(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => Some(text),
                Err(_) => return Err(Diagnostic::not_utf8(manifest_path, bytes, None).into()),
            },
        };
        let wanted = self.tables.put_into(text, &manifest_path)?;
        if text != Some(wanted.as_str()) {
            changes.push(Change { path: "Cargo.toml".to_owned(), old: manifest.clone(), new: Some(wanted) });
        }
        let sources = folder.join("src");
        let mut paths: BTreeSet<String> = self.sources.keys().cloned().collect();
        list(&sources, "", &mut paths).map_err(|error| unreadable(&sources, &error))?;
        for path in paths {
            let old = read(&sources.join(&path))?;
            let new = self.sources.get(&path).cloned();
            if old.as_deref() != new.as_ref().map(String::as_bytes) {
                changes.push(Change { path: format!("src/{path}"), old, new });
            }
        }
        Ok(changes)
    }

    /// Why a crate that differs does so.
    #[must_use]
    pub fn causes(&self, folder: &Path) -> BTreeSet<Cause> {
        let path = format!("src/{}", manifest::FILE);
        let old = std::fs::read_to_string(folder.join(path)).ok();
        let wanted = self.sources.get(manifest::FILE).and_then(|text| Manifest::parse(text));
        let (Some(old), Some(wanted)) = (old.as_deref().and_then(Manifest::parse), wanted) else {
            return BTreeSet::from([Cause::Code]);
        };
        let found = [
            (old.schemas != wanted.schemas, Cause::Schema),
            (old.settings != wanted.settings, Cause::Settings),
            (old.isotype != wanted.isotype, Cause::Version),
        ];
        let causes: BTreeSet<Cause> =
            found.into_iter().filter_map(|(differs, cause)| differs.then_some(cause)).collect();
        if causes.is_empty() { BTreeSet::from([Cause::Code]) } else { causes }
    }

    /// Brings the crate in a folder up to date, and says what was changed.
    ///
    /// # Errors
    /// A file that cannot be read or written. The crate is then as it was before.
    pub fn write(&self, folder: &Path) -> Result<Vec<Change>, Diagnostics> {
        let changes = self.compare(folder)?;
        apply(folder, &changes)?;
        Ok(changes)
    }

    /// Writes the types as one file, and the schema documents beside it, for `include!`.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub(crate) fn write_bundle(&self, folder: &Path, name: &str) -> Result<(), Diagnostics> {
        let schemas = self.sources.iter().filter(|(path, _)| path.starts_with("schema/"));
        let mut files: BTreeMap<&str, &str> = schemas.map(|(path, text)| (path.as_str(), text.as_str())).collect();
        files.insert(name, &self.bundle);
        let mut changes = Vec::new();
        for (path, text) in files {
            let old = read(&folder.join(path))?;
            if old.as_deref() != Some(text.as_bytes()) {
                changes.push(Change { path: path.to_owned(), old, new: Some(text.to_owned()) });
            }
        }
        apply(folder, &changes)
    }

    /// The files of the crate's `src`, by their path below it.
    pub fn sources(&self) -> impl Iterator<Item = (&str, &str)> {
        self.sources.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }
}

/// Makes all of these changes to a folder, or none of them.
fn apply(folder: &Path, changes: &[Change]) -> Result<(), Diagnostics> {
    let mut writing = Writing::default();
    match writing.run(folder, changes) {
        Ok(()) => Ok(()),
        Err((path, error)) => {
            writing.undo();
            Err(unwritable(&path, &error))
        }
    }
}

/// What was done to a folder so far.
#[derive(Default)]
struct Writing {
    /// The folders that were made, outer ones first.
    folders: Vec<PathBuf>,
    /// The files that were replaced or removed, each with where its old form is kept until the end; and the new ones.
    files: Vec<(PathBuf, Option<TempPath>)>,
}

impl Writing {
    /// Stages every new file beside its place, then puts each there and takes the others away, the old ones being kept.
    fn run(&mut self, folder: &Path, changes: &[Change]) -> Result<(), (PathBuf, io::Error)> {
        let mut staged = Vec::new();
        for change in changes {
            let path = folder.join(&change.path);
            let file = match &change.new {
                Some(text) => Some(self.stage(&path, text).map_err(|error| (path.clone(), error))?),
                None => None,
            };
            staged.push((path, file));
        }
        for (path, file) in staged {
            self.replace(&path, file).map_err(|error| (path, error))?;
        }
        let removed = changes.iter().filter(|change| change.new.is_none());
        for path in removed.map(|change| folder.join(&change.path)) {
            // Folders that are empty without their old files go too; the first one that is not ends it.
            self.files.retain(|(file, _)| *file != path);
            let mut parent = path.parent();
            while let Some(empty) = parent.filter(|parent| *parent != folder && std::fs::remove_dir(parent).is_ok()) {
                parent = empty.parent();
            }
        }
        Ok(())
    }

    fn stage(&mut self, path: &Path, text: &str) -> io::Result<NamedTempFile> {
        let missing: Vec<&Path> = parent(path).ancestors().take_while(|folder| !is_folder(folder)).collect();
        for folder in missing.into_iter().rev() {
            std::fs::create_dir(folder)?;
            self.folders.push(folder.to_owned());
        }
        stage(path, text)
    }

    fn replace(&mut self, path: &Path, file: Option<NamedTempFile>) -> io::Result<()> {
        let old = if path.symlink_metadata().is_ok() { Some(keep(path)?) } else { None };
        match file {
            Some(file) => drop(file.persist(path).map_err(|failed| failed.error)?),
            None => std::fs::remove_file(path)?,
        }
        self.files.push((path.to_owned(), old));
        Ok(())
    }

    /// Puts everything back as it was. What fails here has no better way out than to go on with the rest.
    fn undo(self) {
        for (path, old) in self.files.into_iter().rev() {
            let _ = match old {
                Some(old) => old.persist(&path).map_err(|failed| failed.error),
                None => std::fs::remove_file(&path),
            };
        }
        for folder in self.folders.into_iter().rev() {
            let _ = std::fs::remove_dir(folder);
        }
    }
}

/// A second name for a file, beside it; a copy where the file system has no such names.
fn keep(path: &Path) -> io::Result<TempPath> {
    let place = tempfile::Builder::new().prefix(PREFIX).tempfile_in(parent(path))?.into_temp_path();
    std::fs::remove_file(&place)?;
    if std::fs::hard_link(path, &place).is_err() {
        std::fs::copy(path, &place)?;
    }
    Ok(place)
}

fn parent(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}

/// Whether a path is that of a folder that is there; the empty path is that of the current one.
fn is_folder(path: &Path) -> bool {
    path.as_os_str().is_empty() || path.is_dir()
}

fn stage(path: &Path, text: &str) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    #[cfg(unix)]
    {
        // A temporary file is its owner's alone by default; sources are everyone's to read, as far as the umask says.
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(parent(path))?;
    file.write_all(text.as_bytes())?;
    Ok(file)
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, Diagnostics> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unreadable(path, &error)),
    }
}

/// The paths of all files below a folder, with forward slashes.
fn list(folder: &Path, prefix: &str, paths: &mut BTreeSet<String>) -> io::Result<()> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            list(&entry.path(), &format!("{path}/"), paths)?;
        } else {
            paths.insert(path);
        }
    }
    Ok(())
}

fn unreadable(path: &Path, error: &io::Error) -> Diagnostics {
    Diagnostic::of_file(path, Problem::Unreadable { message: error.to_string() }).into()
}

fn unwritable(path: &Path, error: &io::Error) -> Diagnostics {
    Diagnostic::of_file(PathBuf::from(path), Problem::Unwritable { message: error.to_string() }).into()
}
