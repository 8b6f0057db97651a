//! Page 0: whether this is a database the engine reads, and what holds for the whole file.

use crate::error::{Error, Malformed, Result};
use crate::format::PAGE_SIZE;
use crate::format::column::SortOrder;
use crate::format::date::OleDate;
use crate::format::ids::PageNo;
use crate::format::page::{Page, View};
use crate::storage::Storage;

/// The masked part of the page.
const MASKED: std::ops::Range<usize> = 0x18..0x98;
/// The key of the mask, the same in every file.
const MASK_KEY: [u8; 4] = [0xC7, 0xDA, 0x39, 0x6B];
const MAGIC: [u8; 4] = [0, 1, 0, 0];
const ACE: &[u8] = b"Standard ACE DB\0";
const JET: &[u8] = b"Standard Jet DB\0";
/// Where an encrypted file keeps its EncryptionInfo (from other readers; zero in every clear file).
const ENCRYPTION_INFO: usize = 0x299;

/// The version of a file: the first Access that reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Version {
    /// Access 2007.
    Ace12,
    /// Access 2010 and 2013.
    Ace14,
    /// Access 2016, with big integers.
    Ace16,
    /// Access 2019, with extended dates.
    Ace17,
}

impl Version {
    /// The byte that stands for it in the header.
    pub(crate) fn code(self) -> u8 {
        match self {
            Version::Ace12 => 2,
            Version::Ace14 => 3,
            Version::Ace16 => 5,
            Version::Ace17 => 6,
        }
    }

    fn from_code(code: u8) -> Option<Version> {
        [Version::Ace12, Version::Ace14, Version::Ace16, Version::Ace17]
            .into_iter()
            .find(|version| version.code() == code)
    }
}

/// What page 0 says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Header {
    pub version: Version,
    /// The sort order that new text columns get.
    pub sort_order: SortOrder,
    /// When the file was made.
    pub created: OleDate,
    /// The definition page of MSysObjects.
    pub objects: PageNo,
}

/// Reads and checks page 0, before anything else is asked of the storage.
///
/// # Errors
///
/// [`Error::NotAccess`], [`Error::UnsupportedVersion`], [`Error::Encrypted`], and [`Error::Truncated`] for a
/// header that is the start of a database's and no more.
pub(crate) fn read(storage: &dyn Storage) -> Result<Header> {
    let len = storage.len().map_err(Error::io("asking for the length"))?;
    if len == 0 {
        return Err(Error::NotAccess("the file is empty".into()));
    }
    let mut page = [0; PAGE_SIZE];
    let there = usize::try_from(len).unwrap_or(PAGE_SIZE).min(PAGE_SIZE);
    let start = page.get_mut(..there).unwrap_or_default();
    storage.read_at(0, start).map_err(Error::io("reading page 0"))?;
    let version = version(&page)?;
    if there < PAGE_SIZE {
        return Err(Error::Truncated { page: PageNo(0), pages: 0 });
    }
    parse(version, &page).map_err(|malformed| malformed.on(PageNo(0)))?
}

fn version(page: &Page) -> Result<Version> {
    if !page.starts_with(&MAGIC) {
        return Err(Error::NotAccess("the first bytes are those of some other kind of file".into()));
    }
    let engine = page.get(4..20).unwrap_or_default();
    if engine != ACE && engine != JET {
        return Err(Error::NotAccess("the name of the database engine is missing".into()));
    }
    match (page.get(0x14).copied().unwrap_or_default(), engine == ACE) {
        (0, _) => Err(Error::UnsupportedVersion("Jet 3 (Access 97)".into())),
        (1, _) => Err(Error::UnsupportedVersion("Jet 4 (Access 2000 to 2003)".into())),
        (code, true) => {
            Version::from_code(code).ok_or_else(|| Error::UnsupportedVersion(format!("ACE file code {code}")))
        }
        (code, false) => Err(Error::UnsupportedVersion(format!("Jet file code {code}"))),
    }
}

/// Parses a whole page 0; the inner error is about the file, the outer one about a field.
fn parse(version: Version, page: &Page) -> Result<Result<Header>, Malformed> {
    let mut clear = *page;
    mask(&mut clear);
    let view = View(&clear);
    if is_encrypted(view)? {
        return Ok(Err(Error::Encrypted));
    }
    let objects = PageNo(view.u32(0x20, "definition page of MSysObjects")?);
    let sort_order = SortOrder::from_bytes(view.array(0x6E, "default sort order")?);
    let created = OleDate::from_le_bytes(view.array(0x72, "creation date")?);
    Ok(Ok(Header { version, sort_order, created, objects }))
}

/// Whether the pages are encoded or a password is set.
fn is_encrypted(clear: View<'_>) -> Result<bool, Malformed> {
    let key: u32 = clear.u32(0x3E, "page encoding key")?;
    let info = clear.u32(ENCRYPTION_INFO, "encryption info")?;
    let password = clear.bytes(0x42, 40, "password")?;
    let none = password_mask(OleDate::from_le_bytes(clear.array(0x72, "creation date")?));
    let is_set = password.chunks(4).any(|part| part != none);
    Ok(key != 0 || info != 0 || is_set)
}

/// The four bytes that a password is XORed with, over and over: the whole days of the creation date.
#[expect(clippy::as_conversions, reason = "a saturating float cast is the intent; any date gives some mask")]
pub(crate) fn password_mask(created: OleDate) -> [u8; 4] {
    (created.days() as i32).to_le_bytes()
}

/// Masks or unmasks the bytes of page 0 that are stored masked: XOR, so its own inverse.
pub(crate) fn mask(page: &mut Page) {
    let masked = page.get_mut(MASKED).unwrap_or_default();
    masked.iter_mut().zip(KeyStream::new(MASK_KEY)).for_each(|(byte, key)| *byte ^= key);
}

/// The key stream of RC4.
struct KeyStream {
    state: [u8; 256],
    i: u8,
    j: u8,
}

impl KeyStream {
    fn new(key: [u8; 4]) -> KeyStream {
        let mut state: [u8; 256] = std::array::from_fn(|i| u8::try_from(i).unwrap_or_default());
        let mut j = 0_u8;
        for (i, key) in (0..=255_u8).zip(key.iter().cycle()) {
            j = j.wrapping_add(at(&state, i)).wrapping_add(*key);
            state.swap(usize::from(i), usize::from(j));
        }
        KeyStream { state, i: 0, j: 0 }
    }
}

impl Iterator for KeyStream {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        self.i = self.i.wrapping_add(1);
        self.j = self.j.wrapping_add(at(&self.state, self.i));
        self.state.swap(usize::from(self.i), usize::from(self.j));
        let sum = at(&self.state, self.i).wrapping_add(at(&self.state, self.j));
        Some(at(&self.state, sum))
    }
}

fn at(state: &[u8; 256], place: u8) -> u8 {
    state.get(usize::from(place)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::MemoryStorage;

    /// The header of an empty file of Access 2010, as docs/format.md describes it.
    fn page() -> Page {
        let mut page = [0; PAGE_SIZE];
        page[..4].copy_from_slice(&MAGIC);
        page[4..20].copy_from_slice(ACE);
        page[0x14] = 3;
        page[0x20] = 2;
        page[0x6A..0x6E].copy_from_slice(&[0xA6, 0x11, 0, 0]);
        page[0x6E..0x72].copy_from_slice(&[9, 4, 0, 1]);
        page[0x72..0x7A].copy_from_slice(&[0x06, 0x88, 0x20, 0xE2, 0xB7, 0xD7, 0xE3, 0x40]);
        let none = password_mask(OleDate::from_le_bytes(page[0x72..0x7A].try_into().unwrap()));
        page[0x42..0x6A].chunks_mut(4).for_each(|part| part.copy_from_slice(&none));
        page
    }

    fn read_masked(mut page: Page) -> Result<Header> {
        mask(&mut page);
        read(&MemoryStorage::new(page.to_vec()))
    }

    #[test]
    fn the_key_stream_is_the_known_one() {
        let start: Vec<u8> = KeyStream::new(MASK_KEY).take(8).collect();
        assert_eq!(start, [0xB5, 0x6F, 0x03, 0x62, 0x61, 0x08, 0xC2, 0x55]);
    }

    #[test]
    fn a_sound_header_is_read() {
        let header = read_masked(page()).unwrap();
        assert_eq!((header.version, header.sort_order), (Version::Ace14, SortOrder::GENERAL));
        assert_eq!(header.objects, PageNo(2));
        assert_eq!(header.created.days(), 40_637.746_353_402_78);
    }

    #[test]
    fn every_reason_to_refuse_has_its_error() {
        let change = |at: usize, bytes: &[u8]| {
            let mut page = page();
            page[at..at + bytes.len()].copy_from_slice(bytes);
            read_masked(page).unwrap_err()
        };
        assert!(matches!(change(0, b"PK"), Error::NotAccess(_)));
        assert!(matches!(change(4, b"Nonsense"), Error::NotAccess(_)));
        assert!(matches!(change(0x14, &[0]), Error::UnsupportedVersion(_)));
        assert!(matches!(change(0x14, &[1]), Error::UnsupportedVersion(_)));
        assert!(matches!(change(0x14, &[7]), Error::UnsupportedVersion(_)));
        assert!(matches!(change(0x3E, &[1]), Error::Encrypted));
        assert!(matches!(change(0x42, b"secret"), Error::Encrypted));
        assert!(matches!(change(ENCRYPTION_INFO, &[4]), Error::Encrypted));
    }

    #[test]
    fn an_empty_or_short_file_is_told_apart_from_a_cut_database() {
        let read_first = |bytes: &[u8]| read(&MemoryStorage::new(bytes.to_vec())).unwrap_err();
        assert!(matches!(read_first(b""), Error::NotAccess(_)));
        assert!(matches!(read_first(b"\0\x01\0"), Error::NotAccess(_)));
        assert!(matches!(read_first(&page()[..200]), Error::Truncated { page: PageNo(0), .. }));
    }
}
