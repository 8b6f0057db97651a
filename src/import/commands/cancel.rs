//! `import cancel`: takes a period back.

use super::begin::{ImportCommand, job, profiles};
use crate::import::JobName;
use crate::import::app::ImportApp;
use crate::import::error::{Error, Result};
use crate::import::replace;
use crate::import::report::{ImportOutcome, ImportReport};
use crate::import::session::{Halt, ImportSession};
use crate::state::import_jobs::Stop;

/// Takes a job back, where the platform can.
pub fn cancel(app: &ImportApp<'_>, name: &JobName) -> Result<ImportReport> {
    let (valid, _) = profiles(app, None)?;
    let session = &mut ImportSession::open(app, &valid)?;
    let known = job(session, name)?;
    if matches!(known.stop, Some(Stop::Cancelled | Stop::Superseded | Stop::Refused)) {
        return Err(Error::NotCancelled { job: name.clone(), why: known.state().to_owned() });
    }
    let mut command = ImportCommand::begin(session, "import cancel", false)?;
    command.work_on(known.id, |session| match replace::cancel(session, &known) {
        Ok(()) | Err(Halt::Held) => Ok(None),
        Err(Halt::Blocked(blocked)) => Ok(Some(blocked)),
        Err(Halt::Failed(error)) => Err(error),
    })?;
    command.finish(Vec::new(), ImportOutcome::Ok, &[])
}
