//! Types that would decode a value by decoding the same value as themselves: schemas that apply themselves in place.

use crate::diagnostic::{Diagnostic, Problem};
use crate::load::Documents;
use crate::model::{Guard, Kind, Model, Shape, Test, TypeDef, TypeId, TypeUse};

/// A problem for every schema that applies itself in place without end (Core, section 9.4.1).
pub(super) fn problems(model: &Model, documents: &Documents) -> Vec<Diagnostic> {
    let mut colours = vec![Colour::New; model.types.len()];
    let mut problems = Vec::new();
    for id in 0..model.types.len() {
        visit(model, TypeId(id), &mut colours, &mut |def| {
            let Some(document) = documents.get(&def.location.document) else { return };
            if let Some(node) = document.root.at(&def.location.pointer) {
                let pointer = def.location.pointer.clone();
                problems.push(document.problem(Problem::CircularSchema, node.span.clone(), pointer));
            }
        });
    }
    problems
}

#[derive(Clone, Copy, PartialEq)]
enum Colour {
    New,
    Open,
    Done,
}

fn visit(model: &Model, id: TypeId, colours: &mut [Colour], found: &mut impl FnMut(&TypeDef)) {
    match colours[id.0] {
        Colour::Done => return,
        Colour::Open => return found(model.get(id)),
        Colour::New => {}
    }
    colours[id.0] = Colour::Open;
    for used in in_place(model.get(id)) {
        if let Shape::Named(next) = used.shape {
            visit(model, next, colours, found);
        }
    }
    colours[id.0] = Colour::Done;
}

/// The uses that decode the same value as the type itself.
fn in_place(def: &TypeDef) -> Vec<&TypeUse> {
    let mut uses = match &def.kind {
        Kind::Newtype(inner) => vec![inner],
        Kind::Union(union) => union.variants.iter().map(|variant| &variant.held).collect(),
        Kind::ByType(found) => found.variants.iter().map(|variant| &variant.held).collect(),
        Kind::Struct(_) | Kind::Enum(_) | Kind::Tuple(_) => Vec::new(),
    };
    for condition in &def.conditions {
        match &condition.test {
            Test::Not(schema) | Test::Also(schema) | Test::Patterns(schema) | Test::Dependent { schema, .. } => {
                uses.push(schema);
            }
            Test::AnyOf(each) | Test::OneOf(each) | Test::OneOfBeyond(each) => uses.extend(each),
            Test::If { test, then, otherwise } => {
                uses.push(test);
                uses.extend(then);
                uses.extend(otherwise);
            }
            Test::UnevaluatedProperties { evaluated, .. } | Test::UnevaluatedItems { evaluated, .. } => {
                for guard in evaluated.iter().flat_map(|evaluated| &evaluated.guards) {
                    if let Guard::Is(used) | Guard::IsNot(used) = guard {
                        uses.push(used);
                    }
                }
            }
            Test::Contains { .. } | Test::Value(_) => {}
        }
    }
    uses
}
