//! Generating what can be generated: documents that something is wrong with are left out, and those that refer to them.

use crate::diagnostic::{Diagnostic, Diagnostics, Problem};
use crate::load::{Source, load_good};
use crate::settings::Settings;
use crate::{Generated, generate};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Generates code for those documents that nothing is wrong with; with it comes what is wrong with the others, and with
/// those that refer to them.
///
/// There is no code where no document is left, or where what is wrong is wrong with none of them: the settings, say.
#[must_use]
pub fn generate_good(mut sources: Vec<Source>, settings: &Settings) -> (Option<Generated>, Diagnostics) {
    let mut problems = Diagnostics(Vec::new());
    let mut left_out = BTreeSet::new();
    let mut names = BTreeMap::new();
    loop {
        let (documents, mut found) = load_good(sources.clone(), settings.dialect);
        found.0.iter_mut().for_each(|found| say_why(&mut found.problem, &names));
        problems.add(found);
        names = documents.iter().map(|document| (document.uri.clone(), document.name.clone())).collect();
        let good: BTreeSet<&Path> = documents.iter().map(|document| document.path.as_path()).collect();
        retain(&mut sources, &mut left_out, |source| good.contains(source.path.as_path()));
        if sources.is_empty() {
            return (None, problems);
        }
        let found = match generate(documents, &settings.without(&left_out)) {
            Ok(generated) => return (Some(generated), problems),
            Err(found) => found,
        };
        // A flaw of isotype's own is not the fault of the document that it is told of.
        let at_fault = |found: &&Diagnostic| !matches!(found.problem, Problem::Internal { .. });
        let bad: BTreeSet<&Path> = found.0.iter().filter(at_fault).map(|found| found.file.as_path()).collect();
        let before = sources.len();
        retain(&mut sources, &mut left_out, |source| !bad.contains(source.path.as_path()));
        problems.add(found);
        if sources.len() == before {
            return (None, problems);
        }
    }
}

/// Says of a reference to a document that was left out, by the URIs and names of the last round, that it was.
fn say_why(problem: &mut Problem, names: &BTreeMap<String, String>) {
    if let Problem::MissingDocument { keyword, uri } = problem
        && let Some(document) = names.get(uri)
    {
        *problem = Problem::FaultyDocument { keyword, document: document.clone() };
    }
}

/// Keeps some sources, and remembers the names of the others.
fn retain(sources: &mut Vec<Source>, left_out: &mut BTreeSet<String>, is_kept: impl Fn(&Source) -> bool) {
    sources.retain(|source| {
        let kept = is_kept(source);
        if !kept {
            left_out.insert(source.name.clone());
        }
        kept
    });
}
