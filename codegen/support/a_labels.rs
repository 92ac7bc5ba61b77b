//! Host names (RFC 1123, section 2.1), with the A-labels `xn--…` of internationalised ones checked (RFC 5891).
//!
//! An A-label is valid if its Punycode (RFC 3492) decodes to code points that RFC 5892 allows where they stand. A label
//! that merely has its hyphens where an A-label has them is none. A zero-width non-joiner is allowed everywhere, though
//! RFC 5892, appendix A.1, asks for certain letters around it. The rules on directions (RFC 5893) are not checked.

use super::labels::are_labels;
use unicode_general_category::{GeneralCategory, get_general_category};

/// Whether a text is a host name, its A-labels included.
pub(super) fn is_hostname(text: &str) -> bool {
    are_labels(text) && text.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    match label.strip_prefix("xn--") {
        Some(punycode) => decode_punycode(punycode).is_some_and(|decoded| is_u_label(&decoded)),
        None => label.as_bytes().get(2..4) != Some(b"--"),
    }
}

/// Whether all code points of a decoded label are allowed where they stand.
fn is_u_label(label: &[char]) -> bool {
    let has = |is: fn(char) -> bool| label.iter().any(|&found| is(found));
    let neighbour = |index: Option<usize>| index.and_then(|index| label.get(index)).copied();
    let allowed = |(index, &found): (usize, &char)| match found {
        // RFC 5892, appendix A.2 to A.6: allowed next to certain others.
        ZERO_WIDTH_JOINER => neighbour(index.checked_sub(1)).is_some_and(|before| VIRAMAS.contains(&before)),
        MIDDLE_DOT => [index.checked_sub(1), Some(index + 1)].map(neighbour) == [Some('l'); 2],
        GREEK_KERAIA => neighbour(Some(index + 1)).is_some_and(|after| ('\u{370}'..='\u{3FF}').contains(&after)),
        HEBREW_GERESH | HEBREW_GERSHAYIM => {
            neighbour(index.checked_sub(1)).is_some_and(|before| ('\u{590}'..='\u{5FF}').contains(&before))
        }
        // Appendix A.7: allowed in a label of Japanese.
        KATAKANA_MIDDLE_DOT => has(is_kana_or_han),
        _ => is_pvalid(found),
    };
    // Appendix A.8 and A.9: the two sorts of Arabic digits do not mix.
    let mixed_digits =
        has(|found| ('\u{660}'..='\u{669}').contains(&found)) && has(|found| ('\u{6F0}'..='\u{6F9}').contains(&found));
    let starts_with_mark = label.first().is_some_and(|&first| is_mark(first));
    !starts_with_mark && !mixed_digits && label.iter().enumerate().all(allowed)
}

/// Whether a code point is allowed everywhere: letters, marks and decimal digits, but for RFC 5892, section 2.6.
fn is_pvalid(found: char) -> bool {
    use GeneralCategory as Category;

    match found {
        '\u{640}' | '\u{7FA}' | '\u{302E}' | '\u{302F}' | '\u{3031}'..='\u{3035}' | '\u{303B}' => false,
        ZERO_WIDTH_NON_JOINER | '\u{6FD}' | '\u{6FE}' | '\u{F0B}' | '\u{3007}' => true,
        _ if found.is_ascii() || is_kana_or_han(found) => true,
        _ => matches!(
            get_general_category(found),
            Category::UppercaseLetter
                | Category::LowercaseLetter
                | Category::TitlecaseLetter
                | Category::ModifierLetter
                | Category::OtherLetter
                | Category::NonspacingMark
                | Category::SpacingMark
                | Category::DecimalNumber
        ),
    }
}

fn is_mark(found: char) -> bool {
    use GeneralCategory as Category;

    matches!(get_general_category(found), Category::SpacingMark | Category::NonspacingMark | Category::EnclosingMark)
}

/// Whether a code point stands in the blocks of Hiragana, Katakana or the common Han characters.
fn is_kana_or_han(found: char) -> bool {
    matches!(found, '\u{3040}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}') && found != KATAKANA_MIDDLE_DOT
}

const MIDDLE_DOT: char = '\u{B7}';
const GREEK_KERAIA: char = '\u{375}';
const HEBREW_GERESH: char = '\u{5F3}';
const HEBREW_GERSHAYIM: char = '\u{5F4}';
const ZERO_WIDTH_NON_JOINER: char = '\u{200C}';
const ZERO_WIDTH_JOINER: char = '\u{200D}';
const KATAKANA_MIDDLE_DOT: char = '\u{30FB}';

/// The code points of the combining class Virama: signs that join the letters around them.
#[rustfmt::skip]
const VIRAMAS: [char; 50] = [
    '\u{94D}', '\u{9CD}', '\u{A4D}', '\u{ACD}', '\u{B4D}', '\u{BCD}', '\u{C4D}', '\u{CCD}', '\u{D4D}', '\u{DCA}',
    '\u{E3A}', '\u{F84}', '\u{1039}', '\u{1714}', '\u{1734}', '\u{17D2}', '\u{1A60}', '\u{1B44}', '\u{1BAA}',
    '\u{1BF2}', '\u{1BF3}', '\u{2D7F}', '\u{A806}', '\u{A8C4}', '\u{A953}', '\u{ABED}', '\u{10A3F}', '\u{11046}',
    '\u{1107F}', '\u{110B9}', '\u{11133}', '\u{111C0}', '\u{11235}', '\u{112EA}', '\u{1134D}', '\u{11442}',
    '\u{114C2}', '\u{115BF}', '\u{1163F}', '\u{116B6}', '\u{1172B}', '\u{11839}', '\u{119E0}', '\u{11A34}',
    '\u{11A47}', '\u{11A99}', '\u{11C3F}', '\u{11D44}', '\u{11D45}', '\u{11D97}',
];

/// Decodes what follows the `xn--` of a label (RFC 3492, section 6.2).
fn decode_punycode(text: &str) -> Option<Vec<char>> {
    // A hyphen at the start ends no basic code points, and is not a digit either.
    let (basic, extended) = text.rsplit_once('-').filter(|(basic, _)| !basic.is_empty()).unwrap_or(("", text));
    let mut decoded: Vec<char> = basic.chars().collect();
    let mut code_point: u32 = 0x80;
    let mut position: u32 = 0;
    let mut bias = 72;
    let mut digits = extended.bytes();
    while digits.len() > 0 {
        let delta = decode_delta(&mut digits, bias)?;
        let length = u32::try_from(decoded.len()).ok()? + 1;
        bias = adapt(delta, length, position == 0);
        position = position.checked_add(delta)?;
        code_point = code_point.checked_add(position / length)?;
        position %= length;
        decoded.insert(position as usize, char::from_u32(code_point)?);
        position += 1;
    }
    Some(decoded)
}

const BASE: u32 = 36;
const LEAST_THRESHOLD: u32 = 1;
const GREATEST_THRESHOLD: u32 = 26;

/// Decodes a number of variable length (section 3.3), whose last digit is below its threshold.
fn decode_delta(digits: &mut impl Iterator<Item = u8>, bias: u32) -> Option<u32> {
    let mut delta: u32 = 0;
    let mut weight: u32 = 1;
    for place in 1.. {
        let digit = match digits.next()? {
            letter @ (b'a'..=b'z' | b'A'..=b'Z') => u32::from(letter.to_ascii_lowercase() - b'a'),
            digit @ b'0'..=b'9' => u32::from(digit - b'0') + 26,
            _ => return None,
        };
        delta = delta.checked_add(digit.checked_mul(weight)?)?;
        let threshold = (BASE * place).saturating_sub(bias).clamp(LEAST_THRESHOLD, GREATEST_THRESHOLD);
        if digit < threshold {
            break;
        }
        weight = weight.checked_mul(BASE - threshold)?;
    }
    Some(delta)
}

/// The bias of the next delta (section 6.1).
fn adapt(delta: u32, length: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / length;
    let mut bias = 0;
    while delta > (BASE - LEAST_THRESHOLD) * GREATEST_THRESHOLD / 2 {
        delta /= BASE - LEAST_THRESHOLD;
        bias += BASE;
    }
    bias + (BASE - LEAST_THRESHOLD + 1) * delta / (delta + 38)
}
