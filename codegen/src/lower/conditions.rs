//! What no Rust type says of a value: it is held back and judged before it is decoded.
//!
//! The schemas of a condition become private types, and judging is decoding: `not` asks that a value does not decode,
//! `contains` counts the items that do.

use super::array::tuple_checks;
use super::content::Form;
use super::facets::Facets;
use super::part::{Part, Without, is_idle_contains};
use super::types::Types;
use super::union::Choice;
use super::{Lowering, Place};
use crate::fidelity::Outcome;
use crate::keyword::{Keyword, Role, is_schema};
use crate::model::{Check, Condition, Evaluated, Evaluates, Guard, Shape, Test, TypeUse};
use std::collections::BTreeSet;

/// The most ways in which schemas are reached that evaluate a value together.
const WAYS: usize = 10_000;

/// What the text of a schema alone tells about the properties that it evaluates.
pub(super) struct Known<'a> {
    pub names: BTreeSet<&'a str>,
    pub all: bool,
}

/// What something is evaluated of: the properties of an object, or the items of an array.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Properties,
    Items,
}

/// A schema that evaluates something where all guards hold, as far as it is found yet.
#[derive(Clone)]
struct Reached<'a> {
    part: Part<'a>,
    guards: Vec<Asked<'a>>,
}

#[derive(Clone)]
enum Asked<'a> {
    Is(Part<'a>),
    IsNot(Part<'a>),
    Has(&'a str),
}

impl Reached<'_> {
    /// Whether this is the same schema, and reached wherever that one is.
    fn is_wherever(&self, other: &Self) -> bool {
        let holds = |asked: &Asked<'_>| other.guards.iter().any(|guard| guard.is_same(asked));
        self.part.is_same(&other.part) && self.guards.iter().all(holds)
    }
}

impl Asked<'_> {
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Asked::Is(a), Asked::Is(b)) | (Asked::IsNot(a), Asked::IsNot(b)) => a.is_same(b),
            (Asked::Has(a), Asked::Has(b)) => a == b,
            _ => false,
        }
    }
}

impl<'a> Lowering<'a> {
    /// All that is to be judged of a value whose type has this form. Comparing items needs them encoded, which private
    /// types are not, so these checks are taken from the form.
    pub(super) fn conditions(
        &mut self,
        facets: &Facets<'a>,
        choice: Option<&Choice<'a>>,
        form: &mut Form<'a>,
        place: &Place,
    ) -> Vec<Condition> {
        let mut conditions = Vec::new();
        for (position, part) in facets.parts.iter().enumerate() {
            let is_chosen = |keyword| choice.is_some_and(|choice| (choice.part, choice.keyword) == (position, keyword));
            self.choices(facets, part, is_chosen, place, &mut conditions);
            self.negations(part, place, &mut conditions);
            if facets.types.has(Types::OBJECT) {
                self.of_objects(part, place, &mut conditions);
            }
            if facets.types.has(Types::ARRAY) {
                self.of_arrays(part, place, &mut conditions);
            }
        }
        if let Form::Plain(Shape::Array(_) | Shape::Map(_), checks) = form
            && place.private
        {
            for check in checks.extract_if(.., |check| matches!(check, Check::UniqueItems | Check::Enum(_))) {
                // Of a nullable value, `null` is judged as well.
                let check = match (check, &facets.values) {
                    (Check::Enum(_), Some(values)) => Check::Enum(values.clone()),
                    (check, _) => check,
                };
                conditions.push(condition(&facets.owner, check.keyword(), Test::Value(check)));
            }
        }
        if let Some(choice) = choice.filter(|_| !place.private && self.lacks_room(form)) {
            let part = &facets.parts[choice.part];
            let test = Test::OneOfBeyond(self.judged_each(part, choice.keyword, place));
            conditions.push(condition(part, choice.keyword, test));
        }
        if let Form::Tuple = form {
            for check in tuple_checks(facets) {
                let (part, _) = facets.find(check.keyword()).unwrap_or((&facets.owner, facets.owner.node));
                conditions.push(condition(part, check.keyword(), Test::Value(check)));
            }
        }
        if let Form::Object = form {
            for part in self.crowded(facets) {
                let also = self.judged(part.clone(), "also", place);
                conditions.push(condition(&part, "patternProperties", Test::Also(also)));
            }
            if let Some(part) = self.overlapping(facets) {
                let patterns = self.judged(part.clone(), "patterns", place);
                conditions.push(condition(&part, "patternProperties", Test::Patterns(patterns)));
            }
        }
        if let Form::Plain(Shape::Array(_) | Shape::Map(_), _) = form
            && facets.values.is_some()
        {
            self.beside_values(facets, place, &mut conditions);
        }
        conditions
    }

    /// What stands beside an `enum` of arrays or objects, which are held as any are.
    fn beside_values(&mut self, facets: &Facets<'a>, place: &Place, conditions: &mut Vec<Condition>) {
        for part in &facets.parts {
            let alone = part.alone();
            let beside = Part { without: Without { values: true, ..alone.without }, ..alone };
            let bare = Facets { parts: vec![beside.clone()], ..facets.clone() };
            if self.constrained(&bare).has(Types::ARRAY | Types::OBJECT) {
                let also = self.judged(beside, "also", place);
                // That it is an array or an object is said by the values.
                let says_type_alone = match &also.shape {
                    Shape::Array(held) | Shape::Map(held) => {
                        matches!(held.shape, Shape::Any) && held.checks.is_empty() && also.checks.is_empty()
                    }
                    _ => false,
                };
                if !says_type_alone {
                    conditions.push(condition(part, "", Test::Also(also)));
                }
            }
        }
    }

    /// That a value must be valid for these schemas too.
    pub(super) fn also(&mut self, parts: &[Part<'a>], place: &Place) -> Vec<Condition> {
        let also = |part: &Part<'a>| condition(part, "", Test::Also(self.judged(part.clone(), "also", place)));
        parts.iter().map(also).collect()
    }

    /// How a schema of a condition is held: by a private type, exactly.
    fn judged(&mut self, part: Part<'a>, role: &str, place: &Place) -> TypeUse {
        self.held_all(vec![part], &place.judged(role))
    }

    fn judged_each(&mut self, part: &Part<'a>, keyword: &str, place: &Place) -> Vec<TypeUse> {
        let branches = self.each(part, keyword);
        branches.into_iter().map(|branch| self.judged(branch, keyword, place)).collect()
    }

    fn choices(
        &mut self,
        facets: &Facets<'a>,
        part: &Part<'a>,
        is_chosen: impl Fn(&'static str) -> bool,
        place: &Place,
        conditions: &mut Vec<Condition>,
    ) {
        for (keyword, test) in [("anyOf", Test::AnyOf as fn(Vec<TypeUse>) -> Test), ("oneOf", Test::OneOf)] {
            // A choice of one is applied like `allOf`.
            if part.items(keyword).len() > 1 && !is_chosen(keyword) {
                let test = test(self.judged_each(part, keyword, place));
                conditions.push(condition(part, keyword, test));
                if !place.private && self.names_more(facets, part, keyword) {
                    let reason = "properties that only a judged choice names are held by `additional_properties`";
                    self.note(part, keyword, Outcome::Untyped, reason);
                }
            }
        }
    }

    fn negations(&mut self, part: &Part<'a>, place: &Place, conditions: &mut Vec<Condition>) {
        if let Some(below) = self.below(part, "not") {
            let test = Test::Not(self.judged(below, "not", place));
            conditions.push(condition(part, "not", test));
        }
        if let Some(below) = self.below(part, "if") {
            // What allows everything is no condition.
            let then = self.below(part, "then").filter(|then| !self.allows_all(then));
            let otherwise = self.below(part, "else").filter(|otherwise| !self.allows_all(otherwise));
            if then.is_some() || otherwise.is_some() {
                let test = Test::If {
                    test: self.judged(below, "if", place),
                    then: then.map(|part| self.judged(part, "then", place)),
                    otherwise: otherwise.map(|part| self.judged(part, "else", place)),
                };
                conditions.push(condition(part, "if", test));
            }
        }
    }

    fn of_objects(&mut self, part: &Part<'a>, place: &Place, conditions: &mut Vec<Condition>) {
        for keyword in ["dependentSchemas", "dependencies"] {
            // Since `dependencies` holds lists of names too, only its schemas are judged.
            if keyword == "dependencies" && part.without.conditions {
                continue;
            }
            for member in part.named(keyword).iter().filter(|member| is_schema(&member.value)) {
                let below = self.child(part, &[keyword, &member.name], &member.value);
                let schema = self.judged(below, &format!("with-{}", member.name), place);
                let test = Test::Dependent { property: member.name.clone(), schema };
                conditions.push(condition(part, keyword, test));
            }
        }
        if let Some(below) = self.below(part, "unevaluatedProperties")
            && !part.without.conditions
            && self.statically_evaluated(part).is_none()
        {
            let evaluated = self.evaluated(part, Of::Properties, place);
            if !leaves_none(&evaluated) && !self.allows_all(&below) {
                let others = self.judged(below, "unevaluated", place);
                let test = Test::UnevaluatedProperties { evaluated, others };
                conditions.push(condition(part, "unevaluatedProperties", test));
            }
        }
    }

    fn of_arrays(&mut self, part: &Part<'a>, place: &Place, conditions: &mut Vec<Condition>) {
        if let Some(below) = self.below(part, "contains")
            && !is_idle_contains(part)
        {
            let item = self.judged(below, "contains", place);
            let least = part.count("minContains").unwrap_or(1);
            let test = Test::Contains { item, least, most: part.count("maxContains") };
            conditions.push(condition(part, "contains", test));
        }
        if let Some(below) = self.below(part, "unevaluatedItems") {
            let evaluated = self.evaluated(part, Of::Items, place);
            if !leaves_none(&evaluated) && !self.allows_all(&below) {
                let others = self.judged(below, "unevaluated-item", place);
                let test = Test::UnevaluatedItems { evaluated, others };
                conditions.push(condition(part, "unevaluatedItems", test));
            }
        }
    }

    /// The properties that a schema with `unevaluatedProperties` evaluates, where the text alone tells which.
    pub(super) fn statically_evaluated(&mut self, part: &Part<'a>) -> Option<Known<'a>> {
        let mut known = Known { names: BTreeSet::new(), all: false };
        for Reached { part: reached, guards } in self.reached(part) {
            let named = reached.named("properties").iter().map(|member| member.name.as_str());
            let other = reached.get("additionalProperties").is_some() || is_nested(part, &reached, Of::Properties);
            let evaluates = reached.get("properties").is_some() || other;
            let patterns = !reached.named("patternProperties").is_empty();
            if !guards.is_empty() && evaluates || patterns {
                return None;
            }
            known.names.extend(named);
            known.all |= other;
        }
        Some(known)
    }

    /// All that evaluates properties or items beside the schema's own unevaluated keyword (Core, section 11).
    fn evaluated(&mut self, part: &Part<'a>, of: Of, place: &Place) -> Vec<Evaluated> {
        let mut evaluated = Vec::new();
        for Reached { part: reached, guards } in self.reached(part) {
            let mut what = match of {
                Of::Properties => self.evaluated_properties(&reached),
                Of::Items => self.evaluated_items(&reached, place),
            };
            if is_nested(part, &reached, of) {
                what = vec![Evaluates::All];
            }
            // No array has a property.
            let is_of_objects = guards.iter().any(|guard| matches!(guard, Asked::Has(_)));
            if what.is_empty() || of == Of::Items && is_of_objects {
                continue;
            }
            let guards: Vec<Asked<'a>> = guards.into_iter().flat_map(|guard| self.plainly(guard, of)).collect();
            let guards: Vec<Guard> = guards
                .into_iter()
                .map(|guard| match guard {
                    Asked::Is(part) => Guard::Is(self.judged(part, "where", place)),
                    Asked::IsNot(part) => Guard::IsNot(self.judged(part, "where", place)),
                    Asked::Has(name) => Guard::Has(name.to_owned()),
                })
                .collect();
            evaluated.extend(what.into_iter().map(|what| Evaluated { guards: guards.clone(), what }));
        }
        evaluated
    }

    /// What is asked of a value, in the plainest words: each of several schemas by itself, and no `not` of another one.
    fn plainly(&self, asked: Asked<'a>, of: Of) -> Vec<Asked<'a>> {
        let (part, is_asked) = match asked {
            Asked::Is(part) => (part, true),
            Asked::IsNot(part) => (part, false),
            has @ Asked::Has(_) => return vec![has],
        };
        let says_only = |keyword: &str| {
            let is_silent = |name| Keyword::find(name, part.dialect).is_none_or(|found| found.role == Role::Annotation);
            part.get(keyword).is_some()
                && part.members().all(|member| member.name == keyword || is_silent(&member.name))
        };
        if says_only("not")
            && let Some(below) = self.below(&part, "not")
        {
            return self.plainly(if is_asked { Asked::IsNot(below) } else { Asked::Is(below) }, of);
        }
        if !is_asked {
            return vec![Asked::IsNot(part)];
        }
        if says_only("allOf") {
            return self.each(&part, "allOf").into_iter().flat_map(|part| self.plainly(Asked::Is(part), of)).collect();
        }
        match part.items("required") {
            // Only objects have properties that could be evaluated.
            [name] if of == Of::Properties && says_only("required") => {
                name.as_str().map(Asked::Has).into_iter().collect()
            }
            _ => vec![Asked::Is(part)],
        }
    }

    fn evaluated_properties(&mut self, part: &Part<'a>) -> Vec<Evaluates> {
        let mut what = Vec::new();
        let names = part.named("properties");
        if !names.is_empty() {
            what.push(Evaluates::Names(names.iter().map(|member| member.name.clone()).collect()));
        }
        for member in part.named("patternProperties") {
            let regex = self.regex(part, &member.value, &member.name, "patternProperties");
            what.extend(regex.map(|regex| Evaluates::Pattern(regex.pattern.clone())));
        }
        if part.get("additionalProperties").is_some() {
            what.push(Evaluates::All);
        }
        what
    }

    fn evaluated_items(&mut self, part: &Part<'a>, place: &Place) -> Vec<Evaluates> {
        let mut what = Vec::new();
        if let Some((_, items)) = part.prefix() {
            what.push(Evaluates::First(items.len() as u64));
        }
        if part.rest().is_some() {
            what.push(Evaluates::All);
        }
        // `contains` evaluates since draft 2020-12.
        if part.dialect.draft == crate::dialect::Draft::Draft202012
            && let Some(below) = self.below(part, "contains")
        {
            what.push(Evaluates::Items(self.judged(below, "contains", place)));
        }
        what
    }

    /// Every schema that applies to the same value as this one, and what must hold for that.
    fn reached(&self, part: &Part<'a>) -> Vec<Reached<'a>> {
        let mut reached = Vec::new();
        self.reach(Reached { part: part.clone(), guards: Vec::new() }, &mut Vec::new(), &mut reached);
        reached
    }

    fn reach(&self, at: Reached<'a>, above: &mut Vec<super::part::Key>, reached: &mut Vec<Reached<'a>>) {
        let key = at.part.key();
        if reached.len() == WAYS {
            self.budget.exhaust();
        }
        let is_known = reached.iter().any(|known| known.is_wherever(&at));
        if above.contains(&key) || is_known || !self.budget.spend() {
            return;
        }
        above.push(key);
        let Reached { part, guards } = &at;
        let mut next = |part: Part<'a>, guard: Option<Asked<'a>>| {
            let guards = guards.iter().cloned().chain(guard).collect();
            self.reach(Reached { part, guards }, above, reached);
        };
        for applied in self.applied(part) {
            next(applied, None);
        }
        for keyword in ["anyOf", "oneOf"] {
            let branches = self.each(part, keyword);
            if branches.len() > 1 {
                for branch in branches {
                    next(branch.clone(), Some(Asked::Is(branch)));
                }
            }
        }
        if let Some(test) = self.below(part, "if") {
            next(test.clone(), Some(Asked::Is(test.clone())));
            if let Some(then) = self.below(part, "then") {
                next(then, Some(Asked::Is(test.clone())));
            }
            if let Some(otherwise) = self.below(part, "else") {
                next(otherwise, Some(Asked::IsNot(test)));
            }
        }
        for member in part.named("dependentSchemas") {
            next(self.child(part, &["dependentSchemas", &member.name], &member.value), Some(Asked::Has(&member.name)));
        }
        above.pop();
        reached.push(at);
    }
}

/// Whether everything is evaluated, whatever the value.
fn leaves_none(evaluated: &[Evaluated]) -> bool {
    evaluated.iter().any(|entry| entry.guards.is_empty() && matches!(entry.what, Evaluates::All))
}

/// Whether a schema below evaluates by its own `unevaluatedProperties` or `unevaluatedItems`.
fn is_nested(outer: &Part<'_>, part: &Part<'_>, of: Of) -> bool {
    let keyword = if of == Of::Properties { "unevaluatedProperties" } else { "unevaluatedItems" };
    part.location() != outer.location() && part.get(keyword).is_some()
}

fn condition(part: &Part<'_>, keyword: &str, test: Test) -> Condition {
    let pointer = if keyword.is_empty() { part.pointer.clone() } else { part.pointer.child(keyword) };
    Condition { location: part.document.location(pointer), test }
}
