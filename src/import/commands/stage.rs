//! `import prepare`, `load`, `reconcile`, `register`: one stage of some jobs.

use super::begin::{ImportCommand, job, profiles};
use crate::import::advance::{advance, stage_due};
use crate::import::app::ImportApp;
use crate::import::error::Result;
use crate::import::intake::{self, Intake};
use crate::import::options::{ImportRunOptions, Selection, StageAsked, StageOptions};
use crate::import::report::{FileOutcome, ImportOutcome, ImportReport};
use crate::import::session::ImportSession;
use crate::state::import_jobs::{self, Job, JobId};

/// Carries a stage out, for the jobs that were named or all that it is due for.
pub fn stage(app: &ImportApp<'_>, options: &StageOptions) -> Result<ImportReport> {
    let (valid, findings) = profiles(app, None)?;
    let also = if findings.is_empty() { ImportOutcome::Ok } else { ImportOutcome::Config };
    let session = &mut ImportSession::open(app, &valid)?;
    let mut command = ImportCommand::begin(session, name(options.stage), false)?;
    if options.stage == StageAsked::Prepare {
        return prepare(command, options, also);
    }
    for id in due(command.session, options)? {
        command.work_on(id, |session| advance(session, id, Some(options.stage)))?;
    }
    command.finish(Vec::new(), also, &[])
}

fn name(stage: StageAsked) -> &'static str {
    match stage {
        StageAsked::Prepare => "import prepare",
        StageAsked::Load => "import load",
        StageAsked::Reconcile => "import reconcile",
        StageAsked::Register => "import register",
    }
}

/// Prepares what the profiles find; of jobs that were named only their profiles and periods.
fn prepare(
    mut command: ImportCommand<'_, '_>,
    options: &StageOptions,
    also: ImportOutcome,
) -> Result<ImportReport> {
    let selections: Vec<Selection> = if options.jobs.is_empty() {
        vec![Selection::default()]
    } else {
        let of = |name: &crate::import::JobName| Selection {
            profile: Some(name.profile().to_owned()),
            period: name.period().parse().ok(),
        };
        options.jobs.iter().map(of).collect()
    };
    let run = ImportRunOptions { chunk_rows: options.chunk_rows, ..ImportRunOptions::default() };
    let (mut files, mut intake) = (Vec::new(), Intake::default());
    for selection in &selections {
        for candidate in intake::candidates(command.session, &[], selection, &mut files)? {
            let (before, started) = (intake.jobs.len(), command.session.now());
            intake::take(command.session, candidate, &run, &mut intake)?;
            if let Some(&job) = intake.jobs.get(before) {
                command.took(job, started);
            }
        }
    }
    let blocked = intake.blocked.iter().map(|(_, blocked)| blocked.outcome);
    let outcome = blocked.fold(also, ImportOutcome::max);
    files.extend(intake.files);
    files.extend(intake.blocked.into_iter().map(|(file, blocked)| {
        intake::report(&file, FileOutcome::Later, Some(blocked.reason), blocked.details)
    }));
    command.finish(files, outcome, &intake.fresh)
}

/// The jobs that a stage is for.
fn due(session: &ImportSession<'_>, options: &StageOptions) -> Result<Vec<JobId>> {
    if !options.jobs.is_empty() {
        return options.jobs.iter().map(|name| job(session, name).map(|job| job.id)).collect();
    }
    let open = session.read(|state| import_jobs::unfinished(state, None))?;
    let due = |job: &Job| job.stage.and_then(stage_due) == Some(options.stage);
    Ok(open.into_iter().filter(due).map(|job| job.id).collect())
}
