//! Whether the type that users get of a schema can judge values: where it takes fewer than the schema, as an `i64` does for
//! an unbounded integer, a type of its own judges.

use super::Lowering;
use super::content::{Chosen, ChosenVariant, Form};
use super::part::{Key, Part};
use super::scalars::{bounds, is_held, is_unsigned};
use super::types::Types;
use crate::json::{Node, NodeKind};
use crate::keyword::{Holds, Keyword, array};
use crate::model::Check;
use crate::settings::{ImpliedTypes, Numbers};
use std::collections::BTreeSet;

/// How the values that a type takes are those that its schema takes.
#[derive(Clone, Copy)]
pub(super) struct Exactness {
    /// Whether it takes each valid value, and no other.
    judges: bool,
    /// Whether no value is rejected because its Rust type has no room for it.
    has_room: bool,
}

impl<'a> Lowering<'a> {
    /// Whether the type that users get of a schema takes each value that is valid, and no other.
    pub(super) fn is_exact(&self, part: &Part<'a>) -> bool {
        self.exactness(part).judges
    }

    /// Whether a form may take a value as one schema of `oneOf` only because the type of another one has no room for it:
    /// several are tried, and one of them has none.
    pub(super) fn lacks_room(&self, form: &Form<'a>) -> bool {
        let Form::Union(Chosen { keyword: "oneOf", variants, tag, .. }) = form else { return false };
        let by_tag = if tag.is_some() { Types::OBJECT } else { Types::NONE };
        let has_room = |variant: &ChosenVariant<'a>| variant.parts.iter().all(|part| self.exactness(part).has_room);
        let as_roomy = |a: &ChosenVariant<'a>, b: &ChosenVariant<'a>| {
            integer_sign(a).is_some_and(|sign| integer_sign(b) == Some(sign))
        };
        variants.iter().enumerate().any(|(position, a)| {
            let tried_too = |b: &&ChosenVariant<'a>| !(a.types & b.types).less(by_tag).is_empty() && !as_roomy(a, b);
            variants[position + 1..].iter().filter(tried_too).any(|b| !has_room(a) || !has_room(b))
        })
    }

    fn exactness(&self, part: &Part<'a>) -> Exactness {
        if let Some(known) = self.exact.borrow().get(&part.key()) {
            return *known;
        }
        let mut seen: BTreeSet<Key> = BTreeSet::new();
        let mut waiting = vec![part.clone()];
        let mut exactness = Exactness { judges: true, has_room: true };
        while let Some(next) = waiting.pop() {
            if seen.insert(next.key()) && self.budget.spend() {
                let found = self.exactness_alone(&next);
                exactness.judges &= found.judges;
                exactness.has_room &= found.has_room;
                if !exactness.has_room {
                    break;
                }
                waiting.extend(self.applied(&next));
                waiting.extend(self.inside(&next));
            }
        }
        self.exact.borrow_mut().insert(part.key(), exactness);
        exactness
    }

    /// How exact a type is for what a schema says by itself.
    fn exactness_alone(&self, part: &Part<'a>) -> Exactness {
        let infers = self.settings.implied_types == ImpliedTypes::Infer;
        let implied = infers && part.get("properties").is_some() && part.get("type").is_none();
        let takes = |name: &str| match part.get("type").map(|node| &node.kind) {
            Some(NodeKind::String(only)) => only == name,
            Some(NodeKind::Array(names)) => names.iter().filter_map(Node::as_str).any(|found| found == name),
            _ => false,
        };
        let listed = part.get("enum").is_some() || part.get("const").is_some();
        let checks = bounds(part);
        let rounded = (takes("integer") || !checks.is_empty()) && !listed;
        let numbers =
            self.settings.numbers == Numbers::Exact || takes("integer") && !takes("number") && is_held(&checks);
        let wide = takes("integer") && !takes("number") && !listed && !numbers;
        let fine = self.asserted_format(part).is_some_and(|format| format.rejects().is_some());
        let has_room = !wide && !fine;
        Exactness { judges: !implied && (!rounded || numbers) && has_room, has_room }
    }

    /// The schemas that stand inside a schema and are not those of `$defs`.
    fn inside(&self, part: &Part<'a>) -> Vec<Part<'a>> {
        let mut inside = Vec::new();
        for member in part.members() {
            let name = member.name.as_str();
            let Some(keyword) = Keyword::find(name, part.dialect) else { continue };
            let is_definitions = name == "$defs" || name == "definitions";
            match keyword.holds {
                Holds::Schema => inside.push(self.child(part, &[name], &member.value)),
                Holds::Schemas | Holds::SchemaOrSchemas => match array(&member.value) {
                    Some(_) => inside.extend(self.each(part, name)),
                    None => inside.push(self.child(part, &[name], &member.value)),
                },
                Holds::SchemaMap | Holds::SchemaOrStringsMap if !is_definitions => {
                    let schemas = member.value.members().iter().filter(|below| array(&below.value).is_none());
                    inside.extend(schemas.map(|below| self.child(part, &[name, &below.name], &below.value)));
                }
                _ => {}
            }
        }
        inside
    }
}

/// Of a variant of integers alone, whether they have a sign, which decides on their type.
fn integer_sign(variant: &ChosenVariant<'_>) -> Option<bool> {
    let bounds: Vec<Check> = variant.parts.iter().flat_map(bounds).collect();
    (variant.types == Types::INTEGER).then(|| !is_unsigned(&bounds))
}
