//! A rough judgement whether a schema takes a value, so that a value can be grown anew when it falls into what `not`,
//! a failed `if` or another branch of `oneOf` forbids.
//!
//! This is no validator: formats always pass, `unevaluated*` is only seen beside `properties`, and beyond some depth
//! everything passes.

use serde_json::Value;

use super::course::Course;
use super::json::Json;
use super::kinds::Kinds;
use super::members::{item, member, required};
use super::numbers::Range;
use super::reach::follow;
use super::shape::{Keywords, Part, Shape, Sub, is_old};
use super::strings::Demand;

/// How many schemas deep the judgement goes.
const FAR: usize = 8;

/// How many schemas one judgement looks into before it gives up, as branches of branches multiply.
const FUEL: usize = 500;

/// Whether one of the schemas probably takes the value.
pub(super) fn any_takes<'a>(subs: &[Sub<'a>], value: &Json, course: &mut Course<'a>) -> bool {
    course.fuel = FUEL;
    subs.iter().any(|sub| course.fuel > 0 && takes_within(sub.clone(), value, FAR, course))
}

fn takes_within<'a>(sub: Sub<'a>, value: &Json, far: usize, course: &mut Course<'a>) -> bool {
    let keywords = match sub.schema {
        Value::Bool(verdict) => return *verdict,
        schema => match Keywords::of(schema) {
            Some(keywords) if far > 0 && course.fuel > 0 => keywords,
            _ => return true,
        },
    };
    course.fuel -= 1;
    let sub = sub.entered();
    if !follow(&sub, keywords).into_iter().all(|target| takes_within(target, value, far - 1, course)) {
        return false;
    }
    if keywords.contains_key("$ref") && is_old(sub.draft) {
        return true;
    }
    let shape = Shape::lone(Part { sub: sub.clone(), keywords });
    takes_itself(&shape, value, far, course) && takes_branches(&sub, value, far, course)
}

/// The keywords that look at the value itself.
fn takes_itself<'a>(shape: &Shape<'a>, value: &Json, far: usize, course: &mut Course<'a>) -> bool {
    if !shape.kinds.meets(Kinds::of(value)) {
        return false;
    }
    if shape.choices().is_some_and(|choices| choices.iter().all(|choice| !choice.same(value))) {
        return false;
    }
    let counts = |least: &str, most: &str, count: usize| {
        count >= shape.at_least(least) && shape.at_most(most).is_none_or(|most| count <= most)
    };
    match value {
        Json::Null | Json::Bool(_) => true,
        Json::Number(literal) => Range::of(shape).accepts(literal),
        Json::String(text) => Demand::of(shape, course).accepts(text),
        Json::Array(items) => {
            counts("minItems", "maxItems", items.len())
                && items
                    .iter()
                    .enumerate()
                    .all(|(index, value)| item(shape, index).is_some_and(|subs| all_take(subs, value, far, course)))
        }
        Json::Object(members) => {
            counts("minProperties", "maxProperties", members.len())
                && required(shape).iter().all(|name| members.iter().any(|(other, _)| other == name))
                && members.iter().all(|(name, value)| {
                    member(shape, name, course).is_some_and(|subs| all_take(subs, value, far, course))
                })
        }
    }
}

fn all_take<'a>(subs: Vec<Sub<'a>>, value: &Json, far: usize, course: &mut Course<'a>) -> bool {
    subs.into_iter().all(|sub| takes_within(sub, value, far - 1, course))
}

/// The keywords that apply other schemas to the same value.
fn takes_branches<'a>(sub: &Sub<'a>, value: &Json, far: usize, course: &mut Course<'a>) -> bool {
    let mut below = |schema| takes_within(sub.below(&[], schema), value, far - 1, course);
    let list = |keyword: &str| sub.schema.get(keyword).and_then(Value::as_array);
    let all = list("allOf").is_none_or(|all| all.iter().all(&mut below));
    let any = all && list("anyOf").is_none_or(|any| any.iter().any(&mut below));
    let one = any && list("oneOf").is_none_or(|one| one.iter().filter(|branch| below(branch)).count() == 1);
    let not = one && sub.schema.get("not").is_none_or(|not| !below(not));
    let then = |condition| if condition { "then" } else { "else" };
    let condition = sub.schema.get("if").map(|condition| then(below(condition)));
    not && condition.and_then(|branch| sub.schema.get(branch)).is_none_or(below)
}
