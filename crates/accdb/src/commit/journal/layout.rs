//! The bytes of a journal: a header, and a record for each page that exists and will change.

use crate::commit::crc::{Crc, crc};
use crate::format::PAGE_SIZE;
use crate::format::ids::PageNo;
use crate::format::page::{Page, View};

const MAGIC: &[u8; 8] = b"acjrnl\x02\n";
/// The last byte of a header: one that was cut within it ends in a zero.
const END: u8 = 0xA5;
/// Magic, salt, pages before, pages after, records, checksum of page 0, checksum of the records' checksums, checksum
/// of all that, end.
pub(super) const HEADER: usize = 37;
/// Where the salt lies, which an ended journal keeps.
pub(super) const SALT_AT: u64 = 8;
/// Page number, checksums of its sectors after the commit, the page before it, checksum of all that and the salt.
pub(super) const RECORD: usize = 4 + 4 * SECTORS + PAGE_SIZE + 4;
/// What a disk writes whole.
pub(super) const SECTOR: usize = 512;
const SECTORS: usize = PAGE_SIZE / SECTOR;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    /// Number of the commit, so that a record that an earlier one left behind is not taken for this one's.
    pub salt: u32,
    pub pages_before: u32,
    pub pages_after: u32,
    pub records: u32,
    /// Checksum of page 0 before the commit.
    pub identity: u32,
    /// Checksum of the checksums of all records, in their order.
    pub content: u32,
}

/// What the first bytes of a journal say.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// None, or it was zeroed, or it was cut before it was whole.
    Ended,
    Begun(Header),
    /// Something else than a journal of ours, or no longer what was written.
    Damaged,
}

impl Header {
    pub fn to_bytes(self) -> Vec<u8> {
        let Header { salt, pages_before, pages_after, records, identity, content } = self;
        let mut bytes = MAGIC.to_vec();
        let words = [salt, pages_before, pages_after, records, identity, content];
        words.iter().for_each(|word| bytes.extend(word.to_le_bytes()));
        bytes.extend(crc(&bytes).to_le_bytes());
        bytes.push(END);
        bytes
    }

    pub fn parse(bytes: &[u8; HEADER]) -> Start {
        let [first, .., last] = bytes;
        let is_cut = bytes.iter().zip(MAGIC).all(|(byte, magic)| [0, *magic].contains(byte));
        if is_cut && (*first == 0 || *last == 0) {
            return Start::Ended;
        }
        Header::checked(bytes).map_or(Start::Damaged, Start::Begun)
    }

    fn checked(bytes: &[u8]) -> Option<Header> {
        let (body, check) = bytes.strip_suffix(&[END])?.split_last_chunk()?;
        if crc(body) != u32::from_le_bytes(*check) {
            return None;
        }
        let words = body.strip_prefix(MAGIC)?;
        let mut words = words.as_chunks().0.iter().map(|word| u32::from_le_bytes(*word));
        Some(Header {
            salt: words.next()?,
            pages_before: words.next()?,
            pages_after: words.next()?,
            records: words.next()?,
            identity: words.next()?,
            content: words.next()?,
        })
    }

    /// The header of a journal that means nothing any more.
    pub fn ended(salt: u32) -> [u8; HEADER] {
        let mut bytes = [0; HEADER];
        bytes.iter_mut().skip(MAGIC.len()).zip(salt.to_le_bytes()).for_each(|(to, byte)| *to = byte);
        bytes
    }
}

/// A page as it was before a commit.
pub(super) struct Record {
    pub page: PageNo,
    after: [u32; SECTORS],
    pub before: Box<Page>,
    pub check: u32,
}

/// How one sector of the database compares with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sector {
    /// The commit changes nothing in it.
    Untouched,
    Before,
    After,
    /// Neither: a write that was cut within it, or somebody else's.
    Strange,
    /// The commit changes nothing in it, and somebody else has.
    Foreign,
}

impl Record {
    /// Appends the record of a page to `buffer`; returns its checksum.
    pub fn append(buffer: &mut Vec<u8>, salt: u32, no: PageNo, before: &Page, after: &Page) -> u32 {
        let start = buffer.len();
        buffer.extend(no.0.to_le_bytes());
        after.chunks(SECTOR).for_each(|sector| buffer.extend(crc(sector).to_le_bytes()));
        buffer.extend_from_slice(before);
        let check = record_check(salt, buffer.get(start..).unwrap_or_default());
        buffer.extend(check.to_le_bytes());
        check
    }

    /// `None` for one that is not whole, or of another commit.
    pub fn parse(bytes: &[u8], salt: u32) -> Option<Record> {
        let (body, check) = bytes.split_last_chunk()?;
        let check = u32::from_le_bytes(*check);
        let (head, before) = body.split_last_chunk()?;
        let mut after = [0; SECTORS];
        for (place, sector) in after.iter_mut().enumerate() {
            *sector = View(head).u32(4 + 4 * place, "checksum of a sector").ok()?;
        }
        let page = PageNo(View(head).u32(0, "page number").ok()?);
        (record_check(salt, body) == check).then(|| Record { page, after, before: Box::new(*before), check })
    }

    /// Compares what the page is now, sector by sector.
    pub fn compare<'a>(&'a self, now: &'a Page) -> impl Iterator<Item = Sector> + 'a {
        let before = now.chunks(SECTOR).zip(self.before.chunks(SECTOR));
        before.zip(self.after).map(|((now, before), after)| match (now == before, crc(now) == after) {
            (true, true) => Sector::Untouched,
            (true, false) => Sector::Before,
            (false, true) => Sector::After,
            // The commit writes again what was there before: no cut leaves anything else.
            (false, false) if crc(before) == after => Sector::Foreign,
            (false, false) => Sector::Strange,
        })
    }
}

fn record_check(salt: u32, body: &[u8]) -> u32 {
    Crc::new().add(&salt.to_le_bytes()).add(body).value()
}

const _: () = assert!(SECTORS * SECTOR == PAGE_SIZE && HEADER == MAGIC.len() + 7 * 4 + 1);

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER_OF: Header =
        Header { salt: 7, pages_before: 90, pages_after: 99, records: 3, identity: 0xFFFF_FFFF, content: 5 };

    fn bytes() -> [u8; HEADER] {
        HEADER_OF.to_bytes().try_into().expect("a header's length")
    }

    #[test]
    fn a_header_reads_as_it_was_written() {
        assert_eq!(Header::parse(&bytes()), Start::Begun(HEADER_OF));
        assert_eq!(Header::parse(&Header::ended(7)), Start::Ended);
        assert_eq!(Header::ended(7)[8..12], bytes()[8..12], "the salt stays");
    }

    #[test]
    fn a_header_cut_anywhere_is_no_header() {
        for cut in 0..HEADER {
            let mut torn = Header::ended(6);
            torn[..cut].copy_from_slice(&bytes()[..cut]);
            assert_eq!(Header::parse(&torn), Start::Ended, "begun, cut after {cut}");
            let mut torn = bytes();
            torn[..cut].copy_from_slice(&Header::ended(7)[..cut]);
            let expected = if cut == 0 { Start::Begun(HEADER_OF) } else { Start::Ended };
            assert_eq!(Header::parse(&torn), expected, "ended, cut after {cut}");
        }
    }

    #[test]
    fn a_header_with_another_byte_is_damaged() {
        for place in 0..HEADER {
            let mut damaged = bytes();
            damaged[place] ^= 0x40;
            assert_eq!(Header::parse(&damaged), Start::Damaged, "byte {place}");
        }
    }

    #[test]
    fn a_record_reads_as_it_was_written_and_compares_sector_by_sector() {
        let (before, mut after) = ([1; PAGE_SIZE], [1; PAGE_SIZE]);
        after[700] = 2;
        after[4_000] = 2;
        let mut buffer = Vec::new();
        let check = Record::append(&mut buffer, 7, PageNo(33), &before, &after);
        assert_eq!(buffer.len(), RECORD);
        let record = Record::parse(&buffer, 7).expect("whole");
        assert_eq!((record.page, record.check, *record.before), (PageNo(33), check, before));
        assert!(Record::parse(&buffer, 8).is_none(), "of another commit");
        assert!(Record::parse(&buffer[1..], 7).is_none() && Record::parse(&[], 7).is_none());
        let mut now = after;
        now[4_000] = 1;
        now[600] = 9;
        let mut expected = [Sector::Untouched; SECTORS];
        (expected[1], expected[7]) = (Sector::Strange, Sector::Before);
        let mut others = now;
        others[0] = 9;
        assert_eq!(record.compare(&others).next(), Some(Sector::Foreign));
        assert!(record.compare(&now).eq(expected));
        assert!(record.compare(&after).eq(expected.map(|sector| match sector {
            Sector::Untouched => Sector::Untouched,
            _ => Sector::After,
        })));
    }
}
