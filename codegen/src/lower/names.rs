//! From the names of JSON to the names of Rust, by one rule that a user can predict.
//!
//! Types and variants are in Pascal case, fields and modules in snake case, both as crate `heck` splits words. The name of a
//! type gives the same name again. What is no identifier gets `x` in front, a keyword gets `_` behind. Names that clash are
//! told apart by [`distinct`].

use heck::{ToPascalCase, ToSnakeCase};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

/// Names that a type must not take: the prelude's, and those that the generated modules use.
const TAKEN: [&str; 19] = [
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Deserialize",
    "Drop",
    "Err",
    "From",
    "None",
    "Ok",
    "Option",
    "Result",
    "Serialize",
    "Some",
    "String",
    "TryFrom",
    "Vec",
];

/// Names that a module must not take: those of the generated crate's own files, and of the root of a program.
const RESERVED: [&str; 3] = ["lib", "main", "support"];

/// The words that no identifier may be (Rust reference, keywords; the reserved ones among them).
const KEYWORDS: [&str; 54] = [
    "_", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "Self", "self", "static", "struct",
    "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while",
    "yield", "union",
];

/// The name of a type for some text: `workflow-execution` gives `WorkflowExecution`.
pub(crate) fn type_name(text: &str) -> String {
    let name = pascal_case(text);
    if TAKEN.contains(&name.as_str()) { format!("{name}Type") } else { name }
}

/// The name of an enum's variant for its string: `SUCCEEDED` gives `Succeeded`.
pub(crate) fn variant_name(text: &str) -> String {
    if text.is_empty() { "Empty".to_owned() } else { pascal_case(text) }
}

/// The name of a field for its property: `taskCount` gives `task_count`.
pub(crate) fn field_name(text: &str) -> String {
    if text.is_empty() { "empty".to_owned() } else { snake_case(text) }
}

/// The name of a module for a document's name: `workflow-execution.json` gives `workflow_execution`.
pub(crate) fn module_name(document: &str) -> String {
    let name = snake_case(stem(document));
    if RESERVED.contains(&name.as_str()) { format!("{name}_schema") } else { name }
}

/// A document's name without its ending.
pub(crate) fn stem(document: &str) -> &str {
    document.strip_suffix(".json").unwrap_or(document)
}

fn pascal_case(text: &str) -> String {
    // A number's own separators are kept, so that `2.0` and `20` stay apart.
    let separated = separate(text);
    let pieces = split_numbers(&separated).into_iter().map(|piece| behind_numbers(piece).to_pascal_case());
    identifier(&pieces.collect::<Vec<_>>().join("_"), "X")
}

fn snake_case(text: &str) -> String {
    identifier(&separate(text).to_snake_case(), "x")
}

/// Everything that no identifier may hold, as a separator of words; a text of nothing else, and a sign before a number, in
/// words.
fn separate(text: &str) -> String {
    let is_signed = text.starts_with(['+', '-']) && text[1..].starts_with(|c: char| c.is_ascii_digit());
    if is_signed || !text.contains(char::is_alphanumeric) {
        return spelled(text).replace("hyphen", "minus");
    }
    text.replace('\'', "").replace(|c| !unicode_ident::is_xid_continue(c), "-")
}

/// A text in pieces, cut where a separator stands between two digits.
fn split_numbers(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut before) = (0, None);
    let mut separator = None;
    for (position, c) in text.char_indices() {
        if c == '-' || c == '_' {
            separator = separator.or(Some(position));
            continue;
        }
        if let (Some(end), Some('0'..='9'), '0'..='9') = (separator, before, c) {
            pieces.push(&text[start..end]);
            start = position;
        }
        (separator, before) = (None, Some(c));
    }
    pieces.push(&text[start..]);
    pieces
}

/// A text with a separator between a number that a word begins with and the word in Pascal case behind it.
fn behind_numbers(text: &str) -> String {
    let mut separated = String::new();
    let mut follows_number = false;
    let mut is_start = true;
    for (position, c) in text.char_indices() {
        let is_word = || text[position + c.len_utf8()..].starts_with(char::is_lowercase);
        if follows_number && c.is_uppercase() && is_word() {
            separated.push('-');
        }
        follows_number = c.is_ascii_digit() && (is_start || follows_number);
        is_start = c == '-' || c == '_';
        separated.push(c);
    }
    separated
}

/// A text with the words for its symbols.
fn spelled(text: &str) -> String {
    let mut spelled = String::new();
    for c in text.chars() {
        match SYMBOLS.iter().find(|(symbol, _)| *symbol == c) {
            Some((_, word)) => spelled.push_str(&format!("-{word}-")),
            None if unicode_ident::is_xid_continue(c) => spelled.push(c),
            None => spelled.push_str(&format!("-u{:x}-", u32::from(c))),
        }
    }
    spelled
}

fn identifier(name: &str, prefix: &str) -> String {
    let name = match name.chars().next() {
        Some(first) if unicode_ident::is_xid_start(first) => name.to_owned(),
        _ => format!("{prefix}{name}"),
    };
    if KEYWORDS.contains(&name.as_str()) { format!("{name}_") } else { name }
}

/// The words for the symbols of ASCII.
const SYMBOLS: [(char, &str); 33] = [
    (' ', "space"),
    ('!', "not"),
    ('"', "quote"),
    ('#', "hash"),
    ('$', "dollar"),
    ('%', "percent"),
    ('&', "and"),
    ('\'', "apostrophe"),
    ('(', "open"),
    (')', "close"),
    ('*', "star"),
    ('+', "plus"),
    (',', "comma"),
    ('-', "hyphen"),
    ('.', "dot"),
    ('/', "slash"),
    (':', "colon"),
    (';', "semicolon"),
    ('<', "less"),
    ('=', "equal"),
    ('>', "greater"),
    ('?', "question"),
    ('@', "at"),
    ('[', "open-bracket"),
    ('\\', "backslash"),
    (']', "close-bracket"),
    ('^', "caret"),
    ('_', "underscore"),
    ('`', "backtick"),
    ('{', "open-brace"),
    ('|', "or"),
    ('}', "close-brace"),
    ('~', "tilde"),
];

/// How a text is told apart from others of the same name: by its symbols in words, then by its case.
fn told_apart(text: &str, by_case: bool) -> String {
    let spelled = spelled(text);
    let has = |is: fn(char) -> bool| text.contains(is);
    match (has(char::is_uppercase), has(char::is_lowercase)) {
        (true, false) if by_case => format!("{spelled}-upper"),
        (false, true) if by_case => format!("{spelled}-lower"),
        (true, true) if by_case => format!("{spelled}-mixed"),
        _ => spelled,
    }
}

/// A name for each of these texts, no two alike and none that is taken; the order of the texts does not matter.
///
/// Of texts with the same name, one that is spelled like it keeps it; the others are told apart by their symbols in words,
/// then by their case. What is the same text, or still the same name, is numbered.
pub(crate) fn distinct<T: AsRef<str>>(
    texts: &[T],
    is_taken: impl Fn(&str) -> bool,
    name: impl Fn(&str) -> String,
) -> Vec<String> {
    let mut names: Vec<String> = texts.iter().map(|text| name(text.as_ref())).collect();
    for by_case in [false, true] {
        let clashing = clashes(texts, &names, &is_taken);
        let same = |a: &usize, b: &usize| texts[*a].as_ref() == texts[*b].as_ref();
        let is_alone = |position: &&usize| clashing.iter().all(|other| other == *position || !same(other, position));
        let alone: Vec<usize> = clashing.iter().filter(is_alone).copied().collect();
        for position in alone {
            names[position] = name(&told_apart(texts[position].as_ref(), by_case));
        }
    }
    let mut left = clashes(texts, &names, &is_taken);
    left.sort_by_key(|position| texts[*position].as_ref());
    let mut scope = Scope::default();
    let numbered: HashSet<usize> = left.iter().copied().collect();
    for (_, name) in names.iter().enumerate().filter(|(position, _)| !numbered.contains(position)) {
        scope.take_exactly(name);
    }
    for position in left {
        let wanted = std::mem::take(&mut names[position]);
        names[position] = scope.take_unless(wanted, &is_taken);
    }
    names
}

/// The positions of names that others have too, but for one that is spelled like its text.
fn clashes<T: AsRef<str>>(texts: &[T], names: &[String], is_taken: impl Fn(&str) -> bool) -> Vec<usize> {
    let mut users: HashMap<&str, Vec<usize>> = HashMap::default();
    for (position, name) in names.iter().enumerate() {
        users.entry(name).or_default().push(position);
    }
    let mut clashes = Vec::new();
    for (name, positions) in users {
        if is_taken(name) {
            clashes.extend(positions);
        } else if positions.len() > 1 {
            let keeper = positions.iter().copied().find(|position| texts[*position].as_ref() == name);
            clashes.extend(positions.into_iter().filter(|position| Some(*position) != keeper));
        }
    }
    clashes.sort_unstable();
    clashes
}

/// The names that are taken.
#[derive(Default)]
pub(crate) struct Scope {
    taken: HashSet<String>,
    /// The last number of each name that was numbered.
    numbers: HashMap<String, usize>,
}

impl Scope {
    /// Takes this name where it is free, else that with the lowest free number from 2.
    pub fn take(&mut self, name: String) -> String {
        self.take_unless(name, |_| false)
    }

    /// Takes this name where it is free and not taken elsewhere, else that with the lowest such number from 2.
    fn take_unless(&mut self, name: String, is_taken: impl Fn(&str) -> bool) -> String {
        if !is_taken(&name) && self.taken.insert(name.clone()) {
            return name;
        }
        let base = name.strip_suffix('_').unwrap_or(&name).to_owned();
        let underscore = base.starts_with(char::is_lowercase) || base.ends_with(|c: char| c.is_ascii_digit());
        let number = self.numbers.entry(base.clone()).or_insert(1);
        loop {
            *number += 1;
            let numbered = if underscore { format!("{base}_{number}") } else { format!("{base}{number}") };
            if !is_taken(&numbered) && self.taken.insert(numbered.clone()) {
                return numbered;
            }
        }
    }

    /// Whether this name is taken.
    pub fn has(&self, name: &str) -> bool {
        self.taken.contains(name)
    }

    /// Takes exactly this name, where it is free.
    pub fn take_exactly(&mut self, name: &str) -> bool {
        self.taken.insert(name.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_rule() {
        assert_eq!(type_name("workflow-execution"), "WorkflowExecution");
        assert_eq!(type_name("option"), "OptionType");
        assert_eq!(variant_name("SUCCEEDED"), "Succeeded");
        assert_eq!(variant_name(""), "Empty");
        assert_eq!(variant_name("Self"), "Self_");
        assert_eq!(variant_name(">="), "GreaterEqual");
        assert_eq!(variant_name("-1"), "Minus1");
        assert_eq!(variant_name("es2015.1-x"), "Es2015_1X");
        assert_eq!(variant_name("2D"), "X2d");
        assert_eq!(type_name("draft2020-12/integer"), "Draft2020_12Integer");
        assert_eq!(type_name("Draft2020_12Integer"), "Draft2020_12Integer");
        assert_eq!(field_name("taskCount"), "task_count");
        assert_eq!(field_name("type"), "type_");
        assert_eq!(field_name("2fa"), "x2fa");
        assert_eq!(field_name("@id"), "id");
        assert_eq!(field_name("größe"), "größe");
        assert_eq!(module_name("deep/workflow-execution.json"), "deep_workflow_execution");
    }

    #[test]
    fn names_that_clash_are_told_apart_in_words_whatever_their_order() {
        let variants = |texts: &[&str]| distinct(texts, |_| false, variant_name);
        assert_eq!(variants(&["foo", "Foo", "FOO"]), ["FooLower", "Foo", "FooUpper"]);
        assert_eq!(variants(&["FOO", "foo", "Foo"]), ["FooUpper", "FooLower", "Foo"]);
        assert_eq!(variants(&["a-b", "a_b", "ab"]), ["AHyphenB", "AUnderscoreB", "Ab"]);
        assert_eq!(variants(&["2.0", "20"]), ["X2_0", "X20"]);
        let fields = |texts: &[&str]| distinct(texts, |name| name == "rest", field_name);
        assert_eq!(fields(&["fooBar", "foo_bar"]), ["foo_bar_mixed", "foo_bar"]);
        assert_eq!(fields(&["rest", "$id", "id"]), ["rest_lower", "dollar_id", "id"]);
        assert_eq!(fields(&["é", "e\u{301}"]).len(), 2);
    }

    #[test]
    fn what_nothing_tells_apart_is_numbered() {
        let mut scope = Scope::default();
        assert_eq!(scope.take("Owner".to_owned()), "Owner");
        assert_eq!(scope.take("Owner".to_owned()), "Owner2");
        assert_eq!(scope.take("Sha256".to_owned()), "Sha256");
        assert_eq!(scope.take("Sha256".to_owned()), "Sha256_2");
    }
}
