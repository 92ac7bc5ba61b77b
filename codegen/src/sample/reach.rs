//! What can be said of a subschema without making a value: where its references lead, which types it leaves, and how
//! deeply its values nest.

use std::borrow::Cow;
use std::rc::Rc;

use referencing::Resolved;
use serde_json::Value;

use super::kinds::Kinds;
use super::shape::{Keywords, Sub};
use crate::pointer::Pointer;

/// How far to look; beyond it nothing is known, and a value may be anything.
const FAR: usize = 6;

/// How many schemas to look into before giving up, as branches of branches multiply.
const FUEL: usize = 60;

/// What the references of a schema object name; a reference that cannot be resolved names nothing.
pub(super) fn follow<'a>(sub: &Sub<'a>, keywords: Keywords<'a>) -> Vec<Sub<'a>> {
    let mut targets = Vec::new();
    for keyword in ["$ref", "$dynamicRef"] {
        if let Some(reference) = keywords.get(keyword).and_then(Value::as_str)
            && let Ok(resolved) = sub.resolver.lookup(reference)
        {
            targets.push(target(sub, reference, resolved));
        }
    }
    if keywords.contains_key("$recursiveRef")
        && let Ok(resolved) = sub.resolver.lookup_recursive_ref()
    {
        targets.push(target(sub, "#", resolved));
    }
    targets
}

fn target<'a>(from: &Sub<'a>, reference: &str, resolved: Resolved<'a>) -> Sub<'a> {
    let (schema, inner, draft) = resolved.into_inner();
    let (uri, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    let document = if uri.is_empty() {
        from.document().to_owned()
    } else {
        let base = from.resolver.base_uri();
        let full = from.resolver.resolve_uri(&base.borrow(), uri);
        full.map_or_else(|_| format!("{uri}#"), |full| format!("{full}#"))
    };
    let decoded = if fragment.contains('%') { percent_decoded(fragment).into() } else { Cow::Borrowed(fragment) };
    let pointer = Pointer::parse(&decoded).or_else(|| {
        let whole = from.resolver.lookup(&format!("{uri}#")).ok()?;
        find(whole.contents(), schema, &Pointer::root())
    });
    let pointer = pointer.unwrap_or_else(|| Pointer::root().child(fragment));
    Sub::new(schema, Rc::new(inner), (&document, &pointer), draft).chosen_beside(from.elsewhere)
}

/// Where a value stands in the document that holds it; that is how the place behind an anchor gets its pointer.
fn find(within: &Value, wanted: &Value, at: &Pointer) -> Option<Pointer> {
    if std::ptr::eq(within, wanted) {
        return Some(at.clone());
    }
    match within {
        Value::Array(items) => {
            items.iter().enumerate().find_map(|(index, item)| find(item, wanted, &at.child(&index.to_string())))
        }
        Value::Object(members) => members.iter().find_map(|(name, value)| find(value, wanted, &at.child(name))),
        _ => None,
    }
}

fn percent_decoded(fragment: &str) -> String {
    let mut bytes = Vec::with_capacity(fragment.len());
    let mut rest = fragment.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The types that a subschema leaves, as far as its applicators show without a look at values.
pub(super) fn kinds_of(sub: &Sub<'_>) -> Kinds {
    kinds_within(sub.clone(), FAR, &mut { FUEL })
}

fn kinds_within(sub: Sub<'_>, far: usize, fuel: &mut usize) -> Kinds {
    let keywords = match sub.schema {
        Value::Bool(false) => return Kinds::NONE,
        schema => match Keywords::of(schema) {
            Some(keywords) if far > 0 && *fuel > 0 => keywords,
            _ => return Kinds::ANY,
        },
    };
    *fuel -= 1;
    let sub = sub.entered();
    let mut kinds = Kinds::stated(keywords);
    for target in follow(&sub, keywords) {
        kinds = kinds & kinds_within(target, far - 1, fuel);
    }
    let list = |keyword| keywords.get(keyword).and_then(Value::as_array).into_iter().flatten();
    for branch in list("allOf") {
        kinds = kinds & kinds_within(sub.beside(branch), far - 1, fuel);
    }
    for keyword in ["anyOf", "oneOf"] {
        let any =
            list(keyword).map(|branch| kinds_within(sub.beside(branch), far - 1, fuel)).reduce(|one, two| one | two);
        kinds = kinds & any.unwrap_or(Kinds::ANY);
    }
    kinds
}

/// How many levels the least value of a subschema has, up to a bound.
pub(super) fn height(sub: &Sub<'_>) -> usize {
    height_within(sub.clone(), FAR, &mut { FUEL })
}

fn height_within(sub: Sub<'_>, far: usize, fuel: &mut usize) -> usize {
    let Some(keywords) = Keywords::of(sub.schema) else { return 0 };
    if far == 0 || *fuel == 0 {
        return FAR;
    }
    *fuel -= 1;
    let sub = sub.entered();
    let followed =
        follow(&sub, keywords).into_iter().map(|target| height_within(target, far - 1, fuel)).max().unwrap_or(0);
    let list = |keyword| keywords.get(keyword).and_then(Value::as_array).into_iter().flatten();
    let mut below = |schema| height_within(sub.beside(schema), far - 1, fuel);
    let all = list("allOf").map(&mut below).max().unwrap_or(0);
    let any =
        ["anyOf", "oneOf"].into_iter().filter_map(|keyword| list(keyword).map(&mut below).min()).max().unwrap_or(0);
    let members = keywords.get("properties").and_then(Value::as_object);
    let needed = list("required").filter_map(|name| members?.get(name.as_str()?));
    let within = needed.map(|schema| 1 + below(schema)).max().unwrap_or(0);
    let holds_items = keywords.get("minItems").and_then(Value::as_u64).unwrap_or(0) > 0;
    let items = keywords.get("items").filter(|_| holds_items).map_or(0, |schema| 1 + below(schema));
    let scalar = !Kinds::stated(keywords).meets(Kinds::CONTAINER);
    if scalar { followed.max(all).max(any) } else { followed.max(all).max(any).max(within).max(items).max(1) }
}
