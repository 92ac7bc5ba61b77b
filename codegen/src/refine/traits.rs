//! Which standard traits a type can have, found by what it holds.

use crate::model::{Kind, Model, Shape, TypeId, TypeUse};

/// For each type of the model, what can be derived.
pub(super) struct Traits {
    eq: Vec<bool>,
    default: Vec<bool>,
}

impl Traits {
    /// Starts from the hope that every type has `Eq`, and drops it where a part has it not, until nothing changes: so
    /// recursive types keep what all their parts have. A default has to be found, as a type that needs itself has none.
    pub fn of(model: &Model) -> Self {
        let mut traits = Traits { eq: vec![true; model.types.len()], default: vec![false; model.types.len()] };
        loop {
            let eq = (0..model.types.len()).map(|id| traits.eq_of(model, TypeId(id))).collect();
            let default = (0..model.types.len()).map(|id| traits.default_of(model, TypeId(id))).collect();
            let next = Traits { eq, default };
            if next.eq == traits.eq && next.default == traits.default {
                return next;
            }
            traits = next;
        }
    }

    /// Whether a type has `Eq` and `Hash`: all but those that hold an `f64`.
    pub fn has_eq(&self, id: TypeId) -> bool {
        self.eq[id.0]
    }

    /// Whether a type has `Default`: a struct whose required fields all have a default that needs no check.
    pub fn has_default(&self, id: TypeId) -> bool {
        self.default[id.0]
    }

    fn eq_of(&self, model: &Model, id: TypeId) -> bool {
        model.get(id).kind.uses().into_iter().all(|used| self.eq_of_use(used))
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
        match &model.get(id).kind {
            Kind::Enum(_) => false,
            Kind::Newtype(inner) => inner.checks.is_empty() && self.default_of_use(inner),
            Kind::Struct(object) => {
                let needless = |used: &TypeUse| used.checks.is_empty() && self.default_of_use(used);
                object.properties.iter().all(|property| !property.required || needless(&property.held))
            }
        }
    }

    fn default_of_use(&self, used: &TypeUse) -> bool {
        used.nullable
            || match &used.shape {
                Shape::Named(id) => self.default[id.0],
                Shape::Format(format) => format.has_default(),
                Shape::Never => false,
                _ => true,
            }
    }
}
