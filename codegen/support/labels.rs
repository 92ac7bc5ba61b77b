//! Host names as they are on the wire (RFC 1034, section 3.1, and RFC 1123, section 2.1): labels of ASCII between dots.

/// Whether a text is labels of letters, digits and inner hyphens, without a dot at the end.
pub(super) fn are_labels(text: &str) -> bool {
    // A name of 255 octets in the wire format of RFC 1035, section 2.3.4, is a text of 253.
    text.len() <= 253 && text.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    let is_ldh = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (1..=63).contains(&label.len()) && label.bytes().all(is_ldh) && !label.starts_with('-') && !label.ends_with('-')
}
