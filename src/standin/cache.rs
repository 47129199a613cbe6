//! Results that are kept while there is room for them.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

/// Results by what they are for. When they take more room than allowed, all of them are forgotten: they can be made again.
pub struct Cache<K, V> {
    kept: Mutex<Kept<K, V>>,
    room: usize,
}

struct Kept<K, V> {
    results: HashMap<K, V>,
    taken: usize,
}

impl<K: Eq + Hash, V: Clone> Cache<K, V> {
    /// Creates a cache with so much room.
    pub fn new(room: usize) -> Self {
        Cache { kept: Mutex::new(Kept { results: HashMap::new(), taken: 0 }), room }
    }

    /// Returns a result if it is known.
    pub fn get(&self, key: &K) -> Option<V> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).results.get(key).cloned()
    }

    /// Keeps a result, which takes so much room.
    pub fn put(&self, key: K, result: V, size: usize) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.taken.saturating_add(size) > self.room {
            kept.results.clear();
            kept.taken = 0;
        }
        if size <= self.room {
            kept.taken += size;
            kept.results.insert(key, result);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_room_is_forgotten() {
        let cache = Cache::new(10);
        cache.put("a", 1, 6);
        assert_eq!(cache.get(&"a"), Some(1));
        cache.put("b", 2, 6);
        assert_eq!((cache.get(&"a"), cache.get(&"b")), (None, Some(2)));
        cache.put("c", 3, 11);
        assert_eq!((cache.get(&"b"), cache.get(&"c")), (None, None));
    }
}
