//! How much work the schemas of a run may be: what combines in more ways than any person would write is refused.

use std::cell::Cell;

/// The most schemas that are looked at to see what several say together, each as often as that is done. Real sets of
/// documents stay below a hundredth.
const MOST: usize = 10_000_000;

/// What is left of the work that is done for the schemas of a run.
pub(super) struct Budget(Cell<usize>);

impl Budget {
    pub fn new() -> Self {
        Budget(Cell::new(MOST))
    }

    /// Whether one more schema may be looked at; where not, nothing that was found becomes a type.
    pub fn spend(&self) -> bool {
        self.0.set(self.0.get().saturating_sub(1));
        !self.is_exhausted()
    }

    /// Allows no more.
    pub fn exhaust(&self) {
        self.0.set(0);
    }

    pub fn is_exhausted(&self) -> bool {
        self.0.get() == 0
    }
}
