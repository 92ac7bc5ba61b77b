//! Promises 1 and 2 on sampled values: accepts exactly, loses nothing.

use super::equality::{FormatsAt, formats_at, same};
use super::report::{Status, Values};
use super::{Judge, Subject};
use crate::sample::Sampler;
use serde::Serialize;
use serde_json::Value;

/// How many witnesses are kept of each sort.
const WITNESSES: usize = 3;

/// The seed of every run: the same samples for the same schema.
const SEED: u64 = 0x1507_79e5;

/// A value that shows that a promise is not kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Witness {
    /// The JSON text.
    pub value: String,
    /// What became of it.
    pub found: String,
    /// What was promised.
    pub expected: String,
}

impl Judge {
    /// Runs a type over samples of its schema.
    pub fn values(&self, position: usize, subject: &mut dyn Subject, samples: usize) -> Values {
        self.run(position, subject, samples).unwrap_or_else(|reason| Values::undecided(&reason))
    }

    fn run(&self, position: usize, subject: &mut dyn Subject, samples: usize) -> Result<Values, String> {
        let registry = self.originals()?;
        let resolver = self.resolver(&registry, position)?;
        let samples: Vec<_> = Sampler::new(self.document(position), resolver, SEED).take(samples).collect();
        let texts: Vec<&str> = samples.iter().map(|sample| sample.text.as_str()).collect();
        let outcomes = subject.round_trip(&texts)?;
        let promised = self.promised(position)?;
        let mut values = Values { samples: samples.len(), ..Values::default() };
        for (sample, outcome) in samples.iter().zip(outcomes) {
            let valid = promised.is_valid(&told_apart(&sample.value));
            values.valid += usize::from(valid);
            let witness = |found: String, expected: String| Witness { value: sample.text.clone(), found, expected };
            match (valid, outcome) {
                (true, Ok(text)) => {
                    let back: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
                    if !self.same(&promised, &sample.value, &back) {
                        let expected = "the same value, or one re-spelled as the report says".to_owned();
                        push(&mut values.changed, witness(format!("comes back as {text}"), expected));
                    }
                }
                (true, Err(error)) => {
                    push(&mut values.disagreements, witness(format!("rejected: {error}"), "accepted".to_owned()));
                }
                (false, Ok(text)) => {
                    let error = promised.validate(&sample.value).err().map(|error| error.to_string());
                    let expected = format!("rejected: {}", error.unwrap_or_default());
                    push(&mut values.disagreements, witness(format!("accepted, comes back as {text}"), expected));
                }
                (false, Err(_)) => {}
            }
        }
        values.accepts_exactly = if values.disagreements.is_empty() { Status::Holds } else { Status::Fails };
        values.loses_nothing = if values.changed.is_empty() { Status::Holds } else { Status::Fails };
        Ok(values)
    }

    fn same(&self, promised: &jsonschema::Validator, before: &Value, after: &Value) -> bool {
        let formats = if self.formats() { formats_at(promised, before) } else { FormatsAt::default() };
        same(before, after, &formats)
            // What the settings drop is missing, and what is left is still valid.
            || self.drops() && promised.is_valid(after)
    }
}

/// The value with every `f64` of -2^63 moved below that: it may stand for an integer just beyond the range of `i64`, so
/// the types reject it, but a validator would take it for the end of the range.
fn told_apart(value: &Value) -> Value {
    const END: f64 = -9_223_372_036_854_775_808.0;
    match value {
        Value::Number(number) if number.is_f64() && number.as_f64() == Some(END) => END.next_down().into(),
        Value::Array(items) => items.iter().map(told_apart).collect(),
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), told_apart(value))).collect(),
        value => value.clone(),
    }
}

/// Keeps the witnesses that are read most easily.
fn push(witnesses: &mut Vec<Witness>, witness: Witness) {
    witnesses.push(witness);
    witnesses.sort_by_key(|witness| witness.value.len());
    witnesses.truncate(WITNESSES);
}
