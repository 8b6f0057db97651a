//! One pass over a file: its SHA-256, and whatever else has to see every byte.

use super::TableSource;
use crate::table::error::TableFault;
use sha2::{Digest as _, Sha256};

const BLOCK: usize = 256 * 1024;

/// SHA-256 and length of all the bytes it was given.
#[derive(Default)]
pub(in crate::table) struct Digest {
    hash: Sha256,
    len: u64,
}

impl Digest {
    pub(in crate::table) fn update(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
        self.len += u64::try_from(bytes.len()).unwrap_or_default();
    }

    pub(in crate::table) fn len(&self) -> u64 {
        self.len
    }

    /// In lower-case hexadecimal.
    pub(in crate::table) fn hex(self) -> String {
        self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Gives a file block by block to `see`, which is told whether a block is the last, and says how many of its bytes it
/// is done with: the rest, a few bytes, stands again at the front of the next block.
pub(in crate::table) fn each_block(
    source: &TableSource,
    mut see: impl FnMut(&[u8], bool) -> Result<usize, TableFault>,
) -> Result<Digest, TableFault> {
    let mut digest = Digest::default();
    let mut span = source.span();
    let mut buffer = vec![0; BLOCK];
    let mut kept = 0;
    loop {
        let got = span.fill(buffer.get_mut(kept..).unwrap_or_default()).map_err(TableFault::reading)?;
        digest.update(buffer.get(kept..kept + got).unwrap_or_default());
        let last = kept + got < buffer.len();
        let block = buffer.get(..kept + got).unwrap_or_default();
        let done = see(block, last)?.min(block.len());
        if last {
            break;
        }
        kept = block.len() - done;
        buffer.copy_within(done.., 0);
    }
    // The file may have been cut short since its length was looked at.
    if digest.len() != source.len() { Err(TableFault::Later(super::CHANGED)) } else { Ok(digest) }
}
