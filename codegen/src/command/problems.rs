//! Diagnostics as people and programs read them.

use super::{Format, say};
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use isotype::verify::CheckReport;
use isotype::{Diagnostic, Diagnostics, Place};
use std::io::{IsTerminal as _, Write as _};
use std::ops::Range;

/// The longest line that is shown, in bytes: a longer one says no more, and takes long to lay out.
const LINE: usize = 400;

/// Prints what is wrong: to standard error for people at a terminal, else to standard output.
pub(super) fn print(diagnostics: &Diagnostics, format: Format) {
    match format {
        Format::Text => {
            let texts: Vec<String> = diagnostics.0.iter().map(text).collect();
            let _ = writeln!(std::io::stderr(), "{}\n", texts.join("\n\n"));
        }
        Format::Json | Format::Markdown => say(&format.of(&CheckReport::of_problems(diagnostics))),
    }
}

/// A problem with the line of the text that it is in.
fn text(diagnostic: &Diagnostic) -> String {
    let renderer = if std::io::stderr().is_terminal() { Renderer::styled() } else { Renderer::plain() };
    let path = diagnostic.file.display().to_string();
    let title = Level::ERROR.primary_title(diagnostic.problem.to_string());
    let Some(place) = &diagnostic.place else {
        return renderer.render(&[title.element(Origin::path(path))]);
    };
    let pointer = place.pointer.as_ref().map(|pointer| format!("at {}#{pointer}", file_name(diagnostic)));
    let (line, span) = line(place);
    let group: Group<'_> = if line.len() <= LINE {
        let annotation = AnnotationKind::Primary.span(span).label(pointer.unwrap_or_default());
        // The line end makes room for what is missing at the end of the line.
        title.element(Snippet::source(format!("{line}\n")).line_start(place.line).path(path).annotation(annotation))
    } else {
        let group = title.element(Origin::path(path).line(place.line).char_column(place.column));
        group.elements(pointer.map(|pointer| Level::NOTE.message(pointer)))
    };
    renderer.render(&[group])
}

/// The line that a place begins in, and the part of it that is at fault.
fn line(place: &Place) -> (&str, Range<usize>) {
    let (before, behind) = place.text.split_at(place.span.start);
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let length = behind.find('\n').unwrap_or(behind.len());
    let line = place.text[start..place.span.start + length].trim_end_matches('\r');
    let within = |position: usize| (position - start).min(line.len());
    (line, within(place.span.start)..within(place.span.end))
}

fn file_name(diagnostic: &Diagnostic) -> String {
    diagnostic.file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
