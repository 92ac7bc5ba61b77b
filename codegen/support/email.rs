//! `format: "email"` as [`Email`]: the `Mailbox` of RFC 5321, section 4.1.2, in ASCII.
//!
//! A label `xn--…` of the domain must decode to one that IDNA allows, and a display name may come first.

use super::a_labels::is_hostname;
use super::mailbox::{is_domain, parts};
use super::text::text_format;

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
    parts(text).is_some_and(|(local_part, domain)| local_part.is_ascii() && is_domain(domain, is_hostname))
}
