//! The text of a file as UTF-8, block by block.

use crate::table::error::TableFault;
use crate::table::source::Span;
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8};

const INPUT: usize = 64 * 1024;

/// Gives the text of a span in UTF-8. What is UTF-8 already goes through as it is and is checked by who reads it.
pub(super) struct Text {
    span: Span,
    decoding: Option<Box<Decoding>>,
    ended: bool,
}

struct Decoding {
    decoder: Decoder,
    input: Vec<u8>,
    from: usize,
    to: usize,
}

impl Text {
    pub(super) fn new(span: Span, encoding: &'static Encoding) -> Text {
        let decoding = (encoding != UTF_8).then(|| {
            let decoder = encoding.new_decoder_without_bom_handling();
            Box::new(Decoding { decoder, input: vec![0; INPUT], from: 0, to: 0 })
        });
        Text { span, decoding, ended: false }
    }

    /// Whether nothing more will come.
    pub(super) fn ended(&self) -> bool {
        self.ended
    }

    /// Puts some more text into `into`, which has room for at least one character, and says how many bytes.
    pub(super) fn read(&mut self, into: &mut [u8]) -> Result<usize, TableFault> {
        match &mut self.decoding {
            None => {
                let got = self.span.fill(into).map_err(TableFault::reading)?;
                self.ended = got < into.len();
                Ok(got)
            }
            Some(decoding) => {
                let (got, ended) = decoding.read(&mut self.span, into)?;
                self.ended = ended;
                Ok(got)
            }
        }
    }
}

impl Decoding {
    /// The bytes were judged before; should one have lost its meaning since, it becomes U+FFFD, which nobody accepts,
    /// and the end of the file tells that it changed.
    fn read(&mut self, span: &mut Span, into: &mut [u8]) -> Result<(usize, bool), TableFault> {
        let mut written = 0;
        loop {
            if self.from == self.to {
                self.from = 0;
                self.to = span.fill(&mut self.input).map_err(TableFault::reading)?;
            }
            let last = self.to < self.input.len();
            let input = self.input.get(self.from..self.to).unwrap_or_default();
            let room = into.get_mut(written..).unwrap_or_default();
            let (result, read, wrote, _) = self.decoder.decode_to_utf8(input, room, last);
            self.from += read;
            written += wrote;
            match result {
                CoderResult::OutputFull => return Ok((written, false)),
                CoderResult::InputEmpty if last => return Ok((written, true)),
                CoderResult::InputEmpty => {}
            }
        }
    }
}

/// On which line the byte behind the span stands.
pub(super) fn lines_before(span: Span, encoding: &'static Encoding) -> Result<u64, TableFault> {
    let mut text = Text::new(span, encoding);
    let mut buffer = vec![0; INPUT];
    let mut breaks = LineBreaks::default();
    while !text.ended() {
        let got = text.read(&mut buffer)?;
        breaks.see(buffer.get(..got).unwrap_or_default());
    }
    Ok(1 + breaks.count)
}

/// Counts line breaks: CR LF, LF or CR, each one.
#[derive(Debug, Default)]
pub(super) struct LineBreaks {
    pub(super) count: u64,
    after_return: bool,
}

impl LineBreaks {
    pub(super) fn see(&mut self, bytes: &[u8]) {
        for byte in bytes {
            let is_break = *byte == b'\r' || (*byte == b'\n' && !self.after_return);
            self.count += u64::from(is_break);
            self.after_return = *byte == b'\r';
        }
    }
}
