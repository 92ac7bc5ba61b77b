//! `format: "uri-template"` as [`UriTemplate`]: a URI template of any level (RFC 6570, section 2).

use super::text::text_format;

text_format! {
    /// A URI template, like `/users/{id}{?fields*}` (RFC 6570, section 2).
    ///
    /// The text is kept as it is, and two templates are equal where their texts are.
    pub struct UriTemplate(String);
    format = "uri-template",
    wanted = "an RFC 6570 URI template",
    parse = |text| is_uri_template(text).then(|| text.to_owned()),
}

/// Literals with expressions in braces between them.
fn is_uri_template(text: &str) -> bool {
    let mut parts = text.split('{');
    let starts_well = parts.next().is_some_and(is_literals);
    starts_well
        && parts.all(|part| {
            part.split_once('}')
                .is_some_and(|(expression, literals)| is_expression(expression) && is_literals(literals))
        })
}

fn is_literals(text: &str) -> bool {
    is_encoded(text, |found| match found {
        '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => false,
        '!'..='~' => true,
        _ => is_ucschar_or_iprivate(found),
    })
}

/// The code points beyond ASCII that RFC 3987, section 2.2, has in IRIs.
fn is_ucschar_or_iprivate(found: char) -> bool {
    match found {
        '\u{A0}'..='\u{D7FF}' | '\u{E000}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFEF}' => true,
        '\u{E0000}'..='\u{E0FFF}' => false,
        _ => found >= '\u{10000}' && u32::from(found) & 0xFFFF < 0xFFFE,
    }
}

fn is_expression(text: &str) -> bool {
    let variables = text.strip_prefix(|found| "+#./;?&=,!@|".contains(found)).unwrap_or(text);
    variables.split(',').all(|variable| match variable.split_once(':') {
        Some((name, length)) => is_variable_name(name) && is_prefix_length(length),
        None => is_variable_name(variable.strip_suffix('*').unwrap_or(variable)),
    })
}

fn is_variable_name(text: &str) -> bool {
    let is_part =
        |part: &str| !part.is_empty() && is_encoded(part, |found| found.is_ascii_alphanumeric() || found == '_');
    text.split('.').all(is_part)
}

/// A number from 1 to 9999.
fn is_prefix_length(text: &str) -> bool {
    (1..=4).contains(&text.len()) && !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text is such characters and percent-encoded octets.
fn is_encoded(text: &str, is_allowed: fn(char) -> bool) -> bool {
    let mut parts = text.split('%');
    let starts_well = parts.next().is_some_and(|part| part.chars().all(is_allowed));
    starts_well
        && parts.all(|part| {
            let octet_and_rest = part.split_at_checked(2);
            octet_and_rest.is_some_and(|(octet, rest)| {
                octet.bytes().all(|byte| byte.is_ascii_hexdigit()) && rest.chars().all(is_allowed)
            })
        })
}
