//! Which standard traits a type can have, found by what it holds.

use super::checks;
use crate::model::{Kind, Model, Part, Shape, Struct, TypeId, TypeUse};
use std::collections::BTreeSet;

/// For each type of the model, what can be derived.
pub(super) struct Traits {
    eq: Vec<bool>,
    default: Vec<bool>,
    encoded: BTreeSet<TypeId>,
}

impl Traits {
    /// Starts from the hope that every type has `Eq`, and drops it where a part has it not, until nothing changes: so
    /// recursive types keep what all their parts have. A default has to be found, as a type that needs itself has none.
    /// Where a type changes, those that hold it are looked at again.
    pub fn of(model: &Model) -> Self {
        let mut traits = Traits {
            eq: vec![true; model.types.len()],
            default: vec![false; model.types.len()],
            encoded: encoded(model),
        };
        let mut holders = vec![Vec::new(); model.types.len()];
        for (position, def) in model.types.iter().enumerate() {
            for part in def.kind.held() {
                part.used().named(&mut |id| holders[id.0].push(TypeId(position)));
            }
        }
        let mut changed: Vec<TypeId> = (0..model.types.len()).map(TypeId).collect();
        while let Some(id) = changed.pop() {
            let found = (traits.eq_of(model, id), traits.default_of(model, id));
            if found != (traits.eq[id.0], traits.default[id.0]) {
                (traits.eq[id.0], traits.default[id.0]) = found;
                changed.extend(&holders[id.0]);
            }
        }
        traits
    }

    /// Whether a type has `Eq` and `Hash`: all but those that hold an `f64`.
    pub fn has_eq(&self, id: TypeId) -> bool {
        self.eq[id.0]
    }

    /// Whether a type has `Default`: a struct whose required fields all have a default that needs no check.
    pub fn has_default(&self, id: TypeId) -> bool {
        self.default[id.0]
    }

    /// Whether a type has `Serialize`: a private one only where a check compares its values.
    pub fn is_encoded(&self, id: TypeId) -> bool {
        self.encoded.contains(&id)
    }

    fn eq_of(&self, model: &Model, id: TypeId) -> bool {
        model.get(id).kind.held().into_iter().map(Part::used).all(|used| self.eq_of_use(used))
    }

    fn eq_of_use(&self, used: &TypeUse) -> bool {
        match &used.shape {
            Shape::Number => false,
            Shape::Named(id) => self.eq[id.0],
            Shape::Array(below) | Shape::Map(below) => self.eq_of_use(below),
            _ => true,
        }
    }

    fn default_of(&self, model: &Model, id: TypeId) -> bool {
        let def = model.get(id);
        let needless = |used: &TypeUse| checks::unkept(used).next().is_none() && self.default_of_use(used);
        def.conditions.is_empty()
            && match &def.kind {
                Kind::Enum(_) | Kind::Union(_) | Kind::ByType(_) => false,
                Kind::Newtype(inner) => needless(inner),
                Kind::Struct(object) => {
                    let mut required = object.fields().filter(|property| property.required.is_some());
                    !is_counted(object) && required.all(|property| needless(&property.held))
                }
                Kind::Tuple(tuple) => tuple.items.iter().all(|item| !item.required || needless(&item.held)),
            }
    }

    fn default_of_use(&self, used: &TypeUse) -> bool {
        used.nullable
            || match &used.shape {
                Shape::Named(id) => self.default[id.0],
                Shape::Format(format) => format.has_default(),
                Shape::Exact | Shape::Never => false,
                _ => true,
            }
    }
}

/// The types that users encode or that checks compare, and those that they hold.
fn encoded(model: &Model) -> BTreeSet<TypeId> {
    let mut found = BTreeSet::new();
    for (position, def) in model.types.iter().enumerate() {
        if !def.private {
            enter(model, TypeId(position), &mut found);
        }
        for used in def.kind.held().into_iter().map(Part::used) {
            if used.checks.iter().any(|located| checks::compares(&located.check, &used.shape)) {
                used.named(&mut |id| enter(model, id, &mut found));
            }
        }
    }
    found
}

fn enter(model: &Model, id: TypeId, found: &mut BTreeSet<TypeId>) {
    if found.insert(id) {
        for part in model.get(id).kind.held() {
            part.used().named(&mut |below| enter(model, below, found));
        }
    }
}

/// Whether a struct of its required properties alone may have too few or too many.
fn is_counted(object: &Struct) -> bool {
    !object.counts.is_empty() || !object.dependent.is_empty()
}
