//! The generated code on disk: how it differs from what was generated, and how it is brought up to date.
//!
//! One comparison serves the command, the build script and the tests. Writing is all or nothing: every file is staged
//! beside its place before the first one is put there, and a file whose bytes are right already is not touched.

use crate::diagnostic::{Diagnostic, Diagnostics, Problem};
use crate::manifest::{self, Manifest};
use crate::package::Tables;
use crate::print::Files;
use crate::settings::OutputKind;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::{NamedTempFile, TempPath};

/// How the names of files begin that are there only while others are written.
const PREFIX: &str = ".isotype-";

/// What a folder of generated code has to hold: the source files, and of a crate, the tables of its manifest that isotype
/// owns.
#[derive(Clone, Debug)]
pub struct Output {
    pub(crate) kind: OutputKind,
    pub(crate) sources: Files,
    pub(crate) tables: Tables,
}

/// A file of the generated code that is not as it has to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The path below the generated code's folder, with forward slashes.
    pub path: String,
    /// The bytes that are there, none where the file is missing.
    pub old: Option<Vec<u8>>,
    /// The text that has to be there, none where no schema makes the file any more.
    pub new: Option<String>,
}

/// Why generated code is not up to date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[cfg_attr(feature = "verify", derive(schemars::JsonSchema))]
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
    /// How the code in a folder differs, by path; nothing where it is up to date.
    ///
    /// # Errors
    /// A file that cannot be read, a `Cargo.toml` that is not TOML, and a module's folder that isotype did not make.
    pub fn compare(&self, folder: &Path) -> Result<Vec<Change>, Diagnostics> {
        let mut changes = Vec::new();
        match self.kind {
            OutputKind::Crate => changes.extend(self.compare_manifest(folder)?),
            OutputKind::Module => not_another_s(folder)?,
        }
        let sources = folder.join(self.prefix());
        let mut paths: BTreeSet<String> = self.sources.keys().cloned().collect();
        list(&sources, "", &mut paths).map_err(|error| unreadable(&sources, &error))?;
        for path in paths {
            let old = read(&sources.join(&path))?;
            let new = self.sources.get(&path);
            if old.as_deref() != new.map(String::as_bytes) {
                changes.push(Change { path: self.path(&path), old, new: new.cloned() });
            }
        }
        Ok(changes)
    }

    fn compare_manifest(&self, folder: &Path) -> Result<Option<Change>, Diagnostics> {
        let path = folder.join("Cargo.toml");
        let manifest = read(&path)?;
        let text = match &manifest {
            None => None,
            Some(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => Some(text),
                Err(_) => return Err(Diagnostic::not_utf8(path, bytes, None).into()),
            },
        };
        let wanted = self.tables.put_into(text, &path)?;
        let differs = text != Some(wanted.as_str());
        Ok(differs.then(|| Change { path: "Cargo.toml".to_owned(), old: manifest.clone(), new: Some(wanted) }))
    }

    /// Why code that differs does so.
    #[must_use]
    pub fn causes(&self, folder: &Path) -> BTreeSet<Cause> {
        let old = std::fs::read_to_string(folder.join(self.path(manifest::FILE))).ok();
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

    /// Brings the code in a folder up to date, and says what was changed.
    ///
    /// # Errors
    /// A file that cannot be read or written. The folder is then as it was before.
    pub fn write(&self, folder: &Path) -> Result<Vec<Change>, Diagnostics> {
        let changes = self.compare(folder)?;
        apply(&[(folder, &changes)])?;
        Ok(changes)
    }

    /// Brings the code in several folders up to date, and says what was changed in each.
    ///
    /// # Errors
    /// Files that cannot be read or written. All folders are then as they were before.
    pub fn write_all(outputs: &[(&Output, PathBuf)]) -> Result<Vec<Vec<Change>>, Diagnostics> {
        let changes = collect(outputs.iter().map(|(output, folder)| output.compare(folder)))?;
        let folders = outputs.iter().map(|(_, folder)| folder.as_path());
        apply(&folders.zip(&changes).map(|(folder, changes)| (folder, changes.as_slice())).collect::<Vec<_>>())?;
        Ok(changes)
    }

    /// The path of a source file below the generated code's folder.
    #[must_use]
    pub fn path(&self, source: &str) -> String {
        format!("{}{source}", self.prefix())
    }

    /// The path of the file that all others are modules of, below the generated code's folder.
    #[must_use]
    pub fn root(&self) -> String {
        self.path(self.kind.root())
    }

    fn prefix(&self) -> &'static str {
        match self.kind {
            OutputKind::Crate => "src/",
            OutputKind::Module => "",
        }
    }

    /// What the code needs, as the tables of a `Cargo.toml`: those that isotype owns in a crate's, and that the owner of a
    /// module's crate puts into theirs.
    #[must_use]
    pub fn manifest(&self) -> String {
        self.tables.text()
    }

    /// What the code is.
    #[must_use]
    pub fn kind(&self) -> OutputKind {
        self.kind
    }

    /// What has to change in a folder, for it to hold the types as one file and the schema documents beside it, for
    /// `include!`.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub(crate) fn compare_bundle(&self, folder: &Path, name: &str, bundle: &str) -> Result<Vec<Change>, Diagnostics> {
        let schemas = self.sources.iter().filter(|(path, _)| path.starts_with("schema/"));
        let mut files: BTreeMap<&str, &str> = schemas.map(|(path, text)| (path.as_str(), text.as_str())).collect();
        files.insert(name, bundle);
        let mut changes = Vec::new();
        for (path, text) in files {
            let old = read(&folder.join(path))?;
            if old.as_deref() != Some(text.as_bytes()) {
                changes.push(Change { path: path.to_owned(), old, new: Some(text.to_owned()) });
            }
        }
        Ok(changes)
    }

    /// The source files, by their path below the folder of the sources.
    pub fn sources(&self) -> impl Iterator<Item = (&str, &str)> {
        self.sources.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }
}

/// All that succeeded, or the problems of all that failed.
pub(crate) fn collect<T>(results: impl Iterator<Item = Result<T, Diagnostics>>) -> Result<Vec<T>, Diagnostics> {
    let (mut found, mut problems) = (Vec::new(), Diagnostics(Vec::new()));
    for result in results {
        match result {
            Ok(value) => found.push(value),
            Err(more) => problems.add(more),
        }
    }
    if problems.0.is_empty() { Ok(found) } else { Err(problems) }
}

/// Whether everything in a module's folder is isotype's to replace: it holds nothing, or what a module was made from.
fn not_another_s(folder: &Path) -> Result<(), Diagnostics> {
    let mut paths = BTreeSet::new();
    list(folder, "", &mut paths).map_err(|error| unreadable(folder, &error))?;
    if paths.is_empty() || paths.contains(manifest::FILE) {
        return Ok(());
    }
    let message = format!("the folder of a generated module holds other files, and no `{}`", manifest::FILE);
    Err(Diagnostic::of_file(folder, Problem::Unwritable { message }).into())
}

/// Makes all of these changes to folders, or none of them.
pub(crate) fn apply(changes: &[(&Path, &[Change])]) -> Result<(), Diagnostics> {
    let mut writing = Writing::default();
    match writing.run(changes) {
        Ok(()) => Ok(()),
        Err((path, error)) => {
            writing.undo();
            Err(unwritable(&path, &error))
        }
    }
}

/// What was done to folders so far.
#[derive(Default)]
struct Writing {
    /// The folders that were made, outer ones first.
    folders: Vec<PathBuf>,
    /// The files that were replaced or removed, each with where its old form is kept until the end; and the new ones.
    files: Vec<(PathBuf, Option<TempPath>)>,
}

impl Writing {
    /// Stages every new file beside its place, then puts each there and takes the others away, the old ones being kept.
    fn run(&mut self, changes: &[(&Path, &[Change])]) -> Result<(), (PathBuf, io::Error)> {
        let mut staged = Vec::new();
        for (folder, change) in
            changes.iter().flat_map(|(folder, changes)| changes.iter().map(move |one| (folder, one)))
        {
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
        for (folder, changes) in changes {
            self.remove_folders(folder, changes.iter().filter(|change| change.new.is_none()));
        }
        Ok(())
    }

    /// Takes away what was kept of removed files, and the folders that are empty without them.
    fn remove_folders<'a>(&mut self, folder: &Path, removed: impl Iterator<Item = &'a Change>) {
        for path in removed.map(|change| folder.join(&change.path)) {
            self.files.retain(|(file, _)| *file != path);
            let mut parent = path.parent();
            // The first folder that is not empty ends it.
            while let Some(empty) = parent.filter(|parent| *parent != folder && std::fs::remove_dir(parent).is_ok()) {
                parent = empty.parent();
            }
        }
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
