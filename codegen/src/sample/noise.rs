//! Values that owe nothing to the schema: arbitrary JSON, and names that look like known ones.

use super::dice::Dice;
use super::json::Json;
use super::numbers::respelled;
use super::strings::NOTABLE;

/// Names that a careless reader mistakes for something else.
const NAMES: &[&str] = &[
    "",
    " ",
    "/",
    "~",
    "~0",
    "~1",
    "a/b",
    "m~n",
    "%",
    "é",
    "e\u{301}",
    "名前",
    "😀",
    "\0",
    "\u{2028}",
    "\"",
    "\\",
    "$ref",
    "$schema",
    "0",
    "-1",
    "type",
    "self",
    "__proto__",
    "constructor",
    "additional_properties",
    "additionalProperties",
    "extra",
    "unknown",
    "X-Custom",
    "a.b",
    "null",
    "true",
    "flatten",
];

/// An unknown name, often one that resembles a known one.
pub(super) fn name(known: &[&str], dice: &mut Dice) -> String {
    let Some(like) = dice.pick(known).map(|like| (*like).to_owned()) else {
        return dice.word(NAMES).to_owned();
    };
    let characters = like.chars().count();
    match dice.below(14) {
        0 => like.to_uppercase(),
        1 => like.to_lowercase(),
        2 => like.chars().take(characters.saturating_sub(1)).collect(),
        3 => format!("{like} "),
        4 => format!("{like}2"),
        5 => format!("_{like}"),
        6 => snake(&like),
        7 => format!("{like}\0"),
        _ => dice.word(NAMES).to_owned(),
    }
}

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for character in name.chars() {
        if character.is_uppercase() {
            snake.push('_');
        }
        snake.extend(character.to_lowercase());
    }
    snake
}

/// An arbitrary JSON value of at most so many levels.
pub(super) fn value(depth: usize, dice: &mut Dice) -> Json {
    let kind = dice.below(if depth == 0 { 6 } else { 8 });
    match kind {
        0 => Json::Null,
        1 => Json::Bool(dice.percent(50)),
        2 => Json::number(dice.between(-20, 20).to_string()),
        3 => {
            let literal =
                dice.word(&["0", "-0", "14", "1.5", "-1e3", "9223372036854775808", "1e-9", "100", "0.1"]).to_owned();
            Json::Number(respelled(&literal, dice))
        }
        4 | 5 => Json::text(dice.word(NOTABLE)),
        6 => {
            let length = dice.below(4);
            Json::Array((0..length).map(|_| value(depth - 1, dice)).collect())
        }
        _ => {
            let mut members: Vec<(String, Json)> = Vec::new();
            for _ in 0..dice.below(4) {
                let name = dice.word(NAMES).to_owned();
                if members.iter().all(|(known, _)| *known != name) {
                    members.push((name, value(depth - 1, dice)));
                }
            }
            Json::Object(members)
        }
    }
}
