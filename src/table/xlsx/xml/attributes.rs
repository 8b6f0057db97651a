//! Attributes of a start tag.

use super::{local, malformed};
use crate::table::error::TableFault;

/// Its name with its prefix, its value with its references.
pub(in crate::table::xlsx) type Attribute<'a> = (&'a [u8], &'a [u8]);

/// The attributes of a tag, one after another.
#[derive(Debug, Clone, Copy)]
pub(in crate::table::xlsx) struct Attributes<'a> {
    rest: &'a [u8],
}

impl<'a> Attributes<'a> {
    pub(super) fn new(rest: &'a [u8]) -> Attributes<'a> {
        Attributes { rest }
    }

    /// The value of the attribute that has this name, without a prefix.
    pub(in crate::table::xlsx) fn get(self, name: &[u8]) -> Result<Option<&'a [u8]>, TableFault> {
        self.find(|found| found == name)
    }

    /// The value of the attribute that has this name behind a prefix.
    pub(in crate::table::xlsx) fn get_prefixed(self, name: &[u8]) -> Result<Option<&'a [u8]>, TableFault> {
        self.find(|found| found != name && local(found) == name)
    }

    fn find(mut self, is: impl Fn(&[u8]) -> bool) -> Result<Option<&'a [u8]>, TableFault> {
        while let Some((name, value)) = self.next()? {
            if is(name) {
                return Ok(Some(value));
            }
        }
        Ok(None)
    }

    pub(in crate::table::xlsx) fn next(&mut self) -> Result<Option<Attribute<'a>>, TableFault> {
        let rest = self.rest.trim_ascii_start();
        if rest.is_empty() {
            return Ok(None);
        }
        self.split(rest).map(Some).ok_or_else(|| malformed("an attribute without a value"))
    }

    fn split(&mut self, rest: &'a [u8]) -> Option<Attribute<'a>> {
        let (name, rest) = split_at_byte(rest, b'=')?;
        let (quote, rest) = rest.trim_ascii_start().split_first()?;
        if !matches!(quote, b'"' | b'\'') {
            return None;
        }
        let (value, rest) = split_at_byte(rest, *quote)?;
        self.rest = rest;
        Some((name.trim_ascii_end(), value))
    }
}

fn split_at_byte(bytes: &[u8], wanted: u8) -> Option<(&[u8], &[u8])> {
    let at = bytes.iter().position(|byte| *byte == wanted)?;
    Some((bytes.get(..at)?, bytes.get(at + 1..)?))
}
