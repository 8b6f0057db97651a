//! The rows that a table did not take: `held.csv` in the job's folder, for people, and for who asks after one later.

use super::check::{Checked, without_apostrophe};
use super::error::{Error, Result};
use super::jobs;
use super::profile::{LookupValue, Profile};
use super::report::HeldRow;
use super::session::ImportSession;
use crate::state::import_jobs::Job;
use crate::table::{CsvFile, Files, PEOPLE};
use std::fs::File;
use std::path::{Path, PathBuf};

/// The file in a job's folder.
pub const NAME: &str = "held.csv";

/// Rows that are named where a job is shown; the file has them all.
pub const SHOWN_MAX: usize = 10;

const TITLES: [&str; 9] =
    ["Fila", "Motivo", "Columna", "Antes", "Después", "Clave", "Remedio", "Parte", "Orden"];

/// Writes the file, which is begun with the first row.
pub struct HeldRows<'f> {
    csv: Option<CsvFile<'f>>,
    file: PathBuf,
    files: &'f dyn Files,
    /// What brings the rows through.
    commands: String,
}

impl<'f> HeldRows<'f> {
    pub fn begin(session: &ImportSession<'f>, job: &Job) -> Result<HeldRows<'f>> {
        let folder = session.app.settings.work.join(job.name.folder());
        let files = session.app.files;
        let made = files.create_folder(&folder);
        made.map_err(|source| Error::Io { file: folder.clone(), action: "making the folder", source })?;
        let commands = session.read(|state| jobs::held_rows_commands(state, session, job))?.join(" | ");
        Ok(HeldRows { csv: None, file: folder.join(NAME), files, commands })
    }

    pub fn add(&mut self, held: &HeldRow) -> Result<()> {
        let mut csv = match self.csv.take() {
            Some(csv) => csv,
            None => self.begun()?,
        };
        let HeldRow { reason, column, there, wanted, key, remedy, .. } = held;
        let (row, part) = (held.row.to_string(), held.part.to_string());
        let fields: [&str; 9] = [&row, reason, column, there, wanted, key, remedy, &part, &self.commands];
        csv.row(fields).map_err(Error::Table)?;
        self.csv = Some(csv);
        Ok(())
    }

    fn begun(&self) -> Result<CsvFile<'f>> {
        let mut csv = CsvFile::create(self.files, &self.file, PEOPLE).map_err(Error::Table)?;
        csv.row(TITLES).map_err(Error::Table)?;
        Ok(csv)
    }

    /// Gives the file its name; where no row is held, one of an earlier run goes.
    pub fn finish(self) -> Result<()> {
        let HeldRows { csv, file, files, .. } = self;
        match csv {
            Some(csv) => csv.finish_and_rename().map(drop).map_err(Error::Table),
            None => {
                files.remove(&file).map_err(|source| Error::Io { file, action: "removing a file", source })
            }
        }
    }
}

/// The rows of the file in a job's folder, in the order in which they were found; none where there is no such file.
pub fn read(folder: &Path, profile: Option<&Profile>) -> impl Iterator<Item = HeldRow> {
    let file = File::open(folder.join(NAME)).ok();
    let reader = file.map(|file| csv::ReaderBuilder::new().delimiter(b';').flexible(true).from_reader(file));
    let records = reader.into_iter().flat_map(csv::Reader::into_records);
    records.map_while(std::result::Result::ok).filter_map(move |record| held_row(&record, profile))
}

fn held_row(record: &csv::StringRecord, profile: Option<&Profile>) -> Option<HeldRow> {
    let text = |at: usize| without_apostrophe(record.get(at).unwrap_or_default()).to_owned();
    let reason = text(1);
    Some(HeldRow {
        part: record.get(7).map_or(Some(1), |part| part.parse().ok())?,
        row: record.get(0)?.parse().ok()?,
        kind: kind(&reason, profile).to_owned(),
        reason,
        column: text(2),
        there: text(3),
        wanted: text(4),
        key: text(5),
        remedy: text(6),
        commands: Vec::new(),
    })
}

/// Why a lookup holds an accepted row: what was looked for, and where several were found which ones.
pub fn unfound(profile: &Profile, checked: &Checked<'_>) -> Option<HeldRow> {
    let held = checked.held?;
    let filter = profile.lookups.get(held.lookup).map(|lookup| lookup.filter.as_slice()).unwrap_or_default();
    let looked_for: Vec<_> = filter
        .iter()
        .filter_map(|(name, value)| match value {
            LookupValue::Column(column) => Some((name.as_str(), checked.record.value(*column).to_string())),
            LookupValue::Literal(_) => None,
        })
        .collect();
    Some(HeldRow {
        column: looked_for.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", "),
        there: held.candidates.join(", "),
        wanted: looked_for.into_iter().map(|(_, value)| value).collect::<Vec<_>>().join(", "),
        ..bare(held.code.name(), profile)
    })
}

/// A held row of which only the reason is told.
pub fn bare(reason: &str, profile: &Profile) -> HeldRow {
    HeldRow {
        part: 1,
        row: 0,
        reason: reason.to_owned(),
        kind: kind(reason, Some(profile)).to_owned(),
        key: String::new(),
        column: String::new(),
        there: String::new(),
        wanted: String::new(),
        remedy: String::new(),
        commands: Vec::new(),
    }
}

/// What a code of the profile's own stands for.
fn kind<'r>(reason: &'r str, profile: Option<&Profile>) -> &'r str {
    let Some(profile) = profile else { return reason };
    let change = profile.access.as_ref().and_then(|access| access.change.as_ref());
    if change.is_some_and(|change| change.code == reason) {
        return "change_too_big";
    }
    let of_lookup = profile.lookups.iter().find_map(|lookup| match reason {
        code if code == lookup.none => Some("lookup_none"),
        code if code == lookup.many => Some("lookup_many"),
        code if code == lookup.refused => Some("lookup_refused"),
        _ => None,
    });
    of_lookup.unwrap_or(reason)
}
