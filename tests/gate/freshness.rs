//! The committed crate is what the schemas make, byte for byte.

use crate::subjects::{GENERATED, target};

#[test]
fn the_committed_crate_is_fresh() {
    let folder = target().generated_folder();
    let changes = GENERATED.output.compare(&folder).expect("the committed crate can be read");
    let diffs: Vec<String> = changes.iter().map(isotype::Change::diff).collect();
    assert!(changes.is_empty(), "stale, run `cargo isotype generate`:\n{}", diffs.join("\n"));
}

#[test]
fn the_same_schemas_make_the_same_code() {
    let again = target().generate().expect("the schemas are right");
    assert!(again.output.sources().eq(GENERATED.output.sources()));
}
