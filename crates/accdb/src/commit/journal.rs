//! The rollback journal: the pages of a commit as they were before it.
//!
//! It is written and synced before the first page of the database is, and ended (its header zeroed and synced) after
//! the database is. A journal in between is live: the database may hold any mixture of old and new. One whose records
//! do not all check was cut before it was synced, so nothing else had been written yet.
//!
//! Each record also knows the checksums of the page's sectors after the commit. Sectors that are neither as before nor
//! as after mean that the database is not the one the journal was written for (a copy put back, or one that Access has
//! changed since), and putting old pages into it would ruin it. One such sector is what a write leaves that was cut
//! within it, if every write before it has arrived and it would have changed that sector; so pages are put back in the
//! opposite order, which keeps that true if putting back is cut as well. Where everything had arrived before somebody
//! else changed some of it, the commit is whole, and its journal is ended.

mod layout;

use super::crc::{Crc, crc};
use crate::error::{Error, Result};
use crate::format::PAGE_SIZE;
use crate::format::ids::PageNo;
use crate::format::page::Page;
use crate::storage::Storage;
use layout::{HEADER, Header, RECORD, Record, SALT_AT, SECTOR, Sector, Start};
use std::io;
use std::sync::Arc;

/// Records written at a time.
const BATCH: usize = 64;

/// The journal of one database.
pub(crate) struct Journal {
    storage: Box<dyn Storage>,
}

/// A commit about to be written, in the order in which its pages will be: those that exist and will change, and the
/// length of the file.
pub(super) struct Plan<'a> {
    pub changed: &'a [(PageNo, Arc<Page>)],
    pub pages_before: u32,
    pub pages_after: u32,
}

/// What a journal turned out to be.
enum State {
    /// None, or ended.
    Ended,
    /// Cut before it was synced.
    Torn(Header),
    Live(Header),
}

/// A sector that a cut write has left: its record, and its place in the page.
#[derive(Debug, Clone, Copy)]
struct Cut {
    record: u32,
    sector: usize,
}

impl Journal {
    pub fn new(storage: Box<dyn Storage>) -> Journal {
        Journal { storage }
    }

    /// The first bytes of a journal that was begun and has not ended, whether the rest is whole or not.
    pub(super) fn begun(&self) -> Result<Option<[u8; HEADER]>> {
        let mut bytes = [0; HEADER];
        if self.len()? < offset(HEADER) {
            return Ok(None);
        }
        match self.storage.read_at(0, &mut bytes) {
            // It has been cut meanwhile.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            read => read.map_err(Error::io("reading the journal"))?,
        }
        Ok((Header::parse(&bytes) != Start::Ended).then_some(bytes))
    }

    /// Whether a commit was interrupted, or is being written by another.
    pub fn is_live(&self) -> Result<bool> {
        Ok(matches!(self.state()?, State::Live(_)))
    }

    /// Puts the pages of an interrupted commit back, if there was one, and ends the journal.
    ///
    /// # Errors
    ///
    /// [`Error::Journal`] where it was written for another file or another state of it, or is damaged; nothing
    /// is changed then.
    pub fn roll_back(&mut self, database: &mut dyn Storage) -> Result<()> {
        match self.state()? {
            State::Ended => {}
            State::Torn(header) => self.check_untouched(database, header)?,
            // What came after a commit that was whole is not to be undone with it.
            State::Live(header) if self.is_followed(database, header)? => {
                database.sync().map_err(Error::io("syncing the file"))?;
            }
            State::Live(header) => {
                let cut = self.check_state(database, header)?;
                self.restore(database, header, cut)?;
            }
        }
        self.end()
    }

    /// Makes sure that [`Journal::roll_back`] would not refuse; changes nothing.
    pub(super) fn check(&self, database: &dyn Storage) -> Result<()> {
        match self.state()? {
            State::Ended => Ok(()),
            State::Torn(header) => self.check_untouched(database, header),
            State::Live(header) if self.is_followed(database, header)? => Ok(()),
            State::Live(header) => self.check_state(database, header).map(drop),
        }
    }

    /// Writes what the pages are now, and returns when that is on the disk.
    pub(super) fn begin(&mut self, database: &dyn Storage, plan: &Plan<'_>) -> Result<()> {
        let salt = self.last_salt()?.wrapping_add(1);
        let existing = plan.changed.iter().filter(|(no, _)| no.0 < plan.pages_before);
        let existing: Vec<&(PageNo, Arc<Page>)> = existing.collect();
        let content = self.write_records(database, salt, &existing)?;
        let header = Header {
            salt,
            pages_before: plan.pages_before,
            pages_after: plan.pages_after,
            records: u32::try_from(existing.len()).unwrap_or(u32::MAX),
            identity: crc(&read_page(database, PageNo(0))?[..]),
            content,
        };
        self.storage.write_at(0, &header.to_bytes()).map_err(Error::io("writing the journal"))?;
        self.storage.sync().map_err(Error::io("syncing the journal"))
    }

    /// Returns the checksum of the records' checksums.
    fn write_records(
        &mut self,
        database: &dyn Storage,
        salt: u32,
        existing: &[&(PageNo, Arc<Page>)],
    ) -> Result<u32> {
        let mut content = Crc::new();
        let mut buffer = Vec::with_capacity(BATCH.min(existing.len()) * RECORD);
        for (batch, pages) in (0..).zip(existing.chunks(BATCH)) {
            buffer.clear();
            for (no, after) in pages {
                let before = read_page(database, *no)?;
                let check = Record::append(&mut buffer, salt, *no, &before, after);
                content = content.add(&check.to_le_bytes());
            }
            let at = record_offset(batch * offset(BATCH));
            self.storage.write_at(at, &buffer).map_err(Error::io("writing the journal"))?;
        }
        Ok(content.value())
    }

    /// Says that the database is whole: zeroes the header and returns when that is on the disk.
    pub fn end(&mut self) -> Result<()> {
        let ending = Error::io("ending the journal");
        if self.storage.len().map_err(&ending)? == 0 {
            return Ok(());
        }
        let ended = Header::ended(self.last_salt()?);
        self.storage.write_at(0, &ended).map_err(&ending)?;
        self.storage.sync().map_err(&ending)
    }

    /// The salt of the commit before, as far as the journal remembers one.
    fn last_salt(&self) -> Result<u32> {
        let mut salt = [0; 4];
        if self.len()? >= offset(HEADER) {
            self.storage.read_at(SALT_AT, &mut salt).map_err(Error::io("reading the journal"))?;
        }
        Ok(u32::from_le_bytes(salt))
    }

    fn len(&self) -> Result<u64> {
        self.storage.len().map_err(Error::io("reading the journal"))
    }

    fn state(&self) -> Result<State> {
        let Some(bytes) = self.begun()? else { return Ok(State::Ended) };
        let Start::Begun(header) = Header::parse(&bytes) else {
            return Err(Error::Journal("it is damaged, or not one of this program"));
        };
        let mut content = Crc::new();
        for place in 0..header.records {
            match self.record(header, place)? {
                Some(record) => content = content.add(&record.check.to_le_bytes()),
                None => return Ok(State::Torn(header)),
            }
        }
        Ok(if content.value() == header.content { State::Live(header) } else { State::Torn(header) })
    }

    /// `None` where it is not whole, or is one that an earlier commit left behind.
    fn record(&self, header: Header, place: u32) -> Result<Option<Record>> {
        let at = record_offset(u64::from(place));
        if at + offset(RECORD) > self.len()? {
            return Ok(None);
        }
        let mut bytes = vec![0; RECORD];
        self.storage.read_at(at, &mut bytes).map_err(Error::io("reading the journal"))?;
        Ok(Record::parse(&bytes, header.salt))
    }

    /// A record of a journal that was found to be whole.
    fn whole_record(&self, header: Header, place: u32) -> Result<Record> {
        self.record(header, place)?.ok_or(Error::Journal("it changed while it was being read"))
    }

    /// Whether all that a commit wrote had arrived when somebody else changed it: no sector is as before, most are as
    /// after, and one that is neither is none that the last write left when it was cut.
    ///
    /// New pages bear no checksums. They are written before the others, so that they were there, too, where a process
    /// was killed; others have worked in the file since.
    fn is_followed(&self, database: &dyn Storage, header: Header) -> Result<bool> {
        if database_len(database)? < page_offset(header.pages_after) {
            return Ok(false);
        }
        let (mut after, mut others, mut last_is_strange) = (0_u32, 0_u32, false);
        let mut foreign = false;
        for place in 0..header.records {
            let record = self.whole_record(header, place)?;
            let now = read_page(database, record.page)?;
            for sector in record.compare(&now) {
                match sector {
                    Sector::Untouched => {}
                    Sector::Before => return Ok(false),
                    Sector::After => (after, last_is_strange) = (after + 1, false),
                    Sector::Strange => (others, last_is_strange) = (others + 1, true),
                    Sector::Foreign => (others, foreign) = (others + 1, true),
                }
            }
        }
        let was_cut = others == 1 && last_is_strange && !foreign;
        Ok(others > 0 && after > others && !was_cut)
    }

    /// Makes sure that the database is the one of a live journal, in a state that the commit can have left; returns the
    /// sector that was cut, if one was.
    fn check_state(&self, database: &dyn Storage, header: Header) -> Result<Option<Cut>> {
        let another_file = Error::Journal("it was written for another file");
        let len = database_len(database)?;
        if !(page_offset(header.pages_before)..=page_offset(header.pages_after)).contains(&len) {
            return Err(another_file);
        }
        // Pages behind the old end are the first to be written.
        let mut all_written = len == page_offset(header.pages_after);
        let (mut first_page_changes, mut cut) = (false, None);
        for place in 0..header.records {
            let record = self.whole_record(header, place)?;
            first_page_changes |= record.page == PageNo(0);
            let now = read_page(database, record.page)?;
            let mut all_after = true;
            for (sector, state) in record.compare(&now).enumerate() {
                all_after &= matches!(state, Sector::After | Sector::Untouched);
                let is_second = |cut: &mut Option<Cut>| cut.replace(Cut { record: place, sector }).is_some();
                if state == Sector::Foreign
                    || state == Sector::Strange && (!all_written || is_second(&mut cut))
                {
                    return Err(Error::Journal("it was written for another state of the file"));
                }
            }
            all_written &= all_after;
        }
        if !first_page_changes && crc(&read_page(database, PageNo(0))?[..]) != header.identity {
            return Err(another_file);
        }
        Ok(cut)
    }

    /// A journal that was cut before it was synced goes with a database that was not written to. Where there are signs
    /// of the contrary, it was damaged later.
    fn check_untouched(&self, database: &dyn Storage, header: Header) -> Result<()> {
        let len = database_len(database)?;
        let mut written = page_offset(header.pages_before) < len && len <= page_offset(header.pages_after);
        let room = self.len()? / offset(RECORD);
        for place in 0..header.records.min(u32::try_from(room).unwrap_or(u32::MAX)) {
            let Some(record) = self.record(header, place)? else { continue };
            if record.page.offset() + offset(PAGE_SIZE) <= len {
                let now = read_page(database, record.page)?;
                written |= record.compare(&now).any(|sector| sector == Sector::After);
            }
        }
        if written { Err(Error::Journal("it is damaged, and the file was being written")) } else { Ok(()) }
    }

    /// Puts every page back, the last first; before that the sector that was cut, so that there is never a second one.
    fn restore(&self, database: &mut dyn Storage, header: Header, cut: Option<Cut>) -> Result<()> {
        let restoring = Error::io("rolling back an interrupted write");
        if let Some(Cut { record, sector }) = cut {
            let record = self.whole_record(header, record)?;
            let at = record.page.offset() + offset(sector * SECTOR);
            let before = record.before.chunks(SECTOR).nth(sector).unwrap_or_default();
            database.write_at(at, before).map_err(&restoring)?;
            database.sync().map_err(&restoring)?;
        }
        for place in (0..header.records).rev() {
            let record = self.whole_record(header, place)?;
            database.write_at(record.page.offset(), &record.before[..]).map_err(&restoring)?;
        }
        database.set_len(page_offset(header.pages_before)).map_err(&restoring)?;
        database.sync().map_err(&restoring)
    }
}

fn database_len(database: &dyn Storage) -> Result<u64> {
    database.len().map_err(Error::io("asking for the length"))
}

fn read_page(database: &dyn Storage, no: PageNo) -> Result<Box<Page>> {
    let mut page = Box::new([0; PAGE_SIZE]);
    database.read_at(no.offset(), &mut page[..]).map_err(Error::io("reading a page"))?;
    Ok(page)
}

fn page_offset(page: u32) -> u64 {
    PageNo(page).offset()
}

fn record_offset(place: u64) -> u64 {
    offset(HEADER) + offset(RECORD) * place
}

fn offset(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
