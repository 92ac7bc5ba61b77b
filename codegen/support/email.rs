//! `format: "email"` as [`Email`]: the `Mailbox` of RFC 5321, section 4.1.2, in ASCII.
//!
//! Wider than that grammar: a display name may come before the mailbox in angle brackets (RFC 5322, section 3.4), and a
//! tab may stand in a quoted local part. Narrower: a quoted local part has no ` <` and no escaped space, an address
//! literal is an IPv4 or IPv6 address alone, and a label `xn--…` must decode to one that IDNA allows.

use super::hostname::is_hostname;
use super::text::text_format;
use std::net::{Ipv4Addr, Ipv6Addr};

text_format! {
    /// An e-mail address, like `local.part@example.com` or `Name <local.part@example.com>` (RFC 5321, section 4.1.2).
    ///
    /// The text is kept as it is, and two addresses are equal where their texts are.
    pub struct Email(String);
    format = "email",
    wanted = "an e-mail address",
    parse = |text| is_email(text).then(|| text.to_owned()),
}

fn is_email(text: &str) -> bool {
    // An empty quoted local part is taken only where no display name comes before it.
    match text.rsplit_once(" <") {
        None => text.strip_prefix("\"\"@").map_or_else(|| is_mailbox(text), is_domain),
        Some((_display_name, rest)) => rest.trim().strip_suffix('>').is_some_and(is_mailbox),
    }
}

/// A local part that is not an empty quoted string, and a domain.
fn is_mailbox(text: &str) -> bool {
    // An `@` may stand in a quoted local part, but not in a domain.
    text.rsplit_once('@').is_some_and(|(local_part, domain)| is_local_part(local_part) && is_domain(domain))
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
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let allowed = match byte {
            b'\\' => bytes.next().is_some_and(|escaped| escaped.is_ascii_graphic()),
            b'"' => false,
            _ => byte.is_ascii_graphic() || byte == b' ' || byte == b'\t',
        };
        if !allowed {
            return false;
        }
    }
    true
}

fn is_atom(text: &str) -> bool {
    let is_atext = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_atext)
}

/// A host name, or an address literal in brackets (RFC 5321, section 4.1.3).
fn is_domain(text: &str) -> bool {
    let Some(literal) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) else {
        return is_hostname(text);
    };
    match literal.split_at_checked("IPv6:".len()) {
        Some((tag, address)) if tag.eq_ignore_ascii_case("IPv6:") => address.parse::<Ipv6Addr>().is_ok(),
        _ => literal.parse::<Ipv4Addr>().is_ok(),
    }
}
