//! The ends of proofs: atoms that follow from atoms of the same type, and single values.

use super::formula::{ARRAY, Atom, Formula, INTEGER, Id, Kinds, OBJECT, STRING, kind_of};
use super::proof::Prover;
use serde_json::Value;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// Whether one of the atoms on the right follows from those on the left, or those contradict each other.
pub(super) fn holds(prover: &mut Prover<'_>, kind: Kinds, [left, right]: &[Vec<Id>; 2]) -> bool {
    let formulas = prover.formulas;
    let atoms: Vec<&Atom> = left.iter().filter_map(|id| atom(formulas.get(*id))).collect();
    right.iter().any(|goal| match formulas.get(*goal) {
        Formula::Atom(_, goal) => atoms.contains(&goal) || follows(prover, kind, &atoms, goal),
        _ => false,
    }) || contradict(prover, kind, &atoms)
}

pub(super) fn atom(formula: &Formula) -> Option<&Atom> {
    match formula {
        Formula::Atom(_, atom) => Some(atom),
        _ => None,
    }
}

fn follows(prover: &mut Prover<'_>, kind: Kinds, atoms: &[&Atom], goal: &Atom) -> bool {
    match goal {
        Atom::Least(..) | Atom::Most(..) => atoms.iter().any(|atom| bounds(kind, atom, goal)),
        Atom::MinLength(least) => atoms.iter().any(|atom| matches!(atom, Atom::MinLength(more) if more >= least)),
        Atom::MaxLength(most) => atoms.iter().any(|atom| matches!(atom, Atom::MaxLength(less) if less <= most)),
        Atom::MinItems(least) => *least == 0 || min_items(atoms) >= *least,
        Atom::MaxItems(most) => max_items(prover, atoms).is_some_and(|less| less <= *most),
        Atom::MinProperties(least) => min_properties(atoms) >= *least,
        Atom::MaxProperties(most) => atoms.iter().any(|atom| matches!(atom, Atom::MaxProperties(less) if less <= most)),
        Atom::MultipleOf(_) | Atom::Pattern(_) | Atom::Format(_) | Atom::Unique | Atom::Has(_) => false,
        Atom::Contains(goal, least, most) => atoms.iter().any(|atom| match atom {
            Atom::Contains(id, more, less) => {
                (more >= least || *least == 0)
                    && (less <= most || most.is_none())
                    && (less.is_some() || most.is_none())
                    && prover.proves(vec![*id], vec![*goal], Kinds::MAX)
                    && (most.is_none() || prover.proves(vec![*goal], vec![*id], Kinds::MAX))
            }
            _ => false,
        }),
        Atom::Names(goal) => {
            let left = atoms.iter().filter_map(|atom| if let Atom::Names(id) = atom { Some(*id) } else { None });
            let left: Vec<Id> = left.collect();
            prover.proves(left, vec![*goal], STRING)
        }
        Atom::Items(prefix, rest) => items(prover, atoms, prefix, *rest),
        Atom::Properties(listed, patterns, rest) => {
            let mut names: BTreeSet<&str> = listed.keys().map(String::as_str).collect();
            for atom in atoms {
                if let Atom::Properties(listed, ..) = atom {
                    names.extend(listed.keys().map(String::as_str));
                }
            }
            let is_known = names.iter().all(|name| {
                let mut goals: Vec<Id> = listed.get(*name).copied().into_iter().collect();
                for (pattern, goal) in patterns {
                    match prover.matches(pattern, name) {
                        Some(true) => goals.push(*goal),
                        Some(false) => {}
                        None => return false,
                    }
                }
                if goals.is_empty() {
                    goals.push(*rest);
                }
                let left = member(prover, atoms, name);
                goals.into_iter().all(|goal| prover.proves(left.clone(), vec![goal], Kinds::MAX))
            });
            is_known
                && patterns.iter().all(|(pattern, goal)| {
                    let left = matching(atoms, pattern);
                    prover.proves(left, vec![*goal], Kinds::MAX)
                })
                && {
                    let known: BTreeSet<&str> = patterns.iter().map(|(pattern, _)| pattern.as_str()).collect();
                    let left = others(atoms, &known);
                    prover.proves(left, vec![*rest], Kinds::MAX)
                }
        }
    }
}

/// What is said of the property of that name.
fn member(prover: &mut Prover<'_>, atoms: &[&Atom], name: &str) -> Vec<Id> {
    let mut found = Vec::new();
    for atom in atoms {
        let Atom::Properties(named, patterns, rest) = atom else { continue };
        let before = found.len();
        found.extend(named.get(name));
        let mut unsure = false;
        for (pattern, id) in patterns {
            match prover.matches(pattern, name) {
                Some(true) => found.push(*id),
                Some(false) => {}
                None => unsure = true,
            }
        }
        if found.len() == before && !unsure {
            found.push(*rest);
        }
    }
    found
}

/// What is said of the properties whose names match a pattern and are not listed.
fn matching(atoms: &[&Atom], pattern: &str) -> Vec<Id> {
    let mut found = Vec::new();
    for atom in atoms {
        let Atom::Properties(_, patterns, rest) = atom else { continue };
        if patterns.is_empty() {
            found.push(*rest);
        }
        found.extend(patterns.iter().filter(|(known, _)| known == pattern).map(|(_, id)| *id));
    }
    found
}

/// What is said of the properties that are not listed and match none of these patterns.
fn others(atoms: &[&Atom], known: &BTreeSet<&str>) -> Vec<Id> {
    let of_rest = |atom: &&Atom| match atom {
        Atom::Properties(_, patterns, rest) => {
            patterns.iter().all(|(pattern, _)| known.contains(pattern.as_str())).then_some(*rest)
        }
        _ => None,
    };
    atoms.iter().filter_map(of_rest).collect()
}

fn items(prover: &mut Prover<'_>, atoms: &[&Atom], prefix: &[Id], rest: Id) -> bool {
    let lists = || {
        atoms.iter().filter_map(|atom| if let Atom::Items(prefix, rest) = atom { Some((prefix, *rest)) } else { None })
    };
    let length = lists().map(|(prefix, _)| prefix.len()).chain([prefix.len()]).max().unwrap_or_default();
    let most = max_items(prover, atoms);
    let goal = |position: usize| prefix.get(position).copied().unwrap_or(rest);
    (0..=length).filter(|position| most.is_none_or(|most| (*position as u64) < most)).all(|position| {
        let left = lists().map(|(prefix, rest)| prefix.get(position).copied().unwrap_or(rest)).collect();
        prover.proves(left, vec![goal(position)], Kinds::MAX)
    })
}

fn min_items(atoms: &[&Atom]) -> u64 {
    let least = atoms.iter().filter_map(|atom| match atom {
        Atom::MinItems(least) => Some(*least),
        Atom::Contains(_, least, _) => Some((*least).min(1)),
        _ => None,
    });
    least.max().unwrap_or_default()
}

fn max_items(prover: &Prover<'_>, atoms: &[&Atom]) -> Option<u64> {
    let never = |id: Id| super::formula::EACH.iter().all(|kind| prover.plain(id, *kind) == Some(false));
    let most = atoms.iter().filter_map(|atom| match atom {
        Atom::MaxItems(most) => Some(*most),
        Atom::Items(prefix, rest) if never(*rest) => Some(prefix.len() as u64),
        _ => None,
    });
    most.min()
}

fn min_properties(atoms: &[&Atom]) -> u64 {
    let names: BTreeSet<&str> =
        atoms.iter().filter_map(|atom| if let Atom::Has(name) = atom { Some(name.as_str()) } else { None }).collect();
    let least = atoms.iter().filter_map(|atom| if let Atom::MinProperties(least) = atom { Some(*least) } else { None });
    least.max().unwrap_or_default().max(names.len() as u64)
}

/// Whether no value is as all atoms say.
fn contradict(prover: &mut Prover<'_>, kind: Kinds, atoms: &[&Atom]) -> bool {
    if kind == OBJECT {
        let most =
            atoms.iter().filter_map(|atom| if let Atom::MaxProperties(most) = atom { Some(*most) } else { None });
        return most.min().is_some_and(|most| most < min_properties(atoms))
            || atoms.iter().any(|atom| match atom {
                Atom::Has(name) => {
                    let left = member(prover, atoms, name);
                    !left.is_empty() && prover.contradicts(left)
                }
                _ => false,
            });
    }
    if kind == ARRAY {
        return max_items(prover, atoms).is_some_and(|most| most < min_items(atoms));
    }
    if kind == STRING {
        let ends = |atom: &&Atom| match atom {
            Atom::MinLength(least) => (*least, u64::MAX),
            Atom::MaxLength(most) => (0, *most),
            _ => (0, u64::MAX),
        };
        let least = atoms.iter().map(|atom| ends(atom).0).max().unwrap_or_default();
        return atoms.iter().any(|atom| ends(atom).1 < least);
    }
    false
}

/// Whether one bound on numbers follows from another.
fn bounds(kind: Kinds, known: &Atom, goal: &Atom) -> bool {
    let (known, known_open, goal, goal_open, wanted) = match (known, goal) {
        (Atom::Least(known, one), Atom::Least(goal, other)) => (known, *one, goal, *other, Ordering::Greater),
        (Atom::Most(known, one), Atom::Most(goal, other)) => (known, *one, goal, *other, Ordering::Less),
        _ => return false,
    };
    let order = compare(known, goal);
    if kind == INTEGER
        && let (Some(known), Some(goal)) = (integer(known), integer(goal))
    {
        // Beyond an integer, the next one is the end.
        let step = if wanted == Ordering::Greater { 1 } else { -1 };
        let known = known + if known_open { step } else { 0 };
        let goal = goal + if goal_open { step } else { 0 };
        return known == goal || known.cmp(&goal) == wanted;
    }
    order == Some(wanted) || order == Some(Ordering::Equal) && (known_open || !goal_open)
}

fn integer(value: &Value) -> Option<i128> {
    value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from))
}

fn compare(one: &Value, other: &Value) -> Option<Ordering> {
    match (integer(one), integer(other)) {
        (Some(one), Some(other)) => Some(one.cmp(&other)),
        _ => one.as_f64()?.partial_cmp(&other.as_f64()?),
    }
}

/// Whether a formula holds of a value, where that is simple to tell.
pub(super) fn is(prover: &mut Prover<'_>, id: Id, value: &Value) -> Option<bool> {
    is_within(prover, id, value, 60)
}

fn is_within(prover: &mut Prover<'_>, id: Id, value: &Value, depth: usize) -> Option<bool> {
    if depth == 0 {
        return None;
    }
    let formulas = prover.formulas;
    let mut below = |id: &Id| is_within(prover, *id, value, depth - 1);
    match formulas.get(id) {
        Formula::Always => Some(true),
        Formula::Never => Some(false),
        Formula::Types(kinds) => Some(kinds & kind_of(value) != 0),
        Formula::Values(values) => Some(values.iter().any(|known| same(known, value))),
        Formula::Not(id) => below(id).map(|truth| !truth),
        Formula::All(all) => {
            let truths: Vec<Option<bool>> = all.iter().map(below).collect();
            if truths.contains(&Some(false)) { Some(false) } else { truths.iter().all(Option::is_some).then_some(true) }
        }
        Formula::Any(all) => {
            let truths: Vec<Option<bool>> = all.iter().map(below).collect();
            if truths.contains(&Some(true)) { Some(true) } else { truths.iter().all(Option::is_some).then_some(false) }
        }
        Formula::One(all) => {
            let truths: Option<Vec<bool>> = all.iter().map(below).collect();
            truths.map(|truths| truths.into_iter().filter(|truth| *truth).count() == 1)
        }
        Formula::If(test, then, other) => {
            if below(test)? {
                below(then)
            } else {
                below(other)
            }
        }
        Formula::Atom(kinds, _) if kinds & kind_of(value) == 0 => Some(true),
        Formula::Atom(_, atom) => is_atom(prover, atom, value, depth),
    }
}

fn is_atom(prover: &mut Prover<'_>, atom: &Atom, value: &Value, depth: usize) -> Option<bool> {
    let counted = |count: usize, holds: fn(u64, u64) -> bool, bound: u64| Some(holds(count as u64, bound));
    match (atom, value) {
        (Atom::Least(bound, open), _) => {
            compare(value, bound).map(|order| order == Ordering::Greater || order == Ordering::Equal && !open)
        }
        (Atom::Most(bound, open), _) => {
            compare(value, bound).map(|order| order == Ordering::Less || order == Ordering::Equal && !open)
        }
        (Atom::MinLength(least), Value::String(text)) => counted(text.chars().count(), |is, least| is >= least, *least),
        (Atom::MaxLength(most), Value::String(text)) => counted(text.chars().count(), |is, most| is <= most, *most),
        (Atom::Pattern(pattern), Value::String(text)) => prover.matches(pattern, text),
        (Atom::MinItems(least), Value::Array(items)) => counted(items.len(), |is, least| is >= least, *least),
        (Atom::MaxItems(most), Value::Array(items)) => counted(items.len(), |is, most| is <= most, *most),
        (Atom::MinProperties(least), Value::Object(all)) => counted(all.len(), |is, least| is >= least, *least),
        (Atom::MaxProperties(most), Value::Object(all)) => counted(all.len(), |is, most| is <= most, *most),
        (Atom::Has(name), Value::Object(all)) => Some(all.contains_key(name)),
        (Atom::Items(prefix, rest), Value::Array(items)) => {
            let truths = items
                .iter()
                .enumerate()
                .map(|(at, item)| is_within(prover, prefix.get(at).copied().unwrap_or(*rest), item, depth - 1));
            truths.collect::<Option<Vec<bool>>>().map(|truths| truths.into_iter().all(|truth| truth))
        }
        (Atom::Properties(..), Value::Object(all)) => {
            for (name, value) in all {
                for id in member(prover, &[atom], name) {
                    match is_within(prover, id, value, depth - 1) {
                        Some(true) => {}
                        other => return other,
                    }
                }
            }
            Some(true)
        }
        _ => None,
    }
}

/// Equality of JSON Schema (Core, section 4.2.2).
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(_), Value::Number(_)) => one == other || compare(one, other) == Some(Ordering::Equal),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(name, one)| other.get(name).is_some_and(|other| same(one, other)))
        }
        _ => one == other,
    }
}
