//! From the names of JSON to the names of Rust, by one rule that a user can predict.
//!
//! Types and variants are in Pascal case, fields and modules in snake case, both as crate `heck` splits words. What is no
//! identifier gets `x` in front, a keyword gets `_` behind. Clashes inside one scope are resolved by [`Scope`].

use heck::{ToPascalCase, ToSnakeCase};
use std::collections::{HashMap, HashSet};

/// Names that a type must not take: the prelude's, and those that the generated modules use.
const TAKEN: [&str; 18] = [
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
    identifier(&separate(text).to_pascal_case(), "X")
}

fn snake_case(text: &str) -> String {
    identifier(&separate(text).to_snake_case(), "x")
}

/// Everything that no identifier may hold, as a separator of words.
fn separate(text: &str) -> String {
    match text {
        "+1" => "plus1".to_owned(),
        "-1" => "minus1".to_owned(),
        _ => text.replace('\'', "").replace(|c| !unicode_ident::is_xid_continue(c), "-"),
    }
}

fn identifier(name: &str, prefix: &str) -> String {
    let name = match name.chars().next() {
        Some(first) if unicode_ident::is_xid_start(first) => name.to_owned(),
        _ => format!("{prefix}{name}"),
    };
    if KEYWORDS.contains(&name.as_str()) { format!("{name}_") } else { name }
}

/// The names that are taken in a module, a struct or an enum.
#[derive(Default)]
pub(crate) struct Scope {
    taken: HashSet<String>,
    /// The last number of each name that was numbered.
    numbers: HashMap<String, usize>,
}

impl Scope {
    /// Takes the first of these names that is free; behind the last, that one with the lowest free number from 2.
    pub fn take(&mut self, candidates: impl IntoIterator<Item = String>) -> String {
        let mut last = String::new();
        for name in candidates {
            if self.taken.insert(name.clone()) {
                return name;
            }
            last = name;
        }
        let base = last.strip_suffix('_').unwrap_or(&last).to_owned();
        let underscore = base.starts_with(char::is_lowercase);
        let numbered = |number: usize| if underscore { format!("{base}_{number}") } else { format!("{base}{number}") };
        let number = self.numbers.entry(base.clone()).or_insert(1);
        loop {
            *number += 1;
            if self.taken.insert(numbered(*number)) {
                return numbered(*number);
            }
        }
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
        assert_eq!(field_name("taskCount"), "task_count");
        assert_eq!(field_name("type"), "type_");
        assert_eq!(field_name("2fa"), "x2fa");
        assert_eq!(field_name("@id"), "id");
        assert_eq!(field_name("größe"), "größe");
        assert_eq!(module_name("deep/workflow-execution.json"), "deep_workflow_execution");
    }

    #[test]
    fn clashes_in_a_scope_are_numbered() {
        let mut scope = Scope::default();
        assert_eq!(scope.take([field_name("fooBar")]), "foo_bar");
        assert_eq!(scope.take([field_name("foo_bar")]), "foo_bar_2");
        assert_eq!(scope.take(["Owner".to_owned()]), "Owner");
        assert_eq!(scope.take(["Owner".to_owned(), "PetOwner".to_owned()]), "PetOwner");
    }
}
