//! What makes a value its own: the same seed gives the same value, in any run and on any thread.

use rand::SeedableRng;
use rand::rngs::StdRng;

/// The start and the factor of the hash FNV-1a with 64 bits.
const FNV: (u64, u64) = (0xcbf2_9ce4_8422_2325, 0x0100_0000_01b3);

/// The seed of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seed {
    hash: u64,
    /// The number of the row, which chooses among alternatives so that a list shows them all.
    pub number: usize,
}

impl Seed {
    /// Creates the seed of a row: of what it is about, and of its number there.
    pub fn new(start: u64, about: &str, number: usize) -> Self {
        Seed { hash: hash(FNV.0 ^ start, about.as_bytes()), number }.with(number as u64)
    }

    /// Returns the seed of a property.
    pub fn property(self, name: &str) -> Self {
        Seed { hash: hash(self.hash, name.as_bytes()), ..self }
    }

    /// Returns the seed of an item of a list inside of a row.
    pub fn item(self, index: usize) -> Self {
        Seed { number: self.number + index, ..self.with(index as u64) }
    }

    /// Returns the same seed with the number of another row.
    pub fn numbered(self, number: usize) -> Self {
        Seed { number, ..self }
    }

    /// Returns the seed for a further choice, inside of one of `count` alternatives.
    pub fn further(self, count: usize) -> Self {
        self.numbered(self.number / count.max(1))
    }

    /// Returns another seed for the same value, where the first one gave nothing that could be used.
    pub fn again(self, turn: usize) -> Self {
        self.property("again").with(turn as u64)
    }

    /// Returns a number below `count`, and zero for none.
    pub fn below(self, count: u64) -> u64 {
        mixed(self.hash).checked_rem(count).unwrap_or_default()
    }

    /// Returns the hash as `length` letters and digits.
    pub fn letters(self, length: usize) -> String {
        let letter = |step: u32| {
            let digit = (mixed(self.hash) >> (5 * (step % 12))) % 32;
            char::from_digit(digit as u32, 36).unwrap_or_default()
        };
        (0..length as u32).map(letter).collect()
    }

    /// Returns a generator of random numbers, which are the same for the same seed.
    pub fn generator(self) -> StdRng {
        StdRng::seed_from_u64(self.hash)
    }

    fn with(self, number: u64) -> Self {
        Seed { hash: hash(self.hash, &number.to_le_bytes()), ..self }
    }
}

fn hash(start: u64, bytes: &[u8]) -> u64 {
    // The end of a word counts as well, so that `ab` in `c` is not `a` in `bc`.
    let ended = bytes.iter().chain(std::iter::once(&0xff));
    ended.fold(start, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(FNV.1))
}

/// Spreads the bits of a hash: the low ones of FNV are poor.
fn mixed(hash: u64) -> u64 {
    let once = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let twice = (once ^ (once >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    twice ^ (twice >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn seeds_are_the_same_in_every_run_and_differ_by_what_they_are_for() {
        let row = Seed::new(0, "/users", 1);
        assert_eq!(row.property("id").letters(8), "c41pu85j");
        let others = [row.property("id"), row.property("name"), row.item(1), row.again(1), Seed::new(0, "/users", 2)];
        let seen: BTreeSet<String> = others.iter().map(|seed| seed.letters(8)).collect();
        assert_eq!(seen.len(), others.len());
        assert_eq!((row.item(2).number, row.item(6).further(3).number, row.below(0)), (3, 2, 0));
    }
}
