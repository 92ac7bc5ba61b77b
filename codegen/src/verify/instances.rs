//! Values for a schema that an independent validator has confirmed: valid ones, and near misses.
//!
//! A near miss breaks one keyword alone: the value is invalid, and valid against the same documents without that keyword.

use super::Judge;
use super::values::whole;
use crate::pointer::Location;
use crate::sample::{Intent, Occurrence, Sample, Sampler};
use jsonschema::Validator;
use serde_json::{Value, json};

/// How many values are tried for one that is asked for.
const TRIES: usize = 400;

/// How many values are grown to break one keyword.
const ROUNDS: usize = 12;

/// What the sampler reaches of a schema.
#[derive(Debug)]
pub struct Coverage {
    /// A valid value, where one was found.
    pub valid: Option<Sample>,
    /// The keyword occurrences that a value can violate, each with a value that violates it alone, where one was found.
    pub occurrences: Vec<(Occurrence, Option<Sample>)>,
}

impl Judge {
    /// So many valid values of a schema, fewer where no more were found.
    ///
    /// # Errors
    /// Documents that the validator does not take.
    pub fn valid_samples(&self, schema: &Location, seed: u64, count: usize) -> Result<Vec<Sample>, String> {
        let given = self.schema(schema)?;
        let mut sampler = self.sampler(&given, seed)?;
        let validator = self.original(schema)?;
        let tries = std::iter::repeat_with(|| sampler.next_valid()).take(count.saturating_mul(TRIES));
        Ok(tries.filter(|sample| is_valid(&validator, sample)).take(count).collect())
    }

    /// So many near misses of a schema, fewer where no more were found. Every keyword that a value can violate gets its
    /// turn.
    ///
    /// # Errors
    /// Documents that the validator does not take.
    pub fn near_misses(&self, schema: &Location, seed: u64, count: usize) -> Result<Vec<Sample>, String> {
        let given = self.schema(schema)?;
        let mut sampler = self.sampler(&given, seed)?;
        let validator = self.original(schema)?;
        let mut left = sampler.occurrences(self.formats());
        let mut found = Vec::new();
        while found.len() < count && !left.is_empty() {
            let mut reached = Vec::new();
            for occurrence in left {
                if found.len() == count {
                    break;
                }
                if let Some(sample) = self.near_miss(schema, &validator, &mut sampler, &occurrence)? {
                    found.push(sample);
                    reached.push(occurrence);
                }
            }
            left = reached;
        }
        Ok(found)
    }

    /// What the sampler reaches of a schema.
    ///
    /// # Errors
    /// Documents that the validator does not take.
    pub fn coverage(&self, schema: &Location, seed: u64) -> Result<Coverage, String> {
        let valid = self.valid_samples(schema, seed, 1)?.pop();
        let given = self.schema(schema)?;
        let mut sampler = self.sampler(&given, seed)?;
        let validator = self.original(schema)?;
        let all = sampler.occurrences(self.formats());
        let reach = |occurrence: Occurrence| {
            let sample = self.near_miss(schema, &validator, &mut sampler, &occurrence)?;
            Ok((occurrence, sample))
        };
        Ok(Coverage { valid, occurrences: all.into_iter().map(reach).collect::<Result<_, String>>()? })
    }

    /// A value that breaks this keyword alone.
    fn near_miss(
        &self,
        schema: &Location,
        validator: &Validator,
        sampler: &mut Sampler<'_>,
        occurrence: &Occurrence,
    ) -> Result<Option<Sample>, String> {
        let mut lenient = None;
        for _ in 0..ROUNDS {
            for sample in sampler.misses(occurrence) {
                if is_valid(validator, &sample) {
                    continue;
                }
                if lenient.is_none() {
                    lenient = Some(self.without(schema, occurrence)?);
                }
                if lenient.as_ref().is_some_and(|lenient| is_valid(lenient, &sample)) {
                    return Ok(Some(sample));
                }
            }
        }
        Ok(None)
    }
}

fn is_valid(validator: &Validator, sample: &Sample) -> bool {
    validator.is_valid(&whole(&sample.value))
}

impl Sample {
    /// The sample as data: its value, and of a near miss the location of the keyword that it breaks, in `document` where
    /// that is the schema's own, and where it breaks it.
    #[must_use]
    pub fn explained(&self, document: &str) -> Value {
        match &self.intent {
            Intent::NearMiss { instance, schema } => {
                let own = if schema.starts_with('/') { format!("{document}#") } else { String::new() };
                json!({ "value": self.value, "schema": format!("{own}{schema}"), "instance": instance })
            }
            Intent::Valid | Intent::Noise => json!({ "value": self.value }),
        }
    }
}
