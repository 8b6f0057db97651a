//! A zip archive, written from front to back: parts one after another, each deflated as it comes.
//!
//! Promises: the same parts give the same bytes; no time of day, no name of a machine is in them. Sizes stand behind
//! each part, so nothing is ever gone back to.

use super::growing::{Growing, failed};
use crate::table::error::Error;
use flate2::{Compress, Compression, FlushCompress, Status};
use std::io;

/// The fastest level that looks for repetitions further back: XML of cells packs nearly as well as at the usual one, in
/// a third of the time.
const LEVEL: u32 = 2;

/// Packed bytes that are written to the disk at once.
const PACKED: usize = 64 * 1024;

/// 2.0, which is what "deflated" asks of a reader.
const VERSION: u16 = 20;
/// Sizes and checksum stand behind the part.
const SIZES_BEHIND: u16 = 1 << 3;
const DEFLATED: u16 = 8;
/// 1 January 1980, as MS-DOS counts, which is the first day there is.
const DAY: u16 = 1 << 5 | 1;

pub(super) struct Archive<'f> {
    growing: Growing<'f>,
    packer: Compress,
    packed: Vec<u8>,
    /// Bytes written so far.
    len: u64,
    open: Option<Part>,
    parts: Vec<Part>,
}

/// What the directory says of a part; sizes and checksum are nought until it has ended.
#[derive(Default)]
struct Part {
    name: String,
    start: u32,
    crc: crc32fast::Hasher,
    packed: u32,
    unpacked: u32,
}

impl<'f> Archive<'f> {
    pub(super) fn new(growing: Growing<'f>) -> Archive<'f> {
        let packer = Compress::new(Compression::new(LEVEL), false);
        let packed = Vec::with_capacity(PACKED);
        Archive { growing, packer, packed, len: 0, open: None, parts: Vec::new() }
    }

    pub(super) fn growing(&self) -> &Growing<'f> {
        &self.growing
    }

    /// Writes a whole part.
    pub(super) fn part(&mut self, name: &str, content: &str) -> Result<(), Error> {
        self.begin(name)?;
        self.write(content.as_bytes())?;
        self.end()
    }

    /// Begins a part, whose name is ASCII.
    pub(super) fn begin(&mut self, name: &str) -> Result<(), Error> {
        let part = Part { name: name.to_owned(), start: self.bounded(self.len)?, ..Part::default() };
        let mut header = Vec::new();
        put_u32(&mut header, 0x0403_4b50);
        put_common(&mut header, &part);
        put_u16(&mut header, 0);
        header.extend_from_slice(name.as_bytes());
        self.open = Some(part);
        self.packer.reset();
        self.append(&header)
    }

    /// Adds bytes to the part that was begun last.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        if let Some(part) = &mut self.open {
            part.crc.update(bytes);
        }
        self.pack(bytes, FlushCompress::None)
    }

    /// Ends the part that was begun last.
    pub(super) fn end(&mut self) -> Result<(), Error> {
        let Some(mut part) = self.open.take() else { return Ok(()) };
        self.pack(&[], FlushCompress::Finish)?;
        part.packed = self.bounded(self.packer.total_out())?;
        part.unpacked = self.bounded(self.packer.total_in())?;
        let mut sizes = Vec::new();
        put_u32(&mut sizes, 0x0807_4b50);
        put_sizes(&mut sizes, &part);
        self.parts.push(part);
        self.append(&sizes)
    }

    /// Writes the directory.
    pub(super) fn finish(mut self) -> Result<Growing<'f>, Error> {
        let start = self.bounded(self.len)?;
        let mut directory = Vec::new();
        for part in &self.parts {
            put_entry(&mut directory, part);
        }
        let len = self.bounded(u64::try_from(directory.len()).unwrap_or(u64::MAX))?;
        let count = u16::try_from(self.parts.len()).map_err(|_| self.too_large())?;
        put_u32(&mut directory, 0x0605_4b50);
        put_u32(&mut directory, 0);
        put_u16(&mut directory, count);
        put_u16(&mut directory, count);
        put_u32(&mut directory, len);
        put_u32(&mut directory, start);
        put_u16(&mut directory, 0);
        self.append(&directory)?;
        Ok(self.growing)
    }

    fn pack(&mut self, mut bytes: &[u8], flush: FlushCompress) -> Result<(), Error> {
        loop {
            let before = self.packer.total_in();
            self.packed.clear();
            let packed = self.packer.compress_vec(bytes, &mut self.packed, flush);
            let status = packed.map_err(|error| self.failed(io::Error::other(error)))?;
            let taken = usize::try_from(self.packer.total_in() - before).unwrap_or(usize::MAX);
            bytes = bytes.get(taken..).unwrap_or_default();
            self.len += u64::try_from(self.packed.len()).unwrap_or_default();
            self.growing.append(&self.packed)?;
            let is_done = match flush {
                FlushCompress::None => bytes.is_empty(),
                _ => status == Status::StreamEnd,
            };
            if is_done {
                return Ok(());
            }
        }
    }

    fn append(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.len += u64::try_from(bytes.len()).unwrap_or_default();
        self.growing.append(bytes)
    }

    /// A place or a length has 32 bits.
    fn bounded(&self, bytes: u64) -> Result<u32, Error> {
        u32::try_from(bytes).map_err(|_| self.too_large())
    }

    fn too_large(&self) -> Error {
        self.failed(io::ErrorKind::FileTooLarge.into())
    }

    fn failed(&self, source: io::Error) -> Error {
        failed(self.growing.part(), "writing the workbook", source)
    }
}

/// What the header of a part and its entry in the directory have in common.
fn put_common(out: &mut Vec<u8>, part: &Part) {
    for value in [VERSION, SIZES_BEHIND, DEFLATED, 0, DAY] {
        put_u16(out, value);
    }
    put_sizes(out, part);
    put_u16(out, u16::try_from(part.name.len()).unwrap_or(u16::MAX));
}

fn put_sizes(out: &mut Vec<u8>, part: &Part) {
    put_u32(out, part.crc.clone().finalize());
    put_u32(out, part.packed);
    put_u32(out, part.unpacked);
}

fn put_entry(out: &mut Vec<u8>, part: &Part) {
    put_u32(out, 0x0201_4b50);
    put_u16(out, VERSION);
    put_common(out, part);
    // Neither further fields nor a comment, on the first disk, without attributes.
    out.extend_from_slice(&[0; 12]);
    put_u32(out, part.start);
    out.extend_from_slice(part.name.as_bytes());
}

fn put_u16(out: &mut Vec<u8>, value: u16) {
    out.extend_from_slice(&value.to_le_bytes());
}

fn put_u32(out: &mut Vec<u8>, value: u32) {
    out.extend_from_slice(&value.to_le_bytes());
}
