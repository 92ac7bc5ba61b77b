#[path = "types/mod.rs"]
mod schemas;

use schemas::order::{OrderPaid, Card, OrderPoint};
use schemas::{Order, Validate};

/// What is wrong with an order after a change.
fn broken(change: impl FnOnce(&mut Order)) -> String {
    let mut order = Order::new("ab".to_owned());
    assert_eq!(order.validate(), Ok(()));
    change(&mut order);
    order.validate().expect_err("the order is broken").to_string()
}

fn main() {
    let card = || Card::new("1".to_owned());
    let parcel = || serde_json::from_str("{}").expect("the text is valid");
    let found = [
        broken(|order| order.id = "a".to_owned()),
        broken(|order| {
            order.count = Some(0);
            order.price = Some(1.0);
        }),
        broken(|order| order.count = Some(1)),
        broken(|order| order.price = Some(f64::NAN)),
        broken(|order| order.tags = Some(vec!["a".to_owned(), "b".to_owned(), "a".to_owned()])),
        broken(|order| {
            let mut card = card();
            card.additional_properties.insert("cash".to_owned(), 1.into());
            order.paid = Some(OrderPaid::Card(card));
        }),
        broken(|order| {
            order.point = Some(OrderPoint { first: None, second: Some(1), additional_items: Vec::new() });
        }),
        broken(|order| {
            order.tags = Some(Vec::new());
            order.point = Some(OrderPoint { first: Some(1), second: None, additional_items: Vec::new() });
        }),
        broken(|order| {
            let parcel = order.parcel.insert(parcel());
            parcel.weight = Some(0.0);
            parcel.additional_properties.insert("unit".to_owned(), "kg".into());
        }),
        broken(|order| order.parcel.insert(parcel()).weight = Some(1.0)),
        broken(|order| drop(order.pattern_properties.insert("y".to_owned(), 1))),
        broken(|order| drop(order.additional_properties.insert("x-a".to_owned(), "a".to_owned()))),
        broken(|order| drop(order.additional_properties.insert("id".to_owned(), "ab".to_owned()))),
        broken(|order| drop(order.additional_properties.insert("long name".to_owned(), "a".to_owned()))),
        broken(|order| order.pattern_properties.extend(["x-1", "x-2", "x-3"].map(|name| (name.to_owned(), 1)))),
    ];
    // What is expected at which place, and by which schema; what cannot be encoded stands under none.
    let expected = [
        ("expected at least 2 characters at /id", "order.json#/properties/id/minLength"),
        ("expected at least 1, found 0 at /count", "order.json#/properties/count/minimum"),
        ("missing property `price`, which has to stand beside `count`", "order.json#/dependentRequired/count"),
        ("null, expected a number at /price", "order.json#/properties/price/type"),
        ("expected unique items, found the same at 0 and 2 at /tags", "order.json#/properties/tags/uniqueItems"),
        ("a single schema takes, found `Card` and `Cash` at /paid", "order.json#/properties/paid/oneOf"),
        ("an item stands behind one that is missing", ""),
        ("expected a value that is not valid for this schema at the root", "order.json#/not"),
        ("expected more than 0, found 0 at /parcel/weight", "parcel.json#/properties/weight/exclusiveMinimum"),
        ("missing property `unit` at /parcel", "parcel.json#/dependencies/weight/required"),
        ("a map has the property `y`, which another field is for", ""),
        ("a map has the property `x-a`, which another field is for", ""),
        ("a map has the property `id`, which another field is for", ""),
        ("at most 8 characters in the name `long name` at the root", "order.json#/propertyNames/maxLength"),
        ("expected at most 3 properties, found 4 at the root", "order.json#/maxProperties"),
    ];
    assert_eq!(found.len(), expected.len());
    for (found, (what, schema)) in found.iter().zip(expected) {
        assert!(found.contains(what) && found.contains(schema), "{found}");
    }

    // What is made by decoding needs no validation, in whatever variant it is.
    let text = r#"{"id":"ab","paid":{"card":"1"},"parcel":{"weight":0.5,"unit":"kg"}}"#;
    let order: Order = serde_json::from_str(text).expect("the text is valid");
    assert_eq!((order.validate(), &order.paid), (Ok(()), &Some(OrderPaid::Card(card()))));
    assert_eq!(serde_json::to_string(&order).expect("the value is valid"), text);
}
