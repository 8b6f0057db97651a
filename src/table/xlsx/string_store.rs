//! Shared strings in bounded memory: blocks of them, those past the cache in an unnamed temporary file.
//!
//! Promises: whatever the number of strings and the order in which they are asked for, memory is the cache and a few
//! bytes a block. A table that fits into the cache never touches a disk.

use crate::table::error::TableFault;
use crate::table::source::ReadAt;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;

/// Bytes of blocks that are kept in memory.
const CACHE: usize = 16 * 1024 * 1024;
/// A block is full with so many bytes of text, or so many strings.
const BLOCK_TEXT: usize = 16 * 1024;
const BLOCK_STRINGS: usize = 4096;

pub(super) struct StringStore {
    /// A folder for the temporary file; `None`: the system's.
    folder: Option<PathBuf>,
    cache_max: usize,
    blocks: Vec<Kept>,
    filling: Block,
    /// Strings in `blocks`.
    stored: u64,
    resident: Resident,
    spilled: Option<Spill>,
    /// The block that the last string was in: the next is likely there, too.
    last: usize,
}

/// A full block.
#[derive(Debug, Clone, Copy)]
struct Kept {
    /// The number of its first string.
    first: u64,
    /// Its place in the temporary file, if there is one.
    at: u64,
}

/// Strings one after another.
#[derive(Debug, Default)]
struct Block {
    text: String,
    /// Where each string ends in `text`.
    ends: Vec<u32>,
}

/// The blocks in memory, and the order in which they are given up: the one that was not asked for since its last turn.
#[derive(Debug, Default)]
struct Resident {
    blocks: Vec<Option<(Block, bool)>>,
    turns: VecDeque<usize>,
    bytes: usize,
}

struct Spill {
    file: File,
    len: u64,
}

impl StringStore {
    pub(super) fn new(folder: Option<PathBuf>) -> StringStore {
        StringStore {
            folder,
            cache_max: CACHE,
            blocks: Vec::new(),
            filling: Block::default(),
            stored: 0,
            resident: Resident::default(),
            spilled: None,
            last: 0,
        }
    }

    /// Adds a string, which gets the next number.
    pub(super) fn push(&mut self, text: &str) -> Result<(), TableFault> {
        self.filling.push(text);
        if self.filling.is_full() {
            self.store_block().map_err(keeping)?;
        }
        Ok(())
    }

    /// A string by its number; `None`: there is none.
    pub(super) fn get(&mut self, number: u64) -> Result<Option<&str>, TableFault> {
        if number >= self.stored {
            return Ok(self.filling.get(number - self.stored));
        }
        let index = self.block_of(number);
        let first = self.blocks.get(index).map_or(0, |kept| kept.first);
        self.last = index;
        if !self.resident.has(index) {
            self.load(index).map_err(keeping)?;
        }
        Ok(self.resident.get(index).and_then(|block| block.get(number - first)))
    }

    fn block_of(&self, number: u64) -> usize {
        let first = |index: usize| self.blocks.get(index).map_or(self.stored, |kept| kept.first);
        if (first(self.last)..first(self.last + 1)).contains(&number) {
            return self.last;
        }
        self.blocks.partition_point(|kept| kept.first <= number).saturating_sub(1)
    }

    fn store_block(&mut self) -> io::Result<()> {
        let block = std::mem::take(&mut self.filling).shrunk();
        let index = self.blocks.len();
        self.blocks.push(Kept { first: self.stored, at: 0 });
        self.stored += u64::try_from(block.ends.len()).unwrap_or_default();
        if self.spilled.is_none() && self.resident.bytes + block.size() > self.cache_max {
            self.spill()?;
        }
        match &mut self.spilled {
            None => self.resident.insert(index, block),
            Some(spill) => spill.write(&block, self.blocks.get_mut(index))?,
        }
        Ok(())
    }

    /// Begins the temporary file, with all blocks so far, which stay in memory.
    fn spill(&mut self) -> io::Result<()> {
        let file = match &self.folder {
            Some(folder) => tempfile::tempfile_in(folder)?,
            None => tempfile::tempfile()?,
        };
        let mut spill = Spill { file, len: 0 };
        for (kept, block) in self.blocks.iter_mut().zip(&self.resident.blocks) {
            if let Some((block, _)) = block {
                spill.write(block, Some(kept))?;
            }
        }
        self.spilled = Some(spill);
        Ok(())
    }

    fn load(&mut self, index: usize) -> io::Result<()> {
        let spill = self.spilled.as_ref().ok_or(io::ErrorKind::NotFound)?;
        let start = self.blocks.get(index).map_or(0, |kept| kept.at);
        let end = self.blocks.get(index + 1).map_or(spill.len, |next| next.at);
        let block = Block::read(&spill.file, start, end)?;
        self.resident.make_room(block.size(), self.cache_max);
        self.resident.insert(index, block);
        Ok(())
    }
}

fn keeping(source: io::Error) -> TableFault {
    TableFault::Io { action: "keeping the workbook's texts in a temporary file", source }
}

impl Spill {
    fn write(&mut self, block: &Block, kept: Option<&mut Kept>) -> io::Result<()> {
        if let Some(kept) = kept {
            kept.at = self.len;
        }
        let bytes = block.to_bytes();
        self.file.write_all(&bytes)?;
        self.len += u64::try_from(bytes.len()).unwrap_or_default();
        Ok(())
    }
}

impl Resident {
    fn has(&self, index: usize) -> bool {
        self.blocks.get(index).is_some_and(Option::is_some)
    }

    fn get(&mut self, index: usize) -> Option<&Block> {
        let (block, wanted) = self.blocks.get_mut(index)?.as_mut()?;
        *wanted = true;
        Some(block)
    }

    fn insert(&mut self, index: usize, block: Block) {
        if self.blocks.len() <= index {
            self.blocks.resize_with(index + 1, || None);
        }
        self.bytes += block.size();
        self.turns.push_back(index);
        if let Some(place) = self.blocks.get_mut(index) {
            *place = Some((block, false));
        }
    }

    /// Gives blocks up until there is room. A block that was asked for gets one more turn.
    fn make_room(&mut self, bytes: usize, max: usize) {
        while self.bytes + bytes > max {
            let Some(index) = self.turns.pop_front() else { return };
            let Some(place) = self.blocks.get_mut(index) else { continue };
            match place {
                Some((_, wanted @ true)) => {
                    *wanted = false;
                    self.turns.push_back(index);
                }
                Some((block, false)) => {
                    self.bytes -= block.size().min(self.bytes);
                    *place = None;
                }
                None => {}
            }
        }
    }
}

impl Block {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        // A block's text is less than 16 KiB and one string more.
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
    }

    fn is_full(&self) -> bool {
        self.text.len() >= BLOCK_TEXT || self.ends.len() >= BLOCK_STRINGS
    }

    fn get(&self, number: u64) -> Option<&str> {
        let number = usize::try_from(number).ok()?;
        let place = |end: &u32| usize::try_from(*end).ok();
        let end = place(self.ends.get(number)?)?;
        let start = number.checked_sub(1).map_or(Some(0), |before| place(self.ends.get(before)?))?;
        self.text.get(start..end)
    }

    fn shrunk(mut self) -> Block {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
        self
    }

    fn size(&self) -> usize {
        size_of::<Option<(Block, bool)>>() + self.text.len() + self.ends.len() * size_of::<u32>()
    }

    /// The number of strings, their ends, the text.
    fn to_bytes(&self) -> Vec<u8> {
        let count = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        let numbers = std::iter::once(&count).chain(&self.ends);
        let mut bytes: Vec<u8> = numbers.flat_map(|number| number.to_le_bytes()).collect();
        bytes.extend_from_slice(self.text.as_bytes());
        bytes
    }

    fn read(file: &File, start: u64, end: u64) -> io::Result<Block> {
        let len = usize::try_from(end.saturating_sub(start)).map_err(|_| io::ErrorKind::InvalidData)?;
        let mut bytes = vec![0; len];
        let mut done = 0;
        while done < len {
            let at = start + u64::try_from(done).unwrap_or_default();
            match file.read_at(at, bytes.get_mut(done..).unwrap_or_default())? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                got => done += got,
            }
        }
        Block::from_bytes(&bytes).ok_or_else(|| io::ErrorKind::InvalidData.into())
    }

    fn from_bytes(bytes: &[u8]) -> Option<Block> {
        let (count, rest) = bytes.split_first_chunk()?;
        let count = usize::try_from(u32::from_le_bytes(*count)).ok()?;
        let (ends, text) = rest.split_at_checked(count.checked_mul(4)?)?;
        let number = |bytes: &[u8]| bytes.first_chunk().map(|bytes| u32::from_le_bytes(*bytes));
        let ends = ends.chunks_exact(4).map(number).collect::<Option<_>>()?;
        Some(Block { text: std::str::from_utf8(text).ok()?.to_string(), ends })
    }
}

#[cfg(test)]
mod tests;
