//! Reads pages that are mostly asked for in sequence, several at a time.

use crate::error::Result;
use crate::format::PAGE_SIZE;
use crate::format::ids::PageNo;
use crate::format::page::Pages;

/// Pages of the longest run: 128 KiB.
const RUN_MAX: u32 = 32;

/// A run of pages. It gets longer as long as each run goes on where the one before ended.
#[derive(Default)]
pub(super) struct ReadAhead {
    bytes: Vec<u8>,
    first: u32,
    count: u32,
}

impl ReadAhead {
    /// A page inside the file.
    pub fn page(&mut self, pages: &dyn Pages, no: PageNo) -> Result<&[u8]> {
        if !(self.first..self.first.saturating_add(self.count)).contains(&no.0) {
            self.read(pages, no)?;
        }
        let place = usize::try_from(no.0.saturating_sub(self.first)).unwrap_or(usize::MAX);
        let start = place.saturating_mul(PAGE_SIZE);
        Ok(self.bytes.get(start..start.saturating_add(PAGE_SIZE)).unwrap_or_default())
    }

    fn read(&mut self, pages: &dyn Pages, no: PageNo) -> Result<()> {
        let goes_on = self.count > 0 && no.0 == self.first.saturating_add(self.count);
        let run = if goes_on { self.count.saturating_mul(2).min(RUN_MAX) } else { 1 };
        self.bytes.resize(usize::try_from(run).unwrap_or(1).saturating_mul(PAGE_SIZE), 0);
        self.count = 0;
        let read = pages.read_run(no, &mut self.bytes)?;
        (self.first, self.count) = (no.0, u32::try_from(read).unwrap_or(run).min(run));
        Ok(())
    }
}
