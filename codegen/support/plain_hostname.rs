//! `format: "hostname"` of drafts 4 and 6 as [`PlainHostname`]: a host name (RFC 1034, section 3.1) in whose labels a
//! prefix `xn--` means nothing.

use super::labels::are_labels;
use super::text::text_format;

text_format! {
    /// A host name in ASCII, like `example.com` (RFC 1034, section 3.1).
    ///
    /// The text is kept as it is, and two names are equal where their texts are: case matters here.
    pub struct PlainHostname(String);
    format = "hostname",
    wanted = "a host name",
    parse = |text| are_labels(text).then(|| text.to_owned()),
}
