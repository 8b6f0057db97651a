//! `import status`: the jobs that are known, each with a page that is up to date.

use super::begin::{job, profiles};
use crate::import::JobName;
use crate::import::app::ImportApp;
use crate::import::error::Result;
use crate::import::report::ImportStatus;
use crate::import::session::ImportSession;
use crate::import::{jobs, page};
use crate::state::import_jobs;

/// Looks at the state; of files only pages that were not written in time are made anew.
pub fn status(app: &ImportApp<'_>, name: Option<&JobName>) -> Result<ImportStatus> {
    let (valid, _) = profiles(app, None)?;
    let session = ImportSession::look(app, &valid)?;
    let jobs = match name {
        Some(name) => vec![job(&session, name)?],
        None => {
            page::refresh_all(&session, &[])?;
            session.read(|state| import_jobs::list(state, None))?
        }
    };
    let jobs = jobs.iter().map(|job| jobs::report(&session, job, None)).collect::<Result<_>>()?;
    Ok(ImportStatus { version: 1, state: app.state.to_owned(), generated_at: session.now(), jobs })
}
