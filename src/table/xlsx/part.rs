//! The unpacked bytes of one part: counted, held to their checksum, and in UTF-8.

use super::xml::Input;
use crate::table::error::{Reason, TableFault};
use crate::table::open::Limits;
use crate::table::source::Span;
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use flate2::bufread::DeflateDecoder;
use std::io::{self, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Up to this length a part may be packed as tightly as can be.
const SMALL: u64 = 64 * 1024 * 1024;
const INPUT: usize = 64 * 1024;

/// What the directory says of a part.
#[derive(Debug, Clone, Copy)]
pub(super) struct Packed {
    pub start: u64,
    pub len: u64,
    pub deflated: bool,
    pub unpacked: u64,
    pub crc: u32,
}

/// How much may be unpacked, of all parts together.
#[derive(Debug, Clone)]
pub(super) struct Budget {
    limits: Limits,
    spent: Arc<AtomicU64>,
}

impl Budget {
    pub(super) fn new(limits: Limits) -> Budget {
        Budget { limits, spent: Arc::default() }
    }

    /// Counts bytes of a part that has `so_far`, and was `packed` before.
    fn spend(&self, bytes: u64, so_far: u64, packed: u64) -> Result<(), TableFault> {
        let spent = self.spent.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes);
        if spent > self.limits.bytes {
            return Err(bomb(format!("more than {} bytes unpacked", self.limits.bytes)));
        }
        if so_far > SMALL && so_far > packed.saturating_mul(self.limits.ratio) {
            return Err(bomb(format!("packed at more than {} to 1", self.limits.ratio)));
        }
        Ok(())
    }
}

fn bomb(what: String) -> TableFault {
    TableFault::refused(Reason::ArchiveBomb, what)
}

pub(super) struct Part {
    bytes: Unpacking,
    decoding: Option<Box<Decoding>>,
    /// Whether the encoding was looked for.
    begun: bool,
}

struct Unpacking {
    bytes: Bytes,
    packed: Packed,
    budget: Budget,
    crc: crc32fast::Hasher,
    read: u64,
}

enum Bytes {
    Stored(Span),
    Deflated(Box<DeflateDecoder<BufReader<Span>>>),
}

/// For parts in UTF-16.
struct Decoding {
    decoder: Decoder,
    input: Vec<u8>,
    from: usize,
    to: usize,
    ended: bool,
}

impl Part {
    pub(super) fn new(bytes: Span, packed: Packed, budget: Budget) -> Part {
        let bytes = if packed.deflated {
            Bytes::Deflated(Box::new(DeflateDecoder::new(BufReader::with_capacity(INPUT, bytes))))
        } else {
            Bytes::Stored(bytes)
        };
        let bytes = Unpacking { bytes, packed, budget, crc: crc32fast::Hasher::new(), read: 0 };
        Part { bytes, decoding: None, begun: false }
    }

    /// Reads the first bytes to see the encoding, and gives them as they are if they are UTF-8.
    fn begin(&mut self, into: &mut [u8]) -> Result<usize, TableFault> {
        let mut got = 0;
        while got < 4 {
            match self.bytes.read(into.get_mut(got..).unwrap_or_default())? {
                0 => break,
                more => got += more,
            }
        }
        let head = into.get(..got).unwrap_or_default();
        let Some((encoding, mark)) = encoding_of(head) else { return Ok(got) };
        if encoding == UTF_8 {
            into.copy_within(mark..got, 0);
            return Ok(got - mark);
        }
        let mut input = head.get(mark..).unwrap_or_default().to_vec();
        let to = input.len();
        input.resize(to.max(INPUT), 0);
        let decoder = encoding.new_decoder_without_bom_handling();
        let decoding = self.decoding.insert(Box::new(Decoding { decoder, input, from: 0, to, ended: false }));
        decoding.read(&mut self.bytes, into)
    }
}

impl Input for Part {
    fn read(&mut self, into: &mut [u8]) -> Result<usize, TableFault> {
        if !std::mem::replace(&mut self.begun, true) {
            return self.begin(into);
        }
        match &mut self.decoding {
            None => self.bytes.read(into),
            Some(decoding) => decoding.read(&mut self.bytes, into),
        }
    }
}

/// An encoding that is not plainly UTF-8, and the length of its mark; the standard asks UTF-16 for one, not all write
/// it.
fn encoding_of(head: &[u8]) -> Option<(&'static Encoding, usize)> {
    Encoding::for_bom(head).or(match head {
        [b'<', 0, ..] => Some((UTF_16LE, 0)),
        [0, b'<', ..] => Some((UTF_16BE, 0)),
        _ => None,
    })
}

impl Decoding {
    fn read(&mut self, bytes: &mut Unpacking, into: &mut [u8]) -> Result<usize, TableFault> {
        loop {
            if self.from == self.to && !self.ended {
                self.from = 0;
                self.to = bytes.read(&mut self.input)?;
                self.ended = self.to == 0;
            }
            let input = self.input.get(self.from..self.to).unwrap_or_default();
            // At the end nothing is left to decode but half a character, which becomes U+FFFD; asked again, nothing is.
            let (result, read, wrote, _) = self.decoder.decode_to_utf8(input, into, false);
            self.from += read;
            if wrote > 0 || self.ended || result == CoderResult::OutputFull {
                return Ok(wrote);
            }
        }
    }
}

impl Unpacking {
    fn read(&mut self, into: &mut [u8]) -> Result<usize, TableFault> {
        let got = match &mut self.bytes {
            Bytes::Stored(bytes) => bytes.read(into),
            Bytes::Deflated(bytes) => bytes.read(into),
        };
        let got = got.map_err(unpacking)?;
        if got == 0 && !into.is_empty() {
            self.check()?;
        }
        self.crc.update(into.get(..got).unwrap_or_default());
        let bytes = u64::try_from(got).unwrap_or(u64::MAX);
        self.read = self.read.saturating_add(bytes);
        self.budget.spend(bytes, self.read, self.packed.len)?;
        Ok(got)
    }

    /// At the end, what came must be what the directory says.
    fn check(&self) -> Result<(), TableFault> {
        if self.read != self.packed.unpacked {
            let what = format!("{} bytes unpacked, {} told", self.read, self.packed.unpacked);
            return Err(TableFault::refused(Reason::Damaged, what));
        }
        if self.crc.clone().finalize() != self.packed.crc {
            return Err(TableFault::refused(Reason::Damaged, "the checksum is another"));
        }
        Ok(())
    }
}

/// What the disk says is told from what the packed bytes are.
fn unpacking(error: io::Error) -> TableFault {
    if error.raw_os_error().is_some() {
        return TableFault::reading(error);
    }
    TableFault::refused(Reason::Damaged, error.to_string())
}
