//! When is a value that came back the value that went in?
//!
//! JSON Schema's equality (Core, section 4.2.2), and at the places of a re-spelled format, the equality of what the texts
//! stand for.

use jsonschema::Validator;
use serde_json::{Number, Value};
use std::collections::HashMap;

/// The formats that stand at the places of a value, by JSON pointer.
pub(super) type FormatsAt = HashMap<String, String>;

/// The places of a value where a schema's `format` speaks.
pub(super) fn formats_at(validator: &Validator, value: &Value) -> FormatsAt {
    let evaluation = validator.evaluate(value);
    let found = evaluation.iter_annotations().filter(|entry| entry.schema_location.ends_with("/format"));
    let format = |entry: jsonschema::AnnotationEntry<'_>| {
        let format = entry.annotations.value().as_str()?.to_owned();
        Some((entry.instance_location.as_str().to_owned(), format))
    };
    found.filter_map(format).collect()
}

/// Whether two values are the same, up to re-spelled texts.
pub(super) fn same(before: &Value, after: &Value, formats: &FormatsAt) -> bool {
    same_at(before, after, formats, &mut String::new())
}

fn same_at(before: &Value, after: &Value, formats: &FormatsAt, pointer: &mut String) -> bool {
    match (before, after) {
        (Value::Number(a), Value::Number(b)) => a == b || is_near(a, b),
        (Value::String(a), Value::String(b)) => {
            a == b || formats.get(pointer.as_str()).is_some_and(|format| same_text(a, b, format))
        }
        (Value::Array(a), Value::Array(b)) => {
            let mut pairs = a.iter().zip(b).enumerate();
            a.len() == b.len()
                && pairs.all(|(index, (a, b))| below(pointer, &index.to_string(), |at| same_at(a, b, formats, at)))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter().all(|(name, a)| {
                    let token = name.replace('~', "~0").replace('/', "~1");
                    b.get(name).is_some_and(|b| below(pointer, &token, |at| same_at(a, b, formats, at)))
                })
        }
        _ => before == after,
    }
}

/// Whether two numbers are the same as `serde_json` reads an `f64`, which is off by one unit in the last place at times.
fn is_near(a: &Number, b: &Number) -> bool {
    let (Some(a), Some(b)) = (a.as_f64(), b.as_f64()) else { return false };
    a.next_down() <= b && b <= a.next_up()
}

fn below(pointer: &mut String, token: &str, check: impl FnOnce(&mut String) -> bool) -> bool {
    let length = pointer.len();
    pointer.push('/');
    pointer.push_str(token);
    let holds = check(pointer);
    pointer.truncate(length);
    holds
}

/// Whether two texts of a format stand for the same.
fn same_text(a: &str, b: &str, format: &str) -> bool {
    match format {
        "date-time" => instant(a).is_some_and(|(digits, offset)| instant(b) == Some((digits, offset))),
        "uuid" => a.eq_ignore_ascii_case(b),
        "ipv6" => a.parse::<std::net::Ipv6Addr>().is_ok_and(|address| b.parse() == Ok(address)),
        _ => false,
    }
}

/// An RFC 3339 text in one spelling: local date and time with the fraction's trailing zeros cut, and the offset in
/// minutes.
fn instant(text: &str) -> Option<(String, i32)> {
    let text = text.to_ascii_uppercase();
    let (local, offset) = if let Some(local) = text.strip_suffix('Z') {
        (local, 0)
    } else {
        let (local, offset) = text.split_at_checked(text.len().checked_sub(6)?)?;
        let minutes = 60 * offset.get(1..3)?.parse::<i32>().ok()? + offset.get(4..6)?.parse::<i32>().ok()?;
        (local, if offset.starts_with('-') { -minutes } else { minutes })
    };
    let local = if local.contains('.') { local.trim_end_matches('0').trim_end_matches('.') } else { local };
    Some((local.to_owned(), offset))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_one_instant_and_offset_are_the_same() {
        assert!(same_text("2026-05-21T11:42:10.250+02:00", "2026-05-21T11:42:10.25+02:00", "date-time"));
        assert!(same_text("2026-05-21t11:42:10z", "2026-05-21T11:42:10+00:00", "date-time"));
        assert!(!same_text("2026-05-21T11:42:10Z", "2026-05-21T13:42:10+02:00", "date-time"));
        assert!(!same_text("2026-05-21T11:42:10Z", "2026-05-21T11:42:10.001Z", "date-time"));
        assert!(!same_text("A", "a", "email"));
    }
}
