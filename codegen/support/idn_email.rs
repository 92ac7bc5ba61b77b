//! `format: "idn-email"` as [`IdnEmail`]: the `Mailbox` of RFC 6531, section 3.3, which may have any script.
//!
//! The domain is an internationalised host name, and a display name may come first.

use super::mailbox::{is_domain, parts};
use super::text::text_format;
use super::u_labels::is_idn_hostname;

text_format! {
    /// An e-mail address in any script, like `jürgen@münchen.de` (RFC 6531, section 3.3).
    ///
    /// The text is kept as it is, and two addresses are equal where their texts are.
    pub struct IdnEmail(String);
    format = "idn-email",
    wanted = "an internationalised e-mail address",
    parse = |text| is_idn_email(text).then(|| text.to_owned()),
}

fn is_idn_email(text: &str) -> bool {
    parts(text).is_some_and(|(_, domain)| is_domain(domain, is_idn_hostname))
}
