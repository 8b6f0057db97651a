//! Whether a database is sound.

use accdb::{Database, MemoryStorage, Strictness};

/// The integrity walk, held to what our own writer leaves.
pub fn assert_sound(database: &[u8]) {
    let opened = Database::open(Box::new(MemoryStorage::new(database.to_vec()))).expect("opens");
    let report = opened.check(Strictness::OwnWriter).expect("can be read");
    assert!(report.is_sound(), "{:?}", report.findings);
}
