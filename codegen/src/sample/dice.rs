//! Chance: a seeded stream of choices, the same on every platform and for every build.
//!
//! All choices go through 64-bit draws of one PCG stream, so that the width of `usize` plays no part. Ranges are drawn
//! by remainder; the bias of that is far below what a sampler could notice.

use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::{Rng, SeedableRng};

/// A seeded stream of choices.
pub(super) struct Dice(Pcg64Mcg);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(Pcg64Mcg::seed_from_u64(seed))
    }

    /// A number below `end`; zero where there is none.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.0.next_u64() % end).unwrap_or(0)
    }

    /// A number of `from..=to`; `from` where the range is empty.
    pub(super) fn between(&mut self, from: i128, to: i128) -> i128 {
        let width = to.checked_sub(from).and_then(|width| u128::try_from(width).ok()).unwrap_or(0);
        let draw = (u128::from(self.0.next_u64()) << 64) | u128::from(self.0.next_u64());
        let offset = if width == u128::MAX { draw } else { draw % (width + 1) };
        i128::try_from(offset).ok().and_then(|offset| from.checked_add(offset)).unwrap_or(from)
    }

    /// A length of `from..=to`; `from` where the range is empty.
    pub(super) fn length(&mut self, from: usize, to: usize) -> usize {
        from + self.below(to.saturating_sub(from).saturating_add(1))
    }

    /// Whether something that happens so often in a hundred happens now.
    pub(super) fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    pub(super) fn pick<'t, T>(&mut self, from: &'t [T]) -> Option<&'t T> {
        from.get(self.below(from.len()))
    }

    /// One of these texts; the empty text where there is none.
    pub(super) fn word<'t>(&mut self, from: &[&'t str]) -> &'t str {
        self.pick(from).copied().unwrap_or("")
    }

    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for end in (1..items.len()).rev() {
            let other = self.below(end + 1);
            items.swap(end, other);
        }
    }
}
