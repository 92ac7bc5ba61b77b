//! Values whose outcome is written down: `tests/values/<document>` says for each text what comes back, or what the error
//! must name.

use crate::subjects::{Crate, is_as_written, position, root, subject};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// The JSON text.
    text: String,
    /// The JSON text that comes back.
    back: Option<String>,
    /// What the error says, among other things.
    error: Option<Vec<String>>,
}

#[test]
fn values_have_the_outcomes_that_are_written_down() {
    for of in [Crate::Committed, Crate::Fresh] {
        assert_eq!(failures(of), [""; 0], "{of:?} types");
    }
}

/// The values whose outcome is another one.
pub fn failures(of: Crate) -> Vec<String> {
    let files = std::fs::read_dir(root().join("tests/values")).expect("the folder is there");
    let mut paths: Vec<_> = files.map(|file| file.expect("the folder can be read").path()).collect();
    paths.sort();
    let mut failures = Vec::new();
    for path in paths {
        let document = path.file_name().and_then(|name| name.to_str()).expect("names are UTF-8").to_owned();
        let Some(position) = position(&document).filter(|_| is_as_written(&document)) else { continue };
        let text = std::fs::read_to_string(&path).expect("the file can be read");
        let cases: Vec<Case> = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{document}: {error}"));
        let texts: Vec<&str> = cases.iter().map(|case| case.text.as_str()).collect();
        let outcomes = subject(of, position).round_trip(&texts).expect("the program runs");
        for (case, outcome) in cases.iter().zip(outcomes) {
            if !case.holds(&outcome) {
                failures.push(format!("{document}: {}: {outcome:?}", case.text));
            }
        }
    }
    failures
}

impl Case {
    fn holds(&self, outcome: &Result<String, String>) -> bool {
        match (&self.back, &self.error, outcome) {
            (Some(back), None, Ok(found)) => back == found,
            (None, Some(words), Err(error)) => words.iter().all(|word| error.contains(word)),
            _ => false,
        }
    }
}
