//! Documentation comments: the schema's words, safe for rustdoc, and its constraints in plain words.

use crate::model::{Annotations, Check};
use proc_macro2::TokenStream;
use quote::quote;

/// The doc comment of an item, and whether schemars can read the schema's description off it.
pub(super) struct Doc {
    /// The `#[doc]` attributes.
    pub attributes: TokenStream,
    /// Whether the doc comment is the description, to the letter.
    pub is_description: bool,
    /// Whether it starts with a heading, which schemars takes for the title.
    pub has_heading: bool,
}

/// The doc comment for an item: its description, else its title, else the given words; then what is checked.
pub(super) fn doc(annotations: &Annotations, otherwise: &str, checks: &[Check]) -> Doc {
    let described = annotations.description.as_deref().filter(|text| !text.trim().is_empty());
    let words = described.or(annotations.title.as_deref()).unwrap_or(otherwise);
    let mut text = escape(words);
    if !checks.is_empty() {
        let checks: Vec<String> = checks.iter().map(|check| format!("- {}", in_words(check))).collect();
        text = format!("{text}\n\nChecked while decoding:\n{}", checks.join("\n"));
    }
    // Anything but plain text in one line may come back otherwise.
    let plain = !text.starts_with('#') && text.chars().all(|character| !character.is_control() && !turns(character));
    let is_description = plain && annotations.description.as_deref() == Some(text.as_str());
    let has_heading = text.starts_with('#');
    let lines = text.lines().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    Doc { attributes: quote!(#(#[doc = #lines])*), is_description, has_heading }
}

/// Whether a character changes the direction of text, which rustc denies in source code.
pub(crate) fn turns(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Text whose Markdown rustdoc takes without complaint: brackets and tags are text, bare URLs are links.
fn escape(text: &str) -> String {
    let mut lines = Vec::new();
    let mut in_fence = false;
    // A doc comment cannot hold a carriage return.
    let text = text.replace("\r\n", "\n").replace('\r', " ");
    for line in text.trim().lines() {
        let line = line.trim_end();
        // Four blanks would start a code block, which rustdoc runs as a test; so would a fence of no language.
        let indent = if in_fence { 0 } else { (line.len() - line.trim_start().len()).min(3) };
        let content = line.trim_start();
        if content.starts_with("```") {
            in_fence = !in_fence;
            let language = if in_fence && content.trim_matches('`').is_empty() { "text" } else { "" };
            lines.push(format!("{content}{language}"));
        } else if in_fence {
            lines.push(line.to_owned());
        } else {
            let words: Vec<String> = escape_line(content).split(' ').map(link).collect();
            lines.push(format!("{}{}", " ".repeat(indent), words.join(" ")));
        }
    }
    if in_fence {
        lines.push("```".to_owned());
    }
    lines.join("\n")
}

/// Brackets outside of code spans, escaped.
fn escape_line(line: &str) -> String {
    let balanced = line.matches('`').count() % 2 == 0;
    let mut escaped = String::new();
    let mut in_code = false;
    for character in line.chars() {
        in_code ^= balanced && character == '`';
        if !in_code && matches!(character, '[' | ']' | '<' | '>') || !balanced && character == '`' {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// A bare URL in angle brackets, any other word as it is.
fn link(word: &str) -> String {
    let url = word.trim_end_matches(['.', ',', ';', ':', ')', '!', '?']);
    if (url.starts_with("https://") || url.starts_with("http://")) && !url.contains(['\\', '`']) {
        format!("<{url}>{}", &word[url.len()..])
    } else {
        word.to_owned()
    }
}

/// Text as a code span (CommonMark, section 6.1), its line breaks as spaces.
fn code(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let padding = if text.is_empty() || text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{padding}{text}{padding}{fence}")
}

/// A check in plain words.
fn in_words(check: &Check) -> String {
    match check {
        Check::MinLength(count) => format!("at least {count} characters (`minLength`)"),
        Check::MaxLength(count) => format!("at most {count} characters (`maxLength`)"),
        Check::Pattern(pattern) => format!("matches {} (`pattern`)", code(pattern)),
        Check::Format(format) => format!("of the format {} (`format`)", format.name()),
        Check::Minimum(bound) => format!("at least {bound} (`minimum`)"),
        Check::Maximum(bound) => format!("at most {bound} (`maximum`)"),
        Check::ExclusiveMinimum(bound) => format!("above {bound} (`exclusiveMinimum`)"),
        Check::ExclusiveMaximum(bound) => format!("below {bound} (`exclusiveMaximum`)"),
        Check::MinItems(count) => format!("at least {count} items (`minItems`)"),
        Check::MaxItems(count) => format!("at most {count} items (`maxItems`)"),
        Check::Enum(values) => {
            let values: Vec<String> = values.iter().map(|value| code(&value.to_string())).collect();
            format!("one of {} (`enum`)", values.join(", "))
        }
        Check::Const(value) => format!("equal to {} (`const`)", code(&value.to_string())),
    }
}
