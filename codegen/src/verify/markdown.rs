//! A report as Markdown, for a page that people read: what holds, and what became of every keyword.

use super::report::{
    CheckReport, DefinitionReport, DocumentReport, OutputReport, ProblemReport, Report, SaysBack, Values,
};
use super::{Relation, Status};
use std::fmt::{self, Write as _};

impl CheckReport {
    /// The report as Markdown (GitHub's, with tables).
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut text = String::new();
        // Writing into a text does not fail.
        let _ = self.write(&mut text);
        text
    }

    fn write(&self, text: &mut String) -> fmt::Result {
        match self {
            CheckReport::One(report) => report.write(text),
            CheckReport::Several { outputs, .. } => {
                outputs.iter().try_for_each(|OutputReport { generated, report }| {
                    writeln!(text, "# `{generated}`\n")?;
                    report.write(text)
                })
            }
            CheckReport::Problems { problems, .. } => problems.iter().try_for_each(|problem| {
                let ProblemReport { file, line, pointer, message, .. } = problem;
                let line = line.map(|line| format!(":{line}")).unwrap_or_default();
                writeln!(text, "- `{file}{line}`, `#{}`: {}", pointer.as_deref().unwrap_or_default(), cell(message))
            }),
        }
    }
}

impl Report {
    fn write(&self, text: &mut String) -> fmt::Result {
        writeln!(text, "| document | fresh | accepts exactly | loses nothing | says it back |")?;
        writeln!(text, "| --- | --- | --- | --- | --- |")?;
        for document in &self.documents {
            let DocumentReport { document: name, freshness, values, says_back, .. } = document;
            let fresh = mark(freshness.status);
            writeln!(text, "| `{name}` | {fresh} | {} |", promises(values, says_back))?;
        }
        for location in &self.idle_acceptances {
            writeln!(text, "\n`isotype.toml` accepts something at `{location}`, where there is nothing to accept.")?;
        }
        self.documents.iter().try_for_each(|document| document.write(text))
    }
}

impl DocumentReport {
    fn write(&self, text: &mut String) -> fmt::Result {
        writeln!(text, "\n## `{}`\n\nThe type is `{}`.", self.document, self.root)?;
        if !self.definitions.is_empty() {
            writeln!(text, "\n| definition | Rust | accepts exactly | loses nothing | says it back |")?;
            writeln!(text, "| --- | --- | --- | --- | --- |")?;
            for DefinitionReport { schema, item, values, says_back } in &self.definitions {
                let pointer = cell(schema.pointer.as_str());
                writeln!(text, "| `{pointer}` | `{item}` | {} |", promises(values, says_back))?;
            }
        }
        if !self.fidelity.is_empty() {
            writeln!(text, "\n| where it means less | what | why |\n| --- | --- | --- |")?;
            for entry in &self.fidelity {
                let reason = with_accepted(&entry.reason, entry.accepted.as_deref());
                writeln!(text, "| `{}` | {} | {reason} |", cell(entry.location.pointer.as_str()), entry.outcome)?;
            }
        }
        writeln!(text, "\n| keyword | held | Rust | why not |\n| --- | --- | --- | --- |")?;
        for keyword in &self.keywords {
            let items: Vec<String> = keyword.items.iter().map(|item| format!("`{item}`")).collect();
            let reason = with_accepted(keyword.reason.as_deref().unwrap_or_default(), keyword.accepted.as_deref());
            let pointer = cell(keyword.location.pointer.as_str());
            writeln!(text, "| `{pointer}` | {} | {} | {reason} |", keyword.held, items.join(", "))?;
        }
        Ok(())
    }
}

/// The verdicts on the promises of one type, as cells of a table.
fn promises(values: &Values, says_back: &SaysBack) -> String {
    let (accepts, loses) = (mark(values.accepts_exactly), mark(values.loses_nothing));
    let annotations = match says_back.annotations.len() {
        0 => String::new(),
        count => format!(", annotations differ at {count} places"),
    };
    let (says, said) = (mark(says_back.status), relation(&says_back.values));
    format!("{accepts}, {} values | {loses} | {says} {said}{annotations}", values.samples)
}

fn mark(status: Status) -> &'static str {
    match status {
        Status::Holds => "yes",
        Status::Undecided => "undecided",
        Status::Fails => "**no**",
    }
}

fn relation(relation: &Relation) -> &'static str {
    match relation {
        Relation::Identical => "(identical)",
        Relation::Equivalent => "(equivalent)",
        Relation::Narrower { .. } => "(narrower)",
        Relation::Wider { .. } => "(wider)",
        Relation::Different { .. } => "(different)",
        Relation::Unknown { .. } => "(unknown)",
    }
}

fn with_accepted(reason: &str, accepted: Option<&str>) -> String {
    let accepted = accepted.map(|accepted| format!(" (accepted: {accepted})")).unwrap_or_default();
    cell(&format!("{reason}{accepted}"))
}

/// A text as it may stand in a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}
