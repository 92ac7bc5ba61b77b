//! Documentation comments: the schema's words, safe for rustdoc, and its constraints in plain words.

use super::checks::unkept;
use super::{Context, paths};
use crate::model::{Annotations, Check, Kind, Shape, TypeUse};
use crate::pointer::Location;
use proc_macro2::TokenStream;
use quote::quote;

/// The doc comment of an item, and whether schemars can read the schema's description off it.
pub(super) struct Doc {
    /// The `#[doc]` attributes.
    pub attributes: TokenStream,
    /// Where the description stands in it.
    pub description: Described,
    /// Whether it starts with a heading, which schemars takes for the title.
    pub has_heading: bool,
}

/// Where a doc comment has the description of the schema, to the letter.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Described {
    /// It is nothing else.
    Whole,
    /// It is the first line; what isotype says comes behind.
    FirstLine,
    /// Nowhere.
    Not,
}

/// The doc comment for an item: its description, else its title, else the given Markdown; then notes, each a paragraph of it.
pub(super) fn doc(annotations: &Annotations, otherwise: &str, notes: impl IntoIterator<Item = String>) -> Doc {
    let mut text = words(annotations).map_or_else(|| otherwise.to_owned(), escape);
    // Anything but plain text in one line may come back otherwise.
    let plain = !text.starts_with('#') && text.chars().all(|character| !character.is_control() && !turns(character));
    let is_description = plain && annotations.description.as_deref() == Some(text.as_str());
    let length = text.len();
    for note in notes {
        text.push_str("\n\n");
        text.push_str(&note);
    }
    let description = match is_description {
        true if text.len() == length => Described::Whole,
        true => Described::FirstLine,
        false => Described::Not,
    };
    let has_heading = text.starts_with('#');
    let lines = text.lines().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    Doc { attributes: quote!(#(#[doc = #lines])*), description, has_heading }
}

/// What a schema says of its values in words: its description, else its title.
fn words(annotations: &Annotations) -> Option<&str> {
    let described = annotations.description.as_deref().filter(|text| !text.trim().is_empty());
    described.or(annotations.title.as_deref())
}

/// The note of what is checked while a value is decoded, where anything is that its type does not keep.
pub(super) fn checked(held: &TypeUse) -> Option<String> {
    let checks: Vec<String> = unkept(held).map(|check| format!("\n- {}", in_words(check))).collect();
    (!checks.is_empty()).then(|| format!("Checked while decoding:{}", checks.concat()))
}

/// The doc comment of a type that users see: the words of its schema, and where that stands; which other types it has the
/// properties of; what is checked; and whether its values in Rust may be ones that the schema does not allow.
pub(super) fn of_type(context: &Context<'_>) -> Doc {
    let def = context.def;
    let location = code(&def.location.to_string());
    let inside = Annotations { description: def.described_inside.clone(), ..Annotations::default() };
    let is_located = words(&def.annotations).or(words(&inside)).is_some();
    let otherwise = words(&inside).map_or_else(|| format!("The schema {location}."), escape);
    let located = is_located.then(|| format!("Schema: {location}"));
    let checked = match &def.kind {
        Kind::Newtype(inner) => checked(inner),
        _ => None,
    };
    let notes = [bases(context), checked, context.is_open().then(|| OPEN.to_owned()), located];
    doc(&def.annotations, &otherwise, notes.into_iter().flatten())
}

/// The note of the types whose properties a struct has too.
fn bases(context: &Context<'_>) -> Option<String> {
    let Kind::Struct(_) = &context.def.kind else { return None };
    let links: Vec<String> = context.def.bases.iter().map(|location| link_to(context, location)).collect();
    let (last, first) = links.split_last()?;
    let all = if first.is_empty() { last.clone() } else { format!("{} and {last}", first.join(", ")) };
    Some(format!("It has the properties of {all}."))
}

/// A link to the type of a schema with a name; where it has none, the schema's location.
fn link_to(context: &Context<'_>, location: &Location) -> String {
    let mut types = context.model.types.iter();
    let found = types.position(|def| def.location == *location && !def.inline && !def.private);
    found.map_or_else(|| code(&location.to_string()), |position| paths::link(context, crate::model::TypeId(position)))
}

/// What a variant holds, in words, without a full stop.
pub(super) fn held_in_words(context: &Context<'_>, held: &TypeUse) -> String {
    let words = match &held.shape {
        Shape::Named(id) if context.model.get(*id).private => "A value",
        Shape::Named(id) => return format!("A value of {}", paths::link(context, *id)),
        Shape::String => "A string",
        Shape::Format(format) => return format!("A string of the format {}", code(format.name())),
        Shape::Integer(_) => "An integer",
        Shape::Number | Shape::Exact => "A number",
        Shape::Boolean => "A boolean",
        Shape::Null => "Null",
        Shape::Array(_) => "An array",
        Shape::Map(_) => "An object",
        Shape::Any => "Any value",
        Shape::Never => "No value",
    };
    words.to_owned()
}

const OPEN: &str = "Rust code can make values of it that the schema does not allow: \
                    [`validate`](support::Validate::validate) tells.";

/// Whether a character changes the direction of text, which rustc denies in source code.
pub(crate) fn turns(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Text whose Markdown rustdoc takes without complaint: brackets and tags are text, bare URLs are links, and no code is
/// run as a test.
fn escape(text: &str) -> String {
    let mut lines = Vec::new();
    let mut open: Option<&str> = None;
    // A doc comment cannot hold a carriage return.
    let text = text.replace("\r\n", "\n").replace('\r', " ").replace('\t', "    ");
    for line in text.trim().lines() {
        let line = line.trim_end();
        let content = line.trim_start();
        match (open, fence(content)) {
            (Some(mark), Some((closing, ""))) if closing.starts_with(mark) => {
                open = None;
                lines.push(closing.to_owned());
            }
            (Some(_), _) => lines.push(line.to_owned()),
            (None, Some((mark, language))) => {
                open = Some(mark);
                lines.push(format!("{mark}{}", if is_run(language) { "text" } else { language }));
            }
            (None, None) => {
                // Four blanks would start a code block, which rustdoc runs as a test.
                let indent = (line.len() - content.len()).min(3);
                lines.push(format!("{}{}", " ".repeat(indent), escape_line(content)));
            }
        }
    }
    lines.extend(open.map(str::to_owned));
    lines.join("\n")
}

/// The mark of a code fence (`CommonMark`, section 4.5) and the language behind it, where a line is one.
fn fence(line: &str) -> Option<(&str, &str)> {
    let first = line.chars().next().filter(|first| matches!(first, '`' | '~'))?;
    let (mark, language) = line.split_at(line.len() - line.trim_start_matches(first).len());
    (mark.len() >= 3 && !(first == '`' && language.contains('`'))).then_some((mark, language.trim()))
}

/// Whether rustdoc takes code of that language for Rust, and runs it.
fn is_run(language: &str) -> bool {
    let rust = ["rust", "should_panic", "no_run", "ignore", "compile_fail", "test_harness", "standalone_crate"];
    let word = |word: &str| word.is_empty() || rust.contains(&word) || word.starts_with("edition");
    language.split([',', ' ', '{']).any(word)
}

/// A line with its brackets outside of links and code spans escaped, and its bare URLs in angle brackets.
fn escape_line(line: &str) -> String {
    let balanced = line.matches('`').count().is_multiple_of(2);
    let mut escaped = String::new();
    let mut in_code = false;
    let mut rest = line;
    while let Some(character) = rest.chars().next() {
        let url = if in_code || escaped.ends_with(char::is_alphanumeric) { "" } else { url(rest) };
        if !url.is_empty() {
            escaped.push_str(&format!("<{url}>"));
            rest = &rest[url.len()..];
            continue;
        }
        if let Some(link) = link(rest).filter(|_| !in_code) {
            escaped.push_str(link);
            rest = &rest[link.len()..];
            continue;
        }
        in_code ^= balanced && character == '`';
        if !in_code && matches!(character, '[' | ']' | '<' | '>') || !balanced && character == '`' {
            escaped.push('\\');
        }
        escaped.push(character);
        rest = &rest[character.len_utf8()..];
    }
    escaped
}

/// The link (`CommonMark`, section 6.3) at the start of a text: plain words or code, and a URL of the web.
fn link(text: &str) -> Option<&str> {
    let (label, rest) = text.strip_prefix('[')?.split_once("](")?;
    let (target, _) = rest.split_once(')')?;
    let is_plain = !label.contains(['[', ']', '<', '>', '\\']) && label.matches('`').count().is_multiple_of(2);
    (is_plain && !label.is_empty() && url(target) == target && !target.is_empty() && !target.contains(['(', '\\']))
        .then(|| &text[..label.len() + target.len() + "[]()".len()])
}

/// The URL at the start of a text, without the punctuation behind it; empty where there is none.
fn url(text: &str) -> &str {
    let scheme = ["https://", "http://"].into_iter().find(|scheme| text.starts_with(scheme));
    let end = text.find(|c: char| c.is_whitespace() || "<>`\"|".contains(c)).unwrap_or(text.len());
    let url = text[..end].trim_end_matches(['.', ',', ';', ':', ')', ']', '!', '?', '*', '_', '\'', '\\']);
    if scheme.is_some_and(|scheme| url.len() > scheme.len()) { url } else { "" }
}

/// Text as a code span (`CommonMark`, section 6.1), its line breaks as spaces.
pub(super) fn code(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let padding = if text.is_empty() || text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{padding}{text}{padding}{fence}")
}

/// A check in plain words.
fn in_words(check: &Check) -> String {
    match check {
        Check::MinLength(count) => format!("at least {} (`minLength`)", counted(*count, "character", "characters")),
        Check::MaxLength(count) => format!("at most {} (`maxLength`)", counted(*count, "character", "characters")),
        Check::Pattern(pattern) => format!("matches {} (`pattern`)", code(&pattern.text)),
        Check::Format(format) => format!("of the format {} (`format`)", format.name()),
        Check::Minimum(bound) => format!("at least {bound} (`minimum`)"),
        Check::Maximum(bound) => format!("at most {bound} (`maximum`)"),
        Check::ExclusiveMinimum(bound) => format!("above {bound} (`exclusiveMinimum`)"),
        Check::ExclusiveMaximum(bound) => format!("below {bound} (`exclusiveMaximum`)"),
        Check::MinItems(count) => format!("at least {} (`minItems`)", counted(*count, "item", "items")),
        Check::MaxItems(count) => format!("at most {} (`maxItems`)", counted(*count, "item", "items")),
        Check::UniqueItems => "no item twice (`uniqueItems`)".to_owned(),
        Check::MinProperties(count) => {
            format!("at least {} (`minProperties`)", counted(*count, "property", "properties"))
        }
        Check::MaxProperties(count) => {
            format!("at most {} (`maxProperties`)", counted(*count, "property", "properties"))
        }
        Check::Integer => "an integer (`type`)".to_owned(),
        Check::MultipleOf(divisor) => format!("a multiple of {divisor} (`multipleOf`)"),
        Check::Enum(values) => {
            let values: Vec<String> = values.iter().map(|value| code(&value.to_string())).collect();
            format!("one of {} (`enum`)", values.join(", "))
        }
        Check::Const(value) => format!("equal to {} (`const`)", code(&value.to_string())),
    }
}

/// A number of things: what one is called, and what several are.
fn counted(count: u64, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}
