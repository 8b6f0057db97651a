//! In which encoding a text file is: found out by a mark, or by the whole of its bytes, or told and held to.

use super::text::lines_before;
use crate::table::error::{ErrorPlace, Reason, TableFault};
use crate::table::source::{TableSource, each_block};
use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, WINDOWS_1252};

/// Bytes that Windows-1252 leaves without a meaning. A file with one of them is of another encoding, often that of a
/// DOS program, in which every accent would come out as something else.
const UNDEFINED_IN_1252: [u8; 5] = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

/// What the first pass over a file found.
pub(super) struct FoundEncoding {
    pub encoding: &'static Encoding,
    /// Length of the byte-order mark.
    pub mark: u64,
    /// In lower-case hexadecimal.
    pub sha256: String,
}

/// A name for people: as the standard writes it, in small letters.
pub(in crate::table) fn name_of(encoding: &'static Encoding) -> String {
    encoding.name().to_ascii_lowercase()
}

/// Reads the whole file once. A mark goes before what was told: no text in another encoding begins with one.
///
/// Fails with [`Reason::Encoding`] and the line where bytes have no meaning, or where some of the file is UTF-8 and
/// some is not: decoding all of it either way would spoil rows in silence.
pub(super) fn find(
    source: &TableSource,
    told: Option<&'static Encoding>,
) -> Result<FoundEncoding, TableFault> {
    let marked = Encoding::for_bom(&source.head(3)?);
    let mark = marked.map_or(0, |(_, len)| len);
    let mut judge = Judge::new(marked.map(|(encoding, _)| encoding).or(told));
    let mut first = true;
    let digest = each_block(source, |block, last| {
        let skipped = if std::mem::take(&mut first) { mark.min(block.len()) } else { 0 };
        let done = judge.see(block.get(skipped..).unwrap_or_default(), last);
        Ok(skipped + done)
    })?;
    let mark = u64::try_from(mark).unwrap_or_default();
    let encoding = judge.verdict().map_err(|(encoding, at)| {
        let line = lines_before(source.part(mark, at), encoding);
        line.map_or_else(|fault| fault, |line| meaningless(source, mark + at, line))
    })?;
    Ok(FoundEncoding { encoding, mark, sha256: digest.hex() })
}

fn meaningless(source: &TableSource, at: u64, line: u64) -> TableFault {
    let mut byte = [0];
    let read = source.part(at, 1).fill(&mut byte).unwrap_or_default();
    let what = if read == 1 { format!("byte 0x{:02X}", byte[0]) } else { String::new() };
    TableFault::refused(Reason::Encoding, what).at(ErrorPlace::Line(line))
}

/// Sees all bytes behind the mark, then says what they are.
enum Judge {
    /// Nothing was told: UTF-8, or Windows-1252 if nothing at all speaks for UTF-8.
    Guess {
        utf8: Utf8,
        latin: Latin,
    },
    Utf8(Utf8),
    Latin(Latin),
    Other(Box<Other>),
}

/// An encoding, and the place of the first byte that has no meaning in it.
type Offence = (&'static Encoding, u64);

impl Judge {
    fn new(told: Option<&'static Encoding>) -> Judge {
        match told {
            None => Judge::Guess { utf8: Utf8::default(), latin: Latin::default() },
            Some(encoding) if encoding == UTF_8 => Judge::Utf8(Utf8::default()),
            Some(encoding) if encoding == WINDOWS_1252 => Judge::Latin(Latin::default()),
            Some(encoding) => Judge::Other(Box::new(Other::new(encoding))),
        }
    }

    fn see(&mut self, block: &[u8], last: bool) -> usize {
        match self {
            Judge::Guess { utf8, latin } => {
                let done = utf8.see(block, last);
                if utf8.offence.is_some() || !utf8.multibyte {
                    latin.see(block.get(..done).unwrap_or_default());
                } else {
                    latin.seen += count(done);
                }
                done
            }
            Judge::Utf8(utf8) => utf8.see(block, last),
            Judge::Latin(latin) => {
                latin.see(block);
                block.len()
            }
            Judge::Other(other) => other.see(block, last),
        }
    }

    fn verdict(self) -> Result<&'static Encoding, Offence> {
        let held_to = |encoding, offence: Option<u64>| offence.map_or(Ok(encoding), |at| Err((encoding, at)));
        match self {
            Judge::Guess { utf8, latin } => match utf8.offence {
                Some(_) if !utf8.multibyte => held_to(WINDOWS_1252, latin.offence),
                offence => held_to(UTF_8, offence),
            },
            Judge::Utf8(utf8) => held_to(UTF_8, utf8.offence),
            Judge::Latin(latin) => held_to(WINDOWS_1252, latin.offence),
            Judge::Other(other) => held_to(other.encoding, other.offence),
        }
    }
}

/// Whether bytes are UTF-8; goes on behind a byte that is not.
#[derive(Default)]
struct Utf8 {
    seen: u64,
    /// Whether there was a sequence of more than one byte.
    multibyte: bool,
    offence: Option<u64>,
}

impl Utf8 {
    fn see(&mut self, block: &[u8], last: bool) -> usize {
        let mut at = 0;
        while let Some(rest) = block.get(at..).filter(|rest| !rest.is_empty()) {
            let (valid, invalid) = match std::str::from_utf8(rest) {
                Ok(_) => (rest.len(), 0),
                Err(error) => match error.error_len() {
                    // Cut by the block's end: it comes again, whole.
                    None if !last => (error.valid_up_to(), 0),
                    len => (error.valid_up_to(), len.unwrap_or(rest.len() - error.valid_up_to())),
                },
            };
            self.multibyte = self.multibyte || !rest.get(..valid).unwrap_or_default().is_ascii();
            at += valid;
            if invalid == 0 {
                break;
            }
            self.offence.get_or_insert(self.seen + count(at));
            at += invalid;
        }
        self.seen += count(at);
        at
    }
}

/// Whether bytes have a meaning in Windows-1252.
#[derive(Default)]
struct Latin {
    seen: u64,
    offence: Option<u64>,
}

impl Latin {
    fn see(&mut self, block: &[u8]) {
        if self.offence.is_none() && !block.is_ascii() {
            let offending = block.iter().position(|byte| UNDEFINED_IN_1252.contains(byte));
            self.offence = offending.map(|at| self.seen + count(at));
        }
        self.seen += count(block.len());
    }
}

/// Whether bytes have a meaning in any other encoding: UTF-16, mostly.
struct Other {
    encoding: &'static Encoding,
    decoder: Decoder,
    scratch: Vec<u8>,
    seen: u64,
    offence: Option<u64>,
}

impl Other {
    fn new(encoding: &'static Encoding) -> Other {
        let decoder = encoding.new_decoder_without_bom_handling();
        Other { encoding, decoder, scratch: vec![0; 64 * 1024], seen: 0, offence: None }
    }

    fn see(&mut self, block: &[u8], last: bool) -> usize {
        let mut at = 0;
        while self.offence.is_none() {
            let rest = block.get(at..).unwrap_or_default();
            let (result, read, _) =
                self.decoder.decode_to_utf8_without_replacement(rest, &mut self.scratch, last);
            at += read;
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(len, behind) => {
                    let back = u64::from(len) + u64::from(behind);
                    self.offence = Some((self.seen + count(at)).saturating_sub(back));
                }
            }
        }
        self.seen += count(block.len());
        block.len()
    }
}

fn count(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or_default()
}
