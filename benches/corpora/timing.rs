//! The times that a contender takes for the documents of a corpus. What it made is dropped off the clock.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Display;
use std::hint::black_box;
use std::time::Instant;

/// The nanoseconds of each group of documents, or why a document was not taken.
pub type Outcome = Result<Vec<u64>, String>;

/// The size of a group: enough documents for the clock, and few enough that a busy machine leaves most groups alone.
pub const AT_ONCE: usize = 64;

/// The documents of a corpus, one a line.
pub fn documents(lines: &[u8]) -> Vec<&[u8]> {
    lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect()
}

/// The nanoseconds since then.
pub fn since(start: Instant) -> u64 {
    start.elapsed().as_nanos().try_into().unwrap_or(u64::MAX)
}

/// Times decoding.
pub fn decode<T, E: Display>(documents: &[&[u8]], decode: impl Fn(&[u8]) -> Result<T, E>) -> Outcome {
    let mut times = Vec::new();
    let mut decoded = Vec::with_capacity(AT_ONCE);
    for documents in documents.chunks(AT_ONCE) {
        let start = Instant::now();
        for document in documents {
            decoded.push(decode(black_box(document)).map_err(|error| error.to_string())?);
        }
        times.push(since(start));
        black_box(&decoded);
        decoded.clear();
    }
    Ok(times)
}

/// Times encoding.
pub fn encode<T: DeserializeOwned + Serialize>(documents: &[&[u8]]) -> Outcome {
    let mut times = Vec::new();
    for documents in documents.chunks(AT_ONCE) {
        let decoded: Result<Vec<T>, _> = documents.iter().map(|document| serde_json::from_slice(document)).collect();
        let decoded = decoded.map_err(|error| error.to_string())?;
        let mut texts = Vec::with_capacity(AT_ONCE);
        let start = Instant::now();
        for value in &decoded {
            texts.push(serde_json::to_vec(black_box(value)).map_err(|error| error.to_string())?);
        }
        times.push(since(start));
        black_box(&texts);
    }
    Ok(times)
}
