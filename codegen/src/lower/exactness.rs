//! Whether the type that users get of a schema can judge values: where it takes fewer than the schema, as an `i64` does for
//! an unbounded integer, a type of its own judges.

use super::Lowering;
use super::part::{Key, Part};
use super::scalars::{bounds, is_held};
use crate::json::{Node, NodeKind};
use crate::keyword::{Holds, Keyword, array};
use crate::settings::{ImpliedTypes, Numbers};
use std::collections::BTreeSet;

impl<'a> Lowering<'a> {
    /// Whether the type that users get of a schema takes each value that is valid, and no other.
    pub(super) fn is_exact(&self, part: &Part<'a>) -> bool {
        if let Some(known) = self.exact.borrow().get(&part.key()) {
            return *known;
        }
        let mut seen: BTreeSet<Key> = BTreeSet::new();
        let mut waiting = vec![part.clone()];
        let mut exact = true;
        while let Some(next) = waiting.pop() {
            if seen.insert(next.key()) && self.budget.spend() {
                exact = !self.is_narrowed(&next);
                if !exact {
                    break;
                }
                waiting.extend(self.applied(&next));
                waiting.extend(self.inside(&next));
            }
        }
        self.exact.borrow_mut().insert(part.key(), exact);
        exact
    }

    /// Whether what a schema says by itself may become a type that takes fewer values, or other ones.
    fn is_narrowed(&self, part: &Part<'a>) -> bool {
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
        implied || rounded && !numbers
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
