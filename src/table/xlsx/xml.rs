//! The tokens of an XML part, out of a buffer, without copying one.
//!
//! Why not a general reader: three of four events of a sheet are tags of its cells, and a reader that copies each of
//! them takes four times as long; and a comment or a name of gigabytes must not be kept. Here a token is at most a MiB,
//! and elements are nested at most so deep. Well-formedness is checked as far as it matters for what is read: tags
//! close what is open, one root, quotes, references; a document type is refused. Namespaces are left to who asks for
//! names.

mod attributes;
mod open_elements;

pub(super) use attributes::Attributes;

use crate::table::error::{Reason, TableFault};
use open_elements::OpenElements;

/// Bytes that may be read without a `<`; the longest text of a cell takes a fifth of it.
const TOKEN_MAX: usize = 1024 * 1024;
const BUFFER: usize = 128 * 1024;

/// Where bytes come from.
pub(super) trait Input {
    /// Reads some bytes; none at the end.
    fn read(&mut self, into: &mut [u8]) -> Result<usize, TableFault>;
}

#[cfg(any(test, feature = "fuzzing"))]
impl Input for &[u8] {
    fn read(&mut self, into: &mut [u8]) -> Result<usize, TableFault> {
        std::io::Read::read(self, into).map_err(TableFault::reading)
    }
}

pub(super) struct Xml<I> {
    input: I,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
    open: OpenElements,
    /// The last tag was an element by itself: its end comes next.
    closing: bool,
    has_root: bool,
}

/// What comes next. Comments and processing instructions are passed over.
#[derive(Debug)]
pub(super) enum Token<'a> {
    Start(Tag<'a>),
    /// The end of the element that was opened last.
    End,
    /// Text with references in it.
    Text(&'a [u8]),
    /// Text as it is.
    Data(&'a [u8]),
    Finished,
}

/// A start tag.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tag<'a> {
    /// Its name without a prefix.
    pub name: &'a [u8],
    pub attributes: Attributes<'a>,
}

/// A piece of the buffer, and what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    kind: PieceKind,
    /// Its content is so far into it, and ends so far before its end.
    before: usize,
    after: usize,
    len: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PieceKind {
    Text,
    Data,
    Comment,
    Instruction,
    Start,
    End,
}

pub(super) fn malformed(what: &str) -> TableFault {
    TableFault::refused(Reason::Damaged, what)
}

fn too_long() -> TableFault {
    TableFault::refused(Reason::ArchiveBomb, "more than a MiB without a tag")
}

impl<I: Input> Xml<I> {
    pub(super) fn new(input: I) -> Result<Xml<I>, TableFault> {
        let open = OpenElements::default();
        let buffer = vec![0; BUFFER];
        let mut xml =
            Xml { input, buffer, start: 0, end: 0, ended: false, open, closing: false, has_root: false };
        xml.fill()?;
        Ok(xml)
    }

    pub(super) fn next(&mut self) -> Result<Token<'_>, TableFault> {
        if std::mem::take(&mut self.closing) {
            self.open.pop();
            return Ok(Token::End);
        }
        loop {
            let Some(piece) = self.piece()? else {
                return self.finish();
            };
            let from = self.start + piece.before;
            let to = self.start + piece.len - piece.after;
            self.start += piece.len;
            match piece.kind {
                PieceKind::Comment => {}
                PieceKind::Instruction => check_declaration(self.buffer.get(from..to).unwrap_or_default())?,
                PieceKind::Start => return self.start_tag(from, to),
                PieceKind::End => {
                    self.open.close(self.buffer.get(from..to).unwrap_or_default())?;
                    return Ok(Token::End);
                }
                PieceKind::Text if self.open.is_empty() => {
                    require_blank(self.buffer.get(from..to).unwrap_or_default())?;
                }
                PieceKind::Text => return Ok(Token::Text(self.buffer.get(from..to).unwrap_or_default())),
                PieceKind::Data => return Ok(Token::Data(self.buffer.get(from..to).unwrap_or_default())),
            }
        }
    }

    /// Goes to the root, which must have this name.
    pub(super) fn root(&mut self, name: &[u8]) -> Result<Tag<'_>, TableFault> {
        match self.next()? {
            Token::Start(tag) if tag.name == name => Ok(tag),
            _ => Err(malformed("another root")),
        }
    }

    /// Passes over the element whose start came last, and all within it.
    pub(super) fn skip(&mut self) -> Result<(), TableFault> {
        let outside = self.open.len().saturating_sub(1);
        while self.open.len() > outside {
            self.next()?;
        }
        Ok(())
    }

    /// Adds the text of the element whose start came last to `into`, without that of elements in it.
    pub(super) fn text(&mut self, into: &mut String) -> Result<(), TableFault> {
        loop {
            match self.next()? {
                Token::Text(raw) => super::xml_text::decode(raw, into)?,
                Token::Data(raw) => super::xml_text::take(raw, into)?,
                Token::Start(_) => self.skip()?,
                Token::End | Token::Finished => return Ok(()),
            }
        }
    }

    fn start_tag(&mut self, from: usize, to: usize) -> Result<Token<'_>, TableFault> {
        if self.open.is_empty() && std::mem::replace(&mut self.has_root, true) {
            return Err(malformed("a second root"));
        }
        let tag = self.buffer.get(from..to).unwrap_or_default();
        let (tag, is_empty) = tag.strip_suffix(b"/").map_or((tag, false), |tag| (tag, true));
        let name_len = tag.iter().position(|byte| is_blank(*byte)).unwrap_or(tag.len());
        let (name, attributes) = tag.split_at_checked(name_len).unwrap_or_default();
        self.open.push(name)?;
        self.closing = is_empty;
        Ok(Token::Start(Tag { name: local(name), attributes: Attributes::new(attributes) }))
    }

    fn finish(&self) -> Result<Token<'_>, TableFault> {
        if self.open.is_empty() && self.has_root { Ok(Token::Finished) } else { Err(malformed("it is cut")) }
    }

    /// The next piece, which begins at `start`.
    fn piece(&mut self) -> Result<Option<Piece>, TableFault> {
        loop {
            let bytes = self.buffer.get(self.start..self.end).unwrap_or_default();
            match split(bytes, self.ended)? {
                Some(piece) if piece.len > TOKEN_MAX => return Err(too_long()),
                Some(piece) => return Ok(Some(piece)),
                None if !self.ended => self.fill()?,
                None if bytes.is_empty() => return Ok(None),
                None => return Err(malformed("it is cut within a tag")),
            }
        }
    }

    fn fill(&mut self) -> Result<(), TableFault> {
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        if self.end == self.buffer.len() {
            if self.end > TOKEN_MAX {
                return Err(too_long());
            }
            self.buffer.resize(self.end * 2, 0);
        }
        let got = self.input.read(self.buffer.get_mut(self.end..).unwrap_or_default())?;
        self.end += got;
        self.ended = got == 0;
        Ok(())
    }
}

/// The piece at the beginning of `bytes`; `None` where its end is not among them.
fn split(bytes: &[u8], ended: bool) -> Result<Option<Piece>, TableFault> {
    let piece = |kind, before: usize, after: usize, content: Option<usize>| {
        content.map(|content| Piece { kind, before, after, len: before + content + after })
    };
    Ok(match bytes {
        [] => None,
        [b'<', b'/', rest @ ..] => piece(PieceKind::End, 2, 1, rest.iter().position(|byte| *byte == b'>')),
        [b'<', b'!', b'-', b'-', rest @ ..] => piece(PieceKind::Comment, 4, 3, find(rest, b"-->")),
        [b'<', b'!', b'[', b'C', b'D', b'A', b'T', b'A', b'[', rest @ ..] => {
            piece(PieceKind::Data, 9, 3, find(rest, b"]]>"))
        }
        [b'<', b'!', ..] if bytes.len() < 9 && !ended => None,
        [b'<', b'!', ..] => return Err(malformed("a document type")),
        [b'<', b'?', rest @ ..] => piece(PieceKind::Instruction, 2, 2, find(rest, b"?>")),
        [b'<'] => None,
        [b'<', rest @ ..] => piece(PieceKind::Start, 1, 1, tag_end(rest)?),
        text => {
            let len = text.iter().position(|byte| *byte == b'<').or(ended.then_some(text.len()));
            piece(PieceKind::Text, 0, 0, len)
        }
    })
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// Where the `>` of a start tag is, which is none within quotes.
fn tag_end(bytes: &[u8]) -> Result<Option<usize>, TableFault> {
    let mut quote = None;
    for (at, byte) in bytes.iter().enumerate() {
        match (quote, byte) {
            (_, b'<') => return Err(malformed("a tag within a tag")),
            (Some(open), _) => quote = (*byte != open).then_some(open),
            (None, b'>') => return Ok(Some(at)),
            (None, b'"' | b'\'') => quote = Some(*byte),
            (None, _) => {}
        }
    }
    Ok(None)
}

/// A part is UTF-8 or UTF-16 by the standard; one that says otherwise would be read wrong.
fn check_declaration(instruction: &[u8]) -> Result<(), TableFault> {
    let Some(declaration) =
        instruction.strip_prefix(b"xml").filter(|rest| rest.first().is_some_and(|b| is_blank(*b)))
    else {
        return Ok(());
    };
    let encoding = Attributes::new(declaration).get(b"encoding")?.unwrap_or(b"UTF-8");
    let known: [&[u8]; 6] = [b"utf-8", b"utf8", b"utf-16", b"utf-16le", b"utf-16be", b"us-ascii"];
    let is_known = known.iter().any(|known| known.eq_ignore_ascii_case(encoding));
    if is_known { Ok(()) } else { Err(malformed("another encoding than UTF-8")) }
}

fn require_blank(text: &[u8]) -> Result<(), TableFault> {
    if text.iter().all(|byte| is_blank(*byte)) { Ok(()) } else { Err(malformed("text outside the root")) }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

fn local(name: &[u8]) -> &[u8] {
    name.rsplit(|byte| *byte == b':').next().unwrap_or(name)
}

#[cfg(test)]
mod tests;
