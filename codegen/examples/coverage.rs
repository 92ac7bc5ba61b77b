//! How much of a suite's schemas the sampler reaches: for how many it has a valid value, and for how many keyword
//! occurrences a value that violates that one alone.
//!
//! One line for each occurrence that is not reached, one for each schema, then the totals.

mod common;

use clap::Parser;
use common::{DOCUMENT, Suite, documents, on_a_large_stack};
use isotype::verify::{Coverage, Judge};
use isotype::{Location, Settings};
use std::collections::BTreeMap;
use std::error::Error;

/// Measure what the sampler reaches of a suite's schemas.
#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    suite: Suite,
    /// The seed of all values.
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let settings = arguments.suite.settings()?;
    let (mut schemas, mut valid, mut all, mut reached) = (0, 0, 0, 0);
    let mut keywords: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for schema in arguments.suite.schemas()? {
        let covered = on_a_large_stack(|| coverage(&schema.text, &settings, arguments.seed));
        let Coverage { valid: found, occurrences } = match covered.unwrap_or_else(|| Err("panicked".to_owned())) {
            Ok(covered) => covered,
            Err(why) => {
                println!("refused\t{}\t{}", schema.name, why.lines().next().unwrap_or_default());
                continue;
            }
        };
        let known = occurrences.iter().filter(|(_, sample)| sample.is_some()).count();
        for (occurrence, sample) in &occurrences {
            let (total, met) = keywords.entry(occurrence.keyword.clone()).or_default();
            *total += 1;
            *met += usize::from(sample.is_some());
            if sample.is_none() {
                println!("unreached\t{}\t{}", schema.name, occurrence.location());
            }
        }
        let told = if found.is_some() { "valid" } else { "NO VALID VALUE" };
        println!("{told}\t{}\t{known} of {}", schema.name, occurrences.len());
        schemas += 1;
        valid += usize::from(found.is_some());
        all += occurrences.len();
        reached += known;
    }
    for (keyword, (total, met)) in keywords {
        println!("{met} of {total}\t{keyword}");
    }
    println!("{valid} of {schemas} schemas have a valid value");
    println!("{reached} of {all} keyword occurrences are broken alone");
    Ok(())
}

fn coverage(text: &str, settings: &Settings, seed: u64) -> Result<Coverage, String> {
    let documents = documents(text, settings).map_err(|problems| problems.to_string())?;
    Judge::of(&documents, settings)?.coverage(&Location::of(DOCUMENT), seed)
}
