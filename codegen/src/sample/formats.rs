//! The texts of `format`: valid spellings of every sort, and spellings that just miss.

use super::dice::Dice;
use super::spellings::{self, SPELLINGS};

/// A valid text of the format; nothing for a format that is not known.
pub(super) fn valid(format: &str, dice: &mut Dice) -> Option<String> {
    let made = match format {
        "date-time" if dice.percent(85) => format!("{}{}{}", date(dice), dice.word(&["T", "T", "T", "t"]), time(dice)),
        "date" => date(dice),
        "time" if dice.percent(85) => time(dice),
        "uuid" if dice.percent(75) => uuid(dice),
        "ipv4" if dice.percent(40) => ipv4(dice),
        "ipv6" if dice.percent(40) => ipv6(dice),
        _ => {
            let spellings = spellings_of(format)?;
            let lists = [spellings.valid, spellings.also];
            dice.pick(&lists.concat()).map(|text| (*text).to_owned())?
        }
    };
    Some(made)
}

/// Whether texts of the format are known, and others that are none.
pub(super) fn is_known(format: &str) -> bool {
    spellings_of(format).is_some_and(|spellings| !spellings.invalid.is_empty())
}

/// Texts that are not of the format, though nearly.
pub(super) fn invalid(format: &str, dice: &mut Dice) -> Vec<String> {
    let Some(spellings) = spellings_of(format) else { return Vec::new() };
    let mut texts: Vec<String> = spellings.invalid.iter().map(|text| (*text).to_owned()).collect();
    if matches!(format, "date-time" | "date" | "time" | "uuid" | "ipv4" | "ipv6") {
        let valid = valid(format, dice).unwrap_or_default();
        texts.push(format!(" {valid}"));
        texts.push(format!("{valid} "));
        texts.push(format!("{valid}\n"));
        texts.push(format!("\"{valid}\""));
    }
    texts
}

fn spellings_of(format: &str) -> Option<&'static spellings::Spellings> {
    SPELLINGS.iter().find(|spellings| spellings.formats.contains(&format))
}

/// RFC 3339, `full-date`.
fn date(dice: &mut Dice) -> String {
    if dice.percent(35) {
        return dice.word(spellings::DATES).to_owned();
    }
    let (year, month, day) = (dice.below(10_000), dice.length(1, 12), dice.length(1, 28));
    format!("{year:04}-{month:02}-{day:02}")
}

/// RFC 3339, `full-time`.
fn time(dice: &mut Dice) -> String {
    let clock = match dice.below(5) {
        0 => "00:00:00".to_owned(),
        1 => "23:59:59".to_owned(),
        _ => format!("{:02}:{:02}:{:02}", dice.below(24), dice.below(60), dice.below(60)),
    };
    let fraction = match dice.below(12) {
        0 => ".000".to_owned(),
        1 => ".999999999".to_owned(),
        // More digits than nanoseconds have are valid, too.
        2 => format!(".{}", digits(dice, 10)),
        3..=6 => {
            let length = dice.length(1, 9);
            format!(".{}", digits(dice, length))
        }
        _ => String::new(),
    };
    let offset = match dice.below(10) {
        0..=3 => "Z".to_owned(),
        4 => "z".to_owned(),
        5..=7 => dice.word(spellings::OFFSETS).to_owned(),
        _ => format!("{}{:02}:{:02}", dice.word(&["+", "-"]), dice.below(24), dice.below(60)),
    };
    format!("{clock}{fraction}{offset}")
}

fn digits(dice: &mut Dice, length: usize) -> String {
    (0..length).map(|_| dice.word(&["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"])).collect()
}

/// RFC 4122, in lower, upper and mixed case.
fn uuid(dice: &mut Dice) -> String {
    let lower = dice.between(0, i128::MAX);
    let plain = format!("{lower:032x}");
    let parts = [(0, 8), (8, 12), (12, 16), (16, 20), (20, 32)];
    let joined = parts.map(|(start, end)| plain.get(start..end).unwrap_or_default()).join("-");
    match dice.below(4) {
        0 => joined.to_uppercase(),
        1 => joined.chars().map(|c| if dice.percent(50) { c.to_ascii_uppercase() } else { c }).collect(),
        _ => joined,
    }
}

fn ipv4(dice: &mut Dice) -> String {
    [0; 4].map(|_: u8| dice.below(256).to_string()).join(".")
}

/// RFC 4291, 2.2: full, compressed, and with an IPv4 address at the end.
fn ipv6(dice: &mut Dice) -> String {
    let width = dice.below(2) * 3 + 1;
    let group = |dice: &mut Dice| match dice.below(3) {
        0 => format!("{:0width$X}", dice.below(0x1_0000)),
        _ => format!("{:0width$x}", dice.below(0x1_0000)),
    };
    let groups = |dice: &mut Dice, count: usize| -> String {
        let groups: Vec<String> = (0..count).map(|_| group(dice)).collect();
        groups.join(":")
    };
    match dice.below(3) {
        0 => groups(dice, 8),
        1 => {
            let before = dice.below(4);
            let after = dice.below(4);
            format!("{}::{}", groups(dice, before), groups(dice, after))
        }
        _ => format!("{}:{}", groups(dice, 6), ipv4(dice)),
    }
}
