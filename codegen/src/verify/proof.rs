//! Proofs that every value of one schema is one of another, also of schemas that refer to themselves.
//!
//! A sequent asks whether a value for which all formulas on the left hold is one for which some formula on the right
//! does. It is split by the type of the value and by the connectives, as in sequent calculus, until only atoms are left;
//! those of arrays and objects lead to sequents about their parts. A sequent about a part that is being proved already
//! holds by induction: the part is smaller than the value, as no schema applies to the same value without end. What was
//! proved so rests on a sequent that is still open, and is forgotten if that one fails; all else is kept. Where a proof is
//! not found, nothing is said.

use super::formula::{EACH, FALSE, Formula, Formulas, Id, Kinds, kind_of};
use super::leaves;
use crate::regex::{self, Regex};
use rustc_hash::FxHashMap as HashMap;
use serde_json::Value;

/// How deep sequents nest before a proof is given up.
const DEEPEST: usize = 400;

/// The side of a sequent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hand {
    Left = 0,
    Right = 1,
}
use Hand::{Left, Right};

/// What identifies a sequent: both sides, and the types of values that it is about.
type Key = (Vec<Id>, Vec<Id>, Kinds);

/// What is known of a sequent.
#[derive(Clone, Copy)]
enum State {
    Unknown,
    Proved,
    /// It is open at this depth itself, or was proved and rests on the one that is.
    Rests(usize),
    /// No proof was found.
    Fails,
}

/// A search for proofs.
pub(super) struct Prover<'f> {
    pub(super) formulas: &'f Formulas,
    /// The sequents that were met, each with its position among the states.
    sequents: HashMap<Key, usize>,
    states: Vec<State>,
    /// The sequents that rest on open ones, in the order in which they were entered.
    trail: Vec<usize>,
    /// The least depth of an open sequent that the present proof rests on so far.
    lowest: usize,
    patterns: HashMap<String, Pattern>,
    fuel: usize,
    depth: usize,
}

/// A pattern, where it can be compiled, and whether the names that were asked about match it.
struct Pattern {
    compiled: Option<Regex>,
    known: HashMap<String, bool>,
}

/// One value's sequent while it is split.
#[derive(Clone, Default)]
struct Sequent {
    todo: Vec<(usize, Id)>,
    /// Both sides' formulas that are to be split in two or more.
    splits: Vec<(usize, Id)>,
    atoms: [Vec<Id>; 2],
    /// All formulas that were met.
    met: [Vec<Id>; 2],
}

impl<'f> Prover<'f> {
    /// A search that is given up after so many sequents.
    pub(super) fn new(formulas: &'f Formulas, fuel: usize) -> Self {
        Prover {
            formulas,
            sequents: HashMap::default(),
            states: Vec::new(),
            trail: Vec::new(),
            lowest: usize::MAX,
            patterns: HashMap::default(),
            fuel,
            depth: 0,
        }
    }

    /// Whether there is a proof that a value for which all of the left hold is one for which one of the right holds.
    pub(super) fn proves(&mut self, left: Vec<Id>, right: Vec<Id>, kinds: Kinds) -> bool {
        let sorted = |mut ids: Vec<Id>| {
            ids.sort_unstable();
            ids.dedup();
            ids
        };
        let key: Key = (sorted(left), sorted(right), kinds);
        if key.0.iter().any(|id| key.1.contains(id)) {
            return true;
        }
        let number = *self.sequents.entry(key.clone()).or_insert(self.states.len());
        if number == self.states.len() {
            self.states.push(State::Unknown);
        }
        match self.states[number] {
            State::Proved => return true,
            State::Rests(depth) => {
                self.lowest = self.lowest.min(depth);
                return true;
            }
            State::Fails => return false,
            State::Unknown if self.fuel == 0 || self.depth == DEEPEST => return false,
            State::Unknown => {}
        }
        let (mark, depth) = (self.trail.len(), self.depth);
        let outer = std::mem::replace(&mut self.lowest, usize::MAX);
        self.trail.push(number);
        self.states[number] = State::Rests(depth);
        self.depth += 1;
        let proved = self.by_one(&key) || self.by_type(&key);
        self.depth -= 1;
        let lowest = std::mem::replace(&mut self.lowest, outer);
        let state = match proved {
            false => State::Unknown,
            true if lowest < depth => State::Rests(lowest),
            true => State::Proved,
        };
        for rests in &self.trail[mark..] {
            self.states[*rests] = state;
        }
        match state {
            State::Rests(_) => self.lowest = outer.min(lowest),
            _ => self.trail.truncate(mark),
        }
        if !proved && self.fuel > 0 {
            self.states[number] = State::Fails;
        }
        proved
    }

    /// Whether one formula on the left is enough, or the right is proved one after the other: that takes fewer sequents
    /// than all at once, and the same ones more often.
    fn by_one(&mut self, (left, right, kinds): &Key) -> bool {
        let [right] = right[..] else { return false };
        if left.len() > 1 && left.iter().any(|one| self.proves(vec![*one], vec![right], *kinds)) {
            return true;
        }
        matches!(self.formulas.get(right), Formula::All(all) if all.len() > 1
            && all.iter().all(|one| self.proves(left.clone(), vec![*one], *kinds)))
    }

    fn by_type(&mut self, (left, right, kinds): &Key) -> bool {
        let side = |hand: Hand, ids: &[Id]| ids.iter().map(|id| (hand as usize, *id)).collect::<Vec<_>>();
        let todo = [side(Left, left), side(Right, right)].concat();
        EACH.into_iter()
            .filter(|kind| kinds & kind != 0)
            .all(|kind| self.solve(kind, Sequent { todo: todo.clone(), ..Sequent::default() }))
    }

    fn solve(&mut self, kind: Kinds, mut sequent: Sequent) -> bool {
        self.fuel = self.fuel.saturating_sub(1);
        if self.fuel == 0 {
            return false;
        }
        loop {
            if self.gather(kind, &mut sequent) {
                return true;
            }
            // What has one case left is no choice.
            let sequent = &mut sequent;
            let only = (0..sequent.splits.len()).find_map(|at| {
                let (hand, id) = sequent.splits[at];
                let cases = self.cases(kind, hand, id, sequent)?;
                (cases.len() < 2).then_some((at, hand, cases))
            });
            let Some((at, hand, cases)) = only else { break };
            let Some(case) = cases.first() else { return true };
            sequent.splits.swap_remove(at);
            sequent.todo.push((hand, *case));
        }
        // What splits least is split first.
        let width = |(hand, id): &(usize, Id)| match (self.formulas.get(*id), *hand) {
            (Formula::If(..), _) => 2,
            // What is to be proved of each case, whatever else is split, comes first: it adds up, and does not multiply.
            (Formula::All(_), _) | (Formula::One(_), 1) => 1,
            (Formula::Any(_), hand) => self.cases(kind, hand, *id, &sequent).map_or(1, |cases| cases.len()),
            (Formula::Values(values), _) => values.len().min(3),
            (Formula::One(all), _) => 2 * all.len(),
            _ => 1,
        };
        let Some(next) = (0..sequent.splits.len()).min_by_key(|at| width(&sequent.splits[*at])) else {
            return leaves::holds(self, kind, &sequent.atoms);
        };
        // What is proved already needs no case after case.
        if leaves::holds(self, kind, &sequent.atoms) {
            return true;
        }
        let split = sequent.splits.swap_remove(next);
        self.split(kind, split, &sequent)
    }

    /// Takes apart what needs no split, up to atoms; whether that leaves nothing to prove.
    fn gather(&self, kind: Kinds, sequent: &mut Sequent) -> bool {
        while let Some((hand, id)) = sequent.todo.pop() {
            if sequent.met[hand].contains(&id) {
                continue;
            }
            if sequent.met[1 - hand].contains(&id) {
                return true;
            }
            sequent.met[hand].push(id);
            if let Some(truth) = self.plain(id, kind) {
                // Something false on the left, or true on the right, leaves nothing to prove.
                if truth == (hand == Right as usize) {
                    return true;
                }
                continue;
            }
            match (self.formulas.get(id), hand) {
                (Formula::Atom(..), _) => sequent.atoms[hand].push(id),
                (Formula::Not(below), _) => sequent.todo.push((1 - hand, *below)),
                (Formula::All(all), 0) | (Formula::Any(all), 1) => {
                    sequent.todo.extend(all.iter().map(|below| (hand, *below)));
                }
                (Formula::All(all) | Formula::Any(all), _) if all.len() == 1 => sequent.todo.push((hand, all[0])),
                (Formula::Values(_), 1) => sequent.atoms[1].push(id),
                _ => sequent.splits.push((hand, id)),
            }
        }
        false
    }

    /// The cases of a formula that is to be split in several, less those that what is known decides already.
    fn cases(&self, kind: Kinds, hand: usize, id: Id, sequent: &Sequent) -> Option<Vec<Id>> {
        let ((Formula::Any(all), 0) | (Formula::All(all), 1)) = (self.formulas.get(id), hand) else { return None };
        let is_known = |hand: usize, id: Id| {
            sequent.met[hand].contains(&id)
                || leaves::atom(self.formulas.get(id)).is_some_and(|atom| {
                    sequent.atoms[hand].iter().any(|known| leaves::atom(self.formulas.get(*known)) == Some(atom))
                })
        };
        let is_decided = |case: &Id| {
            self.plain(*case, kind) == Some(hand == Right as usize)
                || is_known(1 - hand, *case)
                || matches!(self.formulas.get(*case), Formula::Not(below) if is_known(hand, *below))
        };
        Some(all.iter().copied().filter(|case| !is_decided(case)).collect())
    }

    fn split(&mut self, kind: Kinds, (hand, id): (usize, Id), sequent: &Sequent) -> bool {
        let formula = self.formulas.get(id);
        let with = |more: &[(Hand, Id)]| {
            let mut case = sequent.clone();
            case.todo.extend(more.iter().map(|(hand, id)| (*hand as usize, *id)));
            case
        };
        match (formula, hand) {
            (Formula::Any(_), 0) | (Formula::All(_), _) => {
                let hand = if hand == 0 { Left } else { Right };
                let cases = self.cases(kind, hand as usize, id, sequent).unwrap_or_default();
                cases.into_iter().all(|case| self.solve(kind, with(&[(hand, case)])))
            }
            (Formula::If(test, then, other), 0) => {
                self.solve(kind, with(&[(Left, *test), (Left, *then)]))
                    && self.solve(kind, with(&[(Right, *test), (Left, *other)]))
            }
            (Formula::If(test, then, other), _) => {
                // Mostly one condition on the left says it, and all of them together make too many cases.
                let is_if = |(hand, id): &&(usize, Id)| *hand == 0 && matches!(self.formulas.get(*id), Formula::If(..));
                let alike: Vec<(usize, Id)> = sequent.splits.iter().filter(is_if).copied().collect();
                if alike.len() > 1
                    && alike.into_iter().any(|known| {
                        let only = |more: &[(Hand, Id)]| Sequent { splits: vec![known], ..with(more) };
                        self.solve(kind, only(&[(Left, *test), (Right, *then)]))
                            && self.solve(kind, only(&[(Right, *test), (Right, *other)]))
                    })
                {
                    return true;
                }
                self.solve(kind, with(&[(Left, *test), (Right, *then)]))
                    && self.solve(kind, with(&[(Right, *test), (Right, *other)]))
            }
            (Formula::Values(values), 0) => {
                let values = values.iter().filter(|value| kind_of(value) == kind);
                values.into_iter().all(|value| self.decides(value, sequent))
            }
            (Formula::One(all), 0) => {
                let all = self.open(all, kind);
                (0..all.len()).all(|chosen| {
                    let hand = |at| if at == chosen { Left } else { Right };
                    let cases: Vec<_> = all.iter().enumerate().map(|(at, below)| (hand(at), *below)).collect();
                    self.solve(kind, with(&cases))
                })
            }
            (Formula::One(all), _) => {
                let all = self.open(all, kind);
                self.one_by_one(kind, &all, sequent)
                    || self.solve(kind, with(&all.iter().map(|below| (Right, *below)).collect::<Vec<_>>()))
                        && (0..all.len()).all(|one| {
                            (0..one).all(|two| self.solve(kind, with(&[(Left, all[one]), (Left, all[two])])))
                        })
            }
            _ => false,
        }
    }

    /// Whether a `oneOf` on the left has the branches of this one, as far as values are told apart here.
    fn one_by_one(&mut self, kind: Kinds, right: &[Id], sequent: &Sequent) -> bool {
        for (at, (hand, id)) in sequent.splits.iter().enumerate() {
            let (0, Formula::One(left)) = (*hand, self.formulas.get(*id)) else { continue };
            let left = self.open(left, kind);
            if left.len() != right.len() {
                continue;
            }
            let mut beside = sequent.clone();
            beside.splits.swap_remove(at);
            let mut same = |one: Id, other: Id| {
                let mut case = beside.clone();
                case.todo = vec![(0, one), (1, other)];
                self.solve(kind, case)
            };
            if left.iter().zip(right).all(|(one, other)| same(*one, *other) && same(*other, *one)) {
                return true;
            }
        }
        false
    }

    /// The formulas that are not plainly false of values of this type.
    fn open(&self, all: &[Id], kind: Kinds) -> Vec<Id> {
        all.iter().copied().filter(|below| self.plain(*below, kind) != Some(false)).collect()
    }

    /// Whether a formula holds of all values of a type, or of none, where that is plain to see.
    pub(super) fn plain(&self, id: Id, kind: Kinds) -> Option<bool> {
        self.plain_within(id, kind, 12)
    }

    fn plain_within(&self, id: Id, kind: Kinds, depth: usize) -> Option<bool> {
        let below = |id: &Id| if depth == 0 { None } else { self.plain_within(*id, kind, depth - 1) };
        match self.formulas.get(id) {
            Formula::Always => Some(true),
            Formula::Never => Some(false),
            Formula::Types(kinds) => Some(kinds & kind != 0),
            Formula::Atom(kinds, _) => (kinds & kind == 0).then_some(true),
            Formula::Not(id) => below(id).map(|truth| !truth),
            Formula::All(all) => all
                .iter()
                .map(below)
                .try_fold(Some(true), |so_far, truth| match truth {
                    Some(false) => Err(()),
                    Some(true) => Ok(so_far),
                    None => Ok(None),
                })
                .unwrap_or(Some(false)),
            Formula::Any(all) => all
                .iter()
                .map(below)
                .try_fold(Some(false), |so_far, truth| match truth {
                    Some(true) => Err(()),
                    Some(false) => Ok(so_far),
                    None => Ok(None),
                })
                .unwrap_or(Some(true)),
            Formula::Values(values) => {
                let found = values.iter().any(|value| kind_of(value) == kind);
                // There is one value of the first types alone.
                if found { (kind <= FALSE).then_some(true) } else { Some(false) }
            }
            Formula::One(_) | Formula::If(..) => None,
        }
    }

    /// Whether one value leaves nothing to prove.
    fn decides(&mut self, value: &Value, sequent: &Sequent) -> bool {
        let met = sequent.met.clone();
        met[0].iter().any(|id| leaves::is(self, *id, value) == Some(false))
            || met[1].iter().any(|id| leaves::is(self, *id, value) == Some(true))
    }

    /// Whether a name matches a pattern, where that can be told.
    pub(super) fn matches(&mut self, pattern: &str, text: &str) -> Option<bool> {
        if !self.patterns.contains_key(pattern) {
            let compiled = regex::compile(pattern).ok();
            self.patterns.insert(pattern.to_owned(), Pattern { compiled, known: HashMap::default() });
        }
        let Pattern { compiled, known } = self.patterns.get_mut(pattern)?;
        if let Some(truth) = known.get(text) {
            return Some(*truth);
        }
        let truth = compiled.as_ref()?.matches(text);
        known.insert(text.to_owned(), truth);
        Some(truth)
    }

    pub(super) fn contradicts(&mut self, left: Vec<Id>) -> bool {
        self.proves(left, Vec::new(), Kinds::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::super::algebra::Side;
    use super::*;
    use crate::dialect::Draft;
    use referencing::Registry;
    use serde_json::json;

    const BASE: &str = "schema:///side";

    /// Whether it is proved that each of two schemas of draft 2020-12 covers the other.
    fn proved(one: &Value, other: &Value) -> [bool; 2] {
        let registries = [one, other].map(|schema| {
            let registry = Registry::new().add(BASE, schema).expect("the base is a URI");
            registry.prepare().expect("the references resolve")
        });
        let validator = jsonschema::validator_for(&json!({})).expect("a schema");
        let mut formulas = Formulas::default();
        let [left, right] = [(one, 0), (other, 1)].map(|(schema, at)| {
            let registry = &registries[at];
            let draft = Draft::Draft202012;
            let side =
                Side { schema, registry, base: BASE, validator: &validator, draft, formats: true, dynamic: false };
            formulas.of(&side).expect("the schema has a formula")
        });
        [(left, right), (right, left)]
            .map(|(one, other)| Prover::new(&formulas, 100_000).proves(vec![one], vec![other], Kinds::MAX))
    }

    #[test]
    fn schemas_that_mean_the_same_are_proved_to() {
        let list = json!({"type": "object", "properties": {"next": {"$ref": "#"}, "of": {"type": "integer"}}});
        let unrolled = json!({"$ref": "#/$defs/a", "$defs": {
            "a": {"type": "object", "allOf": [{"properties": {"next": {"$ref": "#/$defs/b"}}},
                {"properties": {"of": {"type": ["integer"]}}}]},
            "b": {"properties": {"of": {"type": "integer"}, "next": {"$ref": "#/$defs/a"}}, "type": "object"}}});
        let tagged = |tag: &str| json!({"properties": {"tag": {"const": tag}}, "required": ["tag"]});
        for (one, other) in [
            (list, unrolled),
            (
                json!({"type": "object", "required": ["x"], "oneOf": [tagged("a"), tagged("b"), tagged("c")]}),
                json!({"oneOf": [
                    {"type": "object", "required": ["tag", "x"], "properties": {"tag": {"enum": ["a"]}}},
                    {"type": "object", "required": ["x", "tag"], "properties": {"tag": {"enum": ["b"]}}},
                    {"type": "object", "required": ["x", "tag"], "properties": {"tag": {"enum": ["c"]}}}]}),
            ),
            (
                json!({"type": ["string", "null"], "minLength": 2}),
                json!({"anyOf": [{"type": "string", "minLength": 2}, {"type": "null"}]}),
            ),
            (
                json!({"anyOf": [{"type": "string"}, {"type": "null"}]}),
                json!({"oneOf": [{"type": "null"}, {"type": "string"}]}),
            ),
            (
                json!({"if": {"type": "string"}, "then": {"maxLength": 1}, "else": {"type": "array"}}),
                json!({"anyOf": [{"type": "string", "maxLength": 1}, {"type": "array"}]}),
            ),
            (json!({"type": "integer", "exclusiveMinimum": 0}), json!({"type": "integer", "minimum": 1})),
            (json!({"enum": [1, "a", null]}), json!({"anyOf": [{"const": 1.0}, {"enum": [null, "a"]}]})),
            (json!({"dependentRequired": {"a": ["b"]}}), json!({"dependentSchemas": {"a": {"required": ["b"]}}})),
            (json!({"not": {"not": {"pattern": "^a"}}}), json!({"pattern": "^a"})),
            (
                json!({"prefixItems": [true], "items": false}),
                json!({"prefixItems": [{}], "items": false, "maxItems": 1}),
            ),
            (
                json!({"allOf": [{"properties": {"a": {}}}], "properties": {"b": {}}, "unevaluatedProperties": false}),
                json!({"properties": {"a": {}, "b": {}}, "additionalProperties": false}),
            ),
            (
                json!({"anyOf": [{"properties": {"a": {"type": "integer"}}, "required": ["a"]}, {"required": ["b"]}],
                    "properties": {"b": {}}, "unevaluatedProperties": {"type": "null"}}),
                json!({"anyOf": [{"required": ["a"], "properties": {"a": {"type": "integer"}}}, {"required": ["b"]}],
                    "if": {"properties": {"a": {"type": "integer"}}, "required": ["a"]},
                    "then": {"properties": {"a": {}, "b": {}}, "additionalProperties": {"type": "null"}},
                    "else": {"properties": {"b": {}}, "additionalProperties": {"type": "null"}}}),
            ),
            (
                json!({"if": {"prefixItems": [{"const": 1}]}, "then": {"prefixItems": [{}, {}]},
                    "unevaluatedItems": false}),
                json!({"if": {"prefixItems": [{"const": 1}]}, "then": {"maxItems": 2}, "else": {"maxItems": 0}}),
            ),
            (
                json!({"contains": {"type": "integer"}, "unevaluatedItems": {"type": "null"}}),
                json!({"contains": {"type": "integer"},
                    "items": {"anyOf": [{"type": "null"}, {"type": "integer"}]}}),
            ),
        ] {
            assert_eq!(proved(&one, &other), [true, true], "{one} and {other}");
        }
    }

    #[test]
    fn what_is_not_so_is_not_proved() {
        let list = |kind: &str| json!({"type": "object", "properties": {"next": {"$ref": "#"}, "of": {"type": kind}}});
        for (less, more) in [
            (list("integer"), list("number")),
            (json!({"type": "object", "required": ["a", "b"]}), json!({"type": "object", "required": ["b"]})),
            (json!({"properties": {"a": false}}), json!({})),
            (json!({"patternProperties": {"^a": {"type": "null"}}}), json!({"properties": {"ab": {"type": "null"}}})),
            (
                json!({"additionalProperties": false, "properties": {"a": {}}}),
                json!({"propertyNames": {"minLength": 1}}),
            ),
            (json!({"oneOf": [{"minimum": 3}, {"maximum": 5}]}), json!({"anyOf": [{"minimum": 3}, {"maximum": 5}]})),
            (json!({"allOf": [{"pattern": "a"}, {"pattern": "b"}]}), json!({"pattern": "b"})),
            (json!({"items": {"type": "integer"}}), json!({"prefixItems": [{"type": "integer"}]})),
            (json!({"contains": {"const": 1}}), json!({"contains": {"type": "integer"}})),
            (json!({"contains": {}, "minContains": 2}), json!({"contains": {}})),
            (json!({"if": {"required": ["a"]}, "then": false}), json!({})),
            (json!({"enum": ["a"]}), json!({"enum": ["a", "b"]})),
            (json!({"type": "string", "minLength": 2}), json!({"type": "string", "minLength": 1})),
            (
                json!({"properties": {"a": {}}, "unevaluatedProperties": false}),
                json!({"properties": {"a": {}}, "anyOf": [{"properties": {"b": {}}}], "unevaluatedProperties": false}),
            ),
            (
                json!({"not": {"properties": {"a": {}}, "required": ["b"]}, "unevaluatedProperties": false}),
                json!({"not": {"required": ["b"]}, "properties": {"a": {}}, "unevaluatedProperties": false}),
            ),
        ] {
            // Where the first covers less, some value of the other is not its own.
            assert!(!proved(&less, &more)[1], "{more} is not covered by {less}");
        }
    }
}
