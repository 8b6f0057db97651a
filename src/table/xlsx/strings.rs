//! Texts of a workbook: the shared ones, and how one is put together.

use super::escapes;
use super::string_store::StringStore;
use super::xml::{Input, Token, Xml};
use crate::table::error::{Reason, TableFault};

/// Characters of a cell.
const TEXT_MAX: usize = 32_767;
/// The longest that a text of so many characters can be written, each as `_xHHHH_`.
const WRITTEN_MAX: usize = TEXT_MAX * 7;

/// Reads the table of shared strings, however many it says it has.
pub(super) fn read<I: Input>(mut xml: Xml<I>, store: &mut StringStore) -> Result<(), TableFault> {
    xml.root(b"sst")?;
    let mut text = String::new();
    loop {
        match xml.next()? {
            Token::Start(tag) if tag.name == b"si" => {
                text.clear();
                read_text(&mut xml, &mut text)?;
                text = finished(text)?;
                store.push(&text)?;
            }
            Token::Start(_) => xml.skip()?,
            Token::Finished => return Ok(()),
            _ => {}
        }
    }
}

/// Reads the text of the `si` or `is` that was opened last: its runs joined, phonetic readings left out.
pub(super) fn read_text<I: Input>(xml: &mut Xml<I>, into: &mut String) -> Result<(), TableFault> {
    loop {
        match xml.next()? {
            Token::Start(tag) if tag.name == b"t" => {
                xml.text(into)?;
                bounded(into.len(), WRITTEN_MAX)?;
            }
            Token::Start(tag) if tag.name == b"r" => read_run(xml, into)?,
            Token::Start(_) => xml.skip()?,
            Token::End | Token::Finished => return Ok(()),
            _ => {}
        }
    }
}

fn read_run<I: Input>(xml: &mut Xml<I>, into: &mut String) -> Result<(), TableFault> {
    loop {
        match xml.next()? {
            Token::Start(tag) if tag.name == b"t" => {
                xml.text(into)?;
                bounded(into.len(), WRITTEN_MAX)?;
            }
            Token::Start(_) => xml.skip()?,
            Token::End | Token::Finished => return Ok(()),
            _ => {}
        }
    }
}

/// A text whose parts are all there: escapes decoded, and no longer than a cell holds.
pub(super) fn finished(text: String) -> Result<String, TableFault> {
    let text = escapes::decode(text);
    if text.len() > TEXT_MAX {
        bounded(text.chars().count(), TEXT_MAX)?;
    }
    Ok(text)
}

fn bounded(len: usize, max: usize) -> Result<(), TableFault> {
    if len > max {
        return Err(TableFault::refused(Reason::ArchiveBomb, "a text longer than a cell holds"));
    }
    Ok(())
}
