//! `format: "iri"` as [`Iri`]: the `IRI` of RFC 3987, section 2.2.
//!
//! The type keeps the text and the bounds of its parts, and hands both out as a `fluent_uri::Iri`.

use super::text::text_format;

text_format! {
    /// An IRI with a scheme, like `https://example.com/straße` (RFC 3987, section 2.2).
    ///
    /// The text is kept as it is, and two IRIs are equal where their texts are: nothing is normalised.
    pub struct Iri(fluent_uri::Iri<String>);
    format = "iri",
    wanted = "an RFC 3987 IRI",
    parse = |text| fluent_uri::Iri::parse(text).ok().map(|iri| iri.to_owned()),
}

impl Iri {
    /// The IRI with its parts: scheme, authority, path, query and fragment.
    #[must_use]
    pub fn parsed(&self) -> fluent_uri::Iri<&str> {
        self.0.borrow()
    }
}
