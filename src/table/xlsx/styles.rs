//! Which cell formats show a date.

use super::dates;
use super::xml::{Input, Tag, Token, Xml, malformed};
use super::{cell_name, xml_text};
use crate::table::error::TableFault;
use std::collections::HashMap;

/// A workbook has at most 65,490 cell formats.
const FORMATS_MAX: usize = 65_536;

/// For each cell format, by its place, whether it shows a date.
#[derive(Debug, Default)]
pub(super) struct Styles {
    dates: Vec<bool>,
}

impl Styles {
    /// A format that is not there shows none: a bare number is told by its column.
    pub(super) fn is_date(&self, style: u64) -> bool {
        usize::try_from(style).ok().and_then(|style| self.dates.get(style)).copied().unwrap_or_default()
    }
}

pub(super) fn read<I: Input>(mut xml: Xml<I>) -> Result<Styles, TableFault> {
    let mut styles = Styles::default();
    let mut codes = HashMap::new();
    let mut formats = Vec::new();
    xml.root(b"styleSheet")?;
    loop {
        match xml.next()? {
            Token::Start(tag) if tag.name == b"numFmts" => {
                read_list(&mut xml, b"numFmt", |tag| insert_code(&mut codes, tag))?;
            }
            Token::Start(tag) if tag.name == b"cellXfs" => {
                read_list(&mut xml, b"xf", |tag| push_format(&mut formats, tag))?;
            }
            Token::Start(_) => xml.skip()?,
            Token::Finished => break,
            _ => {}
        }
    }
    let is_date = |format: &u32| codes.get(format).copied().unwrap_or_else(|| dates::is_known_date(*format));
    styles.dates = formats.iter().map(is_date).collect();
    Ok(styles)
}

/// Gives every element of that name right below the one that was opened last.
fn read_list<I: Input>(
    xml: &mut Xml<I>,
    name: &[u8],
    mut take: impl FnMut(Tag<'_>) -> Result<(), TableFault>,
) -> Result<(), TableFault> {
    loop {
        match xml.next()? {
            Token::Start(tag) => {
                if tag.name == name {
                    take(tag)?;
                }
                xml.skip()?;
            }
            Token::End | Token::Finished => return Ok(()),
            _ => {}
        }
    }
}

fn insert_code(codes: &mut HashMap<u32, bool>, tag: Tag<'_>) -> Result<(), TableFault> {
    let code = xml_text::value(tag.attributes.get(b"formatCode")?.unwrap_or_default())?;
    codes.insert(format_id(tag)?, dates::is_date_code(&code));
    bounded(codes.len())
}

fn push_format(formats: &mut Vec<u32>, tag: Tag<'_>) -> Result<(), TableFault> {
    formats.push(format_id(tag)?);
    bounded(formats.len())
}

fn format_id(tag: Tag<'_>) -> Result<u32, TableFault> {
    let Some(id) = tag.attributes.get(b"numFmtId")? else { return Ok(0) };
    let id = cell_name::number(id.trim_ascii()).and_then(|id| u32::try_from(id).ok());
    id.ok_or_else(|| malformed("a number format without a number"))
}

fn bounded(formats: usize) -> Result<(), TableFault> {
    if formats > FORMATS_MAX { Err(malformed("more formats than a workbook has")) } else { Ok(()) }
}
