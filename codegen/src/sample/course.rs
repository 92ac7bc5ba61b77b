//! What one run of the sampler carries from sample to sample: the dice, how often each place of the schema was tried,
//! and the patterns already read.
//!
//! Counting makes the sampler fair: what was tried least is tried next, so that a rarely reached place of a large
//! schema still gets both its verdicts.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::dice::Dice;
use super::pattern::Pattern;

/// What one run of the sampler carries from sample to sample.
pub(super) struct Course {
    pub(super) dice: Dice,
    /// How many more schemas the judgement under way may look into.
    pub(super) fuel: usize,
    /// What a value is to reach, where it is to reach something.
    pub(super) aim: Option<Aim>,
    visits: BTreeMap<String, usize>,
    patterns: BTreeMap<String, Rc<Pattern>>,
}

/// A subschema that a value is to reach.
pub(super) struct Aim {
    /// Its location, and those of the subschemas that lead there.
    pub(super) route: BTreeSet<String>,
    /// Its location.
    pub(super) target: String,
    /// Whether the value reached it.
    pub(super) reached: bool,
}

impl Course {
    pub(super) fn new(seed: u64) -> Self {
        Self { dice: Dice::new(seed), fuel: 0, aim: None, visits: BTreeMap::new(), patterns: BTreeMap::new() }
    }

    /// Whether this subschema leads to what the value is to reach.
    pub(super) fn wants(&self, location: &str) -> bool {
        self.aim.as_ref().is_some_and(|aim| !aim.reached && aim.route.contains(location))
    }

    pub(super) fn visit(&mut self, place: &str) {
        *self.visits.entry(place.to_owned()).or_default() += 1;
    }

    pub(super) fn visits(&self, place: &str) -> usize {
        self.visits.get(place).copied().unwrap_or_default()
    }

    /// The index of the place visited least, by chance among equals; zero where there is none.
    pub(super) fn least(&mut self, places: &[String]) -> usize {
        let fewest = places.iter().map(|place| self.visits(place)).min().unwrap_or_default();
        let least: Vec<usize> = (0..places.len()).filter(|&index| self.visits(&places[index]) == fewest).collect();
        self.dice.pick(&least).copied().unwrap_or_default()
    }

    pub(super) fn pattern(&mut self, source: &str) -> Rc<Pattern> {
        let known = self.patterns.entry(source.to_owned());
        Rc::clone(known.or_insert_with(|| Rc::new(Pattern::new(source))))
    }
}
