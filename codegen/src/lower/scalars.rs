//! Strings and numbers: which Rust type holds them, and what is checked of them.

use super::content::Form;
use super::facets::Facets;
use super::part::Part;
use super::types::Types;
use super::{Lowering, Place};
use crate::diagnostic::Problem;
use crate::fidelity::Outcome;
use crate::format::Format;
use crate::json::{Member, Node, NodeKind};
use crate::keyword::array;
use crate::load::Documents;
use crate::model::{Annotations, Check, Shape, Width};
use crate::regex::{self, Regex};
use crate::settings::{Formats, Numbers};
use rustc_hash::FxHashMap as HashMap;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;

impl<'a> Lowering<'a> {
    /// The format of a part's `format`, where it decides which strings are valid.
    pub(super) fn asserted_format(&self, part: &Part<'a>) -> Option<Format> {
        let asserted = self.settings.formats == Formats::Assert || part.dialect.format_assertion;
        let name = part.get("format").and_then(Node::as_str).filter(|_| asserted)?;
        Format::find(name, part.dialect.draft)
    }

    pub(super) fn strings(&mut self, facets: &Facets<'a>, place: &Place) -> Form<'a> {
        let mut formats: Vec<(&Part<'a>, Format)> = Vec::new();
        for part in &facets.parts {
            if let Some(format) = self.asserted_format(part)
                && !formats.iter().any(|(_, known)| *known == format)
            {
                formats.push((part, format));
            }
        }
        let mut checks = self.lengths_and_patterns(facets);
        if let Some(mut values) = facets.values_of(Types::STRING) {
            values.retain(|value| self.is_fitting(facets, value.as_str().unwrap_or_default()));
            if formats.is_empty() {
                let named =
                    values.iter().filter_map(Value::as_str).map(|text| (text.to_owned(), Annotations::default()));
                return Form::Strings(named.collect(), None);
            }
            checks = vec![Check::Enum(values)];
        }
        match formats[..] {
            // What is only judged is judged by its text, which no type cuts short.
            [(part, format)] if checks.is_empty() && !(place.private && format.rejects().is_some()) => {
                if let Some((reason, pattern)) = format.rejects() {
                    let only = json!({ "not": { "type": "string", "pattern": pattern } });
                    self.note_narrowed(part, "format", reason, only, false);
                }
                if let Some(reason) = format.respells().filter(|_| !place.private) {
                    self.note(part, "format", Outcome::Respelled, reason);
                }
                Form::Plain(Shape::Format(format), checks)
            }
            _ => {
                // The checks are of the text, which a type of its own would not keep.
                checks.extend(formats.into_iter().map(|(_, format)| Check::Format(format)));
                Form::Plain(Shape::String, checks)
            }
        }
    }

    /// The checks of strings by their lengths and patterns, each once.
    fn lengths_and_patterns(&mut self, facets: &Facets<'a>) -> Vec<Check> {
        let mut checks = Vec::new();
        checks.extend(facets.most("minLength").map(Check::MinLength));
        checks.extend(facets.least("maxLength").map(Check::MaxLength));
        for part in &facets.parts {
            let check = self.pattern(part).map(|regex| Check::Pattern(regex.pattern.clone()));
            checks.extend(check.filter(|check| !checks.contains(check)));
        }
        checks
    }

    /// Whether the lengths and patterns of schemas allow a string.
    pub(super) fn is_fitting(&mut self, facets: &Facets<'a>, text: &str) -> bool {
        let length = text.chars().count() as u64;
        let is_short = facets.least("maxLength").is_none_or(|most| length <= most);
        let is_long = facets.most("minLength").is_none_or(|least| least <= length);
        let mut patterns = facets.parts.iter().filter_map(|part| self.pattern(part));
        is_short && is_long && patterns.all(|regex| regex.matches(text))
    }

    /// The regular expression of `pattern`.
    fn pattern(&mut self, part: &Part<'a>) -> Option<Arc<Regex>> {
        let node = part.get("pattern")?;
        self.regex(part, node, node.as_str()?, "pattern")
    }

    /// A regular expression; a text that is none is a problem of the keyword.
    pub(super) fn regex(
        &mut self,
        part: &Part<'a>,
        node: &Node,
        pattern: &'a str,
        keyword: &str,
    ) -> Option<Arc<Regex>> {
        let known = self.regexes.entry(pattern).or_insert_with(|| regex::check(pattern).map(Arc::new));
        match known {
            Ok(regex) => Some(Arc::clone(regex)),
            Err(message) => {
                let problem = Problem::InvalidPattern { message: message.clone() };
                let pointer = part.pointer.child(keyword);
                self.problems.push(part.document.problem(problem, node.span.clone(), pointer));
                None
            }
        }
    }

    pub(super) fn numbers(&mut self, facets: &Facets<'a>, place: &Place) -> Form<'a> {
        let mut checks: Vec<Check> = Vec::new();
        for check in facets.parts.iter().flat_map(bounds) {
            if !checks.contains(&check) {
                checks.push(check);
            }
        }
        // The order of one schema that says them all.
        checks.sort_by_key(|check| BOUNDS.iter().position(|keyword| *keyword == check.keyword()));
        if let Some(values) = facets.values_of(Types::NUMBER) {
            let shape = if values.iter().all(|value| is_integer_from(value, I64)) {
                Shape::Integer(Width::I64)
            } else if values.iter().all(Value::is_u64) {
                Shape::Integer(Width::U64)
            } else if values.iter().all(is_exact_in_f64) {
                Shape::Number
            } else {
                Shape::Exact
            };
            checks.insert(0, Check::Enum(values));
            return Form::Plain(shape, checks);
        }
        let owner = facets.find("type").map_or(&facets.owner, |(part, _)| part).clone();
        let integer = !facets.types.has(Types::FRACTION);
        let held = integer && is_held(&checks);
        // What is only judged is judged exactly.
        if !held && (self.settings.numbers == Numbers::Exact || place.private) {
            checks.splice(0..0, integer.then_some(Check::Integer));
            return Form::Plain(Shape::Exact, checks);
        }
        if !integer {
            let reason = "held by f64: a number of more than about 15 digits comes back rounded";
            self.note(&owner, "type", Outcome::Lost, reason);
            return Form::Plain(Shape::Number, checks);
        }
        let least = checks.iter().filter_map(lower_bound).max();
        let most = checks.iter().filter_map(upper_bound).min();
        let width = Width::of(least, most);
        if !held {
            let name = width.name;
            let (least, most) = match width.least {
                0 => (json!(0), json!(u64::MAX)),
                _ => (json!(i64::MIN), json!(i64::MAX)),
            };
            let reason = format!("held by {name}: integers outside {least} to {most} are rejected");
            self.note_narrowed(&owner, "type", &reason, json!({ "minimum": least, "maximum": most }), false);
        }
        Form::Plain(Shape::Integer(width), checks)
    }
}

/// Whether the bounds leave no integer below zero.
pub(super) fn is_unsigned(bounds: &[Check]) -> bool {
    bounds.iter().filter_map(lower_bound).any(|bound| bound >= 0)
}

/// Whether all integers within the bounds are a `u64`, or all are an `i64`.
pub(super) fn is_held(bounds: &[Check]) -> bool {
    let (least, most): (i128, i128) =
        if is_unsigned(bounds) { (0, u64::MAX.into()) } else { (i64::MIN.into(), i64::MAX.into()) };
    bounds.iter().filter_map(lower_bound).any(|bound| bound >= least)
        && bounds.iter().filter_map(upper_bound).any(|bound| bound <= most)
}

/// The keywords of a number's checks, in the order in which [`bounds`] gives them.
const BOUNDS: [&str; 5] = ["minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf"];

/// The bounds of a number, as written, and `multipleOf`.
pub(super) fn bounds(part: &Part<'_>) -> Vec<Check> {
    let number = |keyword: &str| match part.get(keyword).map(|node| &node.kind) {
        Some(NodeKind::Number(text)) => Some(text.clone()),
        _ => None,
    };
    // In draft 4, the exclusive forms are flags beside the bounds.
    let flag = |keyword: &str| matches!(part.get(keyword).map(|node| &node.kind), Some(NodeKind::Boolean(true)));
    let checks = [
        number("minimum").map(if flag("exclusiveMinimum") { Check::ExclusiveMinimum } else { Check::Minimum }),
        number("exclusiveMinimum").map(Check::ExclusiveMinimum),
        number("maximum").map(if flag("exclusiveMaximum") { Check::ExclusiveMaximum } else { Check::Maximum }),
        number("exclusiveMaximum").map(Check::ExclusiveMaximum),
        number("multipleOf").map(Check::MultipleOf),
    ];
    checks.into_iter().flatten().collect()
}

/// The least integer that a check allows.
pub(crate) fn lower_bound(check: &Check) -> Option<i128> {
    match check {
        Check::Minimum(text) => Some(round(text, f64::ceil)),
        Check::ExclusiveMinimum(text) => Some(round(text, f64::floor).saturating_add(1)),
        _ => None,
    }
}

/// The greatest integer that a check allows.
pub(crate) fn upper_bound(check: &Check) -> Option<i128> {
    match check {
        Check::Maximum(text) => Some(round(text, f64::floor)),
        Check::ExclusiveMaximum(text) => Some(round(text, f64::ceil).saturating_sub(1)),
        _ => None,
    }
}

#[allow(clippy::cast_possible_truncation, reason = "`as` saturates, and so does a bound that no integer type reaches")]
fn round(text: &str, toward: fn(f64) -> f64) -> i128 {
    text.parse().unwrap_or_else(|_| toward(text.parse().unwrap_or_default()) as i128)
}

/// The floating-point numbers from which on, and below which, integers are an `i64`.
const I64: std::ops::Range<f64> = -9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0;

fn is_integer_from(value: &Value, range: std::ops::Range<f64>) -> bool {
    let integral = |number: f64| number.fract() == 0.0 && range.contains(&number);
    value.is_i64() || !value.is_u64() && value.as_f64().is_some_and(integral)
}

/// Whether a number is the same once it was an `f64`: an integer of more than 53 bits comes back rounded.
fn is_exact_in_f64(value: &Value) -> bool {
    let magnitude = value.as_i64().map(i64::unsigned_abs).or(value.as_u64());
    magnitude.is_none_or(|magnitude| magnitude < 1 << 53)
}

/// The regular expressions of documents, by their texts: all that `pattern` and `patternProperties` may hold.
pub(super) fn regexes(documents: &Documents) -> HashMap<&str, Result<Arc<Regex>, String>> {
    let mut texts = BTreeSet::new();
    for document in documents.iter() {
        enter_regexes(&document.root, &mut texts);
    }
    let texts: Vec<&str> = texts.into_iter().collect();
    let checked = crate::side_by_side(&texts, |text| regex::check(text).map(Arc::new));
    texts.into_iter().zip(checked).collect()
}

fn enter_regexes<'a>(node: &'a Node, texts: &mut BTreeSet<&'a str>) {
    array(node).unwrap_or_default().iter().for_each(|item| enter_regexes(item, texts));
    for Member { name, value, .. } in node.members() {
        match name.as_str() {
            "pattern" => texts.extend(value.as_str()),
            "patternProperties" => texts.extend(value.members().iter().map(|member| member.name.as_str())),
            _ => {}
        }
        enter_regexes(value, texts);
    }
}
