//! Are the three promises kept? Types are run against an independent validator, and derived schemas compared with the
//! originals.
//!
//! [`Judge`] knows the documents, [`Subject`] is what is judged: types compiled into the caller ([`compiled`]), or into a
//! [`Probe`] of their own. [`verify`] brings both together into a [`Report`].

mod algebra;
mod annotations;
mod equality;
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
    Action, CheckReport, DocumentReport, FileChange, Freshness, OutputReport, ProblemReport, Report, SaysBack, Status,
    Values,
};
pub use values::Witness;

use crate::output::Change;
use crate::{Cause, Generated, Settings};
use serde_json::Value;
use std::collections::BTreeSet;

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
/// `changes` are how the committed crate differs from the fresh; `subject` gives the committed type of a document, by
/// its position in [`Generated::modules`], or says why it cannot be run.
///
/// # Errors
/// Documents that the validator does not take.
pub fn verify(
    generated: &Generated,
    settings: &Settings,
    changes: &[Change],
    causes: &BTreeSet<Cause>,
    samples: usize,
    mut subject: impl FnMut(usize) -> Result<Box<dyn Subject>, String>,
) -> Result<Report, String> {
    let judge = Judge::new(generated, settings)?;
    let all_keywords = generated.keywords();
    let mut documents = Vec::new();
    for (position, module) in generated.modules.iter().enumerate() {
        let fidelity = generated.fidelity.of(&module.document).cloned().collect();
        let keywords = all_keywords.iter().filter(|keyword| keyword.location.document == module.document);
        let keywords = keywords.cloned().collect();
        let freshness = Freshness::of(&generated.output, module, changes, causes);
        let (values, says_back) = match subject(position) {
            Ok(mut subject) => {
                (judge.values(position, &mut *subject, samples), judge.says_back(position, &mut *subject))
            }
            Err(reason) => (Values::undecided(&reason), SaysBack::undecided(&reason)),
        };
        documents.push(DocumentReport {
            document: module.document.clone(),
            root: format!("{}::{}", module.module, module.root),
            freshness,
            values,
            says_back,
            fidelity,
            keywords,
        });
    }
    Ok(Report::new(documents, changes, causes, settings))
}
