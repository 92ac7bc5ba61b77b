//! E-mail addresses: the `Mailbox` of RFC 5321, section 4.1.2, with the characters beyond ASCII of RFC 6531, section 3.3.
//!
//! Wider than that grammar: a display name may come before the mailbox in angle brackets (RFC 5322, section 3.4), and a
//! tab may stand in a quoted local part. Narrower: a quoted local part has no ` <` and no escaped space, and an address
//! literal is an IPv4 or IPv6 address alone.

use std::net::{Ipv4Addr, Ipv6Addr};

/// The local part and the domain of an address; what the domain is, is not checked.
pub(super) fn parts(text: &str) -> Option<(&str, &str)> {
    let (mailbox, is_named) = match text.rsplit_once(" <") {
        None => (text, false),
        Some((_display_name, rest)) => (rest.trim().strip_suffix('>')?, true),
    };
    // An `@` may stand in a quoted local part, but not in a domain.
    let (local_part, domain) = mailbox.rsplit_once('@')?;
    // An empty quoted local part is taken only where no display name comes before it.
    (is_local_part(local_part) || local_part == "\"\"" && !is_named).then_some((local_part, domain))
}

fn is_local_part(text: &str) -> bool {
    // The limit is that of RFC 5321, section 4.5.3.1.1.
    text.len() <= 64
        && match text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
            Some(quoted) => !quoted.is_empty() && is_quoted_content(quoted),
            None => text.split('.').all(is_atom),
        }
}

fn is_quoted_content(text: &str) -> bool {
    let mut characters = text.chars();
    while let Some(found) = characters.next() {
        let allowed = match found {
            '\\' => characters.next().is_some_and(|escaped| escaped.is_ascii_graphic()),
            '"' => false,
            ' ' | '\t' => true,
            _ => found.is_ascii_graphic() || !found.is_ascii(),
        };
        if !allowed {
            return false;
        }
    }
    true
}

fn is_atom(text: &str) -> bool {
    let is_atext =
        |found: char| found.is_ascii_alphanumeric() || !found.is_ascii() || "!#$%&'*+-/=?^_`{|}~".contains(found);
    !text.is_empty() && text.chars().all(is_atext)
}

/// Whether a text is a host name, or an address literal in brackets (RFC 5321, section 4.1.3).
pub(super) fn is_domain(text: &str, is_hostname: fn(&str) -> bool) -> bool {
    let Some(literal) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) else {
        return is_hostname(text);
    };
    match literal.split_at_checked("IPv6:".len()) {
        Some((tag, address)) if tag.eq_ignore_ascii_case("IPv6:") => address.parse::<Ipv6Addr>().is_ok(),
        _ => literal.parse::<Ipv4Addr>().is_ok(),
    }
}
