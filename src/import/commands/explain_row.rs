//! The story of one row: out of its file, which is read again up to it, or of what was kept where the file is another
//! now.

use super::reread::{Ended, reread};
use crate::import::check::{Checked, RowOutcome, Value};
use crate::import::error::{Error, Result};
use crate::import::period::Period;
use crate::import::profile::Profile;
use crate::import::report::{HeldRow, RowStory};
use crate::import::session::ImportSession;
use crate::import::source::{OpenSource, SourceError};
use crate::import::stages::prepare::OutputValues;
use crate::import::{held_rows, jobs, kept_rows, story, taken};
use crate::state::import_chunks::{self, Chunk};
use crate::state::import_figures::TableCounts;
use crate::state::import_jobs::Job;
use crate::state::import_pairs::{self, Pair};
use crate::state::import_sources::{self, Source};

/// Tells the story of a row; `None`: the job has no such part.
pub fn row(
    session: &ImportSession<'_>,
    job: &Job,
    profile: &Profile,
    part: u32,
    number: u64,
) -> Result<Option<RowStory>> {
    let sources = session.read(|state| import_sources::of_job(state, job.id))?;
    let Some((_, stored)) = sources.into_iter().find(|(n, _)| *n == part) else { return Ok(None) };
    let asked = Asked { session, job, profile, part, number };
    let told = match (asked.open(&stored)?, asked.kept()) {
        (Ok(_), Some(kept)) if asked.has_other_rules() => since_changed(kept, "profile_changed"),
        (Ok(source), None) if asked.has_other_rules() => since_changed(asked.of_file(source)?, "judged_anew"),
        (Ok(source), _) => asked.of_file(source)?,
        (Err(why), Some(kept)) => since_changed(kept, why),
        (Err(why), None) => since_changed(asked.unknown(), why),
    };
    asked.where_it_went(told).map(Some)
}

fn since_changed(told: RowStory, why: &'static str) -> RowStory {
    RowStory { changed: Some(why), ..told }
}

/// The row that is asked after.
struct Asked<'a, 's> {
    session: &'a ImportSession<'s>,
    job: &'a Job,
    profile: &'a Profile,
    part: u32,
    number: u64,
}

impl Asked<'_, '_> {
    /// The file of the row, or why it is not what it was.
    fn open(&self, stored: &Source) -> Result<std::result::Result<OpenSource, &'static str>> {
        match taken::open_again(self.session, self.profile, stored) {
            Ok(source) => Ok(Ok(source)),
            Err(SourceError::Refused { reason: "source_changed", .. }) => Ok(Err("file_changed")),
            Err(SourceError::Later { reason: "not_there", .. }) => Ok(Err("file_missing")),
            Err(SourceError::Later { .. } | SourceError::Refused { .. }) => Ok(Err("file_unread")),
            Err(SourceError::Failed(error)) => Err(error),
        }
    }

    /// Whether the profile is another than when the row was judged.
    fn has_other_rules(&self) -> bool {
        self.profile.hash != self.job.profile_hash
    }

    /// What was kept of the row: it was held, or rejected.
    fn kept(&self) -> Option<RowStory> {
        let folder = self.session.app.settings.work.join(self.job.name.folder());
        kept_rows::find(&folder, self.profile, self.part, self.number)
    }

    fn keeps_held_rows(&self) -> bool {
        let folder = self.session.app.settings.work.join(self.job.name.folder());
        folder.join(held_rows::NAME).is_file()
    }

    fn unknown(&self) -> RowStory {
        RowStory { outcome: "unknown".to_owned(), ..story::blank(self.part, self.number) }
    }

    /// Reads the file again up to the row.
    fn of_file(&self, mut source: OpenSource) -> Result<RowStory> {
        let Asked { session, job, profile, part, number } = *self;
        let first = source.placement.row + 1;
        let (mut last, mut accepted) = (source.placement.row, self.accepted_before()?);
        let mut found = None;
        let ended = reread(session, job, profile, (part, &mut source), |row, checked| {
            last = row.number;
            accepted += u64::from(checked.outcome == RowOutcome::Accepted);
            if row.number < number || number < first {
                return Ok(());
            }
            // One that the sheet leaves out stands before one that it has.
            found = Some(if row.number == number {
                self.judged(story::row(profile, session.app.words, part, row, checked), checked, accepted)
            } else {
                story::blank(part, number)
            });
            Err(Ended::Enough)
        });
        match (found, ended) {
            (Some(found), _) => Ok(found),
            (None, Err(Ended::Source(SourceError::Failed(error)))) => Err(error),
            (None, Err(Ended::Source(_))) => Ok(since_changed(self.unknown(), "file_unread")),
            (None, Ok(()) | Err(Ended::Enough)) => {
                Err(Error::NoSuchRow { job: job.name.clone(), part, row: number, first, last })
            }
        }
    }

    /// Accepted rows of the parts before.
    fn accepted_before(&self) -> Result<u64> {
        let before = self.chunks()?.into_iter().filter(|chunk| chunk.part < self.part);
        Ok(before.map(|chunk| chunk.content.rows).sum())
    }

    fn chunks(&self) -> Result<Vec<Chunk>> {
        self.session.read(|state| import_chunks::of_job(state, self.job.id))
    }

    /// Adds what was written of an accepted row; `accepted` counts them up to it.
    fn judged(&self, mut told: RowStory, checked: &Checked<'_>, accepted: u64) -> RowStory {
        if checked.outcome != RowOutcome::Accepted {
            return told;
        }
        told.number = Some(accepted);
        told.values = self.written(checked, accepted);
        if let Some(pairs) = &self.profile.pairs {
            let of = |column| match checked.record.value(column) {
                Value::Empty => None,
                value => Some(value.to_string()),
            };
            (told.series, told.branch) = (of(pairs.series), of(pairs.branch));
        }
        match self.job.figures.table {
            Some(table) => self.in_table(told, table),
            None => told.held_by(held_rows::unfound(self.profile, checked)),
        }
    }

    fn written(&self, checked: &Checked<'_>, number: u64) -> Vec<(String, String)> {
        let profile = self.profile;
        let today = self.session.app.clock.today().format("%d/%m/%Y").to_string();
        let values = OutputValues::new(profile, Period::of_job(&self.job.name), today);
        let text = |output| match values.plain(output, &checked.record, number) {
            Some(value) => value.to_string(),
            None => values.filled(output, &checked.record, number),
        };
        let csv = profile.csv.iter().flat_map(|csv| &csv.columns);
        let access = profile.access.iter().flat_map(|access| access.key.iter().chain(&access.columns));
        csv.chain(access).map(|(title, output)| (title.clone(), text(output))).collect()
    }

    /// What became of it in the table: whether it was held is kept of each row, all else only counted.
    fn in_table(&self, told: RowStory, table: TableCounts) -> RowStory {
        let outcome = match only_outcome(table) {
            _ if table.held > 0 && !self.keeps_held_rows() => "unknown",
            outcome => outcome.unwrap_or("accepted"),
        };
        let kept = self.kept().and_then(|kept| kept.held);
        RowStory { outcome: outcome.to_owned(), ..told }.held_by(kept)
    }

    /// Chunk and pair of an accepted row, whose outcome is that of its pair; what decides a held one.
    fn where_it_went(&self, mut told: RowStory) -> Result<RowStory> {
        let (session, job) = (self.session, self.job);
        if let Some(number) = told.number {
            let has = |chunk: &&Chunk| (chunk.content.first_no..=chunk.content.last_no).contains(&number);
            told.chunk = self.chunks()?.iter().find(has).map(|chunk| chunk.n);
        }
        if let Some(held) = &mut told.held {
            let HeldRow { kind, column, there, wanted, .. } = &*held;
            held.remedy = session.app.words.remedy(kind, column, there, Some(wanted));
            held.commands = session.read(|state| jobs::held_rows_commands(state, session, job))?;
        }
        if let (Some(series), Some(branch)) = (&told.series, &told.branch) {
            let key = crate::import::answer::pair_key(series, branch);
            let pair = session.read(|state| import_pairs::find(state, job.id, &key))?;
            return Ok(pair.into_iter().fold(told, |told, pair| self.as_its_pair(told, &pair)));
        }
        Ok(told)
    }

    /// A row ends as its pair does, and waits for what its pair waits for.
    fn as_its_pair(&self, told: RowStory, pair: &Pair) -> RowStory {
        let Some(decision) = &pair.decision else { return told };
        let held = decision.reason.as_deref().map(|reason| HeldRow {
            remedy: self.session.app.words.remedy(reason, "", "", None),
            commands: jobs::pair_commands(self.session, self.job, pair),
            ..held_rows::bare(reason, self.profile)
        });
        RowStory { outcome: decision.outcome.as_str().to_owned(), ..told }.held_by(held)
    }
}

impl RowStory {
    fn held_by(self, held: Option<HeldRow>) -> RowStory {
        let Some(held) = held else { return self };
        let held = HeldRow { part: self.part, row: self.row, ..held };
        RowStory { outcome: "held".to_owned(), held: Some(held), ..self }
    }
}

/// The outcome of every row that was not held, where it is the same.
fn only_outcome(table: TableCounts) -> Option<&'static str> {
    match table {
        TableCounts { changed: 0, known: 0, .. } => Some("new"),
        TableCounts { new: 0, known: 0, .. } => Some("changed"),
        TableCounts { new: 0, changed: 0, .. } => Some("known"),
        _ => None,
    }
}
