//! The gate: is the committed crate what the schemas make, and does it keep the three promises?
//!
//! Every document of `schema/` is judged, without being named here: an added schema needs no added test. The committed
//! types, the fresh ones and the mutations of them run in one program of their own, built once.

mod attributes;
mod drift;
mod freshness;
mod instances;
mod mutants;
mod mutations;
mod outside;
mod promises;
mod subjects;
