//! What became of one schema, and what one Rust item is made of.

use super::holders::Holders;
use super::keywords::{KeywordEntry, keywords};
use super::{Entry, Fidelity};
use crate::diagnostic::Place;
use crate::load::Documents;
use crate::model::Model;
use crate::output::Output;
use crate::pointer::{Location, Pointer};
use quote::ToTokens as _;
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;

/// What became of a schema.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The schema.
    #[serde(serialize_with = "super::serialize_location")]
    pub schema: Location,
    /// The file that it is in.
    pub file: PathBuf,
    /// The line that it begins in, from 1.
    pub line: usize,
    /// The types, fields and variants that are made of it; none where its values are only judged.
    pub items: Vec<Item>,
    /// What became of each of its keywords.
    pub keywords: Vec<KeywordEntry>,
    /// Where its types mean less than it does, or are no types.
    pub fidelity: Vec<Entry>,
}

/// A Rust item that is made of a schema.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Item {
    /// Its path in the generated crate.
    pub path: String,
    /// Its declaration, in short.
    pub declaration: String,
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} ({}:{})", self.schema, self.file.display(), self.line)?;
        if self.items.is_empty() {
            writeln!(f, "  no type or field of its own")?;
        }
        for Item { path, declaration } in &self.items {
            writeln!(f, "  {path}: {declaration}")?;
        }
        for KeywordEntry { location, held, items, reason, .. } in &self.keywords {
            let name = location.pointer.tokens().last().unwrap_or_default().into_owned();
            write!(f, "  {name:20} {held}")?;
            let others: Vec<&str> = items
                .iter()
                .map(String::as_str)
                .filter(|path| self.items.iter().all(|item| item.path != *path))
                .collect();
            if !others.is_empty() {
                write!(f, ": {}", others.join(", "))?;
            }
            writeln!(f, "{}", reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default())?;
        }
        self.fidelity.iter().try_for_each(|entry| writeln!(f, "  {}: {}", entry.outcome, entry.reason))
    }
}

/// What became of what is asked for: a schema or a keyword, by its location, or a Rust item, by its path.
pub(crate) fn explain(
    documents: &Documents,
    model: &Model,
    fidelity: &Fidelity,
    output: &Output,
    asked: &str,
) -> Vec<Explanation> {
    let found = Found { documents, model, fidelity, output, holders: Holders::of(model) };
    let schemas = match located(documents, asked) {
        Some(location) => vec![location],
        None => found.made_into(asked),
    };
    schemas.iter().filter_map(|schema| found.explanation(schema)).collect()
}

/// The location that a text is: a document, with or without a pointer into it.
fn located(documents: &Documents, asked: &str) -> Option<Location> {
    let (document, pointer) = asked.split_once('#').unwrap_or((asked, ""));
    Some(documents.get(document)?.location(Pointer::parse(pointer)?))
}

struct Found<'a> {
    documents: &'a Documents,
    model: &'a Model,
    fidelity: &'a Fidelity,
    output: &'a Output,
    holders: Holders<'a>,
}

impl Found<'_> {
    /// The schemas that an item is made of, in the order of their places.
    fn made_into(&self, item: &str) -> Vec<Location> {
        let made = self.holders.items().filter(|(_, holder)| holder.item == item);
        let made: BTreeSet<&Location> = made.map(|(schema, _)| schema).collect();
        made.into_iter().cloned().collect()
    }

    /// What became of a schema, or of one keyword of it.
    fn explanation(&self, asked: &Location) -> Option<Explanation> {
        let document = self.documents.get(&asked.document)?;
        document.root.at(&asked.pointer)?;
        let all = keywords(self.documents, self.model);
        let all: Vec<KeywordEntry> =
            all.into_iter().filter(|keyword| keyword.location.document == asked.document).collect();
        let is_below = |schema: &Pointer, keyword: &KeywordEntry| {
            keyword.location.pointer.ancestors().nth(1).as_ref() == Some(schema)
        };
        let is_keyword = all.iter().any(|keyword| keyword.location == *asked);
        let mut schema = asked.clone();
        let mut own: Vec<KeywordEntry> =
            all.iter().filter(|keyword| is_below(&asked.pointer, keyword)).cloned().collect();
        if own.is_empty() && is_keyword && self.holders.at(asked).is_empty() {
            schema.pointer = asked.pointer.ancestors().nth(1)?;
            own = all.into_iter().filter(|keyword| keyword.location == *asked).collect();
        } else if own.is_empty() && self.holders.at(asked).is_empty() && !asked.pointer.as_str().is_empty() {
            return None;
        }
        let node = document.root.at(&schema.pointer)?;
        let line = Place::new(&document.text, node.span.clone(), None).line;
        let is_own = |entry: &&Entry| entry.location == schema || own.iter().any(|own| own.location == entry.location);
        let fidelity = self.fidelity.entries.iter().filter(is_own).cloned().collect();
        let items: BTreeSet<&str> = self
            .holders
            .at(&schema)
            .iter()
            .filter(|holder| !holder.is_judged())
            .map(|holder| holder.item.as_str())
            .collect();
        let items = items.into_iter().map(|path| Item { path: path.to_owned(), declaration: self.declaration(path) });
        let items = items.collect();
        Some(Explanation { schema, file: document.path.clone(), line, items, keywords: own, fidelity })
    }

    /// The declaration of an item, as the generated code has it, without what stands in its body.
    fn declaration(&self, path: &str) -> String {
        let mut names = path.split("::");
        let (module, name) = (names.next().unwrap_or_default(), names.next().unwrap_or_default());
        let part = names.next();
        let source = self.output.sources().find(|(file, _)| file.strip_suffix(".rs") == Some(module));
        let items = source.and_then(|(_, text)| syn::parse_file(text).ok()).map_or_else(Vec::new, |file| file.items);
        let declared = items.iter().find_map(|item| match (item, part) {
            (syn::Item::Struct(item), None) if item.ident == name => Some(match &item.fields {
                syn::Fields::Unnamed(fields) => format!("struct {name}({})", list(fields.unnamed.iter())),
                _ => format!("struct {name}"),
            }),
            (syn::Item::Enum(item), None) if item.ident == name => Some(format!("enum {name}")),
            (syn::Item::Struct(item), Some(part)) if item.ident == name => {
                let field = item.fields.iter().find(|field| field.ident.as_ref().is_some_and(|ident| ident == part))?;
                Some(written(&field.ty))
            }
            (syn::Item::Enum(item), Some(part)) if item.ident == name => {
                let variant = item.variants.iter().find(|variant| variant.ident == part)?;
                Some(format!("{part}({})", list(variant.fields.iter())).replace("()", ""))
            }
            _ => None,
        });
        declared.unwrap_or_else(|| "not in the generated code".to_owned())
    }
}

fn list<'f>(fields: impl Iterator<Item = &'f syn::Field>) -> String {
    fields.map(|field| written(&field.ty)).collect::<Vec<_>>().join(", ")
}

/// A type as code is written.
fn written(ty: &syn::Type) -> String {
    let text = ty.to_token_stream().to_string();
    [(" :: ", "::"), (" < ", "<"), (" >", ">"), ("< ", "<"), (" ,", ",")]
        .iter()
        .fold(text, |text, (from, to)| text.replace(from, to))
}
