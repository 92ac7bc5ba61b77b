//! `format: "idn-hostname"` as [`IdnHostname`]: an internationalised host name (RFC 5890, section 2.3.2.3).

use super::text::text_format;
use super::u_labels::is_idn_hostname;

text_format! {
    /// A host name that may have labels in Unicode, like `münchen.de` (RFC 5890, section 2.3.2.3).
    ///
    /// The text is kept as it is, and two names are equal where their texts are: nothing is normalised.
    pub struct IdnHostname(String);
    format = "idn-hostname",
    wanted = "an internationalised host name",
    parse = |text| is_idn_hostname(text).then(|| text.to_owned()),
}
