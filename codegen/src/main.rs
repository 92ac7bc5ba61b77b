//! The command `isotype`.

mod command;

use std::process::ExitCode;

/// Generating and judging make and drop many small values.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    command::run()
}
