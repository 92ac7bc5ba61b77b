//! An object schema's properties, and what becomes of the others.

use super::names::{Scope, field_name};
use super::{Lowering, Place, Schema};
use crate::diagnostic::Problem;
use crate::fidelity::Outcome;
use crate::json::{Node, NodeKind};
use crate::keyword::array;
use crate::model::{Additional, Property, Shape, Struct, TypeUse};
use crate::settings::UnknownProperties;
use std::collections::BTreeSet;

/// The field for the properties that a schema does not name.
const ADDITIONAL: &str = "additional_properties";

impl<'a> Lowering<'a> {
    /// The struct that an object schema becomes.
    pub(super) fn object(&mut self, schema: &Schema<'a>, owner: &str) -> Struct {
        let mut scope = Scope::default();
        scope.take_exactly(ADDITIONAL);
        let required = required(schema.node);
        let named = schema.node.get("properties").map_or(&[][..], Node::members);
        let mut properties = Vec::new();
        for member in named {
            let below = schema.child(&["properties", &member.name], &member.value);
            let Some(held) = self.held(&below, &Place::new(owner, &member.name, true)) else { continue };
            if matches!(held.shape, Shape::Any) {
                self.note_any(&below, &held);
            }
            let field = self.field(&mut scope, &below, &member.name);
            let required = required.contains(member.name.as_str());
            properties.push(Property { name: member.name.clone(), field, required, held });
        }
        let additional = self.additional(schema, owner);
        // A required name that `properties` does not list is an additional property that must be there.
        for name in required.into_iter().filter(|name| !named.iter().any(|member| member.name == *name)) {
            let held = match &additional {
                Additional::Kept { values, .. } => (**values).clone(),
                Additional::Dropped => TypeUse::of(Shape::Any),
                Additional::Denied => {
                    let message = format!("`required` wants `{name}`, which `additionalProperties` forbids");
                    self.problems.push(schema.problem("required", Problem::Unsatisfiable { message }));
                    continue;
                }
            };
            let field = scope.take([field_name(name)]);
            properties.push(Property { name: name.to_owned(), field, required: true, held });
        }
        Struct { properties, additional }
    }

    fn field(&mut self, scope: &mut Scope, property: &Schema<'a>, name: &str) -> String {
        match self.chosen(&self.settings.fields, property, |name| field_name(name) == name) {
            Some(chosen) if scope.take_exactly(chosen.get_ref()) => chosen.get_ref().clone(),
            Some(chosen) => {
                let message = format!("the field name `{}` is taken in this struct", chosen.get_ref());
                self.problems.push(self.settings.problem(chosen.span(), message));
                chosen.get_ref().clone()
            }
            None => scope.take([field_name(name)]),
        }
    }

    fn additional(&mut self, schema: &Schema<'a>, owner: &str) -> Additional {
        let values = match schema.node.get("additionalProperties") {
            Some(Node { kind: NodeKind::Boolean(false), .. }) => return Additional::Denied,
            Some(node) => {
                let below = schema.child(&["additionalProperties"], node);
                self.held(&below, &Place::new(owner, "value", false))
            }
            None => Some(TypeUse::of(Shape::Any)),
        };
        let values = values.unwrap_or_else(|| TypeUse::of(Shape::Any));
        if self.settings.unknown_properties == UnknownProperties::Drop && matches!(values.shape, Shape::Any) {
            let reason = "properties that the schema does not name are dropped, as `unknown_properties` says";
            self.note(schema, "additionalProperties", Outcome::Lost, reason);
            return Additional::Dropped;
        }
        self.note_any(schema, &values);
        Additional::Kept { field: ADDITIONAL.to_owned(), values: Box::new(values) }
    }
}

fn required(node: &Node) -> BTreeSet<&str> {
    let names = node.get("required").and_then(array).unwrap_or_default();
    names.iter().filter_map(Node::as_str).collect()
}
