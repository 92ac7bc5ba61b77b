//! How two schemas relate, proved where it can be.
//!
//! Proofs that both mean the same are our own, or else those of `jsonschema::canonical`, whose interface is experimental:
//! it is called here and nowhere else. It also says what is left of a schema without the other. A
//! proof of equality is cross-checked by samples, and a difference counts only with a witness that both validators
//! confirm.

use super::formula::{Formulas, Kinds};
use super::proof::Prover;
use super::values::whole;
use crate::dialect::Draft;
use crate::sample::{Sample, Sampler};
use jsonschema::Validator;
use jsonschema::canonical::{CanonicalSchema, Containment, Satisfiability, options};
use referencing::{Registry, ResourceRef};
use serde::Serialize;
use serde_json::Value;

/// How hard a comparison tries.
#[derive(Clone, Copy)]
pub(super) struct Effort {
    /// How many sequents are looked into before a proof is given up.
    sequents: usize,
    /// How many samples of the derived schema cross-check a proof, beside those of the original.
    proved: usize,
    /// How many stand in for one.
    unproved: usize,
}

impl Effort {
    pub const OF_DOCUMENT: Effort = Effort { sequents: 3_000_000, proved: 200, unproved: 1_000 };

    /// The values of a schema inside a document are, for the most part, parts of the document's.
    pub const OF_DEFINITION: Effort = Effort { sequents: 300_000, proved: 20, unproved: 100 };
}

/// How many samples of what the algebra says is left may be witnesses.
const WITNESSES: usize = 1_000;

const SEED: u64 = 0xa1_9e_b7_a0;

/// How the values of a derived schema relate to those of the original.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(tag = "relation", rename_all = "kebab-case")]
pub enum Relation {
    /// Both have the same normal form.
    Identical,
    /// Each covers the other, by proof.
    Equivalent,
    /// The derived schema rejects a value that the original accepts.
    Narrower {
        /// That value.
        witness: Value,
    },
    /// The derived schema accepts a value that the original rejects.
    Wider {
        /// That value.
        witness: Value,
    },
    /// Both.
    Different {
        /// A value that only the original accepts.
        only_original: Value,
        /// A value that only the derived schema accepts.
        only_derived: Value,
    },
    /// It could not be decided.
    Unknown {
        /// Why.
        reason: String,
        /// The number of sampled values on which both agreed.
        agreed: usize,
    },
}

/// One side of a comparison.
pub(super) struct Side<'a> {
    pub schema: &'a Value,
    pub registry: &'a Registry<'a>,
    pub base: &'a str,
    pub validator: &'a Validator,
    pub draft: Draft,
    pub formats: bool,
    /// Whether some schema has a dynamic reference.
    pub dynamic: bool,
}

/// How the derived schema relates to the original, of which there are samples.
pub(super) fn relate(original: &Side<'_>, derived: &Side<'_>, samples: &[Sample], effort: Effort) -> Relation {
    let proof = if are_equivalent(original, derived, effort.sequents) {
        let covers = [Containment::Yes, Containment::Yes];
        Ok(Proof { identical: are_identical(original, derived), covers, remainders: [None, None] })
    } else {
        prove(original, derived)
    };
    match proof {
        Ok(proof) => confirm(&proof, original, derived, samples, effort),
        Err(reason) => {
            // A witness decides, agreement does not.
            let proof = Proof { identical: false, covers: [Containment::Unknown; 2], remainders: [None, None] };
            match confirm(&proof, original, derived, samples, effort) {
                Relation::Unknown { agreed, .. } => Relation::Unknown { reason, agreed },
                relation => relation,
            }
        }
    }
}

/// What the algebra says.
struct Proof {
    identical: bool,
    /// Does the derived schema cover the original, and the other way round?
    covers: [Containment; 2],
    /// The schemas of what only one side accepts, where there is such a thing.
    remainders: [Option<Value>; 2],
}

/// Whether there is a proof of our own, in both directions.
fn are_equivalent(original: &Side<'_>, derived: &Side<'_>, sequents: usize) -> bool {
    let mut formulas = Formulas::default();
    let (Ok(left), Ok(right)) = (formulas.of(original), formulas.of(derived)) else { return false };
    [(left, right), (right, left)]
        .into_iter()
        .all(|(one, other)| Prover::new(&formulas, sequents).proves(vec![one], vec![other], Kinds::MAX))
}

/// Whether both have the same normal form; forms of different drafts are not compared.
fn are_identical(original: &Side<'_>, derived: &Side<'_>) -> bool {
    let form = |side: &Side<'_>| canonical(side).ok().map(|form| form.to_json_schema());
    original.draft == derived.draft && form(original).is_some_and(|left| form(derived) == Some(left))
}

fn canonical(side: &Side<'_>) -> Result<CanonicalSchema, String> {
    let options = options().with_draft(side.draft.into()).should_validate_formats(side.formats);
    let options = options.with_registry(side.registry).with_base_uri(side.base);
    options.canonicalize(side.schema).map_err(|error| error.to_string())
}

fn prove(original: &Side<'_>, derived: &Side<'_>) -> Result<Proof, String> {
    let (left, right) = (canonical(original)?, canonical(derived)?);
    let covers = |a: &CanonicalSchema, b: &CanonicalSchema| a.covers(b).map_err(|error| error.to_string());
    let remainder = |a: &CanonicalSchema, b: &CanonicalSchema| {
        let rest = a.subtract(b).ok()?;
        (rest.satisfiability() != Satisfiability::No).then(|| rest.to_json_schema())
    };
    let covers = [covers(&right, &left)?, covers(&left, &right)?];
    let remainders = [
        (covers[0] != Containment::Yes).then(|| remainder(&left, &right)).flatten(),
        (covers[1] != Containment::Yes).then(|| remainder(&right, &left)).flatten(),
    ];
    Ok(Proof { identical: left.to_json_schema() == right.to_json_schema(), covers, remainders })
}

/// Cross-checks a proof by samples and looks for the witnesses of a difference.
fn confirm(proof: &Proof, original: &Side<'_>, derived: &Side<'_>, samples: &[Sample], effort: Effort) -> Relation {
    let is_proved = proof.covers == [Containment::Yes, Containment::Yes];
    let count = if is_proved { effort.proved } else { effort.unproved };
    let [lost, gained] = &proof.remainders;
    let [mut only_original, mut only_derived] =
        [witness(lost.as_ref(), original, derived), witness(gained.as_ref(), derived, original)];
    let originals = samples.iter().map(|sample| whole(&sample.value));
    for sample in originals.chain(sampled_from(derived, count)) {
        match (original.validator.is_valid(&sample), derived.validator.is_valid(&sample)) {
            (true, false) => only_original = only_original.or(Some(sample)),
            (false, true) => only_derived = only_derived.or(Some(sample)),
            _ => {}
        }
    }
    match (only_original, only_derived) {
        (Some(only_original), Some(only_derived)) => Relation::Different { only_original, only_derived },
        (Some(witness), None) => Relation::Narrower { witness },
        (None, Some(witness)) => Relation::Wider { witness },
        (None, None) if proof.identical => Relation::Identical,
        (None, None) if is_proved => Relation::Equivalent,
        (None, None) => {
            let says = |covers: &Containment| covers.as_str();
            let [forth, back] = &proof.covers;
            let reason = format!(
                "the derived schema covers the original: {}; the original covers the derived: {}; no witness was found",
                says(forth),
                says(back)
            );
            Relation::Unknown { reason, agreed: samples.len() + count }
        }
    }
}

/// A value that one side accepts and the other rejects, sampled from what the algebra says is left.
fn witness(remainder: Option<&Value>, accepts: &Side<'_>, rejects: &Side<'_>) -> Option<Value> {
    let schema = remainder?;
    let resource = ResourceRef::new(schema, accepts.draft.into());
    let registry = Registry::new().add("schema:///remainder", resource).ok()?.prepare().ok()?;
    let base = referencing::uri::from_str("schema:///remainder").ok()?;
    let mut samples =
        Sampler::new(schema, registry.resolver(base), SEED).take(WITNESSES).map(|sample| whole(&sample.value));
    samples.find(|value| accepts.validator.is_valid(value) && !rejects.validator.is_valid(value))
}

/// So many samples of one side's schema.
fn sampled_from<'a>(side: &Side<'a>, count: usize) -> impl Iterator<Item = Value> + 'a {
    let base = referencing::uri::from_str(side.base).ok();
    let sampler = base.map(|base| Sampler::new(side.schema, side.registry.resolver(base), SEED).take(count));
    sampler.into_iter().flatten().map(|sample| whole(&sample.value))
}
