//! Diagnostics as people and programs read them.

use super::Format;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use isotype::{Diagnostic, Diagnostics};
use serde_json::json;
use std::io::IsTerminal as _;

/// The longest line that is shown, in bytes: a longer one says no more, and takes long to lay out.
const LINE: usize = 400;

/// Prints what is wrong: to standard error for people, to standard output for programs.
pub(super) fn print(diagnostics: &Diagnostics, format: Format) {
    match format {
        Format::Text => diagnostics.0.iter().for_each(|diagnostic| eprintln!("{}\n", text(diagnostic))),
        Format::Json => {
            let problems: Vec<_> = diagnostics.0.iter().map(data).collect();
            let report = json!({ "isotype": env!("CARGO_PKG_VERSION"), "status": "undecided", "problems": problems });
            println!("{}", serde_json::to_string_pretty(&report).unwrap_or_default());
        }
    }
}

/// A problem with the line of the text that it is in.
fn text(diagnostic: &Diagnostic) -> String {
    let renderer = if std::io::stderr().is_terminal() { Renderer::styled() } else { Renderer::plain() };
    let message = diagnostic.problem.to_string();
    let path = diagnostic.file.display().to_string();
    let Some(place) = &diagnostic.place else {
        return renderer.render(&[Level::ERROR.primary_title(message).element(Origin::path(path))]);
    };
    let pointer = place.pointer.as_ref().map(|pointer| format!("at {}#{pointer}", file_name(diagnostic)));
    let shown = place.text.lines().nth(place.line - 1).is_some_and(|line| line.len() <= LINE);
    let title = Level::ERROR.primary_title(message);
    let mut group: Group<'_> = if shown {
        let annotation = AnnotationKind::Primary.span(place.span.clone()).label(pointer.clone().unwrap_or_default());
        title.element(Snippet::source(&*place.text).path(path).annotation(annotation))
    } else {
        title.element(Origin::path(path).line(place.line).char_column(place.column))
    };
    if let (false, Some(pointer)) = (shown, pointer) {
        group = group.element(Level::NOTE.message(pointer));
    }
    renderer.render(&[group])
}

fn file_name(diagnostic: &Diagnostic) -> String {
    diagnostic.file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn data(diagnostic: &Diagnostic) -> serde_json::Value {
    let place = diagnostic.place.as_ref();
    json!({
        "file": diagnostic.file.display().to_string(),
        "line": place.map(|place| place.line),
        "column": place.map(|place| place.column),
        "pointer": place.and_then(|place| place.pointer.as_ref()).map(|pointer| pointer.as_str()),
        "message": diagnostic.problem.to_string(),
    })
}
