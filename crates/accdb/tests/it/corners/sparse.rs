//! Large databases that take no room: storage that keeps the pages that are not all zero, and a map of free pages
//! that says that all the others are taken.

use accdb::Storage;
use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};

const PAGE: usize = 4096;
/// Pages that one bitmap page stands for.
pub const BITMAP: u32 = 32_736;

/// Whole pages in memory; a page that was never written is all zero. A clone is another handle on the same pages.
#[derive(Clone, Default)]
pub struct Sparse {
    pages: Arc<Mutex<Pages>>,
}

#[derive(Default)]
struct Pages {
    kept: HashMap<u64, Vec<u8>>,
    len: u64,
}

impl Storage for Sparse {
    fn len(&self) -> io::Result<u64> {
        Ok(self.pages.lock().expect("sound").len)
    }

    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        let pages = self.pages.lock().expect("sound");
        if at + into.len() as u64 > pages.len {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        for (page, start, part) in parts(at, into.len()) {
            match pages.kept.get(&page) {
                Some(kept) => into[part.clone()].copy_from_slice(&kept[start..start + part.len()]),
                None => into[part].fill(0),
            }
        }
        Ok(())
    }

    fn write_at(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        let mut pages = self.pages.lock().expect("sound");
        for (page, start, part) in parts(at, bytes.len()) {
            let page = pages.kept.entry(page).or_insert_with(|| vec![0; PAGE]);
            page[start..start + part.len()].copy_from_slice(&bytes[part]);
        }
        pages.len = pages.len.max(at + bytes.len() as u64);
        Ok(())
    }

    fn set_len(&mut self, len: u64) -> io::Result<()> {
        let mut pages = self.pages.lock().expect("sound");
        pages.kept.retain(|page, _| page * (PAGE as u64) < len);
        pages.len = len;
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The pages that a run of bytes touches: number, where on the page, and which part of the run.
fn parts(at: u64, len: usize) -> impl Iterator<Item = (u64, usize, std::ops::Range<usize>)> {
    let mut done = 0;
    std::iter::from_fn(move || {
        let (page, start) = ((at + done as u64) / PAGE as u64, (at + done as u64) as usize % PAGE);
        let part = done..len.min(done + PAGE - start);
        done = part.end;
        (!part.is_empty()).then_some((page, start, part))
    })
}

impl Sparse {
    pub fn pages(&self) -> u32 {
        (self.pages.lock().expect("sound").len / PAGE as u64) as u32
    }

    /// The pages that are not all zero.
    pub fn kept(&self) -> HashMap<u64, Vec<u8>> {
        self.pages.lock().expect("sound").kept.clone()
    }

    /// Writes a file with holes where nothing is kept.
    pub fn save(&self, path: &Path) {
        use std::io::{Seek, SeekFrom, Write};
        let pages = self.pages.lock().expect("sound");
        let mut file = std::fs::File::create(path).expect("a file");
        file.set_len(pages.len).expect("a length");
        for (page, bytes) in &pages.kept {
            file.seek(SeekFrom::Start(page * PAGE as u64)).expect("inside");
            file.write_all(bytes).expect("written");
        }
    }

    fn page(&self, page: u32) -> Vec<u8> {
        let mut bytes = vec![0; PAGE];
        self.read_at(u64::from(page) * PAGE as u64, &mut bytes).expect("a page");
        bytes
    }

    /// Whether the map of free pages lists its bitmap pages by number, instead of holding the bits itself.
    pub fn is_by_reference(&self) -> bool {
        self.map_row()[0] == 1
    }

    /// The row of the map of free pages.
    fn map_row(&self) -> Vec<u8> {
        let page = self.page(1);
        page[usize::from(u16::from_le_bytes([page[14], page[15]]))..].to_vec()
    }

    /// The pages that are free by the map, up to where it reaches.
    pub fn free(&self) -> Vec<u32> {
        let row = self.map_row();
        if row[0] == 0 {
            return set_bits(&row[5..], 0).collect();
        }
        let pointers =
            row[1..].chunks_exact(4).map(|page| u32::from_le_bytes(page.try_into().expect("four bytes")));
        let bitmaps = (0..).zip(pointers).filter(|(_, page)| *page != 0);
        let free =
            bitmaps.map(|(place, page)| set_bits(&self.page(page)[4..], place * BITMAP).collect::<Vec<_>>());
        free.collect::<Vec<_>>().concat()
    }

    /// Lengthens the file to `pages` pages, all of them taken, with a map that holds the bits itself.
    pub fn grow_inline(&mut self, pages: u32) {
        let free = self
            .free()
            .into_iter()
            .filter(|page| *page < self.pages())
            .chain(pages..(pages.div_ceil(32) * 32));
        let mut row = vec![0; 5];
        row.extend(bits(free, 0, pages.div_ceil(32) as usize * 4));
        let mut page = self.page(1);
        let starts = [PAGE - row.len(), PAGE - row.len() - 69];
        page[starts[1]..].fill(0);
        page[starts[0]..].copy_from_slice(&row);
        let free = starts[1] - 14 - 4;
        for (at, number) in [(2, free), (14, starts[0]), (16, starts[1])] {
            page[at..at + 2].copy_from_slice(&(number as u16).to_le_bytes());
        }
        self.write_at(PAGE as u64, &page).expect("page 1");
        self.set_len(u64::from(pages) * PAGE as u64).expect("a length");
    }

    /// Lengthens the file to `pages` pages, all but those that were free before taken, with a map of bitmap pages at
    /// the old end.
    pub fn grow_by_reference(&mut self, pages: u32) {
        let end = self.pages();
        let was_free: Vec<u32> = self.free().into_iter().filter(|page| *page < end).collect();
        let mut row = vec![1];
        for place in 0..pages.div_ceil(BITMAP) {
            let behind = pages.max(place * BITMAP)..(place + 1) * BITMAP;
            let before = was_free.iter().copied().filter(|page| page / BITMAP == place);
            let mut bitmap = vec![5, 1, 0, 0];
            bitmap.extend(bits(before.chain(behind), place * BITMAP, BITMAP as usize / 8));
            self.write_at(u64::from(end + place) * PAGE as u64, &bitmap).expect("a bitmap page");
            row.extend((end + place).to_le_bytes());
        }
        let mut page = self.page(1);
        let start = usize::from(u16::from_le_bytes([page[14], page[15]]));
        row.resize(PAGE - start, 0);
        page[start..].copy_from_slice(&row);
        self.write_at(PAGE as u64, &page).expect("page 1");
        self.set_len(u64::from(pages) * PAGE as u64).expect("a length");
    }
}

/// The pages whose bits are set; the first bit stands for page `first`.
fn set_bits(bits: &[u8], first: u32) -> impl Iterator<Item = u32> {
    let bits: Vec<u8> = bits.to_vec();
    let pages = (first..).take(bits.len() * 8);
    pages.filter(move |page| bits[(page - first) as usize / 8] >> ((page - first) % 8) & 1 == 1)
}

/// `len` bytes in which the bits of these pages are set.
fn bits(pages: impl Iterator<Item = u32>, first: u32, len: usize) -> Vec<u8> {
    let mut bits = vec![0; len];
    pages.for_each(|page| bits[(page - first) as usize / 8] |= 1 << ((page - first) % 8));
    bits
}
