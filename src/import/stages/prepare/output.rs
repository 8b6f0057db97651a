//! Everything that is written of one part, and how it comes to its place.

use super::chunks::{ChunkWriter, WrittenChunk};
use super::examples::Examples;
use super::place::{Where, failed, relative};
use super::rejects::{RejectFiles, Rejects};
use super::values::OutputValues;
use super::workbook::Consolidated;
use super::{NotPrepared, stored_pairs};
use crate::import::check::{Checked, PAIRS_MAX, PairCounter, PairRows, Placement, RowOutcome, Value};
use crate::import::error::Error;
use crate::import::period::Period;
use crate::import::profile::{Pairs, Profile};
use crate::import::session::{ImportSession, details};
use crate::import::source::SourceError;
use crate::state::import_chunks::NewChunk;
use crate::state::import_pairs::NewPair;
use crate::table::{Files, Row, Written};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// Files that grow while rows come.
pub struct Outputs<'s> {
    profile: &'s Profile,
    period: Period,
    values: OutputValues<'s>,
    chunks: Option<ChunkWriter<'s>>,
    workbook: Option<Consolidated<'s>>,
    rejects: Rejects<'s>,
    examples: Examples<'s>,
    pairs: PairCounter,
    /// The running number of the last accepted row.
    number: u64,
}

/// Files that are whole and have no names yet.
pub struct Whole<'s> {
    profile: &'s Profile,
    period: Period,
    chunks: Vec<WrittenChunk>,
    workbook: Option<Written>,
    rejects: RejectFiles,
    examples: Examples<'s>,
    pairs: Vec<PairRows>,
}

/// Files that have their names.
pub struct PutInPlace {
    pub chunks: Vec<NewChunk>,
    pub pairs: Vec<NewPair>,
}

impl<'s> Outputs<'s> {
    pub fn begin(
        session: &ImportSession<'s>,
        profile: &'s Profile,
        period: Period,
        chunk_rows: u32,
        place: &Where,
        placement: &Placement,
    ) -> Result<Outputs<'s>, NotPrepared> {
        let app = &session.app;
        let today = app.clock.today().format("%d/%m/%Y").to_string();
        let chunks = profile.csv.as_ref().map(|csv| {
            ChunkWriter::new(app.files, csv, place.growing.clone(), chunk_rows, place.rows_before)
        });
        let workbook = match (&profile.workbook, &profile.csv) {
            (Some(workbook), Some(csv)) => Some(Consolidated::begin(app.files, workbook, csv, place)?),
            _ => None,
        };
        let rejects_file = place.growing.join(place.file("rejects", "csv"));
        Ok(Outputs {
            profile,
            period,
            values: OutputValues::new(profile, period, today),
            chunks,
            workbook,
            rejects: Rejects::new(app.files, profile, app.words, placement, &rejects_file),
            examples: Examples::new(profile, app.words, place.part),
            pairs: PairCounter::new(),
            number: place.rows_before,
        })
    }

    pub fn add(&mut self, row: &Row<'_>, checked: &Checked<'_>) -> Result<(), NotPrepared> {
        match checked.outcome {
            RowOutcome::Blank | RowOutcome::Skipped => Ok(()),
            RowOutcome::Rejected => {
                self.examples.add(row, checked);
                Ok(self.rejects.add(row, checked)?)
            }
            RowOutcome::Accepted => self.accept(checked),
        }
    }

    fn accept(&mut self, checked: &Checked<'_>) -> Result<(), NotPrepared> {
        self.number += 1;
        if let Some(chunks) = &mut self.chunks {
            chunks.add(&checked.record, &self.values)?;
        }
        if let Some(workbook) = &mut self.workbook {
            workbook.add(&checked.record, &self.values, self.number)?;
        }
        Ok(count_pair(self.profile, &mut self.pairs, checked, self.number)?)
    }

    pub fn finish(self) -> Result<Whole<'s>, NotPrepared> {
        Ok(Whole {
            profile: self.profile,
            period: self.period,
            chunks: self.chunks.map(ChunkWriter::finish).transpose()?.unwrap_or_default(),
            workbook: self.workbook.map(Consolidated::finish).transpose()?,
            rejects: self.rejects.finish()?,
            examples: self.examples,
            pairs: self.pairs.into_pairs(),
        })
    }
}

impl Whole<'_> {
    /// Gives every file its name, in place of those of an earlier run.
    pub fn put_in_place(self, files: &dyn Files, place: &Where, base: &Path) -> Result<PutInPlace, Error> {
        let mut chunks = Vec::new();
        for (n, chunk) in (place.chunks_before + 1..).zip(&self.chunks) {
            chunks.push(self.place_chunk(files, place, base, n, chunk)?);
        }
        let beside = [
            (&self.rejects.csv, Some(place.file("rejects", "csv"))),
            (&self.rejects.workbook, Some(place.file("rejects", "xlsx"))),
            (&self.workbook, self.workbook_name(place)),
        ];
        for (written, name) in beside {
            let Some(name) = name else { continue };
            put(files, written.as_ref(), &place.folder.join(name))?;
        }
        self.examples.keep(files, &place.folder)?;
        Ok(PutInPlace { chunks, pairs: stored_pairs(self.pairs) })
    }

    fn place_chunk(
        &self,
        files: &dyn Files,
        place: &Where,
        base: &Path,
        n: u32,
        chunk: &WrittenChunk,
    ) -> Result<NewChunk, Error> {
        let WrittenChunk { written, rows, first_no, last_no } = chunk;
        let key = key_of(self.profile, place, n, &written.sha256);
        let file = self.chunk_file(&place.outputs, *last_no, n, &key);
        put(files, Some(written), &file)?;
        Ok(NewChunk {
            rows: *rows,
            first_no: *first_no,
            last_no: *last_no,
            file: relative(&file, base),
            length: written.len,
            sha256: written.sha256.clone(),
            key,
        })
    }

    fn chunk_file(&self, outputs: &Path, total: u64, n: u32, key: &str) -> PathBuf {
        let value = |name: &str| match name {
            "total" => Some(total.to_string()),
            "n" => Some(n.to_string()),
            "key" => Some(key.to_owned()),
            "key8" => Some(key.chars().take(8).collect()),
            "profile" => Some(self.profile.name.clone()),
            other => self.period.value(other),
        };
        let Some(csv) = &self.profile.csv else { return outputs.to_owned() };
        outputs.join(csv.folder.fill(value)).join(csv.name.fill(value))
    }

    /// `None`: the profile wants no workbook.
    fn workbook_name(&self, place: &Where) -> Option<String> {
        let workbook = self.profile.workbook.as_ref()?;
        let value =
            |of: &str| if of == "profile" { Some(self.profile.name.clone()) } else { self.period.value(of) };
        let name = workbook.name.fill(value);
        match name.rsplit_once('.') {
            Some((stem, extension)) => Some(place.file(stem, extension)),
            None => Some(name),
        }
    }
}

/// Counts the pair of an accepted row.
pub fn count_pair(
    profile: &Profile,
    pairs: &mut PairCounter,
    checked: &Checked<'_>,
    number: u64,
) -> Result<(), SourceError> {
    let Some(Pairs { series, branch, .. }) = &profile.pairs else { return Ok(()) };
    if checked.outcome != RowOutcome::Accepted {
        return Ok(());
    }
    let added = match (checked.record.value(*series), checked.record.value(*branch)) {
        (Value::Text(series), Value::Text(branch)) => pairs.add(series, branch, number),
        (series, branch) => pairs.add(&series.to_string(), &branch.to_string(), number),
    };
    added.map_err(|_| {
        let limit = details([("limit", PAIRS_MAX.to_string())]);
        SourceError::Refused { reason: "too_many_pairs", details: limit }
    })
}

/// What the platform knows a chunk by: SHA-256 of profile, job, place and content.
fn key_of(profile: &Profile, place: &Where, n: u32, sha256: &str) -> String {
    let text = format!("{}\n{}\n{n}\n{sha256}", profile.name, place.job);
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Moves a whole file to its place. What has that name from an earlier run goes, also if there is nothing to put there.
fn put(files: &dyn Files, written: Option<&Written>, to: &Path) -> Result<(), Error> {
    let naming = failed(to, "naming the file");
    let Some(written) = written else { return files.remove(to).map_err(naming) };
    let folder = to.parent().unwrap_or(Path::new("."));
    files.create_folder(folder).map_err(failed(folder, "making the folder"))?;
    files.rename(&written.file, to).map_err(naming)?;
    files.sync_folder(folder).map_err(failed(folder, "bringing its names to the disk"))
}
