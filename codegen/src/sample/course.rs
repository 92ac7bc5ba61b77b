//! What one run of the sampler carries from sample to sample: the dice, how often each place of the schema was tried,
//! and the patterns already read.
//!
//! Counting makes the sampler fair: what was tried least is tried next, so that a rarely reached place of a large
//! schema still gets both its verdicts.

use std::collections::BTreeSet;
use std::rc::Rc;

use rustc_hash::FxHashMap as HashMap;

use super::dice::Dice;
use super::kinds::Kinds;
use super::pattern::Pattern;
use super::reach;
use super::shape::{Keywords, Sub};

/// What one run of the sampler carries from sample to sample.
pub(super) struct Course<'a> {
    pub(super) dice: Dice,
    /// How many more schemas the judgement under way may look into.
    pub(super) fuel: usize,
    /// What a value is to reach, where it is to reach something.
    pub(super) aim: Option<Aim>,
    visits: HashMap<Rc<str>, usize>,
    /// How often each keyword of a schema was broken, by the location of the schema.
    breaks: HashMap<(Rc<str>, &'static str), usize>,
    patterns: HashMap<String, Rc<Pattern>>,
    /// What is known of schemas, by their addresses.
    kinds: HashMap<usize, Kinds>,
    heights: HashMap<usize, usize>,
    targets: HashMap<usize, Vec<Sub<'a>>>,
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

impl<'a> Course<'a> {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            dice: Dice::new(seed),
            fuel: 0,
            aim: None,
            visits: HashMap::default(),
            breaks: HashMap::default(),
            patterns: HashMap::default(),
            kinds: HashMap::default(),
            heights: HashMap::default(),
            targets: HashMap::default(),
        }
    }

    /// Whether this subschema leads to what the value is to reach.
    pub(super) fn wants(&self, location: &str) -> bool {
        self.aim.as_ref().is_some_and(|aim| !aim.reached && aim.route.contains(location))
    }

    pub(super) fn visit(&mut self, place: &str) {
        match self.visits.get_mut(place) {
            Some(visits) => *visits += 1,
            None => drop(self.visits.insert(place.into(), 1)),
        }
    }

    pub(super) fn visits(&self, place: &str) -> usize {
        self.visits.get(place).copied().unwrap_or_default()
    }

    pub(super) fn breaks(&self, schema: &Rc<str>, keyword: &'static str) -> usize {
        self.breaks.get(&(Rc::clone(schema), keyword)).copied().unwrap_or_default()
    }

    pub(super) fn count_break(&mut self, schema: &Rc<str>, keyword: &'static str) {
        *self.breaks.entry((Rc::clone(schema), keyword)).or_default() += 1;
    }

    /// The index of the place visited least, by chance among equals; zero where there is none.
    pub(super) fn least(&mut self, places: &[Rc<str>]) -> usize {
        let fewest = places.iter().map(|place| self.visits(place)).min().unwrap_or_default();
        let least: Vec<usize> = (0..places.len()).filter(|&index| self.visits(&places[index]) == fewest).collect();
        self.dice.pick(&least).copied().unwrap_or_default()
    }

    /// The types that a subschema leaves.
    pub(super) fn kinds_of(&mut self, sub: &Sub<'_>) -> Kinds {
        *self.kinds.entry(std::ptr::from_ref(sub.schema).addr()).or_insert_with(|| reach::kinds_of(sub))
    }

    /// How many levels the least value of a subschema has, up to a bound.
    pub(super) fn height(&mut self, sub: &Sub<'_>) -> usize {
        *self.heights.entry(std::ptr::from_ref(sub.schema).addr()).or_insert_with(|| reach::height(sub))
    }

    /// What the references of a schema object name.
    pub(super) fn follow(&mut self, sub: &Sub<'a>, keywords: Keywords<'a>) -> Vec<Sub<'a>> {
        // Where other references lead depends on the way that led here.
        if keywords.contains_key("$dynamicRef") || keywords.contains_key("$recursiveRef") {
            return reach::follow(sub, keywords);
        }
        if !keywords.contains_key("$ref") {
            return Vec::new();
        }
        let address = std::ptr::from_ref(sub.schema).addr();
        let targets = self.targets.entry(address).or_insert_with(|| reach::follow(sub, keywords));
        targets.iter().map(|target| target.clone().chosen_beside(sub.elsewhere)).collect()
    }

    pub(super) fn pattern(&mut self, source: &str) -> Rc<Pattern> {
        if let Some(known) = self.patterns.get(source) {
            return Rc::clone(known);
        }
        let pattern = Rc::new(Pattern::new(source));
        self.patterns.insert(source.to_owned(), Rc::clone(&pattern));
        pattern
    }
}
