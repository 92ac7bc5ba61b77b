//! What the documentation of a struct tells of the schemas that it is put together from: the named ones, which are its bases,
//! and the words of those inside that have no name.

use super::Lowering;
use super::facets::Facets;
use super::part::{Key, Part};
use crate::json::Node;
use crate::pointer::Location;
use std::collections::BTreeSet;

impl<'a> Lowering<'a> {
    /// The schemas with a named type that apply to all values of these, the nearest alone: not the bases of bases.
    pub(super) fn bases(&self, facets: &Facets<'a>) -> Vec<Location> {
        let owner = facets.owner.whole();
        let mut bases = Vec::new();
        self.walk(&owner, &mut |part| {
            let is_base = part.key() != owner.key() && self.is_declared(part);
            if is_base {
                bases.push(part.clone());
            }
            !is_base
        });
        // Schemas that apply beside it, as where two of `allOf` speak of one property.
        let known = self.applied_below(&owner);
        let beside = facets.parts.iter().map(Part::whole);
        bases.extend(beside.filter(|part| self.is_declared(part) && !known.contains(&part.key())));
        let below: Vec<BTreeSet<Key>> = bases.iter().map(|base| self.applied_below(base)).collect();
        let is_nearest = |base: &Part<'a>| {
            let is_below =
                |(other, below): (&Part<'a>, &BTreeSet<Key>)| other.key() != base.key() && below.contains(&base.key());
            !bases.iter().zip(&below).any(is_below)
        };
        let mut nearest: Vec<Location> = Vec::new();
        for location in bases.iter().filter(|base| is_nearest(base)).map(Part::location) {
            if !nearest.contains(&location) {
                nearest.push(location);
            }
        }
        nearest
    }

    /// The description of the first schema without a name that is part of this one in place; none where this one has words
    /// itself.
    pub(super) fn described_inside(&self, schema: &Part<'a>) -> Option<String> {
        let words = |part: &Part<'a>, keyword| part.get(keyword).and_then(Node::as_str).map(str::to_owned);
        let owner = schema.whole();
        if words(&owner, "description").or_else(|| words(&owner, "title")).is_some() {
            return None;
        }
        let mut found = None;
        self.walk(&owner, &mut |part| {
            let is_inside = part.key() == owner.key() || !self.is_declared(part);
            if is_inside && found.is_none() {
                found = words(part, "description");
            }
            is_inside
        });
        found
    }

    /// A schema and all that apply to its values in place and without a condition.
    fn applied_below(&self, schema: &Part<'a>) -> BTreeSet<Key> {
        let mut reached = BTreeSet::new();
        self.walk(schema, &mut |part| reached.insert(part.key()));
        reached
    }

    /// Visits a schema and those that it applies in place and without a condition, each once; below one only where `visit`
    /// says so.
    fn walk(&self, schema: &Part<'a>, visit: &mut dyn FnMut(&Part<'a>) -> bool) {
        let mut seen = BTreeSet::new();
        let mut waiting = vec![schema.clone()];
        while let Some(part) = waiting.pop() {
            if seen.insert(part.key()) && visit(&part) {
                waiting.extend(self.applied(&part).into_iter().rev());
            }
        }
    }
}
