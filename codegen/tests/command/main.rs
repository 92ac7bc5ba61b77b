//! The command `isotype`, run as its users run it: the real program, on workspaces in temporary folders.
//!
//! One module per topic. Nothing here needs a network, and all types that are compiled share one target folder.

mod bad_input;
mod check;
mod explain;
mod generate;
mod outputs;
mod sample;
mod sandbox;
mod settings;
mod using;
