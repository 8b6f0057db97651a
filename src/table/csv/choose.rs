//! By which characters the fields and the lines of a file are parted.

use super::LineEnds;
use super::record::Records;
use super::text::Text;
use crate::table::cell::{Cell, Row};
use crate::table::error::TableFault;
use std::collections::HashSet;

const CANDIDATES: [u8; 4] = [b';', b',', b'\t', b'|'];
/// How far down titles are looked for: headings may stand above them.
const ROWS: usize = 10;
/// Bytes by which the line ends are told.
const HEAD: usize = 256 * 1024;
/// Longer than any line that only names the delimiter.
const LINE_MAX: usize = 16;

/// The line `sep=;` with which a file says how to take it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Separator {
    pub delimiter: u8,
}

pub(super) fn separator_line(mut text: Text) -> Result<Option<Separator>, TableFault> {
    let mut head = [0; LINE_MAX];
    let got = text.read(&mut head)?;
    let head = head.get(..got).unwrap_or_default();
    let line = head.split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default();
    let is_line = line.len() < head.len() || text.ended();
    Ok(if is_line { parse_separator(line) } else { None })
}

fn parse_separator(line: &[u8]) -> Option<Separator> {
    let line = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
    let (name, delimiter) = line.split_at_checked(4)?;
    match delimiter {
        [delimiter] if name.eq_ignore_ascii_case(b"sep=") && *delimiter != b'"' => {
            Some(Separator { delimiter: *delimiter })
        }
        _ => None,
    }
}

/// What ends the lines of a file: carriage returns by themselves, if its beginning has more of them outside quotes than
/// line feeds.
pub(super) fn line_ends(mut text: Text, quote: Option<u8>) -> Result<LineEnds, TableFault> {
    let mut head = vec![0; HEAD];
    let got = text.read(&mut head)?;
    let (mut returns, mut feeds, mut is_quoted) = (0, 0, false);
    for byte in head.get(..got).unwrap_or_default() {
        is_quoted ^= Some(*byte) == quote;
        returns += usize::from(*byte == b'\r' && !is_quoted);
        feeds += usize::from(*byte == b'\n' && !is_quoted);
    }
    Ok(if returns > feeds { LineEnds::Returns } else { LineEnds::Any })
}

/// The candidate by which the most titles are found in one of the first rows; of those, the one that parts the first
/// row into the most fields. Titles are compared without case, blanks collapsed.
pub(super) fn delimiter(records: impl Fn(u8) -> Records, titles: &[String]) -> Result<u8, TableFault> {
    let titles: HashSet<String> = titles.iter().map(|title| folded(title)).collect();
    let mut best = (Score::default(), CANDIDATES[0]);
    for delimiter in CANDIDATES {
        let score = score(records(delimiter), &titles)?;
        if score > best.0 {
            best = (score, delimiter);
        }
    }
    Ok(best.1)
}

/// Compared in the order of the fields.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Score {
    titles: usize,
    fields: usize,
}

fn score(mut records: Records, titles: &HashSet<String>) -> Result<Score, TableFault> {
    let mut score = Score::default();
    for at in 0..ROWS {
        match records.advance() {
            Ok(true) => {
                let row = records.row()?;
                score.titles = score.titles.max(titles_in(&row, titles));
                score.fields = if at == 0 { row.len() } else { score.fields };
            }
            // A quote that does not close by this delimiter may by another; if by none, reading tells.
            Ok(false) | Err(TableFault::Refused { .. }) => break,
            Err(fault) => return Err(fault),
        }
    }
    Ok(score)
}

fn titles_in(row: &Row<'_>, titles: &HashSet<String>) -> usize {
    let is_title = |at: &usize| matches!(row.cell(*at), Cell::Text(text) if titles.contains(&folded(text)));
    (0..row.len()).filter(is_title).count()
}

fn folded(title: &str) -> String {
    let words: Vec<&str> = title.split_whitespace().collect();
    words.join(" ").to_lowercase()
}
