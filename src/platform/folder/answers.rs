//! What the platform puts into its folder: acknowledgements, answers, reports.

use super::Folder;
use super::drop::{Look, look, trouble};
use super::names::is_file_name;
use crate::platform::contract::{FetchedDocument, PlaceholderValues, PlatformTrouble, Stop};
use crate::platform::incoming::{CutResponse, ResponsePart};
use serde_json::Value;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

impl Folder<'_> {
    /// What the acknowledgement of a file says, if it is there, whole, and not older than `since`.
    ///
    /// An object of JSON has an end of its own, so what reads whole is whole; until then it is not there.
    pub(super) fn acknowledged_by(
        &self,
        values: &PlaceholderValues<'_>,
        since: Option<i64>,
    ) -> io::Result<Option<Value>> {
        let Some(path) = self.acknowledgement_of(values) else { return Ok(None) };
        if look(&path)?.is_none_or(|look| is_older(look, since)) {
            return Ok(None);
        }
        let mut text = Vec::new();
        File::open(&path)?.take(self.around.limits.message).read_to_end(&mut text)?;
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text);
        Ok(serde_json::from_slice(text).ok().filter(Value::is_object))
    }

    /// Where a file is acknowledged; `None`: the name would be none.
    pub(super) fn acknowledgement_of(&self, values: &PlaceholderValues<'_>) -> Option<PathBuf> {
        let file = self.acknowledgement.place.fill(values);
        is_file_name(&file).then(|| self.folder.answers.join(file))
    }

    /// Copies an answer that stands still to `to`.
    pub(super) fn copy_answer(
        &self,
        from: &Path,
        since: Option<i64>,
        to: &Path,
    ) -> Result<FetchedDocument, Stop> {
        let later = |error: io::Error| FetchedDocument::Later { wait: None, why: trouble(from, &error) };
        let before = match self.settled(from, since) {
            Ok(Some(look)) => look,
            Ok(None) => return Ok(FetchedDocument::NotThere),
            Err(error) => return Ok(later(error)),
        };
        if before.len > self.around.limits.document {
            return Ok(FetchedDocument::Refused(PlatformTrouble::of(
                "too_large",
                &format!("{} bytes", before.len),
            )));
        }
        let source = match File::open(from) {
            Ok(file) => file,
            Err(error) => return Ok(later(error)),
        };
        let part = match ResponsePart::write(source, self.around.limits.document, to)? {
            Ok(part) => part,
            Err(CutResponse::Lost(why)) => return Ok(FetchedDocument::Later { wait: None, why }),
            Err(CutResponse::TooLarge) => return Ok(FetchedDocument::NotThere),
        };
        // Whoever writes slowly may have begun again while it was copied.
        if part.len != before.len || !look(from).is_ok_and(|after| after == Some(before)) {
            part.discard()?;
            return Ok(FetchedDocument::NotThere);
        }
        part.keep(to)?;
        Ok(FetchedDocument::Here {
            file: to.to_owned(),
            modified: Some(before.modified).filter(|ms| *ms > 0),
            version: None,
        })
    }

    /// Looks twice, a pause apart, and tells what stood still between.
    fn settled(&self, path: &Path, since: Option<i64>) -> io::Result<Option<Look>> {
        let Some(first) = look(path)?.filter(|look| !is_older(*look, since)) else { return Ok(None) };
        (self.around.sleep)(self.folder.settle);
        Ok(look(path)?.filter(|second| *second == first))
    }
}

pub(super) fn is_older(look: Look, since: Option<i64>) -> bool {
    since.is_some_and(|since| look.modified < since)
}
