//! The exact decimal numbers of `support/`, compared with integers, and the comparison of JSON values that builds on them.

// The files are written for a generated crate, which has the feature and uses all of their parts.
#![allow(unexpected_cfgs, dead_code)]

use serde_json::{Value, json};
use support::decimal::{Decimal, multiple_of};
use support::unique::{distinct_items, unique_items};

/// The module as a generated crate has it, but for the parts all types share, which stand directly in it there.
#[path = "../support"]
mod support {
    #[path = "core.rs"]
    mod shared;
    pub(crate) use shared::*;

    mod any;
    mod object;
    mod values;

    pub(crate) mod decimal;
    mod equality;
    mod hashing;
    pub(crate) mod unique;
}

#[test]
fn multiples_are_those_of_integers() {
    for (value, divisor) in (0..150_i64).flat_map(|value| (1..40).map(move |divisor| (value, divisor))) {
        for (shift, divisor_shift) in (0..4).flat_map(|shift| (0..4).map(move |other| (shift, other))) {
            let expected = (value * 10_i64.pow(shift)) % (divisor * 10_i64.pow(divisor_shift)) == 0;
            let text = format!("{divisor}e{}", i64::from(divisor_shift) - 3);
            for value in [format!("{value}e{}", i64::from(shift) - 3), format!("-{value}.0E{}", i64::from(shift) - 3)] {
                assert_eq!(multiple_of(&value, text.clone().leak()).is_ok(), expected, "{value} by {text}");
            }
        }
    }
}

#[test]
fn multiples_of_any_size() {
    assert!(multiple_of(0.0075, "0.0001").is_ok());
    assert!(multiple_of(0.00751, "0.0001").is_err());
    assert!(multiple_of(1e308, "0.123456789").is_err());
    assert!(multiple_of(1e308, "0.5").is_ok());
    assert!(multiple_of(u64::MAX, "5").is_ok());
    assert!(multiple_of(u64::MAX, "18446744073709551615").is_ok());
    assert!(multiple_of(u64::MAX, "18446744073709551614").is_err());
    assert!(
        multiple_of("123456789012345678901234567890123456789012", "61728394506172839450617283945061728394506").is_ok()
    );
    assert!(multiple_of("1e999999999999999999999", "7").is_err());
    assert!(multiple_of("1e999999999999999999999", "8e-999999999999999999999").is_ok());
}

#[test]
fn numbers_are_what_they_mean() {
    for texts in [["1", "1.0"], ["-10", "-1e1"], ["0", "-0.0"], ["0.10", "1E-1"], ["1200e-2", "12"]] {
        let [one, other] = texts.map(Decimal::parse);
        assert_eq!(one, other, "{texts:?}");
    }
    for texts in [["1", "10"], ["1", "-1"], ["0.1", "0.01"], ["9007199254740993", "9007199254740992"]] {
        let [one, other] = texts.map(Decimal::parse);
        assert_ne!(one, other, "{texts:?}");
    }
}

#[test]
fn items_are_unique_by_what_they_mean() {
    let unique = |items: Value| unique_items(items.as_array().expect("an array")).is_ok();
    assert!(unique(json!([1, true, "1", [1], {}, null, "null", {"a": 1}, {"a": 2}, {"b": 1}, [], [[]], "[]"])));
    assert!(unique(json!([{"a": "b", "c": "d"}, {"a": "b\",\"c\":\"d"}])));
    assert!(!unique(json!([1, 2, 1.0])));
    assert!(!unique(json!([{"a": 1, "b": [2.0]}, {"b": [2], "a": 1}])));
    assert!(!unique(json!([1e300, {}, 1e300])));
    assert!(unique(json!([{"a": 1, "b": 2}, {"a": 2, "b": 1}, {"b": 1}, {"a": 1}, [["a", 1]], ["a", 1]])));
}

#[test]
fn scalars_repeat_or_not_whatever_their_number() {
    for count in [2, 16, 17, 100] {
        let mut items: Vec<String> = (0..count).map(|item| item.to_string()).collect();
        assert!(distinct_items(&items).is_ok(), "{count}");
        items[count - 1] = "0".to_owned();
        assert!(distinct_items(&items).is_err(), "{count}");
    }
}

#[test]
fn the_first_item_that_repeats_another_is_told() {
    let items: Vec<Value> = (0..1000).map(|item| json!({ "item": item % 990 })).collect();
    let error = unique_items(&items).expect_err("items repeat").under("x").to_string();
    assert!(error.contains("found the same at 0 and 990"), "{error}");
}
