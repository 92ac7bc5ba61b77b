//! `format: "uri"` as [`Uri`]: the `URI` of RFC 3986, section 3.
//!
//! The type keeps the text and the bounds of its parts, and hands both out as a `fluent_uri::Uri`.

use super::text::text_format;

text_format! {
    /// A URI with a scheme, like `https://example.com/path?query#fragment` (RFC 3986, section 3).
    ///
    /// The text is kept as it is, and two URIs are equal where their texts are: nothing is normalised.
    pub struct Uri(fluent_uri::Uri<String>);
    format = "uri",
    wanted = "an RFC 3986 URI",
    parse = |text| fluent_uri::Uri::parse(text).ok().map(|uri| uri.to_owned()),
}

impl Uri {
    /// The URI with its parts: scheme, authority, path, query and fragment.
    #[must_use]
    pub fn parsed(&self) -> fluent_uri::Uri<&str> {
        self.0.borrow()
    }
}
