//! The rollback journal: the pages of a commit as they were before it.
//!
//! It is written and synced before the first page of the database is, and ended (its header zeroed and synced) after
//! the database is. A journal in between is live: the database may hold any mixture of old and new. One whose header
//! or records do not check was cut before it was synced, so nothing else had been written yet.
//!
//! Each record also knows the checksums of the page's sectors after the commit. Sectors that are neither as before nor
//! as after mean that the database is not the one the journal was written for (a copy put back, say), and putting old
//! pages into it would ruin it. One such sector is what a write leaves that was cut within it.

use super::crc::{Crc, crc};
use crate::accdb::error::{Error, Result};
use crate::accdb::format::PAGE_SIZE;
use crate::accdb::page::{Page, PageNo, View};
use crate::accdb::storage::Storage;
use std::sync::Arc;

const MAGIC: &[u8; 8] = b"acjrnl\x01\n";
/// Magic, salt, pages before, pages after, records, checksum of page 0, checksum of all that.
const HEADER: usize = 32;
/// Page number, checksums of its sectors after the commit, the page before it, checksum of all that and the salt.
const RECORD: usize = 4 + 4 * SECTORS + PAGE_SIZE + 4;
/// What a disk writes whole.
const SECTOR: usize = 512;
const SECTORS: usize = PAGE_SIZE / SECTOR;
/// Records written at a time.
const BATCH: usize = 64;

/// The journal of one database.
pub(in crate::accdb) struct Journal {
    storage: Box<dyn Storage>,
    /// Number of the commit, so that what an earlier one left behind the end is not taken for this one's.
    salt: u32,
}

/// A commit about to be written: the pages that exist and will change, and the length of the file.
pub(super) struct Plan<'a> {
    pub changed: &'a [(PageNo, Arc<Page>)],
    pub pages_before: u32,
    pub pages_after: u32,
}

#[derive(Debug, Clone, Copy)]
struct Header {
    salt: u32,
    pages_before: u32,
    pages_after: u32,
    records: u32,
    identity: u32,
}

struct Record {
    page: PageNo,
    after: [u32; SECTORS],
    before: Box<Page>,
}

/// What a journal turned out to be.
enum State {
    /// None, or ended.
    Ended,
    /// Cut before it was synced; these records are whole.
    Torn(Header, Vec<Record>),
    Live(Header, Vec<Record>),
}

impl Journal {
    pub fn new(storage: Box<dyn Storage>) -> Journal {
        Journal { storage, salt: 0 }
    }

    /// Whether a commit was interrupted.
    pub fn is_live(&self) -> Result<bool> {
        Ok(matches!(self.state()?, State::Live(..)))
    }

    /// Puts the pages of an interrupted commit back, if there was one, and ends the journal.
    ///
    /// Errors: [`Error::Journal`] where it was written for another file or another state of it; nothing is changed
    /// then.
    pub fn roll_back(&mut self, database: &mut dyn Storage) -> Result<()> {
        match self.state()? {
            State::Ended => return self.end(),
            State::Torn(header, records) => check_untouched(database, header, &records)?,
            State::Live(header, records) => {
                check_identity(database, header)?;
                check_sectors(database, &records)?;
                restore(database, header, &records)?;
            }
        }
        self.end()
    }

    /// Writes what the pages are now, and returns when that is on the disk.
    pub(super) fn begin(&mut self, database: &dyn Storage, plan: &Plan<'_>) -> Result<()> {
        let existing = plan.changed.iter().filter(|(no, _)| no.0 < plan.pages_before);
        let existing: Vec<&(PageNo, Arc<Page>)> = existing.collect();
        self.salt = self.salt.wrapping_add(1);
        let header = Header {
            salt: self.salt,
            pages_before: plan.pages_before,
            pages_after: plan.pages_after,
            records: u32::try_from(existing.len()).unwrap_or(u32::MAX),
            identity: crc(&read_page(database, PageNo(0))?[..]),
        };
        let writing = Error::io("writing the journal");
        self.storage.write_at(0, &header.to_bytes()).map_err(&writing)?;
        let mut buffer = Vec::with_capacity(BATCH.min(existing.len()) * RECORD);
        for (batch, pages) in existing.chunks(BATCH).enumerate() {
            buffer.clear();
            for (no, after) in pages {
                append_record(&mut buffer, self.salt, *no, &*read_page(database, *no)?, after);
            }
            self.storage.write_at(record_offset(batch * BATCH), &buffer).map_err(&writing)?;
        }
        self.storage.sync().map_err(Error::io("syncing the journal"))
    }

    /// Says that the database is whole: zeroes the header and returns when that is on the disk.
    pub fn end(&mut self) -> Result<()> {
        let ending = Error::io("ending the journal");
        if self.storage.len().map_err(&ending)? == 0 {
            return Ok(());
        }
        self.storage.write_at(0, &[0; HEADER]).map_err(&ending)?;
        self.storage.sync().map_err(&ending)
    }

    fn state(&self) -> Result<State> {
        let reading = Error::io("reading the journal");
        let len = self.storage.len().map_err(&reading)?;
        let mut bytes = [0; HEADER];
        if len < offset(HEADER) {
            return Ok(State::Ended);
        }
        self.storage.read_at(0, &mut bytes).map_err(&reading)?;
        let Some(header) = Header::parse(&bytes) else { return Ok(State::Ended) };
        let mut records = Vec::new();
        let mut bytes = vec![0; RECORD];
        for place in 0..usize::try_from(header.records).unwrap_or(usize::MAX) {
            if record_offset(place + 1) > len {
                return Ok(State::Torn(header, records));
            }
            self.storage.read_at(record_offset(place), &mut bytes).map_err(&reading)?;
            match parse_record(&bytes, header.salt) {
                Some(record) => records.push(record),
                None => return Ok(State::Torn(header, records)),
            }
        }
        Ok(State::Live(header, records))
    }
}

impl Header {
    fn to_bytes(self) -> Vec<u8> {
        let words = [self.salt, self.pages_before, self.pages_after, self.records, self.identity];
        let mut bytes = MAGIC.to_vec();
        words.iter().for_each(|word| bytes.extend(word.to_le_bytes()));
        bytes.extend(crc(&bytes).to_le_bytes());
        bytes
    }

    /// `None` where there is no whole header, as in a journal that has ended.
    fn parse(bytes: &[u8]) -> Option<Header> {
        let (body, check) = bytes.split_last_chunk()?;
        if !body.starts_with(MAGIC) || crc(body) != u32::from_le_bytes(*check) {
            return None;
        }
        let word = |place: usize| View(body).u32(8 + 4 * place, "journal header").ok();
        Some(Header {
            salt: word(0)?,
            pages_before: word(1)?,
            pages_after: word(2)?,
            records: word(3)?,
            identity: word(4)?,
        })
    }
}

fn append_record(buffer: &mut Vec<u8>, salt: u32, no: PageNo, before: &Page, after: &Page) {
    let start = buffer.len();
    buffer.extend(no.0.to_le_bytes());
    sector_checks(after).iter().for_each(|check| buffer.extend(check.to_le_bytes()));
    buffer.extend_from_slice(before);
    let check = record_check(salt, buffer.get(start..).unwrap_or_default());
    buffer.extend(check.to_le_bytes());
}

fn parse_record(bytes: &[u8], salt: u32) -> Option<Record> {
    let (body, check) = bytes.split_last_chunk()?;
    if record_check(salt, body) != u32::from_le_bytes(*check) {
        return None;
    }
    let page = PageNo(View(body).u32(0, "page number").ok()?);
    let mut after = [0; SECTORS];
    for (place, check) in after.iter_mut().enumerate() {
        *check = View(body).u32(4 + 4 * place, "checksum").ok()?;
    }
    let (_, before) = body.split_last_chunk::<PAGE_SIZE>()?;
    Some(Record { page, after, before: Box::new(*before) })
}

fn record_check(salt: u32, body: &[u8]) -> u32 {
    Crc::new().add(&salt.to_le_bytes()).add(body).value()
}

fn sector_checks(page: &Page) -> [u32; SECTORS] {
    let mut checks = [0; SECTORS];
    page.chunks(SECTOR).zip(&mut checks).for_each(|(sector, check)| *check = crc(sector));
    checks
}

fn check_identity(database: &dyn Storage, header: Header) -> Result<()> {
    let len = database.len().map_err(Error::io("asking for the length"))?;
    let lengths = page_offset(header.pages_before)..=page_offset(header.pages_after);
    if !lengths.contains(&len) || crc(&read_page(database, PageNo(0))?[..]) != header.identity {
        return Err(Error::Journal("it was written for another file"));
    }
    Ok(())
}

/// Every sector must be as it was or as it was to be, but for one that the write in hand may have torn.
fn check_sectors(database: &dyn Storage, records: &[Record]) -> Result<()> {
    let mut strange = 0;
    for record in records {
        let now = read_page(database, record.page)?;
        let sectors = now.chunks(SECTOR).zip(record.before.chunks(SECTOR)).zip(record.after);
        strange += sectors.filter(|((now, before), after)| now != before && crc(now) != *after).count();
    }
    match strange {
        0 | 1 => Ok(()),
        _ => Err(Error::Journal("it was written for another state of the file")),
    }
}

/// A journal that was cut before it was synced goes with a database that was not written to.
fn check_untouched(database: &dyn Storage, header: Header, records: &[Record]) -> Result<()> {
    check_identity(database, Header { pages_after: header.pages_before, ..header })?;
    for record in records {
        if *read_page(database, record.page)? != *record.before {
            return Err(Error::Journal("it is damaged, and the file was being written"));
        }
    }
    Ok(())
}

fn restore(database: &mut dyn Storage, header: Header, records: &[Record]) -> Result<()> {
    let restoring = Error::io("rolling back an interrupted write");
    for record in records {
        database.write_at(page_offset(record.page.0), &record.before[..]).map_err(&restoring)?;
    }
    database.set_len(page_offset(header.pages_before)).map_err(&restoring)?;
    database.sync().map_err(&restoring)
}

fn read_page(database: &dyn Storage, no: PageNo) -> Result<Box<Page>> {
    let mut page = Box::new([0; PAGE_SIZE]);
    database.read_at(page_offset(no.0), &mut page[..]).map_err(Error::io("reading a page"))?;
    Ok(page)
}

fn page_offset(page: u32) -> u64 {
    u64::from(page) * 4096
}

fn record_offset(place: usize) -> u64 {
    offset(HEADER) + offset(RECORD) * offset(place)
}

fn offset(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

const _: () = assert!(SECTORS * SECTOR == PAGE_SIZE);
