//! Jackcess, when it turns the inline map of free pages into one by reference, leaves 32 pages at the end of the bitmap
//! marked as used, far past the end of the file. Such a file is whole; one whose own last page is gone is not.

use accdb::{Database, Error, MemoryStorage};
use proving::readers::files::sound_files;

const PAGE: usize = 4096;
/// Pages that one bitmap page stands for.
const BITS: usize = (PAGE - 4) * 8;

#[test]
fn pages_that_jackcess_leaves_marked_past_the_end_do_not_make_a_file_a_cut_one() {
    let Some(file) = sound_files().into_iter().next() else { return };
    let bytes = std::fs::read(file).expect("a file");
    let end = bytes.len() / PAGE + 1;
    assert!(open(&bytes, end, BITS - 32..BITS).is_ok());
    assert!(matches!(open(&bytes, end, BITS - 33..BITS), Err(Error::Truncated { .. })));
    assert!(matches!(open(&bytes, end, end..end + 1), Err(Error::Truncated { .. })));
}

/// Opens the file with its map of free pages by reference: used are the pages up to `end`, and `used` beyond it.
fn open(bytes: &[u8], end: usize, used: std::ops::Range<usize>) -> accdb::Result<Database> {
    let mut bytes = bytes.to_vec();
    let mut bitmap = vec![0xFF; PAGE];
    bitmap[..4].copy_from_slice(&[5, 1, 0, 0]);
    for page in (0..end).chain(used) {
        bitmap[4 + page / 8] &= !(1 << (page % 8));
    }
    let row = PAGE + usize::from(u16::from_le_bytes([bytes[PAGE + 14], bytes[PAGE + 15]]));
    bytes[row..row + 69].fill(0);
    bytes[row] = 1;
    bytes[row + 1..row + 5].copy_from_slice(&u32::try_from(end - 1).expect("few pages").to_le_bytes());
    bytes.extend(bitmap);
    Database::open(Box::new(MemoryStorage::new(bytes)))
}
