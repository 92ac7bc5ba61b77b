//! Generates the types of `schema/` into Cargo's `OUT_DIR` on every build, and warns when `generated/` is stale.

fn main() -> Result<(), isotype::Diagnostics> {
    isotype::compile(".")
}
