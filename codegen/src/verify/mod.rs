//! Are the three promises kept? Types are run against an independent validator, and derived schemas compared with the
//! originals.
//!
//! [`Judge`] knows the documents, [`Subject`] is what is judged: types compiled into the caller ([`compiled`]), or into a
//! [`Probe`] of their own. [`verify`] brings both together into a [`Report`].

mod algebra;
mod annotations;
mod equality;
mod evaluated;
mod formula;
mod instances;
mod judge;
mod leaves;
mod markdown;
mod probe;
mod proof;
mod report;
mod values;

pub use algebra::Relation;
pub use annotations::AnnotationDifference;
pub use instances::Coverage;
pub use judge::Judge;
pub use probe::{Probe, ProbeError, Program};
pub use report::{
    Action, CheckReport, DefinitionReport, DocumentReport, FileChange, Freshness, OutputReport, ProblemReport, Report,
    SaysBack, Status, Values,
};
pub use values::Witness;

use crate::output::Change;
use crate::{Cause, Generated, GeneratedDefinition, GeneratedModule, Location, Settings};
use serde_json::Value;
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

/// The type of a schema document, as it can be judged.
pub trait Subject {
    /// Decodes each JSON text and encodes it again: the encoded text, or the error of decoding.
    ///
    /// # Errors
    /// Why the type could not be run.
    fn round_trip(&mut self, texts: &[&str]) -> Result<Vec<Result<String, String>>, String>;

    /// The schema that schemars derives from the type.
    ///
    /// # Errors
    /// Why the type could not be run.
    fn derived(&mut self) -> Result<Value, String>;
}

/// A type that is compiled into the caller.
pub struct Compiled {
    round_trip: fn(&str) -> Result<String, String>,
    derived: Value,
}

/// The subject for a type that is compiled into the caller, and the schema that schemars derives from it.
#[must_use]
pub fn compiled<T: serde::de::DeserializeOwned + serde::Serialize>(derived: Value) -> Compiled {
    fn round_trip<T: serde::de::DeserializeOwned + serde::Serialize>(text: &str) -> Result<String, String> {
        let value: T = serde_json::from_str(text).map_err(|error| error.to_string())?;
        serde_json::to_string(&value).map_err(|error| format!("accepted, but cannot be encoded: {error}"))
    }
    Compiled { round_trip: round_trip::<T>, derived }
}

impl Subject for Compiled {
    fn round_trip(&mut self, texts: &[&str]) -> Result<Vec<Result<String, String>>, String> {
        Ok(texts.iter().map(|text| (self.round_trip)(text)).collect())
    }

    fn derived(&mut self) -> Result<Value, String> {
        Ok(self.derived.clone())
    }
}

/// Judges the types of every document: is the committed crate fresh, and are the promises kept?
///
/// `changes` are how the committed crate differs from the fresh; `subject` gives the committed type of a path, such as
/// `workflow_execution::WorkflowExecution`, or says why it cannot be run. Several types are judged side by side; `begun` is
/// told the path of each that is begun.
///
/// # Errors
/// Documents that the validator does not take.
pub fn verify(
    generated: &Generated,
    settings: &Settings,
    changes: &[Change],
    causes: &BTreeSet<Cause>,
    samples: usize,
    subject: impl Fn(&str) -> Result<Box<dyn Subject>, String> + Sync,
    begun: impl Fn(&str) + Sync,
) -> Result<Report, String> {
    let judge = Judge::new(generated, settings)?;
    let is_document = |schema: &Location| schema.pointer.as_str().is_empty();
    let promises = |(schema, item): &(Location, String)| {
        begun(item);
        // The values of a definition are, for the most part, parts of the document's.
        let count = if is_document(schema) { samples } else { samples.div_ceil(10) };
        let made = subject(item).and_then(|subject| Ok((subject, judge.samples(schema, count)?)));
        let verdicts = match made {
            Ok((mut subject, samples)) => {
                (judge.values(schema, &mut *subject, &samples), judge.says_back(schema, &mut *subject, &samples))
            }
            Err(reason) => (Values::undecided(&reason), SaysBack::undecided(&reason)),
        };
        (schema.clone(), verdicts)
    };
    let sizes: HashMap<&str, usize> =
        generated.documents.iter().map(|document| (document.name.as_str(), document.text.len())).collect();
    let mut types: Vec<(Location, String)> = generated.modules.iter().flat_map(GeneratedModule::types).collect();
    // What takes longest begins first, so that no processor is left with it at the end.
    types.sort_by_key(|(schema, _)| (!is_document(schema), Reverse(sizes.get(schema.document.as_str()).copied())));
    let mut verdicts: HashMap<_, _> = crate::side_by_side(&types, promises).into_iter().collect();
    let mut verdicts_on = |schema: &Location| {
        let unjudged = || (Values::undecided("it was not judged"), SaysBack::undecided("it was not judged"));
        verdicts.remove(schema).unwrap_or_else(unjudged)
    };
    let all_keywords = generated.keywords();
    let document = |module: &GeneratedModule| {
        let (values, says_back) = verdicts_on(&module.schema());
        let definitions = module.definitions.iter().map(|GeneratedDefinition { schema, name }| {
            let (values, mut said) = verdicts_on(schema);
            said.without(&says_back);
            DefinitionReport { schema: schema.clone(), item: module.path_of(name), values, says_back: said }
        });
        let keywords = all_keywords.iter().filter(|keyword| keyword.location.document == module.document);
        DocumentReport {
            document: module.document.clone(),
            freshness: Freshness::of(&generated.output, module, changes, causes),
            definitions: definitions.collect(),
            root: module.path_of(&module.root),
            values,
            says_back,
            fidelity: generated.fidelity.of(&module.document).cloned().collect(),
            keywords: keywords.cloned().collect(),
        }
    };
    let documents = generated.modules.iter().map(document).collect();
    Ok(Report::new(documents, changes, causes, settings))
}
