//! What stands for workbooks in a program that is built without them.

use super::files::Files;
use super::growing::Written;
use crate::table::error::{Error, ErrorPlace, Reason};
use std::convert::Infallible;
use std::marker::PhantomData;
use std::path::Path;

/// A workbook that cannot be: nothing of this type exists.
pub struct WorkbookFile<'f> {
    never: Infallible,
    _files: PhantomData<&'f dyn Files>,
}

impl<'f> WorkbookFile<'f> {
    /// Always fails.
    pub fn create(_: &'f dyn Files, file: &Path, _: &str, _: &[&str]) -> Result<WorkbookFile<'f>, Error> {
        let what = "this program was built without workbooks".to_owned();
        Err(Error::Refused {
            file: file.to_owned(),
            reason: Reason::UnsupportedKind,
            place: ErrorPlace::File,
            what,
        })
    }

    pub fn text(&mut self, _: &str) {
        match self.never {}
    }

    pub fn amount(&mut self, _: &str) {
        match self.never {}
    }

    pub fn decimal(&mut self, _: &str) {
        match self.never {}
    }

    pub fn day(&mut self, _: chrono::NaiveDate) {
        match self.never {}
    }

    pub fn number(&mut self, _: u32) {
        match self.never {}
    }

    pub fn empty(&mut self) {
        match self.never {}
    }

    pub fn end_row(&mut self) -> Result<(), Error> {
        match self.never {}
    }

    pub fn finish(self) -> Result<Written, Error> {
        match self.never {}
    }

    pub fn finish_and_rename(self) -> Result<Written, Error> {
        match self.never {}
    }
}
