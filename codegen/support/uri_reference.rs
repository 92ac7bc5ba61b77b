//! `format: "uri-reference"` as [`UriReference`]: the `URI-reference` of RFC 3986, section 4.1.
//!
//! The type keeps the text and the bounds of its parts, and hands both out as a `fluent_uri::UriRef`.

use super::text::text_format;

text_format! {
    /// A URI or a reference relative to one, like `../path#fragment` (RFC 3986, section 4.1).
    ///
    /// The text is kept as it is, and two references are equal where their texts are: nothing is normalised.
    pub struct UriReference(fluent_uri::UriRef<String>);
    format = "uri-reference",
    wanted = "an RFC 3986 URI reference",
    parse = |text| fluent_uri::UriRef::parse(text).ok().map(|reference| reference.to_owned()),
}

impl UriReference {
    /// The reference with its parts: scheme, authority, path, query and fragment.
    #[must_use]
    pub fn parsed(&self) -> fluent_uri::UriRef<&str> {
        self.0.borrow()
    }
}
