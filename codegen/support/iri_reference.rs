//! `format: "iri-reference"` as [`IriReference`]: the `IRI-reference` of RFC 3987, section 2.2.
//!
//! The type keeps the text and the bounds of its parts, and hands both out as a `fluent_uri::IriRef`.

use super::text::text_format;

text_format! {
    /// An IRI or a reference relative to one, like `../straße#fragment` (RFC 3987, section 2.2).
    ///
    /// The text is kept as it is, and two references are equal where their texts are: nothing is normalised.
    pub struct IriReference(fluent_uri::IriRef<String>);
    format = "iri-reference",
    wanted = "an RFC 3987 IRI reference",
    parse = |text| fluent_uri::IriRef::parse(text).ok().map(|reference| reference.to_owned()),
}

impl IriReference {
    /// The reference with its parts: scheme, authority, path, query and fragment.
    #[must_use]
    pub fn parsed(&self) -> fluent_uri::IriRef<&str> {
        self.0.borrow()
    }
}
