//! What pages were when they were read, to tell later whether they still are.

use crate::error::{Error, Result};
use crate::format::PAGE_SIZE;
use crate::format::ids::PageNo;
use crate::format::page::PageMap;
use crate::storage::Storage;
use std::io;

/// Pages read again at a time: 64 KiB.
const RUN: usize = 16;

/// A checksum of every page that was read: some thirty bytes for each, so that a read of half a gigabyte keeps 4 MiB.
#[derive(Debug, Default)]
pub(crate) struct ReadSet(PageMap<u64>);

impl ReadSet {
    /// Takes note of pages in sequence. One that was read before and was another then is [`Error::Unstable`].
    pub fn note(&mut self, first: PageNo, bytes: &[u8]) -> Result<()> {
        for (no, page) in numbered(first, bytes) {
            let check = checksum(page);
            if self.0.insert(no, check).is_some_and(|before| before != check) {
                return Err(Error::Unstable);
            }
        }
        Ok(())
    }

    /// Whether every page of `other` was read here too, and was the same.
    pub fn includes(&self, other: &ReadSet) -> bool {
        other.0.iter().all(|(no, check)| self.0.get(no) == Some(check))
    }

    /// Reads every page again and gives the first that is another now, or gone.
    pub fn changed(&self, storage: &dyn Storage) -> Result<Option<PageNo>> {
        let mut pages: Vec<PageNo> = self.0.keys().copied().collect();
        pages.sort_unstable();
        let mut buffer = vec![0; RUN.min(pages.len()).saturating_mul(PAGE_SIZE)];
        for run in pages.chunk_by(|one, next| one.0.checked_add(1) == Some(next.0)) {
            for run in run.chunks(RUN) {
                let bytes = buffer.get_mut(..run.len().saturating_mul(PAGE_SIZE)).unwrap_or_default();
                if let Some(page) = self.changed_in(storage, run, bytes)? {
                    return Ok(Some(page));
                }
            }
        }
        Ok(None)
    }

    fn changed_in(&self, storage: &dyn Storage, run: &[PageNo], into: &mut [u8]) -> Result<Option<PageNo>> {
        let first = run.first().copied().unwrap_or_default();
        match storage.read_at(first.offset(), into) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(Some(first)),
            read => read.map_err(Error::io("reading a page again"))?,
        }
        let changed = |(no, page): &(PageNo, &[u8])| self.0.get(no) != Some(&checksum(page));
        Ok(numbered(first, into).find(changed).map(|(no, _)| no))
    }
}

fn numbered(first: PageNo, bytes: &[u8]) -> impl Iterator<Item = (PageNo, &[u8])> {
    (first.0..).map(PageNo).zip(bytes.chunks_exact(PAGE_SIZE))
}

/// Four independent lanes of multiplications, so that a checksum costs less than reading the page. A change of a word
/// changes its lane; the shift brings the high bits, which mix best, down again. It does not resist an attacker.
fn checksum(page: &[u8]) -> u64 {
    const PRIME: u64 = 0x9E37_79B1_85EB_CA87;
    let mut lanes = [PRIME, PRIME.rotate_left(16), PRIME.rotate_left(32), PRIME.rotate_left(48)];
    let (words, _) = page.as_chunks::<8>();
    for four in words.as_chunks::<4>().0 {
        for (lane, word) in lanes.iter_mut().zip(four) {
            let mixed = (*lane ^ u64::from_le_bytes(*word)).wrapping_mul(PRIME);
            *lane = (mixed ^ mixed >> 32).wrapping_mul(PRIME).rotate_left(31);
        }
    }
    lanes.iter().fold(0, |sum, lane| (sum ^ lane).wrapping_mul(PRIME).rotate_left(29))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::MemoryStorage;

    #[test]
    fn a_page_that_became_another_or_went_is_found_and_others_do_not_matter() {
        let mut storage = MemoryStorage::new(vec![7; 40 * PAGE_SIZE]);
        let mut seen = ReadSet::default();
        seen.note(PageNo(3), &vec![7; 30 * PAGE_SIZE]).unwrap();
        seen.note(PageNo(39), &[7; PAGE_SIZE]).unwrap();
        storage.write_at(PageNo(2).offset(), &[8]).unwrap();
        storage.write_at(PageNo(38).offset(), &[8]).unwrap();
        assert_eq!(seen.changed(&storage).unwrap(), None);
        storage.write_at(PageNo(32).offset() + 4095, &[8]).unwrap();
        assert_eq!(seen.changed(&storage).unwrap(), Some(PageNo(32)));
        storage.write_at(PageNo(32).offset() + 4095, &[7]).unwrap();
        storage.set_len(PageNo(39).offset()).unwrap();
        assert_eq!(seen.changed(&storage).unwrap(), Some(PageNo(39)));
    }

    #[test]
    fn any_bit_of_a_page_changes_its_checksum() {
        let page = [7; PAGE_SIZE];
        let mut checks: Vec<u64> = vec![checksum(&page)];
        for bit in 0..PAGE_SIZE * 8 {
            let mut other = page;
            other[bit / 8] ^= 1 << (bit % 8);
            checks.push(checksum(&other));
        }
        let all = checks.len();
        checks.sort_unstable();
        checks.dedup();
        assert_eq!(checks.len(), all);
    }

    #[test]
    fn a_page_that_is_another_at_its_second_reading_is_noticed_at_once() {
        let mut seen = ReadSet::default();
        seen.note(PageNo(3), &[7; PAGE_SIZE]).unwrap();
        seen.note(PageNo(3), &[7; PAGE_SIZE]).unwrap();
        let mut torn = [7; PAGE_SIZE];
        torn[4000] = 8;
        assert!(matches!(seen.note(PageNo(3), &torn), Err(Error::Unstable)));
    }
}
