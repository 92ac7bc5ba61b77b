//! `format: "date-time"` as a check of texts that are kept as they are, so that no instant is too fine.

use super::Violation;
use super::date_time::read;

pub(crate) fn date_time_text(text: &str) -> Result<(), Violation> {
    match read(text) {
        Some(_) => Ok(()),
        None => Err(Violation::new("format", "a text of the format `date-time`")),
    }
}
