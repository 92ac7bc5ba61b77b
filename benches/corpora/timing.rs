//! The time that a contender takes for all documents of a corpus. What it made is dropped off the clock.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Display;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// A time, or why a document was not taken.
pub type Outcome = Result<Duration, String>;

/// So many documents are handled before their results are dropped: enough for the clock, and few enough for the caches.
const AT_ONCE: usize = 64;

/// The documents of a corpus, one a line.
pub fn documents(lines: &[u8]) -> Vec<&[u8]> {
    lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect()
}

/// Times decoding.
pub fn decode<T, E: Display>(documents: &[&[u8]], decode: impl Fn(&[u8]) -> Result<T, E>) -> Outcome {
    let mut total = Duration::ZERO;
    let mut decoded = Vec::with_capacity(AT_ONCE);
    for documents in documents.chunks(AT_ONCE) {
        let start = Instant::now();
        for document in documents {
            decoded.push(decode(black_box(document)).map_err(|error| error.to_string())?);
        }
        total += start.elapsed();
        black_box(&decoded);
        decoded.clear();
    }
    Ok(total)
}

/// Times encoding.
pub fn encode<T: DeserializeOwned + Serialize>(documents: &[&[u8]]) -> Outcome {
    let mut total = Duration::ZERO;
    for documents in documents.chunks(AT_ONCE) {
        let decoded: Result<Vec<T>, _> = documents.iter().map(|document| serde_json::from_slice(document)).collect();
        let decoded = decoded.map_err(|error| error.to_string())?;
        let mut texts = Vec::with_capacity(AT_ONCE);
        let start = Instant::now();
        for value in &decoded {
            texts.push(serde_json::to_vec(black_box(value)).map_err(|error| error.to_string())?);
        }
        total += start.elapsed();
        black_box(&texts);
    }
    Ok(total)
}
