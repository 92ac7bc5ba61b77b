//! Input that is made to take long, or to use up the stack or the memory: it ends, rightly, in a time that grows with it.
//!
//! None of it is timed: what grows otherwise would not end. The input is many times larger than any that could.

mod schemas;
mod values;
