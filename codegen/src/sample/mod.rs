//! Samples of JSON values for a schema: valid ones, near misses, and noise.
//!
//! In go a schema, a resolver for its references and a seed; out comes an endless stream of [`Sample`]s, always the
//! same for the same three. The sampler knows the keywords of draft 2020-12 well enough to be mostly right about what
//! it means a sample to be, but it does not judge: whoever uses a sample asks a validator. It reads nothing but its
//! arguments and panics on no schema, however contradictory.
//!
//! The parts: `shape` gathers the keywords that hold at one place, `grow` makes a value that fits them, `breaks` spoils
//! one place of such a value, one keyword at a time.

mod breaks;
mod course;
mod decimal;
mod dice;
mod formats;
mod grow;
mod json;
mod judge;
mod kinds;
mod members;
mod noise;
mod numbers;
mod occurrences;
mod pattern;
mod reach;
mod shape;
mod spellings;
mod strings;

use std::rc::Rc;

use referencing::{Draft, Resolver};
use serde_json::Value;

use crate::pointer::Pointer;
use breaks::Site;
use course::{Aim, Course};
use grow::{Extent, Growth, Place};
use json::Json;
use shape::Sub;

pub use occurrences::Occurrence;

/// One value to try, and what it is meant to be.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The JSON text. Its spelling matters: `14.0` and `14` are one number, but not to every reader.
    pub text: String,
    /// What the text says.
    pub value: Value,
    /// What the value is meant to be; a validator has the last word.
    pub intent: Intent,
}

/// What a sample is meant to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {
    /// Keeps every keyword.
    Valid,
    /// Breaks one keyword at one place.
    NearMiss {
        /// The JSON pointer of the place in the value.
        instance: String,
        /// The JSON pointer of the keyword in the schema document, such as `/properties/status/enum`; for a keyword in
        /// another document, that document's URI and `#` come before.
        schema: String,
    },
    /// Has no relation to the schema, or lost it at some place.
    Noise,
}

/// How many ways to break one value are tried.
const VARIANTS: usize = 24;

/// An endless, seeded stream of samples for one schema.
pub struct Sampler<'a> {
    root: Sub<'a>,
    course: Course<'a>,
}

impl<'a> Sampler<'a> {
    /// A sampler for the document that `schema` is the root of. `resolver` resolves the references in it.
    #[must_use]
    pub fn new(schema: &'a Value, resolver: Resolver<'a>, seed: u64) -> Self {
        let draft = Draft::default().detect(schema);
        let root = Sub::new(schema, Rc::new(resolver), ("", &Pointer::root()), draft);
        Self { root, course: Course::new(seed) }
    }

    /// The keyword occurrences that a value can violate; formats are among them where they are `asserted`.
    #[must_use]
    pub fn occurrences(&self, asserted: bool) -> Vec<Occurrence> {
        occurrences::occurrences(&self.root, asserted)
    }

    /// The next sample that is meant to be valid.
    pub fn next_valid(&mut self) -> Sample {
        let (json, intent) = self.valid();
        self.sample(&json, intent)
    }

    /// The next sample that is meant to be valid and to come to this occurrence.
    pub fn next_reaching(&mut self, occurrence: &Occurrence) -> Sample {
        let (json, _) = self.aimed(occurrence);
        self.sample(&json, Intent::Valid)
    }

    /// Samples that are meant to break this occurrence alone: one valid value, broken in several ways.
    pub fn misses(&mut self, occurrence: &Occurrence) -> Vec<Sample> {
        let (value, places) = self.aimed(occurrence);
        let of_names = occurrence.schema.strip_suffix("/propertyNames");
        let (schema, keyword) = match of_names {
            Some(schema) => (schema, "propertyNames"),
            None => (occurrence.schema.as_str(), occurrence.keyword.as_str()),
        };
        let mut samples = Vec::new();
        for place in &places {
            for part in place.shape.parts.iter().filter(|part| **part.sub.location() == *schema) {
                let Some(keyword) = breaks::breakable(part).find(|known| *known == keyword) else { continue };
                let (Some(target), Some(rule)) = (value.at(&place.path), part.keywords.get(keyword)) else { continue };
                let site = Site { shape: &place.shape, part, keyword, rule, value: target };
                let mut variants = breaks::all_variants(&site, &mut self.course);
                self.course.dice.shuffle(&mut variants);
                let instance = Pointer::from_tokens(&place.path).as_str().to_owned();
                for variant in variants.into_iter().take(VARIANTS) {
                    let mut value = value.clone();
                    if let Some(target) = value.at_mut(&place.path) {
                        *target = variant;
                    }
                    let intent = Intent::NearMiss { instance: instance.clone(), schema: occurrence.location() };
                    samples.push(self.sample(&value, intent));
                }
            }
        }
        samples
    }

    /// A value that comes to this occurrence, and its places.
    fn aimed(&mut self, occurrence: &Occurrence) -> (Json, Vec<Place<'a>>) {
        let target = occurrence.schema.strip_suffix("/propertyNames").unwrap_or(&occurrence.schema);
        let (route, target) = (occurrence.route.clone(), target.to_owned());
        self.course.aim = Some(Aim { route, target, reached: false });
        let extent = match self.course.dice.below(10) {
            0..6 => Extent::Least,
            6..9 => Extent::Some(20),
            _ => Extent::Most,
        };
        let grown = self.grown(extent);
        self.course.aim = None;
        grown
    }

    fn valid(&mut self) -> (Json, Intent) {
        let extent = match self.course.dice.below(20) {
            0..3 => Extent::Least,
            3..7 => Extent::Most,
            share => Extent::Some(share * 5),
        };
        (self.grown(extent).0, Intent::Valid)
    }

    /// Spoils the keyword that was spoiled least so far, among those that a full value meets.
    fn near_miss(&mut self) -> (Json, Intent) {
        let extent = if self.course.dice.percent(70) { Extent::Most } else { Extent::Some(50) };
        let (mut value, places) = self.grown(extent);
        let mut sites = Vec::new();
        for place in &places {
            for part in &place.shape.parts {
                sites.extend(breaks::breakable(part).map(|keyword| (place, part, keyword)));
            }
        }
        self.course.dice.shuffle(&mut sites);
        // Turn by turn, every keyword gets its share, and every place of the value, as many places may share a keyword.
        if self.course.dice.percent(50) {
            sites.sort_by_cached_key(|(_, part, keyword)| self.course.breaks(part.sub.location(), keyword));
        } else {
            sites.sort_by_cached_key(|(place, ..)| self.course.visits(&place.name()));
        }
        for site in sites.into_iter().take(30) {
            let (place, part, keyword) = site;
            let turn = self.course.breaks(part.sub.location(), keyword);
            self.course.count_break(part.sub.location(), keyword);
            let (Some(target), Some(rule)) = (value.at(&place.path), part.keywords.get(keyword)) else { continue };
            let site = Site { shape: &place.shape, part, keyword, rule, value: target };
            let mut variants = breaks::variants(&site, &mut self.course);
            if variants.is_empty() {
                continue;
            }
            let variant = variants.swap_remove(turn % variants.len());
            if let Some(target) = value.at_mut(&place.path) {
                *target = variant;
            }
            self.course.visit(&place.name());
            let instance = Pointer::from_tokens(&place.path).as_str().to_owned();
            let schema = format!("{}/{keyword}", part.sub.location());
            return (value, Intent::NearMiss { instance, schema });
        }
        // Nothing can be broken: the schema takes everything, or nothing.
        (noise::value(3, &mut self.course.dice), Intent::Noise)
    }

    /// Arbitrary JSON, as a whole or in one place of a valid value.
    fn noise(&mut self) -> (Json, Intent) {
        let noise = noise::value(3, &mut self.course.dice);
        if self.course.dice.percent(40) {
            return (noise, Intent::Noise);
        }
        let (mut value, places) = self.grown(Extent::Some(60));
        let place = self.course.dice.pick(&places);
        match place.and_then(|place| value.at_mut(&place.path)) {
            Some(target) => *target = noise,
            None => value = noise,
        }
        (value, Intent::Noise)
    }

    fn sample(&mut self, json: &Json, intent: Intent) -> Sample {
        let text = json.write(&mut self.course.dice);
        // Only a number too wide for the reader could fail here, and the schema would have to name it.
        let sample = serde_json::from_str(&text).map(|value| Sample { text, value, intent });
        sample.unwrap_or_else(|_| Sample { text: "null".to_owned(), value: Value::Null, intent: Intent::Noise })
    }

    fn grown(&mut self, extent: Extent) -> (Json, Vec<Place<'a>>) {
        let mut growth = Growth::new(&mut self.course, extent);
        let value = growth.value(std::slice::from_ref(&self.root));
        (value, growth.places)
    }
}

impl Iterator for Sampler<'_> {
    type Item = Sample;

    /// The next sample; there always is one.
    fn next(&mut self) -> Option<Sample> {
        let (json, intent) = match self.course.dice.below(100) {
            0..45 => self.valid(),
            45..85 => self.near_miss(),
            _ => self.noise(),
        };
        Some(self.sample(&json, intent))
    }
}
