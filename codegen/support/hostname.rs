//! `format: "hostname"` as [`Hostname`]: a host name (RFC 1123, section 2.1), its A-labels checked (RFC 5891).

use super::a_labels::is_hostname;
use super::text::text_format;

text_format! {
    /// A host name in ASCII, like `example.com` or `xn--mnchen-3ya.de` (RFC 1123, section 2.1).
    ///
    /// The text is kept as it is, and two names are equal where their texts are: case matters here.
    pub struct Hostname(String);
    format = "hostname",
    wanted = "a host name",
    parse = |text| is_hostname(text).then(|| text.to_owned()),
}
