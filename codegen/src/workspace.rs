//! A folder with schemas, settings and a generated crate.

use crate::diagnostic::Diagnostics;
use crate::settings::{self, Settings, below};
use crate::{Generated, generate, load};
use std::path::{Path, PathBuf};

/// A workspace: the folder of `isotype.toml`, and what it says.
#[derive(Clone, Debug)]
pub struct Workspace {
    root: PathBuf,
    settings: Settings,
}

impl Workspace {
    /// The workspace in a folder.
    ///
    /// # Errors
    /// Settings that cannot be read or are wrong.
    pub fn open(root: impl Into<PathBuf>) -> Result<Self, Diagnostics> {
        let root = root.into();
        let settings = Settings::read(&root)?;
        Ok(Workspace { root, settings })
    }

    /// The root of the workspace that a folder is in: the nearest folder upwards with an `isotype.toml`, else the nearest
    /// one with a schema folder of the default name; none where there is neither.
    #[must_use]
    pub fn find(folder: &Path) -> Option<&Path> {
        let with = |name: &str| folder.ancestors().find(|folder| folder.join(name).exists());
        let default = Settings::default().schema;
        with(settings::FILE).or_else(|| folder.ancestors().find(|folder| folder.join(&default).is_dir()))
    }

    /// The folder of the workspace.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The settings.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The folder of the schema documents.
    #[must_use]
    pub fn schema_folder(&self) -> PathBuf {
        below(&self.root, &self.settings.schema)
    }

    /// The folder of the generated crate.
    #[must_use]
    pub fn generated_folder(&self) -> PathBuf {
        below(&self.root, &self.settings.generated)
    }

    /// Generates code for the documents of the schema folder.
    ///
    /// # Errors
    /// All that is wrong with the documents and the settings.
    pub fn generate(&self) -> Result<Generated, Diagnostics> {
        let documents = load::load(load::read_folder(&self.schema_folder())?)?;
        generate(documents, &self.settings)
    }
}
