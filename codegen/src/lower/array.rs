//! Arrays: of items that are all alike, or held one by one.

use super::content::Form;
use super::facets::Facets;
use super::names::field_name;
use super::naming::ordinal;
use super::part::{Part, denying};
use super::types::Types;
use super::{Lowering, Place};
use crate::model::{Check, Rest, Shape, Tuple, TupleItem, TypeUse};

/// The field for the items behind the prefix.
const ADDITIONAL: &str = "additional_items";

impl<'a> Lowering<'a> {
    pub(super) fn arrays(&mut self, facets: &Facets<'a>, place: &Place) -> Form<'a> {
        let mut checks = array_checks(facets);
        if let Some(values) = facets.values_of(Types::ARRAY) {
            checks.insert(0, Check::Enum(values));
            return Form::Plain(Shape::Array(Box::new(TypeUse::of(Shape::Any))), checks);
        }
        if facets.parts.iter().any(|part| part.prefix().is_some_and(|(_, items)| !items.is_empty())) {
            return Form::Tuple;
        }
        let parts = self.item(facets, 0);
        let items = self.held_all(parts, &place.below("item", false));
        self.note_any(&facets.owner, &items, place);
        Form::Plain(Shape::Array(Box::new(items)), checks)
    }

    /// The schemas of the item at a position.
    fn item(&self, facets: &Facets<'a>, position: usize) -> Vec<Part<'a>> {
        let mut parts = Vec::new();
        for part in &facets.parts {
            match part.prefix().and_then(|(keyword, items)| Some((keyword, items.get(position)?))) {
                Some((keyword, node)) => parts.push(self.child(part, &[keyword, &position.to_string()], node)),
                None => parts.extend(part.rest().and_then(|keyword| self.below(part, keyword))),
            }
        }
        parts
    }

    /// An array whose items are held one by one; what else is asked of it is [judged](tuple_checks) as a whole.
    pub(super) fn tuple(&mut self, facets: &Facets<'a>, place: &Place) -> Tuple {
        let length = prefix_length(facets);
        let least = facets.most("minItems").unwrap_or_default();
        let items = (0..length).map(|position| {
            let parts = self.item(facets, position);
            let location = parts.first().unwrap_or(&facets.owner).location();
            let word = ordinal(position);
            let held = self.held_all(parts, &place.below(&word, true));
            let field = field_name(&word);
            TupleItem { field, required: (position as u64) < least, held, location }
        });
        let items = items.collect();
        let parts = self.item(facets, length);
        let location = denying(&parts).unwrap_or(&facets.owner).location();
        let rest = self.held_all(parts, &place.below("item", false));
        let rest = if let Shape::Never = rest.shape {
            Rest::Denied { location }
        } else {
            self.note_any(&facets.owner, &rest, place);
            Rest::Kept { field: ADDITIONAL.to_owned(), items: Box::new(rest), location }
        };
        Tuple { items, rest }
    }
}

/// How many items have a schema of their own.
fn prefix_length(facets: &Facets<'_>) -> usize {
    let lengths = facets.parts.iter().filter_map(Part::prefix).map(|(_, items)| items.len());
    lengths.max().unwrap_or_default()
}

/// What is asked of an array as a whole whose items are held one by one; which of these it must have, its fields say.
pub(super) fn tuple_checks(facets: &Facets<'_>) -> Vec<Check> {
    let length = prefix_length(facets) as u64;
    let mut checks = array_checks(facets);
    checks.retain(|check| !matches!(check, Check::MinItems(least) if *least <= length));
    checks
}

/// What is asked of an array as a whole.
fn array_checks(facets: &Facets<'_>) -> Vec<Check> {
    use crate::json::NodeKind;
    let unique =
        |part: &Part<'_>| matches!(part.get("uniqueItems").map(|node| &node.kind), Some(NodeKind::Boolean(true)));
    let least = facets.most("minItems").filter(|least| *least > 0);
    let checks = [
        least.map(Check::MinItems),
        facets.least("maxItems").map(Check::MaxItems),
        facets.parts.iter().any(unique).then_some(Check::UniqueItems),
    ];
    checks.into_iter().flatten().collect()
}
