//! Promises 1 and 2 on sampled values: accepts exactly, loses nothing.

use super::equality::{FormatsAt, formats_at, same};
use super::report::{Status, Values};
use super::{Judge, Subject};
use crate::pointer::Location;
use crate::sample::Sample;
use serde::Serialize;
use serde_json::Value;

/// How many witnesses are kept of each sort.
const WITNESSES: usize = 3;

/// The seed of every run: the same samples for the same schema.
const SEED: u64 = 0x1507_79e5;

/// A value that shows that a promise is not kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Witness {
    /// The JSON text.
    pub value: String,
    /// What became of it.
    pub found: String,
    /// What was promised.
    pub expected: String,
}

impl Judge {
    /// So many samples of a schema: valid values, near misses and noise, always the same.
    ///
    /// # Errors
    /// A schema that there is none of.
    pub fn samples(&self, schema: &Location, count: usize) -> Result<Vec<Sample>, String> {
        let given = self.schema(schema)?;
        let sampler = self.sampler(&given, SEED)?;
        Ok(sampler.take(count).collect())
    }

    /// Runs a type over [`samples`](Judge::samples) of its schema.
    pub fn values(&self, schema: &Location, subject: &mut dyn Subject, samples: &[Sample]) -> Values {
        self.run(schema, subject, samples).unwrap_or_else(|reason| Values::undecided(&reason))
    }

    fn run(&self, schema: &Location, subject: &mut dyn Subject, samples: &[Sample]) -> Result<Values, String> {
        let texts: Vec<&str> = samples.iter().map(|sample| sample.text.as_str()).collect();
        let outcomes = subject.round_trip(&texts)?;
        let (original, promised) = (self.original(schema)?, self.promised(schema)?);
        let implied = self.implied(schema)?;
        let mut values = Values { samples: samples.len(), ..Values::default() };
        for (sample, outcome) in samples.iter().zip(outcomes) {
            let value = told_apart(&sample.value);
            // What the report names may be rejected, and need not be: a schema has another type beside other schemas, and
            // what is narrower under a `not` or a `oneOf` makes no value valid.
            let valid = match outcome {
                Ok(_) => implied.is_valid(&value) || original.is_valid(&value),
                Err(_) => promised.is_valid(&value) && original.is_valid(&value),
            };
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
                    let error = original.validate(&value).err().map(|error| error.to_string());
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

/// The value as the types see its numbers: whole ones as integers, but an `f64` of -2^63 may stand for an integer just
/// beyond the range of `i64`, so the types reject it, and it is moved below that.
fn told_apart(value: &Value) -> Value {
    const END: f64 = -9_223_372_036_854_775_808.0;
    map_floats(value, &|float| if float == END { END.next_down().into() } else { integer(float) })
}

/// The value with its whole numbers as integers, which they are however they are spelled. Draft 4 has it otherwise, but
/// leaves it to languages that do not tell the spellings apart.
pub(super) fn whole(value: &Value) -> Value {
    map_floats(value, &integer)
}

#[allow(clippy::cast_possible_truncation, reason = "the number is whole and within the range")]
fn integer(float: f64) -> Value {
    const BEYOND: f64 = 9_223_372_036_854_775_808.0;
    if float.fract() == 0.0 && float.abs() < BEYOND { (float as i64).into() } else { float.into() }
}

fn map_floats(value: &Value, map: &impl Fn(f64) -> Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => number.as_f64().map_or(Value::Null, map),
        Value::Array(items) => items.iter().map(|item| map_floats(item, map)).collect(),
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), map_floats(value, map))).collect(),
        value => value.clone(),
    }
}

/// Keeps the witnesses that are read most easily.
fn push(witnesses: &mut Vec<Witness>, witness: Witness) {
    witnesses.push(witness);
    witnesses.sort_by_key(|witness| witness.value.len());
    witnesses.truncate(WITNESSES);
}
