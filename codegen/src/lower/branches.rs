//! The names of the schemas of a choice, which are those of an enum's variants.
//!
//! A schema is called by its title, else by the name of the schema that it refers to, else by the constant that it or one of
//! its properties is, else by the type of its values. Those that are called alike are told apart by what only one of them
//! has: a property, a format, the type of its items.

use super::Lowering;
use super::names::{distinct, variant_name};
use super::naming::ordinal;
use super::part::{Part, Scope};
use super::types::Types;
use crate::json::Node;
use crate::keyword::array;
use crate::pointer::Location;
use std::collections::BTreeSet;

/// The name of a schema of `null` alone.
pub(super) const NULL: &str = "Null";

/// The longest title or constant that a variant is called by, in characters.
const LONGEST: usize = 40;

impl<'a> Lowering<'a> {
    /// The names of the schemas of `anyOf` or `oneOf` of a schema.
    pub(super) fn branch_names(&self, part: &Part<'a>, keyword: &'static str) -> Vec<String> {
        let key: (Location, &'static str) = (part.location(), keyword);
        if let Some(known) = self.branch_names.borrow().get(&key) {
            return known.clone();
        }
        let branches = self.each(part, keyword);
        // A schema that refers to one of its own choice is called by its position while the choice is being named.
        let positions = (0..branches.len()).map(|position| variant_name(&ordinal(position)));
        self.branch_names.borrow_mut().insert(key.clone(), positions.collect());
        let said: Vec<Option<String>> = branches.iter().map(|branch| self.said_name(branch, &branches)).collect();
        let mut texts: Vec<String> = said
            .iter()
            .zip(&branches)
            .map(|(said, branch)| said.clone().unwrap_or_else(|| self.kind_name(branch).to_owned()))
            .collect();
        let names: Vec<String> = texts.iter().map(|text| variant_name(text)).collect();
        for (position, branch) in branches.iter().enumerate() {
            let is_shared = names.iter().filter(|name| **name == names[position]).count() > 1;
            if let Some(apart) = self.apart(branch, &branches).filter(|_| is_shared) {
                texts[position] = match &said[position] {
                    Some(said) => format!("{said}-{apart}"),
                    None => apart,
                };
            }
        }
        let mut names = distinct(&texts, |_| false, variant_name);
        if let Some(owner) = self.naming.own_name(&part.location()) {
            names = shortened(names, &owner);
        }
        self.branch_names.borrow_mut().insert(key, names.clone());
        names
    }

    /// What a schema of a choice is called by its text.
    fn said_name(&self, branch: &Part<'a>, branches: &[Part<'a>]) -> Option<String> {
        let fits = |text: &&str| !text.is_empty() && text.chars().count() <= LONGEST;
        if let Some(title) = branch.get("title").and_then(Node::as_str).filter(fits) {
            return Some(title.to_owned());
        }
        let essential = self.essential(vec![branch.clone()]);
        if let [only] = &essential[..]
            && only.key() != branch.key()
        {
            return Some(self.called(&only.location()));
        }
        // A constant that several have tells nothing.
        let is_only = |text: &&str| {
            let has = |other: &&Part<'a>| self.constants(other).contains(text);
            branches.iter().filter(has).count() == 1
        };
        self.constants(branch).into_iter().filter(fits).find(is_only).map(str::to_owned)
    }

    /// The strings that a schema, or one of its properties, allows as the only one; those of required properties first.
    fn constants(&self, branch: &Part<'a>) -> Vec<&'a str> {
        let parts = self.flattened(std::slice::from_ref(branch));
        let required: BTreeSet<&str> =
            parts.iter().flat_map(|part| part.items("required")).filter_map(Node::as_str).collect();
        let mut named: Vec<_> = parts.iter().flat_map(|part| part.named("properties")).collect();
        named.sort_by_key(|member| (!required.contains(&*member.name), member.name.as_str()));
        let tags = named.into_iter().map(|member| &member.value);
        parts.iter().map(|part| part.node).chain(tags).filter_map(constant).collect()
    }

    /// The word for the types of a schema's values.
    fn kind_name(&self, branch: &Part<'a>) -> &'static str {
        let facets = self.facets(branch, std::slice::from_ref(branch));
        let types = if facets.typed { facets.types } else { self.constrained(&facets) };
        match types {
            Types::INTEGER => "integer",
            types => types.only().map_or("other", |_| types.each().next().map_or("other", |(.., word)| word)),
        }
    }

    /// What a schema has that the others of the choice have not, in words.
    fn apart(&self, branch: &Part<'a>, branches: &[Part<'a>]) -> Option<String> {
        let parts = |branch: &Part<'a>| self.flattened(std::slice::from_ref(branch));
        let required = |branch: &Part<'a>| -> Vec<&'a str> {
            let parts = parts(branch);
            parts.iter().flat_map(|part| part.items("required")).filter_map(Node::as_str).collect()
        };
        let named = |branch: &Part<'a>| -> Vec<&'a str> {
            let parts = parts(branch);
            let mut names: Vec<&'a str> =
                parts.iter().flat_map(|part| part.named("properties")).map(|member| member.name.as_str()).collect();
            names.sort_unstable();
            names
        };
        let others = || branches.iter().filter(|other| !other.is_same(branch));
        let own = |of: &dyn Fn(&Part<'a>) -> Vec<&'a str>| {
            let taken: BTreeSet<&str> = others().flat_map(of).collect();
            of(branch).into_iter().find(|name| !taken.contains(name)).map(str::to_owned)
        };
        let own_parts = parts(branch);
        let find = |keyword: &str| own_parts.iter().find_map(|part| part.get(keyword).map(|node| (part, node)));
        own(&required).or_else(|| own(&named)).or_else(|| {
            if let Some((_, format)) = find("format") {
                return format.as_str().map(str::to_owned);
            }
            if let Some((part, _)) =
                find("items").filter(|(part, items)| array(items).is_none() && part.prefix().is_none())
            {
                let items = self.below(part, "items")?;
                let item = self
                    .said_name(&items, std::slice::from_ref(&items))
                    .unwrap_or_else(|| self.kind_name(&items).to_owned());
                return Some(format!("{item}-array"));
            }
            let word = |keyword: &str, word: &str| find(keyword).map(|_| word.to_owned());
            word("enum", "known").or_else(|| word("pattern", "pattern"))
        })
    }

    /// The names of the schemas of `anyOf` or `oneOf` of the schema at a location.
    pub(super) fn branch_names_at(&self, location: &Location, keyword: &'static str) -> Option<Vec<String>> {
        let part = self.part(location, &Scope::default())?;
        Some(self.branch_names(&part, keyword))
    }
}

/// The names of variants less that of their enum where they begin with it, as far as they are still told apart: `Geometry` has
/// the variant `Point` for a schema that is called `GeometryPoint`.
fn shortened(names: Vec<String>, owner: &str) -> Vec<String> {
    let short = |name: &String| {
        let rest = name.split_at_checked(owner.len()).filter(|(start, _)| start.eq_ignore_ascii_case(owner));
        let rest = rest.map(|(_, rest)| rest).filter(|rest| rest.starts_with(char::is_uppercase) && *rest != "Self");
        rest.unwrap_or(name).to_owned()
    };
    let short: Vec<String> = names.iter().map(short).collect();
    let alone: BTreeSet<&String> = short.iter().collect();
    if alone.len() == short.len() { short } else { names }
}

/// The one string that a schema allows, where it says so by `const` or `enum`.
fn constant(schema: &Node) -> Option<&str> {
    let listed = schema.get("enum").and_then(array).filter(|values| values.len() == 1);
    schema.get("const").or(listed.and_then(<[Node]>::first)).and_then(Node::as_str)
}
