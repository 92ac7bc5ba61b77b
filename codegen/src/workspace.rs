//! A folder with settings, schemas and generated code.

use crate::diagnostic::{Diagnostic, Diagnostics, Problem};
use crate::load::Documents;
use crate::load::{self, Source};
use crate::output::{self, Change, Output};
use crate::settings::{self, Settings, below};
use crate::{Generated, generate, generate_good};
use std::path::{Path, PathBuf};

/// A workspace: the folder of `isotype.toml`, and the outputs that it names.
#[derive(Clone, Debug)]
pub struct Workspace {
    root: PathBuf,
    targets: Vec<Target>,
}

/// One of a workspace's outputs: the schemas that it is made from, and the folder where it goes.
#[derive(Clone, Debug)]
pub struct Target {
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
        let target = |settings| Target { root: root.clone(), settings };
        let targets = Settings::read(&root)?.into_iter().map(target).collect();
        Ok(Workspace { root, targets })
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

    /// The outputs, in the order of the settings; there is at least one.
    #[must_use]
    pub fn targets(&self) -> &[Target] {
        &self.targets
    }

    /// Generates the code of every output, in their order.
    ///
    /// # Errors
    /// All that is wrong with the documents and the settings of all outputs.
    pub fn generate(&self) -> Result<Vec<Generated>, Diagnostics> {
        output::collect(self.targets.iter().map(Target::generate))
    }

    /// Brings the folders of outputs up to date, and says what was changed in each.
    ///
    /// # Errors
    /// Files that cannot be read or written. All folders are then as they were before.
    pub fn write<'a>(
        outputs: impl IntoIterator<Item = (&'a Target, &'a Generated)>,
    ) -> Result<Vec<Vec<Change>>, Diagnostics> {
        let outputs = outputs.into_iter().map(|(target, generated)| (&generated.output, target.generated_folder()));
        Output::write_all(&outputs.collect::<Vec<_>>())
    }
}

impl Target {
    /// The settings of the output.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The folder of the schema documents.
    #[must_use]
    pub fn schema_folder(&self) -> PathBuf {
        below(&self.root, &self.settings.schema)
    }

    /// The folder of the generated code.
    #[must_use]
    pub fn generated_folder(&self) -> PathBuf {
        below(&self.root, &self.settings.generated)
    }

    /// The folders of documents that references may lead to.
    pub fn vendored_folders(&self) -> impl Iterator<Item = PathBuf> {
        self.settings.vendored.values().map(|folder| below(&self.root, folder.get_ref()))
    }

    /// The documents of the schema folder, and the vendored ones that they refer to.
    ///
    /// # Errors
    /// All that is wrong with the documents.
    pub fn documents(&self) -> Result<Documents, Diagnostics> {
        load::load(self.sources()?, self.settings.dialect)
    }

    /// Generates code for the documents of the schema folder.
    ///
    /// # Errors
    /// All that is wrong with the documents and the settings.
    pub fn generate(&self) -> Result<Generated, Diagnostics> {
        let sources = self.sources()?;
        match load::load(sources.clone(), self.settings.dialect) {
            Ok(documents) => generate(documents, &self.settings),
            Err(mut problems) => {
                // A document that cannot be loaded hides nothing that is wrong with the others.
                let (_, mut more) = generate_good(sources, &self.settings);
                more.0.retain(|more| {
                    !matches!(more.problem, Problem::FaultyDocument { .. } | Problem::MissingDocument { .. })
                });
                problems.add(more);
                Err(problems)
            }
        }
    }

    /// Generates code for those documents of the schema folder that nothing is wrong with; with it comes what is wrong
    /// with the others.
    #[must_use]
    pub fn generate_good(&self) -> (Option<Generated>, Diagnostics) {
        match self.sources() {
            Ok(sources) => generate_good(sources, &self.settings),
            Err(problems) => (None, problems),
        }
    }

    /// The files of the schema folder, and the vendored ones.
    fn sources(&self) -> Result<Vec<Source>, Diagnostics> {
        let own = load::read_folder(&self.schema_folder()).map_err(|problems| match problems.0.as_slice() {
            [Diagnostic { problem: problem @ Problem::NoSchemas, .. }] => {
                let chosen = self.settings.schema_problem(format!("{problem} (`{}`)", self.settings.schema.display()));
                chosen.map_or(problems, Diagnostics::from)
            }
            _ => problems,
        });
        let sources = output::collect([own, load::read_vendored(&self.root, &self.settings)].into_iter())?;
        Ok(sources.into_iter().flatten().collect())
    }
}
