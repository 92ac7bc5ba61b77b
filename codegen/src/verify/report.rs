//! The verdicts as data. Text for people and JSON for programs are two renderings of it.

use super::{AnnotationDifference, Relation, Witness};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fidelity::{Entry, Held, KeywordEntry, Severity};
use crate::output::{Cause, Change, Output};
use crate::{Fidelity, GeneratedModule, Location, Pointer, Settings};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use toml::Spanned;

/// What `isotype check --format json` prints. Its schema is published as `report.schema.json`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum CheckReport {
    /// The verdicts on the one output that there is.
    One(Report),
    /// The verdicts on several outputs.
    Several {
        /// The version of isotype that made it.
        isotype: &'static str,
        /// The worst of the verdicts.
        status: Status,
        /// The verdicts on each output.
        outputs: Vec<OutputReport>,
    },
    /// Nothing could be judged.
    Problems {
        /// The version of isotype that made it.
        isotype: &'static str,
        /// That is undecided.
        status: Status,
        /// What is wrong.
        problems: Vec<ProblemReport>,
    },
}

/// The verdicts on one of several outputs.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OutputReport {
    /// The folder of the generated code, as the settings say it.
    pub generated: String,
    /// The verdicts.
    pub report: Report,
}

/// What is wrong with a file.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ProblemReport {
    /// The path of the file.
    pub file: String,
    /// The line, from 1.
    pub line: Option<usize>,
    /// The column in characters, from 1.
    pub column: Option<usize>,
    /// The JSON pointer of the value that is at fault.
    pub pointer: Option<String>,
    /// What is wrong, in words.
    pub message: String,
}

impl CheckReport {
    /// The JSON Schema of a report as JSON.
    #[must_use]
    pub fn schema() -> serde_json::Value {
        schemars::generate::SchemaSettings::draft2020_12()
            .for_serialize()
            .into_generator()
            .into_root_schema_for::<Self>()
            .into()
    }

    /// The report of what kept anything from being judged.
    #[must_use]
    pub fn of_problems(diagnostics: &Diagnostics) -> Self {
        let problems = diagnostics.0.iter().map(ProblemReport::of).collect();
        CheckReport::Problems { isotype: env!("CARGO_PKG_VERSION"), status: Status::Undecided, problems }
    }
}

impl ProblemReport {
    fn of(diagnostic: &Diagnostic) -> Self {
        let place = diagnostic.place.as_ref();
        let pointer = place.and_then(|place| place.pointer.as_ref()).map(Pointer::as_str);
        ProblemReport {
            file: diagnostic.file.display().to_string(),
            line: place.map(|place| place.line),
            column: place.map(|place| place.column),
            pointer: pointer.map(str::to_owned),
            message: diagnostic.problem.to_string(),
        }
    }
}

/// What `isotype check` found out.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Report {
    /// The version of isotype that made it.
    pub isotype: &'static str,
    /// Whether there is nothing to do.
    pub status: Status,
    /// Why the generated crate is not up to date, where it is not.
    pub causes: BTreeSet<Cause>,
    /// The files of the generated crate that are not as they have to be.
    pub files: Vec<FileChange>,
    /// The verdicts on each schema document.
    pub documents: Vec<DocumentReport>,
    /// The locations of acceptances in the settings that there is nothing to accept at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub idle_acceptances: Vec<String>,
}

/// A verdict in one word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It holds.
    Holds,
    /// It could not be decided.
    #[default]
    Undecided,
    /// It does not hold.
    Fails,
}

/// A file of the generated crate that is not as it has to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FileChange {
    /// The path below the generated crate's folder.
    pub path: String,
    /// What `isotype generate` would do with it.
    pub action: Action,
    /// How it would change, as a unified diff.
    pub diff: String,
}

/// What happens to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// It is new.
    Add,
    /// It gets another text.
    Change,
    /// No schema makes it any more.
    Remove,
}

/// The verdicts on one schema document.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DocumentReport {
    /// The document's name.
    pub document: String,
    /// The path of its type in the generated crate.
    pub root: String,
    /// Is the committed code what the schema makes?
    pub freshness: Freshness,
    /// Promises 1 and 2, on sampled values.
    pub values: Values,
    /// Promise 3.
    pub says_back: SaysBack,
    /// The verdicts on the types of its schemas that have a name of their own.
    pub definitions: Vec<DefinitionReport>,
    /// Where the types mean less than the schema.
    pub fidelity: Vec<Entry>,
    /// What became of every keyword, in the order of the text.
    pub keywords: Vec<KeywordEntry>,
}

/// The verdicts on the type of a schema inside a document: one of `$defs`, or one that references lead to.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct DefinitionReport {
    /// The location of the schema: document and JSON pointer.
    #[serde(serialize_with = "crate::fidelity::serialize_location")]
    #[schemars(with = "String")]
    pub schema: Location,
    /// The path of its type in the generated crate.
    pub item: String,
    /// Promises 1 and 2, on sampled values.
    pub values: Values,
    /// Promise 3. Of annotations, what the document's own verdict tells already is left out.
    pub says_back: SaysBack,
}

/// Is the committed code what the schema makes?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Freshness {
    /// The verdict.
    pub status: Status,
    /// The files that this document makes and that are not as they have to be.
    pub files: Vec<String>,
    /// Why.
    pub causes: BTreeSet<Cause>,
}

/// Promises 1 and 2, on sampled values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Values {
    /// Promise 1, up to the narrowings that the fidelity report names.
    pub accepts_exactly: Status,
    /// Promise 2, up to the re-spellings that the fidelity report names.
    pub loses_nothing: Status,
    /// The number of samples.
    pub samples: usize,
    /// The number of samples that are valid.
    pub valid: usize,
    /// Values on which type and schema disagree, some of them.
    pub disagreements: Vec<Witness>,
    /// Values that come back changed, some of them.
    pub changed: Vec<Witness>,
    /// Why it could not be decided, where it could not.
    pub reason: Option<String>,
}

/// Promise 3: does the derived schema say what the original says?
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SaysBack {
    /// The verdict.
    pub status: Status,
    /// How the values of both schemas relate.
    pub values: Relation,
    /// What is said of a place by one schema only, or otherwise.
    pub annotations: Vec<AnnotationDifference>,
    /// Why a person accepts that the values differ, or that it could not be decided, as the settings say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted: Option<String>,
}

impl Report {
    pub(super) fn new(
        mut documents: Vec<DocumentReport>,
        changes: &[Change],
        causes: &BTreeSet<Cause>,
        settings: &Settings,
    ) -> Self {
        let mut acceptances = Acceptances { settings, used: BTreeSet::new() };
        documents = documents.into_iter().map(|document| document.accepting(&mut acceptances)).collect();
        let idle_acceptances = acceptances.idle();
        let files: Vec<FileChange> = changes.iter().map(Change::describe).collect();
        let fresh = if files.is_empty() { Status::Holds } else { Status::Fails };
        let accepting = if idle_acceptances.is_empty() { Status::Holds } else { Status::Fails };
        let status = documents.iter().map(DocumentReport::status).fold(fresh.max(accepting), Status::max);
        let isotype = env!("CARGO_PKG_VERSION");
        Report { isotype, status, causes: causes.clone(), files, documents, idle_acceptances }
    }
}

/// What the settings accept, and what of it was met.
struct Acceptances<'s> {
    settings: &'s Settings,
    used: BTreeSet<&'s str>,
}

impl Acceptances<'_> {
    /// Why something is accepted at a location, where it is.
    fn reason(&mut self, location: &str) -> Option<String> {
        let (known, reason) = self.settings.accepted.iter().find(|(known, _)| known.get_ref() == location)?;
        self.used.insert(known.get_ref());
        Some(reason.get_ref().clone())
    }

    fn idle(&self) -> Vec<String> {
        let all = self.settings.accepted.keys().map(Spanned::get_ref);
        all.filter(|location| !self.used.contains(location.as_str())).cloned().collect()
    }
}

impl DocumentReport {
    fn accepting(mut self, acceptances: &mut Acceptances<'_>) -> Self {
        for entry in self.fidelity.iter_mut().filter(|entry| entry.severity == Severity::Finding) {
            entry.accepted = acceptances.reason(&entry.location.to_string());
        }
        for keyword in self.keywords.iter_mut().filter(|keyword| keyword.held == Held::Lost) {
            keyword.accepted = acceptances.reason(&keyword.location.to_string());
        }
        self.says_back = self.says_back.accepting(&Location::of(&self.document), acceptances);
        let accepting = |definition: DefinitionReport| DefinitionReport {
            says_back: definition.says_back.accepting(&definition.schema, acceptances),
            ..definition
        };
        self.definitions = self.definitions.into_iter().map(accepting).collect();
        self
    }

    /// The keywords that are lost.
    pub fn lost(&self) -> impl Iterator<Item = &KeywordEntry> {
        self.keywords.iter().filter(|keyword| keyword.held == Held::Lost)
    }

    /// How many keywords are held in each way, the ways in their order.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<Held, usize> {
        self.keywords.iter().fold(BTreeMap::new(), |mut counts, keyword| {
            *counts.entry(keyword.held).or_default() += 1;
            counts
        })
    }

    /// The worst of the verdicts.
    #[must_use]
    pub fn status(&self) -> Status {
        let lossy = self.fidelity.iter().any(|entry| entry.severity == Severity::Finding && entry.accepted.is_none())
            || self.lost().any(|keyword| keyword.accepted.is_none());
        let fidelity = if lossy { Status::Fails } else { Status::Holds };
        let definitions = self.definitions.iter().map(DefinitionReport::status);
        let promises = definitions.chain([promises(&self.values, &self.says_back)]);
        promises.fold(self.freshness.status.max(fidelity), Status::max)
    }
}

impl DefinitionReport {
    /// The worst of the verdicts.
    #[must_use]
    pub fn status(&self) -> Status {
        promises(&self.values, &self.says_back)
    }
}

/// The worst of the verdicts on the promises of one type.
fn promises(values: &Values, says_back: &SaysBack) -> Status {
    values.accepts_exactly.max(values.loses_nothing).max(says_back.status)
}

impl Change {
    /// The change as people and programs read it.
    #[must_use]
    pub fn describe(&self) -> FileChange {
        FileChange { path: self.path.clone(), action: self.action(), diff: self.diff() }
    }

    /// What would become of the file.
    #[must_use]
    pub fn action(&self) -> Action {
        match (&self.old, &self.new) {
            (None, _) => Action::Add,
            (_, None) => Action::Remove,
            _ => Action::Change,
        }
    }

    /// How the file would change, as a unified diff.
    #[must_use]
    pub fn diff(&self) -> String {
        let old = String::from_utf8_lossy(self.old.as_deref().unwrap_or_default());
        let new = self.new.as_deref().unwrap_or_default();
        let diff = similar::TextDiff::from_lines(old.as_ref(), new);
        let (before, after) = (format!("committed/{}", self.path), format!("fresh/{}", self.path));
        diff.unified_diff().context_radius(3).header(&before, &after).to_string()
    }
}

impl Freshness {
    pub(super) fn of(output: &Output, module: &GeneratedModule, changes: &[Change], causes: &BTreeSet<Cause>) -> Self {
        let own =
            [format!("{}.rs", module.module), format!("schema/{}", module.document)].map(|path| output.path(&path));
        let files: Vec<String> =
            changes.iter().map(|change| change.path.clone()).filter(|path| own.contains(path)).collect();
        let stale = !files.is_empty();
        Freshness {
            status: if stale { Status::Fails } else { Status::Holds },
            files,
            causes: if stale { causes.clone() } else { BTreeSet::new() },
        }
    }
}

impl Values {
    pub(super) fn undecided(reason: &str) -> Self {
        Values { reason: Some(reason.to_owned()), ..Values::default() }
    }
}

impl SaysBack {
    pub(super) fn of(values: Relation, annotations: Vec<AnnotationDifference>) -> Self {
        let status = match &values {
            _ if !annotations.is_empty() => Status::Fails,
            Relation::Identical | Relation::Equivalent => Status::Holds,
            Relation::Narrower { .. } | Relation::Wider { .. } | Relation::Different { .. } => Status::Fails,
            Relation::Unknown { .. } => Status::Undecided,
        };
        SaysBack { status, values, annotations, accepted: None }
    }

    /// The same, with what the settings accept of it.
    fn accepting(mut self, schema: &Location, acceptances: &mut Acceptances<'_>) -> Self {
        for difference in &mut self.annotations {
            difference.accepted = acceptances.reason(&difference.location.to_string());
        }
        let values = SaysBack::of(self.values.clone(), Vec::new()).status;
        if values != Status::Holds {
            self.accepted = acceptances.reason(&schema.to_string());
        }
        let differs = self.annotations.iter().any(|difference| difference.accepted.is_none());
        let values = if self.accepted.is_some() { Status::Holds } else { values };
        self.status = if differs { Status::Fails } else { values };
        self
    }

    /// Leaves out what another verdict tells of annotations.
    pub(super) fn without(&mut self, other: &SaysBack) {
        self.annotations.retain(|difference| !other.annotations.contains(difference));
    }

    pub(super) fn undecided(reason: &str) -> Self {
        SaysBack::of(Relation::Unknown { reason: reason.to_owned(), agreed: 0 }, Vec::new())
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Status::Holds => "yes",
            Status::Undecided => "undecided",
            Status::Fails => "NO",
        })
    }
}

impl fmt::Display for CheckReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CheckReport::One(report) => write!(f, "{report}"),
            CheckReport::Several { outputs, .. } => outputs
                .iter()
                .try_for_each(|OutputReport { generated, report }| write!(f, "== {generated}\n\n{report}")),
            CheckReport::Problems { problems, .. } => problems.iter().try_for_each(|problem| {
                let ProblemReport { file, message, .. } = problem;
                writeln!(f, "{file}: {message}")
            }),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for document in &self.documents {
            write!(f, "{document}")?;
        }
        for location in &self.idle_acceptances {
            writeln!(f, "isotype.toml accepts something at {location}, where there is nothing to accept")?;
        }
        if !self.files.is_empty() {
            let causes: Vec<&str> = self.causes.iter().map(|cause| cause.in_words()).collect();
            writeln!(f, "the generated crate is stale: {}", causes.join("; "))?;
            for file in &self.files {
                write!(f, "\n{}", file.diff)?;
            }
            writeln!(f, "\nto cure it, run `cargo isotype generate`")?;
        }
        Ok(())
    }
}

impl fmt::Display for DocumentReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} ({})", self.document, self.root)?;
        write!(f, "  fresh            {}", self.freshness.status)?;
        if !self.freshness.files.is_empty() {
            write!(f, ": {}", self.freshness.files.join(", "))?;
        }
        writeln!(f)?;
        write_promises(f, &self.values, &self.says_back)?;
        let (held, others): (Vec<_>, Vec<_>) =
            self.definitions.iter().partition(|definition| definition.status() == Status::Holds);
        match (held.len(), others.as_slice()) {
            (0, []) => {}
            (count, []) => writeln!(f, "  definitions      yes, {count}")?,
            (count, others) => {
                writeln!(f, "  definitions      {count} hold, {} do not", others.len())?;
                others.iter().try_for_each(|other| write!(f, "{}", indent(&other.to_string())))?;
            }
        }
        let counts = self.counts().into_iter().map(|(held, count)| format!("{count} {held}"));
        writeln!(f, "  keywords         {}", counts.collect::<Vec<_>>().join(", "))?;
        for keyword in self.lost() {
            let accepted = keyword.accepted.as_ref().map(|reason| format!(" (accepted: {reason})"));
            writeln!(f, "    {keyword}{}", accepted.unwrap_or_default())?;
        }
        if !self.fidelity.is_empty() {
            writeln!(f, "  except")?;
            write!(f, "{}", indent(&Fidelity { entries: self.fidelity.clone() }.to_string()))?;
        }
        writeln!(f)
    }
}

impl fmt::Display for DefinitionReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} ({})", self.schema, self.item)?;
        write_promises(f, &self.values, &self.says_back)
    }
}

/// The verdicts on the promises of one type.
fn write_promises(f: &mut fmt::Formatter<'_>, values: &Values, says_back: &SaysBack) -> fmt::Result {
    let Values { accepts_exactly, loses_nothing, samples, valid, disagreements, changed, reason } = values;
    writeln!(f, "  accepts exactly  {accepts_exactly}, {samples} values, {valid} of them valid")?;
    witnesses(f, disagreements)?;
    writeln!(f, "  loses nothing    {loses_nothing}, {valid} values")?;
    witnesses(f, changed)?;
    if let Some(reason) = reason {
        writeln!(f, "    {reason}")?;
    }
    write!(f, "{says_back}")
}

impl fmt::Display for SaysBack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "  says it back     {}, ", self.status)?;
        match &self.values {
            Relation::Identical => writeln!(f, "identical")?,
            Relation::Equivalent => writeln!(f, "equivalent")?,
            Relation::Narrower { witness } => writeln!(f, "narrower: the type's schema rejects {witness}")?,
            Relation::Wider { witness } => writeln!(f, "wider: the type's schema accepts {witness}")?,
            Relation::Different { only_original, only_derived } => {
                writeln!(f, "different: the type's schema rejects {only_original} and accepts {only_derived}")?;
            }
            Relation::Unknown { reason, agreed } => writeln!(f, "unknown ({agreed} values agreed): {reason}")?,
        }
        if let Some(reason) = &self.accepted {
            writeln!(f, "    accepted: {reason}")?;
        }
        for difference in &self.annotations {
            let said =
                |value: &Option<serde_json::Value>| value.as_ref().map_or("nothing".to_owned(), ToString::to_string);
            let AnnotationDifference { location, original, derived, accepted } = difference;
            write!(f, "    {location}: {} in the schema, {} in the type's", said(original), said(derived))?;
            writeln!(f, "{}", accepted.as_ref().map(|reason| format!(" (accepted: {reason})")).unwrap_or_default())?;
        }
        Ok(())
    }
}

fn witnesses(f: &mut fmt::Formatter<'_>, witnesses: &[Witness]) -> fmt::Result {
    witnesses.iter().try_for_each(|Witness { value, found, expected }| {
        writeln!(f, "    {value}\n      found: {found}\n      expected: {expected}")
    })
}

fn indent(text: &str) -> String {
    text.lines().flat_map(|line| ["    ", line, "\n"]).collect()
}

impl Cause {
    /// The cause as part of a sentence.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Cause::Schema => "a schema was added, removed or changed",
            Cause::Settings => "the settings were changed",
            Cause::Version => "it was made by another version of isotype",
            Cause::Code => "its code was changed by hand, or never generated",
        }
    }
}
