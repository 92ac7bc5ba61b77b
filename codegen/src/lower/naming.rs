//! What types are called: by the location of their schema alone, so that nothing else of a document changes a name.
//!
//! A document is called after its file, a schema of `$defs` after its key, any other schema after its title, where it is a
//! name of few words that no other has, or else after the schema that it stands in and its role there. A schema that
//! several others are merged into is called after the place that needs it. Names are given when all types are known.

use super::names::{Scope, distinct, stem, type_name};
use super::part::Part;
use super::{Lowering, branches};
use crate::dialect::Dialect;
use crate::json::Node;
use crate::keyword::{Holds, Keyword, Role, array};
use crate::load::Documents;
use crate::pointer::{Location, Pointer};
use rustc_hash::FxHashMap as HashMap;
use std::collections::BTreeMap;
use toml::Spanned;

/// The most words that a title has which is a name, and the most characters.
const TITLE: (usize, usize) = (3, 30);

/// The words for the first positions of an array.
const ORDINALS: [&str; 10] =
    ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

/// The names of definitions and the titles of all documents, before any type is made.
#[derive(Default)]
pub(super) struct Naming {
    /// The names of the schemas of `$defs`.
    definitions: HashMap<Location, String>,
    /// The names of other schemas that have a title of their own.
    titles: HashMap<Location, String>,
}

/// A name that a type asks for.
pub(super) struct Asked<'a> {
    pub module: usize,
    /// Whose turn it is to be named: first documents, then the schemas of `$defs`, then all others, and at last what only
    /// judges.
    pub rank: usize,
    pub location: Location,
    /// The words that it is called by, and a word that tells it apart.
    pub called: String,
    pub apart: &'static str,
    /// Where the settings say the name.
    pub chosen: Option<&'a Spanned<String>>,
}

/// Where a schema stands in another one: how many tokens of its pointer lead there, and by which keyword.
struct Step<'a> {
    tokens: usize,
    keyword: &'static str,
    /// The name or the position behind the keyword.
    key: Option<&'a str>,
}

impl Naming {
    /// Looks at every schema of the documents.
    pub fn of(documents: &Documents) -> Self {
        let mut naming = Naming::default();
        for document in documents.iter() {
            let mut definitions: Vec<(Location, String)> = Vec::new();
            let mut titles: Vec<(Location, String)> = Vec::new();
            let resource = documents.resource_of(&document.location(Pointer::root()));
            let mut waiting = vec![(Pointer::root(), &document.root, true, resource)];
            while let Some((pointer, schema, is_named, around)) = waiting.pop() {
                let location = document.location(pointer.clone());
                let resource = documents.resource_at(&location).unwrap_or(around);
                let dialect = documents.dialect(resource);
                if let Some(title) = title(schema).filter(|_| !is_named && is_type(schema)) {
                    titles.push((location, title));
                }
                for member in schema.members() {
                    let Some(keyword) = Keyword::find(&member.name, dialect) else { continue };
                    let at = pointer.child(&member.name);
                    match keyword.holds {
                        Holds::Schema => waiting.push((at, &member.value, false, resource)),
                        Holds::Schemas | Holds::SchemaOrSchemas => match array(&member.value) {
                            Some(items) => waiting.extend(
                                items
                                    .iter()
                                    .enumerate()
                                    .map(|(item, node)| (at.child(&item.to_string()), node, false, resource)),
                            ),
                            None => waiting.push((at, &member.value, false, resource)),
                        },
                        Holds::SchemaMap | Holds::SchemaOrStringsMap => {
                            let is_definition = keyword.role == Role::Core;
                            for below in member.value.members() {
                                let at = at.child(&below.name);
                                if is_definition {
                                    definitions.push((document.location(at.clone()), below.name.clone()));
                                }
                                waiting.push((at, &below.value, is_definition, resource));
                            }
                        }
                        _ => {}
                    }
                }
            }
            let mut taken = HashMap::from_iter([(type_name(stem(&document.name)), 1)]);
            naming.definitions.extend(definition_names(definitions, &mut taken));
            for (_, title) in &titles {
                *taken.entry(title.clone()).or_insert(0) += 1;
            }
            naming.titles.extend(titles.into_iter().filter(|(_, title)| taken[title] == 1));
        }
        naming
    }
}

impl Naming {
    /// The name that a schema has by itself, wherever it is used: of a document, of a schema of `$defs`, or by its title.
    pub fn own_name(&self, location: &Location) -> Option<String> {
        if location.pointer.as_str().is_empty() {
            return Some(type_name(stem(&location.document)));
        }
        let own = self.definitions.get(location).or_else(|| self.titles.get(location));
        own.map(|name| type_name(name))
    }
}

/// The names of the schemas of `$defs` of a document. Of those with the same name, the one that stands in the fewest others
/// keeps it, and the others are called after what they stand in too.
fn definition_names(
    mut definitions: Vec<(Location, String)>,
    taken: &mut HashMap<String, usize>,
) -> HashMap<Location, String> {
    let depth = |location: &Location| location.pointer.tokens().count();
    definitions.sort_by_cached_key(|(location, _)| (depth(location), location.clone()));
    let mut named: HashMap<Location, String> = HashMap::default();
    for level in definitions.chunk_by(|(a, _), (b, _)| depth(a) == depth(b)) {
        let text = |(location, key): &(Location, String)| {
            if !taken.contains_key(&type_name(key)) {
                return key.clone();
            }
            let above = location.pointer.ancestors().skip(1);
            let mut above =
                above.filter_map(|pointer| named.get(&Location { document: location.document.clone(), pointer }));
            above.next().map_or_else(|| format!("{key}-definition"), |name| format!("{name}-{key}"))
        };
        let texts: Vec<String> = level.iter().map(text).collect();
        let unique = distinct(&texts, |name| taken.contains_key(name), type_name);
        taken.extend(unique.iter().map(|name| (name.clone(), 1)));
        named.extend(level.iter().map(|(location, _)| location.clone()).zip(unique));
    }
    named
}

/// A title that is a name of few words.
fn title(schema: &Node) -> Option<String> {
    let text = schema.get("title").and_then(Node::as_str)?.trim();
    let is_word = |word: &str| word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    let words = text.split_whitespace().count();
    let fits = (1..=TITLE.0).contains(&words) && text.chars().count() <= TITLE.1;
    (fits && text.starts_with(char::is_alphabetic) && text.split_whitespace().all(is_word)).then(|| type_name(text))
}

/// Whether a schema may become a type with a name.
fn is_type(schema: &Node) -> bool {
    let keywords = ["properties", "patternProperties", "enum", "anyOf", "oneOf", "allOf", "required", "not", "if"];
    let types = schema.get("type").and_then(array).is_some_and(|types| types.len() > 1);
    types || keywords.iter().any(|keyword| schema.get(keyword).is_some())
}

/// The word for a position of an array: `first` for 0.
pub(super) fn ordinal(position: usize) -> String {
    ORDINALS.get(position).map_or_else(|| format!("item-{}", position + 1), |word| (*word).to_owned())
}

impl<'a> Lowering<'a> {
    /// What a schema is called, in words.
    pub(super) fn called(&self, location: &Location) -> String {
        let Some(document) = self.documents.get(&location.document) else { return "value".to_owned() };
        let tokens: Vec<_> = location.pointer.tokens().collect();
        let tokens: Vec<&str> = tokens.iter().map(AsRef::as_ref).collect();
        let mut called = stem(&document.name).to_owned();
        let (mut pointer, mut rest) = (Pointer::root(), tokens.as_slice());
        let mut within = document.location(Pointer::root());
        let mut resource = self.documents.resource_of(&within);
        while !rest.is_empty() {
            let step = step(rest, *self.documents.dialect(resource));
            pointer = rest[..step.tokens].iter().fold(pointer, |pointer, token| pointer.child(token));
            rest = &rest[step.tokens..];
            let here = document.location(pointer.clone());
            let own = self.naming.definitions.get(&here).or_else(|| self.naming.titles.get(&here));
            called = match own {
                Some(name) => name.clone(),
                None => match self.role(&step, &within) {
                    Some(role) => format!("{called}-{role}"),
                    None => called,
                },
            };
            resource = self.documents.resource_at(&here).unwrap_or(resource);
            within = here;
        }
        called
    }

    /// What a schema is to the one that it stands in, where that is not the same value.
    fn role(&self, step: &Step<'_>, within: &Location) -> Option<String> {
        let position = || step.key.and_then(|key| key.parse::<usize>().ok());
        Some(match (step.keyword, step.key) {
            ("properties", Some(name)) => name.to_owned(),
            ("dependentSchemas" | "dependencies", Some(name)) => format!("with-{name}"),
            ("patternProperties" | "additionalProperties" | "unevaluatedProperties", _) => "value".to_owned(),
            ("items" | "prefixItems", Some(_)) => ordinal(position()?),
            ("items" | "additionalItems" | "unevaluatedItems", None) => "item".to_owned(),
            ("propertyNames", _) => "name".to_owned(),
            ("allOf", _) => return None,
            ("anyOf" | "oneOf", Some(_)) => {
                let names = self.branch_names_at(within, step.keyword)?;
                // Of a choice between a value and null, nothing else is chosen.
                let others = names.iter().filter(|name| *name != branches::NULL).count();
                return names.get(position()?).filter(|_| others > 1).cloned();
            }
            (keyword, key) => key.map_or_else(|| keyword.to_owned(), |key| format!("{keyword}-{key}")),
        })
    }

    /// Gives each type its name, unique in its module.
    pub(super) fn given_names(&mut self) -> Vec<String> {
        let mut names: Vec<String> = self.asked.iter().map(|asked| type_name(&asked.called)).collect();
        let mut by_module: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (position, asked) in self.asked.iter().enumerate() {
            by_module.entry(asked.module).or_default().push(position);
        }
        for mut positions in by_module.into_values() {
            positions.sort_by_cached_key(|position| {
                let Asked { chosen, rank, location, .. } = &self.asked[*position];
                (chosen.is_none(), *rank, location.clone())
            });
            // A name that two types of the same rank ask for is neither's, where a word tells them apart.
            let mut askers: HashMap<String, Vec<usize>> = HashMap::default();
            for position in &positions {
                askers.entry(names[*position].clone()).or_default().push(self.asked[*position].rank);
            }
            let mut scope = Scope::default();
            for position in positions {
                let Asked { rank, called, apart, chosen, .. } = &self.asked[position];
                let ranks = &askers[&names[position]];
                let is_shared = ranks[0] < *rank || ranks.iter().filter(|other| *other == rank).count() > 1;
                if let Some(chosen) = chosen {
                    if !scope.take_exactly(chosen.get_ref()) {
                        let message = format!("the type name `{}` is taken in this module", chosen.get_ref());
                        self.problems.push(self.settings.problem(chosen.span(), message));
                    }
                    names[position].clone_from(chosen.get_ref());
                    continue;
                }
                if *rank > 1 && is_shared {
                    names[position] = type_name(&format!("{called}-{apart}"));
                }
                names[position] = scope.take(std::mem::take(&mut names[position]));
            }
        }
        names
    }

    /// Whose turn it is to be named, of the types of schemas that have one by themselves.
    pub(super) fn rank(&self, part: &Part<'a>) -> usize {
        let location = part.location();
        match (location.pointer.as_str().is_empty(), self.naming.definitions.contains_key(&location)) {
            (true, _) => 0,
            (_, true) => 1,
            _ => 2,
        }
    }
}

/// The first schema that these tokens lead to from a schema.
fn step<'a>(tokens: &[&'a str], dialect: Dialect) -> Step<'a> {
    let found = Keyword::find(tokens[0], &dialect);
    let keyword = found.map_or("", |found| found.name);
    let with_key = match found.map(|found| found.holds) {
        Some(Holds::SchemaMap | Holds::SchemaOrStringsMap | Holds::Schemas) => true,
        Some(Holds::SchemaOrSchemas) => tokens.get(1).is_some_and(|key| key.parse::<usize>().is_ok()),
        _ => false,
    };
    match (with_key, tokens.get(1)) {
        (true, Some(key)) => Step { tokens: 2, keyword, key: Some(key) },
        // What is no keyword has no schemas, but a reference may lead there.
        _ if keyword.is_empty() => Step { tokens: 1, keyword: "properties", key: Some(tokens[0]) },
        _ => Step { tokens: 1, keyword, key: None },
    }
}
