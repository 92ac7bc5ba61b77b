//! `format: "json-pointer"` as [`JsonPointer`]: a JSON pointer (RFC 6901, section 5), not one in a URI fragment.

use super::pointer::is_json_pointer;
use super::text::text_format;

text_format! {
    /// A JSON pointer, like `/items/0` (RFC 6901, section 5).
    ///
    /// The text is kept as it is, and two pointers are equal where their texts are.
    pub struct JsonPointer(String);
    format = "json-pointer",
    wanted = "an RFC 6901 JSON pointer",
    parse = |text| is_json_pointer(text).then(|| text.to_owned()),
}
