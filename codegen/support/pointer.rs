//! JSON pointers (RFC 6901, section 3), which two formats have.

/// Whether a text is empty or tokens that each follow a `/`, with `~` only in `~0` and `~1`.
pub(super) fn is_json_pointer(text: &str) -> bool {
    (text.is_empty() || text.starts_with('/')) && text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']))
}
