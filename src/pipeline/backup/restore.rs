//! restore: a backup into the place of the parent's file.
//!
//! What was pushed since the backup was made is not in it, so those orders go back into the queue first, for good, and
//! the file is replaced after that. Cut in between, the next push finds the marks of those orders in the file that is
//! still there, and writes nothing; cut after it, or not at all, it writes them again.

use super::folder::{BackupFolder, BackupStatus};
use super::name::BackupKind;
use crate::domain::{CompanyName, DocumentId, OrderKey};
use crate::pipeline::app::App;
use crate::pipeline::error::{Error, Result};
use crate::pipeline::exercises;
use crate::pipeline::one_file_each;
use crate::pipeline::options::{RestoreOptions, RestoreWhich};
use crate::pipeline::outcome::Outcome;
use crate::pipeline::session::{self, of_state};
use crate::state::restored::{self, Pushed};
use crate::state::{State, files, runs};
use crate::store::{self, CompanyFile, Replacing, WholeFile};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

const COMMAND: &str = "restore";

/// The backups of the parent.
#[derive(Debug, Serialize)]
pub struct BackupList {
    pub version: u32,
    pub command: &'static str,
    pub company: CompanyName,
    pub directory: PathBuf,
    /// The newest first.
    pub backups: Vec<BackupStatus>,
}

/// What `restore` did; of a dry run, what it would have done.
#[derive(Debug, Serialize)]
pub struct RestoreReport {
    pub version: u32,
    pub command: &'static str,
    /// `None` for a dry run, which leaves no trace.
    pub run_id: Option<i64>,
    pub dry_run: bool,
    pub company: CompanyName,
    /// The company's file that was replaced.
    pub file: PathBuf,
    pub backup: BackupStatus,
    /// The backup that the replaced file is now; `None` where there was no file, or for a dry run.
    pub replaced: Option<PathBuf>,
    /// Orders pushed since the backup was made, which the next `push` writes again.
    pub queued: Vec<OrderKey>,
    /// Orders pushed before the backup was made and not in it: somebody had taken them out by then. They are left out.
    pub absent: Vec<OrderKey>,
}

/// Lists the backups of the parent.
pub fn backups(app: &App<'_>, company: Option<&CompanyName>) -> Result<BackupList> {
    let parent = parent(app, company)?;
    Ok(BackupList {
        version: 1,
        command: COMMAND,
        company: parent.clone(),
        directory: app.settings.backup.directory.clone(),
        backups: BackupFolder::new(app).all().map_err(Error::store(parent))?,
    })
}

/// Puts a backup into the place of the parent's file. The backup is checked before, the copy of it before it takes
/// the place; the file that is replaced becomes a backup itself.
pub fn restore(app: &App<'_>, options: &RestoreOptions, dry_run: bool) -> Result<RestoreReport> {
    let company = parent(app, options.company.as_ref())?;
    one_file_each::check(app)?;
    let open = if dry_run { State::rehearse } else { State::open };
    let state = open(app.state).map_err(|source| of_state(app, source))?;
    let (backup, file) = choose(app, &options.which)?;
    let lost = Lost::find(app, &state, &backup)?;
    let mut restoring = Restoring { app, state, backup, file, lost };
    let (run_id, replaced) = if dry_run { (None, None) } else { restoring.run()? };
    let keys = |orders: Vec<Pushed>| orders.into_iter().map(|order| order.key).collect();
    Ok(RestoreReport {
        version: 1,
        command: COMMAND,
        run_id,
        dry_run,
        company: company.clone(),
        file: restoring.file.path,
        backup: restoring.backup,
        replaced,
        queued: keys(restoring.lost.since),
        absent: keys(restoring.lost.before),
    })
}

/// Only the parent is written, and so only the parent has backups.
fn parent<'a>(app: &App<'a>, company: Option<&CompanyName>) -> Result<&'a CompanyName> {
    let parent = &app.settings.parent.name;
    match company.filter(|company| *company != parent) {
        None => Ok(parent),
        Some(other) => Err(Error::NotTheParent { company: other.clone(), parent: parent.clone() }),
    }
}

/// The backup that is meant, and the file that it is of.
fn choose(app: &App<'_>, which: &RestoreWhich) -> Result<(BackupStatus, CompanyFile)> {
    let parent = &app.settings.parent;
    let backups = BackupFolder::new(app);
    let year = app.year.or_else(|| exercises::year_of(app.clock.today()));
    let label = year.and_then(|year| backups.label(year));
    let wanted = |backup: &BackupStatus| match which {
        RestoreWhich::Latest => backup.year == label && backup.kind == BackupKind::Daily,
        RestoreWhich::Named(name) => backup.name == *name && backup.year.is_some() == parent.is_yearly(),
    };
    let found = backups.all().map_err(Error::store(&parent.name))?.into_iter().find(wanted);
    found.and_then(|backup| backup.year.or(year).map(|year| (backup, parent.file(year)))).ok_or_else(|| {
        Error::NoBackup {
            company: parent.name.clone(),
            wanted: match which {
                RestoreWhich::Latest => label.map(|year| year.to_string()).unwrap_or_default(),
                RestoreWhich::Named(name) => name.clone(),
            },
            directory: app.settings.backup.directory.clone(),
        }
    })
}

/// Orders that were pushed and are not in a backup.
struct Lost {
    /// Pushed since it was made: their numbers come after those that it has.
    since: Vec<Pushed>,
    /// Pushed before it was made: it has later numbers of their series.
    before: Vec<Pushed>,
}

impl Lost {
    /// Checks the backup, and looks for the marks of everything that was pushed into its file.
    fn find(app: &App<'_>, state: &State, backup: &BackupStatus) -> Result<Lost> {
        let mut pushed = restored::pushed_into(state, backup.year).map_err(|source| of_state(app, source))?;
        let wanted = pushed.iter().flat_map(|order| app.settings.marks_of(&order.key)).collect();
        let path = BackupFolder::new(app).path(&backup.name);
        let found = app.stores.backups().open(&path).and_then(|mut store| {
            store.whole_file().map(WholeFile::check).transpose()?;
            store.find_marks(wanted)
        });
        let found = found.map_err(Error::store(&app.settings.parent.name))?;
        let is_there = |order: &Pushed| {
            let mut marks = app.settings.marks_of(&order.key);
            marks.any(|mark| found.found().contains_key(&mark))
        };
        pushed.retain(|order| !is_there(order));
        let newest = newest(found.found().values());
        let is_since = |order: &Pushed| match order.document.rsplit_once('-') {
            Some((series, number)) => newest.get(series) < number.parse().ok().as_ref(),
            None => true,
        };
        let (since, before) = pushed.into_iter().partition(is_since);
        Ok(Lost { since, before })
    }
}

/// The newest of our documents in a backup, for each series. Numbers rise as orders are pushed, whatever clocks say.
fn newest<'d>(documents: impl Iterator<Item = &'d DocumentId>) -> BTreeMap<String, i32> {
    let mut newest = BTreeMap::new();
    for document in documents {
        let number = newest.entry(document.series.to_string()).or_default();
        *number = document.number.get().max(*number);
    }
    newest
}

struct Restoring<'a> {
    app: &'a App<'a>,
    state: State,
    backup: BackupStatus,
    file: CompanyFile,
    lost: Lost,
}

impl Restoring<'_> {
    fn run(&mut self) -> Result<(Option<i64>, Option<PathBuf>)> {
        let company = self.app.settings.parent.name.clone();
        let (replacing, kept) = self.prepare().map_err(Error::store(&company))?;
        let run = self.queue_again()?;
        let placed = replacing.place().map_err(Error::store(&company));
        let outcome = placed.as_ref().map_or_else(Error::outcome, |()| Outcome::Ok);
        self.finish(run, outcome)?;
        placed?;
        log::info!("{} is {} again", self.file.path.display(), self.backup.name);
        Ok((Some(run), kept))
    }

    /// Everything but replacing the file: the copy beside it, and the old file as a backup.
    fn prepare(&self) -> store::Result<(Box<dyn Replacing>, Option<PathBuf>)> {
        let backups = BackupFolder::new(self.app);
        let mut replacing = self.app.stores.backups().replace(&self.file)?;
        backups.make_room(&self.file.path, self.backup.bytes)?;
        replacing.prepare(&backups.path(&self.backup.name))?;
        let Some(bytes) = replacing.byte_count()? else { return Ok((replacing, None)) };
        let kept = backups.new_path(self.backup.year, BackupKind::Replaced)?;
        backups.make_room(&kept, bytes)?;
        replacing.keep(&kept)?;
        Ok((replacing, Some(kept)))
    }

    /// Puts the orders that the backup lacks back into the queue, and waits until the disk knows.
    fn queue_again(&mut self) -> Result<i64> {
        let now = self.app.clock.now();
        let (lost, backup, file) = (&self.lost.since, &self.backup.name, &self.file);
        let queued = self.state.commit_to_disk().and_then(|()| {
            session::write(&mut self.state, |tx| {
                lost.iter().try_for_each(|order| restored::write_again(tx, order, backup, now))?;
                files::note_written(tx, &file.company, file.year, None)?;
                runs::begin(tx, COMMAND, now)
            })
        });
        queued.map_err(|source| of_state(self.app, source))
    }

    fn finish(&mut self, run: i64, outcome: Outcome) -> Result<()> {
        let now = self.app.clock.now();
        let queued = u64::try_from(self.lost.since.len()).unwrap_or(u64::MAX);
        let counts = runs::RunCounts { queued, ..runs::RunCounts::default() };
        session::write(&mut self.state, |tx| runs::finish(tx, run, outcome.code(), &counts, now))
            .map_err(|source| of_state(self.app, source))
    }
}
