//! Internationalised host names (RFC 5890, section 2.3.2.3), in Unicode, in ASCII or in a mixture of both.
//!
//! A name is one if Unicode's mapping (UTS 46, without the transitional forms) leads to a host name in ASCII, all of
//! whose labels IDNA allows. Unlike the A-labels alone, this includes the rules on directions (RFC 5893).

use super::a_labels::is_hostname;
use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

/// Whether a text is an internationalised host name, without a dot at the end.
pub(super) fn is_idn_hostname(text: &str) -> bool {
    let ascii = Uts46::new().to_ascii(text.as_bytes(), AsciiDenyList::STD3, Hyphens::Check, DnsLength::Verify);
    ascii.is_ok_and(|ascii| is_hostname(&ascii))
}
